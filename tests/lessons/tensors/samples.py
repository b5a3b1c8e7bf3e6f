"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.lessons.tensors.charts import drawings
from tests.charts.words import chart_words

A = np.arange(24).reshape(2, 3, 4)


def axes_of_each_rank():
    words = chart_words("tensors", "shape")
    arrays = [np.array(7), np.arange(4), np.arange(6).reshape(2, 3) + 0.5, A]
    return [drawings.axes(array, words=words) for array in arrays]


def cells_that_an_index_takes():
    words = chart_words("tensors", "slice")
    return [
        drawings.taken(A, A[:, 1:3], name="a[:, 1:3]", deep=False, words=words),
        drawings.taken(A, A[:, 0:0], name="a[:, 0:0]", deep=False, words=words),
        drawings.taken(A, A[..., None], name="a[..., tf.newaxis]", deep=True, words=words),
    ]


def numbers_in_the_order_of_memory():
    words, a = chart_words("tensors", "reshape"), np.arange(12).reshape(3, 4)
    return [drawings.reread(a, a.reshape(shape), a.T, words=words) for shape in ((4, 3), (2, 6))]


def shapes_aligned_at_the_right():
    words = chart_words("tensors", "broadcast")
    return [drawings.rule([3, 1], [4], words=words), drawings.rule([3, 4], [3], words=words)]


def tensors_stretched_to_one_shape():
    words, a, b = chart_words("tensors", "broadcast"), 10 * np.arange(3)[:, None], np.arange(4)
    return drawings.stretched(*np.broadcast_arrays(a, b), a + b, (a.shape, b.shape), words=words)


def numbers_that_a_dtype_does_not_have():
    x = np.arange(249, 256).astype(np.uint8)
    words = chart_words("tensors", "dtype")
    return drawings.counted(x, x + np.uint8(3), 3, words=words)


def arrays_of_two_dtypes():
    one, other = np.array([1, 2, 3], np.int32), np.array([10, 20, 30], np.float32)
    words = chart_words("tensors", "mixed")
    return drawings.summands(one, other, {"NumPy: a + b": one + other}, words=words)


def change_that_is_seen_and_one_that_is_not():
    words = chart_words("tensors", "copy")
    before, after = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 9.0, 3.0, 4.0])
    return [drawings.held(after, other, 1, words=words) for other in (after, before)]
