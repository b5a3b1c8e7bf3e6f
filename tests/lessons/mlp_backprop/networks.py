"""Networks of this lesson whose numbers must not cover each other: see ``tests/charts``."""

from functools import partial

from lib.charts.picture import Picture
from lib.lessons.mlp_backprop import mlp_backprop
from lib.lessons.mlp_backprop.charts import backprops

WORDS = {name: name for name in ("forward", "back", "after", "positive", "negative")}
LAST = len(backprops.KINDS) - 1


def backprop(d: int, k: int, m: int, *, rate: float = 2.0, at: int = LAST) -> Picture:
    x, y = [0.5, -1.0, 1.5, 0.2][:d], [1, 0, 0][:m]
    w = mlp_backprop.draw_weights(d, k, m)
    run = mlp_backprop.backpropagate(x, y, **w, activation="tanh", head="sigmoid_mse", rate=rate)
    known = backprops.read(x, y, w.values(), "tanh", "sigmoid_mse", rate, run)
    return backprops.walked(known, at, words=WORDS)


NETWORKS = {f"{d}-{k}-{m}": partial(backprop, d, k, m) for d, k, m in ((2, 3, 2), (3, 4, 2))}
