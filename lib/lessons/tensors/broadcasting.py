"""Broadcasting: two tensors of different shapes that are added as if both had the same."""

import math
from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

SHAPES = {
    str(shape): shape
    for shape in ([], [3], [4], [3, 1], [1, 4], [3, 4], [2, 1, 1], [2, 1, 4], [2, 3, 1])
}


class Added(NamedTuple):
    """Two tensors, their sum, and both as they were stretched for it."""

    a: tf.Tensor
    b: tf.Tensor
    total: tf.Tensor
    stretched_a: tf.Tensor
    stretched_b: tf.Tensor


def add(left: list[int], right: list[int]) -> Added:
    """Add two tensors that count from 0, the first in tens.

    Shapes: left, right, and three times the shape that both are broadcast to.

    Raises:
        tf.errors.InvalidArgumentError: an axis has two lengths, and neither of them is 1.
    """
    a = tf.reshape(10 * tf.range(math.prod(left)), left)
    b = tf.reshape(tf.range(math.prod(right)), right)
    total = a + b
    stretched_a = tf.broadcast_to(a, total.shape)
    stretched_b = tf.broadcast_to(b, total.shape)
    return Added(a, b, total, stretched_a, stretched_b)


def draw_shapes(draw: Random) -> dict[str, Any]:
    """Draw two shapes that fit, and whose sum has the shape of neither."""
    first, second, third = draw.sample(range(2, 8), 3)
    shapes = draw.choice(
        [
            [[first, 1, third], [second, 1]],
            [[first, second, 1], [third]],
            [[second, 1], [third]],
        ]
    )
    draw.shuffle(shapes)
    return {"one": shapes[0], "other": shapes[1]}


def sum_shape(one: list[int], other: list[int]) -> tf.Tensor:
    """Return the shape of the sum of two tensors."""
    return tf.shape(tf.zeros(one) + tf.zeros(other))
