"""Functions of two variables from above, as maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts.grids import png, ramp
from lib.charts.picture import (
    CHANGED,
    GRADIENT,
    INPUT,
    OUTPUT,
    Picture,
    data,
    role_scale,
    spec,
)
from lib.charts.terrain import HEIGHTS, SPAN, height_shares

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


def _map_axes(x: str, y: str) -> dict[str, Any]:
    scale = alt.Scale(domain=[-SPAN, SPAN], nice=False)
    axis = alt.Axis(values=[-6, -4, -2, 0, 2, 4, 6], grid=False)
    return {"x": alt.X("x:Q", title=x, scale=scale, axis=axis),
            "y": alt.Y("y:Q", title=y, scale=scale, axis=axis)}  # fmt: skip


def _ground(place: dict[str, Any]) -> alt.Chart:
    return (
        alt.Chart(data("ground"))
        .mark_image(aspect=False, clip=True)
        .encode(x=place["x"], y=place["y"], x2="x2:Q", y2="y2:Q", url="url:N")
    )


@lru_cache(maxsize=8)
def squares() -> dict[str, np.ndarray]:
    """The places that a click can mean: a lattice of transparent squares."""
    axis = np.arange(-SPAN, SPAN + STEP / 2, STEP)
    x, y = np.meshgrid(axis, axis)
    return {"x": x.ravel(), "y": y.ravel()}


def ground_data(url: str) -> dict[str, list[Any]]:
    """Return the place of a map that is one image."""
    return {"x": [-SPAN], "x2": [SPAN], "y": [-SPAN], "y2": [SPAN], "url": [url]}


BASINS = [INPUT, OUTPUT, GRADIENT, CHANGED, "#C9CDD3", "#33383F"]
"""The colours of four minima, of what has not settled and of what diverged."""


@spec
def _basins(x: str, y: str, names: tuple[str, ...]) -> Any:
    place = _map_axes(x, y)
    colour = alt.Color(
        "name:N",
        title=None,
        sort=None,
        scale=role_scale(dict(zip(names, BASINS, strict=True))),
        legend=None,  # the bars beside the map name every colour
    )
    marks = (
        alt.Chart(data("minima"))
        .mark_point(filled=True, size=140, opacity=1, stroke="white", strokeWidth=2)
        .encode(**place, color=colour, tooltip=[alt.Tooltip("name:N", title=" ")])
    )
    return (_ground(place) + marks).properties(height=420)


def basins(
    ends: np.ndarray, minima: Sequence[Sequence[float]], names: Sequence[str], *, x: str, y: str
) -> Picture:
    """Draw a map of where every start ends, as one image.

    Args:
        ends: shape (n, n), row 0 at the lowest y; numbers into ``names``.
        minima: shape (4, 2).
        names: the words of the six ways to end.
        x: title of the axis.
        y: title of the axis.
    """
    table = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in BASINS])
    url = png(table[ends[::-1]].astype(np.uint8))
    # Two more rows without a place keep all six words in the legend.
    place = np.array([*minima, [np.nan, np.nan], [np.nan, np.nan]])
    return Picture(
        _basins(x, y, tuple(names)),
        {
            "ground": ground_data(url),
            "minima": {"x": place[:, 0], "y": place[:, 1], "name": list(names)},
        },
    )
