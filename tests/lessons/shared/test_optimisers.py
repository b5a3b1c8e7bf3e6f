"""Every update rule against Keras, and the surfaces against NumPy in float64."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.shared import optimisers, surfaces

RATES = {"adagrad": 0.3, "rmsprop": 0.02, "adam": 0.1, "adamw": 0.1}
KERAS = {
    "gradient_descent": lambda rate: keras.optimizers.SGD(rate),
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "nesterov": lambda rate: keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
    "adagrad": lambda rate: keras.optimizers.Adagrad(rate),
    "rmsprop": lambda rate: keras.optimizers.RMSprop(rate),
    "adam": lambda rate: keras.optimizers.Adam(rate),
    "adamw": lambda rate: keras.optimizers.AdamW(rate),
}
CALM = [[2.0, 1.0], [-3.0, -4.0], [-2.0, 4.0]]
STARTS = [[-4.0, 0.0], [1.0, 0.5], [3.5, -4.0]]


def f(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def gradient(x, y):
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


def hessian(x, y):
    return np.array(
        [[12 * x**2 + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y**2 + 4 * x - 26]], float
    )


@pytest.fixture(scope="module")
def raced():
    return optimisers.race("himmelblau", [], STARTS, 0.003, 0.1, 100)


@pytest.mark.parametrize("name", KERAS)
def test_each_rule_is_that_of_keras_step_for_step(name):
    """A hundred steps of what the page runs, within 1e-5 of Keras at each.

    Gradients of both are of float32. On a ridge its last digit decides where a path goes, so
    these begin in a valley.
    """
    rate = RATES.get(name, 0.003)
    column = list(optimisers.RULES).index(name)
    points = optimisers.race("himmelblau", [], CALM, 0.003, rate, 100).points.numpy()
    assert np.abs(points[100, column] - points[0, column]).max() > 0.5
    for number, start in enumerate(CALM):
        variable, optimiser = tf.Variable(start), KERAS[name](rate)
        for step in range(1, 101):
            slope = surfaces.gradient_at("himmelblau", variable.value(), tf.zeros([7, 7]))
            optimiser.apply([slope], [variable])
            np.testing.assert_allclose(points[step, column, number], variable.numpy(), atol=1e-5)


def test_newton_jumps_to_where_numpy_jumps_and_lands_on_anything_flat(raced):
    column = list(optimisers.RULES).index("newton")
    for number, start in enumerate(STARTS):
        point = np.array(start)
        for step in range(1, 12):
            point = point - np.linalg.solve(hessian(*point), gradient(*point))
            np.testing.assert_allclose(
                raced.points[step, column, number], point, rtol=1e-3, atol=1e-3
            )
    top = optimisers.race("himmelblau", [], [[-0.2, -0.8]], 0.003, 0.1, 20)
    np.testing.assert_allclose(top.points[-1, column, 0], [-0.270845, -0.923039], atol=1e-4)
    assert float(top.heights[-1, column, 0]) == pytest.approx(181.6165, abs=1e-3)


def test_heights_are_those_of_the_points_and_all_begin_together(raced):
    points, heights = raced.points.numpy().astype(float), raced.heights.numpy()
    assert points.shape == (101, 8, 3, 2)
    np.testing.assert_allclose(heights, f(points[..., 0], points[..., 1]), rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(points[0], np.broadcast_to(STARTS, (8, 3, 2)))


def test_many_starts_at_once_go_where_each_goes_alone(raced):
    for number, start in enumerate(STARTS):
        alone = optimisers.race("himmelblau", [], [start], 0.003, 0.1, 100)
        np.testing.assert_allclose(
            raced.points[:, :, number], alone.points[:, :, 0], rtol=1e-5, atol=1e-5
        )


def test_a_combination_is_traced_once_whatever_the_numbers():
    walk = optimisers.compiled_path("himmelblau", tuple(optimisers.RULES))
    for rate, steps in ((0.001, 5), (0.01, 9), (0.02, 30)):
        optimisers.race("himmelblau", [], [[0.5, 0.5]] * (steps % 4 + 1), rate, 0.1, steps)
    assert walk.experimental_get_tracing_count() == 1


# --------------------------------------------------------------------- surfaces

NUMPY = {
    "himmelblau": f,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "beale": lambda x, y: (
        (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
    ),
    "booth": lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "rastrigin": lambda x, y: (
        20 + x**2 - 10 * np.cos(2 * math.pi * x) + y**2 - 10 * np.cos(2 * math.pi * y)
    ),
    "ackley": lambda x, y: (
        -20 * np.exp(-0.2 * np.sqrt(0.5 * (x**2 + y**2)))
        - np.exp(0.5 * (np.cos(2 * math.pi * x) + np.cos(2 * math.pi * y)))
        + math.e
        + 20
    ),
    "saddle": lambda x, y: x**2 - y**2,
}
coordinate = st.floats(-6, 6, width=32)


@pytest.mark.parametrize("name", NUMPY)
@settings(max_examples=25)
@given(x=coordinate, y=coordinate)
def test_surfaces_and_their_gradients_agree_with_numpy(name, x, y):
    points, none = tf.constant([x, y], tf.float64), tf.zeros([7, 7], tf.float64)
    value = float(surfaces.height(name, points, none))
    assert value == pytest.approx(float(NUMPY[name](x, y)), rel=1e-9, abs=1e-9)
    if name == "ackley" and math.hypot(x, y) < 1e-3:
        return  # its kink has no gradient
    h = 1e-6
    slope = surfaces.gradient_at(name, points, none).numpy()
    wanted = [
        (NUMPY[name](x + h, y) - NUMPY[name](x - h, y)) / (2 * h),
        (NUMPY[name](x, y + h) - NUMPY[name](x, y - h)) / (2 * h),
    ]
    np.testing.assert_allclose(slope, wanted, rtol=1e-4, atol=1e-3)


@settings(max_examples=25)
@given(x=coordinate, y=coordinate, seed=st.integers(0, 999))
def test_a_polynomial_is_the_sum_of_its_terms(x, y, seed):
    draw = np.random.default_rng(seed)
    table = np.zeros((7, 7))
    terms = []
    for i, j in {(int(i), int(j)) for i, j in draw.integers(0, 7, (5, 2))}:
        table[i, j] = draw.normal()
        terms.append([table[i, j], i, j])
    points = tf.constant([x, y], tf.float64)
    coefficients = surfaces.coefficient_table(terms, "float64")
    np.testing.assert_array_equal(coefficients, table)
    wanted = np.polynomial.polynomial.polyval2d(x, y, table)
    assert float(surfaces.height("own", points, coefficients)) == pytest.approx(wanted, abs=1e-6)
    slope, row_x, row_y = surfaces.curvature("own", points, coefficients)
    polynomial = np.polynomial.polynomial
    for axis, (part, row) in enumerate(zip(slope.numpy(), (row_x, row_y), strict=True)):
        once = polynomial.polyder(table, axis=axis)
        assert part == pytest.approx(polynomial.polyval2d(x, y, once), rel=1e-9, abs=1e-6)
        for other, entry in enumerate(row.numpy()):
            twice = polynomial.polyder(once, axis=other)
            wanted = polynomial.polyval2d(x, y, twice)
            assert entry == pytest.approx(wanted, rel=1e-9, abs=1e-6)
