"""How far one derivative, found in several ways, is apart from itself."""

import math

import numpy as np
import pytest

from lib import text
from lib.numbers import show
from lib.ui import derivative_check, drawers


def test_the_largest_difference_of_all_ways_is_found_and_shown_where_it_is():
    tape = np.float32([[1.0, 2.0], [3.0, 4.0]])
    found = derivative_check.compare(
        tape, formula=tape + [[0, 0], [0, 1e-3]], differences=tape - 1e-4
    )
    assert found.off == pytest.approx(1e-3, rel=1e-3)
    assert found.values == pytest.approx([4, 4.001, 3.9999])
    assert found.names == ["tape", "formula", "differences"]
    assert not found.agree(1e-5) and found.agree(1e-3)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_floor_is_what_the_dtype_can_tell_apart(dtype):
    found = derivative_check.compare(np.array([0.25, -1.5], dtype), formula=[0.25, -1.5])
    assert found.gap == np.finfo(dtype).eps and found.dtype == dtype
    assert found.off == 0 and found.agree(0.0) and found.values == [-1.5, -1.5]


def test_what_is_small_is_held_to_the_bound_of_a_larger_number_unless_told():
    found = derivative_check.compare(np.float32(1e-9), formula=2e-9)
    assert found.agree(1e-5) and not found.agree(1e-5, least=0.0)


def test_what_is_not_finite_agrees_with_nothing():
    assert not derivative_check.compare(np.float32(2.0), formula=math.nan).agree(1e9)
    assert not derivative_check.compare(np.float32(math.inf), formula=math.inf).agree(1e9)


@pytest.mark.parametrize(
    ("tape", "formula", "label", "more"),
    [
        (np.float32(2), 2.0, "equal", ""),
        (np.float32(2), 2.1, "apart", ""),
        (np.float32(2), math.nan, "nowhere", ""),
        (np.float32(2), 2.0 + 2.0**-22, "agree", "below"),
        (np.float32(2), 2.0 + 3 * 2.0**-22, "agree", "above"),
        (np.float32(2**-10), 2**-10 + 101 * 2.0**-33, "agree", "larger"),
        (np.float64(2), 2.0 + 1e-9, "agree", "step"),
    ],
)
def test_the_badge_says_how_far_apart_they_are_and_why(tape, formula, label, more):
    words = text.words("_frame", "en").labels
    check = derivative_check.compare(tape, formula=formula)
    off = show(abs(formula - float(tape)))
    facts = {"names": "tape and formula", "off": off}
    if more:
        # float32 near 2 and near 2^-10, and near 1: 24 binary digits.
        near = {"larger": 2.0**-23}.get(more, 2.0**-22)
        reason = words[f"check.{more}"].format(
            dtype="float32", largest=show(float(tape), 2), gap=show(near, 2), steps="3"
        )
        facts["more"] = f":small[{reason}]"
    assert check.badge(1e-5) == text.hold(words[f"check.{label}"].format(**facts))


def test_the_names_of_all_ways_stand_in_the_badge_and_their_digits_in_the_table():
    check = derivative_check.compare(
        np.float32([1, 0.5]), formula=[1, 0.5], differences=[1, 0.123456789]
    )
    assert "tape, formula and finite differences" in check.badge(1e-5)
    assert "tape, formula and finite differences" not in check.badge(1e-5, 1e9)[:20]
    assert check.table().splitlines()[2:] == [
        "| | |",
        "|---|---|",
        "| tape | `0.5` |",
        "| formula | `0.5` |",
        "| finite differences | `0.123456789` |",
    ]


def test_the_bound_is_relative_to_the_largest_number_but_for_small_ones():
    check = derivative_check.Check(["tape"], [1.0], 0.25, 2.0, 1e-7, "float32")
    assert check.agree(0.125) and not check.agree(0.1249)
    small = derivative_check.Check(["tape"], [1.0], 0.25, 1e-3, 1e-7, "float32")
    assert small.agree(2.5) and not small.agree(2.49)  # held to the bound of 0.1
    assert small.agree(0.125, least=2.0)


def test_a_derivative_of_integers_is_measured_as_float32():
    found = derivative_check.compare(np.int64([3, -4]), formula=[3, -4])
    assert found.dtype == "float32" and found.largest == 4 and found.values == [-4, -4]
    assert found.gap == np.spacing(np.float32(4))


def test_a_long_chain_of_equations_is_set_in_lines():
    long = "a + b + c + d + e + f = 1 + 2 + 3 + 4 + 5 + 6 = 1 + 2 + 3 + 15 = 1 + 2 + 18 = 21"
    assert drawers.aligned(long).count("&=") == long.count(" = ")
    assert drawers.aligned("a = 1") == "a = 1"
