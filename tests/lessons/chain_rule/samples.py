"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.lessons.chain_rule.charts import chains
from tests.charts.words import chart_words

NAMES = ["x", "w1", "x w1", "b1", "y1", "w2", "y1 w2", "b2", "y2"]
KINDS = ["x", "w1", "Mul", "b1", "AddV2", "w2", "Mul", "b2", "AddV2"]
VALUES = np.array([1.0, 2.0, 2.0, 1.0, 3.0, 2.0, 6.0, 1.0, 7.0])
EDGES = np.array([[0, 2], [1, 2], [2, 4], [3, 4], [4, 6], [5, 6], [6, 8], [7, 8]])
LOCAL = np.array([2.0, 1.0, 1.0, 1.0, 2.0, 3.0, 1.0, 1.0])


def two_linear_steps_on_the_way():
    words = chart_words("chain_rule", "walk")
    return chains.walked(NAMES, KINDS, VALUES, EDGES, LOCAL, 3, words=words)


def two_linear_steps_to_the_end():
    last = len(chains.order(EDGES, len(NAMES))) - 1
    words = chart_words("chain_rule", "walk")
    return chains.walked(NAMES, KINDS, VALUES, EDGES, LOCAL, last, words=words)


def two_paths_one_of_them_cut():
    x = 1.0
    values = [x, x**2, np.sin(x), x**2 * np.sin(x)]
    local = [2 * x, np.cos(x), np.sin(x), x**2]
    words = chart_words("chain_rule", "paths")
    return chains.two_paths(["x", "x²", "sin x", "y"], values, local, 1, words=words)


def gradient_that_vanishes():
    outputs, value = [], 0.5
    for _ in range(8):
        value = 1 / (1 + np.exp(-value))
        outputs.append(value)
    outputs = np.array(outputs)
    words = chart_words("chain_rule", "vanish")
    return chains.squeezed(0.5, outputs, outputs * (1 - outputs), 6, words=words)
