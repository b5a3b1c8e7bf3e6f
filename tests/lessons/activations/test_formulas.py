"""Formulas with a reader's numbers in them give the derivatives of the tape."""

import pytest

from lib.lessons.activations import formulas
from lib.lessons.activations.functions import ACTIVATIONS, evaluate
from tests.latex import value


@pytest.mark.parametrize("x", [-2.0, 0.75])
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_derivative_of_an_activation_is_written_by_its_value(name, x):
    run = evaluate(name, [x])
    latex = formulas.activation(name, x, run.y[0].numpy(), run.slope[0].numpy())
    assert value(latex) == pytest.approx(float(run.slope[0]), rel=5e-3), latex


def test_every_activation_has_its_formula():
    assert set(formulas.ACTIVATIONS) == set(ACTIVATIONS)
