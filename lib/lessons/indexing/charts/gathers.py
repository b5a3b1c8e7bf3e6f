"""Cells that are read by their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lib.charts.lattice import extent, places
from lib.charts.palette import (
    INPUT,
    OUTPUT,
    PALE,
    WRONG,
)
from lib.charts.picture import Picture
from lib.lessons.indexing.charts.board import TOP, Board
from lib.numbers import show


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
    board = Board(
        {words["read"]: INPUT, words["rest"]: PALE, words["result"]: OUTPUT, words["bad"]: WRONG}
    )
    used = set(source.ravel().tolist())
    roles = [words["read"] if cell in used else words["rest"] for cell in range(params.size)]
    starts, (width, rows) = _arranged(params.shape, indices.shape, result.shape)
    for name, array, (x, y) in zip(("params", "indices"), (params, indices), starts, strict=False):
        board.note(x, y - 0.35, f"{name}   {tuple(array.shape)}", size=0.3)
    # Below the result: above it the paths would cross what is written.
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
        tooltip: Any = {"full": show(value, 8), "index": str(list(place))}
        if cell < 0:
            board.cell(end[0], end[1], show(value), words["bad"], **tooltip)
        else:
            if len(cells) <= 12:  # more paths could not be followed
                board.path([corners[cell], end])
            board.move(
                [corners[cell], end], order, len(cells), show(value), words["result"], **tooltip
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
