"""A softmax that is applied once too often: what it does to loss and gradient."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences


class TwoSoftmaxes(NamedTuple):
    """Loss and gradient with one softmax and with two, at the reader's logit and over all."""

    p: tf.Tensor
    losses: tf.Tensor
    gradients: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    floor: tf.Tensor
    true_logits: tf.Tensor
    loss_curves: tf.Tensor
    gradient_curves: tf.Tensor


@tf.function(input_signature=[tf.TensorSpec([]), tf.TensorSpec([], tf.int32)], autograph=False)
def softmax_derivatives_twice(z: tf.Tensor, classes: tf.Tensor) -> TwoSoftmaxes:
    """Measure both losses and differentiate them, compiled."""
    axis = tf.linspace(-10.0, 20.0, 61)
    true = tf.concat([[z], axis], axis=0)
    truth = tf.one_hot(tf.zeros(62, tf.int32), classes)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(true)
        logits = tf.pad(true[:, tf.newaxis], [[0, 0], [0, classes - 1]])
        p = tf.nn.softmax(logits)
        once = tf.keras.losses.categorical_crossentropy(truth, logits, from_logits=True)
        # The last row is a perfect prediction: it costs all the same.
        every, wanted = tf.concat([p, truth[:1]], axis=0), tf.concat([truth, truth[:1]], axis=0)
        twice = tf.keras.losses.categorical_crossentropy(wanted, every, from_logits=True)
        twice, perfect = twice[:-1], twice[-1]
    losses = tf.stack([once, twice])
    gradients = tf.stack([tape.gradient(once, true), tape.gradient(twice, true)])
    first = p[0]
    down = tf.nn.softmax(first) - truth[0]
    by_chain = first[0] * (down[0] - tf.reduce_sum(down * first))
    return TwoSoftmaxes(
        first[0],
        losses[:, 0],
        gradients[:, 0],
        tf.stack([first[0] - 1, by_chain]),
        differences(lambda z: losses_by_definition(z, classes), z),
        perfect,
        axis,
        losses[:, 1:],
        gradients[:, 1:],
    )


def double_softmax(z: float, classes: int) -> TwoSoftmaxes:
    """Give the true class the logit z and every other 0, then apply softmax once and twice.

    Shapes: (), four of (2,), (), (61,), (2, 61), (2, 61): first once, then twice.
    Gradients are by the true logit; ``floor`` is what a perfect prediction costs.
    """
    return softmax_derivatives_twice(tf.constant(z), tf.constant(classes))


def losses_by_definition(z: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
    """Return both losses by their definition. Shape: (m,) -> (m, 2)."""
    logits = tf.pad(z[:, tf.newaxis], [[0, 0], [0, classes - 1]])
    p = tf.nn.softmax(logits)
    return tf.stack([tf.reduce_logsumexp(each, axis=1) - each[:, 0] for each in (logits, p)], 1)


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    double_softmax(0.0, 3)
