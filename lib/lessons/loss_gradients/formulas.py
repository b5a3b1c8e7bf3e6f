"""Derivatives as a textbook writes them, in LaTeX, with a reader's numbers put in."""

from __future__ import annotations

from typing import Any

from lib.numbers import put, show


def mse_gradient(p: Any, y: Any, n: int, slope: Any) -> str:
    """Write what a mean squared error pulls a prediction with."""
    difference = put(r"%(p)s - %(y)s", p=p, y=y)
    right = rf"\frac{{2}}{{{n}}} \bigl({difference}\bigr) = {show(slope)}"
    return rf"\frac{{\partial L}}{{\partial p_0}} = {right}"


def slope_of_softmax(p: Any, temperature: Any, slope: Any) -> str:
    """Write how a probability answers to its own logit."""
    right = rf"\frac{{{show(p)}\,(1 - {show(p)})}}{{{show(temperature)}}} = {show(slope)}"
    return rf"\frac{{\partial p_0}}{{\partial z_0}} = {right}"


def logit_gradients(a: Any, factor: int, slopes: Any) -> str:
    """Write the push of a squared error and of the cross-entropy; the label is 0."""
    a = show(a)
    square = rf"{factor} \cdot {a} \cdot {a}\,(1 - {a}) = {show(slopes[0])}"
    return rf"{square} \qquad {a} - 0 = {show(slopes[1])}"
