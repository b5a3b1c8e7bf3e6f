"""Tensors as grids of coloured cells, and tables whose rows and columns have names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import PHONE, Plane, lattice, on_phone, side
from lib.charts.palette import BORDER, CHANGED, QUIET, ink, value_colours
from lib.charts.picture import Picture, data, legend, role_scale, spec
from lib.numbers import shape, show

MOST = 400
"""Cells with a number in them at most; larger tensors show colours alone."""
SMALLEST = 6.5
"""Pixels of the smallest number that is still written."""


def faces(place: Plane, tooltip: Any) -> alt.Chart:
    """Return the layer of the cells' colours, from the dataset ``cells``."""
    return (
        alt.Chart(data("cells"))
        .mark_rect(stroke=BORDER, strokeWidth=0.5)
        .encode(
            **place.at("x", "y", "x2", "y2"),
            fill=alt.Fill("fill:N", scale=None),
            tooltip=tooltip,
        )
    )


def numbers(place: Plane, cell: str) -> alt.Chart:
    """Return the layer of the numbers, as large as cells allow; none where they would not fit.

    All are of one size, unless a long one would then hide the others.

    Args:
        place: the lattice.
        cell: the pixels of a side of a cell, as an expression.
    """
    alone = f"min(17, 0.55*{cell}, 1.5*{cell}/length(datum.label))"
    alike = f"min(17, 0.55*{cell}, 1.5*{cell}/datum.longest)"
    font = f"({alike} < {SMALLEST} ? {alone} : {alike})"
    return (
        alt.Chart(data("cells"))
        .transform_calculate(mx="(datum.x + datum.x2) / 2", my="(datum.y + datum.y2) / 2")
        .mark_text(
            fontSize=alt.ExprRef(font),
            opacity=alt.ExprRef(f"{font} < {SMALLEST} ? 0 : 1"),
            tooltip=None,
        )
        .encode(**place.at("mx", "my"), text="label:N", color=alt.Color("ink:N", scale=None))
    )


@spec
def _tensor(
    name: str, rows: float, columns: float, written: bool, height: int, blocks: bool
) -> Any:
    title = alt.TitleParams(text=name, anchor="start", fontSize=13)
    place = lattice(rows, columns)
    tooltip = [alt.Tooltip("index:N", title=" "), alt.Tooltip("label:N", title="=")]
    layers = [faces(place, tooltip)]
    if written:
        layers.append(numbers(place, side(columns, rows)))
    if blocks:
        frames = alt.Chart(data("blocks")).mark_rect(fillOpacity=0, stroke=CHANGED, strokeWidth=3)
        layers.append(frames.encode(**place.at("x", "y", "x2", "y2")))
    return alt.layer(*layers).properties(height=height, title=title)


@spec
def _empty(name: str, height: int) -> Any:
    """Say that there are cells, and none of them: the sign for the empty set."""
    title = alt.TitleParams(text=name, anchor="start", fontSize=13)
    sign = alt.Chart(data("sign")).mark_text(fontSize=48, color=QUIET).encode(text="text:N")
    middle = {"x": alt.value(alt.ExprRef("width/2")), "y": alt.value(alt.ExprRef("height/2"))}
    return sign.encode(**middle).properties(height=height, title=title)


def tensor(
    array: np.ndarray,
    *,
    words: dict[str, str],
    largest: float | None = None,
    colours: list[str] | None = None,
    height: int | None = None,
    room: tuple[int, int] | None = None,
    block: tuple[int, int] | None = None,
) -> Picture:
    """Draw a tensor of rank 0 to 4 as cells with their numbers, slices side by side.

    The third axis from the end runs to the right, the fourth downwards. Hovering a cell
    tells its index and value.

    Args:
        array: the tensor.
        words: ``name``, the heading.
        largest: the end of the colour scale, where two tensors are compared.
        colours: one fill a cell in row-major order, instead of the scale by value.
        height: pixels; by default as the number of rows asks for.
        room: rows and columns to leave room for, where two tensors are drawn with cells of
            one size; the tensor stands in the middle.
        block: rows and columns of a part that is repeated: each copy is framed.
    """
    array = np.asarray(array)
    if array.ndim > 4:
        raise ValueError(f"a tensor of rank {array.ndim} has no grid; rank 4 is the most")
    slices = array.reshape((1,) * (4 - array.ndim) + array.shape)
    down, right, rows, columns = slices.shape
    flat = slices.ravel()
    index = np.indices(slices.shape).reshape(4, -1)
    x = index[3] + index[1] * (columns + 0.6)
    y = index[2] + index[0] * (rows + 0.6)
    fill = colours or value_colours(flat, largest)
    own_rows, own_columns = down * rows + (down - 1) * 0.6, right * columns + (right - 1) * 0.6
    total_rows, total_columns = (
        max(own, least, 1)
        for own, least in zip((own_rows, own_columns), room or (0, 0), strict=True)
    )
    x, y = x + (total_columns - own_columns) / 2, y + (total_rows - own_rows) / 2
    tall = height or int(min(340, 60 * total_rows + 44))
    name = f"{words['name']}   {shape(array)}"
    if not flat.size:
        return Picture(_empty(name, tall), {"sign": {"text": ["∅"]}})
    written = flat.size <= MOST
    label = [show(value, 4 if flat.size <= 60 else 3) for value in flat.tolist()]
    cells = {
        "x": x,
        "x2": x + 1,
        "y": y,
        "y2": y + 1,
        "fill": fill,
        "ink": [ink(colour) for colour in fill],
        "label": label,
        "longest": [max(map(len, label))] * flat.size,
        "index": [str(place[4 - array.ndim :].tolist()) for place in index.T],
    }
    sets: dict[str, Any] = {"cells": cells}
    if block:
        corners = [
            (left, top) for top in range(0, rows, block[0]) for left in range(0, columns, block[1])
        ]
        left, top = np.transpose(corners) + [[x.min()], [y.min()]]
        sets["blocks"] = {"x": left, "x2": left + block[1], "y": top, "y2": top + block[0]}
    size = round(float(total_rows), 2), round(float(total_columns), 2)
    return Picture(_tensor(name, *size, written, tall, block is not None), sets)


