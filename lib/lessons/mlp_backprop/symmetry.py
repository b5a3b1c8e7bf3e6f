"""A network on XOR that starts from weights which are all alike, or are not."""

from typing import Any, NamedTuple

import tensorflow as tf

from lib.training import Training, taking

MOST = 500
"""Steps of a training."""
POINTS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
ACTIVATIONS = {"tanh": tf.tanh, "sigmoid": tf.sigmoid, "relu": tf.nn.relu}
EQUAL_WEIGHT = 0.5
"""The weight of every edge, where all are alike."""


class State(NamedTuple):
    """Weights and biases of both layers, and the loss before each step; NaN after the last."""

    w1: tf.Tensor
    b1: tf.Tensor
    w2: tf.Tensor
    b2: tf.Tensor
    losses: tf.Tensor
    step: tf.Tensor


class Trained(NamedTuple):
    """The loss after every step, the weights, and the outputs at the four points."""

    losses: tf.Tensor
    w1: tf.Tensor
    b1: tf.Tensor
    w2: tf.Tensor
    b2: tf.Tensor
    outputs: tf.Tensor


def train(
    steps: int,
    start: str,
    hidden: int,
    own: list[Any],
    activation: str,
    truth: list[int],
    rate: float,
    seed: int,
) -> Trained:
    """Train a 2-h-1 network on the corners of a square by gradient descent.

    Shapes: (501,), NaN after the last step; (2, h), (h,), (h, 1), (1,); (4,) probabilities.
    """
    return advance(begin(start, hidden, own, seed), steps, activation, truth, rate)[1]


def begin(start: str, hidden: int, own: list[Any], seed: int) -> State:
    """Return the weights of the start; the biases are 0, and so is the step.

    Args:
        start: ``zeros``; ``alike``, all 0.5; ``random``, normal numbers from a seed; or
            ``own``, where the weights of the first layer are given and those of the second
            are 0.5.
        hidden: units of the hidden layer, h.
        own: the weights given, two rows; if they are shorter than h, used again in turn.
        seed: the seed.
    """
    if start == "random":
        w1 = tf.random.stateless_normal([2, hidden], [seed, 0])
        w2 = tf.random.stateless_normal([hidden, 1], [seed, 1])
    else:
        given = tf.constant(own or [[EQUAL_WEIGHT], [EQUAL_WEIGHT]], tf.float32)
        w1 = tf.gather(given, tf.range(hidden) % given.shape[1], axis=1)
        w2 = tf.fill([hidden, 1], EQUAL_WEIGHT)
        if start == "zeros":
            w1, w2 = tf.zeros_like(w1), tf.zeros_like(w2)
    empty = tf.fill([MOST + 1], float("nan"))
    return State(w1, tf.zeros([hidden]), w2, tf.zeros([1]), empty, tf.constant(0))


def advance(
    state: State, steps: int, activation: str, truth: list[int], rate: float
) -> tuple[State, Trained]:
    """Continue a training for some steps."""
    index = tf.constant(list(ACTIVATIONS).index(activation))
    labels = tf.constant(truth, tf.float32)
    state, outputs = descend(state, tf.constant(steps), index, labels, tf.constant(rate))
    return state, Trained(state.losses, *state[:4], outputs=outputs)


def logits_of(index: tf.Tensor, w1: Any, b1: Any, w2: Any, b2: Any) -> tf.Tensor:
    """Return the score of each of the four points. Shape: (4,)."""
    z = tf.constant(POINTS) @ w1 + b1
    hidden = tf.switch_case(index, [lambda f=f: f(z) for f in ACTIVATIONS.values()])
    return (hidden @ w2 + b2)[:, 0]


def record_loss(state: State, index: tf.Tensor, labels: tf.Tensor) -> tuple[State, list[Any]]:
    """Record the loss of the current step, and return its gradients."""
    weights = list(state[:4])
    with tf.GradientTape() as tape:
        tape.watch(weights)
        logits = logits_of(index, *weights)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits))
    losses = tf.tensor_scatter_nd_update(state.losses, [[state.step]], [loss])
    return state._replace(losses=losses), tape.gradient(loss, weights)


NUMBER, COUNT = tf.TensorSpec([]), tf.TensorSpec([], tf.int32)
SIZES = [2, None], [None], [None, 1], [1], [MOST + 1]
STATE_SPEC = State._make([*map(tf.TensorSpec, SIZES), COUNT])


@tf.function(
    input_signature=[STATE_SPEC, COUNT, COUNT, tf.TensorSpec([4]), NUMBER], autograph=False
)
def descend(
    state: State, steps: tf.Tensor, index: tf.Tensor, labels: tf.Tensor, rate: tf.Tensor
) -> tuple[State, tf.Tensor]:
    """Take some steps on all four points at once, and return the outputs after the last."""

    def one_step(state: State) -> tuple[State]:
        state, gradients = record_loss(state, index, labels)
        moved = [w - rate * g for w, g in zip(state[:4], gradients, strict=True)]
        return (State._make([*moved, state.losses, state.step + 1]),)

    end = tf.minimum(state.step + steps, MOST)
    (state,) = tf.while_loop(
        lambda state: state.step < end, one_step, (state,), shape_invariants=(STATE_SPEC,)
    )
    state, _ = record_loss(state, index, labels)
    return state, tf.sigmoid(logits_of(index, *state[:4]))


TRAINING = Training(
    begin=taking(begin, "start", "hidden", "own", "seed"),
    advance=taking(advance, "activation", "truth", "rate"),
    train=train,
    most=MOST,
)


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    train(1, "zeros", 2, [], "tanh", [0, 1, 1, 0], 1.0, 0)
