"""Cells that are written by their addresses."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lib.charts.lattice import extent, places
from lib.charts.palette import (
    CHANGED,
    INPUT,
    OUTPUT,
    PALE,
)
from lib.charts.picture import Picture
from lib.lessons.indexing.charts.board import Board
from lib.numbers import shape, show

NAMES = {
    "scatter_nd": "scatter_nd",
    "add": "tensor_scatter_nd_add",
    "update": "tensor_scatter_nd_update",
    "max": "tensor_scatter_nd_max",
    "min": "tensor_scatter_nd_min",
}
SHORT = {name: long.replace("tensor_scatter_nd", "…") for name, long in NAMES.items()}
"""The names of rows, as long as a phone has room for."""


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
    board = Board({words["updates"]: INPUT, words["rest"]: PALE, words["result"]: OUTPUT})
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
            board.path(path)
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


def written(
    before: np.ndarray, after: np.ndarray, *, call: str, words: Mapping[str, str]
) -> Picture:
    """Draw a vector before and after, and mark what has changed.

    Shapes: (n,), (n,). Words: ``kept``, ``changed``.
    """
    board = Board({words["kept"]: PALE, words["changed"]: CHANGED})
    roles = [words["kept"] if same else words["changed"] for same in before == after]
    for row, (name, array, role) in enumerate(
        (("a", before, [words["kept"]] * len(before)), (call, after, roles))
    ):
        board.note(0, 0.4 + 1.9 * row, f"{name}   {shape(array)}")
        board.tensor(array, 0, 0.75 + 1.9 * row, role)
    return board.picture(3.8, max(len(before), 7), height=270)
