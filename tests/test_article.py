"""Every value that the article prints, from the lessons' own computations.

The cases stand in lib/data/article_values.json: all that the article (in Chinese, for
TensorFlow 2.0) prints, with the inputs and the tolerance of each. How a case is computed is
written beside the tests of its lesson: each module ``tests/lessons/<slug>/test_*.py`` may have
``ARTICLE = {name: function of its inputs}``, where the function returns a value for every
name that the case expects.
"""

import importlib
import json
import re
from functools import lru_cache

import numpy as np
import pytest

from lib import article, curriculum, text
from lib.ui import drawers
from tests.conftest import ROOT

TOPICS = json.loads(article.PATH.read_text(encoding="utf-8"))["cases"]
OF_LESSON = {topic[3:]: cases for topic, cases in TOPICS.items()}
CASES = [
    pytest.param(entry, case, id=f"{entry.slug}: {case['name']}")
    for entry in curriculum.lessons()
    for case in OF_LESSON.get(entry.slug, [])
]


@lru_cache
def of_lesson(slug):
    """Return what every test module of a lesson says of the article's cases."""
    found = {}
    for path in sorted((ROOT / "tests" / "lessons" / slug).glob("test_*.py")):
        module = importlib.import_module(f"tests.lessons.{slug}.{path.stem}")
        cases = getattr(module, "ARTICLE", {})
        assert not set(found) & set(cases), f"{path.name} computes a case for the second time"
        found |= cases
    return found


def hold(found, wanted, rule):
    """Hold a value equal to the article's, by the rule of its case."""
    if ";" in rule:  # a log: rows of a step, then what each part of the rule names
        parts = [part.strip().partition(" ")[2] for part in rule.split(";")]
        assert len(found) == len(wanted)
        for row, line in zip(found, wanted, strict=True):
            assert row[0] == line[0]
            for mine, its, part in zip(row[1:], line[1:], parts, strict=True):
                hold(mine, its, part)
    elif rule in ("exact", "type"):
        printed = np.asarray(wanted)
        # Digits that were printed from a float32 name that float32.
        single = np.asarray(found).dtype == np.float32
        np.testing.assert_array_equal(found, printed.astype(np.float32) if single else printed)
    else:
        kind, bound = rule.split()
        tolerance = {"rtol": 0.0, "atol": 0.0, {"rel": "rtol", "abs": "atol"}[kind]: float(bound)}
        wide = np.asarray(found, np.float64)
        assert wide.shape == np.shape(wanted)
        np.testing.assert_allclose(wide, np.asarray(wanted, np.float64), **tolerance)


@pytest.mark.parametrize(("entry", "case"), CASES)
def test_the_lesson_computes_what_the_article_prints(entry, case):
    computed = of_lesson(entry.slug).get(case["name"])
    assert computed, f"tests/lessons/{entry.slug}: ARTICLE lacks {case['name']!r}"
    found = computed(case["inputs"])
    assert set(found) == set(case["expect"])
    for name, wanted in case["expect"].items():
        hold(found[name], wanted, case["compare"])


@pytest.mark.parametrize("entry", curriculum.lessons(), ids=lambda entry: entry.slug)
def test_a_lesson_computes_no_case_that_the_article_does_not_have(entry):
    names = {case["name"] for case in OF_LESSON.get(entry.slug, [])}
    assert set(of_lesson(entry.slug)) <= names


@pytest.mark.parametrize("entry", curriculum.lessons(), ids=lambda entry: entry.slug)
def test_the_page_offers_every_case_of_the_article(entry):
    """Each case's name, or its words around the numbers, stands in the page."""
    page = re.sub(r'"\s*\n\s*"', "", entry.page.read_text(encoding="utf-8"))  # a long name
    for case in OF_LESSON.get(entry.slug, []):
        pieces = [re.escape(piece) for piece in re.split(r"\d+", case["name"])]
        assert re.search(r"(?:\d+|\{[^}]*\})".join(pieces), page), case["name"]


