"""What a lesson lacks, by name: run this while you add one. CONTRIBUTING.md says the rest.

``python -m pytest tests/test_contracts.py -k SLUG`` asks about one lesson only.
"""

import ast
import re
import string
import xml.etree.ElementTree as ElementTree
from collections import Counter
from functools import lru_cache

import pytest
from markdown_it import MarkdownIt

from lib import curriculum, state, text
from tests.conftest import ROOT

ENTRIES = curriculum.lessons()
SLUGS = [entry.slug for entry in ENTRIES]
lesson = pytest.mark.parametrize("slug", SLUGS)
file = pytest.mark.parametrize("name", [*SLUGS, "_frame"])

PLACES = (
    "lib/lessons/{0}/en.md",
    "lib/lessons/{0}/zh.md",
    "lib/lessons/{0}/card.svg",
    "lib/lessons/{0}/state.toml",
)
OF_A_DEMO = ("title", "short", "watch")
STATEMENTS = 32
"""Statements of one demo at most."""
CONTROLS = ("slider", "number", "toggle", "choice", "tensor", "button", "cells", "stepper")


# -------------------------------------------------------------------------- the files


@lesson
@pytest.mark.parametrize("place", PLACES)
def test_a_lesson_has_its_words_its_card_and_its_state(slug, place):
    assert (ROOT / place.format(slug)).is_file(), f"missing: {place.format(slug)}"


@lesson
def test_a_lesson_has_computations_and_tests_of_them(slug):
    assert curriculum.entry(slug).modules, f"no module of computations in lib/lessons/{slug}"
    assert list((ROOT / "tests" / "lessons" / slug).glob("test_*.py")), f"no tests of {slug}"


@pytest.mark.parametrize("folder", ["lib/lessons", "tests/lessons"])
def test_no_folder_is_left_of_a_lesson_that_has_no_page(folder):
    names = {path.name for path in (ROOT / folder).iterdir() if path.is_dir()}
    assert names - {*SLUGS, "shared", "__pycache__"} == set()


@lesson
def test_the_small_picture_is_small_and_says_no_words(slug):
    path = curriculum.entry(slug).card
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.get("viewBox") == "0 0 240 110"
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"text", "script", "foreignObject", "image", "a"}


# --------------------------------------------------------------------------- the page


@lru_cache
def page(slug):
    """Return the source and the tree of a lesson's page."""
    source = curriculum.entry(slug).page.read_text(encoding="utf-8")
    return source, ast.parse(source)


@lru_cache
def calls(slug):
    """Return the calls of methods of the lesson or of a demo, anywhere in its page."""
    return [
        node
        for node in ast.walk(page(slug)[1])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("lesson", "demo")
    ]


def asked(slug, method, argument=0):
    """Return what a page passes to a method: words, and patterns of f-strings."""
    return [
        node.args[argument]
        for node in calls(slug)
        if node.func.attr == method and len(node.args) > argument
    ]


def constants(nodes):
    return [node.value for node in nodes if isinstance(node, ast.Constant)]


def demos(slug):
    return constants(asked(slug, "demo"))


def questions(slug):
    return constants(asked(slug, "predict"))


@lru_cache
def words(slug):
    """Return every string constant of a page."""
    return {
        node.value
        for node in ast.walk(page(slug)[1])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def patterns(slug):
    """Return the f-strings of a page as patterns of what they may become."""
    found = []
    for node in ast.walk(page(slug)[1]):
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w+\-]+"
                for part in node.values
            ]
            if any(isinstance(part, ast.Constant) for part in node.values):
                found.append(re.compile("".join(parts)))
    return found


@lesson
def test_a_page_is_short_and_leaves_streamlit_to_the_frame(slug):
    _, tree = page(slug)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            statements = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
            assert statements <= STATEMENTS, f"{function.name}: a page says, asks, runs and draws"
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            assert not any(name.split(".")[0] == "streamlit" for name in names)


@lesson
def test_a_page_makes_the_lesson_of_its_name(slug):
    calls = [
        node.args[0].value
        for node in ast.walk(page(slug)[1])
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Lesson"
    ]
    assert calls == [slug]


@lesson
def test_a_page_ends_with_the_walk(slug):
    """What is registered behind it would not be drawn."""
    last = page(slug)[1].body[-1]
    assert ast.unparse(last) == "lesson.walk()"


@lesson
def test_a_page_has_a_demo_and_three_questions(slug):
    assert demos(slug) and len(set(demos(slug))) == len(demos(slug))
    assert len(set(questions(slug))) >= 3


