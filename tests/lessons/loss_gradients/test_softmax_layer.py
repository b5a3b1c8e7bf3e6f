"""Gradients of a softmax layer against NumPy in float64, and the article."""

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.loss_gradients import softmax_layer
from tests.lessons.loss_gradients.oracles import slope, softmax


def _article_bias(inputs):
    batch = softmax_layer.choose_logits(np.log(inputs["prob"]).tolist())
    return {"grad_b": softmax_layer.layer_gradients(*batch, inputs["y"], "mse").grad_b}


def _article_shapes(inputs):
    batch = softmax_layer.draw_layer(0, inputs["x_shape"][0])
    assert [list(np.shape(each)) for each in batch] == list(inputs.values())
    run = softmax_layer.layer_gradients(*batch, [2, 0], "cross_entropy")
    return {"grad_w_shape": list(run.grad_w.shape), "grad_b_shape": list(run.grad_b.shape)}


ARTICLE = {
    "MSE over softmax: gradient of the bias from the printed probabilities": _article_bias,
    "shapes of the softmax cross-entropy gradients, from_logits=True": _article_shapes,
}


def crossed(truth, logits):
    return -(truth * np.log(softmax(logits))).sum(axis=-1).mean()


def squared(truth, logits):
    return ((truth - softmax(logits)) ** 2).mean()


NUMPY = {"mse": squared, "cross_entropy": crossed}


@pytest.mark.parametrize("loss", NUMPY)
@pytest.mark.parametrize(("seed", "rows", "labels"), [(0, 3, [2, 0, 1]), (7, 2, [2, 0])])
def test_a_layers_gradients_agree_with_numpy(loss, seed, rows, labels):
    x, w, b = softmax_layer.draw_layer(seed, rows)
    truth = np.eye(3)[labels]
    run = softmax_layer.layer_gradients(x, w, b, labels, loss)
    wide = [np.asarray(each, float) for each in (x, w, b)]
    of_w = slope(lambda w: NUMPY[loss](truth, wide[0] @ w + wide[2]), w)
    of_b = slope(lambda b: NUMPY[loss](truth, wide[0] @ wide[1] + b), b)
    of_z = slope(lambda z: NUMPY[loss](truth, z), wide[0] @ wide[1] + wide[2])
    assert float(run.loss) == pytest.approx(NUMPY[loss](truth, wide[0] @ wide[1] + wide[2]), 1e-5)
    for name, wanted in (("w", of_w), ("b", of_b), ("logits", of_z)):
        for found in ("grad", "formula", "differences"):
            if (found, name) != ("differences", "logits"):
                np.testing.assert_allclose(getattr(run, f"{found}_{name}"), wanted, atol=1e-6)


@pytest.mark.parametrize("loss", NUMPY)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 9999))
def test_rows_of_the_weights_gradient_sum_to_0(loss, seed):
    run = softmax_layer.layer_gradients(*softmax_layer.draw_layer(seed, 3), [seed % 3, 0, 1], loss)
    np.testing.assert_allclose(tf.reduce_sum(run.grad_w, axis=1), np.zeros(4), atol=1e-6)
    assert abs(float(tf.reduce_sum(run.grad_b))) < 1e-6


def test_the_gradient_of_cross_entropy_is_prediction_minus_truth_and_at_most_1_over_n():
    x, w, b = softmax_layer.choose_logits([[50.0, 0.0, -50.0], [0.3, 0.2, 0.1]])
    run = softmax_layer.layer_gradients(x, w, b, [2, 0], "cross_entropy")
    wanted = (softmax(np.array(w)) - np.eye(3)[[2, 0]]) / 2
    np.testing.assert_allclose(run.grad_logits, wanted, atol=1e-7)
    assert float(np.abs(run.grad_logits).max()) == pytest.approx(0.5)


def test_the_squared_error_lets_hardly_any_gradient_to_an_unlikely_true_class():
    batch = softmax_layer.choose_logits([[12.0, 0.0, 0.0]])
    square = softmax_layer.layer_gradients(*batch, [1], "mse")
    cross = softmax_layer.layer_gradients(*batch, [1], "cross_entropy")
    assert abs(float(square.grad_logits[0, 1])) < 1e-4
    assert float(cross.grad_logits[0, 1]) < -0.999


@pytest.mark.parametrize(
    ("x", "w", "b"),
    [([[1, 2]], [[1, 2]], [0, 0]), ([[1]], [[1, 2]], [0, 0, 0]), ([[1]], [[1, 2]], [0])],
)
def test_shapes_that_do_not_fit_are_refused(x, w, b):
    with pytest.raises(tf.errors.InvalidArgumentError):
        softmax_layer.layer_gradients(x, w, b, [0], "mse")
