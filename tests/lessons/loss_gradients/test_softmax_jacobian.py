"""The softmax and its Jacobian against NumPy in float64."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.loss_gradients import softmax_jacobian
from tests.lessons.loss_gradients.oracles import slope, softmax

logits = st.lists(st.floats(-20, 20, width=32), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(logits, st.sampled_from([0.1, 0.5, 1.0, 10.0]))
def test_the_softmax_and_its_jacobian_agree_with_numpy(z, temperature):
    run = softmax_jacobian.softmax_jacobian(z, temperature, 0)
    p = softmax(np.array(z) / temperature)
    wanted = (np.diag(p) - np.outer(p, p)) / temperature
    np.testing.assert_allclose(run.p, p, atol=2e-5)
    # At T = 0.1 a logit of 200 is stored to within 8e-6, and the Jacobian is ten times larger.
    for jacobian in (run.jacobian, run.formula, run.differences):
        np.testing.assert_allclose(jacobian, wanted, atol=2e-4)
        assert float(np.abs(np.sum(jacobian, axis=1)).max()) < 2e-5


def test_every_row_of_the_jacobian_is_of_one_probability():
    """The softmax's Jacobian is symmetric; that of the differences must not rely on it."""
    z = np.array([1.0, -0.5, 2.0])
    run = softmax_jacobian.softmax_jacobian(z.tolist(), 1.0, 0)
    for i in range(3):
        row = slope(lambda z, i=i: softmax(z)[i], z)
        np.testing.assert_allclose(run.jacobian[i], row, atol=1e-6)
        np.testing.assert_allclose(run.differences[i], row, atol=1e-8)


def test_a_shift_changes_nothing_but_breaks_the_softmax_by_hand():
    small, large = (softmax_jacobian.softmax_jacobian([2, 1, 0.1, -1], 1.0, c) for c in (80, 100))
    for run in (small, large):
        np.testing.assert_allclose(run.p, run.unshifted, atol=2e-6)
    np.testing.assert_allclose(small.by_hand, small.p, rtol=1e-5)
    assert np.isnan(large.by_hand).any()


def test_the_softmax_can_be_frozen_and_is_not_at_the_start():
    assert np.abs(softmax_jacobian.softmax_jacobian([2, 1, 0.1, -1], 1.0, 0).jacobian).max() > 1e-3
    assert np.abs(softmax_jacobian.softmax_jacobian([2, 1, 0.1, -1], 0.1, 0).jacobian).max() < 1e-3


def test_where_digits_are_lost_the_three_ways_come_apart():
    run = softmax_jacobian.softmax_jacobian([0.1, 0.13, -1, 0.07], 0.1, 100)
    off = np.abs(run.jacobian.numpy() - run.differences.numpy()).max()
    assert off > 1e-5  # float32 alone; the formula sees the same rounded logits
    np.testing.assert_allclose(run.jacobian, run.formula, atol=1e-6)
