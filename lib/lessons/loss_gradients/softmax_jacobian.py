"""The softmax: its Jacobian, its temperature, and a shift of all logits."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences


class SoftmaxJacobian(NamedTuple):
    """A softmax with its Jacobian in three ways, without its shift, and written by hand."""

    p: tf.Tensor
    jacobian: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    unshifted: tf.Tensor
    by_hand: tf.Tensor


@tf.function(
    input_signature=[tf.TensorSpec([None]), tf.TensorSpec([]), tf.TensorSpec([])], autograph=False
)
def softmax_derivatives(z: tf.Tensor, temperature: tf.Tensor, shift: tf.Tensor) -> SoftmaxJacobian:
    """Take the softmax of logits, and differentiate it in three ways, compiled."""
    n = tf.size(z)
    with tf.GradientTape() as tape:
        # Each probability gets its own copy of the logits: one gradient, all rows.
        copies = tf.tile(z[tf.newaxis], [n, 1])
        tape.watch(copies)
        rows = tf.nn.softmax((copies + shift) / temperature)
    p = rows[0]
    powers = tf.exp((z + shift) / temperature)
    hot, moved = tf.cast(temperature, tf.float64), tf.cast(shift, tf.float64)
    return SoftmaxJacobian(
        p,
        tape.gradient(rows, copies, output_gradients=tf.eye(n)),
        (tf.linalg.diag(p) - tf.tensordot(p, p, axes=0)) / temperature,
        tf.transpose(differences(lambda z: tf.nn.softmax((z + moved) / hot), z)),
        tf.nn.softmax(z / temperature),
        powers / tf.reduce_sum(powers),
    )


def softmax_jacobian(logits: list[float], temperature: float, shift: float) -> SoftmaxJacobian:
    """Turn logits into probabilities at a temperature, after adding one number to all of them.

    Shapes: (n,), (n, n) three times, (n,), (n,). Row i of a Jacobian is the derivative
    of probability i by each logit.
    """
    numbers = (tf.constant(each, tf.float32) for each in (logits, temperature, shift))
    return softmax_derivatives(*numbers)


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    softmax_jacobian([1.0, 0.0], 1.0, 0.0)
