"""Polynomials typed by a reader, against NumPy; and texts that are none, against the grammar."""

import ast

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lib import text
from lib.lessons.himmelblau import polynomial
from lib.lessons.himmelblau.polynomial import read
from lib.literal import Refusal

numbers = st.integers(0, 99).map(str) | st.decimals(0, 99, places=2).map(str)


@st.composite
def expressions(draw, depth=3):
    """Draw a pair of texts that mean the same: ours, and Python's."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        leaf = draw(st.sampled_from(["x", "y"]) | numbers)
        return leaf, leaf
    kind = draw(st.sampled_from("+-*^~/ji"))
    (a, left), (b, right) = draw(expressions(depth - 1)), draw(expressions(depth - 1))
    space = draw(st.sampled_from(["", " "]))
    if kind in "+-":
        return f"({a}{space}{kind}{space}{b})", f"({left}{kind}{right})"
    if kind == "*":
        return f"({a}){space}*{space}({b})", f"({left})*({right})"
    if kind == "~":
        return f"(-{a})", f"(-{left})"
    if kind == "/":
        return f"({a})/4", f"({left})/4"
    if kind == "^":
        power, sign = draw(st.integers(0, 3)), draw(st.sampled_from(["^", "**"]))
        return f"({a}){sign}{power}", f"({left})**{power}"
    if kind == "j":  # brackets side by side
        return f"({a}){space}({b})", f"({left})*({right})"
    letter = draw(st.sampled_from("xy"))
    return f"3{space}{letter}({a})", f"3*{letter}*({left})"


@given(expressions(), st.floats(-2, 2), st.floats(-2, 2))
def test_what_is_read_is_what_python_computes(pair, x, y):
    source, python = pair
    try:
        terms = read(source)
    except Refusal as refusal:
        assert refusal.code in ("long", "exponent_too_large", "coefficient_too_large", "constant")
        assume(False)
    value = sum(c * x**i * y**j for c, i, j in terms)
    # The text was written by this test, in a grammar of its own.
    wanted = eval(compile(python, "", "eval"), {"__builtins__": {}}, {"x": x, "y": y})
    scale = 1 + sum(abs(c) * abs(x) ** i * abs(y) ** j for c, i, j in terms)
    assert value == pytest.approx(wanted, abs=1e-6 * scale)


def draw_terms():
    return st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 6)),
        st.integers(-9999, 9999).filter(bool).map(lambda n: n / 100),
        min_size=1,
        max_size=6,
    )


@given(draw_terms())
def test_terms_written_out_come_back_as_they_were(terms):
    assume(any(place != (0, 0) for place in terms))
    source = " + ".join(f"{c} x^{i} y^{j}" for (i, j), c in terms.items()).replace("+ -", "- ")
    assume(len(source) <= polynomial.LONGEST)
    assert read(source) == [[c, i, j] for (i, j), c in sorted(terms.items())]


@pytest.mark.parametrize(
    ("source", "same"),
    [
        (
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            "x^4 + 2x^2y - 21x^2 + 2xy^2 + y^4 - 13y^2 - 14x - 22y + 170",
        ),
        ("x² + 2xy", "x**2 + 2*x*y"),
        ("（ｘ＋１）×ｙ－０．５ｘ^2", "xy + y - 0.5x^2"),
        ("X·Y", "xy"),
        ("2*-x^2", "-2x^2"),
        ("-x^2", "0 - (x^2)"),
        ("0.1x + 0.2x - 0.3x + y", "y"),
        (".5x + 1.y", "x/2 + y"),
        ("--x", "x"),
    ],
)
def test_two_ways_to_write_the_same(source, same):
    assert read(source) == read(same)


WRONG = [
    ("", "no_polynomial", None),
    (" \n", "no_polynomial", None),
    ("x" * 201, "long", None),
    ("x" * 10_000, "long", None),
    ("x + z", "unknown_character", 5),
    ("1e999 x", "unknown_character", 2),
    ("__import__('os').system('true')", "unknown_character", 1),
    ("x.real", "unknown_character", 2),
    ("x + \U0001f600", "unknown_character", 5),
    ("x = y", "unknown_character", 3),
    ("x, y", "unknown_character", 2),
    ("![x](https://example.com/x.png)", "unknown_character", 1),
    ("x + * y", "unexpected", 5),
    ("x^2^2", "unexpected", 4),
    ("()", "unexpected", 2),
    ("x +", "unfinished", 4),
    ("x)", "unmatched_bracket", 2),
    ("2(x + (y", "unclosed", 7),
    ("(" * 200, "nested_too_deep", 21),
    ("(" * 21 + "x" + ")" * 21, "nested_too_deep", 21),
    ("x^7", "bad_exponent", 3),
    ("x^-1", "bad_exponent", 3),
    ("x^2.5", "bad_exponent", 3),
    ("x^999999999", "bad_exponent", 3),
    ("x^y", "bad_exponent", 3),
    ("x2", "missing_operator", 2),
    ("(x)3", "missing_operator", 4),
    ("1.2.3x", "missing_operator", 4),
    ("1/x", "bad_divisor", 3),
    ("x/0", "bad_divisor", 3),
    ("x^4 x^3", "exponent_too_large", 5),
    ("(x + y^2)^4", "exponent_too_large", 10),
    ("1000001x", "coefficient_too_large", 1),
    ("(1000x)^3", "coefficient_too_large", 8),
    ("9" * 200, "coefficient_too_large", 1),
    ("5", "constant", None),
    ("x - x", "constant", None),
    ("x^0", "constant", None),
]


@pytest.mark.parametrize(("source", "code", "column"), WRONG)
def test_what_is_wrong_is_said_and_where(source, code, column):
    with pytest.raises(Refusal) as caught:
        read(source)
    assert caught.value.code == code
    assert caught.value.facts.get("column") == column
    for language in text.LANGUAGES:
        name = "_frame" if code == "long" else "himmelblau"
        label = text.words(name, language).labels[f"refusal.{code}"]
        sentence = label.format(**caught.value.facts)
        assert column is None or str(column) in sentence
        # The polynomials that a sentence gives as right are right.
        for right in ("(x^2 + y - 11)^2", "x^2 + 3xy - 0.5y", "x^4/4"):
            if right in label:
                read(right)


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ("x" * 201, {"length": 201, "most": 200}),
        ("x + Ｚ", {"column": 5, "found": "Ｚ"}),  # as it was typed
        ("x + * y", {"column": 5, "found": "*"}),
        ("x^2^2", {"column": 4, "found": "^"}),
        ("x²³", {"column": 2, "found": "23", "most": 6}),
        ("x²^3", {"column": 3, "found": "^"}),
        ("(x ^ 2 ²)", {"column": 8, "found": "2"}),
        ("(x²", {"column": 1}),
        ("(x)) ", {"column": 4}),
        ("x^", {"column": 3, "found": "", "most": 6}),
        ("x^7", {"column": 3, "found": "7", "most": 6}),
        ("x^2.0", {"column": 3, "found": "2.0", "most": 6}),
        ("x^6 y x", {"column": 7, "found": "x^7", "most": 6}),
        ("y^6 x y", {"column": 7, "found": "y^7", "most": 6}),
        ("x^4 * x^4", {"column": 7, "found": "x^8", "most": 6}),
        ("x 2", {"column": 3, "found": "2"}),
        ("x / (1 + y)", {"column": 5}),
        ("x / 0", {"column": 5}),
        ("x + 1000000.5", {"column": 5, "limit": 1e6}),
        ("600000 x + 600000 x", {"column": 12, "limit": 1e6}),
        ("x / 0.0000009", {"column": 5, "limit": 1e6}),
        ("(" * 21 + "x", {"column": 21, "most": 20}),
    ],
)
def test_the_facts_of_a_refusal(source, facts):
    with pytest.raises(Refusal) as caught:
        read(source)
    assert caught.value.facts == facts


@pytest.mark.parametrize(
    ("source", "terms"),
    [
        ("x" + " " * 199, [[1, 1, 0]]),
        ("(" * 20 + "x" + ")" * 20, [[1, 1, 0]]),
        ("(x)(x)" + "(y)" * 6, [[1, 2, 6]]),  # side by side, not within one another
        ("1000000x - 1000000y^6", [[-1e6, 0, 6], [1e6, 1, 0]]),
        ("x / 0.000001", [[1e6, 1, 0]]),
        ("x^6 + 1 - 1", [[1, 6, 0]]),
        ("0.123456789x", [[0.123456789, 1, 0]]),
        ("0.1234567891x", [[0.123456789, 1, 0]]),
        ("x + 0.0000000004y", [[1, 1, 0]]),
        ("- x - y + 2", [[2, 0, 0], [-1, 0, 1], [-1, 1, 0]]),
        ("x * -y / -2 * +4", [[2, 1, 1]]),
        ("x^0 y", [[1, 0, 1]]),
        ("(x + 1)^2", [[1, 0, 0], [2, 1, 0], [1, 2, 0]]),
        ("［ｘ＋１］＊２／４", [[0.5, 0, 0], [0.5, 1, 0]]),
        ("x＾２ × y⁶ ⋅ 1 · 1 − 1 – 1", [[-2, 0, 0], [1, 2, 6]]),
        ("0１２３４５x + 6７８９．0y", [[6789, 0, 1], [12345, 1, 0]]),
    ],
)
def test_what_just_fits_is_multiplied_out(source, terms):
    assert read(source) == terms


hostile = st.text(max_size=250) | st.text(
    alphabet=st.sampled_from(list("xy0123456789.+-*/^() ²³（）＋ｘeE_,[]")), max_size=200
)


@given(hostile)
@example("(" * 10_000 + "x")
@example("(x+y+1)" * 28)
@example("((((((x+y+1)^6+1)^6)^6)^6)^6)")
@example("(((0.1^6)^6)^6)^6x")
@example("-" * 199 + "x")
@example("\0x")
@example("x" + "\ud800")
def test_any_text_is_read_or_refused(source):
    try:
        terms = read(source)
    except Refusal as refusal:
        facts = refusal.facts
        assert 1 <= facts.get("column", 1) <= len(source) + 1
    else:
        assert 1 <= len(terms) <= 49 and terms == ast.literal_eval(repr(terms))
        assert all(0 <= i <= 6 and 0 <= j <= 6 and np.isfinite(c) for c, i, j in terms)
