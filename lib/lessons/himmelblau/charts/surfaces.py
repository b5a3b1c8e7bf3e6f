"""Functions of two variables from above, as maps."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from lib.charts import images
from lib.charts.palette import HEIGHTS, ramp, rgb
from lib.lessons.himmelblau.charts.terrain import SPAN, height_shares

STEP = 0.25
"""The distance between the places that a click can mean."""


@lru_cache(maxsize=16)
def relief(heights: Callable[[int], np.ndarray], size: int = 240, bands: int = 12) -> str:
    """Paint a function with contour lines, as a data URL; a function is painted once.

    Args:
        heights: returns the heights over a grid of a size, row 0 at the lowest y.
        size: pixels of a side.
        bands: as for ``paint``.
    """
    return paint(heights(size), bands)


def paint(heights: np.ndarray, bands: int = 12) -> str:
    """Paint heights with contour lines, as a data URL.

    Args:
        heights: shape (n, m), row 0 at the lowest y.
        bands: steps of colour over the fifth root of the height; the line where two meet is darker.
    """
    share = height_shares(heights[::-1], power=1 / 5)
    return paint_bands(np.minimum((share * bands).astype(int), bands - 1), bands)


def paint_bands(band: np.ndarray, bands: int) -> str:
    """Paint bands of height from dark to light, with a darker line where two meet.

    Args:
        band: shape (n, m), the number of the band from the lowest, row 0 at the top.
        bands: how many there are.

    Returns:
        A data URL.
    """
    colours = ramp(HEIGHTS, (np.arange(bands) + 0.5) / bands)
    pixels = rgb(colours)[band].astype(float)
    edge = np.zeros(band.shape, bool)
    edge[:-1] |= band[:-1] != band[1:]
    edge[:, :-1] |= band[:, :-1] != band[:, 1:]
    pixels[edge] *= 0.8
    return images.png(pixels.astype(np.uint8))


def ground_data(url: str) -> dict[str, list[Any]]:
    """Return the dataset ``ground`` of a map of the whole surface."""
    return images.window((-SPAN, SPAN, -SPAN, SPAN), url)
