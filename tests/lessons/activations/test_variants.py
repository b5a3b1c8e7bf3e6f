"""Functions of one name against NumPy, and against each other."""

import numpy as np
import pytest

from lib.lessons.activations import variants
from tests.lessons.activations.oracles import EXACT


def test_leaky_relu_lets_0_2_or_0_3_through():
    run = variants.compare_variants("leaky_relu", 4.0)
    left = run.slope.numpy()[:, 0]
    np.testing.assert_allclose(left, [0.2, 0.2, 0.3], atol=1e-6)


def test_two_gelus_differ_by_less_than_a_two_thousandth():
    run = variants.compare_variants("gelu", 4.0)
    x = np.linspace(-4, 4, 240)
    np.testing.assert_allclose(run.y[0], EXACT["gelu"](x), atol=1e-6)
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    np.testing.assert_allclose(run.y[1], x / 2 * (1 + np.tanh(inner)), atol=1e-6)
    assert 1e-4 < np.abs(run.y[0] - run.y[1]).max() < 5e-4


def test_hard_sigmoids_have_two_slopes():
    run = variants.compare_variants("hard_sigmoid", 2.0)
    x = np.linspace(-2, 2, 240)
    np.testing.assert_allclose(run.y[0], np.clip(x / 6 + 0.5, 0, 1), atol=1e-6)
    np.testing.assert_allclose(run.y[1], np.clip(0.2 * x + 0.5, 0, 1), atol=1e-6)


@pytest.mark.parametrize("name", variants.VARIANTS)
def test_namesakes_are_differentiated_three_ways(name):
    run = variants.compare_variants(name, 2.0)
    np.testing.assert_allclose(run.slope, run.formula, atol=1e-5)
    np.testing.assert_allclose(run.slope, run.differences, atol=1e-4)
