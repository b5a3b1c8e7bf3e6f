"""A perceptron with one output: its gradient by the formula, term by term, and by the tape."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

LOSSES: dict[str, Callable[..., tf.Tensor]] = {
    "mse": lambda o, t: tf.reduce_mean(tf.square(o - t)),
    "half": lambda o, t: tf.reduce_mean(tf.square(o - t)) / 2,
    "ce": lambda o, t: -tf.reduce_mean(t * tf.math.log(o) + (1 - t) * tf.math.log(1 - o)),
}
"""Of an output o and its target t: Keras's MSE, half of it as in textbooks, cross-entropy."""
SLOPES: dict[str, Callable[..., tf.Tensor]] = {
    "mse": lambda o, t: 2 * (o - t),
    "half": lambda o, t: o - t,
    "ce": lambda o, t: (o - t) / (o * (1 - o)),
}
"""Their derivatives by o, as a textbook gives them."""


class Derived(NamedTuple):
    """A perceptron forwards, backwards in two ways, and after one step."""

    products: tf.Tensor
    z: tf.Tensor
    o: tf.Tensor
    error: tf.Tensor
    slope: tf.Tensor
    delta: tf.Tensor
    formula_w: tf.Tensor
    formula_b: tf.Tensor
    tape_o: tf.Tensor
    tape_z: tf.Tensor
    tape_w: tf.Tensor
    tape_b: tf.Tensor
    new_w: tf.Tensor
    new_b: tf.Tensor
    new_error: tf.Tensor


