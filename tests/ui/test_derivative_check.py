"""How far one derivative, found in several ways, is apart from itself."""

import ast
import math
import re

import numpy as np
import pytest

from lib import text
from lib.lessons.activations import formulas as of_activations
from lib.lessons.activations.functions import ACTIVATIONS, evaluate
from lib.lessons.gradient_tape import formulas, functions, jacobians, second_order, step_sizes
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


# ------------------------------------------------------------------------- formulas


def value(latex):
    """Compute the right end of a formula but one: what stands before the last "="."""
    said = latex.split(" = ")[-2]
    for old, new in (
        (r"\cdot", "*"),
        (r"\,", "*"),
        ("^", "**"),
        (r"\cos", "cos"),
        (r"\sin", "sin"),
    ):
        said = said.replace(old, new)
    said = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1) / (\2))", said)
    said = re.sub(r"e\*\*\{([^{}]*)\}", r"exp(\1)", said)
    said = re.sub(r"\)\s+\(", ") * (", re.sub(r"([\d.)])\s*\(", r"\1 * (", said))
    names = {"cos": math.cos, "sin": math.sin, "exp": math.exp}
    ast.parse(said.strip(), mode="eval")
    return eval(said, {"__builtins__": {}}, names)  # what this test has just rewritten


@pytest.mark.parametrize("function", functions.FUNCTIONS)
@pytest.mark.parametrize("by", ["x", "w"])
@pytest.mark.parametrize(
    "at", [(2.0, 1.0, 1.0, 1.0), (-1.5, 0.5, 3.0, 0.25), (1.25, 2.0, 0.5, 2.0)]
)
def test_the_numbers_in_a_formula_give_its_result(function, by, at):
    slope = functions.differentiate(function, *at).tape["xw".index(by)].numpy()
    latex = formulas.partial(function, by, dict(zip("xwby", at, strict=True)), slope)
    if "cdot" in latex or "^" in latex:
        assert value(latex) == pytest.approx(float(slope), rel=3e-3, abs=1e-4), latex
    else:
        assert latex.endswith(f"= {slope:g}")


@pytest.mark.parametrize("function", second_order.TWICE_DIFFERENTIABLE)
@pytest.mark.parametrize("x", [-1.5, 0.5, 2.0])
def test_derivatives_of_both_orders_are_written_with_the_numbers_that_give_them(function, x):
    run = second_order.second_derivative(function, x, True)
    for order, slope in ((1, run.first[-1]), (2, run.second[-1])):
        latex = formulas.derivative(function, order, x, slope.numpy())
        said = value(latex.replace("e^{-(", "e^{-1 * ("))
        assert said == pytest.approx(float(slope), rel=3e-3, abs=1e-3), latex


@pytest.mark.parametrize("x", [-2.0, 0.75])
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_derivative_of_an_activation_is_written_by_its_value(name, x):
    run = evaluate(name, [x])
    latex = of_activations.activation(name, x, run.y[0].numpy(), run.slope[0].numpy())
    assert value(latex) == pytest.approx(float(run.slope[0]), rel=5e-3), latex


def test_a_long_chain_of_equations_is_set_in_lines():
    long = formulas.derivative("x**2 * exp(-x)", 2, -1.5, 45.9)
    assert drawers.aligned(long).count(r"\\ &=") == 2
    assert drawers.aligned(long).count("&=") == long.count(" = ")
    short = formulas.partial("x * w", "x", {"x": 2.0, "w": 1.0, "b": 0.0, "y": 0.0}, 1.0)
    assert drawers.aligned(short) == short


def test_every_function_of_the_lessons_has_its_formula():
    assert set(formulas.PARTIALS) == set(functions.FUNCTIONS)
    assert set(formulas.DERIVATIVES) >= set(second_order.TWICE_DIFFERENTIABLE) | set(
        step_sizes.SCALAR_FUNCTIONS
    )
    assert set(formulas.ENTRIES) == set(jacobians.VECTOR_FUNCTIONS)
    assert set(of_activations.ACTIVATIONS) == set(ACTIVATIONS)
