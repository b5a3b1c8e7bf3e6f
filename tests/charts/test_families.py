"""The other chart families: what is drawn is what was given, and only data changes."""

import math

import numpy as np
import pytest

from lib.charts import groups, lines

AXES = {"name": "n", "value": "v"}


def test_bars_before_and_after_hold_every_number():
    words = {"x": "x", "value": "v", "gradient": "g", "before": "b", "after": "a"}
    bars, strip = lines.before_after(
        np.arange(3.0), np.ones(3), np.array([0.0, 1.0, 0.0]), words=words
    )
    assert list(bars.data["values"]["value"]) == [0, 1, 2, 1, 1, 1]
    assert list(bars.data["values"]["role"]) == ["b"] * 3 + ["a"] * 3
    assert list(strip.data["gradient"]["gradient"]) == [0, 1, 0]


def test_a_curve_carries_the_readers_own_point():
    picture = lines.curves(
        np.arange(4.0),
        {"p": np.arange(4.0), "q": np.ones(4)},
        ["#000000", "#111111"],
        at=(2.5, [2.5, 1.0]),
        x_title="x",
        y_title="y",
    )
    assert picture.data["points"] == {"x": [2.5, 2.5], "y": [2.5, 1.0], "role": ["p", "q"]}
    assert len(picture.data["curves"]["y"]) == 8


def test_a_log_axis_leaves_out_what_has_no_logarithm():
    picture = groups.grouped("abcd", {"v": [1, 0, math.inf, 10]}, ["#000000"], log=True, **AXES)
    assert picture.data["groups"]["name"] == ["a", "d"]


def test_stems_on_a_log_axis_stand_on_a_power_of_ten_below_all_of_them():
    for least in (2.6e-6, 1e-6, 1.4e-17, 9.9, 1.0):
        versions = {"v": [least, 20.0], "w": [50.0, 70.0]}
        picture = groups.grouped("ab", versions, ["#000000", "#111111"], log=True, **AXES)
        (floor,) = set(picture.data["groups"]["floor"])
        assert round(math.log10(floor)) == pytest.approx(math.log10(floor), abs=1e-9)
        assert 1.5 <= least / floor < 16


def test_stacks_add_up_and_what_is_infinite_is_a_sign_at_its_place():
    stacks = {"sum": {"a": 1.5, "b": 2.0}, "endless": {"a": 1.0, "b": math.inf}}
    data = groups.stacked(stacks, {"a": "#000000", "b": "#111111"}, value="v").data["stacks"]
    assert data["start"] == [0.0, 1.5, 0.0, 1.0] and data["end"] == [1.5, 3.5, 1.0, 1.0]
    assert data["sign"] == ["", "", "", "∞"]
