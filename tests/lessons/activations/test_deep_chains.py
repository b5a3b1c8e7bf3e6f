"""Gradients through a deep chain against backpropagation in NumPy."""

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.activations import deep_chains
from tests.lessons.activations.oracles import EXACT


def backwards(name, layers, spread, seed):
    """Norms of the weights' gradients by textbook backpropagation, in float64."""
    shapes = [[layers, 32, 32], [32, 32], [32, 32]]
    w, x, push = (
        tf.random.stateless_normal(shape, [seed, k]).numpy().astype(float)
        for k, shape in enumerate(shapes)
    )
    w, push, f, h = w * deep_chains.SPREADS[spread], push / 32, EXACT[name], 1e-6
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
    run = deep_chains.deep_chain(name, 6, spread, 3)
    norms, spreads = backwards(name, 6, spread, 3)
    np.testing.assert_allclose(run.norms, norms, rtol=2e-3)
    np.testing.assert_allclose(run.formula, norms, rtol=2e-3)
    np.testing.assert_allclose(run.differences, [norms[0], norms[-1]], rtol=2e-3)
    np.testing.assert_allclose(run.spread, spreads, rtol=1e-3)


def test_ten_sigmoids_leave_a_millionth_and_he_keeps_relu_alive():
    for seed in range(3):
        sigmoids = deep_chains.deep_chain("sigmoid", 10, "glorot", seed).norms
        assert sigmoids[0] / sigmoids[-1] < 1e-4
        smallest = deep_chains.deep_chain("sigmoid", 10, "small", seed).norms
        assert smallest[0] / smallest[-1] < 1e-12
        relus = deep_chains.deep_chain("relu", 10, "he", seed).norms
        assert 0.1 < relus[0] / relus[-1] < 10
