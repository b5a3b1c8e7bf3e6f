"""The lessons are those that have a page, in the order of their numbers."""

import pytest

from lib import curriculum


@pytest.fixture
def pages(tmp_path, monkeypatch):
    for name in (
        "10_late.py",
        "02_early.py",
        "07_between.py",
        "notes.md",
        "3_bad.py",
        "__init__.py",
    ):
        (tmp_path / name).touch()
    monkeypatch.setattr(curriculum, "PAGES", tmp_path)
    curriculum.lessons.cache_clear()
    yield tmp_path
    curriculum.lessons.cache_clear()


def test_lessons_are_the_pages_in_the_order_of_their_numbers(pages):
    found = [(entry.number, entry.slug) for entry in curriculum.lessons()]
    assert found == [(2, "early"), (7, "between"), (10, "late")]
    assert curriculum.entry("between").page == pages / "07_between.py"


def test_neighbours_end_at_both_ends(pages):
    early, between, late = curriculum.lessons()
    assert curriculum.neighbours("early") == (None, between)
    assert curriculum.neighbours("between") == (early, late)
    assert curriculum.neighbours("late") == (between, None)


def test_a_lesson_without_a_page_is_unknown(pages):
    with pytest.raises(KeyError):
        curriculum.entry("nowhere")


def test_every_lesson_is_in_a_group_of_the_home_page_and_has_a_number_of_its_own():
    lessons = curriculum.lessons()
    assert lessons
    assert {entry.label("group", "en") for entry in lessons} <= set(curriculum.GROUPS)
    assert len({entry.number for entry in lessons}) == len(lessons)
