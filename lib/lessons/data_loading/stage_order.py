"""Two stages in both orders: what changes when they are exchanged."""

from typing import NamedTuple

import tensorflow as tf

ORDERS = {
    "shuffle, batch": lambda data, buffer, size, seed: (
        data.shuffle(buffer, seed=seed).batch(size).repeat(2)
    ),
    "batch, shuffle": lambda data, buffer, size, seed: (
        data.batch(size).shuffle(buffer, seed=seed).repeat(2)
    ),
    "repeat, batch": lambda data, buffer, size, seed: data.repeat(2).batch(size),
    "batch, repeat": lambda data, buffer, size, seed: data.batch(size).repeat(2),
    "repeat, shuffle": lambda data, buffer, size, seed: (
        data.repeat(2).shuffle(buffer, seed=seed).batch(size)
    ),
    "shuffle, repeat": lambda data, buffer, size, seed: (
        data.shuffle(buffer, seed=seed).repeat(2).batch(size)
    ),
    "reshuffle_each_iteration=True": lambda data, buffer, size, seed: (
        data.shuffle(buffer, seed=seed).batch(size).repeat(2)
    ),
    "reshuffle_each_iteration=False": lambda data, buffer, size, seed: (
        data.shuffle(buffer, seed=seed, reshuffle_each_iteration=False).batch(size).repeat(2)
    ),
}


PAIRS = {
    "batch": ["shuffle, batch", "batch, shuffle"],
    "border": ["batch, repeat", "repeat, batch"],
    "epochs": ["shuffle, repeat", "repeat, shuffle"],
    "frozen": ["reshuffle_each_iteration=True", "reshuffle_each_iteration=False"],
}


class Stream(NamedTuple):
    """The items that came out, in their order, and how many came in each batch."""

    items: tf.Tensor
    sizes: tf.Tensor


def run_two_epochs(order: str, n: int, buffer: int, size: int, seed: int) -> Stream:
    """Send the numbers from 0 to n - 1 twice through two stages.

    Shapes: (2 n,) and (batches,).
    """
    batches = list(ORDERS[order](tf.data.Dataset.range(n), buffer, size, seed).as_numpy_iterator())
    return Stream(tf.concat(batches, axis=0), tf.constant([len(batch) for batch in batches]))
