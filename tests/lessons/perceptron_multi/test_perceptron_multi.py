"""Several outputs: outer products against NumPy, finite differences and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.perceptron_multi import perceptron_multi as lesson
from lib.lessons.perceptron_multi.charts import layers
from lib.lessons.shared import studio


def _article(inputs):
    run = lesson.differentiate(
        inputs["x_recovered"], [[1.0] * 3] * 4, [1.0] * 3, inputs["y"], "softmax", "mean", 1.0
    )
    return {"prob": run.prob, "grad_w": run.tape_w, "grad_b": run.tape_b}


ARTICLE = {"softmax + MSE, three outputs, w=1, b=1": _article}


def _loss(x, w, b, y, head, loss):
    """A batch through the layer, in NumPy and float64."""
    z = x @ w + b
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    soft, sig = powers / powers.sum(axis=1, keepdims=True), 1 / (1 + np.exp(-z))
    o = soft if head == "softmax" else sig
    if loss == "mean":
        return np.mean((o - y) ** 2)
    if loss == "half":
        return np.mean(np.sum((o - y) ** 2, axis=1)) / 2
    wrong = 0 if head == "softmax" else (1 - y) * np.log(1 - o)
    return -np.mean(np.sum(y * np.log(o) + wrong, axis=1))


def _slope(f, array, h=1e-6):
    found = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + h
        ahead = f()
        array[place] = kept - h
        found[place] = (ahead - f()) / (2 * h)
        array[place] = kept
    return found


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(2, 4),
    st.integers(0, 10**6),
    st.sampled_from(list(lesson.HEADS)),
    st.sampled_from(list(lesson.LOSSES)),
)
def test_by_hand_by_tape_and_by_differences_in_numpy(n, d, m, seed, head, loss):
    drawn = np.random.default_rng(seed)
    x, w, b = (drawn.normal(size=size) for size in ((n, d), (d, m), (m,)))
    labels = drawn.integers(0, m, n)
    run = lesson.differentiate(x.tolist(), w.tolist(), b.tolist(), labels.tolist(), head, loss, 0.5)
    y = np.eye(m)[labels]
    assert float(run.loss) == pytest.approx(_loss(x, w, b, y, head, loss), rel=1e-4, abs=1e-6)
    by_w = _slope(lambda: _loss(x, w, b, y, head, loss), w)
    by_b = _slope(lambda: _loss(x, w, b, y, head, loss), b)
    for mine, tape, wanted in (
        (run.grad_w, run.tape_w, by_w),
        (run.grad_b, run.tape_b, by_b),
    ):
        np.testing.assert_allclose(mine, tape, atol=1e-6)
        np.testing.assert_allclose(mine, wanted, atol=5e-6)
    np.testing.assert_allclose(run.delta, run.tape_delta, atol=1e-6)
    for sample in range(n):
        outer = np.outer(x[sample], run.delta[sample])
        np.testing.assert_allclose(run.outer[sample], outer, atol=1e-5)
    new = _loss(x, w - 0.5 * by_w, b - 0.5 * by_b, y, head, loss)
    assert float(run.new_loss) == pytest.approx(new, rel=1e-3, abs=1e-5)


def test_rows_of_the_articles_gradient_sum_to_zero_and_its_columns_point_along_x():
    x = [[1.0, 2.0, -1.0]]
    run = lesson.differentiate(x, np.eye(3).tolist(), [0.0, 1.0, 2.0], [1], "softmax", "mean", 1.0)
    np.testing.assert_allclose(tf.reduce_sum(run.tape_w, axis=1), 0, atol=1e-7)
    for column in run.tape_w.numpy().T:
        np.testing.assert_allclose(np.cross(column, x[0]), 0, atol=1e-7)


def test_a_label_out_of_range_is_a_row_of_zeros():
    run = lesson.differentiate([[1.0]], [[1.0, 2.0]], [0.0, 0.0], [7], "softmax", "ce", 1.0)
    assert not run.y.numpy().any() and not run.delta.numpy().any()


@pytest.mark.parametrize("loss", ["ce", "half"])
def test_a_sigmoid_moves_one_delta_and_softmax_all(loss):
    for place in range(4):
        for head, wanted in (("sigmoid", [j == place for j in range(4)]), ("softmax", [True] * 4)):
            run = lesson.move_logit([1.0, 0.0, -1.0, 0.5], place, 2.0, 0, head, loss)
            assert run.changed.numpy().tolist() == wanted
    y = np.eye(4)[0]
    if loss == "ce":
        np.testing.assert_allclose(run.deltas, run.outputs - y, atol=1e-6)


def test_the_challenge_of_the_logits_can_be_met_and_is_not_met_at_first():
    assert lesson.move_logit([1.0, 0.0, -1.0], 1, 2.0, 0, "softmax", "ce").changed.numpy().all()
    hidden = lesson.move_logit([20.0, -20.0, 0.0], 1, 1.0, 0, "softmax", "ce")
    assert not hidden.changed.numpy().any()


@pytest.mark.parametrize("head", lesson.HEADS)
def test_the_mean_of_squares_has_two_mths_of_the_half_sums_gradient(head):
    run = lesson.compare_losses(head, 3)
    np.testing.assert_array_equal(run.outputs, np.arange(2, 21))
    np.testing.assert_allclose(run.ratio, 2 / np.arange(2, 21), rtol=1e-4)
    np.testing.assert_allclose(run.by_mean / run.by_half, run.ratio, rtol=1e-6)


@pytest.mark.parametrize("case", ["turned", "flat", "bias", "labels"])
def test_wrong_shapes_are_refused_by_tensorflow(case):
    with pytest.raises(tf.errors.InvalidArgumentError):
        lesson.try_shapes(*lesson.CASES[case])


def test_two_mistakes_pass_and_their_shapes_give_them_away():
    right = lesson.try_shapes(*lesson.CASES["right"])
    assert right.grad_b.shape == (3,) and right.error.shape == (2, 3)
    column = lesson.try_shapes(*lesson.CASES["column"])
    assert column.grad_b.shape == (2, 1) and column.z.shape == (2, 3)
    three = lesson.try_shapes(*lesson.CASES["three"])
    assert three.error.shape == (3, 3) and lesson.CASES["three"][3] == [3]


def _train(own=(), loss="cross_entropy", steps=400):
    return studio.train(
        steps=steps,
        data="own" if own else "three",
        own=list(own),
        count=90,
        noise=0.2,
        seed=0,
        width=4,
        depth=0,
        activation="linear",
        initialiser="glorot",
        loss=loss,
        optimiser="gradient_descent",
        rate=1.0,
        batch=0,
    )


def test_three_heaps_are_parted_by_straight_lines():
    run = _train()
    assert run.accuracy >= 95 and run.losses[399] < run.losses[0]
    theta = run.theta.numpy()
    w, b = theta[:6].reshape(2, 3), theta[6:]
    axis = (np.arange(studio.PIXELS) + 0.5) / studio.PIXELS * 2 * studio.SPAN - studio.SPAN
    x, y = np.meshgrid(axis, axis)
    largest = np.argmax(np.stack([x, y], -1) @ w + b, axis=-1)
    np.testing.assert_array_equal(np.argmax(run.plane, axis=-1), largest)


RINGS = [
    [0.0, 0.0, 0],
    [0.1, 0.0, 1],
    [0.0, 0.1, 2],
    [1.0, 1.0, 1],
    [-1.0, -1.0, 1],
    [1.0, -1.0, 2],
    [-1.0, 1.0, 2],
    [0.1, 0.1, 0],
]


def test_the_challenge_of_the_boundary_can_be_met():
    assert _train().accuracy >= 60
    assert _train(own=RINGS).accuracy < 60


def test_a_step_reveals_its_numbers_and_changes_no_spec():
    x, w, b = np.array([[1.0, 2.0], [0.5, -1.0]]), np.ones((2, 3)), np.zeros(3)
    run = lesson.differentiate(x.tolist(), w.tolist(), b.tolist(), [2, 0], "softmax", "mean", 1.0)
    plain = type(run)(*(each.numpy() for each in run))
    words = {n: n for n in ("forward", "back", "after", "positive", "negative")}
    known = layers.Layer(x, w, b, 1, "softmax", 1.0, plain)
    drawn = [layers.walked(known, at, words=words) for at in range(len(layers.KINDS))]
    assert all(each.spec == drawn[0].spec for each in drawn)
    shown = [sum(map(bool, each.data["edges"]["gradient"])) for each in drawn]
    assert shown == [0, 0, 0, 0, 0, 6, 6]
    # The arithmetic of the caption: x1 of the second sample times δ3.
    caption = drawn[5].data["edges"]["detail"][2]
    assert f"{plain.outer[1, 0, 2]:.4g}"[:6] in caption and caption.startswith("x1 δ3 = 0.5 ·")


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_arithmetic(seed):
    drawn = lesson.draw_delta(Random(seed))
    wanted = np.array(drawn["p"]) - np.eye(3)[drawn["label"]]
    np.testing.assert_allclose(lesson.delta_of_softmax(**drawn), wanted, atol=1e-6)
    drawn = lesson.draw_outer(Random(seed))
    wanted = drawn["x"][drawn["i"] - 1] * drawn["delta"][drawn["j"] - 1]
    assert float(lesson.one_of_outer(**drawn)) == wanted
    drawn = lesson.draw_logit(Random(seed))
    wanted = 1 if drawn["head"] == "sigmoid" else drawn["m"]
    assert int(lesson.count_changed_deltas(**drawn)) == wanted
    drawn = lesson.draw_outputs(Random(seed))
    assert float(lesson.ratio_of_losses(**drawn)) == pytest.approx(2 / drawn["m"], rel=1e-4)
