"""A mean squared error of predictions and labels of different shapes."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences

SHAPES = {
    "same": ([-1], [-1]),
    "column": ([-1], [-1, 1]),
    "row": ([1, -1], [-1, 1]),
}


class Broadcast(NamedTuple):
    """A mean squared error of two shapes, by hand and in Keras, and the right one."""

    difference: tf.Tensor
    loss: tf.Tensor
    gradient: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    keras_loss: tf.Tensor
    true_loss: tf.Tensor
    true_gradient: tf.Tensor


def broadcast_error(predictions: list[float], labels: list[float], shapes: str) -> Broadcast:
    """Measure predictions against labels whose shape may be another.

    Shapes: that of the difference, (), (n,), (n,), (n,), (), (), (n,).

    Raises:
        tf.errors.InvalidArgumentError: there are not as many labels as predictions.
    """
    of_predictions, of_labels = SHAPES[shapes]
    # Stacked, since a single number would otherwise be broadcast without an error.
    p, y = tf.unstack(tf.stack([tf.constant(predictions, tf.float32), labels]))
    target = tf.reshape(y, of_labels)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(p)
        output = tf.reshape(p, of_predictions)
        difference = output - target
        loss = tf.reduce_mean(tf.square(difference))
        true_loss = tf.reduce_mean(tf.square(p - y))
    centre = y if shapes == "same" else tf.reduce_mean(y)
    wide = tf.cast(target, tf.float64)

    def errors_of(points: tf.Tensor) -> tf.Tensor:
        rows = tf.reshape(points, [len(points), *[1] * (len(of_labels) - 1), -1])
        return tf.reduce_mean(tf.reshape(tf.square(rows - wide), [len(points), -1]), axis=1)

    return Broadcast(
        difference,
        loss,
        tape.gradient(loss, p),
        2 * (p - centre) / len(predictions),
        differences(errors_of, p),
        tf.reduce_mean(tf.keras.losses.MSE(target, output)),
        true_loss,
        tape.gradient(true_loss, p),
    )
