"""A perceptron with one output, step by step: what is known by each step, and the formula of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lib.charts import grids, networks
from lib.charts.networks import Edge, Node, term
from lib.charts.palette import NOT_YET, PALE_GRADIENT, WRONG
from lib.charts.picture import Picture
from lib.numbers import show


class Perceptron(NamedTuple):
    """All numbers of one step of a perceptron with n inputs, as plain numbers."""

    x: list[float]
    w: list[float]
    b: float
    t: float
    factor: str
    """Before (o - t) in the slope of the loss: ``2`` of the square, nothing of its half."""
    rate: float
    products: list[float]
    z: float
    o: float
    error: float
    slope: float
    delta: float
    by_w: list[float]
    by_b: float
    new_w: list[float]
    new_b: float
    by_tape: list[float]
    """What a tape found: by o, by z, by each weight, by the bias."""

    @property
    def by_formula(self) -> list[float]:
        """The same by the formula."""
        return [self.slope, self.delta, *self.by_w, self.by_b]


def read(
    x: list[float], w: list[float], b: float, t: float, loss: str, rate: float, run: Any
) -> Perceptron:
    """Gather the numbers of a perceptron.

    Args:
        x, w, b, t, rate: as for ``Perceptron``.
        loss: ``mse`` for the square, ``half`` for half of it.
        run: arrays by the names ``products``, ``z``, ``o``, ``error``, ``slope``, ``delta``;
            ``formula_w``, ``formula_b``; ``tape_o``, ``tape_z``, ``tape_w``, ``tape_b``; ``new_w``
            and ``new_b``.
    """

    def flat(*names: str) -> list[float]:
        return [float(each) for name in names for each in np.ravel(getattr(run, name))]

    (z, o, error, slope, delta), (by_b, new_b) = (
        flat("z", "o", "error", "slope", "delta"),
        flat("formula_b", "new_b"),
    )
    return Perceptron(
        x,
        w,
        b,
        t,
        "2" if loss == "mse" else "",
        rate,
        flat("products"),
        z,
        o,
        error,
        slope,
        delta,
        flat("formula_w"),
        by_b,
        flat("new_w"),
        new_b,
        flat("tape_o", "tape_z", "tape_w", "tape_b"),
    )


class Step(NamedTuple):
    """What a step does, to which weight (from 0; n is the bias), its name, and the formula."""

    kind: str
    place: int
    name: str
    formula: str


def kinds(n: int) -> list[tuple[str, int]]:
    """Return what each step does, in their order, of a perceptron with n inputs."""
    each = range(n)
    return [
        ("start", 0),
        *[("product", j) for j in each],
        *[(kind, 0) for kind in ("sum", "squash", "error", "slope", "delta")],
        *[("weight", j) for j in each],
        ("bias", n),
        *[("update", j) for j in range(n + 1)],
    ]


def steps(p: Perceptron) -> list[Step]:
    """Return every step with its formula in the reader's numbers."""
    n = len(p.x)
    return [
        Step(kind, place, f"w{place + 1}" if place < n else "b", _formula(p, kind, place))
        for kind, place in kinds(n)
    ]


def _formula(p: Perceptron, kind: str, j: int) -> str:
    n, o, t = len(p.x), show(p.o), show(p.t)
    error, half = (f"{p.factor} (o - t)", "") if p.factor else ("(o - t)", "½ ")
    numbers = f"{p.factor} ({o} - {t})" if p.factor else f"({o} - {t})"
    unit = f"w{j + 1}" if j < n else "b"
    if kind == "product":
        return f"w{j + 1} x{j + 1} = {term(p.w[j])} · {term(p.x[j])} = {show(p.products[j])}"
    if kind == "sum":
        names = " + ".join(f"w{i + 1} x{i + 1}" for i in range(n))
        parts = " + ".join(term(each) for each in [*p.products, p.b])
        return f"z = {names} + b\n= {parts} = {show(p.z)}"
    if kind == "squash":
        return f"o = σ(z) = 1 / (1 + exp({show(-p.z)})) = {o}"
    if kind == "error":
        return f"E = {half}(o - t)² = {half}({o} - {t})² = {show(p.error)}"
    if kind == "slope":
        return f"∂E/∂o = {error} = {numbers} = {show(p.slope)}"
    if kind == "delta":
        return (
            f"δ = ∂E/∂z = {error} o (1 - o)\n= {term(p.slope)} · {o} · (1 - {o}) = {show(p.delta)}"
        )
    if kind == "weight":
        return (
            f"∂E/∂w{j + 1} = {error} o (1 - o) x{j + 1} = δ x{j + 1}\n"
            f"= {term(p.delta)} · {term(p.x[j])} = {show(p.by_w[j])}"
        )
    if kind == "bias":
        return f"∂E/∂b = δ · 1 = {term(p.delta)} · 1 = {show(p.by_b)}"
    if kind == "update":
        old, slope, new = (p.w[j], p.by_w[j], p.new_w[j]) if j < n else (p.b, p.by_b, p.new_b)
        return f"{unit} - η ∂E/∂{unit} = {show(old)} - {show(p.rate)} · {term(slope)} = {show(new)}"
    return ""


