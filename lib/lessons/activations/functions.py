"""Activation functions: their values, and their derivatives in three ways."""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

STEP = 1e-4
TINY = 1e-7
"""A step so small that it rarely crosses the kink of a relu; in float64 it keeps nine digits."""
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
ACTIVATIONS: dict[str, Callable[..., tf.Tensor]] = {
    "sigmoid": tf.sigmoid,
    "tanh": tf.tanh,
    "relu": tf.nn.relu,
    "leaky_relu": tf.nn.leaky_relu,
    "elu": tf.nn.elu,
    "selu": tf.nn.selu,
    "gelu": tf.nn.gelu,
    "swish": tf.nn.swish,
    "softplus": tf.nn.softplus,
}


def normal_density(x: tf.Tensor) -> tf.Tensor:
    """Return the density of the normal distribution."""
    return tf.exp(-tf.square(x) / 2) / 2.5066282746310002


SLOPES: dict[str, Callable[..., tf.Tensor]] = {
    "sigmoid": lambda x: tf.sigmoid(x) * tf.sigmoid(-x),
    "tanh": lambda x: 1 / tf.square(tf.cosh(x)),
    "relu": lambda x: tf.where(x > 0, 1.0, 0.0),
    "leaky_relu": lambda x: tf.where(x > 0, 1.0, 0.2),
    "elu": lambda x: tf.exp(tf.minimum(x, 0)),
    "selu": lambda x: SELU_SCALE * tf.where(x < 0, SELU_ALPHA * tf.exp(x), 1.0),
    "gelu": lambda x: (1 + tf.math.erf(x / 2**0.5)) / 2 + x * normal_density(x),
    "swish": lambda x: tf.sigmoid(x) * (1 + x * tf.sigmoid(-x)),
    "softplus": lambda x: tf.sigmoid(x),
}
"""The derivatives as a textbook gives them."""


def measure(function: Any, slope: Any, x: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Return a function at every x, and its derivative by tape, formula and differences."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    wide = tf.cast(x, tf.float64)
    moved = function(wide + STEP) - function(wide - STEP)
    return y, tape.gradient(y, x), slope(x), moved / (2 * STEP)


@tf.function(input_signature=[tf.TensorSpec([None])], autograph=False)
def tabulate(x: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Measure every activation at every x."""
    rows = [measure(function, SLOPES[name], x) for name, function in ACTIVATIONS.items()]
    return tuple(tf.stack(each) for each in zip(*rows, strict=True))


class Curves(NamedTuple):
    """Functions over one axis, and their derivatives in three ways."""

    x: tf.Tensor
    y: tf.Tensor
    slope: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def curves(names: list[str], low: float, high: float, points: int, alpha: float) -> Curves:
    """Evaluate activations and their derivatives over one axis.

    Args:
        names: k of the ``ACTIVATIONS``.
        low: the left end.
        high: the right end.
        points: how many points, n.
        alpha: the slope of ``leaky_relu`` below 0.

    Shapes: (n,), then four of (k, n).
    """
    return evaluate_all(tf.linspace(tf.constant(low, tf.float32), high, points), names, alpha)


def evaluate_all(x: tf.Tensor, names: list[str], alpha: float) -> Curves:
    """Return some activations at every x. Shapes: (n,) -> (n,) and four of (k, n)."""
    every, places = tabulate(x), {name: row for row, name in enumerate(ACTIVATIONS)}
    if (
        alpha != 0.2 and "leaky_relu" in names
    ):  # alpha is no tensor there, so it cannot be compiled in
        own = measure(
            lambda x: tf.nn.leaky_relu(x, alpha), lambda x: tf.where(x > 0, 1.0, alpha), x
        )
        every = [tf.concat([rows, [row]], 0) for rows, row in zip(every, own, strict=True)]
        places["leaky_relu"] = len(ACTIVATIONS)
    return Curves(x, *(tf.gather(each, [places[name] for name in names]) for each in every))


class Points(NamedTuple):
    """One function at a few points, and its derivative in three ways."""

    x: tf.Tensor
    y: tf.Tensor
    slope: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def evaluate(name: str, x: list[float]) -> Points:
    """Return an activation and its derivative at these points. Shapes: (n,) each.

    The alpha of ``leaky_relu`` is 0.2, the default of ``tf.nn.leaky_relu``.
    """
    found = evaluate_all(tf.constant(x, tf.float32), [name], 0.2)
    return Points(found.x, *(each[0] for each in found[1:]))


def ten_points(reach: float) -> list[float]:
    """Return the ten points of the article: ``tf.linspace(-reach, reach, 10)``."""
    points = tf.linspace(tf.constant(-reach, tf.float32), reach, 10)
    return [float(x) for x in points.numpy()]


NUMERATOR = [
    4.37031012579801e-11,
    1.15627324459942e-07,
    6.08574864600143e-05,
    8.51377133304701e-03,
    2.48287947061529e-01,
]


DENOMINATOR = [
    6.10247389755681e-13,
    5.76102136993427e-09,
    6.29106785017040e-06,
    1.70198817374094e-03,
    1.16817656904453e-01,
    9.93151921023180e-01,
]


def horner(x: tf.Tensor, coefficients: list[float]) -> tf.Tensor:
    """Evaluate a polynomial by Horner's rule, as a processor's fused multiply-add does.

    Each product and sum is taken exactly (float64 has room for that) and rounded to float32
    once.
    """
    exact = tf.cast(x, tf.float64)
    value = tf.fill(tf.shape(x), tf.constant(coefficients[0]))
    for coefficient in coefficients[1:]:
        single = tf.cast(tf.constant(coefficient), tf.float64)
        value = tf.cast(tf.cast(value, tf.float64) * exact + single, tf.float32)
    return value


@tf.function(input_signature=[tf.TensorSpec([None])], autograph=False)
def rational_sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Return 0.5 plus a quotient of polynomials, which is close to the sigmoid on [-18, 18]."""
    square = tf.square(x)
    quotient = x * horner(square, NUMERATOR) / horner(square, DENOMINATOR)
    return quotient + 0.5


def sigmoid_of_2019(x: list[float]) -> tf.Tensor:
    """Return the sigmoid as TensorFlow 2.0 computed it, through a library named Eigen. (n,)."""
    return rational_sigmoid(tf.clip_by_value(tf.constant(x, tf.float32), -18.0, 18.0))


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    curves(["relu"], -1.0, 1.0, 2, 0.2)
    sigmoid_of_2019([0.0])
