"""How far a shuffle buffer moves an item, and what it does to sorted labels."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.digits import digits

EPOCHS = 250
"""Epochs over which the buffer is watched."""


class Shuffled(NamedTuple):
    """One shuffled epoch, and how often each item came at each position in many of them."""

    order: tf.Tensor
    share: tf.Tensor


def shuffle(n: int, buffer: int, seed: int) -> Shuffled:
    """Shuffle the numbers from 0 to n - 1, again and again.

    Shapes: (n,) for the first epoch; (n, n) for the share of epochs in which an item (row)
    came at a position (column).
    """
    data = tf.data.Dataset.range(n).shuffle(buffer, seed=seed).repeat(EPOCHS).batch(n)
    epochs = np.stack(list(data.as_numpy_iterator()))
    cells = epochs * n + np.arange(n)
    counts = np.bincount(cells.ravel(), minlength=n * n).reshape(n, n)
    return Shuffled(tf.constant(epochs[0]), tf.constant(counts / EPOCHS, tf.float32))


class BatchClasses(NamedTuple):
    """How many of each class are in each batch, and how many classes a batch has on average."""

    counts: tf.Tensor
    classes: tf.Tensor


def shuffle_sorted(buffer: int, size: int, seed: int) -> BatchClasses:
    """Shuffle 1,000 digits that are sorted by class, and batch them.

    Shapes: (batches, 10) and (); the last batch may be smaller and counts as any other.
    """
    data = tf.data.Dataset.from_tensor_slices(np.sort(digits().labels)).shuffle(buffer, seed=seed)
    batches = list(data.batch(size).as_numpy_iterator())
    counts = np.stack([np.bincount(batch, minlength=10) for batch in batches])
    return BatchClasses(
        tf.constant(counts), tf.constant((counts > 0).sum(axis=1).mean(), tf.float32)
    )
