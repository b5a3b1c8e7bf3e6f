"""Backpropagation through one hidden layer, step by step: what is known, and its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lib.charts import grids, networks
from lib.charts.networks import Edge, Node, term
from lib.charts.palette import NOT_YET, PALE_GRADIENT, WRONG
from lib.charts.picture import Picture
from lib.numbers import show

KINDS = [
    "start",
    "sum1",
    "squash1",
    "sum2",
    "squash2",
    "error",
    "delta2",
    "grad2",
    "back",
    "delta1",
    "grad1",
    "update",
]
"""What each step does; the number is that of the layer."""
FORWARD = KINDS[1:6]
SQUASH = {"sigmoid": "σ(z{})", "tanh": "tanh(z{})", "relu": "max(0, z{})"}


class Net(NamedTuple):
    """A sample, the weights, what was computed from them, and how.

    ``run`` has the arrays of ``lib.lessons.mlp_backprop.mlp_backprop.Pass`` by their names;
    what belongs to the units of a layer is a row.
    """

    x: np.ndarray
    y: np.ndarray
    w1: np.ndarray
    b1: np.ndarray
    w2: np.ndarray
    b2: np.ndarray
    unit: str
    """``sigmoid``, ``tanh`` or ``relu``."""
    head: str
    """``sigmoid_mse`` or ``softmax_ce``."""
    rate: float
    run: Any


def read(
    x: Sequence[float],
    y: Sequence[float],
    layers: Iterable[Any],
    unit: str,
    head: str,
    rate: float,
    run: Any,
) -> Net:
    """Gather a network from plain lists; ``layers`` are w1, b1, w2 and b2."""
    inputs, target, w1, b1, w2, b2 = (np.asarray(each, float) for each in (x, y, *layers))
    return Net(inputs, target, w1, b1, w2, b2, unit, head, rate, run)


def _row(array: Any) -> list[float]:
    return [float(each) for each in np.ravel(array)]


def _sum(names: Sequence[tuple[str, str]], left: Any, right: Any, bias: str, b: float) -> str:
    """Write a sum of products: by its names, then by its numbers."""
    by_name = " + ".join(f"{one} {other}" for one, other in names)
    by_number = " + ".join(f"{term(a)} · {term(c)}" for a, c in zip(left, right, strict=True))
    return f"{by_name} + {bias}\n= {by_number} + {term(b)}" if bias else f"{by_name}\n= {by_number}"


def formula(net: Net, kind: str, j: int = 0, i: int = 0) -> str:
    """Write what a step computes for unit j (and the weight from unit i), from 0."""
    run, n, m = net.run, j + 1, len(net.y)
    z1, h, z2, o, delta2, back, delta1 = (
        _row(getattr(run, name)) for name in ("z1", "h", "z2", "o", "delta2", "back", "delta1")
    )
    if kind == "sum1":
        names = [(f"w{k + 1}{n}", f"x{k + 1}") for k in range(len(net.x))]
        total = _sum(names, net.w1[:, j], net.x, f"b{n}", net.b1[j])
        return f"z{n} = {total} = {show(z1[j])}"
    if kind == "squash1":
        return f"h{n} = {SQUASH[net.unit].format(n)} = {show(h[j])},  z{n} = {show(z1[j])}"
    if kind == "sum2":
        names = [(f"v{k + 1}{n}", f"h{k + 1}") for k in range(len(h))]
        total = _sum(names, net.w2[:, j], h, f"c{n}", net.b2[j])
        return f"s{n} = {total} = {show(z2[j])}"
    if kind == "squash2":
        symbols = f"σ(s{n})" if net.head == "sigmoid_mse" else f"exp(s{n}) / Σ exp(s)"
        return f"o{n} = {symbols} = {show(o[j])},  s{n} = {show(z2[j])}"
    if kind == "error":
        if net.head == "sigmoid_mse":
            parts = " + ".join(f"({show(a)} - {term(b)})²" for a, b in zip(o, net.y, strict=True))
            return f"E = ½ Σ (o - y)² = ½ ({parts}) = {show(float(run.loss))}"
        parts = " + ".join(f"{term(b)} · ln {show(a)}" for a, b in zip(o, net.y, strict=True))
        return f"E = -Σ y ln o = -({parts}) = {show(float(run.loss))}"
    if kind == "delta2":
        a, b = show(o[j]), term(net.y[j])
        if net.head == "sigmoid_mse":
            symbols, numbers = f"(o{n} - y{n}) o{n} (1 - o{n})", f"({a} - {b}) · {a} · (1 - {a})"
        elif abs(net.y.sum() - 1) < 1e-9:
            symbols, numbers = f"o{n} - y{n}", f"{a} - {b}"
        else:
            symbols, numbers = f"o{n} Σy - y{n}", f"{a} · {term(net.y.sum())} - {b}"
        return f"ε{n} = ∂E/∂s{n} = {symbols}\n= {numbers} = {show(delta2[j])}"
    if kind in ("grad2", "grad1"):
        weight, unit, value, slope, delta = (
            (f"v{i + 1}{n}", f"h{i + 1}", h[i], delta2[j], f"ε{n}")
            if kind == "grad2"
            else (f"w{i + 1}{n}", f"x{i + 1}", net.x[i], delta1[j], f"δ{n}")
        )
        found = (run.grad_w2 if kind == "grad2" else run.grad_w1)[i, j]
        return (
            f"∂E/∂{weight} = {unit} {delta} = {term(value)} · {term(slope)} = {show(float(found))}"
        )
    if kind == "back":
        names = [(f"v{n}{k + 1}", f"ε{k + 1}") for k in range(m)]
        return f"∂E/∂h{n} = {_sum(names, net.w2[j], delta2, '', 0)} = {show(back[j])}"
    if kind == "delta1":
        a = show(h[j])
        symbols, numbers = {
            "sigmoid": (f"h{n} (1 - h{n})", f"{a} · (1 - {a})"),
            "tanh": (f"(1 - h{n}²)", f"(1 - {term(h[j])}²)"),
            "relu": (f"[z{n} > 0]", "1" if h[j] > 0 else "0"),
        }[net.unit]
        left, right = f"∂E/∂h{n} · {symbols}", f"{term(back[j])} · {numbers}"
        return f"δ{n} = ∂E/∂z{n} = {left}\n= {right} = {show(delta1[j])}"
    return ""


def _updated(net: Net, layer: int, i: int, j: int) -> str:
    name, old = ("w", net.w1) if layer == 1 else ("v", net.w2)
    slope, new = (getattr(net.run, f"{part}_w{layer}")[i, j] for part in ("grad", "new"))
    return (
        f"{name}{i + 1}{j + 1} - η ∂E/∂{name}{i + 1}{j + 1} = {show(float(old[i, j]))}"
        f" - {show(net.rate)} · {term(slope)} = {show(float(new))}"
    )


def caption(net: Net, at: int) -> str:
    """Write the formula of a step for its first unit: the others go alike."""
    kind = KINDS[at]
    if kind == "start":
        return "z = x W + b,  h = f(z),  s = h V + c,  o = g(s)"
    if kind == "update":
        before, after = show(float(net.run.loss)), show(float(net.run.new_loss))
        return f"{_updated(net, 1, 0, 0)}\nE = {before} → {after}"
    return formula(net, kind)


def walked(net: Net, at: int, *, words: Mapping[str, str]) -> Picture:
    """Draw the network as it is known at a step: what comes later is faint.

    Args:
        net: all numbers of the two passes.
        at: the step, a place in ``KINDS``.
        words: as for ``networks.network``, with ``after``, ``positive`` and ``negative``.
    """
    run, now, done = net.run, KINDS[at], set(KINDS[: at + 1])

    def known(kind: str, number: Any) -> float | None:
        return float(number) if kind in done else None

    def details(j: int, *kinds: str) -> str:
        return "\n".join(formula(net, k, j).replace("\n", " ") for k in kinds if k in done)

    def lit(*kinds: str) -> str:
        return "" if now not in kinds else "forward" if now in FORWARD else "back"

    def bias(layer: int, j: int) -> float:
        new = getattr(run, f"new_b{layer}")[j]
        return float(new if now == "update" else (net.b1, net.b2)[layer - 1][j])

    inputs = [
        Node(f"x{i + 1}", {"": float(x)}, kind="input", detail=f"x{i + 1} = {show(float(x))}")
        for i, x in enumerate(net.x)
    ]
    z1, h, back, delta1 = (_row(getattr(run, name)) for name in ("z1", "h", "back", "delta1"))
    hidden = [
        Node(
            f"h{j + 1}",
            {"b": bias(1, j), "z": known("sum1", z1[j]), "h": known("squash1", h[j])},
            {"∂h": known("back", back[j]), "δ": known("delta1", delta1[j])},
            detail=details(j, "squash1", "back", "delta1") or f"b{j + 1} = {show(bias(1, j))}",
            now=lit("sum1", "squash1", "back", "delta1"),
        )
        for j in range(len(h))
    ]
    z2, o, delta2 = (_row(getattr(run, name)) for name in ("z2", "o", "delta2"))
    outputs = [
        Node(
            f"o{j + 1}",
            {
                "c": bias(2, j),
                "s": known("sum2", z2[j]),
                "o": known("squash2", o[j]),
                "y": float(net.y[j]),
            },
            {"ε": known("delta2", delta2[j])},
            detail=details(j, "sum2", "squash2", "delta2") or f"c{j + 1} = {show(bias(2, j))}",
            kind="output",
            now=lit("sum2", "squash2", "delta2"),
        )
        for j in range(len(o))
    ]
    error = Node(
        "E",
        {"": known("error", run.loss)},
        kind="target",
        detail=details(0, "error"),
        now=lit("error"),
    )
    edges = [*_layer(net, 1, at), *_layer(net, 2, at)]
    edges += [Edge((2, j), (3, 0), come="error" in done) for j in range(len(o))]
    columns = [inputs, hidden, outputs, [error]]
    return networks.network(columns, edges, caption=caption(net, at), words=words)


def _layer(net: Net, layer: int, at: int) -> list[Edge]:
    """Return the edges of a layer at a step."""
    done, now = KINDS[: at + 1], KINDS[at]
    weights, letter = ((net.w1, "w"), (net.w2, "v"))[layer - 1]
    forward, back = f"sum{layer}", f"grad{layer}"
    gradients, tape, new = (
        np.asarray(getattr(net.run, f"{part}_w{layer}"), float) for part in ("grad", "tape", "new")
    )

    def details(i: int, j: int) -> str:
        lines = [f"{letter}{i + 1}{j + 1} = {show(float(weights[i, j]))}"]
        if back in done:
            lines = [formula(net, back, j, i), f"GradientTape: {show(float(tape[i, j]))}"]
        return "\n".join([*lines, _updated(net, layer, i, j)] if now == "update" else lines)

    return networks.connect(
        layer - 1,
        weights,
        gradients if back in done else None,
        new if now == "update" else None,
        name=lambda i, j: f"{letter}{i + 1}{j + 1}",
        detail=details,
        now={forward: "forward", back: "back", "update": "after"}.get(now, "")
        or ("back" if layer == 2 and now == "back" else ""),
        come=forward in done,
    )


REACHED = {1: ("back", "delta1", "grad1"), 2: ("delta2", "grad2")}


def beside_tape(net: Net, layer: int, at: int, *, words: Mapping[str, str]) -> Picture:
    """Draw a layer's gradients by hand, and those of the tape, as far as a step has come.

    A row each: what comes back to the outputs of the layer (of the first), what that is before
    the activation (it is the gradient of the biases, too), and the weights of each input.

    Words: ``hand``, ``tape``, ``same``, ``apart``, ``later``, and the headings ``layer1``,
    ``layer2``.
    """
    hand = ["back", "delta1", "grad_w1"] if layer == 1 else ["delta2", "grad_w2"]
    tape = ["tape_back", "tape_b1", "tape_w1"] if layer == 1 else ["tape_b2", "tape_w2"]
    mine, theirs = (
        np.vstack([np.atleast_2d(getattr(net.run, name)) for name in names])
        for names in (hand, tape)
    )
    ins, outs, letter = ("x", "h", "δ = ∂b") if layer == 1 else ("h", "o", "ε = ∂c")
    names = [*(["∂h"] if layer == 1 else []), letter]
    done = KINDS[: at + 1]
    steps = [*REACHED[layer][:-1], *[REACHED[layer][-1]] * (len(mine) - len(names))]
    reached = np.tile([[step in done] for step in steps], (1, 2 * mine.shape[1]))
    bound = 1e-6 * max(1.0, float(np.abs(mine).max()))
    off = np.tile(np.abs(mine - theirs) > bound, (1, 2))
    roles = np.where(reached, np.where(off, words["apart"], words["same"]), words["later"])
    units = range(mine.shape[1])
    return grids.named(
        np.where(reached, np.hstack([mine, theirs]), np.nan),
        roles,
        {words["same"]: PALE_GRADIENT, words["apart"]: WRONG, words["later"]: NOT_YET},
        rows=[*names, *(f"{ins}{i + 1} →" for i in range(len(mine) - len(names)))],
        columns=[f"{who} {outs}{j + 1}" for who in (words["hand"], words["tape"]) for j in units],
        missing="·",
        digits=3,
        title=words[f"layer{layer}"],
        height=170,
        keyed=False,
    )


def both(net: Net) -> tuple[np.ndarray, np.ndarray]:
    """Return all that comes back, by the tape and by hand. Shapes: (n,) both."""
    names = {
        "delta2": "delta2",
        "w2": "grad_w2",
        "b2": "grad_b2",
        "back": "back",
        "delta1": "delta1",
        "w1": "grad_w1",
        "b1": "grad_b1",
    }
    by_tape = [np.ravel(getattr(net.run, f"tape_{name}")) for name in names]
    by_hand = [np.ravel(getattr(net.run, name)) for name in names.values()]
    return np.concatenate(by_tape), np.concatenate(by_hand)
