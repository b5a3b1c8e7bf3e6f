"""Clipping: what bounds and norms do to values, directions and gradients."""

from typing import NamedTuple

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

    Shapes: (n,) -> (n,) for each result.
    """
    x = tf.constant(values, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        clipped = OPERATIONS[operation](x, low, high)
    return Bounded(x, clipped, tape.gradient(clipped, x))


class Arrows(NamedTuple):
    """A gradient of two numbers, clipped in two ways, and the angle by which each turned."""

    gradient: tf.Tensor
    by_value: tf.Tensor
    by_norm: tf.Tensor
    turn_by_value: tf.Tensor
    turn_by_norm: tf.Tensor


def clip_arrow(x: float, y: float, limit: float) -> Arrows:
    """Clip one arrow into a box and into a circle.

    Shapes: (2,) arrows; angles in degrees, scalars.
    """
    gradient = tf.constant([x, y], tf.float32)
    by_value = tf.clip_by_value(gradient, -limit, limit)
    by_norm = tf.clip_by_norm(gradient, limit)
    return Arrows(
        gradient, by_value, by_norm, turned(gradient, by_value), turned(gradient, by_norm)
    )


def turned(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """Return the angle between two arrows of the plane, in degrees from 0 to 180.

    By atan2 of cross and dot product: unlike arccos it stays exact near 0 degrees.
    """
    cross = a[0] * b[1] - a[1] * b[0]
    dot = tf.reduce_sum(a * b)
    return tf.abs(tf.atan2(cross, dot)) * (180 / np.pi)
