"""Activations against closed forms and finite differences in float64, and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.activations import activations as lesson
from lib.lessons.shared.digits import digits


def _points(name, *keys):
    def compute(inputs):
        run = lesson.evaluate(name, inputs["x"])
        return {key: {"y": run.y, "grad": run.slope}[key] for key in keys}

    return compute


ARTICLE = {
    "sigmoid and its gradient at linspace(-10,10,10)": _points("sigmoid", "y", "grad"),
    "tanh at linspace(-10,10,10)": _points("tanh", "y"),
    "relu at linspace(-1,1,10)": _points("relu", "y"),
    "leaky_relu (alpha 0.2) at linspace(-1,1,10)": _points("leaky_relu", "y"),
}
ERF = np.vectorize(__import__("math").erf)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


EXACT = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)),
    "gelu": lambda x: x * (1 + ERF(x / np.sqrt(2))) / 2,
    "swish": lambda x: x * sigmoid(x),
    "softplus": lambda x: np.log1p(np.exp(x)),
}
X = np.array([-5.5, -2.0, -0.75, -0.1, 0.1, 0.75, 2.0, 5.5])


@pytest.mark.parametrize("name", lesson.ACTIVATIONS)
def test_values_and_three_derivatives_are_those_of_numpy(name):
    run = lesson.evaluate(name, X.tolist())
    f, h = EXACT[name], 1e-5
    np.testing.assert_allclose(run.y, f(X), rtol=1e-5, atol=1e-6)
    slope = (f(X + h) - f(X - h)) / (2 * h)
    for way in (run.slope, run.formula, run.differences):
        np.testing.assert_allclose(way, slope, rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("alpha", [0.0, 0.05, 0.2, 0.5])
def test_a_leak_of_any_size_is_let_back(alpha):
    run = lesson.curves(["relu", "leaky_relu"], -2.0, 2.0, 10, alpha)
    x = np.linspace(-2, 2, 10)
    np.testing.assert_allclose(run.y[1], np.where(x > 0, x, alpha * x), atol=1e-6)
    np.testing.assert_allclose(run.slope[1], np.where(x > 0, 1, alpha), atol=1e-6)
    np.testing.assert_allclose(run.slope[0], np.where(x > 0, 1, 0), atol=1e-6)


def test_where_float32_makes_derivatives_exactly_0():
    assert lesson.evaluate("sigmoid", [17.0]).slope[0] == 0
    assert lesson.evaluate("sigmoid", [16.0]).slope[0] > 0
    assert lesson.evaluate("tanh", [9.0]).slope[0] == 0
    assert lesson.evaluate("tanh", [7.0]).slope[0] > 0


def test_the_sigmoid_of_2019_gives_the_articles_digits():
    from lib import article

    case = article.cases()["sigmoid and its gradient at linspace(-10,10,10)"]
    x, printed = case["inputs"]["x"], np.float32(case["expect"]["y"])
    then = lesson.sigmoid_of_2019(x).numpy()
    np.testing.assert_allclose(then, printed, rtol=1e-7)
    now = lesson.evaluate("sigmoid", x).y.numpy()
    assert abs(now[0] / printed[0] - 1) > 1e-4  # the fourth digit has changed
    np.testing.assert_allclose(now, sigmoid(np.array(x)), rtol=1e-6)
    assert lesson.ten_points(10.0) == np.float32(x).tolist()


# ------------------------------------------------------------------------------ depth


def backwards(name, layers, spread, seed):
    """Norms of the weights' gradients by textbook backpropagation, in float64."""
    shapes = [[layers, 32, 32], [32, 32], [32, 32]]
    w, x, push = (
        tf.random.stateless_normal(shape, [seed, k]).numpy().astype(float)
        for k, shape in enumerate(shapes)
    )
    w, push, f, h = w * lesson.SPREADS[spread], push / 32, EXACT[name], 1e-6
    inputs, sums = [x], []
    for layer in w:
        sums.append(inputs[-1] @ layer)
        inputs.append(f(sums[-1]))
    back, norms = push, []
    for layer in range(layers - 1, -1, -1):
        back = back * (f(sums[layer] + h) - f(sums[layer] - h)) / (2 * h)
        norms.append(np.linalg.norm(inputs[layer].T @ back))
        back = back @ w[layer].T
    return norms[::-1], [each.std() for each in inputs[1:]]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "gelu"])
@pytest.mark.parametrize("spread", ["glorot", "he"])
def test_gradients_through_a_chain_are_those_of_backpropagation(name, spread):
    run = lesson.deep_chain(name, 6, spread, 3)
    norms, spreads = backwards(name, 6, spread, 3)
    np.testing.assert_allclose(run.norms, norms, rtol=2e-3)
    np.testing.assert_allclose(run.formula, norms, rtol=2e-3)
    np.testing.assert_allclose(run.differences, [norms[0], norms[-1]], rtol=2e-3)
    np.testing.assert_allclose(run.spread, spreads, rtol=1e-3)


def test_ten_sigmoids_leave_a_millionth_and_he_keeps_relu_alive():
    for seed in range(3):
        sigmoids = lesson.deep_chain("sigmoid", 10, "glorot", seed).norms
        assert sigmoids[0] / sigmoids[-1] < 1e-4
        smallest = lesson.deep_chain("sigmoid", 10, "small", seed).norms
        assert smallest[0] / smallest[-1] < 1e-12
        relus = lesson.deep_chain("relu", 10, "he", seed).norms
        assert 0.1 < relus[0] / relus[-1] < 10


