"""Numbers on a page: four digits, and never a tiny one as 0."""

import ast
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lib.numbers import brief, put, shape, show

finite = st.floats(-1e300, 1e300)


@given(finite, st.integers(1, 8))
def test_what_is_written_is_the_number_to_that_many_digits(value, digits):
    assume(value == 0 or abs(value) > 1e-300)  # below, Python itself has fewer digits
    assert math.isclose(float(show(value, digits)), value, rel_tol=0.5 * 10 ** (1 - digits))


@given(finite)
def test_only_zero_is_written_as_zero_and_only_what_is_negative_has_a_sign(value):
    assert (float(show(value)) == 0) == (value == 0)
    assert show(value).startswith("-") == (value < 0)


@given(finite)
def test_no_more_digits_are_written_than_mean_something(value):
    mantissa = show(value).partition("e")[0].lstrip("-").replace(".", "").strip("0")
    whole = 8 if 1e4 <= abs(value) < 1e7 else 4  # a whole part is never cut
    assert len(mantissa) <= whole


@given(st.integers())
def test_an_integer_keeps_every_digit(value):
    assert show(value) == str(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (39.28940, "39.29"),
        (4.5388937e-05, "4.539e-05"),
        (2.0, "2"),
        (-0.0, "0"),
        (0.99999, "1"),
        (9999.96, "10000"),
        (9999999.9, "10000000"),
        (1e7, "1e+07"),
        (float("nan"), "NaN"),
        (float("-inf"), "-∞"),
        (float("inf"), "∞"),
        (1e-4, "0.0001"),
        (0.99e-4, "9.9e-05"),
        (2e-5, "2e-05"),
        (123456.0, "123456"),
        (np.float32(0.1), "0.1"),
        (np.float32(1 / 3), "0.3333"),
        (np.int64(3), "3"),
        (True, "True"),
        ([1, 2.5], "[1, 2.5]"),
        ((7,), "(7,)"),
        ((1, 2.0), "(1, 2)"),
        ([], "[]"),
        (np.array([[1.0, 2.0], [3.0, 1 / 3]]), "[[1, 2], [3, 0.3333]]"),
        ("as it is", "as it is"),
    ],
)
def test_examples(value, written):
    assert show(value) == written


def test_a_shape_is_written_as_tensorflow_writes_it():
    assert shape(np.zeros((2, 3), np.float32)) == "(2, 3) float32"
    assert shape(np.zeros(4, np.int64)) == "(4,) int64"
    assert shape(np.float32(1)) == "() float32"


nests = st.recursive(
    st.integers(0, 10**6), lambda inner: st.lists(inner, min_size=1, max_size=12), max_leaves=60
)


def begins(cut, whole):
    """Whether a list that may end in an ellipsis is the beginning of another, at every depth."""
    if not isinstance(cut, list):
        return cut == whole
    shown = [item for item in cut if item is not ...]
    return (
        (len(shown) == len(whole) or cut[-1] is ...)
        and cut.count(...) <= 1
        and len(shown) <= len(whole)
        and all(map(begins, shown, whole))
    )


@given(nests, st.integers(40, 80))
def test_what_is_cut_is_the_beginning_and_says_that_it_is_cut(value, room):
    written = brief(value, room=room)
    assert begins(
        ast.literal_eval(written.replace("\N{NO-BREAK SPACE}", " ").replace("…", "...")), value
    )
    if len(show(value)) <= room:
        assert written == show(value)
    else:
        assert "…" in written
        assert len(written) <= room or str(value).startswith("[" * 8)  # brackets alone fill it


def test_a_long_text_is_not_cut():
    assert brief("a" * 100) == "a" * 100


CUT = ",\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "room", "written"),
    [
        ([1, 2], 6, "[1, 2]"),  # just fits
        ([0.25, 0.5, 0.125], 18, "[0.25, 0.5, 0.125]"),
        ([0.25, 0.5, 0.125], 17, f"[0.25, 0.5{CUT}]"),
        ([0.25, 0.5, 0.125], 15, f"[0.25, 0.5{CUT}]"),
        ([0.25, 0.5, 0.125], 14, f"[0.25{CUT}]"),
        ([0.25, 0.5, 0.125], 3, f"[0.25{CUT}]"),
        ((1, 2, 3, 4), 10, f"(1, 2{CUT})"),
        ([[1, 2, 3, 4]], 12, f"[[1{CUT}]]"),
        (np.arange(9), 12, f"[0, 1{CUT}]"),
        (0.123456789, 3, "0.1235"),
    ],
)
def test_a_list_is_cut_at_the_last_item_for_which_there_is_room(value, room, written):
    assert brief(value, room=room) == written


def test_without_more_being_said_there_is_room_for_60_characters_and_4_digits():
    assert brief([1 / 3]) == "[0.3333]" and brief([1 / 3], 2) == "[0.33]"
    assert len(show([1111111, *[1] * 17])) == 60
    assert "…" not in brief([1111111, *[1] * 17]) and "…" in brief([11111111, *[1] * 17])


def test_negative_numbers_in_a_formula_stand_in_brackets():
    assert put("%(a)s x + %(b)s", a=-1.5, b=0) == "(-1.5) x + 0"
    assert put("%(a)s", a=1 / 3) == "0.3333"
