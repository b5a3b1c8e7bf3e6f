"""Errors of finite differences against NumPy in float64."""

import numpy as np
import pytest

from lib.lessons.gradient_tape import step_sizes


@pytest.mark.parametrize("function", step_sizes.SCALAR_FUNCTIONS)
def test_too_large_truncates_and_too_small_rounds(function):
    run = step_sizes.compare_steps(function, 2.0, 1e-3, "float32")
    central, steps = run.central.numpy()[:-1], run.steps.numpy()[:-1]
    best = steps[central.argmin()]
    assert 5e-4 < best < 5e-2  # near 1e-2 to 1e-3
    assert central[0] > 100 * central.min() and central[-1] > 100 * central.min()
    assert run.tape_error < 1e-5


def test_errors_are_those_of_numpy_in_float64():
    run = step_sizes.compare_steps("sin(x)", 1.0, 1e-2, "float64")
    steps = run.steps.numpy()
    assert steps[-1] == pytest.approx(1e-2)
    large = steps > 1e-4  # there, rounding does not matter
    wanted = np.abs((np.sin(1 + steps) - np.sin(1 - steps)) / (2 * steps) - np.cos(1.0))
    np.testing.assert_allclose(run.central.numpy()[large], wanted[large], rtol=1e-3)
    forward = np.abs((np.sin(1 + steps) - np.sin(1.0)) / steps - np.cos(1.0))
    np.testing.assert_allclose(run.forward.numpy()[large], forward[large], rtol=1e-3)


def test_the_challenge_of_the_differences_can_be_met():
    steps = [float(f"{10 ** (-8 + k / 4):.2g}") for k in range(33)]
    errors = {
        (f, h): float(step_sizes.compare_steps(f, x, h, "float32").forward[-1])
        for f in step_sizes.SCALAR_FUNCTIONS
        for h in steps
        for x in (0.25, 1.0)
    }
    assert min(errors.values()) < 1e-3