@lesson
def test_the_declared_state_is_that_of_demos_of_the_page(slug):
    assert {control.demo for control in state.table(slug).values()} <= set(demos(slug))
    assert set(state.renamed(slug).values()) <= set(demos(slug))


# -------------------------------------------------------------------------- the words


@lesson
@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_demo_control_and_question_has_its_words(slug, language):
    found = text.words(slug, language)
    wanted = {"title", "group", "question"}
    wanted |= {f"{demo}.{part}" for demo in demos(slug) for part in OF_A_DEMO}
    wanted |= {f"predict.{name}" for name in questions(slug)}
    for control in CONTROLS:
        wanted |= set(constants(asked(slug, control)))
    for method, argument in (("text", 0), ("result", 0), ("challenge", 0), ("related", 1)):
        wanted |= set(constants(asked(slug, method, argument)))
    assert wanted <= set(found.labels), f"labels missing: {sorted(wanted - set(found.labels))}"
    sections = {"lead"} | {f"{demo}.why" for demo in demos(slug)}
    sections |= {f"predict.{name}" for name in questions(slug)}
    assert set(found.sections) == sections
    assert all(found.labels.values()) and all(found.sections.values())


@lesson
def test_a_link_to_another_lesson_and_its_label_have_one_name(slug):
    """A lesson that is linked to may be absent, so that its name alone cannot be checked."""
    names = constants(asked(slug, "related"))
    assert [f"related.{name}" for name in names] == constants(asked(slug, "related", 1))


