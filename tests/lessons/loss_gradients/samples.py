"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.charts.palette import OUTPUT, WRONG
from lib.lessons.loss_gradients.charts import losses
from tests.charts.words import chart_words

X = np.linspace(-200, 200, 161)


def curves_of_which_one_ends():
    hand = np.where(X < 100, np.logaddexp(0, X), np.nan)
    return losses.nested_curves(
        X,
        {"stable": np.logaddexp(0, X), "by hand": hand},
        [OUTPUT, WRONG],
        at=(60.0, [60.0, 60.0]),
        x_title="wrong logit",
        y_title="loss",
        ends=(-200, 200),
        domain=(0, 210),
    )


def losses_above_their_gradients():
    loss, slope = np.logaddexp(0, X), 1 / (1 + np.exp(-np.clip(X, -90, 90)))
    clipped, flat = np.minimum(loss, 16.1), np.where(loss < 16.1, slope, 0.0)
    hand = np.where(X < 89, loss, np.nan)
    words = chart_words("loss_gradients", "duel")
    return losses.pair(
        X,
        [words[name] for name in ("from_logits", "after_softmax", "by_hand")],
        ([loss, clipped, hand], [slope, flat, slope]),
        ([60.0, 16.1, 60.0], [1.0, 0.0, np.nan]),
        at=60.0,
        words=words,
        domains=((0, 210), (-0.1, 1.1)),
        stacked=True,
    )


def trainings_with_two_losses():
    steps = np.arange(201)
    outputs = np.stack([0.02 + 0.3 * steps / 200, 1 - 0.98 * np.exp(-steps / 20)], axis=1)
    o = np.linspace(0.001, 0.999, 99)
    slopes = np.stack([2 * (1 - o) ** 2 * o, 1 - o])
    words = chart_words("loss_gradients", "race")
    return losses.raced(outputs, o, slopes, np.array([0.04, 0.98]), words=words)


def numbers_that_are_right_wrong_and_lost():
    table = np.array([[60.0, 1.0, 0.0], [16.1, 0.0, 0.0], [np.nan, 1.0, np.inf]])
    words = chart_words("loss_gradients", "duel")
    return losses.judged(
        table,
        np.array([[True] * 3, [False] * 3, [False, True, False]]),
        rows=[words[name] for name in ("from_logits", "after_softmax", "by_hand")],
        columns=[words["loss"], "dL/dz[0]", "dL/dz[1]"],
        words=words,
        height=220,
    )


def gradients_on_one_scale():
    x, p = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
    slope = p - np.eye(3)[[0, 2]]
    tensors = {"grad_logits": slope, "grad_w": x.T @ slope, "grad_b": slope.sum(axis=0)}
    return losses.same_scale(tensors, words=chart_words("loss_gradients", "mse"))


def ranges_in_which_a_function_is_finite():
    return losses.ranges(
        ["float16", "float32", "float64"],
        [-17.0, -103.0, -200.0],
        [11.0, 88.7, 200.0],
        at=60.0,
        words=chart_words("loss_gradients", "overflow"),
        ends=(-200.0, 200.0),
    )