def walked(p: Perceptron, at: int, *, words: Mapping[str, str]) -> Picture:
    """Draw a perceptron as it is known at a step: what comes later is faint.

    Args:
        p: all numbers of the two passes.
        at: the step, from 0.
        words: as for ``networks.network``.
    """
    every = steps(p)
    formulas = {(step.kind, step.place): step.formula for step in every}
    done = {(step.kind, step.place) for step in every[: at + 1]}
    now, n = every[at], len(p.x)

    def known(kind: str, number: float, place: int = 0) -> float | None:
        return number if (kind, place) in done else None

    def lit(*marked: str) -> str:
        forward = ("product", "sum", "squash", "error")
        return ("forward" if now.kind in forward else "back") if now.kind in marked else ""

    def edge(j: int) -> Edge:
        bias = j == n
        kind = "bias" if bias else "weight"
        name, weight = ("b", p.b) if bias else (f"w{j + 1}", p.w[j])
        shown = [(kind, j), ("update", j)] if bias else [("product", j), (kind, j), ("update", j)]
        mark = lit("product", kind) if now.place == j else ""
        mark = "after" if (now.kind, now.place) == ("update", j) else mark
        return Edge(
            (0, j),
            (1, 0),
            name,
            weight,
            known(kind, p.by_b if bias else p.by_w[j], j),
            known("update", p.new_b if bias else p.new_w[j], j),
            detail="\n".join(formulas[each] for each in shown if each in done)
            or f"{name} = {show(weight)}",
            now=mark,
            come=(("sum", 0) if bias else ("product", j)) in done,
        )

    unit = Node(
        "σ",
        {"z": known("sum", p.z), "o": known("squash", p.o)},
        {"∂o": known("slope", p.slope), "δ": known("delta", p.delta)},
        detail="\n".join(
            formulas[kind, 0].split("\n")[-1]
            if kind == "delta"
            else formulas[kind, 0].replace("\n", " ")
            for kind in ("sum", "squash", "slope", "delta")
            if (kind, 0) in done
        ),
        now=lit("sum", "squash", "slope", "delta"),
    )
    inputs = [
        Node(f"x{j + 1}", {"": x}, kind="input", detail=f"x{j + 1} = {show(x)}")
        for j, x in enumerate(p.x)
    ]
    error = Node(
        "E",
        {"": known("error", p.error)},
        kind="output",
        now=lit("error"),
        detail=formulas["error", 0] if ("error", 0) in done else "",
    )
    target = Node("t", {"": p.t}, kind="target", detail=f"t = {show(p.t)}")
    reached = ("error", 0) in done
    return networks.network(
        [[*inputs, Node("1", kind="bias", detail="b · 1")], [unit, target], [error]],
        [
            *map(edge, range(n + 1)),
            Edge((1, 0), (2, 0), come=reached),
            Edge((1, 1), (2, 0), come=reached),
        ],
        caption=now.formula,
        words=words,
    )


