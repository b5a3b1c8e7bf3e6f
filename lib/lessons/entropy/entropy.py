"""Entropy, cross-entropy, and the losses made of them."""

import math
from itertools import product
from random import Random
from typing import Any, NamedTuple

import tensorflow as tf


class Surprise(NamedTuple):
    """A distribution, its terms p log p, and its entropy."""

    p: tf.Tensor
    terms: tf.Tensor
    entropy: tf.Tensor


def surprise(weights: list[float], base: float) -> Surprise:
    """Turn positive numbers into a distribution, and measure its entropy.

    Shapes: (n,), (n,), (). The unit is the bit for base 2, the nat for base e.
    """
    p = tf.constant(weights, tf.float32)
    p = p / tf.reduce_sum(p)
    terms = tf.math.xlogy(p, p) / tf.math.log(tf.constant(base, tf.float32))
    return Surprise(p, terms, -tf.reduce_sum(terms))


class Divergence(NamedTuple):
    """Entropies, cross-entropies and KL divergences of two distributions, in bits."""

    p: tf.Tensor
    q: tf.Tensor
    entropy_p: tf.Tensor
    entropy_q: tf.Tensor
    cross_pq: tf.Tensor
    cross_qp: tf.Tensor
    kl_pq: tf.Tensor
    kl_qp: tf.Tensor


def compare(p: list[float], q: list[float]) -> Divergence:
    """Measure the cost of expecting q where p is true, and of expecting p where q is true.

    Shapes: (n,), (n,), six scalars.

    Raises:
        tf.errors.InvalidArgumentError: p and q have different lengths.
    """
    # Stacked, since a q of one number would otherwise be broadcast without an error.
    pair = tf.stack([tf.constant(p, tf.float32), tf.constant(q, tf.float32)])
    true, expected = tf.unstack(pair / tf.reduce_sum(pair, axis=1, keepdims=True))
    cross_pq, cross_qp = cross_bits(true, expected), cross_bits(expected, true)
    entropy_p, entropy_q = cross_bits(true, true), cross_bits(expected, expected)
    return Divergence(
        true,
        expected,
        entropy_p,
        entropy_q,
        cross_pq,
        cross_qp,
        cross_pq - entropy_p,
        cross_qp - entropy_q,
    )


def cross_bits(p: tf.Tensor, q: tf.Tensor) -> tf.Tensor:
    """Return the cross-entropy H(p, q) in bits; a p of 0 adds nothing."""
    return -tf.reduce_sum(tf.math.xlogy(p, q)) / math.log(2)


class Categorical(NamedTuple):
    """A prediction as Keras normalises it, and the loss."""

    used: tf.Tensor
    loss: tf.Tensor


def categorical(label: int, p: list[float]) -> Categorical:
    """Measure a prediction against the true class with Keras.

    Shapes: (n,), (). ``used`` is the prediction divided by its sum, as Keras does first.
    """
    prediction = tf.constant(p, tf.float32)
    truth = tf.one_hot(label, len(p))
    loss = tf.keras.losses.categorical_crossentropy(truth, prediction)
    return Categorical(prediction / tf.reduce_sum(prediction), loss)


class Binary(NamedTuple):
    """One loss from the class and from the function, and the curve it lies on."""

    by_class: tf.Tensor
    by_function: tf.Tensor
    probabilities: tf.Tensor
    curve: tf.Tensor


def binary(label: float, p: float) -> Binary:
    """Measure one probability against a label of 0 or 1, and every other probability too.

    Shapes: (), (), (99,), (99,).
    """
    probabilities = tf.linspace(0.01, 0.99, 99)[:, tf.newaxis]
    labels = tf.fill(tf.shape(probabilities), label)
    return Binary(
        tf.keras.losses.BinaryCrossentropy()([label], [p]),
        tf.keras.losses.binary_crossentropy([label], [p]),
        probabilities[:, 0],
        tf.keras.losses.binary_crossentropy(labels, probabilities),
    )


FORMS = {
    "p * log(p)": lambda p: p * tf.math.log(p),
    "xlogy(p, p)": lambda p: tf.math.xlogy(p, p),
    "multiply_no_nan(log(p), p)": lambda p: tf.math.multiply_no_nan(tf.math.log(p), p),
}


class Zero(NamedTuple):
    """The terms p log p, written in three ways, and their gradients."""

    values: tf.Tensor
    gradients: tf.Tensor


