"""Eight causes for which a tape answers None, and the repair of each."""

import logging
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.differences import STEP


class GradientPath(NamedTuple):
    """A result, its gradient (which may be None), and all values between x and y."""

    result: tf.Tensor
    gradient: tf.Tensor
    differences: tf.Tensor
    stops: tf.Tensor
    values: tf.Tensor
    gradients: tf.Tensor


def follow_path(tape: tf.GradientTape, **stops: tf.Tensor) -> GradientPath:
    """Differentiate the result by every value on its path; the first is x = 3, the last y = 9.

    Shapes: (), (), (), then (n,) three times; where the tape returns None, a gradient is NaN.
    """
    *_, result = stops.values()
    answers = [tape.gradient(result, stop) for stop in stops.values()]
    numbers = [np.nan if each is None else float(each) for each in answers]
    ahead, behind = tf.unstack(tf.square(3.0 + tf.constant([STEP, -STEP], tf.float64)))
    return GradientPath(
        result,
        answers[0],
        (ahead - behind) / (2 * STEP),
        tf.constant(list(stops)),
        tf.stack([tf.cast(each, tf.float32) for each in stops.values()]),
        tf.constant(numbers),
    )


def not_watched(repaired: bool) -> GradientPath:
    """Differentiate by a constant; a tape watches variables only, unless ``watch`` is called."""
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        if repaired:
            tape.watch(x)
        y = x**2
    return follow_path(tape, x=x, y=y)


def integer(repaired: bool) -> GradientPath:
    """Differentiate by a whole number."""
    x = tf.constant(3.0 if repaired else 3)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x**2
    return follow_path(tape, x=x, y=y)


def cast(repaired: bool) -> GradientPath:
    """Cast to another dtype between x and the result."""
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        there = tf.cast(x, tf.float64 if repaired else tf.int32)
        back = tf.cast(there, tf.float32)
        tape.watch(back)  # so that the tape can differentiate by this value, too
        y = back**2
    return follow_path(tape, x=x, there=there, back=back, y=y)


def numpy(repaired: bool) -> GradientPath:
    """Leave TensorFlow in the middle, and come back."""
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        square = tf.square(x) if repaired else tf.constant(np.square(x.numpy()))
        tape.watch(square)  # so that the tape can differentiate by this value, too
        y = 1.0 * square
    return follow_path(tape, x=x, square=square, y=y)


def assigned(repaired: bool) -> GradientPath:
    """Keep a result in a variable, and compute with the variable."""
    x, kept = tf.Variable(3.0), tf.Variable(0.0)
    with tf.GradientTape(persistent=True) as tape:
        square = x**2
        kept.assign(square)
        y = 1.0 * (square if repaired else kept)
    if repaired:
        return follow_path(tape, x=x, square=square, y=y)
    return follow_path(tape, x=x, square=square, kept=kept, y=y)


def stopped(repaired: bool) -> GradientPath:
    """Stop the gradient on purpose."""
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        square = x**2
        y = tf.identity(square) if repaired else tf.stop_gradient(square)
    return follow_path(tape, x=x, square=square, y=y)


def unconnected(repaired: bool) -> GradientPath:
    """Differentiate by a variable that the result does not depend on."""
    x, z = tf.Variable(3.0), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = (x if repaired else z) ** 2
    return follow_path(tape, x=x, y=y) if repaired else follow_path(tape, x=x, z=z, y=y)


def too_late(repaired: bool) -> GradientPath:
    """Compute the result after the tape has stopped recording."""
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x**2
    if not repaired:
        y = x**2
    return follow_path(tape, x=x, y=y)


CAUSES: dict[str, Callable[[bool], GradientPath]] = {
    "not_watched": not_watched,
    "integer": integer,
    "cast": cast,
    "numpy": numpy,
    "assigned": assigned,
    "stopped": stopped,
    "unconnected": unconnected,
    "too_late": too_late,
}


def take_step(cause: str, repaired: bool) -> tf.Tensor:
    """Take one step of gradient descent from x = 3 with the gradient of the tape.

    Raises:
        ValueError: the gradient is None, and TensorFlow cannot multiply by it.
    """
    x, rate = tf.Variable(3.0), tf.constant(0.1)
    x.assign_sub(rate * CAUSES[cause](repaired).gradient)
    return tf.identity(x)


class _LogCollector(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@cache
def log_messages(cause: str) -> list[str]:
    """Return what TensorFlow logged when this process first met a cause.

    TensorFlow logs this only a few times in a process, so it is recorded once, at the start.
    """
    log, collector = logging.getLogger("tensorflow"), _LogCollector()
    log.addHandler(collector)
    try:
        CAUSES[cause](False)
    finally:
        log.removeHandler(collector)
    return collector.messages


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    for cause in CAUSES:
        log_messages(cause)
