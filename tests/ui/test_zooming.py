"""Windows on a map: what a link may hold, and where the buttons lead."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.ui import zooming
from tests.reader import LESSONS, Reader

WHOLE = [-6.0, 6.0, -2.0, 10.0]
side = st.floats(0, 1)


@given(side, side, side, side, st.sampled_from(list(zooming.MOVES)))
def test_every_move_stays_on_the_map_and_comes_back_from_its_text(a, b, c, d, move):
    rough = [-6 + 12 * min(a, b), -6 + 12 * max(a, b), -2 + 12 * min(c, d), -2 + 12 * max(c, d)]
    window = zooming.moved(rough, WHOLE, 1, 0, 0)
    there = zooming.moved(window, WHOLE, *zooming.MOVES[move])
    for left, right, low, high in (window, there):
        assert -6 <= left < right <= 6 and -2 <= low < high <= 10
        assert right - left >= 0.99 * 12 / zooming.DEEPEST
    back = zooming.read(zooming.write(there, WHOLE), WHOLE)
    assert back == pytest.approx(there, abs=1e-6)


def test_in_and_out_and_sideways():
    assert zooming.moved(WHOLE, WHOLE, *zooming.MOVES["in"]) == [-3, 3, 1, 7]
    assert zooming.moved([-3, 3, 1, 7], WHOLE, *zooming.MOVES["out"]) == WHOLE
    assert zooming.moved([-3, 3, 1, 7], WHOLE, *zooming.MOVES["left"]) == [-4.5, 1.5, 1, 7]
    assert zooming.moved(WHOLE, WHOLE, *zooming.MOVES["up"]) == WHOLE
    assert zooming.write(WHOLE, WHOLE) == zooming.WHOLE


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        "1_2_3",
        "1_2_3_4_5",
        "2_1_3_4",
        "nan_1_0_1",
        "-inf_1_0_1",
        "1e999_2_0_1",
        "-7_1_0_1",
        "0_1_0_11",
        "0_0.0001_0_1",
        "0_1_0_1" * 30,
        "__import__('os')_1_2_3",
    ],
)
def test_what_is_no_window_is_not_taken(code):
    assert zooming.read(code, WHOLE) is None


@pytest.mark.skipif("himmelblau" not in LESSONS, reason="rests on this lesson")
def test_a_page_zooms_by_buttons_by_link_and_anew_for_another_surface():
    reader = Reader("himmelblau", **{"himmelblau.map_window": "0_1_0_2"})
    reader.set(flat_surface="booth")  # any other move leaves it

    def window():
        (run,) = reader.lesson.runs["basins"]
        return run.call.values["window"]

    assert window() == [0, 1, 0, 2]
    reader.press("himmelblau.map_window.out")
    assert window() == [-0.5, 1.5, -1, 3]
    assert reader.at.query_params["himmelblau.map_window"] in ("-0.5_1.5_-1_3", ["-0.5_1.5_-1_3"])
    reader.set(map_surface="ackley")
    assert window() == [-5, 5, -5, 5] and "himmelblau.map_window" not in reader.at.query_params
    for garbage in ("nan_1_0_1", "9_10_9_10"):
        assert (
            Reader("himmelblau", **{"himmelblau.map_window": garbage}).value("map_window")
            == zooming.WHOLE
        )
    assert all(math.isfinite(end) for end in window())
