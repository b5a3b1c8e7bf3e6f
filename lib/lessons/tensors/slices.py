"""Indices, ranges and new axes between square brackets: what they keep, and of which shape."""

from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

SHAPE = [2, 3, 4]

AT = {
    "first": lambda a, i: a[i],
    "second": lambda a, i: a[:, i],
    "last": lambda a, i: a[..., i],
}
RANGES = {
    "first": lambda a, start, stop, step: a[start:stop:step],
    "second": lambda a, start, stop, step: a[:, start:stop:step],
    "last": lambda a, start, stop, step: a[..., start:stop:step],
}
NEW = {
    "first": lambda a: a[tf.newaxis],
    "second": lambda a: a[:, tf.newaxis],
    "last": lambda a: a[..., tf.newaxis],
}


class Taken(NamedTuple):
    """A tensor that counts its cells from 0, and what was taken from it."""

    a: tf.Tensor
    taken: tf.Tensor


def take_at(where: str, i: int) -> Taken:
    """Take what stands at one place of an axis: the axis is gone. Shapes: (2, 3, 4) -> rank 2.

    Raises:
        tf.errors.InvalidArgumentError: there is no such place.
    """
    a = tf.reshape(tf.range(24), SHAPE)
    return Taken(a, AT[where](a, i))


def take_range(where: str, start: int, stop: int, step: int) -> Taken:
    """Take a range of an axis: it stays, however short. Shapes: (2, 3, 4) -> rank 3.

    Raises:
        tf.errors.InvalidArgumentError: the step is 0.
    """
    a = tf.reshape(tf.range(24), SHAPE)
    return Taken(a, RANGES[where](a, start, stop, step))


def add_axis(where: str) -> Taken:
    """Take everything, with one axis of length 1 more. Shapes: (2, 3, 4) -> rank 4."""
    a = tf.reshape(tf.range(24), SHAPE)
    return Taken(a, NEW[where](a))


INDICES = {
    "x[0]": lambda x: x[0],
    "x[:, 0]": lambda x: x[:, 0],
    "x[..., -1]": lambda x: x[..., -1],
    "x[0:1]": lambda x: x[0:1],
    "x[:, 1:3]": lambda x: x[:, 1:3],
    "x[..., ::2]": lambda x: x[..., ::2],
    "x[1:, 0]": lambda x: x[1:, 0],
    "x[0, :, -1]": lambda x: x[0, :, -1],
    "x[:, tf.newaxis]": lambda x: x[:, tf.newaxis],
    "x[..., tf.newaxis]": lambda x: x[..., tf.newaxis],
}


def draw_slice(draw: Random) -> dict[str, Any]:
    """Draw a shape of rank 3 whose lengths differ, and an index."""
    return {"shape": draw.sample(range(3, 9), 3), "index": draw.choice(list(INDICES))}


def slice_shape(shape: list[int], index: str) -> tf.Tensor:
    """Return the shape of what an index takes from a tensor."""
    return tf.shape(INDICES[index](tf.zeros(shape)))
