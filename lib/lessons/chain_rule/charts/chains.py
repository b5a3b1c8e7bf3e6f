"""Chains of operations: values go forwards, and gradients come back as products of the edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lib.charts import networks
from lib.charts.graphs import places
from lib.charts.networks import Edge, Node, term
from lib.charts.picture import Picture
from lib.numbers import show

SIGNS = {"Mul": "·", "AddV2": "+"}
"""How an operation is written between its operands."""


def multiplied(count: int, edges: np.ndarray, local: np.ndarray) -> np.ndarray:
    """Return the gradient of the last of n nodes by each: along a path multiply, over paths add.

    Args:
        count: n nodes, each behind those that lead to it.
        edges: shape (m, 2), from and to.
        local: shape (m,), the derivative of what an edge leads to by where it begins.

    Shape: (n,), of the dtype of ``local``.
    """
    back = np.zeros(count, local.dtype)
    back[-1] = 1
    for node in range(count - 2, -1, -1):
        for (start, end), slope in zip(edges.tolist(), local, strict=True):
            if start == node:
                back[node] += back[end] * slope
    return back


def order(edges: np.ndarray, count: int) -> list[tuple[str, int]]:
    """Return what each step does, and to which node: nothing, then one pass and the other."""
    reached = [node for node in range(count) if (edges[:, 1] == node).any()]
    forward = [("forward", node) for node in reached]
    back = [("back", node) for node in reversed(range(count - 1))]
    return [("start", 0), *forward, ("seed", count - 1), *back]


def walked(
    names: Sequence[str],
    kinds: Sequence[str],
    values: np.ndarray,
    edges: np.ndarray,
    local: np.ndarray,
    at: int,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw a graph of operations as far as a step of ``order`` has come.

    Args:
        names: n names, each behind those that lead to it; the last is the result.
        kinds: of each node its operation, a key of ``SIGNS``, or its own name for an input.
        values: shape (n,).
        edges, local: as for ``multiplied``.
        at: the step, from 0.
        words: as for ``networks.network``.
    """
    count = len(names)
    back = multiplied(count, edges, local)
    steps = order(edges, count)
    done, (now, here) = set(steps[: at + 1]), steps[at]
    corners = places(count, edges)
    columns: list[list[int]] = [[] for _ in range(int(corners[:, 0].max()) + 1)]
    for node in np.lexsort((corners[:, 1], corners[:, 0])).tolist():
        columns[int(corners[node, 0])].append(node)
    spot = {
        node: (column, row)
        for column, nodes in enumerate(columns)
        for row, node in enumerate(nodes)
    }

    def forward(node: int) -> str:
        inputs = [start for start, end in edges.tolist() if end == node]
        if not inputs:
            return f"{names[node]} = {show(values[node])}"
        sign = f" {SIGNS[kinds[node]]} "
        symbols = sign.join(names[each] for each in inputs)
        numbers = sign.join(term(values[each]) for each in inputs)
        return f"{names[node]} = {symbols} = {numbers} = {show(values[node])}"

    def backward(node: int) -> str:
        last = names[-1]
        if node == count - 1:
            return f"∂{last}/∂{last} = 1"
        outgoing = [
            (end, slope)
            for (start, end), slope in zip(edges.tolist(), local, strict=True)
            if start == node
        ]
        symbols = " + ".join(
            f"∂{last}/∂({names[end]}) · ∂({names[end]})/∂{names[node]}"
            if " " in names[end]
            else f"∂{last}/∂{names[end]} · ∂{names[end]}/∂{names[node]}"
            for end, _ in outgoing
        )
        numbers = " + ".join(f"{term(back[end])} · {term(slope)}" for end, slope in outgoing)
        name = f"({names[node]})" if " " in names[node] else names[node]
        return f"∂{last}/∂{name} = {symbols}\n= {numbers} = {show(back[node])}"

    def came(node: int) -> bool:
        return not (edges[:, 1] == node).any() or ("forward", node) in done

    def returned(node: int) -> bool:
        return ("back", node) in done or ("seed", node) in done

    def card(node: int) -> Node:
        details = [forward(node)] if came(node) else []
        details += [backward(node)] if returned(node) else []
        leaf = not (edges[:, 1] == node).any()
        return Node(
            names[node],
            {"": float(values[node]) if came(node) else None},
            {"∂": float(back[node]) if returned(node) else None},
            detail="\n".join(details),
            kind="input" if leaf else "output" if node == count - 1 else "unit",
            now=("forward" if now == "forward" else "back")
            if now != "start" and node == here
            else "",
        )

    drawn = [
        Edge(
            spot[start],
            spot[end],
            "×",
            float(slope) if came(end) else None,
            detail=f"∂({names[end]})/∂{names[start]} = {show(slope)}",
            come=came(end),
            now="back" if now == "back" and start == here else "",
        )
        for (start, end), slope in zip(edges.tolist(), local, strict=True)
    ]
    caption = {"start": lambda node: "", "forward": forward}.get(now, backward)(here)
    return networks.network(
        [[card(node) for node in nodes] for nodes in columns], drawn, caption=caption, words=words
    )


