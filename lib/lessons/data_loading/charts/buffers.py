"""A shuffle buffer at work, and how far it carries what goes in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import Plane, centred, on_phone, side
from lib.charts.palette import DARK, INPUT, OUTPUT, SEQUENTIAL, WAITING
from lib.charts.picture import Picture, data, role_scale, spec, step_slider
from lib.lessons.data_loading.charts.legends import short_legend

READABLE = 16
"""Items in a line of the conveyor on a phone."""


@spec
def _conveyor(waiting: str, held: str, out: str, step: str, n: int, height: int) -> Any:
    # Where it is small, a line holds no more than can be read; the rest goes into a second one.
    across = f"({on_phone(min(n, READABLE), n)})"
    deep = f"({on_phone(math.ceil(n / READABLE), 1)})"
    # An item waits until there is room, stays until it is drawn, and then stands where it came.
    state = "(datum.leaves < step ? 2 : datum.enters <= step ? 1 : 0)"
    base = alt.Chart(data("items")).transform_calculate(
        state=state,
        role=f"{state} == 2 ? '{_quoted(out)}' : {state} == 1 ? '{_quoted(held)}' "
        f": '{_quoted(waiting)}'",
        place=f"{state} == 2 ? datum.leaves : {state} == 1 ? datum.slot : datum.enters - step - 1",
        px=f"datum.place % {across} + 0.5",
        py=f"{state} * ({deep} + 0.4) + floor(datum.place / {across}) + 0.6",
    )
    base = base.transform_calculate(
        left="datum.px - 0.46",
        right="datum.px + 0.46",
        top="datum.py - 0.46",
        bottom="datum.py + 0.46",
    )
    cell = side(f"({across} + 0.4)", f"(3*({deep} + 0.4) + 0.4)")
    middle = f"((3*{deep} - 0.2)/2 + 0.6)"
    ends = alt.Scale(domain=[-0.2, alt.ExprRef(f"width/({cell}) - 0.2")], nice=False, zero=False)
    at = Plane(ends, centred(middle, "height", f"({cell})", reverse=True)).at
    colours = {waiting: WAITING, held: INPUT, out: OUTPUT}
    cells = base.mark_rect(cornerRadius=3).encode(
        **at("left", "top", "right", "bottom"),
        fill=alt.Fill(
            "role:N",
            title=None,
            scale=role_scale(colours),
            legend=short_legend(symbolType="square", symbolStrokeWidth=0),
        ),
    )
    size = alt.ExprRef(f"clamp(0.42*{cell}, 6, 15)")
    text = base.mark_text(fontSize=size, color=DARK).encode(**at("px", "py"), text="item:N")
    return (
        alt.layer(cells, text)
        .add_params(step_slider(step, n, start=n // 3))
        .properties(height=height)
    )


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "\\'")


def conveyor(order: np.ndarray, buffer: int, *, words: Mapping[str, str]) -> Picture:
    """Draw a shuffle buffer at work: what waits, what it holds, what has come out.

    A slider of the picture draws one item after the other.

    Args:
        order: shape (n,), the items in the order in which they came out; they went in as
            0, 1, 2, ...
        buffer: how many the buffer holds.
        words: ``waiting``, ``held``, ``out``, ``step``.
    """
    n = len(order)
    leaves = np.empty(n, int)
    leaves[order] = np.arange(n)
    enters = np.maximum(np.arange(n) - buffer + 1, 0)
    slot = np.arange(n)
    for item in range(buffer, n):  # it takes the place of the item that has just left
        slot[item] = slot[order[item - buffer]]
    return Picture(
        _conveyor(words["waiting"], words["held"], words["out"], words["step"], n, 230),
        {
            "items": {"item": np.arange(n), "leaves": leaves, "enters": enters, "slot": slot},
        },
    )


@spec
def _heat(x: str, y: str, value: str, height: int) -> Any:
    axis = alt.Axis(tickMinStep=1, grid=False, format="d")
    ends = alt.Scale(nice=False, zero=False, padding=0)
    shades = alt.Scale(domain=[0, 1], range=SEQUENTIAL, type="sqrt", clamp=True)
    cells = (
        alt.Chart(data("cells"))
        .transform_calculate(
            x1="datum.x - 0.5", x2="datum.x + 0.5", y1="datum.y - 0.5", y2="datum.y + 0.5"
        )
        # A pixel over the next cell: else the page shows through where one ends within a pixel.
        .mark_rect(x2Offset=1, y2Offset=1)
        .encode(
            x=alt.X("x1:Q", title=x, scale=ends, axis=axis),
            x2="x2:Q",
            y=alt.Y(
                "y1:Q", title=y, scale=alt.Scale(nice=False, zero=False, reverse=True), axis=axis
            ),
            y2="y2:Q",
            color=alt.Color(
                "share:Q",
                title=value,
                scale=shades,
                legend=alt.Legend(orient="top", format="%", gradientLength=160, values=[0, 0.2, 1]),
            ),
            tooltip=[
                alt.Tooltip("x:Q", title=x),
                alt.Tooltip("y:Q", title=y),
                alt.Tooltip("share:Q", title=value, format=".1%"),
            ],
        )
    )
    return cells.properties(height=height)


def heat(share: np.ndarray, *, words: Mapping[str, str], height: int = 340) -> Picture:
    """Draw a matrix of shares, from 0 to 1, as colours.

    Args:
        share: shape (rows, columns); rows run downwards.
        words: ``x``, ``y``, ``value``.
        height: pixels.
    """
    y, x = np.indices(share.shape).reshape(2, -1)
    return Picture(
        _heat(words["x"], words["y"], words["value"], height),
        {"cells": {"x": x, "y": y, "share": share.ravel().astype(float)}},
    )
