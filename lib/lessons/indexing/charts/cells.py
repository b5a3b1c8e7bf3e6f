"""Cells that are read and written by their addresses, and the way each travels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.grids import ink, ramp
from lib.charts.picture import (
    CHANGED,
    GRADIENT,
    INPUT,
    OUTPUT,
    PALE,
    QUIET,
    SEQUENTIAL,
    WRONG,
    Picture,
    data,
    legend,
    pick_cell,
    role_scale,
    spec,
)
from lib.numbers import shape, show

GAP = 0.6
"""Between the slices of a tensor, in cells."""


# ------------------------------------------------------------------------ the board


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
    side = f"min(width/{columns}, height/{rows})"
    ends = [alt.ExprRef(f"{columns}/2 {sign} width/2/{side}") for sign in "-+"]
    wide = alt.Scale(domain=ends, nice=False, zero=False)
    ends = [alt.ExprRef(f"{rows}/2 {sign} height/2/{side}") for sign in "-+"]
    tall = alt.Scale(domain=ends, nice=False, zero=False, reverse=True)

    def at(x: str, y: str) -> dict[str, Any]:
        return {
            "x": alt.X(f"{x}:Q", scale=wide, axis=None),
            "y": alt.Y(f"{y}:Q", scale=tall, axis=None),
        }

    def font(share: float, most: int) -> alt.ExprRef:
        fits = f"1.55*{side}/datum.longest"  # all numbers are of one size
        # On a phone a number fills more of its cell rather than be too small to read.
        return alt.ExprRef(f"min({most}, max({share}*{side}, 11), {fits})")

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
    layers = (
        [_ways(at), ground.encode(**at("left", "top"), x2="right:Q", y2="bottom:Q")] if step else []
    )
    layers += [
        base.mark_rect(cornerRadius=3).encode(
            **at("left", "top"), x2="right:Q", y2="bottom:Q", fill=fill, tooltip=tooltip
        ),
        base.mark_text(fontSize=font(0.42, 18), tooltip=None).encode(
            **at("mx", "my"), text="text:N", color=colour
        ),
        alt.Chart(data("notes"))
        .mark_text(
            align=alt.ExprRef("datum.align"),
            fontSize=alt.ExprRef(f"clamp(datum.size*{side}, 10.5, 14)"),
            color=QUIET,
        )
        .encode(**at("x", "y"), text="text:N"),
    ]
    if step:
        layers += _travellers(at, fill, colour, font(0.42, 18), tooltip, side)
    whole = alt.layer(*layers)
    if becomes:
        offers = alt.Chart(data("offers")).mark_rect(opacity=0, cursor="pointer")
        whole += offers.encode(
            **at("x", "y"),
            x2="x2:Q",
            y2="y2:Q",
            tooltip=[
                alt.Tooltip("index:N", title=" "),
                alt.Tooltip("full:N", title="="),
                alt.Tooltip("shown:N", title=becomes),
            ],
        ).add_params(pick_cell())
    if step:
        # The name stands right before the slider: a space keeps them apart. It begins at its
        # end: the picture is whole without it.
        slider = alt.binding_range(min=0, max=100, step=1, name=f"{step} ")
        whole = whole.add_params(alt.param(name="step", value=100, bind=slider))
    return whole.properties(height=height)


def _ways(at: Any) -> Any:
    ways = alt.Chart(data("ways")).mark_line(strokeWidth=1.5, opacity=0.4, strokeCap="round")
    colour = alt.Color("colour:N", scale=None)
    return ways.encode(**at("x", "y"), detail="way:N", order="order:Q", color=colour)


def _travellers(
    at: Any, fill: Any, colour: Any, font: alt.ExprRef, tooltip: Any, side: str
) -> list[Any]:
    """Return the layers of what travels, and of the gradients that come back."""
    # One after the other: from the start by way of the middle to the end.
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
        movers.mark_rect(cornerRadius=3, stroke="#FFFFFF", strokeWidth=0.8).encode(
            **at("left", "top"), x2="right:Q", y2="bottom:Q", fill=fill, tooltip=tooltip
        ),
        movers.mark_text(fontSize=font, fontWeight="bold").encode(
            **at("mx", "my"), text="text:N", color=colour
        ),
        arrows.mark_rule(color=GRADIENT, strokeWidth=2.5).encode(
            **at("x", "y"), x2="x1:Q", y2="y1:Q"
        ),
        heads.encode(**at("x1", "y1"), angle=turn, color=alt.value(GRADIENT)),
        arrows.mark_text(
            color=GRADIENT, fontWeight="bold", fontSize=alt.ExprRef(f"clamp(0.4*{side}, 11, 14)")
        ).encode(**at("mx", "my"), text="text:N"),
    ]


_COLUMNS = {
    "cells": ("x", "y", "w", "h", "text", "full", "index", "role", "fill", "ink", "longest"),
    "notes": ("x", "y", "text", "align", "size"),
    "ways": ("x", "y", "way", "order", "colour"),
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


class _Board:
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
            label: what is written on it on the way.
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

    def way(self, path: Sequence[Iterable[float]]) -> None:
        """Draw the way between the middles of cells with these corners."""
        name = f"{len(self.rows['ways'])}"
        for number, (x, y) in enumerate(path):
            self.rows["ways"].append((float(x) + 0.5, float(y) + 0.5, name, number, QUIET))

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
        wanted |= {"ways", "movers", "arrows"} if step else set()
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
    "way",
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


def places(size: tuple[int, ...]) -> np.ndarray:
    """Return the upper left corner of every cell of a tensor of rank 0 to 4, in reading order.

    Slices of the third axis from the end stand side by side, of the fourth one above the
    other. Shape: (number of cells, 2), as x and y.
    """
    if len(size) > 4:
        raise ValueError(f"a tensor of rank {len(size)} has no place on a board; 4 is the most")
    block = (1,) * (4 - len(size)) + size
    down, right, row, column = np.indices(block).reshape(4, -1)
    x = column + right * (block[3] + GAP)
    y = row + down * (block[2] + GAP)
    return np.stack([x, y], axis=1).astype(float)


def extent(size: tuple[int, ...]) -> tuple[float, float]:
    """Return how many cells wide and high a tensor stands on a board; an empty one takes one."""
    corners = places(size)
    if not len(corners):
        return 1.0, 1.0
    wide, high = corners.max(axis=0) + 1
    return float(wide), float(high)


# ------------------------------------------------------------------- where and its kin


def masked(
    a: np.ndarray,
    mask: np.ndarray,
    chosen: np.ndarray,
    indices: np.ndarray,
    gathered: np.ndarray,
    *,
    call: str,
    words: Mapping[str, str],
    edited: bool,
) -> Picture:
    """Draw a matrix under a mask, what where keeps of it, and the row that is read out of it.

    Args:
        a: shape (r, c).
        mask: shape (r, c), bool.
        chosen: shape (r, c), what where(mask, ., .) gives.
        indices: shape (n, 2), what where(mask) gives.
        gathered: shape (n,), the values at these addresses.
        call: the call that gave ``chosen``, as code.
        words: ``yes``, ``no``, ``list``, ``step``, ``becomes``.
        edited: whether a click flips a cell of the mask.
    """
    rows, columns = a.shape
    board = _Board({words["yes"]: INPUT, words["no"]: PALE, words["list"]: OUTPUT})
    roles = [words["yes"] if yes else words["no"] for yes in mask.ravel()]
    right, width = _halves(a)
    board.note(0, 0.4, f"a, mask   {tuple(mask.shape)}")
    corners = board.tensor(a, 0, TOP, roles, digits=2)
    board.note(width, 0.4, f"{call}   {tuple(chosen.shape)}", "right")
    board.tensor(chosen, right, TOP, roles, digits=2)
    low, bottom = _addressed(
        board,
        indices,
        TOP + rows,
        f"boolean_mask(a, mask) = gather_nd(a, indices)   {tuple(gathered.shape)}",
        f"indices = where(mask)   {tuple(indices.shape)}",
    )
    count = len(indices)
    for order, ((i, j), value) in enumerate(zip(indices.tolist(), gathered.tolist(), strict=True)):
        path = [corners[i * columns + j], (order, low)]
        board.way(path)
        board.move(
            path,
            order,
            count,
            show(value, 2),
            words["list"],
            full=show(value, 8),
            index=f"[{i}, {j}]",
        )
    for number, (x, y) in enumerate(corners if edited else []):
        yes = bool(mask.ravel()[number])
        where = str([number // columns, number % columns])
        board.offer(float(x), float(y), number, int(not yes), where, str(yes))
    becomes = words["becomes"] if edited else ""
    return board.picture(bottom, width, step=words["step"], becomes=becomes, height=430)


TOP = 0.75
"""Room above for headings."""


def _halves(a: np.ndarray) -> tuple[float, float]:
    """Return where the second of two matrices begins, and the width of the board for both.

    Below them all the cells have room in one row.
    """
    columns = a.shape[1]
    room = max(a.size, 2 * columns + 2)
    return room - columns, room


def _addressed(board: _Board, indices: np.ndarray, top: float, *said: str) -> tuple[float, float]:
    """Leave room for a row of values, and write their addresses and what they are below.

    Returns:
        Where the row begins, and where all ends.
    """
    low = top + 0.75
    for order, place in enumerate(indices.tolist()):
        board.note(order + 0.5, low + 1.3, f"{place[0]}, {place[1]}", "center", 0.32)
    for line, text in enumerate(said):
        board.note(0, low + 1.9 + 0.5 * line, text)
    return low, low + 1.65 + 0.5 * len(said)


def round_trip(
    a: np.ndarray,
    indices: np.ndarray,
    values: np.ndarray,
    returned: np.ndarray,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw a matrix, the addresses and values that are read out of it, and both put together.

    Args:
        a: shape (r, c).
        indices: shape (n, 2).
        values: shape (n,).
        returned: shape (r, c).
        words: ``picked``, ``left``, ``back``, ``step``.
    """
    rows, columns = a.shape
    board = _Board({words["picked"]: INPUT, words["left"]: PALE, words["back"]: OUTPUT})
    picked = {tuple(place) for place in indices.tolist()}
    roles = [words["picked"] if place in picked else words["left"] for place in np.ndindex(a.shape)]
    right, width = _halves(a)
    board.note(0, 0.4, f"a   {tuple(a.shape)}")
    corners = board.tensor(a, 0, TOP, roles, digits=2)
    board.note(width, 0.4, "scatter_nd(indices, values, a.shape)", "right")
    ends = places(a.shape) + [right, TOP]
    for (x, y), place in zip(ends, np.ndindex(a.shape), strict=True):
        board.cell(x, y, "0", words["left"], index=str(list(place)))
    low, bottom = _addressed(
        board,
        indices,
        TOP + rows,
        f"values = gather_nd(a, indices)   {tuple(values.shape)}",
        f"indices = where(a > t)   {tuple(indices.shape)}",
    )
    for order, ((i, j), value) in enumerate(zip(indices.tolist(), values.tolist(), strict=True)):
        cell, written = i * columns + j, show(value, 2)
        told: Any = {"full": show(value, 8), "index": f"[{i}, {j}]"}
        board.cell(order, low, written, words["picked"], **told)
        path = [corners[cell], (order, low), ends[cell]]
        board.way(path)
        after = show(float(returned[i, j]), 2)
        board.move(path, order, len(indices), written, words["back"], after=after, **told)
    return board.picture(bottom, width, step=words["step"], height=430)