def test_the_article_has_47_cases_and_names_them_apart():
    names = [case["name"] for cases in TOPICS.values() for case in cases]
    assert len(names) == len(set(names)) == 47


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_value_of_the_article_has_a_name_that_a_reader_understands(language):
    labels = text.words("_frame", language).labels
    named = {key.removeprefix("article.value.") for key in labels if "article.value." in key}
    wanted = {name for cases in TOPICS.values() for case in cases for name in case["expect"]}
    assert named == wanted
    for name in wanted:
        shown_text = labels[f"article.value.{name}"]
        assert "_" not in re.sub(r"`[^`]*`", "", shown_text) and shown_text != name


def test_the_marks_of_a_case_name_its_values_and_its_tolerance(monkeypatch):
    """In the words of the page: no name of a variable, no rule of the file."""
    monkeypatch.setattr(
        article,
        "cases",
        lambda: {
            "c": {
                "expect": {"log": [[0, [1.0], 2.0]], "grad_b": [0.1] * 40},
                "compare": "x abs 1e-2; f rel 1e-3",
            },
        },
    )
    monkeypatch.setattr(drawers, "cases", article.cases)
    near = drawers.agreement("c", article.check("c", log=[[0, [1.001], 2.0]]), None)
    checks = [article.Check("grad_b", [0.1] * 40, [0.2] * 40, False)]
    far = drawers.agreement("c", checks, None)
    lines = (*near.lines, *far.lines)
    mark, bound, differs = (each.replace("\N{WORD JOINER}", "") for each in lines)
    assert "check_circle" in near.brief and "error" in far.brief
    assert "log" not in mark and "step" in mark and "as in the article" in mark
    assert "x: 1e-2; f: 1e-3 of the value" in bound
    assert "Gradient of b: [0.2, 0.2" in differs and "[0.1, 0.1" in differs
    assert differs.count("…\N{NO-BREAK SPACE}]") == 2


RULES = [
    ("exact", [1, 2], [1, 2], [1, 3]),
    ("exact", [1, 2], [1, 2], [1, 2, 3]),
    ("exact", [[1], [2]], [[1], [2]], [1, 2]),
    ("exact", [0.52404463], np.float32([0.52404463]), np.float32([0.5240447])),
    ("exact", [0.52404463], [0.52404463], [0.52404464]),
    ("abs 1e-6", 2.0, 2.0 + 5e-7, 2.0 + 5e-6),
    ("rel 1e-3", [1000.0], [1000.5], [1002.0]),
    ("rel 1e-3", [1e-5], [1.0005e-5], [1.1e-5]),
    ("abs 1e-6", [0.5], [0.5], [float("nan")]),
    (
        "x abs 1e-2; f rel 1e-2",
        [[0, [1.0, 2.0], 100.0]],
        [[0, [1.005, 2.0], 100.5]],
        [[0, [1.0, 2.0], 102.0]],
    ),
    ("x abs 1e-2; f rel 1e-2", [[0, [1.0], 2.0]], [[0, [1.0], 2.0]], [[20, [1.0], 2.0]]),
    ("x abs 1e-2; f rel 1e-2", [[0, [1.0], 2.0]], [[0, [1.0], 2.0]], []),
]


@pytest.mark.parametrize(("rule", "wanted", "close", "off"), RULES)
def test_the_mark_on_a_page_goes_by_the_tolerance_of_the_case(
    monkeypatch, rule, wanted, close, off
):
    case = {"name": "c", "expect": {"v": wanted}, "compare": rule}
    monkeypatch.setattr(article, "cases", lambda: {"c": case})
    assert [check.agrees for check in article.check("c", v=close)] == [True]
    assert [check.agrees for check in article.check("c", v=off)] == [False]
    hold(close, wanted, rule)
    with pytest.raises(AssertionError):
        hold(off, wanted, rule)
    with pytest.raises(KeyError):
        article.check("c", other=1)
