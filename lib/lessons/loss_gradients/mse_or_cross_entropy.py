"""One sigmoid neuron, trained by the squared error and by cross-entropy."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences


def two_losses(z: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Return the squared error and the cross-entropy of a sigmoid whose label is 0.

    Shape: (..., 2) -> (..., 2): one logit for each loss.
    """
    squared = factor * tf.square(tf.sigmoid(z[..., 0]))
    return tf.stack([squared, tf.nn.softplus(z[..., 1])], axis=-1)


@tf.function(
    input_signature=[
        tf.TensorSpec([2], tf.float32),
        tf.TensorSpec([], tf.float32),
        tf.TensorSpec([], tf.int32),
        tf.TensorSpec([], tf.float32),
    ],
    autograph=False,
)
def train_both(start: tf.Tensor, rate: tf.Tensor, steps: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Train one neuron by each loss in one compiled loop, and keep every step.

    The input is 1, so the logit is w + b. Shape: (steps + 1, 2, 2): step, w and b, loss.
    """

    def ten_steps(before: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
        now, kept = before[-1], []
        for _ in range(10):
            with tf.GradientTape() as tape:
                tape.watch(now)
                loss = two_losses(now[0] + now[1], factor)
            now = now - rate * tape.gradient(loss, now)
            kept.append(now)
        return tf.stack(kept)

    here = tf.tile(start[tf.newaxis, :, tf.newaxis], [10, 1, 2])
    rounds = tf.scan(ten_steps, tf.range((steps + 9) // 10), here, parallel_iterations=1)
    return tf.concat([here[:1], tf.reshape(rounds, [-1, 2, 2])], axis=0)[: steps + 1]


class NeuronTraining(NamedTuple):
    """A neuron trained by MSE and by cross-entropy, and the gradient of each loss."""

    outputs: tf.Tensor
    gradients: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    every_output: tf.Tensor
    gradient_curves: tf.Tensor


@tf.function(
    input_signature=[tf.TensorSpec([None, 2, 2]), tf.TensorSpec([]), tf.TensorSpec([])],
    autograph=False,
)
def logit_gradients(kept: tf.Tensor, start: tf.Tensor, factor: tf.Tensor) -> NeuronTraining:
    """Differentiate both losses by the logit, at the start and at every output."""
    every = tf.concat([[start], tf.linspace(-7.0, 7.0, 101)], axis=0)
    logits = tf.stack([every, every], axis=1)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = two_losses(logits, factor)
    gradients = tape.gradient(loss, logits)
    a, wide = tf.sigmoid(start), tf.cast(factor, tf.float64)
    return NeuronTraining(
        tf.sigmoid(tf.reduce_sum(kept, axis=1)),
        gradients[0],
        tf.stack([2 * factor * a * a * (1 - a), a]),
        differences(lambda z: two_losses(tf.stack([z, z], 1), wide), start),
        tf.sigmoid(every[1:]),
        tf.transpose(gradients[1:]),
    )


def train_neuron(w: float, b: float, rate: float, steps: int, halved: bool) -> NeuronTraining:
    """Train one sigmoid neuron from one bad start by two losses; the input is 1, the label 0.

    Shapes: (steps + 1, 2), three of (2,), (101,), (2, 101): first MSE, then cross-entropy.
    Gradients are by the logit w + b: those of the start, and those of every output.
    """
    factor = tf.constant(0.5 if halved else 1.0)
    kept = train_both(tf.constant([w, b]), tf.constant(rate), tf.constant(steps), factor)
    return logit_gradients(kept, tf.constant(w + b), factor)


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    train_neuron(2.0, 2.0, 0.1, 2, True)
