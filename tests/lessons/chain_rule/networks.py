"""Networks of this lesson whose numbers must not cover each other: see ``tests/charts``."""

import numpy as np

from lib.charts.picture import Picture
from lib.lessons.chain_rule import chain_rule
from lib.lessons.chain_rule.charts import chains

WORDS = {name: name for name in ("forward", "back", "after", "positive", "negative")}


def chain() -> Picture:
    run = chain_rule.record_two_layers(1.0, 2.0, 1.0, 2.0, 1.0)
    kinds = [kind.decode() for kind in run.operations.numpy()]
    values, edges, local = (np.array(part) for part in (run.values, run.edges, run.local))
    last = len(chains.order(edges, len(kinds))) - 1
    return chains.walked(kinds, kinds, values, edges, local, last, words=WORDS)


def two_paths() -> Picture:
    return chains.two_paths(
        "xuvy", [2.0, 4.0, 0.9093, 3.637], [4.0, -0.4161, 0.9093, 4.0], None, words=WORDS
    )


NETWORKS = {"chain": chain, "two paths": two_paths}
