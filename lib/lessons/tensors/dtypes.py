"""Dtypes: which numbers there are in each, and what becomes of a number that is not among them."""

from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

# Of each dtype the first of seven numbers in a row; behind the last comes a gap, or nothing.
FIRST = {"uint8": 249, "int8": 121, "float16": 2042, "float32": 16777210}


class Counted(NamedTuple):
    """Seven numbers in a row, and each of them plus another."""

    x: tf.Tensor
    more: tf.Tensor


def count_on(dtype: str, n: int) -> Counted:
    """Add a number to the last seven whole numbers that a dtype has without a gap.

    Shapes: (7,), (7,).
    """
    x = tf.cast(tf.range(FIRST[dtype], FIRST[dtype] + 7), dtype)
    return Counted(x, x + n)


def add_by_numpy(one: str, other: str) -> np.ndarray:
    """Add arrays of two dtypes. Shape: (3,)."""
    return np.array([1, 2, 3], one) + np.array([10, 20, 30], other)


def add_by_tensorflow(one: str, other: str) -> tf.Tensor:
    """Add tensors of two dtypes. Shape: (3,).

    Raises:
        tf.errors.InvalidArgumentError: the dtypes differ.
    """
    return tf.constant([1, 2, 3], one) + tf.constant([10, 20, 30], other)


def draw_overflow(draw: Random) -> dict[str, Any]:
    """Draw two numbers of eight bits whose sum is too large for them."""
    dtype = draw.choice(["uint8", "int8"])
    most = 255 if dtype == "uint8" else 127
    x = draw.randint(most - 27, most)
    return {"dtype": dtype, "x": x, "y": draw.randint(most - x + 1, 60)}


def overflow(dtype: str, x: int, y: int) -> tf.Tensor:
    """Add two whole numbers in a dtype of eight bits. Shape: ()."""
    return tf.constant(x, dtype) + tf.constant(y, dtype)
