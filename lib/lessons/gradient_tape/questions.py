"""Questions that a reader answers before the program does."""

from random import Random
from typing import Any

import tensorflow as tf

from lib.lessons.gradient_tape.functions import differentiate
from lib.lessons.gradient_tape.jacobians import gradient_or_jacobian
from lib.lessons.gradient_tape.missing_gradients import CAUSES
from lib.lessons.gradient_tape.second_order import second_derivative


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


def none_or_number(cause: str, repaired: bool) -> tf.Tensor:
    """Say whether the gradient is None or a number."""
    return tf.constant("None" if CAUSES[cause](repaired).gradient is None else "number")


def draw_vector(draw: Random) -> dict[str, Any]:
    """Draw a short vector, and which of two questions is asked."""
    return {
        "values": [float(draw.randint(1, 6)) for _ in range(2)],
        "ask": draw.choice(["gradient", "jacobian"]),
    }


def square_derivative(values: list[float], ask: str) -> tf.Tensor:
    """Return the gradient or the Jacobian of the squares."""
    return getattr(gradient_or_jacobian("x**2", values), ask)


def draw_power(draw: Random) -> dict[str, Any]:
    """Draw a point, and the order of a derivative of the cube."""
    return {"x": float(draw.randint(1, 5)), "order": draw.choice([1, 2])}


def cube_slope(x: float, order: int) -> tf.Tensor:
    """Return the first or the second derivative of the cube."""
    run = second_derivative("x**3", x, True)
    return (run.first, run.second)[order - 1][-1]
