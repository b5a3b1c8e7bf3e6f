"""The walk: which step a link opens, what is run there, and what stays when the reader goes on."""

import pytest

from lib import curriculum
from lib.ui import walk
from tests.reader import Reader

pytestmark = pytest.mark.skipif(
    not any(entry.slug == "clipping" for entry in curriculum.lessons()),
    reason="the lesson that is walked here is absent",
)
STEPS = ["bounds", "arrow", "shared", "depth", "work", "norm", "kinks", "traps", "predict"]


def visit(**query):
    return Reader("clipping", **{"demo": None, **query})


def shown(reader):
    """Return the anchors of the headings on the page."""
    return [header.proto.anchor for header in reader.at.header]


def go(reader, step):
    """Press a step in the line at the top."""
    reader.at.get_by_key("clipping@bar").set_value(step)
    reader.run()


def test_the_steps_are_those_that_carry_the_idea_then_the_others_then_the_questions():
    reader = visit()
    assert reader.lesson.steps == STEPS
    assert reader.lesson.deeper == ["norm", "kinks", "traps"]


@pytest.mark.parametrize(
    ("query", "step"),
    [
        ({}, "bounds"),
        ({"demo": "arrow"}, "arrow"),
        ({"demo": "traps"}, "traps"),
        ({"demo": "<b>x</b>"}, "bounds"),
        ({"demo": ""}, "bounds"),
        ({"clipping.limit": "2.0"}, "arrow"),
        ({"clipping.limit": "2.0", "clipping.seed": "3"}, "arrow"),
        ({"clipping.seed": "3", "clipping.limit": "2.0"}, "depth"),
        ({"clipping.kinks.open": "why"}, "kinks"),
        ({"clipping.predict.value": "7"}, "predict"),
        ({"clipping.unknown": "7"}, "bounds"),
        ({"entropy.x": "7"}, "bounds"),
        ({"clipping.limit": "2.0", "demo": "depth"}, "depth"),
    ],
)
def test_a_link_opens_the_step_that_it_names_or_whose_controls_it_sets(query, step):
    reader = visit(**query)
    assert shown(reader) == [step]
    assert list(reader.lesson.demos) == ([] if step == "predict" else [step])


def test_all_demos_stand_below_one_another_where_a_link_asks_for_all():
    assert shown(visit(demo="all")) == STEPS


def test_what_is_set_at_one_step_stands_when_the_reader_comes_back():
    reader = visit(demo="arrow")
    reader.set(limit=2.0, x=7.0)
    reader.widget("arrow.open").set_value("why")
    reader.run()
    go(reader, "bounds")
    reader.set(operation="relu")
    assert shown(reader) == ["bounds"] and list(reader.lesson.demos) == ["bounds"]
    go(reader, "arrow")
    assert reader.value("limit") == 2.0 and reader.value("x") == 7.0
    assert reader.value("arrow.open") == "why"
    go(reader, "bounds")
    assert reader.value("operation") == "relu"
    assert reader.at.query_params["clipping.operation"] == "relu"


def test_the_url_holds_nothing_of_the_steps_that_were_left():
    reader = visit(demo="bounds", **{"clipping.operation": "relu"})
    go(reader, "arrow")
    assert "clipping.operation" not in reader.at.query_params
    assert reader.at.query_params["demo"] == "arrow"


def test_the_foot_leads_back_and_on_and_says_the_next_question():
    reader = visit()
    following = reader.at.button(key="clipping@next")
    assert following.label == reader.words.labels["arrow.title"]
    with pytest.raises(KeyError):
        reader.at.button(key="clipping@back")
    for step in STEPS[1:]:
        reader.press("clipping@next")
        assert shown(reader) == [step]
    with pytest.raises(KeyError):
        reader.at.button(key="clipping@next")
    reader.press("clipping@back")
    assert shown(reader) == ["traps"]


def test_the_ends_of_the_walk_lead_to_the_neighbours_and_the_questions_to_related_lessons():
    before, after = curriculum.neighbours("clipping")

    def links(reader):
        return [link.proto.page for link in reader.at.get("page_link")]

    assert links(visit()) == ([before.slug] if before else [])
    at_the_end = links(visit(demo="predict"))
    assert (at_the_end[-1:] == [after.slug]) if after else True
    assert len(at_the_end) == len(visit(demo="predict").lesson._related) + bool(after)
    assert links(visit(demo="arrow")) == []


def test_a_step_is_marked_once_it_was_left_and_shows_the_best_of_its_marks():
    reader = visit()
    bar = reader.at.get_by_key("clipping@bar")
    assert bar.options[0] == "1 Bounds" and bar.options[-1] == "Questions"
    go(reader, "arrow")
    assert reader.at.get_by_key("clipping@bar").options[0] == "1 Bounds :material/check:"
    reader.set(x=10.0, y=2.0, limit=2.0)  # the box turns it by 34 degrees
    go(reader, "bounds")
    assert reader.at.get_by_key("clipping@bar").options[1] == "2 Direction :material/flag:"


def test_the_downloads_hold_every_demo_that_was_seen_in_the_order_of_the_walk():
    reader = visit(demo="depth")
    go(reader, "bounds")
    titles = [part.title for part in reader.lesson.parts()]
    assert titles == [reader.words.labels[f"{step}.title"] for step in ("bounds", "depth")]


def test_the_navigation_brings_back_the_step_where_the_reader_was():
    reader = visit(demo="arrow")
    reader.at.session_state[walk._HERE] = "entropy"  # another lesson was drawn since
    reader.at.query_params.pop("demo")
    reader.run()
    assert shown(reader) == ["arrow"]


def test_a_class_sees_the_demo_alone_and_larger():
    reader = visit(present="1")
    assert any("font-size: 20px" in html.proto.body for html in reader.at.get("html"))
    (end,) = [each for each in reader.at.button if each.label == reader.frame["present.end"]]
    end.click()
    reader.run()
    assert "present" not in reader.at.query_params
    assert not any("font-size: 20px" in html.proto.body for html in reader.at.get("html"))
