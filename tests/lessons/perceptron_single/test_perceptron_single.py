"""The perceptron with one output against closed forms and finite differences in float64."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.article import cases
from lib.lessons.perceptron_single import perceptron_single as lesson
from lib.lessons.shared import studio

CASE = "sigmoid + MSE, one output, w=1, b=1"


def _derived(inputs):
    run = lesson.differentiate(inputs["x_recovered"][0], [1.0] * 3, 1.0, 1.0, "mse", 0.5)
    return {"grad_w": run.tape_w, "grad_b": run.tape_b}


ARTICLE = {CASE: _derived}
SMALL = st.floats(-2, 2, width=32)
INPUTS = st.integers(1, 4).flatmap(
    lambda n: st.tuples(*[st.lists(SMALL, min_size=n, max_size=n)] * 2, SMALL)
)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def loss_of(x, w, b, t, loss):
    o = sigmoid(np.dot(x, w) + b)
    return {
        "mse": (o - t) ** 2,
        "half": (o - t) ** 2 / 2,
        "ce": -(t * np.log(o) + (1 - t) * np.log(1 - o)),
    }[loss]


@settings(max_examples=40, deadline=None)
@given(INPUTS, st.sampled_from([0.0, 0.25, 1.0]), st.sampled_from(["mse", "half", "ce"]))
def test_formula_and_tape_agree_with_finite_differences(drawn, t, loss):
    x, w, b = drawn
    run = lesson.differentiate(x, w, b, t, loss, 0.5)
    h = 1e-6
    for j in range(len(x)):
        up, down = np.array(w, float), np.array(w, float)
        up[j] += h
        down[j] -= h
        slope = (loss_of(x, up, b, t, loss) - loss_of(x, down, b, t, loss)) / (2 * h)
        assert float(run.tape_w[j, 0]) == pytest.approx(slope, rel=1e-3, abs=1e-5)
    slope = (loss_of(x, w, b + h, t, loss) - loss_of(x, w, b - h, t, loss)) / (2 * h)
    assert float(run.tape_b[0]) == pytest.approx(slope, rel=1e-3, abs=1e-5)
    if loss != "ce":  # what the page holds its formula to
        for formula, tape in (
            (run.slope, run.tape_o),
            (run.delta, run.tape_z),
            (run.formula_w, run.tape_w),
            (run.formula_b, run.tape_b),
        ):
            assert np.abs(formula.numpy() - tape.numpy()).max() <= 1e-6
    assert float(run.error) == pytest.approx(loss_of(x, w, b, t, loss), rel=1e-4, abs=1e-5)
    new_w = np.array(w) - 0.5 * run.tape_w.numpy()[:, 0]
    np.testing.assert_allclose(run.new_w[:, 0], new_w, atol=1e-5)
    new_b = b - 0.5 * float(run.tape_b[0])
    wanted = loss_of(x, new_w, new_b, t, loss)
    assert float(run.new_error) == pytest.approx(wanted, rel=1e-3, abs=1e-5)


def test_each_number_on_the_way_is_that_of_pencil_and_paper():
    run = lesson.differentiate([2.0, -1.0, 0.5], [0.5, 1.0, -1.0], 0.25, 1.0, "mse", 1.0)
    np.testing.assert_array_equal(run.products[:, 0], [1, -1, -0.5])
    o = sigmoid(-0.25)
    assert float(run.z[0, 0]) == -0.25 and float(run.o[0, 0]) == pytest.approx(o)
    assert float(run.slope[0, 0]) == pytest.approx(2 * (o - 1))
    delta = 2 * (o - 1) * o * (1 - o)
    assert float(run.delta[0, 0]) == pytest.approx(delta)
    np.testing.assert_allclose(run.formula_w[:, 0], delta * np.array([2, -1, 0.5]), rtol=1e-5)
    assert float(run.new_b[0]) == pytest.approx(0.25 - delta)


def test_an_input_of_0_learns_nothing():
    run = lesson.differentiate([0.0, 1.0], [3.0, 0.5], 0.0, 1.0, "mse", 1.0)
    assert float(run.tape_w[0, 0]) == 0 == float(run.formula_w[0, 0])
    assert float(run.tape_w[1, 0]) != 0 and float(run.new_w[0, 0]) == 3


def test_the_textbooks_half_is_half():
    values = [1.5, -0.5], [1.0, 2.0], 0.1, 1.0
    whole = lesson.differentiate(*values, "mse", 0.5)
    half = lesson.differentiate(*values, "half", 0.5)
    np.testing.assert_allclose(whole.tape_w, 2 * half.tape_w, rtol=1e-6)


# ------------------------------------------------------------------- recovered inputs


def printed():
    expect = cases()[CASE]["expect"]
    return [row[0] for row in expect["grad_w"]], expect["grad_b"][0]


def test_the_articles_inputs_are_its_gradients_over_that_of_the_bias():
    w, b = printed()
    run = lesson.recover(w, b, 1.0, "mse")
    np.testing.assert_allclose(run.x, cases()[CASE]["inputs"]["x_recovered"][0], rtol=1e-6)
    np.testing.assert_allclose(run.again_w, w, atol=1e-6)
    assert float(run.again_b) == pytest.approx(b, abs=1e-6)


@pytest.mark.parametrize(("t", "loss"), [(0.0, "mse"), (1.0, "half"), (1.0, "ce"), (0.0, "ce")])
def test_only_the_right_loss_and_target_bring_the_printed_numbers_back(t, loss):
    w, b = printed()
    run = lesson.recover(w, b, t, loss)
    np.testing.assert_allclose(run.x, np.divide(w, b), rtol=1e-6)  # x is the same whatever they are
    assert abs(float(run.again_b) - b) > 0.1


@settings(max_examples=20, deadline=None)
@given(st.lists(SMALL, min_size=1, max_size=4), st.sampled_from([0.0, 1.0]))
def test_whatever_x_was_it_comes_back(x, t):
    run = lesson.differentiate(x, [1.0] * len(x), 1.0, t, "mse", 0.5)
    found = lesson.recover(run.tape_w.numpy()[:, 0].tolist(), float(run.tape_b[0]), t, "mse")
    np.testing.assert_allclose(found.x, x, rtol=1e-4, atol=1e-4)


# ------------------------------------------------------------------------- saturation


@pytest.mark.parametrize("t", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("z", [-8.0, -1.0, 0.0, 3.0, 8.0])
def test_pulls_are_those_of_the_closed_forms(z, t):
    run, o = lesson.map_gradients(z, t), sigmoid(z)
    assert float(run.output) == pytest.approx(o, rel=1e-5)
    assert float(run.error) == pytest.approx(abs(o - t), rel=1e-4, abs=1e-7)
    wanted = 2 * abs(o - t) * o * (1 - o)
    assert float(run.pull_mse) == pytest.approx(wanted, rel=1e-3, abs=1e-6)
    assert float(run.pull_ce) == pytest.approx(abs(o - t), rel=1e-4, abs=1e-6)


def test_the_maps_have_outputs_across_and_targets_upwards():
    run = lesson.map_gradients(0.0, 0.0)
    axis = (np.arange(81) + 0.5) / 81
    o, t = axis[np.newaxis], axis[:, np.newaxis]
    np.testing.assert_allclose(run.mse, 2 * np.abs(o - t) * o * (1 - o), atol=1e-5)
    np.testing.assert_allclose(run.ce, np.abs(o - t), atol=1e-5)


def test_a_big_error_is_no_big_step_with_mse():
    """The output is all but 0 where it should be 1: MSE hardly moves, cross-entropy does."""
    wrong, unsure = lesson.map_gradients(-8.0, 1.0), lesson.map_gradients(0.0, 1.0)
    assert float(wrong.error) > 0.999 and float(unsure.error) == 0.5
    assert float(wrong.pull_mse) < 0.001 < 0.2 < float(unsure.pull_mse)
    assert float(wrong.pull_ce) > float(unsure.pull_ce) > 0.4
    # No output pulls harder at MSE than one third, for the target 1: 8/27.
    assert float(np.max(lesson.map_gradients(0.0, 1.0).mse)) <= 8 / 27


# -------------------------------------------------------------------------- questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_arithmetic(seed):
    q = lesson.draw_sum(Random(seed))
    assert float(lesson.sum_of(**q)) == np.dot(q["x"], q["w"]) + q["b"]
    q = lesson.draw_step(Random(seed))
    assert np.dot(q["x"], q["w"]) + q["b"] == 0
    slope = 2 * (0.5 - q["t"]) * 0.25 * q["x"][0]
    assert float(lesson.first_slope(**q)) == pytest.approx(slope)
    assert float(lesson.first_weight(**q)) == pytest.approx(q["w"][0] - 2 * slope)
    q = lesson.draw_printed(Random(seed))
    np.testing.assert_allclose(lesson.input_of(**q), np.divide(q["w"], q["b"]))
    q = lesson.draw_outputs(Random(seed))
    outputs = np.array([q["one"], q["other"]])
    pulls = outputs if q["loss"] == "CE" else 2 * outputs**2 * (1 - outputs)
    assert float(lesson.output_with_larger_gradient(**q)) == outputs[np.argmax(pulls)]


# --------------------------------------------------------------------------- training

CORNERS = np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]], float)
LABELS = {"and": np.array([0, 0, 0, 1]), "xor": np.array([0, 1, 1, 0])}


def trained(data, steps, seed=0, rate=1.0, loss="cross_entropy"):
    return studio.train(
        steps, data, [], 4, 0.0, seed, 1, 0, "linear", "glorot", loss, "gradient_descent", rate, 0
    )


def weights_of(run):
    """Return the matrix (2, 1) and the bias (1,) of a perceptron."""
    theta = run.theta.numpy().astype(float)
    return theta[:2, np.newaxis], theta[2:]


@pytest.mark.parametrize("data", ["and", "xor"])
@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_it_trains_as_a_perceptron_in_numpy_does(data, loss):
    w, b = weights_of(trained(data, 0, loss=loss))
    x, t = CORNERS, LABELS[data][:, np.newaxis]
    losses = []
    for _ in range(40):
        o = sigmoid(x @ w + b)
        if loss == "mse":
            losses.append(((o - t) ** 2).mean())
            delta = 2 * (o - t) * o * (1 - o) / 4
        else:
            losses.append(-(t * np.log(o) + (1 - t) * np.log(1 - o)).mean())
            delta = (o - t) / 4
        w, b = w - x.T @ delta, b - delta.sum(axis=0)
    run = trained(data, 40, loss=loss)
    np.testing.assert_allclose(run.losses[:40], losses, rtol=1e-4, atol=1e-5)
    for mine, its in zip(weights_of(run), (w, b), strict=True):
        np.testing.assert_allclose(mine, its, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_and_is_learned_and_xor_cannot_be(seed):
    good, bad = trained("and", 300, seed), trained("xor", 300, seed)
    assert float(good.accuracy) == 100 and float(good.losses[299]) < 0.05
    assert float(bad.losses[299]) == pytest.approx(np.log(2), abs=1e-4)
    assert float(bad.accuracy) <= 75
    np.testing.assert_allclose(weights_of(bad)[0], 0, atol=1e-2)
    np.testing.assert_allclose(bad.plane, 0.5, atol=1e-2)


def test_a_line_gets_three_corners_of_xor_right_at_a_higher_cross_entropy():
    sides = [(w1, w2, b) for w1 in (-1, 1) for w2 in (-1, 1) for b in (-1.5, -0.5, 0.5, 1.5)]
    right = []
    for scale in (0.01, 0.1, 1.0, 10.0):
        for w1, w2, b in sides:
            z = scale * (CORNERS @ [w1, w2] + b)
            right.append(((z > 0) == LABELS["xor"]).sum())
            loss = np.logaddexp(0, np.where(LABELS["xor"], -z, z)).mean()
            assert loss > np.log(2)
    assert max(right) == 3


def test_the_boundary_is_a_straight_line():
    run = trained("and", 100)
    (w1, w2, b) = np.concatenate([each.ravel() for each in weights_of(run)])
    axis = (np.arange(studio.PIXELS) + 0.5) * 4 / studio.PIXELS - 2
    z = w1 * axis[np.newaxis] + w2 * axis[:, np.newaxis] + b
    np.testing.assert_allclose(run.plane[..., 0], sigmoid(z), atol=1e-4)


def test_the_challenge_of_own_points_can_be_met():
    rows = [[-1, -1, 0], [0, -1, 0], [1, -1, 0], [-1, 1, 1], [0, 1, 1], [1, 1, 1]]
    run = studio.train(
        300,
        "own",
        rows,
        4,
        0.0,
        0,
        1,
        0,
        "linear",
        "glorot",
        "cross_entropy",
        "gradient_descent",
        1.0,
        0,
    )
    assert float(run.accuracy) == 100
