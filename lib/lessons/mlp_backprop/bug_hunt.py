"""Five wrong backpropagations, and the check that finds each of them."""

from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences

BUGS = ["none", "slope", "mean", "bias", "stale", "reshape"]
"""No bug, and the names of five."""
HIDDEN = 3


def add_bias_input(x: tf.Tensor) -> tf.Tensor:
    """Add the input that is always 1: its weights are the biases."""
    return tf.concat([x, tf.ones_like(x[..., :1])], axis=-1)


def loss_of(x: tf.Tensor, y: tf.Tensor, v1: tf.Tensor, v2: tf.Tensor) -> tf.Tensor:
    """Return half the squared error of a sample, on average. Shapes: (..., i, j) -> (...)."""
    hidden = tf.sigmoid(add_bias_input(x) @ v1)
    error = tf.sigmoid(add_bias_input(hidden) @ v2) - y
    return tf.reduce_mean(tf.reduce_sum(tf.square(error), axis=-1), axis=-1) / 2


def backward(
    x: tf.Tensor, y: tf.Tensor, v1: tf.Tensor, v2: tf.Tensor, rate: float, bug: str
) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the gradients of both layers as a programmer has written them, with a bug or without.

    The last row of each layer's weights and gradients is that of the biases.
    """
    hidden = tf.sigmoid(add_bias_input(x) @ v1)
    output = tf.sigmoid(add_bias_input(hidden) @ v2)

    samples = 1.0 if bug == "mean" else len(x)
    delta2 = (output - y) * output * (1 - output) / samples
    grad_w2 = tf.transpose(hidden) @ delta2
    grad_b2 = delta2[0] if bug == "bias" else tf.reduce_sum(delta2, axis=0)

    w2 = v2[:-1]
    if bug == "stale":
        w2 = w2 - rate * grad_w2
    back = tf.reshape(w2, w2.shape[::-1]) if bug == "reshape" else tf.transpose(w2)
    slope = 1.0 if bug == "slope" else hidden * (1 - hidden)
    delta1 = delta2 @ back * slope
    grad_w1 = tf.transpose(x) @ delta1
    grad_b1 = delta1[0] if bug == "bias" else tf.reduce_sum(delta1, axis=0)
    return tf.concat([grad_w1, [grad_b1]], 0), tf.concat([grad_w2, [grad_b2]], 0)


def bug_of(case: int) -> str:
    """Draw the bug of a case: one of five, or none."""
    place = tf.random.stateless_uniform([], [case, 315], 0, len(BUGS), tf.int32)
    return BUGS[int(place)]


class Checked(NamedTuple):
    """Gradients of both layers, as programmed and as finite differences find them."""

    loss: tf.Tensor
    programmed_1: tf.Tensor
    programmed_2: tf.Tensor
    differences_1: tf.Tensor
    differences_2: tf.Tensor


def check_gradients(x: list[Any], y: list[Any], rate: float, case: int, seed: int) -> Checked:
    """Compare a programmed backpropagation with finite differences, weight by weight.

    Args:
        x: n samples of 2 numbers.
        y: n targets of 2 numbers.
        rate: the learning rate of the training in which the gradients are used.
        case: the number of the backpropagation: see ``bug_of``.
        seed: of the weights, normal numbers.

    Shapes: (), then (3, 3), (4, 2) twice, all float64; the last row is that of the biases.

    Raises:
        tf.errors.InvalidArgumentError: there are not as many targets as samples.
    """
    return compare(x, y, rate, bug_of(case), seed)


def compare(x: list[Any], y: list[Any], rate: float, bug: str, seed: int) -> Checked:
    """Compare a backpropagation that has a bug with finite differences."""
    samples, targets = tf.constant(x, tf.float64), tf.constant(y, tf.float64)
    sizes = [(samples.shape[1] + 1, HIDDEN), (HIDDEN + 1, targets.shape[1])]
    v1, v2 = (
        tf.random.stateless_normal(size, [seed, layer], dtype=tf.float64)
        for layer, size in enumerate(sizes)
    )
    return Checked(
        loss_of(samples, targets, v1, v2),
        *backward(samples, targets, v1, v2, rate, bug),
        differences(lambda moved: loss_of(samples, targets, moved, v2), v1),
        differences(lambda moved: loss_of(samples, targets, v1, moved), v2),
    )