def two_paths(
    names: Sequence[str],
    values: Sequence[float],
    local: Sequence[float],
    cut: int | None,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw x that leads to y in two paths, one above the other; one of them may be cut.

    Args:
        names: of x, of what stands on the upper and on the lower path, and of y.
        values: of these four.
        local: the derivatives on the edges: x to the upper and to the lower, these to y.
        cut: which path is cut: 0, 1, or None.
        words: as for ``networks.network``.
    """
    paths = [0.0 if cut == path else local[path] * local[2 + path] for path in (0, 1)]
    parts = [f"{term(local[path])} · {term(local[2 + path])}" for path in (0, 1) if path != cut]
    x, upper, lower, y = names
    slope = sum(paths)

    def middle(path: int) -> Node:
        open_ = path != cut
        return Node(
            (upper, lower)[path],
            {"": values[1 + path]},
            {"∂": local[2 + path] if open_ else 0.0},
            detail=f"{(upper, lower)[path]} = {show(values[1 + path])}\n"
            + (
                f"∂y/∂({(upper, lower)[path]}) = {show(local[2 + path])}"
                if open_
                else "stop_gradient"
            ),
        )

    edges = []
    for path in (0, 1):
        open_ = path != cut
        edges += [
            Edge(
                (0, 0),
                (1, path),
                "×",
                local[path] if open_ else 0.0,
                paths[path] if open_ else None,
                come=open_,
                detail=f"{term(local[path])} · {term(local[2 + path])} = {show(paths[path])}"
                if open_
                else "stop_gradient",
            ),
            Edge(
                (1, path),
                (2, 0),
                "×",
                local[2 + path],
                detail=f"∂y/∂({(upper, lower)[path]}) = {show(local[2 + path])}",
            ),
        ]
    return networks.network(
        [
            [
                Node(
                    x,
                    {"": values[0]},
                    {"∂": slope},
                    kind="input",
                    detail=f"dy/dx = {' + '.join(parts)} = {show(slope)}",
                )
            ],
            [middle(0), middle(1)],
            [Node(y, {"": values[3]}, {"∂": 1.0}, kind="output", detail=f"y = {show(values[3])}")],
        ],
        edges,
        caption=f"dy/dx = {' + '.join(parts)} = {show(slope)}",
        words=words,
    )


def squeezed(
    x: float, outputs: np.ndarray, local: np.ndarray, n: int, *, words: Mapping[str, str]
) -> Picture:
    """Draw sigmoids in a row, and in green how much of the n-th one's gradient is left.

    Args:
        x: what the first takes.
        outputs: shape (m,), of each.
        local: shape (m,), the derivative of each by the one before.
        n: from which the gradient comes; those behind it are faint.
        words: as for ``networks.network``, with ``positive`` and ``negative``.
    """
    left = np.cumprod(local[:n].astype(float)[::-1])[::-1]  # of a_n by what goes into each
    nodes = [Node("x", {"": x}, detail=f"x = {show(x)}\n∂a{n}/∂x = {show(left[0])}", kind="input")]
    edges = []
    for i, (value, slope) in enumerate(zip(outputs.tolist(), local.tolist(), strict=True)):
        before = f"a{i}" if i else "x"
        back = f"\n∂a{n}/∂{before} = {show(left[i])}" if i < n else ""
        detail = f"a{i + 1} = σ(w {before}) = {show(value)}"
        after = f"\n∂a{n}/∂a{i + 1} = {show(left[i + 1])}" if i + 1 < n else ""
        nodes.append(
            Node(
                f"a{i + 1}",
                {"": value if i < n else None},
                detail=detail + after,
                kind="output" if i + 1 == n else "unit",
            )
        )
        edges.append(
            Edge(
                (i, 0),
                (i + 1, 0),
                "×",
                slope,
                left[i] if i < n else None,
                come=i < n,
                detail=f"∂a{i + 1}/∂{before} = {show(slope)}{back}",
            )
        )
    factors = " · ".join(term(each) for each in local[: min(n, 4)].tolist()) + (
        " · …" if n > 4 else ""
    )
    return networks.network(
        [[node] for node in nodes],
        edges,
        written=False,
        words=words,
        caption=f"∂a{n}/∂x = {factors} = {show(left[0])}",
    )
