"""GradientTape: what is recorded, what comes back, and why it is sometimes None."""

import logging
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.recording import Recorded, record

STEP = 1e-4

# Each of one number x, two weights and a target; no operation takes the same number twice.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "x * w": lambda x, w, b, y: x * w,
    "x * w + b": lambda x, w, b, y: x * w + b,
    "x * w**2 + b**2": lambda x, w, b, y: x * tf.square(w) + tf.square(b),
    "x * exp(w) + exp(b)": lambda x, w, b, y: x * tf.exp(w) + tf.exp(b),
    "(sigmoid(x * w + b) - y)**2": lambda x, w, b, y: tf.square(tf.sigmoid(x * w + b) - y),
    "y * log(x * w + b)": lambda x, w, b, y: y * tf.math.log(x * w + b),
}
FORMULAS: dict[str, Callable[..., list[Any]]] = {
    "x * w": lambda x, w, b, y: [w, x, 0 * b],
    "x * w + b": lambda x, w, b, y: [w, x, 1 + 0 * b],
    "x * w**2 + b**2": lambda x, w, b, y: [w**2, 2 * x * w, 2 * b],
    "x * exp(w) + exp(b)": lambda x, w, b, y: [tf.exp(w), x * tf.exp(w), tf.exp(b)],
    "(sigmoid(x * w + b) - y)**2": lambda x, w, b, y: [
        2 * (tf.sigmoid(x * w + b) - y) * tf.sigmoid(x * w + b) * tf.sigmoid(-x * w - b) * each
        for each in (w, x, 1 + 0 * b)
    ],
    "y * log(x * w + b)": lambda x, w, b, y: [y / (x * w + b) * each for each in (w, x, 1 + 0 * b)],
}
"""The derivatives by x, w and b, as they stand in a textbook."""


NUMBER = tf.TensorSpec([])


def traced(name: str) -> Any:
    """Compile a function so that it returns what it recorded."""

    def function(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, y: tf.Tensor) -> Recorded:
        return record(FUNCTIONS[name](x, w, b, y))

    return tf.function(function, input_signature=[NUMBER] * 4, autograph=False)


TRACED = {name: traced(name) for name in FUNCTIONS}


def x_ray(function: str, x: float, w: float, b: float, y: float) -> Recorded:
    """Trace a function as a tape does, and look at all that is on it; shapes as ``record``."""
    return TRACED[function](*map(tf.constant, (x, w, b, y)))


class Tangent(NamedTuple):
    """A function over x, and at the reader's x its value and its derivative in three ways."""

    axis: tf.Tensor
    curve: tf.Tensor
    value: tf.Tensor
    tape: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def tangent(function: str, x: float, w: float, b: float, y: float) -> Tangent:
    """Draw a function from x = -4 to 4, and differentiate it by x at one point.

    Shapes: (81,), (81,), then scalars.
    """
    f, others = FUNCTIONS[function], [tf.constant(each) for each in (w, b, y)]
    axis = tf.linspace(-4.0, 4.0, 81)
    at = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = f(at, *others)
    wide = [tf.constant(each, tf.float64) for each in (w, b, y)]
    ends = f(tf.constant([x + STEP, x - STEP], tf.float64), *wide)
    return Tangent(
        axis,
        f(axis, *others),
        value,
        tape.gradient(value, at),
        FORMULAS[function](at, *others)[0],
        (ends[0] - ends[1]) / (2 * STEP),
    )


class Asked(NamedTuple):
    """The answers of a tape, and the same derivative by formula and by finite differences."""

    answers: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def ask(persistent: bool, calls: int, x: float, w: float) -> Asked:
    """Ask a tape for the gradient of x * w by w, again and again.

    Shapes: (calls,) three times.

    Raises:
        RuntimeError: a tape that is not persistent was asked twice.
    """
    at, weight = tf.constant(x), tf.constant(w)
    with tf.GradientTape(persistent=persistent) as tape:
        tape.watch(weight)
        result = at * weight
    answers = tf.stack([tape.gradient(result, weight) for _ in range(calls)])
    ahead, behind = tf.unstack(x * (w + tf.constant([STEP, -STEP], tf.float64)))
    return Asked(answers, tf.fill([calls], at), tf.fill([calls], (ahead - behind) / (2 * STEP)))


def refusal(persistent: bool, calls: int, x: float, w: float) -> str:
    """Return the name of the exception with which a tape refuses, or nothing."""
    try:
        ask(persistent, calls, x, w)
    except RuntimeError as problem:
        return type(problem).__name__
    return ""


