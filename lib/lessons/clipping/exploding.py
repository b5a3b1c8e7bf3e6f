"""A small network on real digits, trained with a learning rate that is far too high."""

from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.shared.digits import digits
from lib.training import Training, taking

HIDDEN = 32
BATCH = 100
MOST = 200
"""Steps of a training."""
SHAPES = [(784, HIDDEN), (HIDDEN,), (HIDDEN, 10), (10,)]
CLIPS = {
    "none": lambda gradients, limit: gradients,
    "value": lambda gradients, limit: [tf.clip_by_value(g, -limit, limit) for g in gradients],
    "norm": lambda gradients, limit: [tf.clip_by_norm(g, limit) for g in gradients],
    "global_norm": lambda gradients, limit: tf.clip_by_global_norm(gradients, limit)[0],
}


class State(NamedTuple):
    """Weights and biases of both layers, and what was recorded at each step; NaN where none was."""

    w1: tf.Tensor
    b1: tf.Tensor
    w2: tf.Tensor
    b2: tf.Tensor
    losses: tf.Tensor
    norms: tf.Tensor
    clipped: tf.Tensor
    step: tf.Tensor


class Trained(NamedTuple):
    """Loss and gradient norm before each step, the norm after clipping, and the accuracy."""

    losses: tf.Tensor
    norms: tf.Tensor
    clipped: tf.Tensor
    accuracy: tf.Tensor


def train(steps: int, clip: str, limit: float, rate: float, seed: int) -> Trained:
    """Train on 800 digits in batches of 100, and measure the accuracy on 200 others.

    Shapes: (200,) three times, NaN after the last step; and (), in percent.
    """
    return advance(begin(seed), steps, clip, limit, rate)[1]


def begin(seed: int) -> State:
    """Draw the weights; the step is 0."""
    w1, w2 = (
        tf.random.stateless_normal(shape, [seed, number]) * (2 / shape[0]) ** 0.5
        for number, shape in enumerate((SHAPES[0], SHAPES[2]))
    )
    empty = tf.fill([MOST], float("nan"))
    b1, b2 = tf.zeros([HIDDEN]), tf.zeros([10])
    return State(w1, b1, w2, b2, empty, empty, empty, tf.constant(0))


def advance(
    state: State, steps: int, clip: str, limit: float, rate: float
) -> tuple[State, Trained]:
    """Continue a training for some steps."""
    numbers = (tf.constant(each, tf.float32) for each in (limit, rate))
    index = tf.constant(list(CLIPS).index(clip))
    state, accuracy = descend(state, tf.constant(steps), index, *numbers)
    return state, Trained(state.losses, state.norms, state.clipped, accuracy)


def logits_of(images: tf.Tensor, w1: Any, b1: Any, w2: Any, b2: Any) -> tf.Tensor:
    """Return the scores of ten classes."""
    return tf.nn.relu(images @ w1 + b1) @ w2 + b2


def one_step(
    state: State, index: tf.Tensor, limit: tf.Tensor, rate: tf.Tensor, x: Any, y: Any
) -> State:
    """Take one step of gradient descent on one batch, clipped in the chosen way."""
    place = BATCH * (state.step % (tf.shape(x)[0] // BATCH))
    images, labels = x[place : place + BATCH], y[place : place + BATCH]
    weights = list(state[:4])
    with tf.GradientTape() as tape:
        tape.watch(weights)
        logits = logits_of(images, *weights)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    gradients = tape.gradient(loss, weights)
    clippings = [lambda clip=clip: list(clip(gradients, limit)) for clip in CLIPS.values()]
    clipped = tf.switch_case(index, clippings)
    moved = [w - rate * g for w, g in zip(weights, clipped, strict=True)]
    now = tf.reshape(state.step, [1, 1])
    measured = (loss, tf.linalg.global_norm(gradients), tf.linalg.global_norm(clipped))
    records = [
        tf.tensor_scatter_nd_update(record, now, [value])
        for record, value in zip(state[4:7], measured, strict=True)
    ]
    return State._make([*moved, *records, state.step + 1])


NUMBER, COUNT = tf.TensorSpec([]), tf.TensorSpec([], tf.int32)
STATE_SPEC = State._make([*map(tf.TensorSpec, SHAPES), *[tf.TensorSpec([MOST])] * 3, COUNT])


@tf.function(input_signature=[STATE_SPEC, COUNT, COUNT, NUMBER, NUMBER], autograph=False)
def descend(
    state: State, steps: tf.Tensor, index: tf.Tensor, limit: tf.Tensor, rate: tf.Tensor
) -> tuple[State, tf.Tensor]:
    """Take some steps, and measure the accuracy after the last."""
    pixels, classes = digits()
    images = tf.reshape(tf.cast(pixels, tf.float32) / 255.0, [-1, 784])
    labels = tf.constant(classes)
    end = tf.minimum(state.step + steps, MOST)
    (state,) = tf.while_loop(
        lambda state: state.step < end,
        lambda state: (one_step(state, index, limit, rate, images[:800], labels[:800]),),
        (state,),
    )
    guesses = tf.argmax(logits_of(images[800:], *state[:4]), axis=1)
    hits = tf.cast(guesses == labels[800:], tf.float32)
    return state, 100.0 * tf.reduce_mean(hits)


TRAINING = Training(
    begin=taking(begin, "seed"),
    advance=taking(advance, "clip", "limit", "rate"),
    train=train,
    most=MOST,
)


def warm() -> None:
    """Trace once, before the first reader asks."""
    train(1, "none", 1.0, 0.1, 0)