# ------------------------------------------------------------------------- dead units


@pytest.mark.parametrize("bias", [-3.0, -1.0, 0.0])
def test_units_are_dead_that_no_digit_lifts_above_0(bias):
    run = lesson.morgue(bias, 0.1, 0.0, 0)
    w = tf.random.stateless_normal([784, 64], [0, 7]).numpy().astype(float) * (2 / 784) ** 0.5
    images = digits().images.reshape(-1, 784) / 255.0
    highest = (images @ w).max(axis=0) + bias
    assert float(run.silent[0]) == pytest.approx((highest <= 0).mean(), abs=1e-6)
    np.testing.assert_array_equal(run.dead, run.silent)
    last = (run.highest.numpy() <= 0).mean()
    assert float(run.silent[-1]) == pytest.approx(last, abs=1e-6)


def test_what_is_dead_stays_dead_and_a_leak_brings_learning_back():
    dead = lesson.morgue(-3.0, 0.1, 0.0, 0)
    assert dead.dead.numpy().tolist() == [1.0] * 6 and float(dead.accuracy) == 10
    leaking = lesson.morgue(-3.0, 0.1, 0.3, 0)
    assert leaking.dead.numpy().tolist() == [0.0] * 6 and float(leaking.silent[0]) == 1
    assert float(leaking.accuracy) > 30


def test_a_step_that_is_far_too_long_kills():
    calm, struck = (lesson.morgue(0.0, spike, 0.0, 0) for spike in (0.1, 1000.0))
    assert float(calm.dead[-1]) == 0
    assert float(struck.dead[1]) == 0 and float(struck.dead[-1]) > 0.03


def test_the_challenge_of_the_morgue_can_be_met():
    met = max(
        float(lesson.morgue(-2.0, spike, alpha, 0).accuracy)
        for spike in (0.1, 1.0, 3.2)
        for alpha in (0.2, 0.3)
    )
    assert met >= 60


# ---------------------------------------------------------------------------- namesakes


def test_leaky_relu_lets_0_2_or_0_3_through():
    run = lesson.namesakes("leaky_relu", 4.0)
    left = run.slope.numpy()[:, 0]
    np.testing.assert_allclose(left, [0.2, 0.2, 0.3], atol=1e-6)


def test_two_gelus_differ_by_less_than_a_two_thousandth():
    run = lesson.namesakes("gelu", 4.0)
    x = np.linspace(-4, 4, 240)
    np.testing.assert_allclose(run.y[0], EXACT["gelu"](x), atol=1e-6)
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    np.testing.assert_allclose(run.y[1], x / 2 * (1 + np.tanh(inner)), atol=1e-6)
    assert 1e-4 < np.abs(run.y[0] - run.y[1]).max() < 5e-4


def test_hard_sigmoids_have_two_slopes():
    run = lesson.namesakes("hard_sigmoid", 2.0)
    x = np.linspace(-2, 2, 240)
    np.testing.assert_allclose(run.y[0], np.clip(x / 6 + 0.5, 0, 1), atol=1e-6)
    np.testing.assert_allclose(run.y[1], np.clip(0.2 * x + 0.5, 0, 1), atol=1e-6)


@pytest.mark.parametrize("name", lesson.NAMESAKES)
def test_namesakes_are_differentiated_three_ways(name):
    run = lesson.namesakes(name, 2.0)
    np.testing.assert_allclose(run.slope, run.formula, atol=1e-5)
    np.testing.assert_allclose(run.slope, run.differences, atol=1e-4)


# ----------------------------------------------------------------------------- one line


@pytest.mark.parametrize("layers", [1, 3, 8])
@pytest.mark.parametrize("seed", [0, 5])
def test_without_an_activation_any_depth_is_one_line(layers, seed):
    run = lesson.deep_net("none", layers, seed)
    w = tf.random.stateless_normal([layers, 8, 8], [seed, 0]).numpy().astype(float) * 0.5
    b = tf.random.stateless_normal([layers, 8], [seed, 1]).numpy().astype(float) / 2
    weight, bias = np.eye(8)[0], np.zeros(8)
    for matrix, shift in zip(w, b, strict=True):
        weight, bias = weight @ matrix, bias @ matrix + shift
    x = np.linspace(-3, 3, 240)
    exact = weight.sum() * x + bias.sum()
    scale = np.abs(exact).max()
    for found in (run.y, run.line, run.one_layer[0] * x + run.one_layer[1]):
        np.testing.assert_allclose(found, exact, atol=1e-4 * scale)
    np.testing.assert_allclose(run.slope, weight.sum(), atol=1e-4 * scale)


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid"])
def test_with_one_it_bends(name):
    run = lesson.deep_net(name, 5, 0)
    np.testing.assert_allclose(run.slope, run.formula, atol=1e-4)
    assert np.abs(run.y - run.line).max() > 1e-4


# ---------------------------------------------------------------------------- questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_the_textbook(seed):
    drawn = lesson.draw_slope(Random(seed))
    f, x = EXACT[drawn["name"]], drawn["x"]
    wanted = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    assert float(lesson.slope_at(**drawn)) == pytest.approx(wanted, abs=1e-5)
    drawn = lesson.draw_saturated(Random(seed))
    single = np.float32(EXACT[drawn["name"]](drawn["x"]))
    said = lesson.vanished(**drawn).numpy().decode()
    assert said == ("0" if single == 1 else "number")
    drawn = lesson.draw_chain(Random(seed))
    assert float(lesson.best_case(**drawn)) == pytest.approx(0.25 ** drawn["layers"])
