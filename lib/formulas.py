"""Derivatives as a textbook writes them, in LaTeX, with a reader's numbers put in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lib.numbers import show


def put(pattern: str, **numbers: Any) -> str:
    """Put numbers into a formula; negative ones get brackets."""
    return pattern % {
        name: f"({show(each)})" if each < 0 else show(each) for name, each in numbers.items()
    }


_NEURON = r"2 (o - y) \, o (1 - o) \, {0} = 2 (%(o)s - %(y)s) \cdot %(o)s (1 - %(o)s) \cdot %({0})s"
_LOGARITHM = r"\frac{{y}}{{x w + b}} \, {0} = \frac{{%(y)s}}{{%(z)s}} \cdot %({0})s"
PARTIALS = {
    "x * w": {"x": "w = %(w)s", "w": "x = %(x)s"},
    "x * w + b": {"x": "w = %(w)s", "w": "x = %(x)s"},
    "x * w**2 + b**2": {"x": "w^2 = %(w)s^2", "w": r"2 x w = 2 \cdot %(x)s \cdot %(w)s"},
    "x * exp(w) + exp(b)": {"x": "e^w = e^{%(w)s}", "w": r"x e^w = %(x)s \cdot e^{%(w)s}"},
    "(sigmoid(x * w + b) - y)**2": {"x": _NEURON.format("w"), "w": _NEURON.format("x")},
    "y * log(x * w + b)": {"x": _LOGARITHM.format("w"), "w": _LOGARITHM.format("x")},
}
"""By function and by what: z is x w + b, and o its sigmoid."""

DERIVATIVES = {
    "x**3": (r"3 x^2 = 3 \cdot %(x)s^2", r"6 x = 6 \cdot %(x)s"),
    "sin(x)": (r"\cos(x) = \cos(%(x)s)", r"-\sin(x) = -\sin(%(x)s)"),
    "exp(x)": ("e^x = e^{%(x)s}", "e^x = e^{%(x)s}"),
    "x**2 * exp(-x)": (
        r"(2 x - x^2) \, e^{-x} = (2 \cdot %(x)s - %(x)s^2) \cdot e^{-%(x)s}",
        r"(2 - 4 x + x^2) \, e^{-x} = (2 - 4 \cdot %(x)s + %(x)s^2) \cdot e^{-%(x)s}",
    ),
}
"""The first and the second derivative."""

ENTRIES = {
    "x**2": r"2 x_0 = 2 \cdot %(x)s",
    "cumsum(x)": "1",
    "softmax(x)": r"y_0 (1 - y_0) = %(y)s \cdot (1 - %(y)s)",
}
"""The first number of a vector function's Jacobian."""

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


def partial(function: str, by: str, at: dict[str, float], slope: Any) -> str:
    """Write a derivative of one of the functions of x, w, b and y."""
    z = at["x"] * at["w"] + at["b"]
    formula = put(PARTIALS[function][by], **at, z=z, o=1 / (1 + math.exp(-z)))
    head, _, tail = formula.rpartition("= ")
    ends = formula if tail == show(slope) else f"{head}= {tail} = {show(slope)}"
    return rf"\frac{{\partial f}}{{\partial {by}}} = {ends}"


def derivative(function: str, order: int, x: float, slope: Any) -> str:
    """Write the first or the second derivative of a function of x."""
    return f"f{order * chr(39)} = {put(DERIVATIVES[function][order - 1], x=x)} = {show(slope)}"


def entry(function: str, x: Any, y: Any, slope: Any) -> str:
    """Write the first number of the Jacobian of a vector function."""
    formula = put(ENTRIES[function], x=x, y=y)
    return rf"\frac{{\partial y_0}}{{\partial x_0}} = {formula} = {show(slope)}"


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


def pull(p: Any, y: Any, n: int, slope: Any) -> str:
    """Write what a mean squared error pulls a prediction with."""
    difference = put(r"%(p)s - %(y)s", p=p, y=y)
    right = rf"\frac{{2}}{{{n}}} \bigl({difference}\bigr) = {show(slope)}"
    return rf"\frac{{\partial L}}{{\partial p_0}} = {right}"


def slope_of_softmax(p: Any, temperature: Any, slope: Any) -> str:
    """Write how a probability answers to its own logit."""
    right = rf"\frac{{{show(p)}\,(1 - {show(p)})}}{{{show(temperature)}}} = {show(slope)}"
    return rf"\frac{{\partial p_0}}{{\partial z_0}} = {right}"


def pushes(a: Any, factor: int, slopes: Any) -> str:
    """Write the push of a squared error and of the cross-entropy; the label is 0."""
    a = show(a)
    square = rf"{factor} \cdot {a} \cdot {a}\,(1 - {a}) = {show(slopes[0])}"
    return rf"{square} \qquad {a} - 0 = {show(slopes[1])}"
