"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

from types import SimpleNamespace

import numpy as np

from lib.lessons.perceptron_single.charts import perceptrons, pulls
from tests.charts.words import chart_words


def _known():
    x, w, b, t, rate = np.array([2.0, -1.0]), np.array([0.5, 1.0]), 0.25, 1.0, 2.0
    z = x @ w + b
    o = 1 / (1 + np.exp(-z))
    slope = 2 * (o - t)
    delta = slope * o * (1 - o)
    run = SimpleNamespace(
        products=x * w,
        z=z,
        o=o,
        error=(o - t) ** 2,
        slope=slope,
        delta=delta,
        formula_w=delta * x,
        formula_b=delta,
        tape_o=slope,
        tape_z=delta,
        tape_w=delta * x,
        tape_b=delta,
        new_w=w - rate * delta * x,
        new_b=b - rate * delta,
    )
    return perceptrons.read(x.tolist(), w.tolist(), b, t, "mse", rate, run)


def perceptron_on_the_way_forwards():
    return perceptrons.walked(_known(), 3, words=chart_words("perceptron_single", "tape"))


def perceptron_after_the_update():
    at = len(perceptrons.kinds(2)) - 1
    return perceptrons.walked(_known(), at, words=chart_words("perceptron_single", "tape"))


def gradients_by_formula_and_by_tape():
    at = perceptrons.kinds(2).index(("weight", 0))
    return perceptrons.compared(_known(), at, words=chart_words("perceptron_single", "tape"))


def inputs_found_from_gradients():
    run = SimpleNamespace(
        x=np.array([-4.0, 2.0]), o=0.5, again_w=np.array([1.0, -0.5]), again_b=-0.25
    )
    words = chart_words("perceptron_single", "recover")
    return perceptrons.found([1.0, -0.5, -0.25], 1.0, run, 4, words=words)


def _pulls():
    o = np.linspace(0, 1, 61)
    error = np.abs(o - o[:, None])
    return error * 2 * o * (1 - o), error


def map_of_the_pull_of_a_loss():
    words = chart_words("perceptron_single", "saturate")
    return pulls.pull(_pulls()[0], (0.02, 1.0, 0.038), end=1.0, words=words | {"name": "MSE"})


def maps_of_the_pulls_of_two_losses():
    mse, ce = _pulls()
    run = SimpleNamespace(mse=mse, ce=ce, output=0.02, pull_mse=0.038, pull_ce=0.98)
    return pulls.both(run, 1.0, words=chart_words("perceptron_single", "saturate"))
