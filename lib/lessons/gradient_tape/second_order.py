"""The derivative of a derivative: one tape around another."""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

TWICE_DIFFERENTIABLE: dict[str, Callable[[Any], Any]] = {
    "x**3": lambda x: tf.pow(x, 3),
    "sin(x)": lambda x: tf.sin(x),
    "exp(x)": lambda x: tf.exp(x),
    "x**2 * exp(-x)": lambda x: tf.square(x) * tf.exp(-x),
}


DERIVATIVES: dict[str, Callable[[Any], list[Any]]] = {
    "x**3": lambda x: [3 * x**2, 6 * x],
    "sin(x)": lambda x: [tf.cos(x), -tf.sin(x)],
    "exp(x)": lambda x: [tf.exp(x), tf.exp(x)],
    "x**2 * exp(-x)": lambda x: [
        (2 * x - x**2) * tf.exp(-x),
        (2 - 4 * x + x**2) * tf.exp(-x),
    ],
}


class SecondOrder(NamedTuple):
    """A function and its derivatives; the last of each is at the reader's x."""

    axis: tf.Tensor
    f: tf.Tensor
    first: tf.Tensor
    second: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def second_derivative(function: str, x: float, inside: bool) -> SecondOrder:
    """Differentiate a derivative: one tape around another.

    Args:
        function: one of ``TWICE_DIFFERENTIABLE``.
        x: the reader's point.
        inside: whether the inner gradient is computed inside the outer tape.

    Shapes: (82,) four times, where the second derivative may be None; (2,) for both
    derivatives at x by formula, and by finite differences.
    """
    f = TWICE_DIFFERENTIABLE[function]
    axis = tf.concat([tf.linspace(-2.0, 2.0, 81), [x]], axis=0)
    with tf.GradientTape() as outer:
        outer.watch(axis)
        with tf.GradientTape() as inner:
            inner.watch(axis)
            y = f(axis)
        first = inner.gradient(y, axis) if inside else None
    first = inner.gradient(y, axis) if first is None else first
    second = outer.gradient(first, axis)
    far = 1e-3
    places = x + far * tf.constant([2.0, 1.0, 0.0, -1.0, -2.0], tf.float64)
    # Five points: their error falls with the fourth power of the step.
    weights = tf.constant([[-1.0, 8, 0, -8, 1], [-1.0, 16, -30, 16, -1]], tf.float64)
    moved = tf.linalg.matvec(weights, f(places)) / [12 * far, 12 * far**2]
    return SecondOrder(axis, y, first, second, tf.stack(DERIVATIVES[function](axis[-1])), moved)
