"""The chain rule: derivatives multiply along a path, and paths add up."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.shared.recording import Recorded, record

STEP = 1e-4
NUMBER = tf.TensorSpec([])


@tf.function(input_signature=[NUMBER] * 5, autograph=False)
def two_layers(x: tf.Tensor, w1: tf.Tensor, b1: tf.Tensor, w2: tf.Tensor, b2: tf.Tensor) -> Any:
    """Record y2 = (x * w1 + b1) * w2 + b2 as a graph, while it is traced."""
    return record((x * w1 + b1) * w2 + b2)


def record_two_layers(x: float, w1: float, b1: float, w2: float, b2: float) -> Recorded:
    """Record two linear steps, with their values and gradients.

    Shapes: (n,) names, values and gradients; (m, 2) edges and (m,) their derivatives.
    """
    return two_layers(*map(tf.constant, (x, w1, b1, w2, b2)))


class Chained(NamedTuple):
    """Three answers of one persistent tape, and the last by finite differences."""

    y1: tf.Tensor
    y2: tf.Tensor
    dy2_dy1: tf.Tensor
    dy1_dw1: tf.Tensor
    dy2_dw1: tf.Tensor
    differences: tf.Tensor


def three_calls(persistent: bool, x: float, w1: float, b1: float, w2: float, b2: float) -> Chained:
    """Differentiate both links of a chain, and the whole.

    Shapes: all are scalars.

    Raises:
        RuntimeError: the tape is not persistent.
    """
    start, weight = tf.constant(x), tf.constant(w1)
    with tf.GradientTape(persistent=persistent) as tape:
        tape.watch(weight)
        y1 = start * weight + b1
        y2 = y1 * w2 + b2
    links = tape.gradient(y2, y1), tape.gradient(y1, weight), tape.gradient(y2, weight)
    moved = tf.constant([w1 + STEP, w1 - STEP], tf.float64)
    ends = (x * moved + b1) * w2 + b2
    return Chained(y1, y2, *links, differences=(ends[0] - ends[1]) / (2 * STEP))


def factors(cut: str, x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Return both factors of x**2 * sin(x), one of them cut off from the tape, or none."""
    left, right = tf.square(x), tf.sin(x)
    return (
        tf.stop_gradient(left) if cut == "left" else left,
        tf.stop_gradient(right) if cut == "right" else right,
    )


class Paths(NamedTuple):
    """A product of two functions of x over an axis; the last is at the reader's x."""

    axis: tf.Tensor
    y: tf.Tensor
    slope: tf.Tensor
    by_left: tf.Tensor
    by_right: tf.Tensor
    differences: tf.Tensor
    values: tf.Tensor
    links: tf.Tensor


def two_paths(x: float, cut: str) -> Paths:
    """Differentiate x**2 * sin(x), with both paths or with one of them cut.

    Shapes: (122,) five times, and (); by_left is what comes through the square, by_right
    what comes through the sine. At the reader's x, (4,) twice: x, both factors and y; and the
    tape's links from x to both factors, and from these to y.
    """
    axis = tf.concat([tf.linspace(-6.0, 6.0, 121), [x]], axis=0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(axis)
        left, right = factors(cut, axis)
        y = left * right
    pairs = (left, axis), (right, axis), (y, left), (y, right)
    links = [tape.gradient(end, start, unconnected_gradients="zero")[-1] for end, start in pairs]
    wide = tf.constant([x + STEP, x - STEP], tf.float64)
    ends = tf.square(wide) * tf.sin(wide)
    return Paths(
        axis,
        y,
        tape.gradient(y, axis),
        2 * axis * tf.sin(axis),
        tf.square(axis) * tf.cos(axis),
        (ends[0] - ends[1]) / (2 * STEP),
        tf.stack([each[-1] for each in (axis, left, right, y)]),
        tf.stack(links),
    )


# A combination of u = x**2 + 1 and v = 3 x + 2, and its derivative as in a textbook.
RULES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "u + v": (lambda u, v: u + v, lambda u, v, du, dv: du + dv),
    "u * v": (lambda u, v: u * v, lambda u, v, du, dv: du * v + u * dv),
    "u / v": (lambda u, v: u / v, lambda u, v, du, dv: (du * v - u * dv) / (v * v)),
    "u**3": (lambda u, v: u * u * u, lambda u, v, du, dv: 3 * u * u * du),
    "sin(u)": (lambda u, v: tf.sin(u), lambda u, v, du, dv: tf.cos(u) * du),
}

