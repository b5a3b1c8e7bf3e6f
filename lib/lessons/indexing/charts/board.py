"""A board of cells that are read and written by their addresses, on which cells travel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import lattice, places, side
from lib.charts.palette import (
    GRADIENT,
    QUIET,
    WHITE,
    ink,
)
from lib.charts.picture import Picture, data, legend, pick_cell, role_scale, spec, step_slider
from lib.numbers import show

TOP = 0.75
"""Room above for headings."""


@spec
def _board(
    rows: float,
    columns: float,
    roles: tuple[tuple[str, str], ...],
    step: str,
    becomes: str,
    height: int,
) -> Any:
    """Build a lattice of cells, as large as it fits, on which cells travel.

    Args:
        rows: how many cells are one above the other.
        columns: how many are side by side.
        roles: the words of the legend, each with its colour; none, and cells bring their own.
        step: the name of the slider that moves the travellers; without it there are none.
        becomes: what a tooltip says of a click's effect; without it there are no clicks.
        height: pixels.
    """
    cell, at = side(columns, rows), lattice(rows, columns).at

    def font(share: float, most: int) -> alt.ExprRef:
        fits = f"1.55*{cell}/datum.longest"  # all numbers are of one size
        # On a phone a number fills more of its cell rather than be too small to read.
        return alt.ExprRef(f"min({most}, max({share}*{cell}, 11), {fits})")

    fill = alt.Fill("fill:N", scale=None)
    if roles:
        squares = legend(symbolStrokeWidth=0, symbolType="square")
        fill = alt.Fill("role:N", title=None, scale=role_scale(dict(roles)), legend=squares)
    colour = alt.Color("ink:N", scale=None)
    tooltip = [alt.Tooltip("index:N", title=" "), alt.Tooltip("full:N", title="=")]

    base = alt.Chart(data("cells")).transform_calculate(
        left="datum.x + 0.04",
        right="datum.x + datum.w - 0.04",
        top="datum.y + 0.04",
        bottom="datum.y + datum.h - 0.04",
        mx="datum.x + datum.w/2",
        my="datum.y + datum.h/2",
    )
    # Pale cells are a veil; what lies under a cell is not to show through.
    ground = base.mark_rect(fill=alt.ExprRef("background"), tooltip=None)
    layers = [_paths(at), ground.encode(**at("left", "top", "right", "bottom"))] if step else []
    layers += [
        base.mark_rect(cornerRadius=3).encode(
            **at("left", "top", "right", "bottom"), fill=fill, tooltip=tooltip
        ),
        base.mark_text(fontSize=font(0.42, 18), tooltip=None).encode(
            **at("mx", "my"), text="text:N", color=colour
        ),
        alt.Chart(data("notes"))
        .mark_text(
            align=alt.ExprRef("datum.align"),
            fontSize=alt.ExprRef(f"clamp(datum.size*{cell}, 10.5, 14)"),
            color=QUIET,
        )
        .encode(**at("x", "y"), text="text:N"),
    ]
    if step:
        layers += _travellers(at, fill, colour, font(0.42, 18), tooltip, cell)
    whole = alt.layer(*layers)
    if becomes:
        offers = alt.Chart(data("offers")).mark_rect(opacity=0, cursor="pointer")
        whole += offers.encode(
            **at("x", "y", "x2", "y2"),
            tooltip=[
                alt.Tooltip("index:N", title=" "),
                alt.Tooltip("full:N", title="="),
                alt.Tooltip("shown:N", title=becomes),
            ],
        ).add_params(pick_cell())
    if step:
        whole = whole.add_params(step_slider(step, 100))
    return whole.properties(height=height)


def _paths(at: Any) -> Any:
    lines = alt.Chart(data("paths")).mark_line(strokeWidth=1.5, opacity=0.4, strokeCap="round")
    colour = alt.Color("colour:N", scale=None)
    return lines.encode(**at("x", "y"), detail="path:N", order="order:Q", color=colour)


def _travellers(
    at: Any, fill: Any, colour: Any, font: alt.ExprRef, tooltip: Any, cell: str
) -> list[Any]:
    """Return the layers of what travels, and of the gradients that come back."""
    # One after the other: from the start over the middle to the end.
    gone = "clamp(step/100*datum.count - datum.order, 0, 1)"

    def between(axis: str) -> str:
        first = f"datum.{axis}0 + (datum.{axis}m - datum.{axis}0)*2*{gone}"
        second = f"datum.{axis}m + (datum.{axis}1 - datum.{axis}m)*(2*{gone} - 1)"
        return f"({gone} < 0.5 ? {first} : {second})"

    movers = alt.Chart(data("movers")).transform_calculate(
        left=f"{between('x')} + 0.04",
        right=f"{between('x')} + 0.96",
        top=f"{between('y')} + 0.04",
        bottom=f"{between('y')} + 0.96",
        mx=f"{between('x')} + 0.5",
        my=f"{between('y')} + 0.5",
        # A cell on which another has landed shows no number: it would show through.
        text=f"step/100*datum.count >= datum.covered ? '' : {gone} < 1 ? datum.label : datum.after",
    )
    arrows = alt.Chart(data("arrows"))
    heads = arrows.mark_point(shape="triangle-up", size=110, filled=True, opacity=1)
    turn = alt.Angle("angle:Q", scale=alt.Scale(domain=[0, 360], range=[0, 360]))
    return [
        movers.mark_rect(cornerRadius=3, stroke=WHITE, strokeWidth=0.8).encode(
            **at("left", "top", "right", "bottom"), fill=fill, tooltip=tooltip
        ),
        movers.mark_text(fontSize=font, fontWeight="bold").encode(
            **at("mx", "my"), text="text:N", color=colour
        ),
        arrows.mark_rule(color=GRADIENT, strokeWidth=2.5).encode(**at("x", "y", "x1", "y1")),
        heads.encode(**at("x1", "y1"), angle=turn, color=alt.value(GRADIENT)),
        arrows.mark_text(
            color=GRADIENT, fontWeight="bold", fontSize=alt.ExprRef(f"clamp(0.4*{cell}, 11, 14)")
        ).encode(**at("mx", "my"), text="text:N"),
    ]


_COLUMNS = {
    "cells": ("x", "y", "w", "h", "text", "full", "index", "role", "fill", "ink", "longest"),
    "notes": ("x", "y", "text", "align", "size"),
    "paths": ("x", "y", "path", "order", "colour"),
    "movers": (
        "x0",
        "y0",
        "xm",
        "ym",
        "x1",
        "y1",
        "order",
        "count",
        "covered",
        "label",
        "after",
        "full",
        "index",
        "role",
        "fill",
        "ink",
        "longest",
    ),
    "arrows": ("x", "y", "x1", "y1", "mx", "my", "angle", "text"),
    "offers": ("x", "y", "x2", "y2", "cell", "to", "index", "full", "shown"),
}


class Board:
    """What stands and travels on a lattice, gathered piece by piece."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        self.colours = dict(colours)
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _COLUMNS}

    def note(self, x: float, y: float, text: str, align: str = "left", size: float = 0.34) -> None:
        self.rows["notes"].append((float(x), float(y), text, align, size))

    def cell(
        self,
        x: float,
        y: float,
        text: str,
        role: str,
        *,
        full: str = "",
        index: str = "",
        width: float = 1.0,
        height: float = 1.0,
    ) -> None:
        """Put a cell with its upper left corner at a place; its role is a word or a colour."""
        fill = self.colours.get(role, role)
        self.rows["cells"].append(
            (float(x), float(y), width, height, text, full or text, index, role, fill, ink(fill), 0)
        )

    def tensor(
        self, array: np.ndarray, x: float, y: float, roles: Sequence[str], digits: int = 3
    ) -> np.ndarray:
        """Put a tensor of rank 0 to 4; return the corner of each cell, shape (size, 2)."""
        corners = places(array.shape) + [x, y]
        index = np.ndindex(array.shape) if array.ndim else [()]
        flat = array.ravel().tolist()
        for (left, top), where, value, role in zip(corners, index, flat, roles, strict=True):
            self.cell(
                left, top, show(value, digits), role, full=show(value, 8), index=str(list(where))
            )
        return corners

    def move(
        self,
        path: Sequence[Iterable[float]],
        order: int,
        count: int,
        label: str,
        role: str,
        *,
        after: str = "",
        covered: float = np.inf,
        full: str = "",
        index: str = "",
    ) -> None:
        """Let a cell travel along two or three places, as the one in this order of all.

        Args:
            path: corners of cells.
            order: how many travel before.
            count: how many travel.
            label: what is written on it while it travels.
            role: its role.
            after: what is written on it once it is there.
            covered: how many have arrived when another lies on it.
            full: what a tooltip says.
            index: where it goes to, or came from.
        """
        start, end = map(tuple, (path[0], path[-1]))
        middle = tuple(path[1]) if len(path) == 3 else tuple(np.add(start, end) / 2)
        fill = self.colours[role]
        self.rows["movers"].append(
            (
                *map(float, (*start, *middle, *end)),
                order,
                count,
                min(covered, 1e9),
                label,
                after or label,
                full or label,
                index,
                role,
                fill,
                ink(fill),
                0,
            )
        )

    def path(self, corners: Sequence[Iterable[float]]) -> None:
        """Draw the path between the middles of cells with these corners."""
        name = f"{len(self.rows['paths'])}"
        for number, (x, y) in enumerate(corners):
            self.rows["paths"].append((float(x) + 0.5, float(y) + 0.5, name, number, QUIET))

    def arrow(
        self, start: Sequence[float], end: Sequence[float], label: Sequence[float], text: str
    ) -> None:
        """Draw a gradient that comes back from one place to another, its number at a third."""
        (x, y), (x1, y1) = start, end
        angle = float(np.degrees(np.arctan2(x1 - x, y - y1)) % 360)
        mx, my = label
        self.rows["arrows"].append((*map(float, (x, y, x1, y1, mx, my)), angle, text))

    def offer(self, x: float, y: float, cell: int, to: int, index: str, full: str) -> None:
        """Offer an edit: what a click on a cell makes of it."""
        self.rows["offers"].append((x, y, x + 1.0, y + 1.0, cell, to, index, full, str(bool(to))))

    def picture(
        self,
        rows: float,
        columns: float,
        *,
        legend: bool = True,
        step: str = "",
        becomes: str = "",
        height: int = 340,
    ) -> Picture:
        """Return the picture of all that was gathered."""
        wanted = {"cells", "notes"} | ({"offers"} if becomes else set())
        wanted |= {"paths", "movers", "arrows"} if step else set()
        roles = tuple(self.colours.items()) if legend else ()
        tables = {name: _table(_COLUMNS[name], self.rows[name]) for name in wanted}
        cells, movers = tables["cells"], tables.get("movers", {"label": [], "after": []})
        longest = max(map(len, [*cells["text"], *movers["label"], *movers["after"]]), default=1)
        for table in (cells, movers):
            if "longest" in table:
                table["longest"] = np.full(len(table["longest"]), longest)
        spec = _board(round(rows, 2), round(columns, 2), roles, step, becomes, height)
        return Picture(spec, tables)


_WORDS = {
    "text",
    "full",
    "index",
    "role",
    "fill",
    "ink",
    "align",
    "path",
    "colour",
    "label",
    "after",
    "shown",
}


def _table(columns: Sequence[str], rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Turn rows into columns; those of an empty table have types all the same."""
    if rows:
        return dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))
    return {name: np.array([], str if name in _WORDS else float) for name in columns}
