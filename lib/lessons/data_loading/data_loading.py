"""Data loading: what tf.data does to the order, the shape and the time of the data."""

import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.digits import digits

Data = tf.data.Dataset


class OneHot(NamedTuple):
    """Labels, and the rows that tell them to a loss."""

    labels: tf.Tensor
    rows: tf.Tensor


def encode(labels: list[Any], depth: int) -> OneHot:
    """Turn labels into rows with a single 1.

    Shapes: (n,) gives (n, depth), and (n, 1) gives (n, 1, depth). A label that is not from 0
    to depth - 1 gives a row of zeros, and no error.
    """
    classes = tf.constant(labels)
    return OneHot(classes, tf.one_hot(classes, depth))


ITEMS = 40
"""Pictures in the pipeline."""


def source(kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return some digits as they ship, or in the form in which CIFAR-10 comes.

    Shapes: (40, 28, 28) and (40,), or (40, 32, 32, 3) and (40, 1).
    """
    images, labels = digits().images[:ITEMS], digits().labels[:ITEMS]
    if kind == "cifar":
        padded = np.pad(images, [(0, 0), (2, 2), (2, 2)])
        return np.stack([padded] * 3, axis=3), labels[:, np.newaxis]
    return images, labels


# Each takes pixels in [0, 1], and how many of them a picture has.
PREPARE = {
    "scale": lambda pixels, count: pixels,
    "invert": lambda pixels, count: 1.0 - pixels,
    "flatten": lambda pixels, count: tf.reshape(pixels, [count]),
}
STAGES = ["shuffle", "map", "batch", "repeat", "prefetch"]


class Piped(NamedTuple):
    """What stands between the stages of a pipeline, and what comes out at its end."""

    specs: tf.Tensor
    cardinalities: tf.Tensor
    x: tf.Tensor
    y: tf.Tensor
    pixels: tf.Tensor
    labels: tf.Tensor
    items: tf.Tensor
    sizes: tf.Tensor


def pipe(
    order: list[str], kind: str, prepare: str, buffer: int, size: int, epochs: int, seed: int
) -> Piped:
    """Send numbered pictures with labels through the stages, in this order, to the end.

    Shapes: (stages + 1,) for the specs (texts) and the cardinalities; x and y are the first
    element; (n, pixels), (n, ...) and (n,) for all that came out, one picture a row; sizes
    says how many came in each element, or 1 where there are no batches.

    Raises:
        tf.errors.InvalidArgumentError: pictures are flattened after they were batched.
    """
    images, labels = source(kind)
    count = images[0].size

    def prepared(image: tf.Tensor, label: tf.Tensor, number: tf.Tensor) -> tuple[tf.Tensor, ...]:
        pixels = tf.cast(image, tf.float32) / 255.0
        return PREPARE[prepare](pixels, count), tf.one_hot(label, 10), number

    stages: dict[str, Callable[[Any], Any]] = {
        "shuffle": lambda data: data.shuffle(buffer, seed=seed),
        "map": lambda data: data.map(prepared),
        "batch": lambda data: data.batch(size),
        "repeat": lambda data: data.repeat(epochs),
        "prefetch": lambda data: data.prefetch(1),
    }
    passed = [Data.from_tensor_slices((images, labels, np.arange(ITEMS)))]
    for name in order:
        passed.append(stages[name](passed[-1]))
    elements = list(passed[-1].as_numpy_iterator())
    x, y, numbers = (list(parts) for parts in zip(*elements, strict=True))
    return Piped(
        tf.constant([describe(data) for data in passed]),
        tf.stack([data.cardinality() for data in passed]),
        tf.constant(x[0]),
        tf.constant(y[0]),
        tf.concat([np.reshape(part, [-1, count]) for part in x], axis=0),
        tf.concat(
            [np.reshape(part, [np.size(k), -1]) for part, k in zip(y, numbers, strict=True)], 0
        ),
        tf.concat([np.ravel(part) for part in numbers], axis=0),
        tf.constant([np.size(part) for part in numbers]),
    )


def describe(data: Any) -> str:
    """Write what one element is: shape and dtype of the picture and of the label."""
    return "; ".join(f"{spec.shape} {spec.dtype.name}" for spec in data.element_spec[:2])


def shapes(described: str) -> list[list[int]]:
    """Read the shapes of a picture and its label back out of a description."""
    parts = [part.strip().rpartition(" ")[0] for part in described.split(";")]
    return [[int(size) for size in part.strip("()").split(",") if size.strip()] for part in parts]


TRIES = 250
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
    data = Data.range(n).shuffle(buffer, seed=seed).repeat(TRIES).batch(n)
    epochs = np.stack(list(data.as_numpy_iterator()))
    cells = epochs * n + np.arange(n)
    counts = np.bincount(cells.ravel(), minlength=n * n).reshape(n, n)
    return Shuffled(tf.constant(epochs[0]), tf.constant(counts / TRIES, tf.float32))


class Mixed(NamedTuple):
    """How many of each class are in each batch, and how many classes a batch has on average."""

    counts: tf.Tensor
    classes: tf.Tensor


def mix_sorted(buffer: int, size: int, seed: int) -> Mixed:
    """Shuffle 1,000 digits that are sorted by class, and batch them.

    Shapes: (batches, 10) and (); the last batch may be smaller and counts as any other.
    """
    data = Data.from_tensor_slices(np.sort(digits().labels)).shuffle(buffer, seed=seed)
    batches = list(data.batch(size).as_numpy_iterator())
    counts = np.stack([np.bincount(batch, minlength=10) for batch in batches])
    return Mixed(tf.constant(counts), tf.constant((counts > 0).sum(axis=1).mean(), tf.float32))


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


def stream(order: str, n: int, buffer: int, size: int, seed: int) -> Stream:
    """Send the numbers from 0 to n - 1 twice through two stages.

    Shapes: (2 n,) and (batches,).
    """
    batches = list(ORDERS[order](Data.range(n), buffer, size, seed).as_numpy_iterator())
    return Stream(tf.concat(batches, axis=0), tf.constant([len(batch) for batch in batches]))


WAYS = {
    "numpy": lambda rng, seed: lambda i: rng.random(),
    "numpy_function": lambda rng, seed: lambda i: tf.numpy_function(rng.random, [], tf.float64),
    "stateless": lambda rng, seed: lambda i: tf.random.stateless_uniform([], [seed, i]),
}


class Traced(NamedTuple):
    """Two epochs of numbers drawn inside map, and how often Python ran its function."""

    epochs: tf.Tensor
    python_ran: tf.Tensor


def draw_in_map(way: str, n: int, seed: int) -> Traced:
    """Draw a number for each item in map, over two epochs.

    Shapes: (2, n) and ().
    """
    draw, calls = WAYS[way](np.random.default_rng(seed), seed), []

    def noted(i: tf.Tensor) -> Any:
        calls.append(i)
        return draw(i)

    data = Data.range(n).map(noted)
    epochs = [list(data.as_numpy_iterator()) for _ in range(2)]
    return Traced(tf.constant(epochs, tf.float64), tf.constant(len(calls)))


def count_to(limit: int) -> Callable[[], Iterator[int]]:
    """Return a generator function, for a data set that does not know its own length."""
    return lambda: iter(range(limit))


ENDS = {
    "range(3)": lambda: Data.range(3),
    "range(3).repeat()": lambda: Data.range(3).repeat(),
    "range(3).repeat().take(5)": lambda: Data.range(3).repeat().take(5),
    "range(6).filter(odd)": lambda: Data.range(6).filter(lambda i: i % 2 == 1),
    "range(5).batch(2)": lambda: Data.range(5).batch(2),
    "from_generator": lambda: Data.from_generator(
        count_to(3), output_signature=tf.TensorSpec([], tf.int64)
    ),
}
READERS = {
    "next": lambda iterator: next(iterator),
    "get_next": lambda iterator: iterator.get_next(),
}


class Taken(NamedTuple):
    """What a data set says of its length, and what was taken from it."""

    cardinality: tf.Tensor
    taken: tf.Tensor


def take(dataset: str, reader: str, calls: int) -> Taken:
    """Ask a data set for its elements, one call each.

    Shapes: () and (numbers,), batches one after the other. The cardinality is -1 for a data
    set without an end, and -2 where TensorFlow does not know.

    Raises:
        StopIteration: ``next`` was called after the last element.
        tf.errors.OutOfRangeError: ``get_next`` was.
    """
    data = ENDS[dataset]()
    iterator = iter(data)
    taken = [tf.reshape(READERS[reader](iterator), [-1]) for _ in range(calls)]
    return Taken(data.cardinality(), tf.concat(taken, axis=0))


def loop(dataset: str, most: int) -> Taken:
    """Let a for loop find the end, or stop it after so many elements.

    Shapes: as for ``take``.
    """
    data = ENDS[dataset]()
    taken = [tf.reshape(element, [-1]) for element in data.take(most)]
    return Taken(data.cardinality(), tf.concat(taken, axis=0))


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

    data = Data.range(STEPS).map(
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
    data = Data.from_tensor_slices(tf.zeros(labels, tf.int32))
    (batch,) = data.map(lambda label: tf.one_hot(label, classes)).batch(size).take(1)
    return tf.shape(batch)


def draw_buffer(draw: Random) -> dict[str, Any]:
    """Draw the length of a data set, a smaller buffer, and one of the later items."""
    n = draw.randint(10, 40)
    buffer = draw.randint(2, 6)
    return {"n": n, "buffer": buffer, "item": draw.randint(buffer, n - 1)}


def earliest(n: int, buffer: int, item: int) -> tf.Tensor:
    """Return the earliest position at which an item ever came, over 300 epochs."""
    data = Data.range(n).shuffle(buffer, seed=0).repeat(300).batch(n)
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


def batches(n: int, size: int, order: str) -> tf.Tensor:
    """Count the batches of two epochs."""
    return tf.size(stream(order, n, 1, size, 0).sizes)


def draw_traced(draw: Random) -> dict[str, Any]:
    """Draw a way to make random numbers inside map, and how many items there are."""
    return {"way": draw.choice(list(WAYS)), "n": draw.randint(3, 9)}


def different_numbers(way: str, n: int) -> tf.Tensor:
    """Count the different numbers in one epoch."""
    return tf.size(tf.unique(draw_in_map(way, n, seed=3).epochs[0]).y)
