"""A small network that learns real digits, and classifies one that the reader has drawn."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.digits import digits
from lib.lessons.shared.network_training import (
    DESCEND,
    State,
    choice_numbers,
    classes_of,
    initial_state,
    layers_of,
    sizes_of,
)
from lib.training import Training, taking

STEPS = 200
"""Steps of a training: 25 times through its 800 digits."""
BATCH = 100
WORST = 12
"""How many of the mistakes are shown."""
FIRST = 16
"""How many of the first layer's units are shown."""


class Trained(NamedTuple):
    """What is shown of a training.

    ``losses`` (STEPS,): of each step's batch before the step; NaN where there was none yet.
    ``accuracy`` (): in percent of the 200 digits that it does not learn from.
    ``confusion`` (10, 10): how many are a digit (row) and were classified as one (column).
    ``mistaken`` (up to 12, 28, 28): the surest mistakes; ``truth`` what each is,
    ``taken`` the class it was given, and ``sure`` the probability of that class.
    ``weights`` (up to 16, 28, 28): of the first layer's first units; ``changes``: since the start.
    ``seen`` (28, 28): the reader's drawing as the network gets it; ``guesses`` (10,): its
    probabilities.
    """

    losses: tf.Tensor
    accuracy: tf.Tensor
    confusion: tf.Tensor
    mistaken: tf.Tensor
    truth: tf.Tensor
    taken: tf.Tensor
    sure: tf.Tensor
    weights: tf.Tensor
    changes: tf.Tensor
    seen: tf.Tensor
    guesses: tf.Tensor


def train(
    steps: int,
    drawing: list[str],
    width: int,
    activation: str,
    optimiser: str,
    rate: float,
    seed: int,
) -> Trained:
    """Train on 800 digits in batches of 100, and classify 200 others and a drawing.

    Args:
        steps: how many steps, at most ``STEPS``.
        drawing: rows of a square picture, ``#`` for ink.
        width: units of the hidden layer.
        activation: of the hidden layer.
        optimiser: the rule of a step.
        rate: the learning rate.
        seed: of the first weights and of the order of the batches.
    """
    state = begin(width, seed)
    return advance(state, steps, drawing, width, activation, optimiser, rate, seed)[1]


def begin(width: int, seed: int) -> State:
    """Draw the first weights; the step is 0."""
    return initial_state([784, width, 10], "he", seed)


def advance(
    state: State,
    steps: int,
    drawing: list[str],
    width: int,
    activation: str,
    optimiser: str,
    rate: float,
    seed: int,
) -> tuple[State, Trained]:
    """Continue a training for some steps, and measure what it has learned."""
    pixels, classes = digits()
    images = tf.reshape(tf.cast(pixels, tf.float32) / 255.0, [-1, 784])
    labels = tf.constant(classes, tf.int32)
    seen = tf.concat([images[800:], tf.reshape(as_mnist(drawing), [1, 784])], axis=0)
    sizes = sizes_of(state, 1, 784, 10)
    state, scores = DESCEND[1](
        state,
        tf.constant(steps),
        tf.constant(seed),
        sizes,
        choice_numbers(activation, "softmax.cross_entropy", optimiser),
        tf.constant(rate, tf.float32),
        tf.constant(BATCH),
        images[:800],
        tf.one_hot(labels[:800], 10),
        seen,
    )
    probabilities = tf.nn.softmax(scores)
    guesses, truth = classes_of(probabilities[:200]), labels[800:]
    wrong = tf.where(guesses != truth)[:, 0]
    sure = tf.gather(tf.reduce_max(probabilities[:200], axis=1), wrong)
    order = tf.argsort(sure, direction="DESCENDING", stable=True)[:WORST]
    worst = tf.gather(wrong, order)
    now, start = (first_units(each.theta, sizes) for each in (state, begin(width, seed)))
    return state, Trained(
        state.losses[:STEPS],
        100.0 * tf.reduce_mean(tf.cast(guesses == truth, tf.float32)),
        tf.math.confusion_matrix(truth, guesses, num_classes=10),
        tf.reshape(tf.gather(seen, worst), [-1, 28, 28]),
        tf.gather(truth, worst),
        tf.gather(guesses, worst),
        tf.gather(sure, order),
        now,
        now - start,
        tf.reshape(seen[200], [28, 28]),
        probabilities[200],
    )


THREE = [
    "..............",
    "....######....",
    "...#......#...",
    "..........#...",
    "..........#...",
    ".........#....",
    ".....####.....",
    ".........#....",
    "..........#...",
    "..........#...",
    "..........#...",
    "...#......#...",
    "....######....",
    "..............",
]
"""What is drawn at first."""


def first_units(theta: tf.Tensor, sizes: tf.Tensor) -> tf.Tensor:
    """Return the weights of the first units of the first layer as pictures: (up to 16, 28, 28)."""
    matrix = layers_of(theta, sizes, 1)[0][0]
    return tf.transpose(tf.reshape(matrix, [28, 28, -1]), [2, 0, 1])[:FIRST]


def as_mnist(drawing: list[str]) -> tf.Tensor:
    """Scale and centre a drawing as the digits of MNIST are.

    The drawing is scaled to fit into 20 x 20 pixels, and placed into 28 x 28 with its centre of
    mass in the middle. An empty drawing gives zeros.

    Shape: (28, 28), from 0 to 1.
    """
    ink = tf.constant([[float(cell == "#") for cell in row] for row in drawing])
    places = tf.where(ink > 0)
    if not len(places):
        return tf.zeros([28, 28])
    low, high = tf.reduce_min(places, axis=0), tf.reduce_max(places, axis=0) + 1
    box = ink[low[0] : high[0], low[1] : high[1]]
    tall, wide = (int(size) for size in high - low)
    scale = 20 / max(tall, wide)
    size = [max(round(scale * tall), 2), max(round(scale * wide), 2)]
    small = tf.image.resize(box[..., tf.newaxis], size, "bicubic", antialias=True)[..., 0]
    laid = tf.pad(tf.clip_by_value(small, 0.0, 1.0), [[0, 28 - size[0]], [0, 28 - size[1]]])
    axis = tf.range(28.0)
    mass = tf.reduce_sum(laid)
    down = 13.5 - tf.reduce_sum(laid * axis[:, tf.newaxis]) / mass
    right = 13.5 - tf.reduce_sum(laid * axis) / mass
    return tf.roll(laid, tf.cast(tf.round([down, right]), tf.int32), axis=[0, 1])


TRAINING = Training(
    begin=taking(begin, "width", "seed"),
    advance=taking(advance, "drawing", "width", "activation", "optimiser", "rate", "seed"),
    train=train,
    most=STEPS,
    viewed=frozenset({"drawing"}),
)
