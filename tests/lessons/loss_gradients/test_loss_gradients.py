"""Losses and their gradients against NumPy in float64, closed forms and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.loss_gradients import loss_gradients
from lib.lessons.loss_gradients.charts import losses as charts


def _article_bias(inputs):
    batch = loss_gradients.choose_logits(np.log(inputs["prob"]).tolist())
    return {"grad_b": loss_gradients.layer_gradients(*batch, inputs["y"], "mse").grad_b}


def _article_shapes(inputs):
    batch = loss_gradients.draw_layer(0, inputs["x_shape"][0])
    assert [list(np.shape(each)) for each in batch] == list(inputs.values())
    run = loss_gradients.layer_gradients(*batch, [2, 0], "cross_entropy")
    return {"grad_w_shape": list(run.grad_w.shape), "grad_b_shape": list(run.grad_b.shape)}


ARTICLE = {
    "MSE over softmax: gradient of the bias from the printed probabilities": _article_bias,
    "shapes of the softmax cross-entropy gradients, from_logits=True": _article_shapes,
}


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def crossed(truth, logits):
    return -(truth * np.log(softmax(logits))).sum(axis=-1).mean()


def squared(truth, logits):
    return ((truth - softmax(logits)) ** 2).mean()


NUMPY = {"mse": squared, "cross_entropy": crossed}


def slope(function, at, h=1e-5):
    """Central differences of a NumPy function, number by number."""
    at, found = np.asarray(at, float), np.zeros(np.shape(at))
    for place in np.ndindex(at.shape):
        move = np.zeros(at.shape)
        move[place] = h
        found[place] = (function(at + move) - function(at - move)) / (2 * h)
    return found


# ------------------------------------------------------------------------- one layer


@pytest.mark.parametrize("loss", NUMPY)
@pytest.mark.parametrize(("seed", "rows", "labels"), [(0, 3, [2, 0, 1]), (7, 2, [2, 0])])
def test_a_layers_gradients_agree_with_numpy(loss, seed, rows, labels):
    x, w, b = loss_gradients.draw_layer(seed, rows)
    truth = np.eye(3)[labels]
    run = loss_gradients.layer_gradients(x, w, b, labels, loss)
    wide = [np.asarray(each, float) for each in (x, w, b)]
    of_w = slope(lambda w: NUMPY[loss](truth, wide[0] @ w + wide[2]), w)
    of_b = slope(lambda b: NUMPY[loss](truth, wide[0] @ wide[1] + b), b)
    of_z = slope(lambda z: NUMPY[loss](truth, z), wide[0] @ wide[1] + wide[2])
    assert float(run.loss) == pytest.approx(NUMPY[loss](truth, wide[0] @ wide[1] + wide[2]), 1e-5)
    for name, wanted in (("w", of_w), ("b", of_b), ("logits", of_z)):
        for way in ("grad", "formula", "differences"):
            if (way, name) != ("differences", "logits"):
                np.testing.assert_allclose(getattr(run, f"{way}_{name}"), wanted, atol=1e-6)


@pytest.mark.parametrize("loss", NUMPY)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 9999))
def test_rows_of_the_weights_gradient_sum_to_0(loss, seed):
    run = loss_gradients.layer_gradients(
        *loss_gradients.draw_layer(seed, 3), [seed % 3, 0, 1], loss
    )
    np.testing.assert_allclose(tf.reduce_sum(run.grad_w, axis=1), np.zeros(4), atol=1e-6)
    assert abs(float(tf.reduce_sum(run.grad_b))) < 1e-6


def test_the_gradient_of_cross_entropy_is_prediction_minus_truth_and_at_most_1_over_n():
    x, w, b = loss_gradients.choose_logits([[50.0, 0.0, -50.0], [0.3, 0.2, 0.1]])
    run = loss_gradients.layer_gradients(x, w, b, [2, 0], "cross_entropy")
    wanted = (softmax(np.array(w)) - np.eye(3)[[2, 0]]) / 2
    np.testing.assert_allclose(run.grad_logits, wanted, atol=1e-7)
    assert float(np.abs(run.grad_logits).max()) == pytest.approx(0.5)


def test_the_squared_error_lets_hardly_any_gradient_to_an_unlikely_true_class():
    batch = loss_gradients.choose_logits([[12.0, 0.0, 0.0]])
    square = loss_gradients.layer_gradients(*batch, [1], "mse")
    cross = loss_gradients.layer_gradients(*batch, [1], "cross_entropy")
    assert abs(float(square.grad_logits[0, 1])) < 1e-4
    assert float(cross.grad_logits[0, 1]) < -0.999


@pytest.mark.parametrize(
    ("x", "w", "b"),
    [([[1, 2]], [[1, 2]], [0, 0]), ([[1]], [[1, 2]], [0, 0, 0]), ([[1]], [[1, 2]], [0])],
)
def test_shapes_that_do_not_fit_are_refused(x, w, b):
    with pytest.raises(tf.errors.InvalidArgumentError):
        loss_gradients.layer_gradients(x, w, b, [0], "mse")


def test_finite_differences_take_functions_of_any_shape():
    point = np.array([[1.0, 2.0], [3.0, -1.0]])
    cubes = loss_gradients.differences(
        lambda points: tf.reduce_sum(points**3, axis=2), tf.constant(point)
    )
    wanted = np.zeros((2, 2, 2))  # d(row sum k) / d[i, j]
    for i, j in np.ndindex(2, 2):
        wanted[i, j, i] = 3 * point[i, j] ** 2
    np.testing.assert_allclose(cubes, wanted, atol=1e-6)


# ------------------------------------------------------------------------- the softmax

logits = st.lists(st.floats(-20, 20, width=32), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(logits, st.sampled_from([0.1, 0.5, 1.0, 10.0]))
def test_the_softmax_and_its_jacobian_agree_with_numpy(z, temperature):
    run = loss_gradients.mix(z, temperature, 0)
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
    run = loss_gradients.mix(z.tolist(), 1.0, 0)
    for i in range(3):
        row = slope(lambda z, i=i: softmax(z)[i], z)
        np.testing.assert_allclose(run.jacobian[i], row, atol=1e-6)
        np.testing.assert_allclose(run.differences[i], row, atol=1e-8)


def test_a_shift_changes_nothing_but_breaks_the_softmax_by_hand():
    calm, moved = (loss_gradients.mix([2, 1, 0.1, -1], 1.0, c) for c in (80, 100))
    for run in (calm, moved):
        np.testing.assert_allclose(run.p, run.unshifted, atol=2e-6)
    np.testing.assert_allclose(calm.by_hand, calm.p, rtol=1e-5)
    assert np.isnan(moved.by_hand).any()


def test_the_softmax_can_be_frozen_and_is_not_at_the_start():
    assert np.abs(loss_gradients.mix([2, 1, 0.1, -1], 1.0, 0).jacobian).max() > 1e-3
    assert np.abs(loss_gradients.mix([2, 1, 0.1, -1], 0.1, 0).jacobian).max() < 1e-3


def test_where_digits_are_lost_the_three_ways_come_apart():
    run = loss_gradients.mix([0.1, 0.13, -1, 0.07], 0.1, 100)
    off = np.abs(run.jacobian.numpy() - run.differences.numpy()).max()
    assert off > 1e-5  # float32 alone; the formula sees the same rounded logits
    np.testing.assert_allclose(run.jacobian, run.formula, atol=1e-6)


# ------------------------------------------------------------------- three ways to write it


def test_at_a_logit_of_200_one_way_works_one_is_dead_and_one_is_nan():
    run = loss_gradients.duel(200, "float32")
    np.testing.assert_allclose(run.losses, [200, -np.log(1e-7), np.nan], rtol=1e-6)
    np.testing.assert_allclose(run.gradients[0], [-1, 1, 0], atol=1e-7)
    np.testing.assert_array_equal(run.gradients[1], [0, 0, 0])
    assert np.isnan(run.gradients[2]).all() or np.isnan(run.losses[2])


@pytest.mark.parametrize("dtype", loss_gradients.DTYPES)
def test_from_logits_is_right_everywhere_in_every_dtype(dtype):
    run = loss_gradients.duel(3, dtype)
    z = np.arange(201.0)
    loss = np.logaddexp(np.log(2), z)
    bound = 2e-3 if dtype == "float16" else 1e-6
    np.testing.assert_allclose(run.loss_curves[0], loss, rtol=bound, atol=bound)
    np.testing.assert_allclose(run.gradient_curves[0], np.exp(z - loss), atol=bound)
    p = softmax(np.array([0, 3.0, 0]))
    for way in (run.gradients[0], run.formula, run.differences):
        np.testing.assert_allclose(way, p - [1, 0, 0], atol=bound)
    for way in range(3):  # all three are right while the logit is small
        np.testing.assert_allclose(run.gradients[way], p - [1, 0, 0], atol=bound)


def test_in_a_graph_keras_finds_the_logits_behind_a_softmax():
    """The page says so; it is also why the three ways here are not compiled."""

    def loss(z):
        p = tf.nn.softmax(z)
        return tf.keras.losses.categorical_crossentropy([[1.0, 0.0, 0.0]], p)[0]

    z = tf.constant([[0.0, 200.0, 0.0]])
    assert float(loss(z)) == pytest.approx(-np.log(1e-7), rel=1e-4)
    assert float(tf.function(loss)(z)) == 200


def test_keras_clips_from_16_on_and_then_gives_no_gradient_at_all():
    run = loss_gradients.duel(0, "float32")
    np.testing.assert_array_equal(run.gradient_curves[1][17:], np.zeros(184))
    assert float(tf.reduce_min(run.gradient_curves[1][:17])) > 0.3
    np.testing.assert_allclose(run.loss_curves[1][17:], -np.log(1e-7), rtol=1e-6)


def test_by_hand_the_gradient_is_wrong_long_before_the_loss_is():
    run = loss_gradients.duel(60, "float32")
    assert float(run.losses[2]) == pytest.approx(60)
    assert abs(float(run.gradients[2, 1])) < 0.5  # 1 would be right
    losses, gradients = run.loss_curves[2].numpy(), run.gradient_curves[2].numpy()
    np.testing.assert_allclose(losses[:87], np.logaddexp(np.log(2), np.arange(87)), rtol=1e-5)
    np.testing.assert_allclose(gradients[10:44], 1, atol=1e-3)
    assert abs(gradients[45]) < 0.5  # what the challenge asks for
    assert not np.isfinite(losses[89:]).any() and np.isnan(gradients[89:]).all()
    wide = loss_gradients.duel(200, "float64")
    np.testing.assert_allclose(wide.losses[2], 200)
    half = loss_gradients.duel(12, "float16")
    assert not np.isfinite(half.losses[2])


# ------------------------------------------------------------------------- softmax twice


@pytest.mark.parametrize("classes", [2, 3, 10, 100])
def test_with_two_softmaxes_even_a_perfect_prediction_costs(classes):
    run = loss_gradients.double_softmax(20.0, classes)
    floor = np.log(1 + (classes - 1) / np.e)
    assert float(run.floor) == pytest.approx(floor, rel=1e-6)
    assert float(run.losses[1]) == pytest.approx(floor, rel=1e-5)
    assert float(run.losses[0]) < 1e-5
    assert float(tf.reduce_min(run.loss_curves[1])) >= floor - 1e-5
    if classes == 3:
        assert f"{floor:.3f}" == "0.551"


@pytest.mark.parametrize(("z", "classes"), [(-10.0, 3), (0.0, 10), (1.5, 2), (8.0, 100)])
def test_both_losses_and_gradients_agree_with_numpy(z, classes):
    def both(z):
        row = np.zeros(classes)
        row[0] = z
        p = softmax(row)
        return np.array([-np.log(p[0]), -np.log(softmax(p)[0])])

    run = loss_gradients.double_softmax(z, classes)
    np.testing.assert_allclose(run.losses, both(z), rtol=1e-5)
    wanted = (both(z + 1e-5) - both(z - 1e-5)) / 2e-5
    for way in (run.gradients, run.formula, run.differences):
        np.testing.assert_allclose(way, wanted, atol=1e-6)
    every = np.array([both(z) for z in np.linspace(-10, 20, 61)]).T
    np.testing.assert_allclose(run.loss_curves, every, atol=1e-5)


def test_in_a_graph_keras_sees_a_softmax_right_before_and_not_one_farther_away():
    """The page says so; it is also why the losses here measure what they do."""
    z = tf.constant([[2.0, 0.0, 0.0]])

    def loss(between):
        p = between(tf.nn.softmax(z))
        return tf.keras.losses.categorical_crossentropy([[1.0, 0, 0]], p, from_logits=True)[0]

    once, twice = -np.log(softmax(z.numpy())[0, 0]), -np.log(softmax(softmax(z.numpy()))[0, 0])
    with pytest.warns(UserWarning, match="from_logits=True"):
        assert float(tf.function(lambda: loss(lambda p: p))()) == pytest.approx(once, rel=1e-5)
    assert float(tf.function(lambda: loss(tf.identity))()) == pytest.approx(twice, rel=1e-5)
    assert float(loss(lambda p: p)) == pytest.approx(twice, rel=1e-5)


def test_where_it_is_sure_and_wrong_the_second_softmax_stops_the_gradient():
    run = loss_gradients.double_softmax(-10.0, 3)
    assert float(run.gradients[0]) < -0.999
    assert abs(float(run.gradients[1])) < 1e-4


# ------------------------------------------------------------------------- MSE or CE


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
    run = loss_gradients.race(w, b, rate, steps, halved)
    wanted = trained(w, b, rate, steps, 0.5 if halved else 1.0)
    assert run.outputs.shape == (steps + 1, 2)
    np.testing.assert_allclose(run.outputs, wanted, atol=2e-4)


def test_from_w_b_2_the_squared_error_stands_still_and_cross_entropy_learns():
    outputs = loss_gradients.race(2.0, 2.0, 0.15, 150, True).outputs
    assert [f"{float(each):.3f}" for each in outputs[-1]] == ["0.933", "0.026"]
    assert f"{float(loss_gradients.race(2.0, 2.0, 0.15, 150, False).outputs[-1, 0]):.3f}" == "0.203"
    assert float(loss_gradients.race(2.0, 2.0, 0.5, 150, True).outputs[-1, 0]) < 0.1  # challenge


@pytest.mark.parametrize(("z", "factor"), [(4.0, 0.5), (-3.0, 1.0), (0.5, 1.0)])
def test_the_push_of_each_loss_agrees_with_its_formula(z, factor):
    run = loss_gradients.race(z, 0.0, 0.1, 10, factor == 0.5)
    a = 1 / (1 + np.exp(-z))
    for way in (run.gradients, run.formula, run.differences):
        np.testing.assert_allclose(way, [2 * factor * a * a * (1 - a), a], atol=1e-7)
    a = np.asarray(run.every_output, float)
    np.testing.assert_allclose(run.gradient_curves, [2 * factor * a * a * (1 - a), a], atol=1e-6)
    assert a[np.argmax(run.gradient_curves[0])] == pytest.approx(2 / 3, abs=0.04)


def test_the_loop_is_traced_once():
    before = loss_gradients.train.experimental_get_tracing_count()
    for steps in (10, 40, 300):
        loss_gradients.race(1.0, steps / 100, 0.1, steps, True)
    loss_gradients.warm()
    assert loss_gradients.train.experimental_get_tracing_count() == max(before, 1)


# ------------------------------------------------------------------------- shapes


@pytest.mark.parametrize("shapes", loss_gradients.SHAPES)
@pytest.mark.parametrize("p", [[1.0, 2.0, 3.0], [1.0, 2.0, 5.0], [-1.0, 0.5, 0.0]])
def test_a_column_of_labels_is_subtracted_from_every_prediction(shapes, p):
    p, y = np.array(p), np.array([1.0, 2.0, 3.0])
    difference = p - y if shapes == "same" else p[None] - y[:, None]
    centre = y if shapes == "same" else y.mean()
    run = loss_gradients.broadcast_error(p.tolist(), y.tolist(), shapes)
    np.testing.assert_allclose(run.difference, difference)
    assert float(run.loss) == pytest.approx((difference**2).mean())
    for way in (run.gradient, run.formula, run.differences):
        np.testing.assert_allclose(way, 2 * (p - centre) / 3, atol=1e-6)
    assert float(run.true_loss) == pytest.approx(((p - y) ** 2).mean())
    np.testing.assert_allclose(run.true_gradient, 2 * (p - y) / 3, atol=1e-6)
    # Keras removes a last axis of 1, but not where the ranks are equal.
    wanted = run.loss if shapes == "row" else run.true_loss
    assert float(run.keras_loss) == pytest.approx(float(wanted))


def test_a_perfect_prediction_has_a_loss_and_the_best_one_is_the_mean():
    y = [1.0, 2.0, 6.0]
    assert float(loss_gradients.broadcast_error(y, y, "column").loss) > 1
    best = loss_gradients.broadcast_error([3.0] * 3, y, "column")
    np.testing.assert_allclose(best.gradient, np.zeros(3), atol=1e-6)
    assert float(best.loss) == pytest.approx(np.var(y))


@pytest.mark.parametrize("shapes", loss_gradients.SHAPES)
@pytest.mark.parametrize("p", [[1.0], [1.0, 2.0, 3.0, 4.0]])
def test_as_many_labels_as_predictions(shapes, p):
    with pytest.raises(tf.errors.InvalidArgumentError, match="must match"):
        loss_gradients.broadcast_error(p, [1.0, 2.0, 3.0], shapes)


# ------------------------------------------------------------------------- overflow


def test_exp_ends_where_the_dtype_does():
    run = loss_gradients.overflow(89.0)
    assert np.isposinf(run.table[0, 0]) and np.isposinf(run.table[1, 0])
    assert float(run.table[2, 0]) == pytest.approx(np.exp(89.0))
    ends = [np.log(float(np.finfo(dtype).max)) for dtype in loss_gradients.DTYPES]
    assert [f"{end:.2f}" for end in ends] == ["11.09", "88.72", "709.78"]
    np.testing.assert_allclose(run.highest, [min(np.floor(4 * end) / 4, 200) for end in ends])
    assert run.lowest[0] < -9 and run.lowest[1] <= -87 and run.lowest[2] == -200


@pytest.mark.parametrize("x", [-200.0, -20.0, -3.5, 0.0, 5.0, 11.0, 60.0, 89.0, 200.0])
def test_softplus_and_its_gradient_are_right_in_every_dtype(x):
    run = loss_gradients.overflow(x)
    exact, slope = np.logaddexp(0, x), 1 / (1 + np.exp(-x))
    bounds = [2e-3, 1e-6, 1e-12]
    for row, bound in zip(run.table.numpy(), bounds, strict=True):
        assert row[2] == pytest.approx(exact, rel=bound, abs=1e-7 if bound > 1e-12 else 0)
        assert row[4] == pytest.approx(slope, rel=bound, abs=1e-7 if bound > 1e-12 else 0)
    assert float(run.formula) == pytest.approx(slope)
    assert float(run.differences) == pytest.approx(slope, abs=1e-9)


def test_the_logarithm_by_hand_overflows_and_its_gradient_is_nan():
    table = loss_gradients.overflow(89.0).table.numpy()
    assert np.isposinf(table[:2, 1]).all() and np.isnan(table[:2, 3]).all()
    assert table[2, 1] == pytest.approx(89) and table[2, 3] == pytest.approx(1)
    small = loss_gradients.overflow(-20.0).table.numpy()
    assert small[1, 1] == 0 and small[1, 2] == pytest.approx(np.exp(-20), rel=1e-6)


# ------------------------------------------------------------------------- questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_numpy(seed):
    asked = loss_gradients.draw_prediction(Random(seed))
    assert sum(asked["p"]) == pytest.approx(1)
    wanted = np.array(asked["p"]) - np.eye(3)[asked["label"]]
    np.testing.assert_allclose(loss_gradients.slope_of_logits(**asked), wanted, atol=1e-6)
    z = loss_gradients.draw_logit(Random(seed))["wrong"]
    wanted = "0" if np.exp(-z) < 1e-7 else "-1"
    assert loss_gradients.slope_after_softmax(z) == wanted
    a = loss_gradients.draw_output(Random(seed))["output"]
    assert float(loss_gradients.slope_of_square(a)) == pytest.approx(a * a * (1 - a), abs=1e-6)
    n = loss_gradients.draw_shapes(Random(seed))["n"]
    assert loss_gradients.shape_of_difference(n).numpy().tolist() == [n, n]
    power = loss_gradients.draw_power(Random(seed))
    fits = power["x"] < np.log(float(np.finfo(power["dtype"]).max))
    assert loss_gradients.power_is(**power) == ("finite" if fits else "infinite")


# ------------------------------------------------------------------------- its charts


def test_curves_end_where_they_are_not_finite_and_have_no_mark_there():
    y = {"a": np.array([0.0, 1.0]), "b": np.array([0.0, np.inf])}
    picture = charts.ways(
        np.arange(2.0),
        y,
        ["#000000", "#111111"],
        at=(1.0, [1.0, np.nan]),
        x_title="x",
        y_title="y",
        ends=(0, 1),
        domain=(0, 1),
    )
    np.testing.assert_array_equal(picture.data["curves"]["y"], [0, 1, 0, np.nan])
    marks = picture.data["points"]
    assert (marks["x"], marks["y"], marks["role"]) == ([1.0], [1.0], ["a"])
    assert np.all(np.diff(picture.data["curves"]["width"][::2]) < 0)  # both are seen


def test_a_table_tells_right_from_wrong_from_no_number():
    table = np.array([[1.0, 2.0], [np.nan, np.inf]])
    words = {"right": "R", "lost": "L", "broken": "B"}
    picture = charts.judged(
        table,
        np.array([[True, False], [False, True]]),
        rows=["a", "b"],
        columns=["c", "d"],
        words=words,
        height=100,
    )
    assert picture.data["cells"]["role"] == ["R", "L", "B", "B"]


def test_gradients_share_one_scale_and_an_all_zero_one_is_drawn():
    _, b = charts.same_scale(
        {"a": np.array([4.0]), "b": np.array([-2.0])}, words={"a": "a", "b": "b"}
    )
    alone = charts.same_scale({"b": np.array([-2.0])}, words={"b": "b"})[0]
    assert alone.data["cells"]["fill"] != b.data["cells"]["fill"]
    assert charts.same_scale({"z": np.zeros(2)}, words={"z": "z"})[0].data["cells"]["fill"]
