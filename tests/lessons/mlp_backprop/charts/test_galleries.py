"""Galleries: pictures where they belong, in colours that mean what they say."""

import numpy as np

from lib.lessons.mlp_backprop.charts import galleries


def test_ink_is_dark_and_paper_light():
    pixels = galleries.shaded(np.array([[[0.0, 1.0, 2.0]]]))
    assert pixels[0, 0].tolist() == [[255] * 3, [0] * 3, [0] * 3]


def test_zero_is_the_pale_middle_and_the_ends_are_those_of_the_largest_number():
    pixels = galleries.signed(np.array([[[0.0, 3.0]], [[-3.0, 1.5]]])).astype(int)
    assert pixels[0, 0, 0].min() > 230
    plus, minus = pixels[0, 0, 1], pixels[1, 0, 0]
    assert plus[0] > plus[2] and minus[2] > minus[0]  # red-brown against blue
    assert pixels[1, 0, 1].min() > plus.min()  # half as far is paler
    assert galleries.signed(np.zeros((1, 2, 2))).min() > 230


def test_rows_are_filled_from_the_left_and_few_are_as_small_as_many():
    some = galleries.gallery(np.zeros((3, 2, 2, 3), np.uint8), list("abc"), name="n", columns=2)
    table = some.data["pictures"]
    assert table["caption"] == ["a", "b", "c"]
    assert np.floor(table["x"]).tolist() == [0, 1, 0]
    assert table["y"][0] == table["y"][1] < table["y"][2]
    few = galleries.gallery(np.zeros((1, 2, 2, 3), np.uint8), ["a"], name="n", columns=2, places=3)
    assert few.spec is some.spec
