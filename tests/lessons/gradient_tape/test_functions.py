"""Recorded operations and derivatives against finite differences in NumPy."""

import numpy as np
import pytest

from lib.lessons.gradient_tape import functions
from tests.lessons.gradient_tape.oracles import PLAIN, slopes


def _by_w(inputs):
    run = functions.trace_operations("x * w", inputs["x"], inputs["w"], 0.0, 0.0)
    return {"grad": run.gradients[run.operations.numpy().tolist().index(b"w")]}


ARTICLE = {"first-order gradient of x*w": _by_w}


POINTS = [(2.0, 1.0, 1.0, 1.0), (-1.5, 0.5, 3.0, 0.25), (0.0, -2.0, 0.5, 2.0)]


@pytest.mark.parametrize("function", functions.FUNCTIONS)
@pytest.mark.parametrize("point", POINTS)
def test_what_the_record_passes_back_is_the_derivative(function, point):
    run = functions.trace_operations(function, *point)
    names = [name.decode() for name in run.operations.numpy()]
    wanted = slopes(PLAIN[function], *point)
    for name, slope in zip("xwby", wanted, strict=True):
        if name in names:
            found = float(run.gradients[names.index(name)])
            assert found == pytest.approx(slope, rel=1e-4, abs=1e-5), name
        else:
            assert slope == 0  # what is not on the tape does not matter
    assert float(run.values[-1]) == pytest.approx(PLAIN[function](*point), rel=1e-5)
    assert float(run.gradients[-1]) == 1


@pytest.mark.parametrize("function", functions.FUNCTIONS)
def test_edges_multiply_and_ways_add_up_to_the_gradients(function):
    """Going back over the drawn graph by hand gives the gradients that are drawn."""
    run = functions.trace_operations(function, 2.0, 1.0, 0.5, 1.0)
    edges, local = run.edges.numpy(), run.local.numpy()
    back = np.zeros(len(run.values))
    back[-1] = 1
    for (start, end), slope in reversed(list(zip(edges.tolist(), local, strict=True))):
        back[start] += back[end] * slope
    np.testing.assert_allclose(run.gradients, back, rtol=1e-5)
    assert (edges[:, 0] < edges[:, 1]).all()


def test_the_operations_have_the_names_of_tensorflow():
    run = functions.trace_operations("(sigmoid(x * w + b) - y)**2", 2.0, 1.0, 1.0, 1.0)
    names = [name.decode() for name in run.operations.numpy()]
    assert names == ["x", "w", "b", "y", "Mul", "AddV2", "Sigmoid", "Sub", "Square"]


@pytest.mark.parametrize("function", functions.FUNCTIONS)
@pytest.mark.parametrize("point", POINTS)
def test_three_ways_agree_with_numpy(function, point):
    wanted = slopes(PLAIN[function], *point)[:3]
    run = functions.differentiate(function, *point)
    for derivative in (run.tape, run.formula, run.differences):
        np.testing.assert_allclose(derivative, wanted, rtol=1e-4, atol=1e-5)
    line = functions.tangent(function, *point)
    for derivative in (line.tape, line.formula, line.differences):
        np.testing.assert_allclose(derivative, wanted[0], rtol=1e-4, atol=1e-5)
    with np.errstate(invalid="ignore", divide="ignore"):
        exact = PLAIN[function](np.linspace(-4, 4, 81), *point[1:])
    np.testing.assert_allclose(line.curve, exact, rtol=1e-4, atol=1e-5)
