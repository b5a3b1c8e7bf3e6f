"""What a click in a picture does to a grid, to points and to other controls."""

from types import SimpleNamespace

import pytest

from lib import state
from lib.state import Control
from lib.ui import editing, url

TABLE = {
    "row": Control("row", "demo", "cells", (1, 2, 3, 4), low=1, high=5, movable=True),
    "grid": Control("grid", "demo", "cells", ((0, 1), (2, 3)), low=0, high=3),
    "points": Control("points", "demo", "points", "[[0, 0, 1]]", most=3, span=2.0, classes=3),
    "how": Control("how", "demo", "choice", "a", options=("a", "b")),
    "rate": Control("rate", "demo", "slider", 1.0, low=0.0, high=2.0),
}


@pytest.fixture
def reader(monkeypatch):
    """A session that holds a row and a grid, and its URL."""
    reader = SimpleNamespace(session_state={}, query_params={})
    for module in (url, editing):
        monkeypatch.setattr(module, "st", reader)
    monkeypatch.setattr(state, "table", lambda slug: TABLE)
    reader.session_state.update({"lesson.row": "0123", "lesson.grid": "01.23"})
    return reader


def click(reader, **row):
    reader.session_state["picture"] = SimpleNamespace(selection={"pick": [row]})
    return "picture", "lesson"


@pytest.mark.parametrize(
    ("cell", "to", "code"),
    [(0, 3, "31.23"), (3, 0, "01.20"), (2.0, 1.0, "01.13")],
)
def test_a_click_sets_a_cell(reader, cell, to, code):
    editing.take_edit(*click(reader, cell=cell, to=to), "grid")
    assert reader.session_state["lesson.grid"] == reader.query_params["lesson.grid"] == code
    assert reader.session_state["lesson.grid.cell"] == cell
    assert reader.session_state["lesson.grid@edits"] == 1


@pytest.mark.parametrize(
    "row",
    [
        {"cell": -1, "to": 1},
        {"cell": 4, "to": 1},
        {"cell": 0, "to": 4},
        {"cell": 0, "to": -1},
        {"cell": "0", "to": 1},
        {"cell": 0, "to": 1.5},
        {"cell": 0},
        {"to": 1},
        {"cell": 0, "to": 1, "held": "x"},
        {"cell": 0, "to": 1, "held": 1},  # a grid of two axes has no order
    ],
)
def test_a_click_that_is_no_edit_changes_nothing(reader, row):
    editing.take_edit(*click(reader, **row), "grid")
    assert reader.session_state["lesson.grid"] == "01.23" and not reader.query_params
    assert "lesson.grid@edits" not in reader.session_state
    editing.take_edit("no picture", "lesson", "grid")
    assert reader.session_state["lesson.grid"] == "01.23"


@pytest.mark.parametrize(
    ("held", "cell", "code"), [(0, 3, "1230"), (3, 0, "3012"), (1, 2, "0213"), (2, 1, "0213")]
)
def test_a_cell_that_is_dragged_goes_to_its_place_and_the_others_close_up(reader, held, cell, code):
    editing.take_edit(*click(reader, held=held, cell=cell, to=5), "row")
    assert reader.query_params["lesson.row"] == code
    assert reader.session_state["lesson.row.cell"] == cell


@pytest.mark.parametrize(("cell", "to"), [(-1, 0), (4, 0), (0, -1), (0, 4)])
def test_a_cell_stays_within_its_row(reader, cell, to):
    editing.move_cell("lesson", "row", cell, to)
    assert reader.session_state["lesson.row"] == "0123" and not reader.query_params


def test_a_cell_that_is_dropped_where_it_was_is_clicked(reader):
    editing.take_edit(*click(reader, held=1, cell=1, to=5), "row")
    assert reader.query_params["lesson.row"] == "0423"


def test_each_edit_has_the_next_number(reader):
    for number in range(3):
        offered = {"cells": {"cell": [0, 1], "to": [1, 2]}, "other": {"y": [1]}}
        offers = editing.numbered_edits(offered, "lesson.row")
        assert offers["cells"] == {"cell": [0, 1], "to": [1, 2], "edit": [number] * 2}
        assert offers["other"] == {"y": [1]}
        editing.set_cell("lesson", "row", 0, 1 + number)


