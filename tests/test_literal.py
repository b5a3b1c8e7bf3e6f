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


def refusal(source, **rules):
    with pytest.raises(Refusal) as caught:
        read(source, **rules)
    return caught.value.code, caught.value.facts


def test_each_bound_is_allowed_and_the_next_value_is_not():
    assert len(read(str([1] * 64))) == 64
    assert refusal(str([1] * 65)) == ("many", {"count": 65, "most": 64})
    assert read("[1, 2]", most=2) == [1, 2]
    assert read("[1000000, -1e6]") == [1000000, -1e6] and refusal("[1000001]")[0] == "large"
    assert read("[0, 1]", least=0) == [0, 1]
    assert read("1" + " " * 599, ranks=(0,)) == 1
    assert refusal("1" + " " * 600)[0] == "long"


def test_so_many_brackets_are_read_and_one_more_is_not():
    pairs = "[" + ",".join(["(1)"] * 99) + "]"
    assert refusal(pairs)[0] == "many"  # 100 brackets
    rows = "[" + "[1]," * 99 + "]"
    assert read(rows, most=99) == [[1]] * 99
    assert refusal("[" * 200)[0] == "syntax" and refusal("[" * 201)[1]["found"] == "["
    assert refusal("[" + "()" * 199 + "]")[0] == "number"
    assert refusal("[" + "()" * 200 + "]") == ("syntax", {"column": 1, "found": "["})


def test_the_place_of_a_mistake_is_where_python_stops():
    assert refusal("[1, 2") == ("syntax", {"column": 1, "found": "["})
    assert refusal("[1 $ 2]") == ("syntax", {"column": 4, "found": "$"})
    assert refusal("  [1 $ 2]  ") == ("syntax", {"column": 4, "found": "$"})
    assert refusal("[1,") == ("syntax", {"column": 1, "found": "["})
    assert refusal("[1, \x002]")[1]["column"] == 1


def test_what_is_no_number_is_quoted_in_at_most_20_characters():
    assert refusal("[a, X]") == ("number", {"where": "[0]", "found": "a"})
    assert refusal("[1, X]") == ("number", {"where": "[1]", "found": "X"})
    assert refusal("abcdefghijklmnopqrstuvwxyz")[1]["found"] == "abcdefghijklmnopqrst"
    assert refusal("x") == ("number", {"where": "[]", "found": "x"})
    assert refusal("~1", ranks=(0,))[0] == "number" and refusal("--1", ranks=(0,))[0] == "number"
    assert refusal("True", ranks=(0,)) == ("number", {"where": "[]", "found": "True"})


def test_a_bare_number_is_held_to_every_rule():
    assert refusal("2.5", whole=True) == ("whole", {"where": "[]", "found": 2.5})
    assert refusal("2e6") == ("large", {"where": "[]", "limit": 1e6})
    assert refusal("-1", least=0) == ("small", {"where": "[]", "found": -1, "least": 0})
    assert refusal("0", least=0, ranks=(0,)) == ("none_above_least", {"least": 0})
    assert refusal("1") == ("rank", {"rank": 0, "wanted": "1 / 2"})
    assert read("+2", whole=True, ranks=(0,)) == 2


def test_the_first_item_says_what_the_others_are_to_be():
    assert refusal("[[[1, 2]], [[1]], [[3]]]", ranks=(3,)) == (
        "ragged",
        {"where": "[1]", "first": "[0]", "found": "(1, 1)", "wanted": "(1, 2)"},
    )
    assert refusal("[[[1], 2]]") == (
        "ragged",
        {"where": "[0][1]", "first": "[0][0]", "found": "()", "wanted": "(1,)"},
    )
    assert refusal("[[0, 0], [0, -1]]", least=0)[1]["where"] == "[1][1]"
    assert refusal("[[0, 0], [0, 0]]", least=0)[0] == "none_above_least"
    assert read("[[0, 0], [0, 1]]", least=0) == [[0, 0], [0, 1]]
    assert refusal("[]", least=0)[0] == "no_elements"


def test_a_reader_may_write_full_width_or_copy_from_a_page():
    assert read("（1、2，3）") == [1, 2, 3] and read("【1】") == read("［1］") == [1]
    assert read("[－1，−2，＋3，４．５ｅ０]") == [-1, -2, 3, 4.5]
    assert read("[１、２、３、６、７、８、９]") == [1, 2, 3, 6, 7, 8, 9]
    assert read("[1,\u00a02\u2060]") == [1, 2]


def test_a_refusal_is_its_code_with_its_facts():
    assert str(Refusal("small", least=0)) == "small: {'least': 0}"
