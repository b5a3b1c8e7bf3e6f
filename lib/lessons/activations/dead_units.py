"""Hidden units that no digit activates any more, before and during a training."""

from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.activations.functions import TINY
from lib.lessons.shared.digits import digits

HIDDEN, STEPS, SPIKE_AT, EVERY = 64, 40, 10, 8


class DeadUnits(NamedTuple):
    """Shares of silent and of dead units among 64, the accuracy, and gradients by biases."""

    silent: tf.Tensor
    dead: tf.Tensor
    accuracy: tf.Tensor
    highest: tf.Tensor
    gradient: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def hidden_sums(images: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """Return the weighted sum of each hidden unit, before its activation."""
    return images @ w + b


def loss_of(sums: tf.Tensor, alpha: tf.Tensor, w: tf.Tensor, b: tf.Tensor, y: Any) -> tf.Tensor:
    """Return the mean cross-entropy behind the hidden sums. Shapes: (..., n, units) -> (...)."""
    logits = tf.maximum(sums, alpha * sums) @ w + b
    losses = tf.reduce_logsumexp(logits, axis=-1) - tf.gather(logits, y, axis=-1, batch_dims=1)
    return tf.reduce_mean(losses)


def bias_gradients(
    sums: tf.Tensor, alpha: tf.Tensor, w: tf.Tensor, b: tf.Tensor, y: tf.Tensor
) -> tuple[tf.Tensor, ...]:
    """Differentiate the loss by each hidden bias: by tape, formula, and finite differences.

    Shapes: (n, 64) -> three of (64,).
    """
    bias = tf.zeros([HIDDEN])
    with tf.GradientTape() as tape:
        tape.watch(bias)
        loss = loss_of(sums + bias, alpha, w, b, y)
    logits = tf.maximum(sums, alpha * sums) @ w + b
    push = (tf.nn.softmax(logits) - tf.one_hot(y, 10)) / tf.cast(tf.size(y), tf.float32)
    formula = tf.matmul(push, w, transpose_b=True) * tf.where(sums > 0, 1.0, alpha)
    # One bias moves one unit, and what that unit adds to each logit.
    wide, leak, out, last = (tf.cast(each, tf.float64) for each in (sums, alpha, w, b))
    here = tf.maximum(wide, leak * wide)
    losses = []
    for move in (TINY, -TINY):
        there = tf.maximum(wide + move, leak * (wide + move))
        added = tf.transpose(there - here)[:, :, tf.newaxis] * out[:, tf.newaxis]
        moved = here @ out + last + added
        right = tf.reduce_sum(moved * tf.one_hot(y, 10, dtype=tf.float64), axis=2)
        losses.append(tf.reduce_mean(tf.reduce_logsumexp(moved, axis=2) - right, axis=1))
    slopes = (losses[0] - losses[1]) / (2 * TINY)
    return tape.gradient(loss, bias), tf.reduce_sum(formula, axis=0), slopes


@tf.function(
    input_signature=[
        tf.TensorSpec([1000, 784]),
        tf.TensorSpec([1000], tf.int64),
        *[tf.TensorSpec([])] * 3,
        tf.TensorSpec([2], tf.int32),
    ],
    autograph=False,
)
def train_and_count(
    images: tf.Tensor,
    truth: tf.Tensor,
    bias: tf.Tensor,
    spike: tf.Tensor,
    alpha: tf.Tensor,
    seed: tf.Tensor,
) -> DeadUnits:
    """Train for 40 steps, one of them with another learning rate, and count after every eighth."""
    w1 = tf.random.stateless_normal([784, HIDDEN], seed) * (2 / 784) ** 0.5
    w2 = tf.random.stateless_normal([HIDDEN, 10], seed + 1) * (2 / HIDDEN) ** 0.5
    start = [w1, tf.fill([HIDDEN], bias), w2, tf.zeros([10])]

    def one_step(weights: list[tf.Tensor], number: tf.Tensor) -> list[tf.Tensor]:
        place = 50 * (number % 16)
        with tf.GradientTape() as tape:
            tape.watch(weights)
            sums = hidden_sums(images[place : place + 50], weights[0], weights[1])
            loss = loss_of(sums, alpha, weights[2], weights[3], truth[place : place + 50])
        rate = tf.where(number == SPIKE_AT, spike, 0.1)
        slopes = tape.gradient(loss, weights)
        return [w - rate * slope for w, slope in zip(weights, slopes, strict=True)]

    def measure_units(weights: list[tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        """Return each unit's largest sum over the digits, and whether it gets any gradient."""
        sums = hidden_sums(images, weights[0], weights[1])
        with tf.GradientTape() as tape:
            tape.watch(sums)
            loss = loss_of(sums, alpha, weights[2], weights[3], truth)
        back = tf.reduce_any(tape.gradient(loss, sums) != 0, axis=0)
        return tf.reduce_max(sums, axis=0), back

    def train_on(state: Any, first: tf.Tensor) -> Any:
        weights = list(state[:4])
        for number in range(EVERY):
            weights = one_step(weights, first + number)
        return (*weights, *measure_units(weights))

    before = measure_units(start)
    w, b, v, c, high, alive = tf.scan(train_on, tf.range(0, STEPS, EVERY), (*start, *before))
    highest, living = (
        tf.concat([first[tf.newaxis], rest], axis=0)
        for first, rest in zip(before, (high, alive), strict=True)
    )
    sums = hidden_sums(images[800:], w[-1], b[-1])
    scores = tf.maximum(sums, alpha * sums) @ v[-1] + c[-1]
    return DeadUnits(
        tf.reduce_mean(tf.cast(highest <= 0, tf.float32), axis=1),
        1 - tf.reduce_mean(tf.cast(living, tf.float32), axis=1),
        100 * tf.reduce_mean(tf.cast(tf.argmax(scores, axis=1) == truth[800:], tf.float32)),
        highest[-1],
        *bias_gradients(sums, alpha, v[-1], c[-1], truth[800:]),
    )


def count_dead_units(bias: float, spike: float, alpha: float, seed: int) -> DeadUnits:
    """Count hidden units that no digit activates any more, before and during a training.

    Args:
        bias: where all hidden biases start.
        spike: the learning rate of step 10; that of the others is 0.1.
        alpha: the slope of the activation below 0; 0 is the ReLU.
        seed: draws the weights.

    Shapes: (6,) and (6,), as shares of the units, before the first step and after every
    eighth: those whose sum is above 0 for no digit, and those that get a gradient from no
    digit; (), in percent, on the last 200 digits; (64,), the largest sum of each unit;
    and three of (64,): the gradient by each hidden bias, on the last 200 digits.
    """
    sample = digits()
    # As arguments: a constant of 3 MB would be copied into each function of the graph.
    images = tf.constant(sample.images.reshape(-1, 784) / 255.0, tf.float32)
    numbers = (tf.constant(each, tf.float32) for each in (bias, spike, alpha))
    return train_and_count(images, tf.constant(sample.labels), *numbers, tf.constant([seed, 7]))


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    count_dead_units(0.0, 0.1, 0.0, 0)
