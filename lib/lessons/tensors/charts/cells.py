"""Tensors as cells on one lattice, each under its name: how they lie is all that is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from lib.charts.lattice import extent, lattice, places, side
from lib.charts.palette import QUIET, ink
from lib.charts.picture import Picture, data, legend, role_scale, spec
from lib.numbers import show

HEAD = 0.95
"""Room above a tensor for its name."""
LETTER = 0.25
"""Cells that a letter of a name takes at most, on a phone."""
WIDE = 542
"""Pixels of a picture beside its controls and its code, on a screen of 1280."""


@spec
def _sheet(rows: float, columns: float, roles: tuple[tuple[str, str], ...], height: int) -> Any:
    """Build a lattice of cells with names and arrows.

    Args:
        rows: how many cells are one above the other.
        columns: how many are side by side.
        roles: the words of the legend, each with its colour; none, and cells bring their own.
        height: pixels.
    """
    cell, at = side(columns, rows), lattice(rows, columns).at
    fill = alt.Fill("fill:N", scale=None)
    if roles:
        squares = legend(symbolStrokeWidth=0, symbolType="square", phone_columns=2)
        fill = alt.Fill("role:N", title=None, scale=role_scale(dict(roles)), legend=squares)
    base = alt.Chart(data("cells")).transform_calculate(
        left="datum.x + 0.03",
        right="datum.x + datum.w - 0.03",
        top="datum.y + 0.03",
        bottom="datum.y + datum.h - 0.03",
        mx="datum.x + datum.w/2",
        my="datum.y + datum.h/2",
    )
    tooltip = [alt.Tooltip("index:N", title=" "), alt.Tooltip("text:N", title="=")]
    # A digit is about 0.6 of its size wide. On a phone a number fills more of its cell.
    font = f"min(17, max(0.5*{cell}, 12), 1.7*{cell}*datum.w/datum.longest)"
    arrows = alt.Chart(data("arrows"))
    turn = alt.Angle("angle:Q", scale=alt.Scale(domain=[0, 360], range=[0, 360]))
    layers = [
        base.mark_rect(cornerRadius=3).encode(
            **at("left", "top", "right", "bottom"), fill=fill, tooltip=tooltip
        ),
        base.mark_text(fontSize=alt.ExprRef(font), tooltip=None).encode(
            **at("mx", "my"), text="text:N", color=alt.Color("ink:N", scale=None)
        ),
        arrows.mark_rule(color=QUIET, strokeWidth=2).encode(**at("x", "y", "x2", "y2")),
        arrows.mark_point(shape="triangle-up", size=70, filled=True, opacity=1).encode(
            **at("x2", "y2"), angle=turn, color=alt.value(QUIET)
        ),
        alt.Chart(data("notes"))
        .mark_text(
            align=alt.ExprRef("datum.align"),
            baseline="middle",
            fontSize=alt.ExprRef(f"clamp(0.34*{cell}, 12, 14)"),
            color=QUIET,
        )
        .encode(**at("x", "y"), text="text:N"),
    ]
    return alt.layer(*layers).properties(height=height)


_NUMBERS = {
    "cells": ("x", "y", "w", "h", "longest"),
    "notes": ("x", "y"),
    "arrows": ("x", "y", "x2", "y2", "angle"),
}
_WORDS = {
    "cells": ("text", "index", "role", "fill", "ink"),
    "notes": ("text", "align"),
    "arrows": (),
}


class Sheet:
    """What stands on a lattice, gathered piece by piece."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        """Begin with the words of each role and its colour; a role may be a colour itself."""
        self.colours = dict(colours)
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _NUMBERS}

    def note(self, x: float, y: float, text: str, align: str = "left") -> None:
        """Write something; y is the middle of the line."""
        self.rows["notes"].append({"x": float(x), "y": float(y), "text": text, "align": align})

    def cell(
        self,
        x: float,
        y: float,
        text: str,
        role: str,
        *,
        index: str = "",
        width: float = 1.0,
        height: float = 1.0,
    ) -> None:
        """Put a cell with its upper left corner at a place."""
        fill = self.colours.get(role, role)
        place = {"x": float(x), "y": float(y), "w": width, "h": height, "longest": 0}
        words = {"text": text, "index": index, "role": role, "fill": fill, "ink": ink(fill)}
        self.rows["cells"].append(place | words)

    def arrow(self, x: float, y: float, x2: float, y2: float) -> None:
        """Draw an arrow."""
        angle = float(np.degrees(np.arctan2(x2 - x, y - y2)) % 360)
        self.rows["arrows"].append({"x": x, "y": y, "x2": x2, "y2": y2, "angle": angle})

    def tensor(
        self, array: np.ndarray, x: float, y: float, roles: Sequence[str], name: str = ""
    ) -> None:
        """Put a tensor of rank 0 to 4 with its name above it; an empty one is the sign for that."""
        if name:
            self.note(x, y - 0.36, name)
        if not array.size:
            self.note(x + 0.3, y + 0.5, "∅")
        index = list(np.ndindex(array.shape)) if array.ndim else [()]
        flat = array.ravel().tolist()
        for (left, top), where, value, role in zip(
            places(array.shape) + [x, y], index, flat, roles, strict=False
        ):
            self.cell(left, top, show(value), role, index=str(list(where)))

    def picture(
        self, rows: float, columns: float, *, keyed: bool = True, most: int = 370
    ) -> Picture:
        """Return the picture of all that was gathered.

        Args:
            rows: of the lattice.
            columns: of the lattice.
            keyed: with a legend of the roles.
            most: pixels of its height at most.
        """
        cells = self.rows["cells"]
        longest = max((len(each["text"]) for each in cells), default=1)
        for each in cells:
            each["longest"] = longest
        tables: dict[str, dict[str, Any]] = {}
        for name, found in self.rows.items():
            columns_of = {key: [each[key] for each in found] for key in _NUMBERS[name]}
            tables[name] = {
                **{key: np.array(values, float) for key, values in columns_of.items()},
                **{key: np.array([each[key] for each in found], str) for key in _WORDS[name]},
            }
        unit = min(46.0, WIDE / columns)
        height = round(min(most, unit * rows + 30 * keyed + 10))
        roles = tuple(self.colours.items()) if keyed else ()
        return Picture(_sheet(round(rows, 2), round(columns, 2), roles, height), tables)


def letters(text: str) -> int:
    """Return how many letters wide a text is: a Chinese one is as wide as two others."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in text)


class Item(NamedTuple):
    """A tensor that is to be placed, with the role of each of its cells."""

    name: str
    array: np.ndarray
    roles: Sequence[str]


def laid_out(
    sheet: Sheet, items: Sequence[Item], *, widest: float, top: float = 0.0
) -> tuple[float, float]:
    """Put tensors side by side, as many as there is room for, and the others below.

    Args:
        sheet: where to put them.
        items: the tensors.
        widest: cells that may stand side by side.
        top: where to begin.

    Returns:
        The width that they take, and where they end.
    """
    x, y, width, bottom = 0.0, top, 0.0, top
    for name, array, roles in items:
        wide, high = extent(array.shape)
        wide = max(wide, LETTER * letters(name))
        if x and x + wide > widest:
            x, y = 0.0, bottom + 0.15
        sheet.tensor(array, x, y + HEAD, roles, name)
        bottom = max(bottom, y + HEAD + high)
        width = max(width, x + wide)
        x += wide + 0.8
    return width, bottom
