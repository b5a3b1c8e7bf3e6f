"""Finite differences: how their error depends on the step and on the dtype."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

SCALAR_FUNCTIONS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "x**3": (lambda x: x * x * x, lambda x: 3 * x * x),
    "sin(x)": (lambda x: tf.sin(x), lambda x: tf.cos(x)),
    "exp(x)": (lambda x: tf.exp(x), lambda x: tf.exp(x)),
}


class StepErrors(NamedTuple):
    """Errors of finite differences by step; the last of each is at the reader's step."""

    steps: tf.Tensor
    forward: tf.Tensor
    central: tf.Tensor
    tape_error: tf.Tensor
    exact: tf.Tensor


def difference_quotients(name: str, x: tf.Tensor, steps: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Return the derivative by forward and by central differences, and by the tape."""
    f, _ = SCALAR_FUNCTIONS[name]
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    ahead, behind = f(x + steps), f(x - steps)
    return (ahead - y) / steps, (ahead - behind) / (2 * steps), tape.gradient(y, x)


def compare_steps(function: str, x: float, step: float, dtype: str) -> StepErrors:
    """Measure the error of finite differences, for steps from 1e-8 to 1.

    Shapes: (66,) three times, and () twice. The truth is the formula in float64.
    """
    powers = tf.concat([tf.linspace(-8.0, 0.0, 65), [np.log10(step)]], axis=0)
    steps = tf.cast(10.0 ** tf.cast(powers, tf.float64), dtype)
    at = tf.constant(x, dtype)
    exact = SCALAR_FUNCTIONS[function][1](tf.cast(at, tf.float64))
    found = difference_quotients(function, at, steps)
    forward, central, tape = (tf.abs(tf.cast(each, tf.float64) - exact) for each in found)
    return StepErrors(steps, forward, central, tape, exact)
