"""Derivatives by central differences: what the others are compared with."""

from collections.abc import Callable

import tensorflow as tf

STEP = 1e-4


def differences(function: Callable[[tf.Tensor], tf.Tensor], point: tf.Tensor) -> tf.Tensor:
    """Estimate a derivative by central differences of 1e-4, in float64.

    Every coordinate is moved ahead and back in one batch, so the function takes points of
    shape (m, *shape) and returns (m, *out). Shape: (*shape, *out).
    """
    flat = tf.reshape(tf.cast(point, tf.float64), [1, -1])
    moves = STEP * tf.eye(tf.size(point), dtype=tf.float64)
    points = tf.concat([flat + moves, flat - moves], axis=0)
    shape = tf.shape(point)
    ahead, behind = tf.split(function(tf.reshape(points, tf.concat([[-1], shape], 0))), 2)
    slope = (ahead - behind) / (2 * STEP)
    return tf.reshape(slope, tf.concat([shape, tf.shape(slope)[1:]], 0))
