"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.lessons.pad_tile.charts import frames, padding
from tests.charts.words import chart_words


def matrix_padded_by_reflection():
    widths = ((2, 1), (1, 2))
    source = np.pad(np.arange(9).reshape(3, 3), widths, "reflect")
    values = np.array([0, 1, 2, 3, 4, 5, 5, 3, 3])[source]
    return padding.padded(values, source, (2, 1), room=3, words=chart_words("pad_tile", "painter"))


def matrix_padded_by_zeros():
    source = np.pad(np.arange(9).reshape(3, 3), 1, constant_values=-1)
    values = np.where(source < 0, 0, source + 1)
    return padding.padded(values, source, (1, 1), room=3, words=chart_words("pad_tile", "painter"))


def batch_of_padded_pictures():
    row, column = np.indices((28, 28))
    greys = [(row * k + column * (5 - k)) * 255 // 135 for k in range(1, 5)]
    images = np.pad(np.stack(greys), ((0, 0), (2, 2), (4, 4)))
    pixels = np.stack([images] * 3, axis=-1).astype(np.uint8)
    return frames.wall(pixels, (2, 4, 28, 28), words=chart_words("pad_tile", "images"))
