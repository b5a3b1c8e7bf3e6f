"""A tf.data pipeline of pictures: what its stages do to shape, order and number."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.digits import digits

ITEMS = 40
"""Pictures in the pipeline."""


def source(kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return some digits in their own form, or in the form of CIFAR-10.

    Shapes: (40, 28, 28) and (40,), or (40, 32, 32, 3) and (40, 1).
    """
    pixels, classes = digits()
    images, labels = pixels[:ITEMS], classes[:ITEMS]
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


class PipelineRun(NamedTuple):
    """The data sets between the stages of a pipeline, and the elements at its end."""

    specs: tf.Tensor
    cardinalities: tf.Tensor
    x: tf.Tensor
    y: tf.Tensor
    pixels: tf.Tensor
    labels: tf.Tensor
    items: tf.Tensor
    sizes: tf.Tensor


def run_pipeline(
    order: list[str], kind: str, prepare: str, buffer: int, size: int, epochs: int, seed: int
) -> PipelineRun:
    """Run numbered pictures with labels through the stages in this order.

    Shapes: (stages + 1,) for the specs (texts) and the cardinalities; x and y are the first
    element; (n, pixels), (n, ...) and (n,) for all that came out, one picture a row; sizes
    says how many came in each element, or 1 where there are no batches.

    Raises:
        tf.errors.InvalidArgumentError: pictures are flattened after they were batched.
    """
    images, labels = source(kind)
    count = images[0].size

    def prepare_item(
        image: tf.Tensor, label: tf.Tensor, number: tf.Tensor
    ) -> tuple[tf.Tensor, ...]:
        pixels = tf.cast(image, tf.float32) / 255.0
        return PREPARE[prepare](pixels, count), tf.one_hot(label, 10), number

    stages: dict[str, Callable[[Any], Any]] = {
        "shuffle": lambda data: data.shuffle(buffer, seed=seed),
        "map": lambda data: data.map(prepare_item),
        "batch": lambda data: data.batch(size),
        "repeat": lambda data: data.repeat(epochs),
        "prefetch": lambda data: data.prefetch(1),
    }
    data_sets = [tf.data.Dataset.from_tensor_slices((images, labels, np.arange(ITEMS)))]
    for name in order:
        data_sets.append(stages[name](data_sets[-1]))
    elements = list(data_sets[-1].as_numpy_iterator())
    x, y, numbers = (list(parts) for parts in zip(*elements, strict=True))
    return PipelineRun(
        tf.constant([describe_element(data) for data in data_sets]),
        tf.stack([data.cardinality() for data in data_sets]),
        tf.constant(x[0]),
        tf.constant(y[0]),
        tf.concat([np.reshape(part, [-1, count]) for part in x], axis=0),
        tf.concat(
            [np.reshape(part, [np.size(k), -1]) for part, k in zip(y, numbers, strict=True)], 0
        ),
        tf.concat([np.ravel(part) for part in numbers], axis=0),
        tf.constant([np.size(part) for part in numbers]),
    )


def describe_element(data: Any) -> str:
    """Describe an element: shape and dtype of the picture and of the label."""
    return "; ".join(f"{spec.shape} {spec.dtype.name}" for spec in data.element_spec[:2])


def parse_shapes(described: str) -> list[list[int]]:
    """Return the shapes of picture and label from a description of an element."""
    parts = [part.strip().rpartition(" ")[0] for part in described.split(";")]
    return [[int(size) for size in part.strip("()").split(",") if size.strip()] for part in parts]
