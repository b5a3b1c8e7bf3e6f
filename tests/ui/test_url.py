"""Where a control's place in the URL is read: links are followed, and what is old is not."""

from types import SimpleNamespace

import pytest

from lib import state
from lib.ui import url

KEY = "lesson.steps"
SLIDER = state.Control("rate", "work", "slider", 0.5)
PLAYER = state.Control("steps", "work", "player", 200, most=200)


@pytest.fixture
def reader(monkeypatch):
    """A session, its URL, and whether a fragment runs by itself."""
    reader = SimpleNamespace(session_state={}, query_params={})
    run = SimpleNamespace(fragment_ids_this_run=None)
    reader.run = run
    monkeypatch.setattr(url, "st", reader)
    monkeypatch.setattr(state, "table", lambda slug: {"steps": PLAYER, "rate": SLIDER})
    monkeypatch.setattr(url, "get_script_run_ctx", lambda: run)
    return reader


def adopt(reader):
    url.adopt(KEY, "200", str.isdigit)
    return reader.session_state[KEY]


def test_a_link_and_back_are_followed_when_the_page_runs(reader):
    reader.query_params[KEY] = "20"
    assert adopt(reader) == "20"
    url.put("lesson", {"steps": "110"})
    assert reader.query_params[KEY] == "110" and adopt(reader) == "110"
    reader.query_params[KEY] = "20"  # back
    assert adopt(reader) == "20"
    del reader.query_params[KEY]  # and to where it had its default
    assert adopt(reader) == "200"


@pytest.mark.parametrize("before", ["20", None])
def test_a_fragment_that_brings_the_url_of_before_the_last_press_undoes_nothing(reader, before):
    if before:
        reader.query_params[KEY] = before
    adopt(reader)
    url.put("lesson", {"steps": "110"})
    reader.run.fragment_ids_this_run = ["a"]
    reader.query_params.clear()  # it was asked for before the press
    if before:
        reader.query_params[KEY] = before
    assert adopt(reader) == "110" and reader.query_params[KEY] == "110"


def test_a_default_stays_out_of_the_url_that_a_late_fragment_brings(reader):
    reader.query_params[KEY] = "20"
    adopt(reader)
    url.put("lesson", {"steps": "200"})
    reader.run.fragment_ids_this_run = ["a"]
    reader.query_params[KEY] = "20"
    assert adopt(reader) == "200" and KEY not in reader.query_params


def test_a_fragment_that_meets_a_control_first_takes_it_from_the_link(reader):
    reader.query_params[KEY] = "20"
    reader.run.fragment_ids_this_run = ["a"]
    assert adopt(reader) == "20"


def test_a_link_that_is_not_allowed_gives_the_default(reader):
    reader.query_params[KEY] = "x"
    assert adopt(reader) == "200"
    assert reader.query_params[KEY] == "x"  # as it was sent
    del reader.session_state[KEY]
    url.adopt(KEY, "a", ["a", "x"])
    assert reader.session_state[KEY] == "x"


def test_a_control_that_streamlit_forgot_comes_back_as_it_was_kept(reader):
    adopt(reader)
    url.put("lesson", {"steps": "110"})
    del reader.session_state[KEY], reader.query_params[KEY]  # on another page
    assert adopt(reader) == "110" and reader.query_params[KEY] == "110"
    del reader.session_state[KEY]
    reader.query_params[KEY] = "30"  # unless a link says otherwise
    assert adopt(reader) == "30"
    del reader.session_state[KEY], reader.query_params[KEY]
    assert adopt(reader) == "30"


def test_a_value_of_nothing_stays_out_of_the_url(reader):
    adopt(reader)
    url.put("lesson", {"steps": "110"})
    reader.session_state[KEY] = None
    url.publish(KEY, "200")
    assert KEY not in reader.query_params


def test_what_streamlit_binds_is_set_and_left_to_it(reader):
    url.put("lesson", {"rate": 0.25})
    assert reader.session_state == {"lesson.rate": 0.25} and not reader.query_params
    with pytest.raises(KeyError):
        url.put("lesson", {"other": 1})


def test_reset_brings_every_control_to_its_default(reader):
    adopt(reader)
    url.put("lesson", {"steps": "110", "rate": 0.25})
    url.reset("lesson")
    assert reader.session_state[KEY] == "200" and reader.session_state["lesson.rate"] == 0.5
    assert not reader.query_params
    assert adopt(reader) == "200"


def test_reset_reaches_what_is_off_the_page_and_makes_nothing_new(reader):
    url.reset("lesson")
    assert not reader.session_state
    adopt(reader)
    url.put("lesson", {"steps": "110"})
    del reader.session_state[KEY]  # another choice has taken it off the page
    url.reset("lesson")
    assert reader.session_state[KEY] == "200" and KEY not in reader.query_params
    assert "lesson.rate" not in reader.session_state


HOSTILE = [None, {}, [], "x", 7, {"pick": 3}, {"pick": ["x"]}, {"pick": [None]}, {"pick": {}}]


@pytest.mark.parametrize("sent", HOSTILE)
def test_a_click_that_is_nothing_of_the_kind_picks_nothing(reader, sent):
    reader.session_state["chart"] = SimpleNamespace(selection=sent)
    assert url.picked_row("chart") is None


def test_a_click_on_a_mark_gives_its_fields_and_a_broken_event_none(reader):
    reader.session_state["chart"] = SimpleNamespace(selection={"pick": [{"x": 1.5}]})
    assert url.picked_row("chart") == {"x": 1.5}
    reader.session_state["chart"] = "no event at all"
    assert url.picked_row("chart") is None
    assert url.picked_row("no such chart") is None


@pytest.mark.parametrize("value", [None, "3", True, 2.5, float("nan"), float("inf"), [3], {}])
def test_only_a_whole_number_is_one(value):
    assert url.whole_number({"cell": value}, "cell") is None
    assert url.whole_number({"cell": 3.0}, "cell") == 3
