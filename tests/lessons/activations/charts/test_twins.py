"""Twins: both curves of a function, and one cross-hair that tells both."""

import numpy as np

from lib.lessons.activations.charts import twins

WORDS = {"x": "x", "y": "f", "slope": "f'"}


def drawn():
    x = np.array([0.0, 1.0, 2.0])
    return twins.twins(
        x, {"a": x**2, "b": x}, {"a": 2 * x, "b": x**0}, ["#000000", "#111111"], words=WORDS
    )


def test_the_upper_picture_has_the_values_and_the_lower_the_slopes():
    above, below = (picture.data["curves"] for picture in drawn())
    assert above["y"].tolist() == [0, 1, 4, 0, 1, 2]
    assert below["y"].tolist() == [0, 2, 4, 1, 1, 1]
    assert above["role"].tolist() == below["role"].tolist() == ["a"] * 3 + ["b"] * 3


def test_the_cross_hair_tells_value_and_slope_of_each_in_both_pictures():
    above, below = (picture.data["detail"]["detail"] for picture in drawn())
    assert above == below
    lines = [line.split("\N{NO-BREAK SPACE}") for line in above[2].split("\n")]
    words = [[word for word in line if word] for line in lines]
    assert words == [["x", "=", "2", "f", "f'"], ["a", "4", "4"], ["b", "2", "1"]]
    assert len(set(map(len, above[2].split("\n")))) == 1  # in columns


def test_only_the_set_of_functions_changes_the_spec():
    again = twins.twins(
        np.arange(5.0),
        {"a": np.ones(5), "b": np.ones(5)},
        {"a": np.ones(5), "b": np.ones(5)},
        ["#000000", "#111111"],
        words=WORDS,
    )
    assert [one.spec is other.spec for one, other in zip(again, drawn(), strict=True)] == [True] * 2
