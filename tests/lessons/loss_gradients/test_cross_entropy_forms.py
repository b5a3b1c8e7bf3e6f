"""Three forms of the cross-entropy against NumPy, and where two of them fail."""

import warnings

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.loss_gradients import cross_entropy_forms


def test_at_a_logit_of_200_one_way_works_one_is_dead_and_one_is_nan():
    run = cross_entropy_forms.compare_forms(200, "float32")
    np.testing.assert_allclose(run.losses, [200, -np.log(1e-7), np.nan], rtol=1e-6)
    np.testing.assert_allclose(run.gradients[0], [-1, 1, 0], atol=1e-7)
    np.testing.assert_array_equal(run.gradients[1], [0, 0, 0])
    assert np.isnan(run.gradients[2]).all() or np.isnan(run.losses[2])


def test_in_a_graph_keras_finds_the_logits_behind_a_softmax():
    """The page says so; it is also why the three ways here are not compiled."""

    def loss(z):
        p = tf.nn.softmax(z)
        return tf.keras.losses.categorical_crossentropy([[1.0, 0.0, 0.0]], p)[0]

    z = tf.constant([[0.0, 200.0, 0.0]])
    assert float(loss(z)) == pytest.approx(-np.log(1e-7), rel=1e-4)
    assert float(tf.function(loss)(z)) == 200


def probabilities():
    """Return ways to make probabilities line by line, and whether Keras sees their logits."""
    of_keras = tf.keras.activations.softmax
    dense = tf.keras.layers.Dense(
        3, activation="softmax", kernel_initializer="identity", use_bias=False
    )
    return {
        "tf.nn": (tf.nn.softmax, False),
        "activation": (of_keras, True),
        "layer": (tf.keras.layers.Softmax(), True),
        "dense": (dense, True),
        "model": (tf.keras.Sequential([tf.keras.layers.Softmax()]), True),
        "activation, then identity": (lambda z: tf.identity(of_keras(z)), False),
        "layer, then clip": (lambda z: tf.clip_by_value(of_keras(z), 0.0, 1.0), False),
        "mean of two": (lambda z: (of_keras(z) + of_keras(z)) / 2, False),
    }


@pytest.mark.parametrize("name", probabilities())
def test_line_by_line_keras_sees_the_logits_of_its_own_softmax_alone(name):
    """The table in "why": 60 and the whole push, or 16.118 and none; the same with a second one."""
    way, seen = probabilities()[name]
    z, truth = tf.constant([[0.0, 60.0, 0.0]]), [[1.0, 0.0, 0.0]]
    with tf.GradientTape() as tape:
        tape.watch(z)
        loss = tf.keras.losses.categorical_crossentropy(truth, way(z))[0]
    assert float(loss) == pytest.approx(60 if seen else -np.log(1e-7), rel=1e-4)
    np.testing.assert_allclose(tape.gradient(loss, z), [[-1, 1, 0] if seen else [0] * 3], atol=1e-6)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        again = tf.keras.losses.categorical_crossentropy(truth, way(z), from_logits=True)[0]
    told = [each for each in warned if "from_logits=True" in str(each.message)]
    assert bool(told) == seen
    assert float(again) == pytest.approx(60 if seen else np.log(2 + np.e), rel=1e-4)


def test_keras_clips_from_16_on_and_then_gives_no_gradient_at_all():
    run = cross_entropy_forms.compare_forms(0, "float32")
    np.testing.assert_array_equal(run.gradient_curves[1][17:], np.zeros(184))
    assert float(tf.reduce_min(run.gradient_curves[1][:17])) > 0.3
    np.testing.assert_allclose(run.loss_curves[1][17:], -np.log(1e-7), rtol=1e-6)


def test_by_hand_the_gradient_is_wrong_long_before_the_loss_is():
    run = cross_entropy_forms.compare_forms(60, "float32")
    assert float(run.losses[2]) == pytest.approx(60)
    assert abs(float(run.gradients[2, 1])) < 0.5  # 1 would be right
    losses, gradients = run.loss_curves[2].numpy(), run.gradient_curves[2].numpy()
    np.testing.assert_allclose(losses[:87], np.logaddexp(np.log(2), np.arange(87)), rtol=1e-5)
    np.testing.assert_allclose(gradients[10:44], 1, atol=1e-3)
    assert abs(gradients[45]) < 0.5  # what the challenge asks for
    assert not np.isfinite(losses[89:]).any() and np.isnan(gradients[89:]).all()
    wide = cross_entropy_forms.compare_forms(200, "float64")
    np.testing.assert_allclose(wide.losses[2], 200)
    half = cross_entropy_forms.compare_forms(12, "float16")
    assert not np.isfinite(half.losses[2])
