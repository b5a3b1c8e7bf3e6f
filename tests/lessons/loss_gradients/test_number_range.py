"""Overflow against the ranges of the dtypes."""

import numpy as np
import pytest

from lib.lessons.loss_gradients import cross_entropy_forms, number_range
from tests.lessons.loss_gradients.oracles import softmax


@pytest.mark.parametrize("dtype", number_range.DTYPES)
def test_from_logits_is_right_everywhere_in_every_dtype(dtype):
    run = cross_entropy_forms.compare_forms(3, dtype)
    z = np.arange(201.0)
    loss = np.logaddexp(np.log(2), z)
    bound = 2e-3 if dtype == "float16" else 1e-6
    np.testing.assert_allclose(run.loss_curves[0], loss, rtol=bound, atol=bound)
    np.testing.assert_allclose(run.gradient_curves[0], np.exp(z - loss), atol=bound)
    p = softmax(np.array([0, 3.0, 0]))
    for found in (run.gradients[0], run.formula, run.differences):
        np.testing.assert_allclose(found, p - [1, 0, 0], atol=bound)
    for found in range(3):  # all three are right while the logit is small
        np.testing.assert_allclose(run.gradients[found], p - [1, 0, 0], atol=bound)


def test_exp_ends_where_the_dtype_does():
    run = number_range.overflow(89.0)
    assert np.isposinf(run.table[0, 0]) and np.isposinf(run.table[1, 0])
    assert float(run.table[2, 0]) == pytest.approx(np.exp(89.0))
    ends = [np.log(float(np.finfo(dtype).max)) for dtype in number_range.DTYPES]
    assert [f"{end:.2f}" for end in ends] == ["11.09", "88.72", "709.78"]
    np.testing.assert_allclose(run.highest, [min(np.floor(4 * end) / 4, 200) for end in ends])
    assert run.lowest[0] < -9 and run.lowest[1] <= -87 and run.lowest[2] == -200


@pytest.mark.parametrize("x", [-200.0, -20.0, -3.5, 0.0, 5.0, 11.0, 60.0, 89.0, 200.0])
def test_softplus_and_its_gradient_are_right_in_every_dtype(x):
    run = number_range.overflow(x)
    exact, slope = np.logaddexp(0, x), 1 / (1 + np.exp(-x))
    bounds = [2e-3, 1e-6, 1e-12]
    for row, bound in zip(run.table.numpy(), bounds, strict=True):
        assert row[2] == pytest.approx(exact, rel=bound, abs=1e-7 if bound > 1e-12 else 0)
        assert row[4] == pytest.approx(slope, rel=bound, abs=1e-7 if bound > 1e-12 else 0)
    assert float(run.formula) == pytest.approx(slope)
    assert float(run.differences) == pytest.approx(slope, abs=1e-9)


def test_the_logarithm_by_hand_overflows_and_its_gradient_is_nan():
    table = number_range.overflow(89.0).table.numpy()
    assert np.isposinf(table[:2, 1]).all() and np.isnan(table[:2, 3]).all()
    assert table[2, 1] == pytest.approx(89) and table[2, 3] == pytest.approx(1)
    small = number_range.overflow(-20.0).table.numpy()
    assert small[1, 1] == 0 and small[1, 2] == pytest.approx(np.exp(-20), rel=1e-6)
