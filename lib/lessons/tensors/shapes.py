"""Rank, shape, size and dtype: what TensorFlow knows of a tensor before it looks at a number."""

from typing import Any, NamedTuple

import tensorflow as tf

EXAMPLES: dict[str, Any] = {
    "scalar": 7,
    "vector": [5, 8, 13, 21],
    "matrix": [[0.5, 1.5, 2.5], [3.5, 4.5, 5.5]],
    "cube": [
        [[11, 12, 13, 14], [15, 16, 17, 18], [19, 20, 21, 22]],
        [[31, 32, 33, 34], [35, 36, 37, 38], [39, 40, 41, 42]],
    ],
}


class Described(NamedTuple):
    """A tensor, and what it is asked about itself."""

    tensor: tf.Tensor
    rank: tf.Tensor
    shape: tf.Tensor
    size: tf.Tensor


def describe(values: Any) -> Described:
    """Make a tensor of a number or of nested lists, and measure it.

    Shapes: that of the lists, (), (rank,), (). Whole numbers give int32, and one decimal point
    makes all of them float32.
    """
    tensor = tf.constant(values)
    return Described(tensor, tf.rank(tensor), tf.shape(tensor), tf.size(tensor))
