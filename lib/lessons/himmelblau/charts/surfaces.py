"""Functions of two variables from above, as maps."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from lib.charts.grids import png, ramp
from lib.charts.picture import (
    CHANGED,
    GRADIENT,
    INPUT,
    OUTPUT,
)
from lib.lessons.himmelblau.charts.terrain import HEIGHTS, SPAN, height_shares

STEP = 0.25
"""The distance between the places that a click can mean."""


@lru_cache(maxsize=16)
def relief(heights: Callable[[int], np.ndarray], size: int = 240, bands: int = 12) -> str:
    """Paint a function with contour lines, once for ever, as a data URL.

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
    band = np.minimum((share * bands).astype(int), bands - 1)
    colours = ramp(HEIGHTS, (np.arange(bands) + 0.5) / bands)
    table = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours])
    pixels = table[band].astype(float)
    edge = np.zeros(band.shape, bool)
    edge[:-1] |= band[:-1] != band[1:]
    edge[:, :-1] |= band[:, :-1] != band[:, 1:]
    pixels[edge] *= 0.8
    return png(pixels.astype(np.uint8))


def ground_data(url: str) -> dict[str, list[Any]]:
    """Return the place of a map that is one image."""
    return {"x": [-SPAN], "x2": [SPAN], "y": [-SPAN], "y2": [SPAN], "url": [url]}


BASINS = [INPUT, OUTPUT, GRADIENT, CHANGED, "#C9CDD3", "#33383F"]
"""The colours of four minima, of what has not settled and of what diverged."""