class Trail(NamedTuple):
    """A result, its gradient (which may be None), and all stops on the way from x to y."""

    result: tf.Tensor
    gradient: tf.Tensor
    differences: tf.Tensor
    stops: tf.Tensor
    values: tf.Tensor
    gradients: tf.Tensor


def trail(tape: tf.GradientTape, **stops: tf.Tensor) -> Trail:
    """Ask a persistent tape by every stop on the way; the first is x = 3, the last y = 9.

    Shapes: (), (), (), then (n,) three times; where the tape says None, a gradient is NaN.
    """
    *_, result = stops.values()
    answers = [tape.gradient(result, stop) for stop in stops.values()]
    numbers = [np.nan if each is None else float(each) for each in answers]
    ahead, behind = tf.unstack(tf.square(3.0 + tf.constant([STEP, -STEP], tf.float64)))
    return Trail(
        result,
        answers[0],
        (ahead - behind) / (2 * STEP),
        tf.constant(list(stops)),
        tf.stack([tf.cast(each, tf.float32) for each in stops.values()]),
        tf.constant(numbers),
    )


def not_watched(repaired: bool) -> Trail:
    """Differentiate by a constant; a tape watches variables only, unless it is told."""
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        if repaired:
            tape.watch(x)
        y = x**2
    return trail(tape, x=x, y=y)


def integer(repaired: bool) -> Trail:
    """Differentiate by a whole number."""
    x = tf.constant(3.0 if repaired else 3)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x**2
    return trail(tape, x=x, y=y)


def cast(repaired: bool) -> Trail:
    """Go through another dtype on the way."""
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        there = tf.cast(x, tf.float64 if repaired else tf.int32)
        back = tf.cast(there, tf.float32)
        tape.watch(back)  # only so that the tape can be asked by this stop, too
        y = back**2
    return trail(tape, x=x, there=there, back=back, y=y)


def numpy(repaired: bool) -> Trail:
    """Leave TensorFlow in the middle, and come back."""
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        square = tf.square(x) if repaired else tf.constant(np.square(x.numpy()))
        tape.watch(square)  # only so that the tape can be asked by this stop, too
        y = 1.0 * square
    return trail(tape, x=x, square=square, y=y)


def assigned(repaired: bool) -> Trail:
    """Keep a result in a variable, and go on from there."""
    x, kept = tf.Variable(3.0), tf.Variable(0.0)
    with tf.GradientTape(persistent=True) as tape:
        square = x**2
        kept.assign(square)
        y = 1.0 * (square if repaired else kept)
    if repaired:
        return trail(tape, x=x, square=square, y=y)
    return trail(tape, x=x, square=square, kept=kept, y=y)


def stopped(repaired: bool) -> Trail:
    """Stop the gradient on purpose."""
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        square = x**2
        y = tf.identity(square) if repaired else tf.stop_gradient(square)
    return trail(tape, x=x, square=square, y=y)


def unconnected(repaired: bool) -> Trail:
    """Ask for the gradient by a variable that the result does not depend on."""
    x, z = tf.Variable(3.0), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = (x if repaired else z) ** 2
    return trail(tape, x=x, y=y) if repaired else trail(tape, x=x, z=z, y=y)


def too_late(repaired: bool) -> Trail:
    """Compute the result after the tape has stopped to record."""
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x**2
    if not repaired:
        y = x**2
    return trail(tape, x=x, y=y)


CAUSES: dict[str, Callable[[bool], Trail]] = {
    "not_watched": not_watched,
    "integer": integer,
    "cast": cast,
    "numpy": numpy,
    "assigned": assigned,
    "stopped": stopped,
    "unconnected": unconnected,
    "too_late": too_late,
}


def descend(cause: str, repaired: bool) -> tf.Tensor:
    """Take one step of gradient descent from x = 3 with what the tape has answered.

    Raises:
        ValueError: the answer was None, and TensorFlow cannot multiply by it.
    """
    x, rate = tf.Variable(3.0), tf.constant(0.1)
    x.assign_sub(rate * CAUSES[cause](repaired).gradient)
    return tf.identity(x)


