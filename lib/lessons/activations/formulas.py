"""Derivatives as a textbook writes them, in LaTeX, with a reader's numbers put in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lib.numbers import put, show

ACTIVATIONS = {
    "sigmoid": r"f (1 - f) = %(f)s \cdot (1 - %(f)s)",
    "tanh": "1 - f^2 = 1 - %(f)s^2",
    "relu": "[x > 0]",
    "leaky_relu": r"[x > 0] + \alpha \, [x \le 0]",
    "elu": r"e^{\min(x, 0)} = e^{\min(%(x)s, 0)}",
    "selu": r"1.0507 \, [x \ge 0] + 1.7581 \, e^x \, [x < 0]",
    "gelu": r"\Phi(x) + x \, \varphi(x) = \Phi(%(x)s) + %(x)s \cdot \varphi(%(x)s)",
    "swish": r"\sigma(x) \, (1 + x \, (1 - \sigma(x)))",
    "softplus": r"\sigma(x) = \sigma(%(x)s)",
}
"""By activation: f is its value; a bracket is 1 where it is true, and 0 elsewhere."""


def activation(name: str, x: Any, y: Any, slope: Any) -> str:
    """Write the derivative of an activation at x, where its value is y."""
    code = name.replace("_", r"\_")
    return rf"\text{{{code}}}'({show(x)}) = {put(ACTIVATIONS[name], x=x, f=y)} = {show(slope)}"


def per_layer(first: Any, last: Any, layers: int) -> str:
    """Write what a layer leaves of a gradient, on the geometric mean of all."""
    steps = layers - 1
    share = (first / last) ** (1 / steps) if last else math.nan
    quotient = rf"\frac{{{show(first)}}}{{{show(last)}}}"
    return rf"\Bigl({quotient}\Bigr)^{{1/{steps}}} = {show(share)}"


def steepest(gradient: Any) -> str:
    """Write which of the biases gets the largest gradient."""
    sizes = [abs(float(each)) for each in gradient]
    place = sizes.index(max(sizes))
    return (
        r"\max_k \Bigl| \frac{\partial L}{\partial b_k} \Bigr| = "
        rf"\Bigl| \frac{{\partial L}}{{\partial b_{{{place}}}}} \Bigr| = {show(sizes[place])}"
    )


def called(calls: Sequence[str], x: Any, slopes: Any) -> list[str]:
    """Write the derivatives of several functions, by their calls, at one x."""
    return [
        rf"\texttt{{{call}}}: \quad f'({show(x)}) = {show(slope)}".replace("_", r"\_")
        for call, slope in zip(calls, slopes, strict=True)
    ]


def line(weight: Any, bias: Any) -> str:
    """Write a straight line."""
    return f"{show(weight)} x + {show(bias)}".replace("+ -", "- ")
