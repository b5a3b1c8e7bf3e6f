"""How often a tape can be asked, persistent or not."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import STEP


class Answers(NamedTuple):
    """The answers of a tape, and the same derivative by formula and by finite differences."""

    answers: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def ask_tape(persistent: bool, calls: int, x: float, w: float) -> Answers:
    """Call the gradient of x * w by w several times on one tape.

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
    return Answers(answers, tf.fill([calls], at), tf.fill([calls], (ahead - behind) / (2 * STEP)))


def refusal_name(persistent: bool, calls: int, x: float, w: float) -> str:
    """Return the name of the exception that a tape raises, or an empty text."""
    try:
        ask_tape(persistent, calls, x, w)
    except RuntimeError as problem:
        return type(problem).__name__
    return ""
