"""Where the nodes of a graph stand: a column for each level."""

from __future__ import annotations

import numpy as np


def levels(count: int, edges: np.ndarray) -> np.ndarray:
    """Return for each node how many steps lie before it, on the longest path to it.

    Args:
        count: n nodes, each behind those that lead to it.
        edges: shape (m, 2), from and to.

    Shape: (n,).
    """
    level = np.zeros(count, int)
    for start, end in edges.tolist():  # in the order of the nodes that they lead to
        level[end] = max(level[end], level[start] + 1)
    return level


def places(count: int, edges: np.ndarray) -> np.ndarray:
    """Return where each node stands: a column for each level, no two in one place.

    What has no input stands right before the operation that first uses it. Shape: (n, 2).
    """
    level = levels(count, edges)
    for node in range(count):
        uses = [level[end] for start, end in edges.tolist() if start == node]
        if uses and not (edges[:, 1] == node).any():
            level[node] = min(uses) - 1
    y = np.zeros(count)
    for column in range(level.max() + 1):
        members = np.flatnonzero(level == column)
        y[members] = np.arange(len(members)) - (len(members) - 1) / 2
    return np.stack([level.astype(float), y], axis=1)
