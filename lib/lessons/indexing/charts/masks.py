"""What a mask chooses of a matrix, and the addresses of what it chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lib.charts.lattice import places
from lib.charts.palette import (
    INPUT,
    OUTPUT,
    PALE,
)
from lib.charts.picture import Picture
from lib.lessons.indexing.charts.board import TOP, Board
from lib.numbers import show


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
    board = Board({words["yes"]: INPUT, words["no"]: PALE, words["list"]: OUTPUT})
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
        board.path(path)
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


def _halves(a: np.ndarray) -> tuple[float, float]:
    """Return where the second of two matrices begins, and the width of the board for both.

    Below them all the cells have room in one row.
    """
    columns = a.shape[1]
    room = max(a.size, 2 * columns + 2)
    return room - columns, room


def _addressed(board: Board, indices: np.ndarray, top: float, *notes: str) -> tuple[float, float]:
    """Leave room for a row of values, and write their addresses and what they are below.

    Returns:
        Where the row begins, and where all ends.
    """
    low = top + 0.75
    for order, place in enumerate(indices.tolist()):
        board.note(order + 0.5, low + 1.3, f"{place[0]}, {place[1]}", "center", 0.32)
    for line, text in enumerate(notes):
        board.note(0, low + 1.9 + 0.5 * line, text)
    return low, low + 1.65 + 0.5 * len(notes)


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
    board = Board({words["picked"]: INPUT, words["left"]: PALE, words["back"]: OUTPUT})
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
        tooltip: Any = {"full": show(value, 8), "index": f"[{i}, {j}]"}
        board.cell(order, low, written, words["picked"], **tooltip)
        path = [corners[cell], (order, low), ends[cell]]
        board.path(path)
        after = show(float(returned[i, j]), 2)
        board.move(path, order, len(indices), written, words["back"], after=after, **tooltip)
    return board.picture(bottom, width, step=words["step"], height=430)
