"""Clipping: what bounds and norms do to values, directions and gradients."""

from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

OPERATIONS = {
    "clip_by_value": lambda x, low, high: tf.clip_by_value(x, low, high),
    "maximum": lambda x, low, high: tf.maximum(x, low),
    "minimum": lambda x, low, high: tf.minimum(x, high),
    "relu": lambda x, low, high: tf.nn.relu(x),
}


class Bounded(NamedTuple):
    """Values before and after, and the derivative of each by its own input."""

    x: tf.Tensor
    clipped: tf.Tensor
    gradient: tf.Tensor


def clip_to_bounds(values: list[float], operation: str, low: float, high: float) -> Bounded:
    """Bound values from below, from above or both, and differentiate.

    Shapes: (n,) for each result.
    """
    x = tf.constant(values, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        clipped = OPERATIONS[operation](x, low, high)
    return Bounded(x, clipped, tape.gradient(clipped, x))


class ClippedVector(NamedTuple):
    """A gradient of two numbers, clipped in two ways, and the angle of each to the original."""

    gradient: tf.Tensor
    by_value: tf.Tensor
    by_norm: tf.Tensor
    angle_by_value: tf.Tensor
    angle_by_norm: tf.Tensor


def clip_vector(x: float, y: float, limit: float) -> ClippedVector:
    """Clip one vector into a box and into a circle.

    Shapes: (2,) for the arrows; the angles are scalars, in degrees.
    """
    gradient = tf.constant([x, y], tf.float32)
    by_value = tf.clip_by_value(gradient, -limit, limit)
    by_norm = tf.clip_by_norm(gradient, limit)
    return ClippedVector(
        gradient,
        by_value,
        by_norm,
        angle_between(gradient, by_value),
        angle_between(gradient, by_norm),
    )


def angle_between(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """Return the angle between two arrows of the plane, in degrees from 0 to 180.

    By atan2 of cross and dot product: unlike arccos it stays exact near 0 degrees.
    """
    cross = a[0] * b[1] - a[1] * b[0]
    dot = tf.reduce_sum(a * b)
    return tf.abs(tf.atan2(cross, dot)) * (180 / np.pi)


class Scaled(NamedTuple):
    """A tensor, the same tensor with its norm bounded, and both norms."""

    tensor: tf.Tensor
    clipped: tf.Tensor
    norm_before: tf.Tensor
    norm_after: tf.Tensor


def clip_norm(tensor: list[Any], limit: float) -> Scaled:
    """Scale a whole tensor down until its Euclidean norm is at most the limit.

    Shapes: as given, of any rank; the norms are scalars.
    """
    before = tf.constant(tensor, tf.float32)
    after = tf.clip_by_norm(before, limit)
    return Scaled(before, after, tf.norm(before), tf.norm(after))


class ClippedPair(NamedTuple):
    """Two gradients, each clipped by its own norm, and both by their common one."""

    each_first: tf.Tensor
    each_second: tf.Tensor
    global_first: tf.Tensor
    global_second: tf.Tensor
    global_norm: tf.Tensor


def clip_two(first: list[float], second: list[float], limit: float) -> ClippedPair:
    """Clip two gradients tensor by tensor, and together.

    Shapes: (n,), (m,), (n,), (m,), ().
    """
    gradients = [tf.constant(first, tf.float32), tf.constant(second, tf.float32)]
    each = [tf.clip_by_norm(gradient, limit) for gradient in gradients]
    together, global_norm = tf.clip_by_global_norm(gradients, limit)
    return ClippedPair(each[0], each[1], together[0], together[1], global_norm)


WIDTH = 50


class LayerNorms(NamedTuple):
    """Gradient norms by layer before and after clipping, and their common norm."""

    before: tf.Tensor
    after: tf.Tensor
    global_norm: tf.Tensor


def deep_gradients(depth: int, std: float, limit: float, seed: int) -> LayerNorms:
    """Send a batch through ReLU layers of 50 units, and measure each layer's gradient.

    The loss is the mean square of the last layer. Weights are normal with this standard
    deviation; layers have no bias. Shapes: (depth,), (depth,), ().
    """
    weights = [
        std * tf.random.stateless_normal([WIDTH, WIDTH], seed=[seed, layer])
        for layer in range(depth)
    ]
    hidden = tf.random.stateless_normal([16, WIDTH], seed=[seed, -1])
    with tf.GradientTape() as tape:
        tape.watch(weights)
        for weight in weights:
            hidden = tf.nn.relu(hidden @ weight)
        loss = tf.reduce_mean(hidden**2)
    gradients = tape.gradient(loss, weights)
    clipped, global_norm = tf.clip_by_global_norm(gradients, limit)
    before = tf.stack([tf.norm(gradient) for gradient in gradients])
    after = tf.stack([tf.norm(gradient) for gradient in clipped])
    return LayerNorms(before, after, global_norm)


RELUS = {
    "tf.nn.relu(x)": lambda x: tf.nn.relu(x),
    "tf.maximum(x, 0)": lambda x: tf.maximum(x, 0.0),
    "tf.maximum(0, x)": lambda x: tf.maximum(0.0, x),
    "tf.where(x > 0, x, 0)": lambda x: tf.where(x > 0, x, 0.0),
    "tf.clip_by_value(x, 0, 9)": lambda x: tf.clip_by_value(x, 0.0, 9.0),
    "(x + tf.abs(x)) / 2": lambda x: (x + tf.abs(x)) / 2,
}


class ReluGradients(NamedTuple):
    """The value and the gradient of each way to write ReLU."""

    value: tf.Tensor
    gradient: tf.Tensor


def six_relus(x: float) -> ReluGradients:
    """Differentiate ReLU, written in six ways.

    Shapes: (6,), (6,).
    """
    point = tf.constant(x)
    values, gradients = [], []
    for relu in RELUS.values():
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = relu(point)
        values.append(value)
        gradients.append(tape.gradient(value, point))
    return ReluGradients(tf.stack(values), tf.stack(gradients))


TRAPS = {
    "swapped": lambda: (tf.constant([-5.0, 0.0, 3.0, 9.0]), lambda x: tf.clip_by_value(x, 5, 1)),
    "nan": lambda: (tf.constant([np.nan, -2.0, 7.0]), lambda x: tf.clip_by_value(x, -1, 1)),
    "infinite": lambda: (tf.constant([np.inf, 3.0, -4.0]), lambda x: tf.clip_by_norm(x, 1.0)),
    "huge": lambda: (tf.constant([1e30, 3.0, -4.0]), lambda x: tf.clip_by_norm(x, 1.0)),
    "integers": lambda: (tf.constant([3, -4]), lambda x: tf.clip_by_norm(x, 1.0)),
}


class TrapResult(NamedTuple):
    """A tensor before and after a call with a surprising result."""

    before: tf.Tensor
    after: tf.Tensor


def run_trap(trap: str) -> TrapResult:
    """Run one call whose result is not what its name suggests.

    Shapes: (n,), (n,).

    Raises:
        tf.errors.InvalidArgumentError: the trap is ``integers``, which have no square root.
    """
    before, clip = TRAPS[trap]()
    return TrapResult(before, clip(before))


def draw_value(draw: Random) -> dict[str, Any]:
    """Draw a value and two bounds, the value as often outside as inside."""
    low = draw.randint(-5, 2)
    return {"x": draw.randint(-9, 9), "low": low, "high": low + draw.randint(1, 5)}


def clip_value(x: float, low: float, high: float) -> tf.Tensor:
    """Clip one number."""
    return tf.clip_by_value(tf.constant(x), low, high)


def clip_slope(x: float, low: float, high: float) -> tf.Tensor:
    """Differentiate a clip at one number."""
    point = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(point)
        clipped = tf.clip_by_value(point, float(low), float(high))
    return tape.gradient(clipped, point)


def draw_norm(draw: Random) -> dict[str, Any]:
    """Draw an arrow of a whole length, and a limit that may or may not bind."""
    scale = draw.choice([1, 2, 3])
    first, second = draw.choice([(3, 4), (-4, 3), (4, -3), (-3, -4)])
    return {"arrow": [first * scale, second * scale], "limit": draw.choice([5, 10, 20])}


def clip_vector_norm(arrow: list[int], limit: float) -> tf.Tensor:
    """Clip an arrow by its norm."""
    return tf.clip_by_norm(tf.constant(arrow, tf.float32), limit)


def draw_global(draw: Random) -> dict[str, Any]:
    """Draw two gradients whose common norm is 13, and a limit below it."""
    return {
        "first": draw.choice([[3, 4], [-4, 3], [0, 5], [5]]),
        "second": draw.choice([[12], [-12], [0, 12]]),
        "limit": draw.choice([1.3, 2.6, 6.5]),
    }


def clip_first_of_two(first: list[int], second: list[int], limit: float) -> tf.Tensor:
    """Clip two gradients together, and return the first of them."""
    gradients = [tf.constant(first, tf.float32), tf.constant(second, tf.float32)]
    clipped, _ = tf.clip_by_global_norm(gradients, limit)
    return clipped[0]
