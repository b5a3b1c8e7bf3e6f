"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.charts.palette import GRADIENT, INPUT, OUTPUT
from lib.lessons.gradient_tape.charts import tapes, trails
from tests.charts.words import chart_words


def operations_of_a_tape():
    return tapes.graph(
        ["x", "w", "mul", "b", "add"],
        np.array([2.0, 1.0, 2.0, 1.0, 3.0]),
        np.array([1.0, 2.0, 1.0, 1.0, 1.0]),
        np.array([[0, 2], [1, 2], [2, 4], [3, 4]]),
        np.array([1.0, 2.0, 1.0, 1.0]),
        words=chart_words("gradient_tape", "xray"),
    )


def errors_of_finite_differences():
    words, steps = chart_words("gradient_tape", "differences"), 10.0 ** np.linspace(-8, 0, 33)
    steps = np.append(steps, 1e-5)
    rounding = 1e-7 / steps
    found = {
        words["forward"]: steps / 2 + rounding,
        words["central"]: steps**2 / 6 + rounding,
        words["tape"]: np.full(len(steps), 3e-8),
    }
    return tapes.errors(steps, found, [INPUT, OUTPUT, GRADIENT], words=words)


def gradient_that_is_lost_on_the_way():
    return trails.trail(
        ["x", "int(x)", "y"],
        np.array([3.0, 3.0, 9.0]),
        np.array([np.nan, 6.0, 1.0]),
        words=chart_words("gradient_tape", "none"),
    )
