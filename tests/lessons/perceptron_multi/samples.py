"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

from types import SimpleNamespace

import numpy as np

from lib.lessons.perceptron_multi.charts import layers
from tests.charts.words import chart_words


def layer_of_three_outputs_after_the_update():
    x, w = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[0.5, -0.25, 0.0], [0.1, 0.2, -0.3]])
    b, y = np.zeros(3), np.eye(3)[[0, 2]]
    z = x @ w + b
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    delta = (p - y) / 2
    outer = x[:, :, None] * delta[:, None]
    run = SimpleNamespace(
        z=z,
        prob=p,
        y=y,
        delta=delta,
        outer=outer,
        grad_w=outer.sum(axis=0),
        tape_w=outer.sum(axis=0),
        new_w=w - 0.5 * outer.sum(axis=0),
        new_b=b - 0.5 * delta.sum(axis=0),
        loss=-np.log(p[y > 0]).mean(),
    )
    known = layers.Layer(x, w, b, 0, "softmax", 0.5, run)
    at = len(layers.KINDS) - 1
    return layers.walked(known, at, words=chart_words("perceptron_multi", "xray"))
