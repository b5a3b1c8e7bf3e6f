"""A layer of several outputs, step by step: what is known for one sample, and its arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lib.charts import networks
from lib.charts.networks import Edge, Node, term
from lib.charts.picture import Picture
from lib.numbers import show

KINDS = ["start", "sum", "squash", "error", "delta", "weight", "update"]
"""What each step does."""


class Layer(NamedTuple):
    """One sample of a batch in the forward and the backward pass of a layer.

    ``run`` has the arrays of ``Derived`` in ``lib.lessons.perceptron_multi.perceptron_multi``
    by their names.
    """

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    sample: int
    """Its place in the batch."""
    head: str
    """``softmax`` or ``sigmoid``."""
    rate: float
    run: Any


def formula(layer: Layer, kind: str, j: int = 0, i: int = 0) -> str:
    """Write what a step computes for output j (and the weight from input i), from 0."""
    run, n = layer.run, j + 1
    x, (z, o, y, delta) = (
        layer.x[layer.sample],
        (getattr(run, name)[layer.sample] for name in ("z", "prob", "y", "delta")),
    )
    if kind == "sum":
        names = " + ".join(f"w{k + 1}{n} x{k + 1}" for k in range(len(x)))
        parts = " + ".join(f"{term(w)} · {term(a)}" for w, a in zip(layer.w[:, j], x, strict=True))
        return f"z{n} = {names} + b{n}\n= {parts} + {term(layer.b[j])} = {show(float(z[j]))}"
    if kind == "squash":
        symbols = "exp(z{0}) / Σ exp(z)" if layer.head == "softmax" else "σ(z{0})"
        return f"o{n} = {symbols.format(n)} = {show(float(o[j]))},  z{n} = {show(float(z[j]))}"
    if kind == "error":
        return f"o{n} - y{n} = {show(float(o[j]))} - {term(y[j])} = {show(float(o[j] - y[j]))}"
    if kind == "delta":
        return f"δ{n} = ∂E/∂z{n} = {show(float(delta[j]))}"
    if kind == "weight":
        found = float(run.outer[layer.sample, i, j])
        return f"x{i + 1} δ{n} = {term(x[i])} · {term(delta[j])} = {show(found)}"
    if kind == "update":
        old, slope, new = layer.w[i, j], run.grad_w[i, j], run.new_w[i, j]
        return (
            f"w{i + 1}{n} - η ∂E/∂w{i + 1}{n} = {show(float(old))}"
            f" - {show(layer.rate)} · {term(slope)} = {show(float(new))}"
        )
    return "z = x W + b,  o = g(z),  δ = ∂E/∂z,  ∂E/∂W = Σ xᵀ δ"


def walked(layer: Layer, at: int, *, words: Mapping[str, str]) -> Picture:
    """Draw a layer as it is known at a step for one sample: what comes later is faint.

    Args:
        layer: all numbers of the two passes.
        at: the step, a place in ``KINDS``.
        words: as for ``networks.network``, with ``after``, ``positive`` and ``negative``.
    """
    run, now, done = layer.run, KINDS[at], KINDS[: at + 1]
    x, outputs = layer.x[layer.sample], range(layer.w.shape[1])

    def known(kind: str, number: Any) -> float | None:
        return float(number) if kind in done else None

    def details(j: int, kinds: Sequence[str]) -> str:
        return "\n".join(formula(layer, k, j).replace("\n", " ") for k in kinds if k in done)

    def weight(i: int, j: int) -> str:
        lines = [f"w{i + 1}{j + 1} = {show(float(layer.w[i, j]))}"]
        if "weight" in done:
            lines = [
                formula(layer, "weight", j, i),
                f"∂E/∂w{i + 1}{j + 1} = {show(float(run.grad_w[i, j]))} (Σ)",
                f"GradientTape: {show(float(run.tape_w[i, j]))}",
            ]
        return "\n".join([*lines, formula(layer, "update", j, i)] if now == "update" else lines)

    lit = {"sum": "forward", "squash": "forward", "error": "forward", "delta": "back"}
    bias = run.new_b if now == "update" else layer.b
    columns = [
        [
            Node(f"x{i + 1}", {"": value}, kind="input", detail=f"x{i + 1} = {show(value)}")
            for i, value in enumerate(x.tolist())
        ],
        [
            Node(
                f"o{j + 1}",
                {
                    "b": float(bias[j]),
                    "z": known("sum", run.z[layer.sample, j]),
                    "o": known("squash", run.prob[layer.sample, j]),
                    "y": float(run.y[layer.sample, j]),
                },
                {"δ": known("delta", run.delta[layer.sample, j])},
                detail=details(j, KINDS[1:5]) or f"b{j + 1} = {show(float(bias[j]))}",
                kind="output",
                now=lit.get(now, ""),
            )
            for j in outputs
        ],
        [Node("E", {"": known("error", run.loss)}, kind="target")],
    ]
    edges = networks.connect(
        0,
        layer.w,
        run.outer[layer.sample] if "weight" in done else None,
        run.new_w if now == "update" else None,
        detail=weight,
        now={"sum": "forward", "weight": "back", "update": "after"}.get(now, ""),
        come="sum" in done,
    )
    edges += [Edge((1, j), (2, 0), come="error" in done) for j in outputs]
    return networks.network(columns, edges, caption=formula(layer, now), words=words)
