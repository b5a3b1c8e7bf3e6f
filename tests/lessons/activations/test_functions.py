"""Activations against closed forms and finite differences in float64, and the article."""

import numpy as np
import pytest

from lib.lessons.activations import functions
from tests.lessons.activations.oracles import EXACT, sigmoid


def _points(name, *keys):
    def compute(inputs):
        run = functions.evaluate(name, inputs["x"])
        return {key: {"y": run.y, "grad": run.slope}[key] for key in keys}

    return compute


ARTICLE = {
    "sigmoid and its gradient at linspace(-10,10,10)": _points("sigmoid", "y", "grad"),
    "tanh at linspace(-10,10,10)": _points("tanh", "y"),
    "relu at linspace(-1,1,10)": _points("relu", "y"),
    "leaky_relu (alpha 0.2) at linspace(-1,1,10)": _points("leaky_relu", "y"),
}


X = np.array([-5.5, -2.0, -0.75, -0.1, 0.1, 0.75, 2.0, 5.5])


@pytest.mark.parametrize("name", functions.ACTIVATIONS)
def test_values_and_three_derivatives_are_those_of_numpy(name):
    run = functions.evaluate(name, X.tolist())
    f, h = EXACT[name], 1e-5
    np.testing.assert_allclose(run.y, f(X), rtol=1e-5, atol=1e-6)
    slope = (f(X + h) - f(X - h)) / (2 * h)
    for found in (run.slope, run.formula, run.differences):
        np.testing.assert_allclose(found, slope, rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("alpha", [0.0, 0.05, 0.2, 0.5])
def test_a_leak_of_any_size_is_let_back(alpha):
    run = functions.curves(["relu", "leaky_relu"], -2.0, 2.0, 10, alpha)
    x = np.linspace(-2, 2, 10)
    np.testing.assert_allclose(run.y[1], np.where(x > 0, x, alpha * x), atol=1e-6)
    np.testing.assert_allclose(run.slope[1], np.where(x > 0, 1, alpha), atol=1e-6)
    np.testing.assert_allclose(run.slope[0], np.where(x > 0, 1, 0), atol=1e-6)


def test_where_float32_makes_derivatives_exactly_0():
    assert functions.evaluate("sigmoid", [17.0]).slope[0] == 0
    assert functions.evaluate("sigmoid", [16.0]).slope[0] > 0
    assert functions.evaluate("tanh", [9.0]).slope[0] == 0
    assert functions.evaluate("tanh", [7.0]).slope[0] > 0


def test_the_sigmoid_of_2019_gives_the_articles_digits():
    from lib import article

    case = article.cases()["sigmoid and its gradient at linspace(-10,10,10)"]
    x, printed = case["inputs"]["x"], np.float32(case["expect"]["y"])
    then = functions.sigmoid_of_2019(x).numpy()
    np.testing.assert_allclose(then, printed, rtol=1e-7)
    now = functions.evaluate("sigmoid", x).y.numpy()
    assert abs(now[0] / printed[0] - 1) > 1e-4  # the fourth digit has changed
    np.testing.assert_allclose(now, sigmoid(np.array(x)), rtol=1e-6)
    assert functions.ten_points(10.0) == np.float32(x).tolist()
