"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

from types import SimpleNamespace

import numpy as np

from lib.lessons.mlp_backprop.charts import backprops, galleries, numerals, weights
from tests.charts.words import chart_words


def _net(rate=0.5):
    """Compute one step of a network of two inputs, two hidden units and two outputs."""
    x, y = np.array([0.05, 0.1]), np.array([0.01, 0.99])
    w1, b1 = np.array([[0.15, 0.25], [0.2, 0.3]]), np.array([0.35, 0.35])
    w2, b2 = np.array([[0.4, 0.5], [0.45, 0.55]]), np.array([0.6, 0.6])
    z1 = x @ w1 + b1
    h = 1 / (1 + np.exp(-z1))
    z2 = h @ w2 + b2
    o = 1 / (1 + np.exp(-z2))
    delta2 = (o - y) * o * (1 - o)
    back = w2 @ delta2
    delta1 = back * h * (1 - h)
    slopes = {"w1": np.outer(x, delta1), "w2": np.outer(h, delta2), "b1": delta1, "b2": delta2}
    old = {"w1": w1, "w2": w2, "b1": b1, "b2": b2}
    run = SimpleNamespace(
        z1=z1,
        h=h,
        z2=z2,
        o=o,
        delta2=delta2,
        back=back,
        delta1=delta1,
        tape_back=back,
        tape_delta2=delta2,
        tape_delta1=delta1,
        loss=np.sum((o - y) ** 2) / 2,
        new_loss=0.291,
        **{f"grad_{name}": slope for name, slope in slopes.items()},
        **{f"tape_{name}": slope for name, slope in slopes.items()},
        **{f"new_{name}": old[name] - rate * slope for name, slope in slopes.items()},
    )
    layers = (w1.tolist(), b1.tolist(), w2.tolist(), b2.tolist())
    return backprops.read(x.tolist(), y.tolist(), layers, "sigmoid", "sigmoid_mse", rate, run)


def backpropagation_on_the_way_back():
    at = backprops.KINDS.index("delta1")
    return backprops.walked(_net(), at, words=chart_words("mlp_backprop", "steps"))


def backpropagation_after_the_update():
    at = len(backprops.KINDS) - 1
    return backprops.walked(_net(), at, words=chart_words("mlp_backprop", "steps"))


def gradients_beside_those_of_the_tape():
    at = backprops.KINDS.index("delta1")
    return backprops.beside_tape(_net(), 1, at, words=chart_words("mlp_backprop", "steps"))


def _digits(count):
    row, column = np.indices((28, 28))
    return np.stack(
        [np.exp(-((np.hypot(row - 14, column - 14) - 4 - k % 5) ** 2) / 4) for k in range(count)]
    )


def pictures_with_captions():
    names = [f"{k} → {k + 1}" for k in range(5)]
    pixels = galleries.shaded(_digits(5))
    return galleries.gallery(pixels, names, name="Rings", columns=4)


def digit_and_what_it_is_taken_for():
    guesses = np.full(10, 0.02)
    guesses[3] = 0.82
    return numerals.read(_digits(1)[0], guesses, words=chart_words("mlp_backprop", "digits"))


def loss_and_confusion_of_digits():
    losses = 2.3 * np.exp(-np.arange(150) / 30) + 0.05
    losses[100:] = np.nan
    confusion = np.diag(np.full(10, 18.0))
    confusion[3, 5], confusion[4, 9] = 2, 3
    return numerals.learned(losses, confusion, words=chart_words("mlp_backprop", "digits"))


def digits_taken_for_others():
    return numerals.mistakes(
        _digits(6),
        np.array([3, 4, 5, 8, 9, 2]),
        np.array([5, 9, 3, 3, 4, 7]),
        np.linspace(0.5, 0.9, 6),
        most=12,
        words=chart_words("mlp_backprop", "digits"),
    )


def weights_of_units_over_a_picture():
    signed = np.random.default_rng(0).normal(size=(8, 28, 28))
    return numerals.units(signed, most=16, words=chart_words("mlp_backprop", "digits"))


W1, B1 = np.array([[0.5, 0.5, -1.0], [0.25, 0.25, 0.75]]), np.array([0.1, 0.1, -0.3])
W2 = np.array([[1.0], [1.0], [-2.0]])


def hidden_units_of_which_two_are_alike():
    return weights.hidden_units(W1, B1, W2, words=chart_words("mlp_backprop", "prison"))


def training_that_learns_exclusive_or():
    losses = 0.7 * np.exp(-np.arange(401) / 80)
    losses[300:] = np.nan
    return weights.learned(
        losses,
        (W1, B1, W2),
        np.array([0.1, 0.85, 0.9, 0.12]),
        [0, 1, 1, 0],
        guess=float(np.log(2)),
        points=["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"],
        words=chart_words("mlp_backprop", "prison"),
    )


def gradients_with_a_mistake():
    truth = np.array([[0.1, -0.2, 0.3], [0.5, 0.0, 0.7], [0.2, 0.4, -0.6]])
    programmed = truth.copy()
    programmed[2] *= 2
    words = chart_words("mlp_backprop", "hunt")
    return weights.checked(programmed, truth, view="ratio", names=("x", "h"), words=words)
