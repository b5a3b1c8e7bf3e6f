"""A thousand real digits: the ones that ship with the lab."""

import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf

SAMPLE = "lib/data/digits.npz"
IDIOM = {"find_sample": SAMPLE}
"""What the code beside a picture takes as known: in the lab, the file is there."""


class Digits(NamedTuple):
    """Handwritten digits of MNIST and what each is."""

    images: np.ndarray
    labels: np.ndarray


@cache
def digits() -> Digits:
    """Read 1,000 digits, 100 of each, in turns: 0, 1, ..., 9, 0, 1, ...

    The file is looked for in the folder that this program runs in and wherever Python looks for
    modules. Elsewhere the first digits of Keras's own copy of MNIST take their place: the same
    kind of images, though not the same ones, so the numbers will differ a little.

    Shapes: (1000, 28, 28) uint8 and (1000,) int64, neither to be written to.
    """
    file = find_sample()
    if file is None:
        (images, labels), _ = tf.keras.datasets.mnist.load_data()
        turns = np.stack([np.flatnonzero(labels == digit)[:100] for digit in range(10)]).T.ravel()
        images, labels = images[turns], labels[turns].astype(np.int64)
    else:
        with np.load(file) as sample:
            images, labels = sample["images"], sample["labels"].astype(np.int64)
    images.flags.writeable = labels.flags.writeable = False
    return Digits(images, labels)


def find_sample() -> str | None:
    """Return where the file of the sample is, or None."""
    for folder in ["", *sys.path]:
        if Path(folder, SAMPLE).is_file():
            return str(Path(folder, SAMPLE))
    return None
