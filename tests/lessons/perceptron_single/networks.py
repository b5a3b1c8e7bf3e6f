"""Networks of this lesson whose numbers must not cover each other: see ``tests/charts``."""

from functools import partial

from lib.charts.picture import Picture
from lib.lessons.perceptron_single import perceptron_single
from lib.lessons.perceptron_single.charts import perceptrons

WORDS = {name: name for name in ("forward", "back", "after", "positive", "negative")}


def single(n: int) -> Picture:
    x = [2.0, -1.0, 0.5, 0.12345][:n]
    run = perceptron_single.differentiate(x, x, 0.25, 1.0, "mse", 1.0)
    known = perceptrons.read(x, x, 0.25, 1.0, "mse", 1.0, run)
    return perceptrons.walked(known, len(perceptrons.kinds(n)) - 1, words=WORDS)


NETWORKS = {str(n): partial(single, n) for n in (1, 3, 4)}