class _Notes(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@cache
def logged(cause: str) -> list[str]:
    """Return what TensorFlow logged when this process first met a cause.

    It says so only a few times and then keeps silent; so it is listened to once, at the start.
    """
    log, notes = logging.getLogger("tensorflow"), _Notes()
    log.addHandler(notes)
    try:
        CAUSES[cause](False)
    finally:
        log.removeHandler(notes)
    return notes.said


TWICE: dict[str, Callable[[Any], Any]] = {
    "x**3": lambda x: tf.pow(x, 3),
    "sin(x)": lambda x: tf.sin(x),
    "exp(x)": lambda x: tf.exp(x),
    "x**2 * exp(-x)": lambda x: tf.square(x) * tf.exp(-x),
}
SLOPES: dict[str, Callable[[Any], list[Any]]] = {
    "x**3": lambda x: [3 * x**2, 6 * x],
    "sin(x)": lambda x: [tf.cos(x), -tf.sin(x)],
    "exp(x)": lambda x: [tf.exp(x), tf.exp(x)],
    "x**2 * exp(-x)": lambda x: [
        (2 * x - x**2) * tf.exp(-x),
        (2 - 4 * x + x**2) * tf.exp(-x),
    ],
}


class Curved(NamedTuple):
    """A function and its derivatives; the last of each is at the reader's x."""

    axis: tf.Tensor
    f: tf.Tensor
    first: tf.Tensor
    second: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def nest(function: str, x: float, inside: bool) -> Curved:
    """Differentiate a derivative: one tape around another.

    Args:
        function: one of ``TWICE``.
        x: the reader's point.
        inside: whether the inner tape is asked inside the outer one.

    Shapes: (82,) four times, where the second derivative may be None; (2,) for both
    derivatives at x by formula, and by finite differences.
    """
    f = TWICE[function]
    axis = tf.concat([tf.linspace(-2.0, 2.0, 81), [x]], axis=0)
    with tf.GradientTape() as outer:
        outer.watch(axis)
        with tf.GradientTape() as inner:
            inner.watch(axis)
            y = f(axis)
        first = inner.gradient(y, axis) if inside else None
    first = inner.gradient(y, axis) if first is None else first
    second = outer.gradient(first, axis)
    far = 1e-3
    places = x + far * tf.constant([2.0, 1.0, 0.0, -1.0, -2.0], tf.float64)
    # Five points: their error falls with the fourth power of the step.
    weights = tf.constant([[-1.0, 8, 0, -8, 1], [-1.0, 16, -30, 16, -1]], tf.float64)
    moved = tf.linalg.matvec(weights, f(places)) / [12 * far, 12 * far**2]
    return Curved(axis, y, first, second, tf.stack(SLOPES[function](axis[-1])), moved)


VECTORS: dict[str, Callable[[Any], Any]] = {
    "x**2": lambda x: tf.square(x),
    "cumsum(x)": lambda x: tf.cumsum(x),
    "softmax(x)": lambda x: tf.nn.softmax(x),
}


MATRICES: dict[str, Callable[[Any], Any]] = {
    "x**2": lambda x: tf.linalg.diag(2 * x),
    "cumsum(x)": lambda x: tf.linalg.band_part(tf.ones([tf.size(x), tf.size(x)]), -1, 0),
    "softmax(x)": lambda x: (
        tf.linalg.diag(tf.nn.softmax(x)) - tf.tensordot(tf.nn.softmax(x), tf.nn.softmax(x), axes=0)
    ),
}
"""The Jacobians as they stand in a textbook."""


class Summed(NamedTuple):
    """A vector, its image, and two answers to "what is the derivative?"."""

    x: tf.Tensor
    y: tf.Tensor
    gradient: tf.Tensor
    jacobian: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def sum_up(name: str) -> Any:
    """Compile a vector function with its gradient and its Jacobian."""

    def function(x: tf.Tensor) -> Summed:
        f = VECTORS[name]
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = f(x)
        wide = tf.cast(x, tf.float64)
        moves = STEP * tf.eye(tf.size(x), dtype=tf.float64)
        ends = [tf.map_fn(f, wide + move) for move in (moves, -moves)]
        slopes = tf.transpose(ends[0] - ends[1]) / (2 * STEP)
        rows = tape.jacobian(y, x)
        return Summed(x, y, tape.gradient(y, x), rows, MATRICES[name](x), slopes)

    return tf.function(function, input_signature=[tf.TensorSpec([None])], autograph=False)


SUMMED = {name: sum_up(name) for name in VECTORS}


def gradient_or_jacobian(function: str, values: list[float]) -> Summed:
    """Ask for the derivative of a vector: its gradient is summed, its Jacobian is not.

    Shapes: (n,) three times, (n, n) three times; row i of a Jacobian belongs to y[i].
    """
    return SUMMED[function](tf.constant(values, tf.float32))


PLAIN: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "x**3": (lambda x: x * x * x, lambda x: 3 * x * x),
    "sin(x)": (lambda x: tf.sin(x), lambda x: tf.cos(x)),
    "exp(x)": (lambda x: tf.exp(x), lambda x: tf.exp(x)),
}


