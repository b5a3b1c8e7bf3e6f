"""The surface: its relief is an image."""

import numpy as np

from lib.lessons.himmelblau.charts import surfaces


def test_the_relief_is_dark_in_the_valley_and_painted_once():
    def bowl(size):
        axis = np.linspace(-1, 1, size)
        return axis[:, None] ** 2 + axis**2

    url = surfaces.relief(bowl)
    assert url.startswith("data:image/png;base64,") and surfaces.relief(bowl) is url
