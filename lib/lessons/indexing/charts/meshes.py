"""The points of a meshgrid, and the two grids that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import extent
from lib.charts.palette import (
    QUIET,
    SEQUENTIAL,
    ink,
    ramp,
)
from lib.charts.picture import Picture, data, spec, step_slider
from lib.lessons.indexing.charts.board import Board


@spec
def _plane(order: str, step: str, height: int) -> Any:
    axis = alt.Axis(tickMinStep=0.5, tickCount=5)
    scale = alt.Scale(domain=[-2.4, 2.4], nice=False)
    place = {
        "x": alt.X("x:Q", title="x", scale=scale, axis=axis),
        "y": alt.Y("y:Q", title="y", scale=scale, axis=axis),
    }
    base = alt.Chart(data("points")).transform_calculate(
        seen="clamp(step/100*datum.count - datum.order, 0, 1)"
    )
    seen = alt.Opacity("seen:Q", scale=None)
    line = base.transform_filter("datum.seen > 0").mark_line(color=QUIET, strokeWidth=1.5)
    dots = base.mark_circle(size=420, stroke=QUIET, strokeWidth=1)
    tooltip = [
        alt.Tooltip("index:N", title=" "),
        alt.Tooltip("x:Q", format=".3~g"),
        alt.Tooltip("y:Q", format=".3~g"),
        alt.Tooltip("order:Q", title=order),
    ]
    return (
        (
            line.encode(**place, order="order:Q")
            + dots.encode(
                **place, color=alt.Color("fill:N", scale=None), opacity=seen, tooltip=tooltip
            )
            + base.mark_text(fontSize=12, tooltip=None).encode(
                **place, text="order:N", color=alt.Color("ink:N", scale=None), opacity=seen
            )
        )
        .add_params(step_slider(step, 100))
        .properties(height=height)
    )


def crossed(
    points_x: np.ndarray, points_y: np.ndarray, *, words: Mapping[str, str]
) -> tuple[Picture, Picture]:
    """Draw the points of a meshgrid in their order, and the two grids in the same colours.

    Shapes: two grids of one shape. Words: ``order``, ``step``.
    """
    count = points_x.size
    colours = ramp(SEQUENTIAL, np.linspace(0.08, 1, count))
    size = points_x.shape
    points = {
        "x": points_x.ravel(),
        "y": points_y.ravel(),
        "order": list(range(count)),
        "count": [count] * count,
        "fill": colours,
        "ink": [ink(colour) for colour in colours],
        "index": [str(list(place)) for place in np.ndindex(size)],
    }
    board = Board({})
    wide, high = extent(size)
    # One above the other or side by side, whichever leaves larger cells; a heading needs room.
    tall = max(wide, 3.6), 2 * high + 2.2
    flat = 2 * max(wide, 3.6) + 0.6, high + 0.95
    columns, rows = min(tall, flat, key=lambda all_: max(all_[0] / 290, all_[1] / 390))
    x, y = (0.0, high + 1.3) if rows == tall[1] else (max(wide, 3.6) + 0.6, 0.0)
    board.note(0, 0.45, f"points_x   {tuple(size)}", size=0.4)
    board.tensor(points_x, 0, 0.85, colours, digits=2)
    board.note(x, y + 0.45, f"points_y   {tuple(size)}", size=0.4)
    board.tensor(points_y, x, y + 0.85, colours, digits=2)
    grids = board.picture(rows, columns, legend=False, height=390)
    return Picture(_plane(words["order"], words["step"], 350), {"points": points}), grids