def zero_log_zero(p: list[float]) -> Zero:
    """Write p log p in three ways, and differentiate each.

    Shapes: (3, n), (3, n): a row for each way.
    """
    point = tf.constant(p, tf.float32)
    values, gradients = [], []
    for form in FORMS.values():
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = form(point)
        values.append(value)
        gradients.append(tape.gradient(value, point))
    return Zero(tf.stack(values), tf.stack(gradients))


class Batch(NamedTuple):
    """The loss of each sample, and their mean, which a training step uses."""

    losses: tf.Tensor
    mean: tf.Tensor


def confident(good: int, p_good: float, p_bad: float) -> Batch:
    """Measure a batch in which one sample alone is wrong.

    Args:
        good: how many samples give their true class the probability ``p_good``.
        p_good: that probability.
        p_bad: the probability that the last sample gives to its true class.

    Shapes: (good + 1,), ().
    """
    p = tf.constant([p_good] * good + [p_bad])
    predictions = tf.stack([p, 1 - p], axis=1)
    truth = tf.one_hot([0] * (good + 1), 2)
    losses = tf.keras.losses.categorical_crossentropy(truth, predictions)
    return Batch(losses, tf.reduce_mean(losses))


LOGITS = [[2.0, -1.0, 0.5]]
LABEL = 1
LOSSES = {
    "categorical": tf.keras.losses.categorical_crossentropy,
    "sparse": tf.keras.losses.sparse_categorical_crossentropy,
}


def one_call(loss: str, labels: str, outputs: str, from_logits: bool) -> tf.Tensor:
    """Call one of Keras's two losses with one of eight combinations, not all of them right.

    Shape: (1,).

    Raises:
        ValueError: the labels have a shape that this loss does not take.
    """
    logits = tf.constant(LOGITS)
    output = logits if outputs == "logits" else tf.nn.softmax(logits)
    label = tf.constant([LABEL]) if labels == "sparse" else tf.one_hot([LABEL], 3)
    return LOSSES[loss](label, output, from_logits=from_logits)


CALLS = list(product(LOSSES, ["one_hot", "sparse"], ["logits", "probabilities"], [True, False]))


def sixteen_calls() -> tf.Tensor:
    """Make every call; NaN marks a call that Keras refuses.

    Shape: (4, 4): loss and labels down, outputs and ``from_logits`` across, as in ``CALLS``.
    """
    found = []
    for call in CALLS:
        try:
            found.append(one_call(*call)[0])
        except ValueError:
            found.append(tf.constant(math.nan))
    return tf.reshape(tf.stack(found), [4, 4])


def draw_uniform(draw: Random) -> dict[str, Any]:
    """Draw a number of equally likely outcomes, a power of two."""
    return {"n": 2 ** draw.randint(1, 6)}


def uniform_bits(n: int) -> tf.Tensor:
    """Return the entropy of n equally likely outcomes, in bits."""
    p = tf.fill([n], 1 / n)
    return cross_bits(p, p)


def draw_pair(draw: Random) -> dict[str, Any]:
    """Draw two distributions of which one is clearly more uncertain."""
    certain = draw.choice([[0.97, 0.01, 0.02], [0.9, 0.05, 0.05], [0.0, 1.0, 0.0]])
    uncertain = draw.choice([[0.3, 0.3, 0.4], [0.5, 0.25, 0.25], [0.2, 0.4, 0.4]])
    pair = [certain, uncertain]
    draw.shuffle(pair)
    return {"p": pair[0], "q": pair[1]}


def more_uncertain(p: list[float], q: list[float]) -> str:
    """Return which of two distributions has the greater entropy."""
    first, second = (cross_bits(tf.constant(each), tf.constant(each)) for each in (p, q))
    return "p" if first > second else "q"


def draw_guess(draw: Random) -> dict[str, Any]:
    """Draw a probability for the true class whose logarithm is easy."""
    return {"p": draw.choice([0.5, 0.25, 0.125, 0.1, 0.01])}


def nats(p: float) -> tf.Tensor:
    """Return the cross-entropy of a true class with this probability, in nats."""
    return tf.keras.losses.categorical_crossentropy([1.0, 0.0], [p, 1 - p])


def draw_sum(draw: Random) -> dict[str, Any]:
    """Draw a prediction that sums to more than 1."""
    p = draw.choice([[0.5, 0.5, 1.0], [1.0, 2.0, 1.0], [0.2, 0.2, 0.4]])
    return {"p": p, "label": draw.randint(0, 2)}


def probability_used(p: list[float], label: int) -> tf.Tensor:
    """Return the probability of the true class that the loss of Keras amounts to."""
    return tf.exp(-categorical(label, p).loss)
