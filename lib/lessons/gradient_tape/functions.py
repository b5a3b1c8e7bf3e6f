"""Functions of a few numbers: the operations on their tape, and their derivatives."""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import STEP
from lib.lessons.shared.recording import Recorded, record

# Each of one number x, two weights and a target; no operation takes the same number twice.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "x * w": lambda x, w, b, y: x * w,
    "x * w + b": lambda x, w, b, y: x * w + b,
    "x * w**2 + b**2": lambda x, w, b, y: x * tf.square(w) + tf.square(b),
    "x * exp(w) + exp(b)": lambda x, w, b, y: x * tf.exp(w) + tf.exp(b),
    "(sigmoid(x * w + b) - y)**2": lambda x, w, b, y: tf.square(tf.sigmoid(x * w + b) - y),
    "y * log(x * w + b)": lambda x, w, b, y: y * tf.math.log(x * w + b),
}


FORMULAS: dict[str, Callable[..., list[Any]]] = {
    "x * w": lambda x, w, b, y: [w, x, 0 * b],
    "x * w + b": lambda x, w, b, y: [w, x, 1 + 0 * b],
    "x * w**2 + b**2": lambda x, w, b, y: [w**2, 2 * x * w, 2 * b],
    "x * exp(w) + exp(b)": lambda x, w, b, y: [tf.exp(w), x * tf.exp(w), tf.exp(b)],
    "(sigmoid(x * w + b) - y)**2": lambda x, w, b, y: [
        2 * (tf.sigmoid(x * w + b) - y) * tf.sigmoid(x * w + b) * tf.sigmoid(-x * w - b) * each
        for each in (w, x, 1 + 0 * b)
    ],
    "y * log(x * w + b)": lambda x, w, b, y: [y / (x * w + b) * each for each in (w, x, 1 + 0 * b)],
}
"""The derivatives by x, w and b, as a textbook gives them."""
NUMBER = tf.TensorSpec([])


def compile_recorder(name: str) -> Any:
    """Compile a function so that it returns what it recorded."""

    def function(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, y: tf.Tensor) -> Recorded:
        return record(FUNCTIONS[name](x, w, b, y))

    return tf.function(function, input_signature=[NUMBER] * 4, autograph=False)


RECORDERS = {name: compile_recorder(name) for name in FUNCTIONS}


def trace_operations(function: str, x: float, w: float, b: float, y: float) -> Recorded:
    """Trace a function as a tape does, and return all its operations; shapes as ``record``."""
    return RECORDERS[function](*map(tf.constant, (x, w, b, y)))


class Tangent(NamedTuple):
    """A function over x, and at the reader's x its value and its derivative in three ways."""

    axis: tf.Tensor
    curve: tf.Tensor
    value: tf.Tensor
    tape: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def tangent(function: str, x: float, w: float, b: float, y: float) -> Tangent:
    """Evaluate a function from x = -4 to 4, and differentiate it by x at one point.

    Shapes: (81,), (81,), then scalars.
    """
    f, others = FUNCTIONS[function], [tf.constant(each) for each in (w, b, y)]
    axis = tf.linspace(-4.0, 4.0, 81)
    at = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = f(at, *others)
    wide = [tf.constant(each, tf.float64) for each in (w, b, y)]
    ends = f(tf.constant([x + STEP, x - STEP], tf.float64), *wide)
    return Tangent(
        axis,
        f(axis, *others),
        value,
        tape.gradient(value, at),
        FORMULAS[function](at, *others)[0],
        (ends[0] - ends[1]) / (2 * STEP),
    )


class Partial(NamedTuple):
    """The derivatives of a function by x, w and b, in three ways."""

    value: tf.Tensor
    tape: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def differentiate(function: str, x: float, w: float, b: float, y: float) -> Partial:
    """Differentiate by each of x, w and b.

    Shapes: (), then (3,) three times.
    """
    f = FUNCTIONS[function]
    at, target = tf.constant([x, w, b]), tf.constant(y)
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = f(at[0], at[1], at[2], target)
    moves = STEP * tf.eye(3, dtype=tf.float64)
    points = tf.transpose(tf.cast(at, tf.float64) + tf.concat([moves, -moves], axis=0))
    ends = f(points[0], points[1], points[2], tf.cast(target, tf.float64))
    return Partial(
        value,
        tape.gradient(value, at),
        tf.stack(FORMULAS[function](at[0], at[1], at[2], target)),
        (ends[:3] - ends[3:]) / (2 * STEP),
    )


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    for name in FUNCTIONS:
        trace_operations(name, 1.0, 1.0, 1.0, 1.0)
