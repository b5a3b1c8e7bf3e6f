"""Grids and lists as short text: what is written, read and refused, cell by cell."""

import pytest

from lib import codes
from lib.codes import MOST, Grid, grid_of


def test_each_digit_counts_from_the_smallest_value_of_a_cell():
    grid = Grid((2, 3), -1, 34, int)
    assert grid.encode([[-1, 0, 8], [9, 33, 34]]) == "019.ayz"
    assert grid.decode("019.ayz") == [[-1, 0, 8], [9, 33, 34]]
    assert Grid((3,), 2, 4, int).decode("012") == [2, 3, 4]
    assert Grid((3,), 2, 4, int).encode([2, 3, 4]) == "012"
    assert Grid((1, 3), 2, 4, int).decode("012") == [[2, 3, 4]]


def test_the_largest_value_is_read_and_the_next_is_not():
    grid = Grid((3,), 2, 4, int)
    assert grid.reads("222") and not grid.reads("223")
    with pytest.raises(ValueError, match="out of 2 to 4"):
        grid.decode("223")


@pytest.mark.parametrize("code", ["00", "0000", "000.000", "0.00", ""])
def test_a_row_has_exactly_its_cells(code):
    assert not Grid((3,), 0, 1, int).reads(code)


@pytest.mark.parametrize("code", ["000.00", "00.000", "000.0000", "000", "000.000.000"])
def test_every_row_of_several_has_its_cells(code):
    assert not Grid((2, 3), 0, 1, int).reads(code)


def test_the_longest_grid_is_read_and_a_text_that_is_twice_as_long_is_not_even_cut():
    tall = Grid((MOST, 1), 0, 1, int)
    code = ".".join("1" * MOST)
    assert len(code) == 2 * MOST - 1 and tall.reads(code)
    assert Grid((2 * MOST,), 0, 1, int).reads("0" * (2 * MOST))
    assert not Grid((2 * MOST + 1,), 0, 1, int).reads("0" * (2 * MOST + 1))


def test_a_grid_is_made_from_its_default():
    assert grid_of([[1, 2], [3, 4]], 0, 9) == Grid((2, 2), 0, 9, int)
    assert grid_of([True, False], 0, 1) == Grid((2,), 0, 1, bool)
    assert grid_of([0] * 256, 0, 35).shape == (256,)
    assert grid_of([7], 0, 35).shape == (1,)


@pytest.mark.parametrize(
    ("default", "high", "shown_text"),
    [
        ([], 1, r"\(0,\) with 2"),
        ([0] * 257, 1, r"\(257,\) with 2"),
        (7, 9, r"\(\) with 10"),
        ([[[1]]], 9, r"\(1, 1, 1\) with 10"),
        ([0], 36, r"\(1,\) with 37"),
    ],
)
def test_what_no_grid_can_be_made_from(default, high, shown_text):
    with pytest.raises(ValueError, match=shown_text):
        grid_of(default, 0, high)


def test_a_list_is_its_names_with_dashes_and_none_has_a_word():
    assert codes.write_list(["map", "batch"]) == "map-batch"
    assert codes.write_list([]) == "none" and codes.read_list("none", ["map"]) == []
    assert codes.read_list("batch-map", ["map", "batch", "x"]) == ["batch", "map"]
    assert codes.read_list("map", ["map"]) == ["map"]
    for code in ("map-map", "map-other", "", "map-", "map-batch-map"):
        assert codes.read_list(code, ["map", "batch"]) is None, code


def test_a_drawing_is_made_square():
    assert codes.drawn(["#", ".x", "0·1", "\u3000 1 1"][:3]) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert codes.drawn(["\u3000#", "##9"]) == [[0, 1], [1, 1]]
    assert codes.drawn(["  ", "x."]) == [[0, 0], [1, 0]]