LARGEST = {"u + v": 25.0, "u * v": 125.0, "u / v": 80.0, "u**3": 2000.0, "sin(u)": 12.0}
"""For each rule a round number that nothing exceeds at any x from -3 to 3: a fixed scale."""


class RuleResult(NamedTuple):
    """Two functions, their derivatives, and the derivative of their combination in three ways."""

    u: tf.Tensor
    v: tf.Tensor
    du: tf.Tensor
    dv: tf.Tensor
    value: tf.Tensor
    tape: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def u_and_v(x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Return u and v."""
    return tf.square(x) + 1, 3 * x + 2


def apply_rule(rule: str, x: float) -> RuleResult:
    """Differentiate a combination of u and v by a rule, by the tape, and by differences.

    Shapes: all are scalars.
    """
    combine, formula = RULES[rule]
    at = tf.constant(x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(at)
        u, v = u_and_v(at)
        value = combine(u, v)
    du, dv = tape.gradient(u, at), tape.gradient(v, at)
    ends = combine(*u_and_v(tf.constant([x + STEP, x - STEP], tf.float64)))
    slopes = tape.gradient(value, at), formula(u, v, du, dv), (ends[0] - ends[1]) / (2 * STEP)
    return RuleResult(u, v, du, dv, value, *slopes)


DEEPEST = 20


class SigmoidChain(NamedTuple):
    """Sigmoids one after the other: outputs, the derivative of each, and that of the last."""

    outputs: tf.Tensor
    local: tf.Tensor
    through: tf.Tensor
    bound: tf.Tensor


@tf.function(input_signature=[NUMBER, NUMBER], autograph=False)
def sigmoid_chain(x: tf.Tensor, weight: tf.Tensor) -> SigmoidChain:
    """Apply sigmoids one after the other, and differentiate each by the input."""
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs, value = [], x
        for _ in range(DEEPEST):
            value = tf.sigmoid(weight * value)
            outputs.append(value)
    every = tf.stack(outputs)
    local = weight * every * (1 - every)
    through = tf.stack([tape.gradient(each, x) for each in outputs])
    powers = tf.pow(tf.abs(weight) / 4, tf.range(1.0, DEEPEST + 1.0))
    return SigmoidChain(every, local, through, powers)


def send_through_sigmoids(x: float, weight: float) -> SigmoidChain:
    """Send a number through 20 sigmoids, each of a weight times the output before.

    Shapes: (20,) four times: the outputs; the derivative of each by the one before; of each by
    x, by the tape; and the most that is possible, (weight / 4)**n.
    """
    return sigmoid_chain(tf.constant(x), tf.constant(weight))


def warm() -> None:
    """Trace what is compiled, before the first reader."""
    record_two_layers(1.0, 2.0, 1.0, 2.0, 1.0)
    send_through_sigmoids(0.0, 1.0)


def draw_chain(draw: Random) -> dict[str, Any]:
    """Draw two linear steps."""
    return {name: float(draw.randint(1, 5)) for name in ("x", "w1", "b1", "w2", "b2")}


def whole_chain(x: float, w1: float, b1: float, w2: float, b2: float) -> tf.Tensor:
    """Return the derivative of y2 by w1."""
    return three_calls(True, x, w1, b1, w2, b2).dy2_dw1


def draw_rule(draw: Random) -> dict[str, Any]:
    """Draw a rule whose answer can be found in the head, and a point."""
    return {"rule": draw.choice(["u + v", "u * v", "u**3"]), "x": float(draw.randint(0, 2))}


def rule_slope(rule: str, x: float) -> tf.Tensor:
    """Return the derivative by the tape."""
    return apply_rule(rule, x).tape


CUTS = {"—": "none", "x²": "left", "sin x": "right"}
"""What is cut, as a question writes it."""


def draw_cut(draw: Random) -> dict[str, Any]:
    """Draw which path is cut."""
    return {"cut": draw.choice(list(CUTS))}


FORMULAS = ["2x sin x + x² cos x", "2x sin x", "x² cos x"]


def remaining_formula(cut: str) -> tf.Tensor:
    """Say which formula the tape's answer agrees with at x = 2."""
    run = two_paths(2.0, CUTS[cut])
    found = tf.stack([run.by_left[-1] + run.by_right[-1], run.by_left[-1], run.by_right[-1]])
    return tf.constant(FORMULAS)[tf.argmin(tf.abs(found - run.slope[-1]))]
