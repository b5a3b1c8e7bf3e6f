"""What a link sets: garbage in it, values between the steps of a slider, links between lessons."""

import ast
import json
from urllib.parse import parse_qsl

import pytest

from lib import curriculum
from tests.reader import LESSONS, Reader
from tests.ui.pages.test_settings import DEFAULTS, plain

lesson = pytest.mark.parametrize("slug", LESSONS)
GARBAGE = ("x<b>y", "1e999", "nan", "", "-1e30", "[[1,")


@lesson
def test_garbage_in_a_link_leaves_the_defaults(slug):
    reader = Reader(slug)
    names = reader.shown()
    typed = {name for name in names if reader.widget(name).type == "text_input"}
    for garbage in GARBAGE:
        linked = Reader(slug, **{reader.key(name): garbage for name in names})
        for name in names:
            if name not in typed and garbage not in linked.lesson.controls[name].options:
                wanted = linked.lesson.controls[name].default
                got = linked.value(name)
                assert plain(got) == plain(wanted), f"{name} took {garbage!r}"


def given(reader):
    """Return what the demos passed to their functions, by demo."""
    return [(demo, plain(run.call.values)) for demo, run in reader.runs()]


@lesson
def test_what_a_link_holds_is_sorted_and_shown(slug):
    """A range whose ends are reversed is legal in a link; the demo gets them in order."""
    reader = Reader(slug)
    widgets = {name: reader.widget(name) for name in reader.shown()}
    ranges = {
        name: (widget.min, widget.max)
        for name, widget in widgets.items()
        if widget.type == "slider" and isinstance(widget.value, (tuple, list))
    }
    if ranges:
        turned = {reader.key(name): [str(high), str(low)] for name, (low, high) in ranges.items()}
        linked = Reader(slug, **turned)
        reader.set(**ranges)
        assert given(linked) == given(reader)


@lesson
def test_a_value_between_two_steps_of_a_slider_is_snapped_to_the_nearer_one(slug):
    """Streamlit takes any number from a link; the demo gets one that the slider stops at."""
    reader = Reader(slug)
    between, stops = {}, {}
    for name in reader.shown():
        widget = reader.widget(name)
        single = widget.type == "slider" and not isinstance(widget.value, (tuple, list))
        # Streamlit itself makes a whole number of it where the slider has whole numbers.
        if single and isinstance(reader.lesson.controls[name].default, float):
            last = round((widget.max - widget.min) / widget.step)
            nearest = widget.min + (last // 3) * widget.step
            between[reader.key(name)] = repr(nearest + 0.3 * widget.step)
            stops[name] = round(nearest, 10)
    if stops:
        linked = Reader(slug, **between)
        reader.set(**stops)
        assert given(linked) == given(reader)


def links(slug):
    """Return the links of a page to other lessons: the lesson, and the values by control."""
    found = []
    for node in ast.walk(ast.parse(curriculum.entry(slug).page.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "related":
            found.append((ast.literal_eval(node.args[0]), len(node.keywords)))
    return found


@lesson
def test_a_link_to_another_lesson_opens_it_at_the_values_it_names(slug):
    """``Lesson.related`` leaves out a link to a lesson that there is not."""
    everything = {entry.slug for entry in curriculum.lessons()}
    pinned = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    written = links(slug)
    assert {target for target, _ in written} <= everything, "there is no such lesson"
    reader = Reader(slug)
    drawn = [
        (link.proto.page, dict(parse_qsl(link.proto.query_string)))
        for link in reader.at.get("page_link")
        if any(f"{other}." in link.proto.query_string for other in everything)
    ]
    assert len(drawn) == sum(bool(values) for _, values in written)
    for page, query in drawn:
        assert query.pop("lang") == "en"
        linked = Reader(page, **query)
        for key, value in query.items():
            target, _, name = key.partition(".")
            assert target == page and name in pinned[target], f"{key} is no control"
            assert str(linked.value(name)) == value, f"{key} does not take {value}"
