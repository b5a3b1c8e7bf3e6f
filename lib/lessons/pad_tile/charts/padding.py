"""A padded matrix, each cell with a thread to the cell that it was copied from."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from lib.charts.grids import faces, numbers
from lib.charts.lattice import lattice, side
from lib.charts.palette import (
    CHANGED,
    CHANGED_RAMP,
    DARK,
    GREY_RAMP,
    INPUT,
    INPUT_RAMP,
    QUIET,
    WHITE,
    ink,
    ramp,
)
from lib.charts.picture import Picture, data, legend, role_scale, spec
from lib.numbers import show

SHADES = {
    "original": INPUT_RAMP,
    "copied": CHANGED_RAMP,
    "filled": GREY_RAMP,
}
"""Of a padded matrix: the hue says where a cell comes from, its depth how large it is."""


@spec
def _padded(reach: int, original: str, copied: str, filled: str) -> Any:
    # One more row, below: there stands what the cell under the pointer is.
    place = lattice(reach + 1, reach)
    colours = {original: INPUT, copied: CHANGED, filled: QUIET}
    key = legend(symbolStrokeWidth=0, symbolSize=160)
    hover = alt.selection_point(
        name="cell", on="pointerover", clear="pointerout", fields=["index"], empty=False
    )
    base = alt.Chart(data("cells"))
    sensors = (
        base.mark_rect(fillOpacity=0, tooltip=None)
        .encode(
            **place.at("x", "y", "x2", "y2"),
            fill=alt.Fill("role:N", title=None, scale=role_scale(colours), legend=key),
        )
        .add_params(hover)
    )
    threads = base.transform_filter("datum.copied")

    def thread(chart: Any, **style: Any) -> Any:
        rule = chart.mark_rule(strokeCap="round", tooltip=None, **style)
        return rule.encode(**place.at("ax", "ay", "bx", "by"))

    def frame(x: str, y: str) -> Any:
        box = threads.transform_filter(hover).transform_calculate(
            l=f"datum.{x} - 0.5", r=f"datum.{x} + 0.5", t=f"datum.{y} - 0.5", b=f"datum.{y} + 0.5"
        )
        rect = box.mark_rect(fillOpacity=0, stroke=DARK, strokeWidth=3, tooltip=None)
        return rect.encode(**place.at("l", "t", "r", "b"))

    detail = (
        base.transform_filter(hover)
        .transform_calculate(tx=f"{reach / 2}", ty=f"{reach + 0.6}")
        .mark_text(fontSize=14, font="monospace", color=QUIET)
        .encode(**place.at("tx", "ty"), text="detail:N")
    )
    faint = 0.16 if reach < 10 else 0.07  # many threads would hide the numbers
    layers = [
        faces(place, alt.Undefined),
        thread(threads, color=DARK, opacity=faint, strokeWidth=1.5),
        numbers(place, side(reach, reach + 1)),
        thread(threads.transform_filter(hover), color=WHITE, strokeWidth=7),
        thread(threads.transform_filter(hover), color=DARK, strokeWidth=3),
        frame("mx", "my"),
        frame("sx", "sy"),
        detail,
        sensors,
    ]
    return alt.layer(*layers).properties(height=400)


def padded(
    values: np.ndarray,
    source: np.ndarray,
    before: tuple[int, int],
    *,
    room: int,
    words: dict[str, str],
) -> Picture:
    """Draw a padded matrix on a lattice on which the original stays where it is.

    The hue of a cell is its role, the depth of the hue its value. A thread leads from each
    copy to the cell it was copied from; the cell under the pointer is named in code.

    Args:
        values: the padded matrix, shape (rows, columns).
        source: for each cell the row-major index of the original cell it came from, or -1
            for a constant; same shape.
        before: rows and columns that were added before the original.
        room: cells kept free on each side of the original.
        words: ``original``, ``copied``, ``filled``.
    """
    rows, columns = values.shape
    own_rows, own_columns = _original(source)
    reach = max(own_rows, own_columns) + 2 * room
    row, column = (place.ravel() for place in np.indices(values.shape))
    y, x = row - before[0] + room, column - before[1] + room
    flat, origin = values.ravel(), source.ravel()
    inside = (
        (row >= before[0])
        & (row < before[0] + own_rows)
        & (column >= before[1])
        & (column < before[1] + own_columns)
    )
    copied = ~inside & (origin >= 0)
    role = np.where(inside, "original", np.where(copied, "copied", "filled"))
    depth = (flat - flat.min()) / (np.ptp(flat) or 1)
    fill = np.empty(flat.shape, object)
    for name, shades in SHADES.items():
        fill[role == name] = ramp(shades, depth[role == name])
    label = [show(value, 3) for value in flat.tolist()]
    known = np.maximum(origin, 0)
    ends = np.array([x + 0.5, y + 0.5])
    starts = np.array([known % own_columns, known // own_columns]) + room + 0.5
    # A thread leaves the numbers at both its ends free.
    margin = 0.36 * (starts - ends) / np.maximum(np.hypot(*(starts - ends)), 1)
    detail = [
        f"padded[{r}, {c}] = "
        + (f"matrix[{s // own_columns}, {s % own_columns}] = " if s >= 0 else "")
        + value
        for r, c, s, value in zip(row, column, origin, label, strict=True)
    ]
    cells = {
        "x": x,
        "x2": x + 1,
        "y": y,
        "y2": y + 1,
        "mx": ends[0],
        "my": ends[1],
        "sx": starts[0],
        "sy": starts[1],
        "ax": ends[0] + margin[0],
        "ay": ends[1] + margin[1],
        "bx": starts[0] - margin[0],
        "by": starts[1] - margin[1],
        "fill": fill.tolist(),
        "ink": [ink(colour) for colour in fill],
        "label": label,
        "longest": [max(map(len, label))] * flat.size,
        "index": [f"[{r}, {c}]" for r, c in zip(row, column, strict=True)],
        "detail": detail,
        "role": [words[name] for name in role],
        "copied": copied,
    }
    return Picture(
        _padded(reach, words["original"], words["copied"], words["filled"]), {"cells": cells}
    )


def _original(source: np.ndarray) -> tuple[int, int]:
    """Return rows and columns of the matrix that row-major indices point into."""
    row = next(line for line in source if (line >= 0).any())
    columns = len(np.unique(row[row >= 0]))
    return (int(source.max()) + 1) // columns, columns
