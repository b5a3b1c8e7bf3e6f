"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.lessons.clipping.charts import vectors
from tests.charts.words import chart_words


def arrow_clipped_by_value_and_by_norm():
    arrow = np.array([1.0, 10.0])
    by_norm = arrow * 4 / np.hypot(*arrow)
    words = chart_words("clipping", "arrow")
    return vectors.clipped_arrows(arrow, np.clip(arrow, -4, 4), by_norm, 4.0, words=words)
