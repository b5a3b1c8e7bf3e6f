"""Tensors as grids of coloured cells."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.picture import (
    CHANGED,
    DIVERGING,
    INPUT,
    QUIET,
    SEQUENTIAL,
    Picture,
    data,
    legend,
    role_scale,
    spec,
)
from lib.numbers import shape, show

MOST = 400
"""Cells with a number in them at most; larger tensors show colours alone."""
SMALLEST = 6.5
"""Pixels of the smallest number that is still written."""
BROKEN = "#D55E00"
"""The colour of NaN and of infinities."""


def ramp(colours: list[str], share: np.ndarray) -> list[str]:
    """Return the colour at each share (0 to 1) of the way through a list of colours.

    Shape: (n,).
    """
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours])
    place = np.clip(share, 0, 1) * (len(colours) - 1)
    low = np.minimum(place.astype(int), len(colours) - 2)
    mixed = stops[low] + (stops[low + 1] - stops[low]) * (place - low)[:, None]
    return [f"#{int(r):02x}{int(g):02x}{int(b):02x}" for r, g, b in mixed]


def ink(colour: str) -> str:
    """Return black or white, whichever reads better on a colour; on a veil, the page's own."""
    if len(colour) == len("#RRGGBBAA"):
        return "currentColor"
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    # Relative luminance, by the power law that is near enough to WCAG's; black and white
    # stand out equally from a luminance of 0.18.
    luminance = sum(w * part**2.2 for w, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
    return "#111111" if luminance > 0.18 else "#FFFFFF"


def fills(values: np.ndarray, largest: float | None = None) -> list[str]:
    """Colour values: signed ones on both sides of zero, others from zero up, bools as two.

    Args:
        values: shape (n,), any numeric dtype.
        largest: the end of the scale, where pictures are compared; else that of the values.
    """
    if values.dtype == bool:
        return [INPUT if value else "#E3E6EA" for value in values]
    numbers = np.asarray(values, float)
    good = np.isfinite(numbers)
    end = largest or float(np.max(np.abs(numbers[good]), initial=0.0)) or 1.0
    share = np.where(good, numbers, 0.0) / end
    if (numbers[good] < 0).any():
        colours = ramp(DIVERGING, share / 2 + 0.5)
    else:
        colours = ramp(SEQUENTIAL, share)
    return [colour if fine else BROKEN for colour, fine in zip(colours, good, strict=True)]


def _side(rows: float, columns: float) -> str:
    """Return the expression for the pixels of one side of a cell."""
    return f"min(width/{columns}, height/{rows})"


def _lattice(rows: float, columns: float) -> Callable[[str, str], dict[str, Any]]:
    """Return a function that places two fields on a lattice of cells.

    Square cells at any width: the lattice is centred and as large as it fits."""
    cell = _side(rows, columns)

    def scale(cells: float, pixels: str, *, reverse: bool) -> alt.Scale:
        # Both ends are given, so that Vega asks no data for them: an empty set has none.
        ends = [alt.ExprRef(f"{cells}/2 {sign} {pixels}/2/{cell}") for sign in "-+"]
        return alt.Scale(domain=ends, nice=False, zero=False, reverse=reverse)

    wide, high = scale(columns, "width", reverse=False), scale(rows, "height", reverse=True)

    def place(x: str, y: str) -> dict[str, Any]:
        return {
            "x": alt.X(f"{x}:Q", scale=wide, axis=None),
            "y": alt.Y(f"{y}:Q", scale=high, axis=None),
        }

    return place


def _faces(place: Callable[[str, str], dict[str, Any]], tooltip: Any) -> Any:
    return (
        alt.Chart(data("cells"))
        .mark_rect(stroke="#9AA3AD", strokeWidth=0.5)
        .encode(
            **place("x", "y"),
            x2="x2:Q",
            y2="y2:Q",
            fill=alt.Fill("fill:N", scale=None),
            tooltip=tooltip,
        )
    )


def _numbers(place: Callable[[str, str], dict[str, Any]], cell: str) -> Any:
    """Return the numbers, as large as their cells allow; none where they would not fit.

    All are of one size, unless a long one would then hide the others.
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
        .encode(**place("mx", "my"), text="label:N", color=alt.Color("ink:N", scale=None))
    )


@spec
def _tensor(
    name: str, rows: float, columns: float, written: bool, height: int, blocks: bool
) -> Any:
    title = alt.TitleParams(text=name, anchor="start", fontSize=13)
    place = _lattice(rows, columns)
    tooltip = [alt.Tooltip("index:N", title=" "), alt.Tooltip("label:N", title="=")]
    layers = [_faces(place, tooltip)]
    if written:
        layers.append(_numbers(place, _side(rows, columns)))
    if blocks:
        frames = alt.Chart(data("blocks")).mark_rect(fillOpacity=0, stroke=CHANGED, strokeWidth=3)
        layers.append(frames.encode(**place("x", "y"), x2="x2:Q", y2="y2:Q"))
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
    fill = colours or fills(flat, largest)
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
            labelExpr=f"split(width < 420 ? replace(datum.label, /{MAY_BREAK}/g, '\\n')"
            " : datum.label, '\\n')",
            labelFontSize=alt.ExprRef("width < 420 ? 11 : 12"),
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


SHADES = {
    "original": ["#CFE5F4", INPUT, "#093A5C"],
    "copied": ["#F6DDEA", CHANGED, "#561E3E"],
    "filled": ["#E6E8EB", QUIET, "#3B4047"],
}
"""Of a padded matrix: the hue says where a cell comes from, its depth how large it is."""


@spec
def _padded(reach: int, original: str, copied: str, filled: str) -> Any:
    # One more row, below: there stands what the cell under the pointer is.
    place = _lattice(reach + 1, reach)
    colours = {original: INPUT, copied: CHANGED, filled: QUIET}
    key = legend(symbolStrokeWidth=0, symbolSize=160)
    hover = alt.selection_point(
        name="cell", on="pointerover", clear="pointerout", fields=["index"], empty=False
    )
    base = alt.Chart(data("cells"))
    sensors = (
        base.mark_rect(fillOpacity=0, tooltip=None)
        .encode(
            **place("x", "y"),
            x2="x2:Q",
            y2="y2:Q",
            fill=alt.Fill("role:N", title=None, scale=role_scale(colours), legend=key),
        )
        .add_params(hover)
    )
    threads = base.transform_filter("datum.copied")

    def thread(chart: Any, **style: Any) -> Any:
        rule = chart.mark_rule(strokeCap="round", tooltip=None, **style)
        return rule.encode(**place("ax", "ay"), x2="bx:Q", y2="by:Q")

    def frame(x: str, y: str) -> Any:
        box = threads.transform_filter(hover).transform_calculate(
            l=f"datum.{x} - 0.5", r=f"datum.{x} + 0.5", t=f"datum.{y} - 0.5", b=f"datum.{y} + 0.5"
        )
        rect = box.mark_rect(fillOpacity=0, stroke="#111111", strokeWidth=3, tooltip=None)
        return rect.encode(**place("l", "t"), x2="r:Q", y2="b:Q")

    told = (
        base.transform_filter(hover)
        .transform_calculate(tx=f"{reach / 2}", ty=f"{reach + 0.6}")
        .mark_text(fontSize=14, font="monospace", color=QUIET)
        .encode(**place("tx", "ty"), text="told:N")
    )
    faint = 0.16 if reach < 10 else 0.07  # many threads would hide the numbers
    layers = [
        _faces(place, alt.Undefined),
        thread(threads, color="#111111", opacity=faint, strokeWidth=1.5),
        _numbers(place, _side(reach + 1, reach)),
        thread(threads.transform_filter(hover), color="#FFFFFF", strokeWidth=7),
        thread(threads.transform_filter(hover), color="#111111", strokeWidth=3),
        frame("mx", "my"),
        frame("sx", "sy"),
        told,
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
    copy to the cell it was copied from; the cell under the pointer is told in words of code.

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
    way = 0.36 * (starts - ends) / np.maximum(np.hypot(*(starts - ends)), 1)
    told = [
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
        "ax": ends[0] + way[0],
        "ay": ends[1] + way[1],
        "bx": starts[0] - way[0],
        "by": starts[1] - way[1],
        "fill": fill.tolist(),
        "ink": [ink(colour) for colour in fill],
        "label": label,
        "longest": [max(map(len, label))] * flat.size,
        "index": [f"[{r}, {c}]" for r, c in zip(row, column, strict=True)],
        "told": told,
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


def png(pixels: np.ndarray) -> str:
    """Return an image as a data URL, for an image mark.

    Shape: (height, width, 3), uint8, row 0 at the top.
    """
    height, width, _ = pixels.shape
    lines = b"".join(b"\0" + line.tobytes() for line in np.ascontiguousarray(pixels))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines, 6)) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


@spec
def _wall(name: str, rows: float, columns: float, height: int) -> Any:
    place = _lattice(rows, columns)
    image = (
        alt.Chart(data("images"))
        .mark_image(smooth=False, aspect=False)
        .encode(
            **place("x", "y"),
            x2="x2:Q",
            y2="y2:Q",
            url="url:N",
            tooltip=alt.Tooltip("label:N", title=" "),
        )
    )
    frame = (
        alt.Chart(data("frames"))
        .mark_rect(fillOpacity=0, stroke=INPUT, strokeWidth=2)
        .encode(**place("x", "y"), x2="x2:Q", y2="y2:Q")
    )
    title = alt.TitleParams(text=name, anchor="start", fontSize=13)
    return (image + frame).properties(height=height, title=title)


def wall(
    images: np.ndarray,
    inner: tuple[int, int, int, int],
    *,
    words: dict[str, str],
    height: int = 240,
) -> Picture:
    """Draw a batch of pictures side by side, each with a frame around a part of it.

    Args:
        images: shape (n, height, width, 3), uint8.
        inner: top, left, height and width of the framed part, in pixels.
        words: ``name``, the heading.
        height: pixels of the drawing.
    """
    n, rows, columns, _ = images.shape
    step = columns + 4
    top, left, tall, wide = inner
    x = np.arange(n) * step
    return Picture(
        _wall(words["name"], rows, n * step - 4, height),
        {
            "images": {
                "x": x,
                "x2": x + columns,
                "y": [0] * n,
                "y2": [rows] * n,
                "url": [png(image) for image in images],
                "label": [f"[{i}]  {rows} x {columns}" for i in range(n)],
            },
            "frames": {
                "x": x + left,
                "x2": x + left + wide,
                "y": [top] * n,
                "y2": [top + tall] * n,
            },
        },
    )
