"""The loss behind two softmaxes against NumPy."""

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.loss_gradients import softmax_twice
from tests.lessons.loss_gradients.oracles import softmax


@pytest.mark.parametrize("classes", [2, 3, 10, 100])
def test_with_two_softmaxes_even_a_perfect_prediction_costs(classes):
    run = softmax_twice.double_softmax(20.0, classes)
    floor = np.log(1 + (classes - 1) / np.e)
    assert float(run.floor) == pytest.approx(floor, rel=1e-6)
    assert float(run.losses[1]) == pytest.approx(floor, rel=1e-5)
    assert float(run.losses[0]) < 1e-5
    assert float(tf.reduce_min(run.loss_curves[1])) >= floor - 1e-5
    if classes == 3:
        assert f"{floor:.3f}" == "0.551"


@pytest.mark.parametrize(("z", "classes"), [(-10.0, 3), (0.0, 10), (1.5, 2), (8.0, 100)])
def test_both_losses_and_gradients_agree_with_numpy(z, classes):
    def both(z):
        row = np.zeros(classes)
        row[0] = z
        p = softmax(row)
        return np.array([-np.log(p[0]), -np.log(softmax(p)[0])])

    run = softmax_twice.double_softmax(z, classes)
    np.testing.assert_allclose(run.losses, both(z), rtol=1e-5)
    wanted = (both(z + 1e-5) - both(z - 1e-5)) / 2e-5
    for found in (run.gradients, run.formula, run.differences):
        np.testing.assert_allclose(found, wanted, atol=1e-6)
    every = np.array([both(z) for z in np.linspace(-10, 20, 61)]).T
    np.testing.assert_allclose(run.loss_curves, every, atol=1e-5)


def test_in_a_graph_keras_sees_a_softmax_right_before_and_not_one_farther_away():
    """The page says so; it is also why the losses here measure what they do."""
    z = tf.constant([[2.0, 0.0, 0.0]])

    def loss(between):
        p = between(tf.nn.softmax(z))
        return tf.keras.losses.categorical_crossentropy([[1.0, 0, 0]], p, from_logits=True)[0]

    once, twice = -np.log(softmax(z.numpy())[0, 0]), -np.log(softmax(softmax(z.numpy()))[0, 0])
    with pytest.warns(UserWarning, match="from_logits=True"):
        assert float(tf.function(lambda: loss(lambda p: p))()) == pytest.approx(once, rel=1e-5)
    assert float(tf.function(lambda: loss(tf.identity))()) == pytest.approx(twice, rel=1e-5)
    assert float(loss(lambda p: p)) == pytest.approx(twice, rel=1e-5)


def test_where_it_is_sure_and_wrong_the_second_softmax_stops_the_gradient():
    run = softmax_twice.double_softmax(-10.0, 3)
    assert float(run.gradients[0]) < -0.999
    assert abs(float(run.gradients[1])) < 1e-4
