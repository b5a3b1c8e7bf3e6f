"""Networks of this lesson whose numbers must not cover each other: see ``tests/charts``."""

from functools import partial

import numpy as np

from lib.charts.picture import Picture
from lib.lessons.perceptron_multi import perceptron_multi
from lib.lessons.perceptron_multi.charts import layers

WORDS = {name: name for name in ("forward", "back", "after", "positive", "negative")}


def several(n: int, m: int) -> Picture:
    x, w, b = np.linspace(-1, 2, 2 * n).reshape(2, n), np.linspace(-1, 1, n * m), np.zeros(m)
    w = w.reshape(n, m)
    run = perceptron_multi.differentiate(
        x.tolist(), w.tolist(), b.tolist(), [0, m - 1], "softmax", "mean", 1.0
    )
    known = layers.Layer(x, w, b, 0, "softmax", 1.0, run)
    return layers.walked(known, len(layers.KINDS) - 1, words=WORDS)


NETWORKS = {f"{n}x{m}": partial(several, n, m) for n, m in ((2, 3), (3, 3), (4, 3), (3, 4), (2, 4))}
