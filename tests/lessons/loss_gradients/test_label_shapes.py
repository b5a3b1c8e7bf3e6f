"""Losses of different shapes against NumPy."""

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.loss_gradients import label_shapes


@pytest.mark.parametrize("shapes", label_shapes.SHAPES)
@pytest.mark.parametrize("p", [[1.0, 2.0, 3.0], [1.0, 2.0, 5.0], [-1.0, 0.5, 0.0]])
def test_a_column_of_labels_is_subtracted_from_every_prediction(shapes, p):
    p, y = np.array(p), np.array([1.0, 2.0, 3.0])
    difference = p - y if shapes == "same" else p[None] - y[:, None]
    centre = y if shapes == "same" else y.mean()
    run = label_shapes.broadcast_error(p.tolist(), y.tolist(), shapes)
    np.testing.assert_allclose(run.difference, difference)
    assert float(run.loss) == pytest.approx((difference**2).mean())
    for found in (run.gradient, run.formula, run.differences):
        np.testing.assert_allclose(found, 2 * (p - centre) / 3, atol=1e-6)
    assert float(run.true_loss) == pytest.approx(((p - y) ** 2).mean())
    np.testing.assert_allclose(run.true_gradient, 2 * (p - y) / 3, atol=1e-6)
    # Keras removes a last axis of 1, but not where the ranks are equal.
    wanted = run.loss if shapes == "row" else run.true_loss
    assert float(run.keras_loss) == pytest.approx(float(wanted))


def test_a_perfect_prediction_has_a_loss_and_the_best_one_is_the_mean():
    y = [1.0, 2.0, 6.0]
    assert float(label_shapes.broadcast_error(y, y, "column").loss) > 1
    best = label_shapes.broadcast_error([3.0] * 3, y, "column")
    np.testing.assert_allclose(best.gradient, np.zeros(3), atol=1e-6)
    assert float(best.loss) == pytest.approx(np.var(y))


@pytest.mark.parametrize("shapes", label_shapes.SHAPES)
@pytest.mark.parametrize("p", [[1.0], [1.0, 2.0, 3.0, 4.0]])
def test_as_many_labels_as_predictions(shapes, p):
    with pytest.raises(tf.errors.InvalidArgumentError, match="must match"):
        label_shapes.broadcast_error(p, [1.0, 2.0, 3.0], shapes)