def refusals(slug):
    """Return the codes with which the parsers of a lesson refuse what a reader types."""
    found = set()
    for path in curriculum.entry(slug).folder.glob("*.py"):
        found |= set(re.findall(r'Refusal\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    return found


@lesson
def test_every_refusal_of_a_parser_has_its_sentence(slug):
    for language in text.LANGUAGES:
        labels = text.words(slug, language).labels | text.words("_frame", language).labels
        assert {f"refusal.{code}" for code in refusals(slug)} <= set(labels)


@lesson
def test_every_label_is_used(slug):
    consts, shapes = words(slug), patterns(slug)
    used = {"title", "group", "question", "digest"}
    used |= {f"{demo}.{part}" for demo in demos(slug) for part in (*OF_A_DEMO, "result", "alt")}
    prefixes = tuple(f"{demo}.chart." for demo in demos(slug))
    prefixes += tuple(f"predict.{name}" for name in questions(slug))
    prefixes += tuple(f"{word}." for word in constants(asked(slug, "group")))
    for word in constants(asked(slug, "counted")):
        prefixes += (f"{word}.one.", f"{word}.some.")

    def is_used(key):
        root, _, last = key.rpartition(".")
        return (
            key in used | consts
            or key.startswith(prefixes)
            or any(shape.fullmatch(key) for shape in shapes)
            # an option of a choice; the help of a control, or the sentence without any
            or (root in consts | {""} and root in text.words(slug, "en").labels)
            or (last in ("help", "none") and any(shape.fullmatch(root) for shape in shapes))
        )

    used |= {f"refusal.{code}" for code in refusals(slug)}
    unused = [key for key in text.words(slug, "en").labels if not is_used(key)]
    assert not unused


@file
def test_both_languages_say_the_same_things(name):
    english, chinese = text.words(name, "en"), text.words(name, "zh")
    assert set(chinese.labels) - {"digest"} == set(english.labels)
    assert list(chinese.sections) == list(english.sections)
    for key, label in english.labels.items():
        assert placeholders(chinese.labels[key]) == placeholders(label), key
    for key, english_part, chinese_part in pairs(name):
        assert spans(english_part) == spans(chinese_part), key
        assert formulas(english_part) == formulas(chinese_part), key


def pairs(name):
    """Yield every label and section in both languages."""
    english, chinese = text.words(name, "en"), text.words(name, "zh")
    for key, label in english.labels.items():
        yield key, label, chinese.labels[key]
    for key, section in english.sections.items():
        yield f"## {key}", section, chinese.sections[key]


def placeholders(label):
    return Counter(field for _, field, _, _ in string.Formatter().parse(label) if field)


def spans(shown_text):
    """Return the code that a text names; how often is its own affair."""
    return set(re.findall(r"`([^`]+)`", shown_text))


def formulas(shown_text):
    """Return the formulas of a text; the words in them may be translated."""
    without = re.sub(r"`[^`]*`", "", shown_text)
    found = re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", without, flags=re.DOTALL)
    return Counter(re.sub(r"\\text\{[^}]*\}", r"\\text", a or b).strip() for a, b in found)


@file
def test_the_translation_is_of_the_english_that_stands(name):
    assert text.words(name, "zh").labels.get("digest") == text.digest(name), (
        f"bring {text.path(name, 'zh')} up to date, then: python tools/digest.py {name}"
    )


@file
def test_the_chinese_is_chinese(name):
    for key, english, chinese in pairs(name):
        bare = without_code(chinese)
        # Half-width marks between Chinese characters are a slip of the keyboard.
        assert not re.search(r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]", bare), key
        if name == "_frame" and re.search(r"[A-Za-z]{3}", without_code(english)):
            assert re.search(r"[\u4e00-\u9fff]", chinese), f"{key} is not translated"
        if chinese == english and key != "group":
            prose = re.sub(r"[\w.]+\([^)]*\)", "", without_code(english))
            assert not re.search(r"[a-z]{4,}.* .*[a-z]{4,}", prose), f"{key} is not translated"


def without_code(shown_text):
    return re.sub(r"\$\$.*?\$\$|\$.*?\$|`[^`]*`|\{[^}]*\}", "", shown_text, flags=re.DOTALL)


def glossary():
    """Return the terms of CONTRIBUTING.md that have one word in each language."""
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = contributing.partition("### Glossary")[2].partition("\n## ")[0]
    for row in re.findall(r"^\| (.+) \|$", table, flags=re.MULTILINE):
        cells = [cell.strip() for cell in row.split("|")]
        for english, chinese in (cells[:2], cells[2:]):
            if english != "English" and not set(english) & set(",/-") and "-" not in chinese:
                yield english, chinese.split(" ")[0]


@lesson
def test_terms_are_those_of_the_glossary(slug):
    """A term that the English uses again and again stands in the Chinese by its one word."""
    english = " ".join(without_code(part) for _, part, _ in pairs(slug)).lower()
    chinese = " ".join(part for _, _, part in pairs(slug))
    terms = list(glossary())
    assert len(terms) > 20
    for term, translated in terms:
        uses = len(re.findall(rf"\b{re.escape(term.lower())}(?:s|es)?\b", english))
        assert uses < 4 or translated in chinese, f"{term}: {translated}"


def test_every_word_of_the_frame_is_asked_for_and_stands():
    labels = set(text.words("_frame", "en").labels)
    exact, shapes = set(), []
    for path in (ROOT / "lib" / "ui").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                exact.add(node.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "frame":
                (key,) = node.args[:1]
                if isinstance(key, ast.Constant):
                    assert key.value in labels, key.value
                elif isinstance(key, ast.JoinedStr):
                    parts = [
                        re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+"
                        for part in key.values
                    ]
                    shapes.append(re.compile("".join(parts)))
    unused = [
        key for key in labels if key not in exact and not any(s.fullmatch(key) for s in shapes)
    ]
    assert not unused


# ------------------------------------------------------------------- the computations


def sources():
    return sorted(
        path
        for path in (ROOT / "lib" / "lessons").glob("*/*.py")
        if path.stem not in ("__init__", "formulas", "polynomial")
    )


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_randomness_has_a_seed_of_its_own(path):
    """Process-wide generators are shared by every reader of the server."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            assert not re.match(r"np\.random\.(?!default_rng|Generator)\w", name), name
            assert not re.match(r"tf\.random\.(?!stateless_|Generator)\w", name), name
            assert not re.match(r"tf\.(keras\.)?(utils|config)\.(set_random_seed|run_func)", name)
            assert not name.startswith("random."), "take a seeded random.Random"


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_compiled_functions_are_traced_once(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for decorator in getattr(node, "decorator_list", []):
            if "tf.function" in ast.unparse(decorator):
                assert "input_signature" in ast.unparse(decorator), node.name


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_what_a_reader_copies_says_what_it_does(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lib."):
            assert not any(alias.asname for alias in node.names), "a listing keeps the name"


@lesson
@pytest.mark.parametrize("language", text.LANGUAGES)
def test_emphasis_is_rendered_and_not_shown_as_stars(slug, language):
    """``**x。**y`` stays as it is typed: Markdown wants the full stop outside."""
    words = text.words(slug, language)
    render = MarkdownIt()
    for name, body in (words.labels | words.sections).items():
        plain = re.sub(r"\$\$.*?\$\$|\$.*?\$|`[^`]*`", "", body, flags=re.DOTALL)
        assert "**" not in render.render(plain), (name, body)
