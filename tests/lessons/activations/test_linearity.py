"""A deep net against the one straight line that it is without activations."""

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.activations import linearity


@pytest.mark.parametrize("layers", [1, 3, 8])
@pytest.mark.parametrize("seed", [0, 5])
def test_without_an_activation_any_depth_is_one_line(layers, seed):
    run = linearity.deep_net("none", layers, seed)
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
    run = linearity.deep_net(name, 5, 0)
    np.testing.assert_allclose(run.slope, run.formula, atol=1e-4)
    assert np.abs(run.y - run.line).max() > 1e-4
