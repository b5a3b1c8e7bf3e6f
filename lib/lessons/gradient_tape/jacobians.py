"""Vector functions: a gradient is summed over the outputs, a Jacobian is not."""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import STEP

VECTOR_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "x**2": lambda x: tf.square(x),
    "cumsum(x)": lambda x: tf.cumsum(x),
    "softmax(x)": lambda x: tf.nn.softmax(x),
}


JACOBIANS: dict[str, Callable[[Any], Any]] = {
    "x**2": lambda x: tf.linalg.diag(2 * x),
    "cumsum(x)": lambda x: tf.linalg.band_part(tf.ones([tf.size(x), tf.size(x)]), -1, 0),
    "softmax(x)": lambda x: (
        tf.linalg.diag(tf.nn.softmax(x)) - tf.tensordot(tf.nn.softmax(x), tf.nn.softmax(x), axes=0)
    ),
}
"""The Jacobians as a textbook gives them."""


class VectorDerivatives(NamedTuple):
    """A vector function's input and output, its gradient, and its Jacobian in three ways."""

    x: tf.Tensor
    y: tf.Tensor
    gradient: tf.Tensor
    jacobian: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def compile_derivatives(name: str) -> Any:
    """Compile a vector function with its gradient and its Jacobian."""

    def function(x: tf.Tensor) -> VectorDerivatives:
        f = VECTOR_FUNCTIONS[name]
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = f(x)
        wide = tf.cast(x, tf.float64)
        moves = STEP * tf.eye(tf.size(x), dtype=tf.float64)
        ends = [tf.map_fn(f, wide + move) for move in (moves, -moves)]
        slopes = tf.transpose(ends[0] - ends[1]) / (2 * STEP)
        rows = tape.jacobian(y, x)
        return VectorDerivatives(x, y, tape.gradient(y, x), rows, JACOBIANS[name](x), slopes)

    return tf.function(function, input_signature=[tf.TensorSpec([None])], autograph=False)


COMPILED = {name: compile_derivatives(name) for name in VECTOR_FUNCTIONS}


def gradient_or_jacobian(function: str, values: list[float]) -> VectorDerivatives:
    """Differentiate a vector function: its gradient is summed over outputs, its Jacobian is not.

    Shapes: (n,) three times, (n, n) three times; row i of a Jacobian belongs to y[i].
    """
    return COMPILED[function](tf.constant(values, tf.float32))


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    for name in VECTOR_FUNCTIONS:
        gradient_or_jacobian(name, [1.0, 2.0])
