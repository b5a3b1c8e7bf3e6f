"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.lessons.top_k_accuracy.charts import ranking, score_bars, special_scores
from tests.charts.words import chart_words

LABELS = [4, 5, 1, 0, 2]


def hits_by_rank():
    logits = np.random.default_rng(3).normal(size=(5, 6))
    ranked = np.argsort(-logits, axis=1).T
    hit = ranked == np.array(LABELS)
    accuracy = 100 * hit.cumsum(axis=0).mean(axis=1)
    words = chart_words("top_k_accuracy", "builder")
    return ranking.hits(ranked, hit, accuracy, LABELS, 2, words=words)


def bars_that_travel_to_their_ranks():
    row = [3, 7, 1, 9, 4]
    order = np.argsort(row)[::-1]
    words = chart_words("top_k_accuracy", "ladder")
    return score_bars.ladder(row, order, order[:3], words=words)


def bars_of_any_numbers():
    row = [0.5, -2.0, 3.25, 0.5]
    order = np.argsort(row)
    words = chart_words("top_k_accuracy", "ladder")
    return score_bars.ladder(row, order, order[:2], words=words, edited=False)


def scores_that_are_edited():
    words = chart_words("top_k_accuracy", "ties")
    words = {name: words[name] for name in ("index", "value", "becomes")}
    return score_bars.scores([1, 1, 5, 9, 0], words=words)


def ranks_of_scores_that_are_no_numbers():
    return special_scores.limits(
        [4.0, np.nan, np.inf, 2.0],
        [0, 1, 2, 0],
        np.array([1, 2, 0]),
        np.array([2, 0, 3]),
        np.array([False, False, True, False]),
        words=chart_words("top_k_accuracy", "limits"),
    )
