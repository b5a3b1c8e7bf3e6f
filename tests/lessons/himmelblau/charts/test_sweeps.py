"""Sweeps: every rate stands in the picture, also one that led nowhere."""

import numpy as np

from lib.lessons.himmelblau.charts import sweeps

WORDS = {"rate": "r", "value": "v", "limit": "l", "own": "o", "lost": "x"}


def test_what_left_the_numbers_stands_at_the_top_and_zero_at_the_foot():
    values = np.array([[0.0, 1.0], [np.inf, 2.0], [3.0, np.nan]])
    picture = sweeps.sweep(
        np.array([0.1, 0.2, 0.3]),
        values,
        [0.15, 0.25],
        ["a", "b"],
        ["#000000", "#111111"],
        own=0.2,
        ends=(1e-3, 10.0),
        words=WORDS,
    )
    walks, lost = picture.data["walks"], picture.data["lost"]
    np.testing.assert_array_equal(walks["value"], [1e-3, 1.0, np.nan, 2.0, 3.0, np.nan])
    assert walks["name"] == ["a", "b"] * 3
    assert lost["name"] == ["a", "b"] and lost["value"] == [10.0, 10.0]
    np.testing.assert_allclose(lost["rate"], [0.2, 0.3])
    assert picture.data["own"] == {"rate": [0.2]}


def test_beside_one_curve_the_limits_keep_their_names():
    picture = sweeps.sweep(
        np.array([0.1, 0.2]),
        np.ones((2, 1)),
        [0.1, 0.12, 0.2],
        list("abc"),
        ["#000000"] * 3,
        own=0.1,
        ends=(1e-3, 10.0),
        words=WORDS,
    )
    assert picture.data["limits"]["name"] == list("abc")
    assert picture.data["walks"]["name"] == ["v", "v"]
