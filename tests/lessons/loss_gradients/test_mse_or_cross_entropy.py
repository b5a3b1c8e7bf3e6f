"""Two trainings of one neuron against NumPy, step for step."""

import numpy as np
import pytest

from lib.lessons.loss_gradients import mse_or_cross_entropy


def trained(w, b, rate, steps, factor):
    """The same two neurons in NumPy, by their formulas."""
    found = []
    for loss in ("mse", "ce"):
        v, c, outputs = w, b, []
        for _ in range(steps + 1):
            a = 1 / (1 + np.exp(-(v + c)))
            outputs.append(a)
            push = 2 * factor * a * a * (1 - a) if loss == "mse" else a
            v, c = v - rate * push, c - rate * push
        found.append(outputs)
    return np.array(found).T


@pytest.mark.parametrize("halved", [True, False])
@pytest.mark.parametrize(
    ("w", "b", "rate", "steps"), [(2.0, 2.0, 0.15, 150), (4.0, 4.0, 2.0, 300), (-1.0, 3.0, 0.5, 13)]
)
def test_training_agrees_with_numpy_step_for_step(w, b, rate, steps, halved):
    run = mse_or_cross_entropy.train_neuron(w, b, rate, steps, halved)
    wanted = trained(w, b, rate, steps, 0.5 if halved else 1.0)
    assert run.outputs.shape == (steps + 1, 2)
    np.testing.assert_allclose(run.outputs, wanted, atol=2e-4)


def test_from_w_b_2_the_squared_error_stands_still_and_cross_entropy_learns():
    def outputs_of(rate, halved):
        return mse_or_cross_entropy.train_neuron(2.0, 2.0, rate, 150, halved).outputs

    outputs = outputs_of(0.15, True)
    assert [f"{float(each):.3f}" for each in outputs[-1]] == ["0.933", "0.026"]
    assert (
        f"{float(mse_or_cross_entropy.train_neuron(2.0, 2.0, 0.15, 150, False).outputs[-1, 0]):.3f}"
        == "0.203"
    )
    assert (
        float(mse_or_cross_entropy.train_neuron(2.0, 2.0, 0.5, 150, True).outputs[-1, 0]) < 0.1
    )  # challenge


@pytest.mark.parametrize(("z", "factor"), [(4.0, 0.5), (-3.0, 1.0), (0.5, 1.0)])
def test_the_push_of_each_loss_agrees_with_its_formula(z, factor):
    run = mse_or_cross_entropy.train_neuron(z, 0.0, 0.1, 10, factor == 0.5)
    a = 1 / (1 + np.exp(-z))
    for derivative in (run.gradients, run.formula, run.differences):
        np.testing.assert_allclose(derivative, [2 * factor * a * a * (1 - a), a], atol=1e-7)
    a = np.asarray(run.every_output, float)
    np.testing.assert_allclose(run.gradient_curves, [2 * factor * a * a * (1 - a), a], atol=1e-6)
    assert a[np.argmax(run.gradient_curves[0])] == pytest.approx(2 / 3, abs=0.04)


def test_the_loop_is_traced_once():
    before = mse_or_cross_entropy.train_both.experimental_get_tracing_count()
    for steps in (10, 40, 300):
        mse_or_cross_entropy.train_neuron(1.0, steps / 100, 0.1, steps, True)
    mse_or_cross_entropy.warm()
    assert mse_or_cross_entropy.train_both.experimental_get_tracing_count() == max(before, 1)
