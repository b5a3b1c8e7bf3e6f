"""What several pictures of scores share: the size of text, names of rows, and offered edits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import Plane, on_phone
from lib.charts.palette import QUIET
from lib.charts.picture import (
    HELD,
    data,
    held_cell,
    pick_cell,
)

BEST = 9
"""Scores that are edited go from 0 to this."""


def text_size(large: int, small: int) -> alt.ExprRef:
    return alt.ExprRef(on_phone(small, large))


def row_names(place: Plane, x: float) -> Any:
    return (
        alt.Chart(data("names"))
        .mark_text(align="right", color=QUIET, fontSize=text_size(13, 11))
        .encode(
            x=alt.datum(x, scale=place.x, axis=None),
            y=place.down("y"),
            text="name:N",
        )
    )


def click_offers(place: Plane, tooltip: list[alt.Tooltip], *, drag: bool = False) -> Any:
    """Return transparent cells on top of all, which take clicks, and may be dragged."""
    cells = alt.Chart(data("offers"))
    if drag:
        cells = cells.transform_calculate(held=HELD).add_params(held_cell())
    return (
        cells.mark_rect(opacity=0, cursor="pointer")
        .encode(**place.at("x", "y", "x2", "y2"), tooltip=tooltip)
        .add_params(pick_cell(drag=drag))
    )


def height_offers(row: Sequence[int], lift: float = 0.0) -> dict[str, Any]:
    """Offer every height of every bar of a row."""
    cell, to = (index.ravel() for index in np.indices((len(row), BEST + 1)))
    value = np.asarray(row, int)[cell]
    return {
        "x": cell,
        "x2": cell + 1,
        "y": lift + to - 0.5,
        "y2": lift + to + 0.5,
        "cell": cell,
        "to": to,
        "value": value,
    }
