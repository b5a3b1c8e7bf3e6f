"""Second derivatives against closed forms."""

import numpy as np
import pytest

from lib.lessons.gradient_tape import second_order

CURVES = {
    "x**3": (lambda x: x**3, lambda x: 3 * x**2, lambda x: 6 * x),
    "sin(x)": (np.sin, np.cos, lambda x: -np.sin(x)),
    "exp(x)": (np.exp, np.exp, np.exp),
    "x**2 * exp(-x)": (
        lambda x: x**2 * np.exp(-x),
        lambda x: (2 * x - x**2) * np.exp(-x),
        lambda x: (2 - 4 * x + x**2) * np.exp(-x),
    ),
}


@pytest.mark.parametrize("function", second_order.TWICE_DIFFERENTIABLE)
@pytest.mark.parametrize("x", [-1.5, 0.0, 0.625, 2.0])
def test_two_tapes_give_two_derivatives(function, x):
    run = second_order.second_derivative(function, x, True)
    axis = np.append(np.linspace(-2, 2, 81), x)
    for found, exact in zip((run.f, run.first, run.second), CURVES[function], strict=True):
        np.testing.assert_allclose(found, exact(axis), rtol=1e-4, atol=1e-4)
    wanted = [CURVES[function][1](x), CURVES[function][2](x)]
    np.testing.assert_allclose(run.formula, wanted, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(run.differences, wanted, rtol=1e-7, atol=1e-7)


def test_an_inner_tape_asked_outside_leaves_no_record():
    run = second_order.second_derivative("x**3", 1.0, False)
    assert run.second is None and float(run.first[-1]) == 3
