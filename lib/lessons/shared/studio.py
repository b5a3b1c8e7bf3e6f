"""A small network that learns to classify points of the plane.

Everything that a training depends on is in its arguments, the seed too, so the same arguments give
the same training, step for step, at once or in parts.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.network_training import (
    DEEPEST,
    DESCEND,
    MOST,
    State,
    choice_numbers,
    classes_of,
    initial_state,
)
from lib.lessons.shared.point_sets import SPAN, Points, outputs_for, points_of_rows, sample_points
from lib.training import Training, taking

WIDEST = 16
"""Units of a hidden layer at most."""
PIXELS = 48
"""The output is shown on so many places a side of the plane."""
HEADS: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "sigmoid": tf.sigmoid,
    "softmax": tf.nn.softmax,
}
"""What turns the last layer's scores into probabilities: of one output, or of several."""


class Trained(NamedTuple):
    """What is shown of a training.

    ``losses`` (MOST,): of each step's batch before the step; NaN where there was none yet.
    ``norms`` (MOST, layers): the gradient's norm for each layer, weights and biases together.
    ``theta`` (p,): the weights now: of each layer its matrix, row by row, then its bias; see
    ``matrices``.
    ``plane`` (PIXELS, PIXELS, outputs): probabilities over the plane, row 0 at the lowest y.
    ``places`` (n, 2) and ``labels`` (n,): the points. ``accuracy`` (): in percent of them.
    """

    losses: tf.Tensor
    norms: tf.Tensor
    theta: tf.Tensor
    plane: tf.Tensor
    places: tf.Tensor
    labels: tf.Tensor
    accuracy: tf.Tensor


def train(
    steps: int,
    data: str,
    own: list[list[float]],
    count: int,
    noise: float,
    seed: int,
    width: int,
    depth: int,
    activation: str,
    initialiser: str,
    loss: str,
    optimiser: str,
    rate: float,
    batch: int,
) -> Trained:
    """Train a network on points of the plane.

    Args:
        steps: how many steps, at most ``MOST``.
        data: a set of ``point_sets.SETS``, or ``own``.
        own: rows of x, y and class (0, 1 or 2), where the set is ``own``.
        count: how many points the set has.
        noise: the standard deviation of their noise.
        seed: of the points, of the first weights and of the order of the batches.
        width: units of each hidden layer.
        depth: hidden layers, 0 to ``DEEPEST``; none makes it a perceptron.
        activation: of the hidden layers.
        initialiser: of the weights.
        loss: ``cross_entropy`` or ``mse``. Two classes have one output with a sigmoid, three
            have three with softmax.
        optimiser: the rule of a step.
        rate: the learning rate.
        batch: the points of a step; 0 for all of them.
    """
    state = begin(data, own, seed, width, depth, initialiser)
    return advance(
        state,
        steps,
        data,
        own,
        count,
        noise,
        seed,
        width,
        depth,
        activation,
        loss,
        optimiser,
        rate,
        batch,
    )[1]


def begin(
    data: str, own: list[list[float]], seed: int, width: int, depth: int, initialiser: str
) -> State:
    """Draw the first weights; the step is 0."""
    return initial_state([2, *[width] * depth, outputs_for(data, own)], initialiser, seed)


def advance(
    state: State,
    steps: int,
    data: str,
    own: list[list[float]],
    count: int,
    noise: float,
    seed: int,
    width: int,
    depth: int,
    activation: str,
    loss: str,
    optimiser: str,
    rate: float,
    batch: int,
) -> tuple[State, Trained]:
    """Continue a training for some steps, and evaluate the network on the whole plane."""
    points = points_of_rows(own) if data == "own" else sample_points(data, count, noise, seed)
    outputs = outputs_for(data, own)
    head = "softmax" if outputs > 1 else "sigmoid"
    sizes = tf.constant([2, *[width] * depth, outputs])
    kinds = choice_numbers(activation, f"{head}.{loss}", optimiser)
    seen = tf.concat([lattice(), points.places], axis=0)
    state, scores = DESCEND[depth](
        state,
        tf.constant(steps),
        tf.constant(seed),
        sizes,
        kinds,
        tf.constant(rate, tf.float32),
        tf.constant(batch),
        points.places,
        targets(points, outputs),
        seen,
    )
    probabilities = HEADS[head](scores)
    plane = tf.reshape(probabilities[: PIXELS**2], [PIXELS, PIXELS, outputs])
    hits = classes_of(probabilities[PIXELS**2 :]) == points.labels
    accuracy = 100.0 * tf.reduce_mean(tf.cast(hits, tf.float32))
    return state, Trained(state.losses, state.norms, state.theta, plane, *points, accuracy)


@cache
def lattice() -> tf.Tensor:
    """Return the middles of the squares of the plane, the lowest row first. (PIXELS ** 2, 2)."""
    axis = tf.linspace(-SPAN, SPAN, 2 * PIXELS + 1)[1::2]
    x, y = tf.meshgrid(axis, axis)
    return tf.stack([tf.reshape(x, [-1]), tf.reshape(y, [-1])], axis=1)


def targets(points: Points, outputs: int) -> tf.Tensor:
    """Return what the outputs should be: the class itself, or one-hot. Shape: (n, outputs)."""
    if outputs == 1:
        return tf.cast(points.labels, tf.float32)[:, tf.newaxis]
    return tf.one_hot(points.labels, outputs)


TRAINING = Training(
    begin=taking(begin, "data", "own", "seed", "width", "depth", "initialiser"),
    advance=taking(
        advance,
        "data",
        "own",
        "count",
        "noise",
        "seed",
        "width",
        "depth",
        "activation",
        "loss",
        "optimiser",
        "rate",
        "batch",
    ),
    train=train,
    most=MOST,
)


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    for depth in range(DEEPEST + 1):
        train(1, "xor", [], 4, 0.0, 0, 2, depth, "tanh", "glorot", "cross_entropy", "adam", 0.1, 0)