def compared(p: Perceptron, at: int, *, words: Mapping[str, str]) -> Picture:
    """Draw the gradients by the formula beside those of the tape, as far as a step has come.

    Words: ``formula``, ``tape``, and those of ``_beside``.
    """
    order, n = kinds(len(p.x)), len(p.x)
    wanted = [("slope", 0), ("delta", 0), *[("weight", j) for j in range(n)], ("bias", n)]
    names = ["∂E/∂o", "∂E/∂z", *_names(n)]
    rows = {words["formula"]: p.by_formula, words["tape"]: p.by_tape}
    return _beside(names, rows, [each in order[: at + 1] for each in wanted], words)


def _names(n: int) -> list[str]:
    return [*[f"∂E/∂w{j + 1}" for j in range(n)], "∂E/∂b"]


def _beside(
    names: Sequence[str],
    rows: Mapping[str, Sequence[float]],
    known: Sequence[bool],
    words: Mapping[str, str],
) -> Picture:
    """Draw two rows of numbers one above the other: they should be the same.

    Args:
        names: of the n columns.
        rows: by the words of each of the two rows its n numbers.
        known: which columns have been reached; the others are empty.
        words: ``same``, ``apart``, ``later``.
    """
    values = np.array([list(row) for row in rows.values()], float)
    off = np.abs(values[0] - values[1]) > 1e-6
    roles = np.where(known, np.where(off, words["apart"], words["same"]), words["later"])
    colours = {words["same"]: PALE_GRADIENT, words["apart"]: WRONG, words["later"]: NOT_YET}
    return grids.named(
        np.where(known, values, np.nan),
        np.broadcast_to(roles, values.shape),
        colours,
        rows=list(rows),
        columns=list(names),
        missing="·",
        digits=3,
        height=185,
    )


# ---------------------------------------------------------------- inputs from gradients


def found(
    printed: Sequence[float], t: float, run: Any, at: int, *, words: Mapping[str, str]
) -> tuple[Picture, Picture]:
    """Draw a perceptron whose inputs are found one by one from its gradients.

    Args:
        printed: the gradients that are known: of n weights, and of the bias.
        t: the target.
        run: arrays by the names ``x``, the inputs that follow, (n,); ``o``, the output; and the
            gradients that these inputs have, ``again_w`` and ``again_b``.
        at: 0 before, then one step an input, then the forward pass, then the backward pass.
        words: as for ``networks.network``; ``printed``, ``again``, and those of ``_beside``.
    """
    *by_w, by_b = printed
    x, o = [float(each) for each in run.x], float(np.ravel(run.o)[0])
    again = float(run.again_b)
    n = len(by_w)
    ratios = [
        f"x{j + 1} = ∂E/∂w{j + 1} / ∂E/∂b = {show(slope)} / {term(by_b)} = {show(x[j])}"
        for j, slope in enumerate(by_w)
    ]
    sums = " + ".join(term(each) for each in x)
    forward = f"o = σ({sums} + 1) = {show(o)}"
    back = f"∂E/∂b = δ = {show(again)} ≟ {show(by_b)}"
    captions = ["∂E/∂w = δ x,   ∂E/∂b = δ · 1", *ratios, forward, back]
    inputs = [
        Node(
            f"x{j + 1}",
            {"": x[j] if at > j else None},
            kind="input",
            detail=ratios[j],
            now="back" if at == j + 1 else "",
        )
        for j in range(n)
    ]
    unit = Node(
        "σ",
        {"o": o if at > n else None},
        {"δ": again if at > n + 1 else None},
        detail=forward,
        now={n + 1: "forward", n + 2: "back"}.get(at, ""),
    )
    drawn = networks.network(
        [
            [*inputs, Node("1", kind="bias", detail="∂E/∂b = δ · 1")],
            [unit, Node("t", {"": t}, kind="target", detail=f"t = {show(t)}")],
        ],
        [Edge((0, j), (1, 0), f"w{j + 1}", 1.0, by_w[j], detail=ratios[j]) for j in range(n)]
        + [Edge((0, n), (1, 0), "b", 1.0, by_b, detail=f"∂E/∂b = δ = {show(by_b)}")],
        caption=captions[at],
        words=words,
    )
    rows = {words["printed"]: printed, words["again"]: [*map(float, run.again_w), again]}
    return drawn, _beside(_names(n), rows, [at > n + 1] * (n + 1), words)
