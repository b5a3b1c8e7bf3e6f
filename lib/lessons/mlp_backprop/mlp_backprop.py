"""Backpropagation in a network with one hidden layer, by hand and by tape."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.mlp_backprop import bug_hunt, symmetry
from lib.lessons.shared import studio

# Each activation, and its derivative written in terms of its own output.
UNITS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "sigmoid": (tf.sigmoid, lambda h: h * (1 - h)),
    "tanh": (tf.tanh, lambda h: 1 - h * h),
    "relu": (tf.nn.relu, lambda h: tf.cast(h > 0, h.dtype)),
}


def half_squares(z: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Return the outputs of sigmoids, half their squared error, and its delta."""
    o = tf.sigmoid(z)
    return o, tf.reduce_sum(tf.square(o - y)) / 2, (o - y) * o * (1 - o)


def cross_entropy(z: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Return the probabilities of a softmax, their cross-entropy, and its delta."""
    o = tf.nn.softmax(z)
    # Targets sum to 1 as a rule: then the delta is o - y.
    return o, -tf.reduce_sum(y * tf.nn.log_softmax(z)), o * tf.reduce_sum(y) - y


HEADS = {"sigmoid_mse": half_squares, "softmax_ce": cross_entropy}


class Pass(NamedTuple):
    """One forward and one backward pass: every array by hand, then those of the tape.

    The number in a name is that of the layer; ``delta`` is the derivative of the loss by z.
    """

    z1: tf.Tensor
    h: tf.Tensor
    z2: tf.Tensor
    o: tf.Tensor
    loss: tf.Tensor
    delta2: tf.Tensor
    grad_w2: tf.Tensor
    grad_b2: tf.Tensor
    back: tf.Tensor
    slope: tf.Tensor
    delta1: tf.Tensor
    grad_w1: tf.Tensor
    grad_b1: tf.Tensor
    new_w1: tf.Tensor
    new_b1: tf.Tensor
    new_w2: tf.Tensor
    new_b2: tf.Tensor
    new_loss: tf.Tensor
    tape_delta2: tf.Tensor
    tape_w2: tf.Tensor
    tape_b2: tf.Tensor
    tape_back: tf.Tensor
    tape_delta1: tf.Tensor
    tape_w1: tf.Tensor
    tape_b1: tf.Tensor


# Each array that is computed by hand, and the same by the tape.
BY_TAPE = {
    "delta2": "tape_delta2",
    "grad_w2": "tape_w2",
    "grad_b2": "tape_b2",
    "back": "tape_back",
    "delta1": "tape_delta1",
    "grad_w1": "tape_w1",
    "grad_b1": "tape_b1",
}


def backpropagate(
    x: list[float],
    y: list[float],
    w1: list[Any],
    b1: list[float],
    w2: list[Any],
    b2: list[float],
    activation: str,
    head: str,
    rate: float,
) -> Pass:
    """Send one sample forwards and its error backwards, by hand and by tape, and update.

    Shapes, for d inputs, k hidden units and m outputs: x (d,), y (m,), w1 (d, k), b1 (k,),
    w2 (k, m), b2 (m,). What belongs to units is a row: (1, k) or (1, m).

    Raises:
        tf.errors.InvalidArgumentError: the shapes do not fit each other.
    """
    sample, target = tf.constant([x], tf.float32), tf.constant([y], tf.float32)
    weights = [tf.constant(each, tf.float32) for each in (w1, b1, w2, b2)]
    v1, c1, v2, c2 = weights
    squash, slope_of = UNITS[activation]
    with tf.GradientTape() as tape:
        tape.watch(weights)
        z1 = sample @ v1 + c1
        h = squash(z1)
        z2 = h @ v2 + c2
        o, loss, delta2 = HEADS[head](z2, target)
    by_tape = tape.gradient(loss, [z2, v2, c2, h, z1, v1, c1])

    grad_w2 = tf.transpose(h) @ delta2
    grad_b2 = tf.reduce_sum(delta2, axis=0)
    back = delta2 @ tf.transpose(v2)
    slope = slope_of(h)
    delta1 = back * slope
    grad_w1 = tf.transpose(sample) @ delta1
    grad_b1 = tf.reduce_sum(delta1, axis=0)

    gradients = [grad_w1, grad_b1, grad_w2, grad_b2]
    new = [w - rate * gradient for w, gradient in zip(weights, gradients, strict=True)]
    _, new_loss, _ = HEADS[head](squash(sample @ new[0] + new[1]) @ new[2] + new[3], target)
    return Pass._make(
        [
            z1,
            h,
            z2,
            o,
            loss,
            delta2,
            grad_w2,
            grad_b2,
            back,
            slope,
            delta1,
            grad_w1,
            grad_b1,
            *new,
            new_loss,
            *by_tape,
        ]
    )


def draw_weights(d: int, k: int, m: int) -> dict[str, Any]:
    """Draw the weights and biases of both layers, one decimal each."""
    shapes = {"w1": [d, k], "b1": [k], "w2": [k, m], "b2": [m]}
    return {
        name: tf.random.stateless_normal(shape, [13, number])
        .numpy()
        .astype(float)
        .round(1)
        .tolist()
        for number, (name, shape) in enumerate(shapes.items())
    }


def warm() -> None:
    """Trace what is compiled, before the first reader."""
    studio.warm()


def draw_output(draw: Random) -> dict[str, Any]:
    """Draw the output of a sigmoid, and its target."""
    return {"o": draw.choice([0.1, 0.2, 0.4, 0.5, 0.8, 0.9]), "t": float(draw.randint(0, 1))}


def delta_of_output(o: float, t: float) -> tf.Tensor:
    """Return the derivative of (o - t)**2 / 2 by the logit, by the tape."""
    z = tf.math.log(o / (1 - tf.constant(o)))
    with tf.GradientTape() as tape:
        tape.watch(z)
        loss = tf.square(tf.sigmoid(z) - t) / 2
    return tape.gradient(loss, z)


def draw_hidden(draw: Random) -> dict[str, Any]:
    """Draw a hidden sigmoid's output, its weights to two outputs, and their deltas."""
    return {
        "h": draw.choice([0.5, 0.8, 0.2]),
        "w": [float(draw.randint(-3, 3)) for _ in range(2)],
        "deltas": [draw.choice([-0.2, -0.1, 0.1, 0.2]) for _ in range(2)],
    }


def delta_of_hidden(h: float, w: list[float], deltas: list[float]) -> tf.Tensor:
    """Return the delta of the hidden unit, by the tape."""
    z = tf.math.log(h / (1 - tf.constant(h)))
    with tf.GradientTape() as tape:
        tape.watch(z)
        sums = tf.sigmoid(z) * tf.constant(w)
    return tape.gradient(sums, z, output_gradients=tf.constant(deltas))


def draw_sizes(draw: Random) -> dict[str, Any]:
    """Draw a batch and the sizes of three layers, all different."""
    n, d, k, m = draw.sample(range(2, 10), 4)
    return {"n": n, "d": d, "k": k, "m": m, "layer": draw.randint(1, 2)}


def shape_of_gradient(n: int, d: int, k: int, m: int, layer: int) -> tf.Tensor:
    """Return the shape of the gradient of the loss by the weights of a layer."""
    w1, w2 = tf.ones([d, k]), tf.ones([k, m])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([w1, w2])
        loss = tf.reduce_mean(tf.sigmoid(tf.sigmoid(tf.ones([n, d]) @ w1) @ w2))
    return tf.shape(tape.gradient(loss, w1 if layer == 1 else w2))


def draw_start(draw: Random) -> dict[str, Any]:
    """Draw how a network on XOR starts, and its hidden units."""
    starts = ["alike", "random", "alike", "zeros"]
    return {"start": draw.choice(starts), "hidden": draw.randint(3, 6)}


def different_units(start: str, hidden: int) -> tf.Tensor:
    """Count how many hidden units differ after 100 steps of training."""
    run = symmetry.train(100, start, hidden, [], "tanh", [0, 1, 1, 0], 1.0, 0)
    return tf.constant(len({tuple(unit) for unit in run.w1.numpy().T.tolist()}))


PLACES = ["everywhere", "first", "biases"]


def draw_bug(draw: Random) -> dict[str, Any]:
    """Draw a wrong backpropagation."""
    return {"verdict": draw.choice([bug for bug in bug_hunt.BUGS if bug != "none"])}


def where_gradients_differ(verdict: str) -> tf.Tensor:
    """Say where gradient checking finds differences, if the verdict on the program is right."""
    x, y = [[0.5, -1.0], [1.0, 0.5], [-1.0, 1.5]], [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    run = bug_hunt.compare(x, y, 0.5, verdict, 1)
    off = tf.abs(run.programmed_2 - run.differences_2) > 1e-6
    if tf.reduce_all(off):
        return tf.constant("everywhere")
    return tf.constant("biases" if tf.reduce_any(off) else "first")
