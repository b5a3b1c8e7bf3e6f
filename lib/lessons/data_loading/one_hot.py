"""Labels as rows with a single 1."""

from typing import Any, NamedTuple

import tensorflow as tf


class OneHot(NamedTuple):
    """Labels, and their one-hot rows."""

    labels: tf.Tensor
    rows: tf.Tensor


def encode(labels: list[Any], depth: int) -> OneHot:
    """Turn labels into rows with a single 1.

    Shapes: (n,) gives (n, depth), and (n, 1) gives (n, 1, depth). A label that is not from 0
    to depth - 1 gives a row of zeros, and no error.
    """
    classes = tf.constant(labels)
    return OneHot(classes, tf.one_hot(classes, depth))
