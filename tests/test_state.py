"""The declared table: what a control accepts, where it snaps to, and what a file may hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import codes, state, text
from lib.state import Control


def control(kind, declared, **rules):
    return Control("name", "demo", kind, declared, **rules)


# ------------------------------------------------------------------------- the grid of a slider


@given(st.floats(-100, 100), st.sampled_from([0.05, 0.1, 0.25, 0.5, 2.0]))
def test_a_value_snaps_to_the_nearest_stop_within_the_bounds(value, step):
    slider = control("slider", 0.0, low=-3.0, high=3.0, step=step)
    stops = [-3 + step * number for number in range(int(6 / step) + 1)] + [3.0]
    found = slider.snap(value)
    assert min(abs(found - stop) for stop in stops) < 1e-9
    if abs(value) <= 3:
        assert abs(found - value) <= step / 2 + 1e-9
    else:
        assert found == math.copysign(3, value)
    assert len(repr(abs(found))) <= 6  # 0.3, not 0.30000000000000004


@pytest.mark.parametrize(
    ("value", "high", "stop"),
    [(0.34, None, 0.3), (0.36, None, 0.4), (9.0, None, 1.0), (-9.0, None, 0.1), (0.9, 0.5, 0.5)],
)
def test_a_slider_snaps_from_its_lower_end(value, high, stop):
    assert control("slider", 0.5, low=0.1, high=1.0, step=0.1).snap(value, high) == stop


def test_steps_of_integers_give_integers():
    slider = control("slider", 3, low=1, high=20, step=2)
    assert [slider.snap(value) for value in (1.4, 2.2, 6.9, 99, -99)] == [1, 3, 7, 20, 1]
    assert isinstance(slider.snap(2.2), int)
    assert isinstance(control("slider", 1.0, low=0.0, high=2.0, step=1.0).snap(1.2), float)


def test_ten_decimals_are_kept():
    slider = control("slider", 0.0, low=0.0, high=1.0, step=1e-10)
    assert slider.snap(0.1234567891) == 0.1234567891
    assert control("slider", 0.0, low=0.0, high=1.0, step=1e-11).snap(3e-11) == 0


def test_stops_of_a_log_slider_are_round_numbers_from_end_to_end():
    slider = control("log", 0.1, low=0.01, high=1.0, per_decade=4)
    assert slider.stops == [0.01, 0.018, 0.032, 0.056, 0.1, 0.18, 0.32, 0.56, 1.0]
    assert control("log", 1.0, low=0.1, high=10.0, per_decade=1).stops == [0.1, 1.0, 10.0]


# ------------------------------------------------------------------------- texts from a link


@pytest.mark.parametrize(
    ("kind", "rules", "good", "bad"),
    [
        ("player", {}, ["0", "7", "99999"], ["", "100000", "-1", "1.5", "٣", "³", "x"]),
        ("choice", {"options": ("a", "b")}, ["a", "b"], ["", "c", "A"]),
        ("order", {"items": ("a", "b")}, ["a-b", "b", "none"], ["", "a-a", "c"]),
        ("several", {"items": ("a", "b")}, ["a-b", "b"], ["", "none", "a-a", "c"]),
        ("cells", {"low": 0, "high": 2}, ["01", "22"], ["", "03", "0", "0.1"]),
    ],
)
def test_what_a_link_may_hold(kind, rules, good, bad):
    declared = {"cells": (0, 1), "player": 5}.get(kind, ("a",))
    made = control(kind, declared, **rules)
    assert [made.accepts(code) for code in good] == [True] * len(good)
    assert [made.accepts(code) for code in bad] == [False] * len(bad)


def test_a_drawing_is_a_grid_of_two_values():
    made = control("drawing", ("#.", ".#"))
    assert made.default == "10.01" and made.grid == codes.Grid((2, 2), 0, 1, int)
    assert made.accepts("11.00") and not made.accepts("12.00") and not made.accepts("1100")


@pytest.mark.parametrize(
    ("kind", "declared", "rules", "default"),
    [
        ("cells", (1, 0), {"low": 0, "high": 1}, "10"),
        ("cells", (1.0, 3.0), {"low": 1.0, "high": 3.0}, "02"),
        ("order", ("b", "a"), {}, "b-a"),
        ("several", ("a",), {}, "a"),
        ("order", (), {}, "none"),
        ("player", 20, {}, "20"),
        ("slider", 2.5, {}, 2.5),
        ("range", (1.0, 2.0), {}, (1.0, 2.0)),
        ("choice", "a", {}, "a"),
        ("stepper", 13, {}, 13),
        ("window", "whole", {}, "whole"),
    ],
)
def test_the_default_is_what_the_session_holds(kind, declared, rules, default):
    made = control(kind, declared, **rules)
    assert made.default == default and type(made.default) is type(default)


def test_what_streamlit_keeps_in_the_url_itself():
    native = {kind for kind in state.KINDS if control(kind, 0).native}
    assert native == {
        *("slider", "range", "log", "number", "toggle", "tensor", "text", "points", "stepper"),
    }
    assert set(state.KINDS) - native == {
        *("choice", "cells", "order", "several", "player", "window", "drawing"),
    }


def test_rules_that_a_file_leaves_out():
    made = control("tensor", "[1]")
    assert (made.low, made.high, made.step, made.per_decade, made.chunk) == (0, 1, 1, 4, 10)
    assert (made.ranks, made.sizes, made.most, made.limit) == ((1, 2), (), 64, 1e6)
    assert made.least == -math.inf and not made.whole and not made.movable
    assert (made.classes, made.span) == (2, 1.0)


# ------------------------------------------------------------------------- files


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """Write the table of a lesson, and read it."""
    monkeypatch.setattr(text, "LESSONS", tmp_path)
    state.table.cache_clear()

    def write(source):
        (tmp_path / "sample").mkdir(exist_ok=True)
        (tmp_path / "sample" / "state.toml").write_text(source, encoding="utf-8")
        return state.table("sample")

    yield write
    state.table.cache_clear()


FILE = """
[first]
bounds = { kind = "range", low = -6.0, high = 10.0, step = 0.5, default = [2.0, 8.0] }
grid = { kind = "cells", low = 0, high = 9, default = [[1, 2], [3, 4]] }
[second]
how = { kind = "choice", options = ["a", "b"], default = "b" }
"""


def test_a_table_is_read_in_the_order_of_its_file(lesson):
    table = lesson(FILE)
    assert list(table) == ["bounds", "grid", "how"]
    assert [each.name for each in table.values()] == list(table)
    assert [each.demo for each in table.values()] == ["first", "first", "second"]
    bounds = table["bounds"]
    assert (bounds.kind, bounds.low, bounds.high, bounds.step) == ("range", -6, 10, 0.5)
    assert bounds.default == (2.0, 8.0) and table["grid"].default == "12.34"
    assert table["how"].options == ("a", "b") and table["how"].default == "b"


@pytest.mark.parametrize(
    "line",
    [
        'x = { kind = "knob", default = 1 }',
        "x = { default = 1 }",
        'x = { kind = "slider", default = 1, lowest = 0 }',
        'x = { kind = "slider", default = 1, name = "y" }',
        'x = { kind = "slider", default = 1, demo = "other" }',
        'x = { kind = "slider", default = 1, declared = 2 }',
        'x = { kind = "slider", default = 1 }\n[other]\nx = { kind = "slider", default = 1 }',
    ],
)
def test_a_line_that_declares_no_control_is_refused(lesson, line):
    with pytest.raises(ValueError, match=r"state.toml of sample: \w+.x is not a control"):
        lesson(f"[demo]\n{line}")


def test_the_table_is_printed_with_labels_and_bounds(capsys):
    state.main("chain_rule")
    printed = capsys.readouterr().out.splitlines()
    labels = text.words("chain_rule", "en").labels
    assert printed[0] == "| key in the URL | what it is | kind | bounds | default |"
    assert printed[1] == "|---|---|---|---|---|"
    assert len(printed) == 2 + len(state.table("chain_rule"))
    assert f"| `chain_rule.x` | {labels['x']} | slider | -3 to 3 | `1.0` |" in printed
    assert (
        f"| `chain_rule.cut` | {labels['cut']} | choice | none, left, right | `none` |" in printed
    )
    assert any(row.startswith("| `chain_rule.persistent` |") for row in printed)
    assert any(row.endswith("| toggle |  | `True` |") for row in printed)
