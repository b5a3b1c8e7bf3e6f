"""Windows on a map: what a link may hold, and where the buttons lead."""

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import state
from lib.ui import url, zooming
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


MIDDLE = [-3.0, 3.0, 1.0, 7.0]


@pytest.mark.parametrize(
    ("move", "there"),
    [
        ("in", [-1.5, 1.5, 2.5, 5.5]),
        ("out", WHOLE),
        ("left", [-4.5, 1.5, 1, 7]),
        ("right", [-1.5, 4.5, 1, 7]),
        ("up", [-3, 3, 2.5, 8.5]),
        ("down", [-3, 3, -0.5, 5.5]),
    ],
)
def test_a_move_is_a_quarter_of_the_window_or_twice_or_half_of_it(move, there):
    assert zooming.moved(MIDDLE, WHOLE, *zooming.MOVES[move]) == there


def test_at_the_edge_of_the_map_a_window_keeps_its_size():
    assert zooming.moved([3, 6, -2, 1], WHOLE, 1, 1, -1) == [3, 6, -2, 1]
    assert zooming.moved([-5, -2, 6, 9], WHOLE, 1, -1, 1) == [-6, -3, 7, 10]


def test_the_smallest_window_is_a_share_of_the_map():
    tiny = zooming.moved([1, 1.0001, 2, 2.0001], WHOLE, 0.5, 0, 0)
    assert tiny == pytest.approx([0.99855, 1.00155, 1.99855, 2.00155])
    assert zooming.DEEPEST == 4000


@pytest.mark.parametrize(
    ("code", "window"),
    [
        ("-6_6_-2_10", WHOLE),
        ("-6.0000005_6.0000005_-2.0000005_10.0000005", [-6.0000005, 6.0000005, -2.0000005]),
        ("0_0.00298_0_0.00298", [0, 0.00298, 0, 0.00298]),
        ("0_1_0_" + "1" + "." + "0" * 71, None),
        ("0_1_0_" + "1" + "." + "0" * 72, None),
        ("0_0.00296_0_1", None),
        ("0_1_0_0.00296", None),
        ("-6.00001_1_0_1", None),
        ("0_6.00001_0_1", None),
        ("0_1_-2.00001_1", None),
        ("0_1_0_10.00001", None),
        ("1_1_0_1", None),
        ("0_1_0_1_", None),
    ],
)
def test_the_ends_of_what_a_link_may_hold(code, window):
    found = zooming.read(code, WHOLE)
    if code.endswith("0" * 71):  # 80 characters are read, one more is not
        assert (found == [0, 1, 0, 1]) == (len(code) <= 80)
    else:
        assert found is None if window is None else found[: len(window)] == window


def test_a_window_is_written_with_seven_digits():
    assert zooming.write([1 / 3, 2, -1, 1e-9], WHOLE) == "0.3333333_2_-1_1e-09"
    assert zooming.write(tuple(WHOLE), WHOLE) == "whole"
    assert zooming.read("whole", tuple(WHOLE)) == WHOLE


# ------------------------------------------------------------------------- a dragged rectangle


def drag(monkeypatch, sent, window=WHOLE):
    """Drag a rectangle in a picture; return what stands in the URL afterwards."""
    reader = SimpleNamespace(session_state={}, query_params={})
    for module in (url, zooming):
        monkeypatch.setattr(module, "st", reader)
    control = state.Control("map", "demo", "window", "whole")
    monkeypatch.setattr(state, "table", lambda slug: {"map": control})
    reader.session_state["picture"] = SimpleNamespace(selection={"zoom": sent})
    if window:
        reader.session_state["lesson.map@window"] = window, WHOLE
    zooming.take_rectangle("picture", "lesson", "map")
    return reader.query_params.get("lesson.map")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"x": [1, 3], "y": [0, 4]}, "1_3_0_4"),
        ({"x": [3, 1], "y": (4, 0)}, "1_3_0_4"),  # from right to left, from top to bottom
        ({"x": [-9, 0], "y": [8, 12]}, "-6_3_6_10"),  # moved back onto the map
        ({"x": [1, 1.24], "y": [0, 0.24]}, "1_1.24_0_0.24"),  # 2 % of the window
        ({"x": [1, 1.23], "y": [0, 4]}, None),
        ({"x": [1, 3], "y": [0, 0.23]}, None),
        ({"x": [1, 2, 3], "y": [0, 4]}, None),
        ({"x": [1, 3]}, None),
        ({"x": [1, math.nan], "y": [0, 4]}, None),
        ({"x": [1, math.inf], "y": [0, 4]}, None),
        ({"x": [1, "x"], "y": [0, 4]}, None),
        ({"x": [1, None], "y": [0, 4]}, None),
        ({"x": "13", "y": "04"}, None),
        ([[1, 3], [0, 4]], None),
        (None, None),
    ],
)
def test_a_rectangle_becomes_the_window(monkeypatch, sent, code):
    assert drag(monkeypatch, sent) == code


def test_a_rectangle_is_measured_by_the_window_that_was_shown(monkeypatch):
    sent = {"x": [1, 1.05], "y": [1, 1.05]}
    assert drag(monkeypatch, sent) is None
    assert drag(monkeypatch, sent, [1, 2, 1, 2]) == "1_1.05_1_1.05"
    assert drag(monkeypatch, {"x": [1, 3], "y": [0, 4]}, None) is None


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
