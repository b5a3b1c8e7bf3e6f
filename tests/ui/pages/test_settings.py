"""Every control of every page at each of its ends; its default; and the way back to it."""

import json

import pytest

from lib.state import table
from tests.reader import LESSONS, Reader
from tests.ui.pages import moves

pytestmark = pytest.mark.parametrize("slug", LESSONS)


def plain(value):
    return json.loads(json.dumps(value))


def test_no_setting_breaks_the_page_and_no_number_makes_a_picture_anew(slug):
    """A spec that changes is embedded again by the browser: it may hold words and sizes only.

    So is one whose alt changes, which Streamlit's client writes into it.
    """
    assert moves.walk(slug).wrong == []


def test_every_declared_control_is_on_the_page_and_begins_at_its_default(slug):
    """A default is left out of links: to change one changes what every old link shows."""
    assert set(moves.walk(slug).controls) == set(table(slug))
    reader = Reader(slug)
    for name, control in reader.lesson.controls.items():
        assert plain(reader.value(name)) == plain(control.default), name


def test_reset_sets_every_control_back(slug):
    reader = Reader(slug)
    promised = {name: plain(control.default) for name, control in reader.lesson.controls.items()}
    for name in reader.shown():
        ends = reader.ends(name)
        if ends:
            reader.widget(name).set_value(
                ends[-1] if reader.lesson.controls[name].options else ends[0]
            )
    reader.run()
    assert {name: plain(reader.value(name)) for name in promised} != promised
    (reset,) = [button for button in reader.at.button if button.label == reader.frame["reset"]]
    reset.click()
    reader.run()
    assert {name: plain(reader.value(name)) for name in promised} == promised
    assert set(reader.at.query_params) <= {"lang", "demo"} | {
        key for key in reader.at.query_params if "predict" in key
    }


def test_the_language_switch_keeps_every_setting(slug):
    reader = Reader(slug)
    for _ in range(2):  # a choice may bring controls of its own
        moves.everywhere(reader, 0)
    before = {name: reader.value(name) for name in reader.shown()}
    runs = [(demo, run.call.values) for demo, run in reader.runs()]
    title = reader.at.title[0].value
    reader.press("lang.switch")
    assert reader.at.title[0].value != title
    assert {name: reader.value(name) for name in reader.shown()} == before
    assert [(demo, run.call.values) for demo, run in reader.runs()] == runs
    assert reader.at.query_params["lang"] == "zh"
