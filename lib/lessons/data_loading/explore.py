"""The data sets of Keras, and the sample that is part of the lab: their contents."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.digits import digits

SHOWN = 32
"""Pictures, rows or texts that are shown."""
WORDS = 12
"""Words of each text that are shown."""


TEXTS = ("imdb", "reuters")
"""Sets of texts, each of another length."""
KEPT = 800
"""Samples of each set that are kept in memory; the rest is read once."""


def load(name: str) -> tuple[np.ndarray, ...]:
    """Return a data set as x and y for training, and x and y for tests.

    The sample of digits is split into 800 and 200. The others are read by Keras from its cache
    on this machine; if they are not there, Keras downloads them.
    """
    if name == "digits":
        images, labels = digits()
        return images[:800], labels[:800], images[800:], labels[800:]
    (x, y), (x_test, y_test) = getattr(tf.keras.datasets, name).load_data()
    return x, y, x_test, y_test


class Explored(NamedTuple):
    """Shapes, range, samples and labels of a data set."""

    x_shape: tf.Tensor
    y_shape: tf.Tensor
    x_test_shape: tf.Tensor
    y_test_shape: tf.Tensor
    x_min: tf.Tensor
    x_max: tf.Tensor
    x_mean: tf.Tensor
    dtypes: tf.Tensor
    sample: tf.Tensor
    labels: tf.Tensor
    counts: tf.Tensor
    edges: tf.Tensor


@lru_cache(maxsize=9)
def summarise(name: str) -> Explored:
    """Read a data set once, and return its summary with its first samples."""
    x, y, x_test, y_test = load(name)
    if name in TEXTS:
        numbers = np.concatenate([np.asarray(text) for text in x])
        rows = [[*text[:WORDS], *[0] * (WORDS - len(text))] for text in x[:KEPT]]
        samples = np.array(rows)
    else:
        numbers, samples = x, x[:KEPT].copy()
    low, high = y.min(), y.max()
    classes = np.issubdtype(y.dtype, np.integer)
    edges = np.arange(low, high + 2) - 0.5 if classes else np.linspace(low, high, 21)
    counts, _ = np.histogram(y, edges)
    return Explored(
        tf.constant(x.shape),
        tf.constant(y.shape),
        tf.constant(x_test.shape),
        tf.constant(y_test.shape),
        tf.constant(numbers.min(), tf.float64),
        tf.constant(numbers.max(), tf.float64),
        tf.constant(numbers.mean(), tf.float64),
        tf.constant([x.dtype.name, y.dtype.name]),
        tf.constant(samples),
        tf.constant(y[:KEPT]),
        tf.constant(counts),
        tf.constant(edges),
    )


def explore(name: str, start: int) -> Explored:
    """Summarise a data set: shapes, dtypes, range, some samples, how the labels spread.

    Shapes: four shapes, three numbers, two texts; (32, ...) samples from the start on (of
    texts the first 12 word numbers, of which 0 is none) and their labels; counts (n,) of the
    labels between edges (n + 1,), which lie at halves where labels are classes.
    """
    seen = summarise(name)
    start = max(0, min(start, len(seen.sample) - SHOWN))
    some = slice(start, start + SHOWN)
    return seen._replace(sample=seen.sample[some], labels=seen.labels[some])
