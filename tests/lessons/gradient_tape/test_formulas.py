"""Formulas with a reader's numbers in them give the derivatives of the tape."""

import pytest

from lib.lessons.gradient_tape import formulas, functions, jacobians, second_order, step_sizes
from lib.ui import drawers
from tests.latex import value


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
        shown_text = value(latex.replace("e^{-(", "e^{-1 * ("))
        assert shown_text == pytest.approx(float(slope), rel=3e-3, abs=1e-3), latex


def test_a_long_formula_is_set_in_lines_and_a_short_one_is_not():
    long = formulas.derivative("x**2 * exp(-x)", 2, -1.5, 45.9)
    assert drawers.aligned(long).count(r"\\ &=") == 2
    assert drawers.aligned(long).count("&=") == long.count(" = ")
    short = formulas.partial("x * w", "x", {"x": 2.0, "w": 1.0, "b": 0.0, "y": 0.0}, 1.0)
    assert drawers.aligned(short) == short


def test_every_function_has_its_formula():
    assert set(formulas.PARTIALS) == set(functions.FUNCTIONS)
    assert set(formulas.DERIVATIVES) >= set(second_order.TWICE_DIFFERENTIABLE) | set(
        step_sizes.SCALAR_FUNCTIONS
    )
    assert set(formulas.ENTRIES) == set(jacobians.VECTOR_FUNCTIONS)
