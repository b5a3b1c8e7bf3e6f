"""Derivatives as a textbook writes them, in LaTeX, with a reader's numbers put in."""

from __future__ import annotations

import math
from typing import Any

from lib.numbers import put, show

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