# ------------------------------------------------------------------ gather and scatter


def gathered(
    params: np.ndarray,
    indices: np.ndarray,
    result: np.ndarray,
    source: np.ndarray,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw a tensor, the addresses into it, and the result whose cells come from there.

    Args:
        params: rank 1 to 3.
        indices: the addresses stand in its last axis.
        result: what was read.
        source: for each cell of the result the cell of params in reading order, or -1.
        words: ``read``, ``rest``, ``result``, ``bad``, ``step``.
    """
    board = _Board(
        {words["read"]: INPUT, words["rest"]: PALE, words["result"]: OUTPUT, words["bad"]: WRONG}
    )
    used = set(source.ravel().tolist())
    roles = [words["read"] if cell in used else words["rest"] for cell in range(params.size)]
    starts, (width, rows) = _arranged(params.shape, indices.shape, result.shape)
    for name, array, (x, y) in zip(("params", "indices"), (params, indices), starts, strict=False):
        board.note(x, y - 0.35, f"{name}   {tuple(array.shape)}", size=0.3)
    # Below the result: above it the ways would cross what is written.
    x, y = starts[2]
    y += extent(result.shape)[1] + 0.4
    board.note(x, y, f"gather_nd(params, indices)   {tuple(result.shape)}", size=0.3)
    corners = board.tensor(params, *starts[0], roles)
    lengths = np.asarray(params.shape[: indices.shape[-1]])
    bad = (indices < 0) | (indices >= lengths)
    board.tensor(
        indices, *starts[1], [words["bad"] if each else words["rest"] for each in bad.ravel()]
    )
    ends = places(result.shape) + starts[2]
    where = list(np.ndindex(result.shape)) if result.ndim else [()]
    values, cells = result.ravel().tolist(), source.ravel().tolist()
    for order, (end, place, value, cell) in enumerate(zip(ends, where, values, cells, strict=True)):
        told: Any = {"full": show(value, 8), "index": str(list(place))}
        if cell < 0:
            board.cell(end[0], end[1], show(value), words["bad"], **told)
        else:
            if len(cells) <= 12:  # more ways would be a tangle
                board.way([corners[cell], end])
            board.move(
                [corners[cell], end], order, len(cells), show(value), words["result"], **told
            )
    # As high as its cells ask for at the width of a page, so that no room is left empty.
    height = int(min(430, max(220, 46 * rows + 96)))
    return board.picture(rows, width, step=words["step"], height=height)


def _arranged(
    params: tuple[int, ...], indices: tuple[int, ...], result: tuple[int, ...]
) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """Return where three tensors begin, and the width and height of the board.

    The result stands below the others, which leaves larger cells on a narrow screen; where it is
    too high for that, beside them.
    """
    sizes = [extent(size) for size in (params, indices, result)]
    wide = [max(width, 2.9) + 0.9 for width, _ in sizes]  # a heading needs its room
    high = [height + TOP for _, height in sizes]
    above = max(high[:2])
    if above + high[2] <= 13:
        starts = [(0.0, TOP), (wide[0], TOP), (0.0, above + TOP)]
        return starts, (max(wide[0] + wide[1], wide[2], 5.5) - 0.9, above + high[2] + 0.65)
    starts = [(0.0, TOP), (wide[0], TOP), (wide[0] + wide[1], TOP)]
    return starts, (wide[0] + wide[1] + max(wide[2] - 0.9, 5.0), max(high) + 0.65)


def scattered(
    indices: np.ndarray,
    updates: np.ndarray,
    results: Mapping[str, np.ndarray],
    operation: str,
    landings: np.ndarray,
    start: int,
    *,
    gradients: tuple[np.ndarray, np.ndarray] | None = None,
    words: Mapping[str, str],
) -> Picture:
    """Draw updates that travel to their cells, and what each operation makes of them.

    Args:
        indices: shape (n, 1).
        updates: shape (n,) or, for slices, (n, rows, columns).
        results: by operation what stands in the end; of shape (m,) or (m, rows, columns).
        operation: the one whose cells travel; for slices the only one that is drawn.
        landings: shape (n,) + that of a result: what stands after each update.
        start: the number that stood in every cell before.
        gradients: what comes back to the updates, and to the tensor before.
        words: ``updates``, ``rest``, ``result``, ``step``.
    """
    board = _Board({words["updates"]: INPUT, words["rest"]: PALE, words["result"]: OUTPUT})
    result, count = results[operation], len(indices)
    vector = result.ndim == 1
    arm = 2.7 if vector else 0.0  # the names of rows stand on the left, those of slices beside
    (wide, high), (own, tall) = extent(result.shape), extent(updates.shape)
    # Above the updates stand their addresses, and above those the gradients.
    left, first = arm + (wide - own) / 2, 0.7 if gradients is None else 1.2
    below = first + tall + 1.4
    starts = board.tensor(updates, left, first, [words["updates"]] * updates.size)
    board.note(
        left - 0.3 if not vector else arm - 0.25, first + 0.5, words["updates"], "right", 0.32
    )
    inner = int(np.prod(updates.shape[1:], dtype=int))
    ends = places(result.shape) + [arm, below]
    before = 0 if operation == "scatter_nd" else start
    where = [str(list(place)) for place in np.ndindex(result.shape)]
    for (x, y), index in zip(ends, where, strict=True):
        board.cell(x, y, show(before), words["rest"], index=index)
    targets = indices[:, 0].tolist()
    for order, target in enumerate(targets):
        mine, its = slice(order * inner, (order + 1) * inner), slice(target * inner, None)
        path = [corner[:inner].mean(axis=0) for corner in (starts[mine], ends[its])]
        x = path[0][0] + 0.5
        board.note(x, first - 0.3, f"[{target}]", "center", 0.32)
        if gradients is None:
            board.way(path)
        else:
            half = (tall + 0.16) / 2
            came, back = path[1] + [0.5, 0.5 - half], path[0] + [0.5, 0.5 + half]
            number = show(float(gradients[0][order].mean()))
            board.arrow(came, back, (x, first - 0.8), number)
        covered = targets.index(target, order + 1) + 1 if target in targets[order + 1 :] else np.inf
        for part in range(inner):
            cell = target * inner + part
            label = show(updates[order].ravel()[part].item())
            after = show(landings[order].ravel()[cell].item())
            board.move(
                [starts[order * inner + part], ends[cell]],
                order,
                count,
                label,
                words["result"],
                after=after,
                covered=covered,
                full=f"{label} → {after}",
                index=where[cell],
            )
    if not vector:
        board.note(0, below + high + 0.45, NAMES[operation])
        bottom = below + high + 0.7
        return board.picture(bottom, wide, step=words["step"], height=400)
    board.note(arm - 0.25, below + 0.5, SHORT[operation], "right", 0.32)
    if gradients is not None:
        for (x, y), value in zip(ends, gradients[1].tolist(), strict=True):
            board.note(x + 0.5, y + 1.28, f"↑ {show(value)}", "center", 0.3)
    others = [name for name in results if name != operation]
    for row, name in enumerate(others):
        y = below + 1.65 + row * 0.86
        board.note(arm - 0.25, y + 0.36, SHORT[name], "right", 0.32)
        was = 0 if name == "scatter_nd" else start
        for cell, value in enumerate(results[name].tolist()):
            role = words["rest"] if value == was else words["result"]
            board.cell(arm + cell, y, show(value), role, height=0.72, index=where[cell])
    bottom = below + 1.65 + 0.86 * len(others)
    board.note(arm, bottom + 0.3, "… = tensor_scatter_nd")
    return board.picture(bottom + 0.55, arm + wide, step=words["step"], height=430)


NAMES = {
    "scatter_nd": "scatter_nd",
    "add": "tensor_scatter_nd_add",
    "update": "tensor_scatter_nd_update",
    "max": "tensor_scatter_nd_max",
    "min": "tensor_scatter_nd_min",
}
SHORT = {name: long.replace("tensor_scatter_nd", "…") for name, long in NAMES.items()}
"""The names of rows, as long as a phone has room for."""


# ------------------------------------------------------------------------- meshgrid


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
    slider = alt.binding_range(min=0, max=100, step=1, name=f"{step} ")
    return (
        (
            line.encode(**place, order="order:Q")
            + dots.encode(
                **place, color=alt.Color("fill:N", scale=None), opacity=seen, tooltip=tooltip
            )
            + base.mark_text(fontSize=11, tooltip=None).encode(
                **place, text="order:N", color=alt.Color("ink:N", scale=None), opacity=seen
            )
        )
        .add_params(alt.param(name="step", value=100, bind=slider))
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
    board = _Board({})
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


# --------------------------------------------------------------------- two gradients


@spec
def _slopes(x: str, gradient: str, naive: str, double: str, nan: str, here: str) -> Any:
    place = {
        "x": alt.X("x:Q", title=x, scale=alt.Scale(nice=False, zero=False)),
        "y": alt.Y("y:Q", title=gradient, scale=alt.Scale(domain=[-4, 4])),
    }
    roles = {double: OUTPUT, naive: INPUT, nan: WRONG}
    colour = alt.Color("role:N", title=None, scale=role_scale(roles), legend=legend())
    tooltip = [
        alt.Tooltip("role:N", title=" "),
        alt.Tooltip("x:Q", title=x, format=".4~g"),
        alt.Tooltip("shown:N", title=gradient),
    ]
    curves = alt.Chart(data("curves"))
    lines = [
        curves.transform_filter(alt.datum.role == role)
        .mark_line(strokeCap="round", clip=True, strokeWidth=width)
        .encode(**place, color=colour, detail="part:N")
        for role, width in ((double, 8), (naive, 2.5))
    ]
    broken = alt.Chart(data("broken")).mark_point(
        shape="cross", angle=45, size=90, filled=True, opacity=1
    )
    at = alt.Chart(data("here"))
    rule = at.mark_rule(color=QUIET, strokeDash=[4, 4], strokeWidth=1.5)
    note = at.mark_text(color=QUIET, fontSize=13, baseline="bottom", dy=-4)
    points = alt.Chart(data("points")).mark_point(
        filled=True, size=150, opacity=1, stroke="white", strokeWidth=1.2, clip=True
    )
    return alt.layer(
        rule.encode(x=place["x"]),
        *lines,
        broken.encode(**place, color=colour, tooltip=tooltip),
        points.encode(**place, color=colour, tooltip=tooltip),
        note.encode(x=place["x"], y=alt.value(0), text=alt.value(here)),
    ).properties(height=360)


LANE = -3.4
"""The height at which NaN is marked: it has no place on the axis."""


def slopes(
    x: np.ndarray,
    taken: np.ndarray,
    naive: np.ndarray,
    double: np.ndarray,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw two gradients over x; where the naive one is NaN, a cross stands below.

    Args:
        x: shape (n + 1,); the last is the reader's own point, the others are in order.
        taken: bool, where the function is chosen: no line goes across its ends.
        naive: the gradient of the naive where; the same shape.
        double: that of the double where.
        words: ``x``, ``gradient``, ``naive``, ``double``, ``nan``, ``here``.
    """
    n = len(x) - 1
    lost = np.flatnonzero(np.isnan(naive[:n]))
    # Many crosses side by side would be a bar: some say as much.
    lost = lost[:: max(1, len(lost) // 22)]
    curves = {
        "x": np.tile(x[:n], 2),
        "y": np.concatenate([double[:n], naive[:n]]).astype(float),
        "role": [words["double"]] * n + [words["naive"]] * n,
        "part": np.tile(np.cumsum(np.diff(taken[:n], prepend=taken[:1])), 2),
    }
    own = [("double", double[-1]), ("naive", naive[-1])]
    good = [(name, float(value)) for name, value in own if np.isfinite(value)]
    bad = [float(x[-1])] if np.isnan(naive[-1]) else []
    crosses = [*x[lost].tolist(), *bad]
    return Picture(
        _slopes(**words),
        {
            "curves": curves,
            "broken": {
                "x": np.array(crosses, float),
                "y": np.full(len(crosses), LANE),
                "role": np.array([words["nan"]] * len(crosses), str),
                "shown": np.array(["NaN"] * len(crosses), str),
            },
            "points": {
                "x": np.full(len(good), float(x[-1])),
                "y": np.array([value for _, value in good], float),
                "role": np.array([words[name] for name, _ in good], str),
                "shown": np.array([show(value) for _, value in good], str),
            },
            "here": {"x": [float(x[-1])]},
        },
    )


def written(
    before: np.ndarray, after: np.ndarray, *, call: str, words: Mapping[str, str]
) -> Picture:
    """Draw a vector before and after, and mark what has changed.

    Shapes: (n,), (n,). Words: ``kept``, ``changed``.
    """
    board = _Board({words["kept"]: PALE, words["changed"]: CHANGED})
    roles = [words["kept"] if same else words["changed"] for same in before == after]
    for row, (name, array, role) in enumerate(
        (("a", before, [words["kept"]] * len(before)), (call, after, roles))
    ):
        board.note(0, 0.4 + 1.9 * row, f"{name}   {shape(array)}")
        board.tensor(array, 0, 0.75 + 1.9 * row, role)
    return board.picture(3.8, max(len(before), 7), height=270)
