"""One cross-entropy in three forms, of which two lose the gradient."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences


def by_hand(truth: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Write softmax and cross-entropy as in a textbook."""
    powers = tf.exp(logits)
    p = powers / tf.reduce_sum(powers, axis=1, keepdims=True)
    return -tf.math.log(tf.reduce_sum(truth * p, axis=1))


FORMS = {
    "from_logits": lambda truth, logits: tf.keras.losses.categorical_crossentropy(
        truth, logits, from_logits=True
    ),
    "after_softmax": lambda truth, logits: tf.keras.losses.categorical_crossentropy(
        truth, tf.nn.softmax(logits)
    ),
    "by_hand": by_hand,
}


class FormsCompared(NamedTuple):
    """One loss written in three ways: at the reader's logit, and for every logit to 200."""

    losses: tf.Tensor
    gradients: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    wrong_logits: tf.Tensor
    loss_curves: tf.Tensor
    gradient_curves: tf.Tensor


def compare_forms(wrong: float, dtype: str) -> FormsCompared:
    """Give one wrong class the logit, the true class 0, and differentiate three ways.

    The logits are (0, wrong, 0) and class 0 is true. Shapes: (3,), (3, 3), (3,), (3,),
    (201,), (3, 201), (3, 201); the gradient curves are by the wrong logit.
    """
    axis = tf.cast(tf.range(201), dtype)
    every = tf.concat([[tf.cast(wrong, dtype)], axis], axis=0)
    logits = tf.stack([tf.zeros_like(every), every, tf.zeros_like(every)], axis=1)
    truth = tf.one_hot(tf.zeros(202, tf.int32), 3, dtype=dtype)
    losses, gradients = [], []
    for form in FORMS.values():
        with tf.GradientTape() as tape:
            tape.watch(logits)
            loss = form(truth, logits)
        losses.append(loss)
        gradients.append(tape.gradient(loss, logits))
    value, gradient = tf.stack(losses), tf.stack(gradients)
    mine = tf.constant([0.0, wrong, 0.0], tf.float64)
    return FormsCompared(
        value[:, 0],
        gradient[:, 0],
        tf.nn.softmax(mine) - tf.constant([1.0, 0.0, 0.0], tf.float64),
        differences(lambda z: tf.reduce_logsumexp(z, axis=1) - z[:, 0], mine),
        axis,
        value[:, 1:],
        gradient[:, 1:, 1],
    )