def differentiate(
    x: list[float], w: list[float], b: float, t: float, loss: str, rate: float
) -> Derived:
    """Differentiate the loss of sigmoid(x w + b) by the formula and by the tape; take one step.

    Shapes: of n inputs, (n, 1) for products and for all that belongs to w; (1,) for what belongs
    to b; (1, 1) for z, o, slope (of the loss by o) and delta (by z); () for losses.

    Raises:
        InvalidArgumentError: there is not one weight for each input.
    """
    inputs, target = tf.constant([x], tf.float32), tf.constant([[t]], tf.float32)
    weights, bias = tf.constant([w], tf.float32, shape=[len(w), 1]), tf.constant([b], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch([weights, bias])
        z = inputs @ weights + bias
        o = tf.sigmoid(z)
        error = LOSSES[loss](o, target)
    tape_o, tape_z, tape_w, tape_b = tape.gradient(error, [o, z, weights, bias])
    # The same by hand: the loss by o, o by z, and z by each weight.
    slope = SLOPES[loss](o, target)
    delta = slope * o * (1 - o)
    formula_w, formula_b = tf.transpose(inputs) * delta, delta[0]
    new_w, new_b = weights - rate * tape_w, bias - rate * tape_b
    new_error = LOSSES[loss](tf.sigmoid(inputs @ new_w + new_b), target)
    products = tf.transpose(inputs) * weights
    return Derived(
        products,
        z,
        o,
        error,
        slope,
        delta,
        formula_w,
        formula_b,
        tape_o,
        tape_z,
        tape_w,
        tape_b,
        new_w,
        new_b,
        new_error,
    )


class Recovered(NamedTuple):
    """Inputs found from gradients alone, and the gradients that they lead to."""

    x: tf.Tensor
    z: tf.Tensor
    o: tf.Tensor
    again_w: tf.Tensor
    again_b: tf.Tensor


def recover(printed_w: list[float], printed_b: float, t: float, loss: str) -> Recovered:
    """Find x from printed gradients, and compute the gradients of that x by the tape.

    All weights are 1, and so is the bias, as in the article. If the printed numbers come from
    this target and this loss, they come back.

    Shapes: of n inputs, (n,), (1, 1) twice, (n,) and ().
    """
    x = tf.constant(printed_w, tf.float32) / printed_b
    weights, bias = tf.ones([len(printed_w), 1]), tf.ones([1])
    with tf.GradientTape() as tape:
        tape.watch([weights, bias])
        z = x[tf.newaxis] @ weights + bias
        o = tf.sigmoid(z)
        error = LOSSES[loss](o, tf.constant([[t]], tf.float32))
    again_w, again_b = tape.gradient(error, [weights, bias])
    return Recovered(x, z, o, again_w[:, 0], again_b[0])


CELLS = 81
"""Places a side of a map."""


class GradientMap(NamedTuple):
    """The size of the gradients of two losses by z, over output and target; and at one point."""

    mse: tf.Tensor
    ce: tf.Tensor
    output: tf.Tensor
    error: tf.Tensor
    pull_mse: tf.Tensor
    pull_ce: tf.Tensor


def logit_gradients(z: tf.Tensor, t: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Return by the tape how large the gradients of MSE and of cross-entropy by z are."""
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(z)
        mse = tf.square(tf.sigmoid(z) - t)
        ce = tf.nn.sigmoid_cross_entropy_with_logits(t, z)
    return tf.abs(tape.gradient(mse, z)), tf.abs(tape.gradient(ce, z))


def map_gradients(z: float, t: float) -> GradientMap:
    """Map the gradient by z over outputs (columns, 0 to 1) and targets (rows, 0 to 1).

    Shapes: (81, 81) twice, then scalars: the output at z, how far it is from t, and both gradients.
    """
    axis = (tf.range(CELLS, dtype=tf.float32) + 0.5) / CELLS
    outputs, targets = tf.meshgrid(axis, axis)
    mse, ce = logit_gradients(tf.math.log(outputs / (1 - outputs)), targets)
    here, target = tf.constant(z), tf.constant(t)
    output = tf.sigmoid(here)
    return GradientMap(mse, ce, output, tf.abs(output - target), *logit_gradients(here, target))


# ------------------------------------------------------------------------- questions


def draw_sum(draw: Random) -> dict[str, Any]:
    """Draw two inputs, weights and a bias."""
    x, w = ([draw.choice([-3, -2, -1, 1, 2, 3]) for _ in range(2)] for _ in range(2))
    return {"x": x, "w": w, "b": draw.randint(-2, 2)}


def sum_of(x: list[float], w: list[float], b: float) -> tf.Tensor:
    """Return z."""
    return differentiate(x, w, b, 1.0, "mse", 0.0).z[0, 0]


def draw_step(draw: Random) -> dict[str, Any]:
    """Draw a perceptron whose z is 0, so that its output is a half."""
    x, w = ([draw.choice([-3, -2, -1, 1, 2, 3]) for _ in range(2)] for _ in range(2))
    b = -x[0] * w[0] - x[1] * w[1]
    return {"x": x, "w": w, "b": b, "t": draw.randint(0, 1)}


def first_slope(x: list[float], w: list[float], b: float, t: float) -> tf.Tensor:
    """Return the gradient of the first weight."""
    return differentiate(x, w, b, t, "mse", 0.0).tape_w[0, 0]


def first_weight(x: list[float], w: list[float], b: float, t: float) -> tf.Tensor:
    """Return the first weight after a step with the learning rate 2."""
    return differentiate(x, w, b, t, "mse", 2.0).new_w[0, 0]


def draw_printed(draw: Random) -> dict[str, Any]:
    """Draw the gradients of two weights and of the bias."""
    b = draw.choice([-0.25, -0.125, 0.125, 0.25])
    return {"w": [b * draw.choice([-4, -3, -2, 2, 3, 4]) for _ in range(2)], "b": b}


def input_of(w: list[float], b: float) -> tf.Tensor:
    """Return both inputs."""
    return recover(w, b, 1.0, "mse").x


def draw_outputs(draw: Random) -> dict[str, Any]:
    """Draw two outputs for the target 0: an unsure one, and one that is surely wrong."""
    pair = [draw.choice([0.4, 0.5, 0.6]), draw.choice([0.98, 0.99, 0.999])]
    draw.shuffle(pair)
    return {"one": pair[0], "other": pair[1], "loss": draw.choice(["MSE", "CE"])}


def output_with_larger_gradient(one: float, other: float, loss: str) -> tf.Tensor:
    """Return the output whose gradient by z is the larger."""
    outputs = tf.constant([one, other])
    mse, ce = logit_gradients(tf.math.log(outputs / (1 - outputs)), tf.zeros([2]))
    largest = tf.argmax(mse if loss == "MSE" else ce)
    return tf.constant([one, other], tf.float64)[largest]
