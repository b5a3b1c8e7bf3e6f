"""Questions that a reader answers before the program does."""

import math
from random import Random
from typing import Any

import tensorflow as tf

from lib.lessons.loss_gradients.cross_entropy_forms import compare_forms
from lib.lessons.loss_gradients.softmax_layer import cross_entropy


def draw_prediction(draw: Random) -> dict[str, Any]:
    """Draw a distribution over three classes, and the true class."""
    p = draw.choice([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.6, 0.1, 0.3], [0.2, 0.2, 0.6]])
    return {"p": p, "label": draw.randint(0, 2)}


def slope_of_logits(p: list[float], label: int) -> tf.Tensor:
    """Return the gradient of the cross-entropy by the logits, for one sample."""
    logits = tf.math.log(tf.constant([p]))
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = cross_entropy(tf.one_hot([label], 3), logits)
    return tape.gradient(loss, logits)[0]


def draw_logit(draw: Random) -> dict[str, Any]:
    """Draw a wrong logit, clearly below or above where Keras clips."""
    return {"wrong": draw.choice([8, 10, 12, 25, 60, 150])}


def slope_after_softmax(wrong: float) -> str:
    """Return the true logit's gradient where the loss gets the softmax, rounded."""
    gradient = compare_forms(float(wrong), "float32").gradients[1, 0]
    return f"{float(tf.round(gradient)) + 0:.0f}"


def draw_shapes(draw: Random) -> dict[str, Any]:
    """Draw a number of samples."""
    return {"n": draw.randint(2, 9)}


def shape_of_difference(n: int) -> tf.Tensor:
    """Return the shape of predictions (n,) minus labels (n, 1)."""
    return tf.shape(tf.zeros([n]) - tf.zeros([n, 1]))


def draw_output(draw: Random) -> dict[str, Any]:
    """Draw the output of a sigmoid whose label is 0."""
    return {"output": draw.choice([0.5, 0.8, 0.9, 0.99])}


def slope_of_square(output: float) -> tf.Tensor:
    """Return the gradient of half the squared error by the logit; the label is 0."""
    logit = tf.constant(math.log(output / (1 - output)))
    with tf.GradientTape() as tape:
        tape.watch(logit)
        loss = tf.square(tf.sigmoid(logit)) / 2
    return tape.gradient(loss, logit)


def draw_power(draw: Random) -> dict[str, Any]:
    """Draw an exponent near the end of a dtype."""
    x, dtype = draw.choice(
        [(10, "float16"), (12, "float16"), (87, "float32"), (90, "float32"), (90, "float64")]
    )
    return {"x": x, "dtype": dtype}


def kind_of_power(x: int, dtype: str) -> str:
    """Say whether exp(x) is still a number in this dtype."""
    return "finite" if bool(tf.math.is_finite(tf.exp(tf.constant(x, dtype)))) else "infinite"
