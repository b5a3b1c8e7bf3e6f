"""Random numbers inside map: which are drawn once, and which for every item."""

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

SOURCES = {
    "numpy": lambda rng, seed: lambda i: rng.random(),
    "numpy_function": lambda rng, seed: lambda i: tf.numpy_function(rng.random, [], tf.float64),
    "stateless": lambda rng, seed: lambda i: tf.random.stateless_uniform([], [seed, i]),
}


class MapRun(NamedTuple):
    """Two epochs of numbers drawn inside map, and how often Python ran the function."""

    epochs: tf.Tensor
    python_ran: tf.Tensor


def map_random(way: str, n: int, seed: int) -> MapRun:
    """Draw a number for each item in map, over two epochs.

    Shapes: (2, n) and ().
    """
    draw, calls = SOURCES[way](np.random.default_rng(seed), seed), []

    def counted(i: tf.Tensor) -> Any:
        calls.append(i)
        return draw(i)

    data = tf.data.Dataset.range(n).map(counted)
    epochs = [list(data.as_numpy_iterator()) for _ in range(2)]
    return MapRun(tf.constant(epochs, tf.float64), tf.constant(len(calls)))