MAY_BREAK = "\u200b"
"""A place in a name without width, where it may be broken if there is not enough room."""


@spec
def _named(
    title: str,
    across: str,
    lines: int,
    roles: tuple[tuple[str, str], ...],
    height: int,
    keyed: bool = True,
) -> Any:
    def axis(**more: Any) -> alt.Axis:
        return alt.Axis(
            labelExpr=f"split({PHONE} ? replace(datum.label, /{MAY_BREAK}/g, '\\n')"
            " : datum.label, '\\n')",
            labelFontSize=alt.ExprRef(on_phone(11, 12)),
            labelLineHeight=14,
            labelLimit=0,
            labelAngle=0,
            labelFlush=False,
            labelOverlap=False,
            domain=False,
            ticks=False,
            **more,
        )

    scale = alt.Scale(paddingInner=0.04, paddingOuter=0)
    # Vega centres a name on its first line.
    up = axis(labelOffset=-7 * (lines - 1))
    place: dict[str, Any] = {
        "x": alt.X("column:N", title=across or None, sort=None, scale=scale, axis=axis()),
        "y": alt.Y("row:N", title=None, sort=None, scale=scale, axis=up),
    }
    base = alt.Chart(data("cells")).encode(**place)
    cells = base.mark_rect().encode(
        fill=alt.Fill(
            "role:N",
            title=None,
            scale=role_scale(dict(roles)),
            legend=legend() if keyed else None,
        ),
        tooltip=[
            alt.Tooltip("row:N", title=" "),
            alt.Tooltip("column:N", title=" "),
            alt.Tooltip("label:N", title="="),
        ],
    )
    # A digit is about 0.6 of its size wide: as large as the longest number allows.
    size = alt.ExprRef("clamp(bandwidth('x') / (0.62 * datum.longest), 9, 14)")
    numbers = base.mark_text(fontSize=size, tooltip=None).encode(
        text="label:N", color=alt.Color("ink:N", scale=None)
    )
    chosen = (
        alt.Chart(data("chosen"))
        .mark_rect(fillOpacity=0, stroke=CHANGED, strokeWidth=5)
        .encode(**place)
    )
    heading = alt.TitleParams(text=title, anchor="start", fontSize=13)
    return (cells + numbers + chosen).properties(height=height, title=heading)


def named(
    values: np.ndarray,
    roles: np.ndarray,
    colours: Mapping[str, str],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    chosen: tuple[int, int] | None = None,
    missing: str = "NaN",
    digits: int = 4,
    across: str = "",
    title: str = "",
    height: int = 320,
    keyed: bool = True,
) -> Picture:
    """Draw a table whose rows and columns have names, each cell in the colour of its role.

    Args:
        values: shape (rows, columns).
        roles: the words of each cell's role, of the same shape.
        colours: the colour of each role.
        rows: the names of the rows, all different, and of one number of lines.
        columns: the names of the columns, likewise; at a ``MAY_BREAK`` a phone breaks them.
        chosen: row and column of the cell that is framed.
        missing: what is written where there is no number.
        digits: significant digits of the numbers.
        across: what the columns are.
        title: the heading.
        height: pixels.
        keyed: with a legend of the roles.
    """
    row, column = np.indices(values.shape).reshape(2, -1).tolist()
    role = roles.ravel().tolist()
    frames = [] if chosen is None else [chosen]
    labels = [
        missing if np.isnan(value) else show(value, digits) for value in values.ravel().tolist()
    ]
    cells = {
        "row": [rows[index] for index in row],
        "column": [columns[index] for index in column],
        "label": labels,
        "longest": [max(map(len, labels))] * len(labels),
        "role": role,
        "ink": [ink(colours[each]) for each in role],
    }
    return Picture(
        _named(title, across, rows[0].count("\n") + 1, tuple(colours.items()), height, keyed),
        {
            "cells": cells,
            "chosen": {
                "row": [rows[place[0]] for place in frames],
                "column": [columns[place[1]] for place in frames],
            },
        },
    )
