"""Plots that share a view, and the race replayed in it."""

import json

import numpy as np
import pytest

from lib.charts import panels
from lib.lessons.himmelblau.charts import races
from tests.charts.views import as_python, hold_apart, places

WORDS = {name: name for name in ("x", "y", "f", "bottomless", "step", "minimum", "play", "pace")}
NAMES = [f"r{number}" for number in range(8)]


def picture(points, heights, floor=0.0, window=(-6.0, 6.0, -6.0, 6.0)):
    return races.race(
        "data:", points, heights, [[3, 2]], NAMES, window=window, floor=floor, words=WORDS
    )


def test_every_point_of_every_racer_is_there_in_order():
    draw = np.random.default_rng(0)
    points, heights = draw.uniform(-5, 5, (4, 8, 3, 2)), draw.uniform(1, 9, (4, 8, 3))
    table = picture(points, heights).data["race"]
    for step, racer, start in ((0, 0, 0), (3, 7, 2), (2, 4, 1)):
        (row,) = np.where(
            (table["step"] == step) & (table["racer"] == racer) & (table["start"] == start)
        )[0]
        assert [table["x"][row], table["y"][row]] == points[step, racer, start].tolist()
        assert table["f"][row] == heights[step, racer, start]


def test_what_is_off_the_map_or_no_number_is_a_gap_and_zero_stands_at_the_foot():
    points = np.zeros((3, 8, 1, 2))
    points[1, 0], points[2, 0] = 7.0, np.inf
    heights = np.zeros((3, 8, 1))
    heights[1, 0], heights[2, 0] = np.inf, np.nan
    table = picture(points, heights).data["race"]
    first = table["racer"] == 0
    assert np.isnan(table["x"][first]).tolist() == [False, True, True]
    assert np.isnan(table["f"][first]).tolist() == [False, True, True]
    assert table["f"][0] == races.LOWEST


def test_heights_stand_above_the_lowest_minimum_or_as_they_are_and_the_window_cuts():
    points, heights = np.full((2, 8, 1, 2), 1.5), np.full((2, 8, 1), -3.0)
    assert set(picture(points, heights, floor=-5.0).data["race"]["f"]) == {2.0}
    free = picture(points, heights, floor=None, window=(0.0, 1.0, 0.0, 2.0))
    assert set(free.data["race"]["f"]) == {-3.0} and np.isnan(free.data["race"]["x"]).all()
    ground = free.data["ground"]
    assert [ground[name] for name in ("x", "x2", "y", "y2")] == [[0.0], [1.0], [0.0], [2.0]]
    assert free.data["squares"]["x"].min() == 0 and free.data["squares"]["y"].max() == 2


def test_the_race_is_played_by_the_browser_and_its_spec_holds_no_number_of_it():
    draw = np.random.default_rng(1)
    one, other = (picture(draw.uniform(-5, 5, (9, 8, 1, 2)), np.ones((9, 8, 1))) for _ in "ab")
    assert one.spec is other.spec
    signals = {param["name"]: param for param in one.spec["params"]}
    assert signals["play"]["value"] is False  # nothing on a page moves by itself
    assert signals["frame"]["on"][0]["events"].startswith("timer{")
    assert signals["frame"]["bind"]["max"] == signals["frame"]["value"] == races.FRAMES
    assert json.dumps(one.spec).count("datum.step <= frame") == 2  # on the map and on the curve


@pytest.mark.parametrize(("width", "height"), [(900, 500), (560, 400), (330, 700)])
def test_the_plots_never_overlap_and_stay_in_the_view(width, height):
    hold_apart(panels.pair(), width, height, 60)


def test_on_a_phone_the_map_is_as_high_as_wide_and_the_curves_have_room():
    (_, right, _, bottom), (_, _, top, foot) = places(panels.pair(), 310, races.HEIGHT_NARROW)
    assert 0.8 <= bottom / right <= 1.4 and foot - top >= 200
    spec = picture(np.zeros((2, 8, 1, 2)), np.ones((2, 8, 1))).spec
    grown = next(param["expr"] for param in spec["params"] if param["name"] == "height")
    for width, height in ((310, races.HEIGHT_NARROW), (panels.WIDE, races.HEIGHT)):
        assert eval(as_python(f"({grown})"), {"width": width}) == height
