"""Questions that a reader answers before the program does."""

from random import Random
from typing import Any

import tensorflow as tf

from lib.lessons.activations.functions import evaluate


def draw_slope(draw: Random) -> dict[str, Any]:
    """Draw an activation and a point where its derivative is known by heart."""
    name, x = draw.choice(
        [
            ("sigmoid", 0.0),
            ("tanh", 0.0),
            ("relu", 2.0),
            ("relu", -2.0),
            ("leaky_relu", -2.0),
            ("leaky_relu", 3.0),
            ("softplus", 0.0),
            ("swish", 0.0),
            ("gelu", 0.0),
            ("elu", 2.0),
        ]
    )
    return {"name": name, "x": x}


def slope_at(name: str, x: float) -> tf.Tensor:
    """Return the derivative by the tape."""
    return evaluate(name, [x]).slope[0]


def draw_saturated(draw: Random) -> dict[str, Any]:
    """Draw an activation, and a point far to the right."""
    return {"name": draw.choice(["sigmoid", "tanh"]), "x": draw.choice([5.0, 10.0, 12.0, 20.0])}


def derivative_is_zero(name: str, x: float) -> tf.Tensor:
    """Say whether the derivative in float32 is exactly 0."""
    return tf.where(evaluate(name, [x]).slope[0] == 0, "0", "number")


def draw_chain(draw: Random) -> dict[str, Any]:
    """Draw a number of sigmoid layers."""
    return {"layers": draw.randint(2, 5)}


def largest_derivative(layers: int) -> tf.Tensor:
    """Return the largest derivative of that many sigmoids: the product of their slopes at 0."""
    return tf.reduce_prod(tf.fill([layers], evaluate("sigmoid", [0.0]).slope[0]))
