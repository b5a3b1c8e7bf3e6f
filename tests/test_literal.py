"""Tensors typed by a reader: read, or refused with a reason; never executed."""

import ast
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib import literal, text
from lib.literal import Refusal, read

numbers = st.integers(-999, 999) | st.floats(-999, 999, width=32)


@st.composite
def tensors(draw):
    size = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    flat = draw(st.lists(numbers, min_size=int(np.prod(size)), max_size=int(np.prod(size))))
    for length in reversed(size[1:]):
        flat = [flat[at : at + length] for at in range(0, len(flat), length)]
    return flat


@given(tensors())
def test_a_tensor_as_python_writes_it_is_read(tensor):
    if len(repr(tensor)) <= literal.LONGEST:
        assert read(repr(tensor), ranks=(1, 2, 3)) == tensor


@given(tensors())
def test_chinese_punctuation_and_digits_mean_the_same(tensor):
    wide = repr(tensor).translate(
        str.maketrans("[],-.e0123456789", "［］，－．ｅ０１２３４５６７８９")
    )
    if len(wide) <= literal.LONGEST:
        assert read(wide, ranks=(1, 2, 3)) == tensor


hostile = st.text(max_size=700) | st.text(
    alphabet=st.sampled_from(list("[](),.-+0123456789 e_'\"\\#:={}@`!*&|^~%<>\n" + "xjTrue")),
    max_size=300,
)
WALLS = [
    "[" * 599,
    "[" * 190 + "1" + "]" * 190,
    "[" * 90 + "(" * 90,
    "{" * 300,
    "-" * 599 + "1",
    "~" * 599 + "1",
    "not " * 149 + "1",
    "1" + "+1" * 299,
    "a" + ".a" * 299,
    "f" + "()" * 299,
    "lambda:" * 85 + "0",
    "1e999",
    "9" * 600,
    "0x" + "f" * 500,
    "__import__('os').system('echo hi')",
    "[__import__('os')]",
    "[1, ![x](http://example.com/x.png)]",
    "`1`",
    "[1 2]",
    "[1,, 2]",
    "\x00",
    "[1, \ud800]",
    "[True]",
    "[1j]",
    "['1']",
    "[b'1']",
    "[...]",
    "[*[1]]",
    "[1 for x in y]",
    "{1: 2}",
    "(yield)",
    "f'{1}'",
    "１２．５",
    "[]",
    "[[], []]",
    "[[1], []]",
    "[nan]",
    "[inf]",
]


def _with_examples(test):
    for wall in WALLS:
        test = example(wall)(test)
    return test


@_with_examples
@given(hostile)
def test_anything_is_read_or_refused_and_a_refusal_has_its_sentence(source):
    try:
        value = read(source, ranks=(0, 1, 2), least=-5)
    except Refusal as refusal:
        for language in text.LANGUAGES:
            label = text.words("_frame", language).labels[f"refusal.{refusal.code}"]
            assert label.format(**refusal.facts)
            fields = {field for _, field, _, _ in string.Formatter().parse(label) if field}
            assert fields <= set(refusal.facts)
    else:
        array = np.array(value, float)  # rectangular, numeric
        assert array.ndim <= 2 and 0 < array.size <= 64
        assert np.isfinite(array).all() and np.abs(array).max() <= 1e6


@pytest.mark.parametrize("source", WALLS)
def test_what_is_built_to_break_a_parser_is_read_or_refused(source):
    # Hypothesis lends its tests a deeper stack than a server has.
    try:
        read(source, ranks=(0, 1, 2))
    except Refusal:
        pass


def test_nothing_that_was_typed_runs(tmp_path):
    proof = tmp_path / "ran"
    for source in (
        f"[open({str(proof)!r}, 'w')]",
        f"__import__('pathlib').Path({str(proof)!r}).touch()",
    ):
        with pytest.raises(Refusal, match="number"):
            read(source)
    assert not proof.exists()


@pytest.mark.parametrize(
    ("source", "rules", "code", "facts"),
    [
        ("  ", {}, "empty", {}),
        ("1" * 601, {}, "long", {"length": 601, "most": 600}),
        ("[1, 2", {}, "syntax", {"column": 1, "found": "["}),
        ("  [1 2]", {}, "syntax", {}),
        ("[1, [2, x]]", {}, "number", {"where": "[1][1]", "found": "x"}),
        ("[1.5]", {"whole": True}, "whole", {"where": "[0]", "found": 1.5}),
        ("[1, -2e6]", {}, "large", {"where": "[1]", "limit": 1e6}),
        ("[1, -2]", {"least": 0}, "small", {"where": "[1]", "found": -2, "least": 0}),
        ("[0, 0]", {"least": 0}, "none_above_least", {"least": 0}),
        ("[[1, 2], [3]]", {}, "ragged", {"where": "[1]", "found": "(1,)", "wanted": "(2,)"}),
        ("[1, [2]]", {}, "ragged", {"first": "[0]", "found": "(1,)", "wanted": "()"}),
        ("[[[1]]]", {}, "rank", {"rank": 3, "wanted": "1 / 2"}),
        ("[1, 2, 3]", {"most": 2}, "many", {"count": 3, "most": 2}),
        ("[]", {}, "no_elements", {}),
        ("[[1], [2]]", {"sizes": (None, 2)}, "shape", {"found": "(2, 1)", "wanted": "(n, 2)"}),
        ("[1, 2]", {"sizes": (3,)}, "shape", {"found": "(2,)", "wanted": "(3,)"}),
        ("[1, 2]", {"sizes": (1, 2)}, "shape", {"found": "(2,)", "wanted": "(1, 2)"}),
    ],
)
def test_a_refusal_says_what_and_where(source, rules, code, facts):
    with pytest.raises(Refusal) as caught:
        read(source, **rules)
    assert caught.value.code == code
    assert facts.items() <= caught.value.facts.items()


def test_every_refusal_of_the_source_has_a_sentence_and_every_sentence_is_used():
    raised = {
        node.args[0].value
        for node in ast.walk(ast.parse(Path(literal.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"
    }
    for language in text.LANGUAGES:
        labels = text.words("_frame", language).labels
        sentences = {key.partition(".")[2] for key in labels if key.startswith("refusal.")}
        assert sentences == raised | {"kept"}


def test_what_has_the_shape_that_is_right_is_read():
    assert read("[[1, 2]]", sizes=(None, 2)) == [[1, 2]]
    assert read("[1, 2, 3]", sizes=(3,)) == [1, 2, 3]


def test_signs_and_scientific_notation_are_read():
    assert read("[-1, +2, -1e-3, (4)]") == [-1, 2, -0.001, 4]
    assert read("(1, 2)") == [1, 2]
    assert read("−3", ranks=(0,)) == -3