class Differences(NamedTuple):
    """Errors of finite differences by step; the last of each is at the reader's step."""

    steps: tf.Tensor
    forward: tf.Tensor
    central: tf.Tensor
    tape_error: tf.Tensor
    exact: tf.Tensor


def differ(name: str, x: tf.Tensor, steps: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Return the derivative by forward and by central differences, and by the tape."""
    f, _ = PLAIN[name]
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    ahead, behind = f(x + steps), f(x - steps)
    return (ahead - y) / steps, (ahead - behind) / (2 * steps), tape.gradient(y, x)


def compare_steps(function: str, x: float, step: float, dtype: str) -> Differences:
    """Measure how wrong finite differences are, for steps from 1e-8 to 1.

    Shapes: (66,) three times, and () twice. The truth is the formula in float64.
    """
    powers = tf.concat([tf.linspace(-8.0, 0.0, 65), [np.log10(step)]], axis=0)
    steps = tf.cast(10.0 ** tf.cast(powers, tf.float64), dtype)
    at = tf.constant(x, dtype)
    exact = PLAIN[function][1](tf.cast(at, tf.float64))
    found = differ(function, at, steps)
    forward, central, tape = (tf.abs(tf.cast(each, tf.float64) - exact) for each in found)
    return Differences(steps, forward, central, tape, exact)


class Partial(NamedTuple):
    """The derivatives of a function by x, w and b, in three ways."""

    value: tf.Tensor
    tape: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def differentiate(function: str, x: float, w: float, b: float, y: float) -> Partial:
    """Differentiate by each of x, w and b.

    Shapes: (), then (3,) three times.
    """
    f = FUNCTIONS[function]
    at, target = tf.constant([x, w, b]), tf.constant(y)
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = f(at[0], at[1], at[2], target)
    moves = STEP * tf.eye(3, dtype=tf.float64)
    points = tf.transpose(tf.cast(at, tf.float64) + tf.concat([moves, -moves], axis=0))
    ends = f(points[0], points[1], points[2], tf.cast(target, tf.float64))
    return Partial(
        value,
        tape.gradient(value, at),
        tf.stack(FORMULAS[function](at[0], at[1], at[2], target)),
        (ends[:3] - ends[3:]) / (2 * STEP),
    )


def warm() -> None:
    """Trace what is compiled, and listen to what TensorFlow logs, before the first reader."""
    for name in FUNCTIONS:
        x_ray(name, 1.0, 1.0, 1.0, 1.0)
    for name in VECTORS:
        gradient_or_jacobian(name, [1.0, 2.0])
    for cause in CAUSES:
        logged(cause)


def draw_product(draw: Random) -> dict[str, Any]:
    """Draw a function of x and w, a point, and by which of them to differentiate."""
    return {
        "function": draw.choice(["x * w", "x * w + b", "x * w**2 + b**2"]),
        "x": float(draw.randint(1, 5)),
        "w": float(draw.randint(1, 5)),
        "b": float(draw.randint(1, 5)),
        "by": draw.choice(["x", "w", "b"]),
    }


def one_partial(function: str, x: float, w: float, b: float, by: str) -> tf.Tensor:
    """Return one partial derivative by the tape."""
    return differentiate(function, x, w, b, 0.0).tape["xwb".index(by)]


def draw_cause(draw: Random) -> dict[str, Any]:
    """Draw a cause, repaired or not."""
    return {"cause": draw.choice(list(CAUSES)), "repaired": draw.random() < 0.4}


def answer_of(cause: str, repaired: bool) -> tf.Tensor:
    """Say whether the gradient is None or a number."""
    return tf.constant("None" if CAUSES[cause](repaired).gradient is None else "number")


def draw_vector(draw: Random) -> dict[str, Any]:
    """Draw a short vector, and which of two questions is asked."""
    return {
        "values": [float(draw.randint(1, 6)) for _ in range(2)],
        "ask": draw.choice(["gradient", "jacobian"]),
    }


def squares_of(values: list[float], ask: str) -> tf.Tensor:
    """Return the gradient or the Jacobian of the squares."""
    return getattr(gradient_or_jacobian("x**2", values), ask)


def draw_power(draw: Random) -> dict[str, Any]:
    """Draw a point, and the order of a derivative of the cube."""
    return {"x": float(draw.randint(1, 5)), "order": draw.choice([1, 2])}


def cube_slope(x: float, order: int) -> tf.Tensor:
    """Return the first or the second derivative of the cube."""
    run = nest("x**3", x, True)
    return (run.first, run.second)[order - 1][-1]
