"""Where a control's place in the URL is read: links are followed, and what is old is not."""

from types import SimpleNamespace

import pytest

from lib.ui import state

KEY = "lesson.steps"


@pytest.fixture
def reader(monkeypatch):
    """A session, its URL, and whether a fragment runs by itself."""
    reader = SimpleNamespace(session_state={}, query_params={})
    run = SimpleNamespace(fragment_ids_this_run=None)
    reader.run = run
    monkeypatch.setattr(state, "st", reader)
    monkeypatch.setattr(state, "get_script_run_ctx", lambda: run)
    return reader


def adopt(reader):
    state.adopt(KEY, "200", str.isdigit)
    return reader.session_state[KEY]


def test_a_link_and_back_are_followed_when_the_page_runs(reader):
    reader.query_params[KEY] = "20"
    assert adopt(reader) == "20"
    state.put(KEY, "110", "200", native=False)
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
    state.put(KEY, "110", "200", native=False)
    reader.run.fragment_ids_this_run = ["a"]
    reader.query_params.clear()  # it was asked for before the press
    if before:
        reader.query_params[KEY] = before
    assert adopt(reader) == "110" and reader.query_params[KEY] == "110"


def test_a_default_stays_out_of_the_url_that_a_late_fragment_brings(reader):
    reader.query_params[KEY] = "20"
    adopt(reader)
    state.put(KEY, "200", "200", native=False)
    reader.run.fragment_ids_this_run = ["a"]
    reader.query_params[KEY] = "20"
    assert adopt(reader) == "200" and KEY not in reader.query_params


def test_a_fragment_that_meets_a_control_first_takes_it_from_the_link(reader):
    reader.query_params[KEY] = "20"
    reader.run.fragment_ids_this_run = ["a"]
    assert adopt(reader) == "20"
