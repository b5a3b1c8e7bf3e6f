"""One softmax layer: the gradients of two losses, in three ways."""

from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences


def squared_error(truth: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Return the mean squared error of a softmax. Shapes: (n, c), (..., n, c) -> (...)."""
    return tf.reduce_mean(tf.keras.losses.MSE(truth, tf.nn.softmax(logits)), axis=-1)


def squared_error_slope(truth: tf.Tensor, p: tf.Tensor) -> tf.Tensor:
    """Return its gradient by the logits: 2(p - y)/size, through the softmax's Jacobian."""
    slope = 2 * (p - truth) / tf.size(p, tf.float32)
    return p * (slope - tf.reduce_sum(p * slope, axis=1, keepdims=True))


def cross_entropy(truth: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Return the mean cross-entropy, from logits. Shapes: (n, c), (..., n, c) -> (...)."""
    truth = tf.broadcast_to(truth, tf.shape(logits))
    losses = tf.keras.losses.categorical_crossentropy(truth, logits, from_logits=True)
    return tf.reduce_mean(losses, axis=-1)


def cross_entropy_slope(truth: tf.Tensor, p: tf.Tensor) -> tf.Tensor:
    """Return its gradient by the logits: (p - y)/n."""
    return (p - truth) / len(p)


LOSSES = {
    "mse": (squared_error, squared_error_slope),
    "cross_entropy": (cross_entropy, cross_entropy_slope),
}


class Layer(NamedTuple):
    """One layer: probabilities, loss, and gradients by tape, by formula, by differences."""

    p: tf.Tensor
    loss: tf.Tensor
    grad_logits: tf.Tensor
    grad_w: tf.Tensor
    grad_b: tf.Tensor
    formula_logits: tf.Tensor
    formula_w: tf.Tensor
    formula_b: tf.Tensor
    differences_w: tf.Tensor
    differences_b: tf.Tensor


def layer_gradients(
    x: list[Any], w: list[Any], b: list[float], labels: list[int], loss: str
) -> Layer:
    """Send a batch through one softmax layer, and differentiate its loss in three ways.

    Args:
        x: n samples of d numbers.
        w: weights, d rows of c numbers.
        b: c biases.
        labels: n classes.
        loss: ``mse`` or ``cross_entropy``.

    Raises:
        tf.errors.InvalidArgumentError: the shapes do not fit each other.
    """
    samples, weight, bias = (tf.constant(each, tf.float32) for each in (x, w, b))
    truth = tf.one_hot(labels, weight.shape[1])
    measure, slope = LOSSES[loss]
    with tf.GradientTape() as tape:
        tape.watch([weight, bias])
        logits = samples @ weight + bias
        value = measure(truth, logits)
    grad_logits, grad_w, grad_b = tape.gradient(value, [logits, weight, bias])
    p = tf.nn.softmax(logits)
    formula = slope(truth, p)
    # The bias is one more row of weights, for an input that is always 1.
    wider = tf.cast(tf.pad(samples, [[0, 0], [0, 1]], constant_values=1), tf.float64)
    moved = differences(
        lambda both: measure(tf.cast(truth, tf.float64), wider @ both),
        tf.concat([weight, bias[tf.newaxis]], axis=0),
    )
    formula_w, formula_b = tf.transpose(samples) @ formula, tf.reduce_sum(formula, axis=0)
    return Layer(
        p,
        value,
        grad_logits,
        grad_w,
        grad_b,
        formula,
        formula_w,
        formula_b,
        moved[:-1],
        moved[-1],
    )


ARTICLE_P = [
    [0.6746528, 0.0133454, 0.31200182],
    [0.74632466, 0.15744632, 0.09622896],
    [0.5631675, 0.4008012, 0.0360313],
]


def draw_layer(seed: int, rows: int) -> tuple[list[Any], list[Any], list[float]]:
    """Draw a batch of four numbers each, weights for three classes, and biases."""
    shapes = [[rows, 4], [4, 3], [3]]
    drawn = [tf.random.stateless_normal(shape, [seed, i]) for i, shape in enumerate(shapes)]
    x, w, b = ((each.numpy().astype(float).round(2)).tolist() for each in drawn)
    return x, w, b


def choose_logits(rows: list[Any]) -> tuple[list[Any], list[Any], list[float]]:
    """Return the batch, weights and biases whose logits are these rows: x is the identity."""
    identity = [[float(i == j) for j in range(len(rows))] for i in range(len(rows))]
    return identity, rows, [0.0] * len(rows[0])
