"""When a pipeline prepares each element, and when it is trained on."""

import time
from typing import NamedTuple

import numpy as np
import tensorflow as tf

STEPS = 8
"""Elements that are prepared and trained on."""


class Timed(NamedTuple):
    """When each element was prepared and trained on, in seconds from the beginning."""

    seconds_prepared: tf.Tensor
    seconds_trained: tf.Tensor
    seconds: tf.Tensor


def time_pipeline(prepare: int, train: int, calls: int, prefetch: int, automatic: bool) -> Timed:
    """Measure a pipeline whose map and whose training step both take their time.

    A short one is measured up to three times, and the quickest shown: what is least disturbed
    by whatever else the machine does.

    Shapes: (8, 2), (8, 2), start and end of each; and ().
    """
    start = time.perf_counter()
    tries: list[Timed] = []
    while not tries or (len(tries) < 3 and time.perf_counter() - start < 0.2):
        tries.append(time_once(prepare, train, calls, prefetch, automatic))
    return min(tries, key=lambda each: float(each.seconds))


def time_once(prepare: int, train: int, calls: int, prefetch: int, automatic: bool) -> Timed:
    """Measure it once.

    The time is spent waiting, as for a disk, the network or a GPU; more waits than one fit
    into a CPU. Arguments in milliseconds; 0 parallel calls or a prefetch of 0 mean none.
    """
    prepared, trained = np.zeros([STEPS, 2]), np.zeros([STEPS, 2])

    def work(i: np.ndarray) -> np.ndarray:
        prepared[i, 0] = time.perf_counter()
        time.sleep(prepare / 1000)
        prepared[i, 1] = time.perf_counter()
        return i

    data = tf.data.Dataset.range(STEPS).map(
        lambda i: tf.numpy_function(work, [i], tf.int64), num_parallel_calls=calls or None
    )
    options = tf.data.Options()
    options.threading.private_threadpool_size = 8  # as on a larger machine
    options.experimental_optimization.inject_prefetch = automatic
    data = (data.prefetch(prefetch) if prefetch else data).with_options(options)
    start = time.perf_counter()
    for i in data:
        trained[int(i), 0] = time.perf_counter()
        time.sleep(train / 1000)
        trained[int(i), 1] = time.perf_counter()
    total = trained[:, 1].max() - start
    return Timed(*map(tf.constant, (prepared - start, trained - start, total)))
