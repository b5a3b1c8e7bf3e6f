"""Whole data sets against what the article prints of them."""

import pytest

from lib.datasets import cache
from lib.datasets.sets import SETS
from lib.lessons.data_loading import explore, one_hot


def _full(name):
    """Explore a full set where it is on this machine; nothing is downloaded for a test."""

    def compute(_):
        if cache.state(SETS[name]) != cache.State.READY:
            pytest.skip(f"the full {name} is not in Keras's cache on this machine")
        run = explore.explore(name, 0)
        found = {key: value for key, value in run._asdict().items() if key[:2] in ("x_", "y_")}
        found["y_first_4"] = run.labels[:4]
        if name == "mnist":
            found["onehot_first_2"] = one_hot.encode(run.labels[:2], 10).rows
        else:
            found.pop("x_mean")
        return found

    return compute


ARTICLE = {"MNIST, full set": _full("mnist"), "CIFAR-10, full set": _full("cifar10")}
