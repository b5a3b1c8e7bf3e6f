"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.charts.palette import INPUT, OUTPUT, QUIET
from lib.lessons.activations.charts import twins
from tests.charts.words import chart_words


def functions_above_their_derivatives():
    x = np.linspace(-6, 6, 121)
    sigmoid = 1 / (1 + np.exp(-x))
    values = {"sigmoid": sigmoid, "tanh": np.tanh(x), "relu": np.maximum(x, 0)}
    slopes = {
        "sigmoid": sigmoid * (1 - sigmoid),
        "tanh": 1 - np.tanh(x) ** 2,
        "relu": (x > 0).astype(float),
    }
    words = chart_words("activations", "twins")
    return twins.twins(x, values, slopes, [INPUT, OUTPUT, QUIET], words=words)


def sigmoid_at_a_few_points():
    words, x = chart_words("activations", "table"), np.linspace(-10, 10, 10)
    y = 1 / (1 + np.exp(-x))
    columns = {words["then"]: y * 1.01, words["y"]: y, words["slope"]: y * (1 - y)}
    return twins.table(x, columns, words=words)
