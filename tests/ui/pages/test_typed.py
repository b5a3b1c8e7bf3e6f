"""Boxes for tensors and polynomials: what cannot be read changes nothing, and is no Markdown."""

import ast

import pytest

from lib import curriculum
from tests.reader import LESSONS, Reader
from tests.ui.pages import moves
from tests.ui.pages.test_words import without_code

PICTURE = "![x](https://example.com/x.png)"
UNREADABLE = {
    "[[1, 2], [3": "syntax",
    "[1, abc]": "number",
    "[[1, 2], [3]]": "ragged",
    "": "empty",
    PICTURE: "syntax",
}


def boxes(slug):
    """Return the boxes that a page makes, by the name that stands in its source, or None."""
    found = []
    for node in ast.walk(ast.parse(curriculum.entry(slug).page.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", "") in ("tensor", "points", "polynomial")
            and getattr(getattr(node.func, "value", None), "id", "") in ("demo", "lesson")
        ):
            name = node.args[0]
            found.append(name.value if isinstance(name, ast.Constant) else None)
    return found


TYPED = [slug for slug in LESSONS if boxes(slug)]
lesson = pytest.mark.parametrize("slug", TYPED)


def test_some_lessons_have_boxes():
    assert TYPED or len(LESSONS) == 1


def shown_boxes(reader):
    """Return the names of the boxes on the page now."""
    return {name for name in reader.shown() if reader.widget(name).type == "text_input"}


def each_choice(reader, demo):
    """Choose every option, and turn every switch: each may bring a box."""
    yield {}
    yield from moves.each_option(reader, demo)
    for name in reader.shown(demo):
        if reader.widget(name).type == "toggle":
            yield {name: not reader.value(name)}
            yield {name: reader.value(name) is not True}


def kept(reader):
    return [(demo, run.call.values) for demo, run in reader.runs()]


@lesson
def test_what_cannot_be_read_is_answered_by_a_sentence_and_the_page_stays_whole(slug):
    reader = Reader(slug)
    tried, named = set(), {name for name in boxes(slug) if name}
    for _ in moves.rounds(reader, each_choice):
        names = shown_boxes(reader)
        if names <= tried:
            continue
        tried |= names
        before = kept(reader)
        errors = len(reader.at.error)
        for typed, code in UNREADABLE.items():
            reader.set(**dict.fromkeys(names, typed))
            # TensorFlow's own refusals stand on the page, too.
            assert len(reader.at.error) == errors + len(names), (typed, names)
            sentence = reader.frame[f"refusal.{code}"].split("{")[0]
            tensors = {name for name in names if reader.value(name) == typed} - polynomials(reader)
            shown_text = [error.value for error in reader.at.error if sentence in error.value]
            assert len(shown_text) >= len(tensors), (typed, shown_text)
            assert not any("![x]" in without_code(piece) for piece in reader.shown_text())
            assert kept(reader) == before
        reader.set(**{name: reader.lesson.controls[name].default for name in names})
        assert len(reader.at.error) == errors
        assert kept(reader) == before
        if named <= tried:
            break
    missed = named - tried
    assert tried and not missed, f"never on the page: {missed}"


def polynomials(reader):
    """Return the boxes whose default is no tensor."""
    controls = reader.lesson.controls
    return {name for name in shown_boxes(reader) if not controls[name].default.startswith("[")}


@lesson
def test_a_comment_in_a_typed_tensor_never_becomes_markdown(slug):
    reader = Reader(slug)
    for names in [shown_boxes(reader) - polynomials(reader)]:
        defaults = {name: reader.lesson.controls[name].default for name in names}
        reader.set(**{name: f"{default} # {PICTURE}" for name, default in defaults.items()})
        reader.set(**dict.fromkeys(names, "["))
        assert not any("![x]" in without_code(piece) for piece in reader.shown_text())
