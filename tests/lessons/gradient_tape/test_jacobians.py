"""Gradients and Jacobians of vector functions against NumPy."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.gradient_tape import jacobians


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(list(jacobians.VECTOR_FUNCTIONS)),
    st.lists(st.floats(-3, 3, width=32), min_size=1, max_size=5),
)
def test_gradient_is_the_column_sums_of_the_jacobian(function, values):
    run = jacobians.gradient_or_jacobian(function, values)
    x = np.array(values, float)
    n = len(x)
    p = np.exp(x) / np.exp(x).sum()
    exact = {
        "x**2": np.diag(2 * x),
        "cumsum(x)": np.tril(np.ones((n, n))),
        "softmax(x)": np.diag(p) - np.outer(p, p),
    }[function]
    np.testing.assert_allclose(run.jacobian, exact, atol=1e-5)
    np.testing.assert_allclose(run.gradient, exact.sum(axis=0), atol=1e-5)
    np.testing.assert_allclose(run.formula, exact, atol=1e-5)
    np.testing.assert_allclose(run.differences, exact, atol=1e-6)


def test_the_squares_of_1_and_2():
    run = jacobians.gradient_or_jacobian("x**2", [1.0, 2.0])
    assert run.gradient.numpy().tolist() == [2, 4]
    assert run.jacobian.numpy().tolist() == [[2, 0], [0, 4]]
