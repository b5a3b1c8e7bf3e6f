"""Schedules side by side: every step of each is there, and a step is marked in all plots."""

import json

import numpy as np
import pytest

from lib.charts import panels
from lib.lessons.himmelblau.charts import schedules
from tests.charts.views import hold_apart

WORDS = {n: n for n in ("x", "y", "f", "step", "rate", "floor", "limit", "play")}
NAMES = ["a", "b'", 'c"', "d"]


def picture(points, heights, floor=0.5, limit=0.02):
    rates = np.linspace(0.01, 0.02, len(points) - 1)[:, None] * np.ones((1, 4))
    return schedules.compared(
        "data:", rates, points, heights, [[3, 2]], NAMES, floor=floor, limit=limit, words=WORDS
    )


def test_every_step_of_every_schedule_is_there_and_the_last_has_no_rate():
    draw = np.random.default_rng(0)
    points, heights = draw.uniform(-5, 5, (7, 2, 4)), draw.uniform(1, 9, (7, 4))
    table = picture(points, heights).data["walks"]
    for step, kind in ((0, 0), (6, 3), (3, 2)):
        (row,) = np.where((table["step"] == step) & (table["kind"] == kind))[0]
        assert [table["x"][row], table["y"][row]] == points[step, :, kind].tolist()
        assert table["f"][row] == heights[step, kind]
        assert np.isnan(table["rate"][row]) == (step == 6)
    assert table["rate"][:4].tolist() == [0.01] * 4


def test_what_is_off_the_map_or_no_number_is_a_gap_and_so_is_a_floor_of_zero():
    points, heights = np.zeros((3, 2, 4)), np.ones((3, 4))
    points[1, 1, 2], heights[2, 0] = 7.0, np.inf
    data = picture(points, heights, floor=0.0).data
    gone = (data["walks"]["step"] == 1) & (data["walks"]["kind"] == 2)
    np.testing.assert_array_equal(np.isnan(data["walks"]["x"]), gone)
    np.testing.assert_array_equal(np.isnan(data["walks"]["y"]), gone)
    assert np.isnan(data["walks"]["f"]).sum() == 1
    assert np.isnan(data["floor"]["high"]).all() and data["limit"]["rate"] == [0.02]


def test_one_step_is_marked_in_all_three_plots_and_the_pointer_goes_before_the_slider():
    one, other = (picture(np.zeros((n, 2, 4)), np.ones((n, 4)), limit=n) for n in (3, 5))
    assert one.spec is other.spec
    assert all("datum.step == at" in json.dumps(plot) for plot in one.spec["layer"])
    signals = {param["name"]: param for param in one.spec["params"]}
    at = signals["at"]["expr"]
    assert at.startswith("over == 'rates' || over == 'curve' ?") and at.endswith(": step")
    assert signals["play"]["value"] is False
    named = json.dumps(one.spec["layer"][0]["layer"][1]["transform"], ensure_ascii=False)
    assert json.dumps(json.dumps(NAMES))[1:-1] in named  # quotes in a name stay within it


@pytest.mark.parametrize(("width", "height"), [(900, 500), (560, 400), (330, 900)])
def test_the_plots_never_overlap_and_stay_in_the_view(width, height):
    hold_apart(panels.map_and_two(), width, height, 50)
