"""Questions that a reader answers before the program does."""

from random import Random
from typing import Any

import numpy as np
import tensorflow as tf

from lib.lessons.data_loading.random_in_map import SOURCES, map_random
from lib.lessons.data_loading.stage_order import run_two_epochs


def draw_shape(draw: Random) -> dict[str, Any]:
    """Draw the shape of some labels, a number of classes, and a size of batch."""
    n = draw.choice([50, 60, 100])
    return {
        "labels": draw.choice([[n], [n, 1]]),
        "classes": draw.choice([5, 10]),
        "size": draw.choice([8, 16, 32]),
    }


def label_shape(labels: list[int], classes: int, size: int) -> tf.Tensor:
    """Return the shape of the first batch of labels after one_hot and batch."""
    data = tf.data.Dataset.from_tensor_slices(tf.zeros(labels, tf.int32))
    (batch,) = data.map(lambda label: tf.one_hot(label, classes)).batch(size).take(1)
    return tf.shape(batch)


def draw_buffer(draw: Random) -> dict[str, Any]:
    """Draw the length of a data set, a smaller buffer, and one of the later items."""
    n = draw.randint(10, 40)
    buffer = draw.randint(2, 6)
    return {"n": n, "buffer": buffer, "item": draw.randint(buffer, n - 1)}


def earliest_position(n: int, buffer: int, item: int) -> tf.Tensor:
    """Return the earliest position at which an item ever came, over 300 epochs."""
    data = tf.data.Dataset.range(n).shuffle(buffer, seed=0).repeat(300).batch(n)
    epochs = np.concatenate([np.atleast_2d(epoch) for epoch in data.as_numpy_iterator()])
    return tf.constant(int(np.argmax(epochs == item, axis=1).min()))


def draw_batches(draw: Random) -> dict[str, Any]:
    """Draw a length, a size of batch that does not divide it, and one of two orders."""
    size = draw.randint(3, 6)
    return {
        "n": size * draw.randint(2, 4) + draw.randint(1, size - 1),
        "size": size,
        "order": draw.choice(["repeat, batch", "batch, repeat"]),
    }


def count_batches(n: int, size: int, order: str) -> tf.Tensor:
    """Count the batches of two epochs."""
    return tf.size(run_two_epochs(order, n, 1, size, 0).sizes)


def draw_traced(draw: Random) -> dict[str, Any]:
    """Draw a source of random numbers inside map, and a number of items."""
    return {"way": draw.choice(list(SOURCES)), "n": draw.randint(3, 9)}


def different_numbers(way: str, n: int) -> tf.Tensor:
    """Count the different numbers in one epoch."""
    return tf.size(tf.unique(map_random(way, n, seed=3).epochs[0]).y)