# ------------------------------------------------------------------------------ points


@pytest.mark.parametrize(
    ("kept", "row", "code"),
    [
        ([[0, 0, 1]], {"x": 1.5, "y": -2}, "[[0,0,1],[1.5,-2,2]]"),
        ([[0, 0, 1], [1, 2, 0]], {"x": 1, "y": 2}, "[[0,0,1]]"),
        ([[0, 0, 1]], {"x": 0, "y": 1}, "[[0,0,1],[0,1,2]]"),
        ([[0, 0, 1]], {"x": 2.0, "y": 2.0}, "[[0,0,1],[2,2,2]]"),
        ([[0, 0, 1]], {"x": 2.01, "y": 0}, None),
        ([[0, 0, 1]], {"x": 0, "y": -2.01}, None),
        ([[0, 0, 1]], {"x": 0, "y": 0}, None),  # the last one stays
        ([[0, 0, 1]], {"x": "a", "y": 0}, None),
        ([[0, 0, 1]], {"x": 1}, None),
        ([[0, 0, 1]], {"x": None, "y": 1}, None),
        ([[0, 0, 1]], {"x": float("nan"), "y": 1}, None),
        ([[0, 0, 1], [1, 1, 1], [1, 2, 1]], {"x": 2, "y": 0}, "[[0,0,1],[1,1,1],[1,2,1]]"),
        (None, {"x": 1, "y": 1}, None),
    ],
)
def test_a_click_puts_a_point_in_or_takes_it_out(reader, kept, row, code):
    reader.session_state["lesson.points@points"] = kept
    editing.take_point(*click(reader, **row), "points", 2)
    assert reader.session_state.get("lesson.points") == code


def test_points_go_into_the_url_while_a_box_can_hold_them(reader, monkeypatch):
    many = Control("points", "demo", "points", "[]", most=999, span=2.0, classes=3)
    monkeypatch.setitem(TABLE, "points", many)
    short = [[x, tenth / 10, 1] for x in (0, 1, 2) for tenth in range(1, 10)]  # 9 characters
    long = [[1, 1 + cent / 100, 1] for cent in range(11, 99) if cent % 10]  # 10 characters
    # With a comma each, the new point of 7 characters and two brackets: 600, and 601.
    for kept, length in ((short[:25] + long[:31], 600), (short[:24] + long[:32], None)):
        reader.session_state["lesson.points@points"] = kept
        reader.session_state.pop("lesson.points", None)
        editing.take_point(*click(reader, x=2, y=2), "points", 1)
        code = reader.session_state.get("lesson.points")
        assert (code and len(code)) == length


# ------------------------------------------------------------------------------ other controls


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"a": "b", "b": 2.0}, ("b", 2.0)),
        ({"a": "a", "b": 0}, ("a", 0)),
        ({"a": "c", "b": 1}, None),
        ({"a": 1, "b": 1}, None),
        ({"a": ["b"], "b": 1}, None),
        ({"a": "b", "b": 2.01}, None),
        ({"a": "b", "b": -0.01}, None),
        ({"a": "b", "b": "1"}, None),
        ({"a": "b", "b": True}, None),
        ({"a": "b"}, None),
        ({}, None),
    ],
)
def test_a_click_on_a_mark_sets_the_controls_that_its_fields_are_for(reader, row, found):
    editing.take_fields(*click(reader, **row), {"a": "how", "b": "rate"})
    values = tuple(reader.session_state.get(f"lesson.{name}") for name in ("how", "rate"))
    assert values == (found or (None, None))
    assert reader.query_params.get("lesson.how") == ("b" if found and found[0] == "b" else None)


def test_items_of_a_list_move_out_and_back(reader, monkeypatch):
    order = Control("order", "demo", "order", ("a", "b", "c"), items=("a", "b", "c", "d"))
    monkeypatch.setitem(TABLE, "order", order)
    for item, to, code in (
        ("c", 0, "c-a-b"),
        ("a", 2, "b-c-a"),
        ("b", None, "a-c"),
        ("d", 3, "a-b-c-d"),
    ):
        editing._move_item("lesson", "order", ["a", "b", "c"], item, to)
        assert reader.query_params["lesson.order"] == code
