"""How many elements a data set has, and what comes after the last."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import tensorflow as tf


def count_to(limit: int) -> Callable[[], Iterator[int]]:
    """Return a generator function, for a data set that does not know its own length."""
    return lambda: iter(range(limit))


DATA_SETS = {
    "range(3)": lambda: tf.data.Dataset.range(3),
    "range(3).repeat()": lambda: tf.data.Dataset.range(3).repeat(),
    "range(3).repeat().take(5)": lambda: tf.data.Dataset.range(3).repeat().take(5),
    "range(6).filter(odd)": lambda: tf.data.Dataset.range(6).filter(lambda i: i % 2 == 1),
    "range(5).batch(2)": lambda: tf.data.Dataset.range(5).batch(2),
    "from_generator": lambda: tf.data.Dataset.from_generator(
        count_to(3), output_signature=tf.TensorSpec([], tf.int64)
    ),
}


NEXT_CALLS = {
    "next": lambda iterator: next(iterator),
    "get_next": lambda iterator: iterator.get_next(),
}


class Taken(NamedTuple):
    """The cardinality of a data set, and the elements that were taken from it."""

    cardinality: tf.Tensor
    taken: tf.Tensor


def take(dataset: str, reader: str, calls: int) -> Taken:
    """Take elements from a data set, one call each.

    Shapes: () and (numbers,), batches one after the other. The cardinality is -1 for a data
    set without an end, and -2 where TensorFlow does not know.

    Raises:
        StopIteration: ``next`` was called after the last element.
        tf.errors.OutOfRangeError: ``get_next`` was.
    """
    data = DATA_SETS[dataset]()
    iterator = iter(data)
    taken = [tf.reshape(NEXT_CALLS[reader](iterator), [-1]) for _ in range(calls)]
    return Taken(data.cardinality(), tf.concat(taken, axis=0))


def take_in_loop(dataset: str, most: int) -> Taken:
    """Take elements in a for loop, until the end or until a number of elements.

    Shapes: as for ``take``.
    """
    data = DATA_SETS[dataset]()
    taken = [tf.reshape(element, [-1]) for element in data.take(most)]
    return Taken(data.cardinality(), tf.concat(taken, axis=0))
