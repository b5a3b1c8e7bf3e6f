"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.lessons.indexing.charts import gathers, masks, meshes, scatters, slopes
from tests.charts.words import chart_words

A = np.array([[0.5, -1.0, 2.0], [1.5, -0.25, -3.0], [0.75, 4.0, -2.0]])


def matrix_under_a_mask():
    mask = A > 0
    return masks.masked(
        A,
        mask,
        np.where(mask, A, 0.0),
        np.argwhere(mask),
        A[mask],
        call="where(mask, a, 0)",
        words=chart_words("indexing", "mask"),
        edited=True,
    )


def addresses_read_and_written_back():
    indices = np.argwhere(A > 0.6)
    returned = np.where(A > 0.6, A, 0.0)
    words = chart_words("indexing", "trip")
    return masks.round_trip(A, indices, A[A > 0.6], returned, words=words)


def rows_gathered_from_a_matrix():
    params, indices = np.array([[1, 2], [3, 4], [5, 6]]), np.array([[2], [0], [7]])
    return gathers.gathered(
        params,
        indices,
        np.array([[5, 6], [1, 2], [0, 0]]),
        np.array([[4, 5], [0, 1], [-1, -1]]),
        words=chart_words("indexing", "gather"),
    )


def updates_scattered_with_their_gradients():
    indices, updates = np.array([[1], [1], [5], [6]]), np.array([9, 10, 11, 12])
    landings = np.zeros((4, 8), int)
    for step, (place, update) in enumerate(zip(indices[:, 0], updates, strict=True)):
        landings[step:, place] += update
    results = {name: landings[-1] for name in scatters.NAMES}
    return scatters.scattered(
        indices,
        updates,
        results,
        "scatter_nd",
        landings,
        0,
        gradients=(np.ones(4), np.zeros(8)),
        words=chart_words("indexing", "scatter"),
    )


def vector_before_and_after():
    before, after = np.array([1, 2, 3, 4]), np.array([1, 2, 9, 4])
    words = chart_words("indexing", "write")
    return scatters.written(before, after, call="a[2].assign(9)", words=words)


def points_of_a_meshgrid():
    x, y = np.meshgrid(np.linspace(-2, 2, 4), np.linspace(-2, 2, 3))
    return meshes.crossed(x, y, words=chart_words("indexing", "mesh"))


def gradient_that_is_broken_where_nothing_is_chosen():
    x = np.append(np.linspace(-2, 2, 81), 0.5)
    taken = x > 0
    slope = np.where(taken, 0.5 / np.sqrt(np.maximum(x, 1e-3)), 0.0)
    naive = np.where(taken, slope, np.nan)
    return slopes.slopes(x, taken, naive, slope, words=chart_words("indexing", "nan"))
