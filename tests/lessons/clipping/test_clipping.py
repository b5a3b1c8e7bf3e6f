"""Clipping against NumPy in float64, finite differences and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from lib.lessons.clipping import clipping


def _bounded(operation):
    def case(inputs):
        low, high = inputs.get("min", 0), inputs.get("max", 0)
        return {"out": clipping.clip_to_bounds(inputs["a"], operation, low, high).clipped}

    return case


ARTICLE = {
    "maximum(range(10), 2)": _bounded("maximum"),
    "minimum(range(10), 8)": _bounded("minimum"),
    "clip_by_value(range(10), 2, 8)": _bounded("clip_by_value"),
    "relu and maximum(a, 0) of range(10)-5": lambda inputs: {
        "relu": clipping.clip_to_bounds(inputs["a"], "relu", 0, 0).clipped,
        "maximum": clipping.clip_to_bounds(inputs["a"], "maximum", 0, 0).clipped,
    },
    "clip_by_norm to 15": lambda inputs: _scaled(inputs["a"], inputs["clip_norm"]),
}


def _scaled(tensor, limit):
    run = clipping.clip_norm(tensor, limit)
    return {"out": run.clipped, "norm_before": run.norm_before, "norm_after": run.norm_after}


NUMPY = {
    "clip_by_value": lambda x, low, high: np.clip(x, low, high),
    "maximum": lambda x, low, high: np.maximum(x, low),
    "minimum": lambda x, low, high: np.minimum(x, high),
    "relu": lambda x, low, high: np.maximum(x, 0),
}


@pytest.mark.parametrize("operation", clipping.OPERATIONS)
def test_bounds_agree_with_numpy_and_their_gradient_with_finite_differences(operation):
    x = np.linspace(-6.03, 9.87, 20)  # no value on a bound, where the slope is a convention
    run = clipping.clip_to_bounds(x.tolist(), operation, -1.5, 4.0)
    h = 1e-6
    f = NUMPY[operation]
    slope = (f(x + h, -1.5, 4.0) - f(x - h, -1.5, 4.0)) / (2 * h)
    np.testing.assert_allclose(run.clipped, f(x, -1.5, 4.0), rtol=1e-6)
    np.testing.assert_allclose(run.gradient, slope, atol=1e-6)


def test_flat_means_no_gradient_and_a_bound_itself_lets_it_through():
    run = clipping.clip_to_bounds([1.0, 2.0, 5.0, 8.0, 9.0], "clip_by_value", 2, 8)
    np.testing.assert_array_equal(run.gradient, [0, 1, 1, 1, 0])


finite = st.floats(-100, 100, width=32).filter(lambda x: abs(x) > 1e-3)


@given(finite, finite, st.floats(0.125, 50, width=32))
def test_an_arrow_clipped_by_norm_keeps_its_direction_and_gets_no_longer(x, y, limit):
    arrows = clipping.clip_vector(x, y, limit)
    by_norm = np.asarray(arrows.by_norm, np.float64)
    factor = min(1.0, limit / np.hypot(x, y))
    np.testing.assert_allclose(by_norm, np.array([x, y]) * factor, rtol=1e-5)
    assert float(arrows.angle_by_norm) < 0.01
    assert np.all(np.abs(arrows.by_value) <= np.float32(limit))


def test_clipped_to_a_box_the_arrow_turns_by_39_degrees():
    arrows = clipping.clip_vector(1.0, 10.0, 1.0)
    wanted = np.degrees(np.arctan2(10, 1) - np.arctan2(1, 1))
    assert float(arrows.angle_by_value) == pytest.approx(wanted, abs=1e-3)
    assert round(wanted, 1) == 39.3
    assert float(arrows.angle_by_norm) == pytest.approx(0, abs=1e-4)


def test_opposite_arrows_are_180_degrees_apart():
    assert float(clipping.angle_between(tf.constant([1.0, 2.0]), tf.constant([-2.0, -4.0]))) == 180


@pytest.mark.parametrize("shape", [(4,), (2, 3), (2, 2, 3)])
def test_a_norm_is_over_every_axis_and_every_cell_is_scaled_alike(shape):
    tensor = np.random.default_rng(0).normal(size=shape) * 10
    run = clipping.clip_norm(tensor.tolist(), 2.0)
    norm = np.sqrt((tensor**2).sum())
    assert float(run.norm_before) == pytest.approx(norm, rel=1e-6)
    np.testing.assert_allclose(run.clipped, tensor * 2 / norm, rtol=1e-5)
    assert float(run.norm_after) == pytest.approx(2, rel=1e-6)


def test_each_or_all_is_not_the_same():
    run = clipping.clip_two([3, 4], [12], 6.5)
    np.testing.assert_allclose(run.each_first, [3, 4])
    np.testing.assert_allclose(run.each_second, [6.5])
    np.testing.assert_allclose(run.global_first, [1.5, 2])
    np.testing.assert_allclose(run.global_second, [6])
    assert float(run.global_norm) == 13


def _backwards(depth, std, seed):
    """The gradients of the deep network by hand, in float64."""
    draw = tf.random.stateless_normal
    weights = [
        std * draw([50, 50], seed=[seed, layer]).numpy().astype(float) for layer in range(depth)
    ]
    hidden = [draw([16, 50], seed=[seed, -1]).numpy().astype(float)]
    for weight in weights:
        hidden.append(np.maximum(hidden[-1] @ weight, 0))
    delta = 2 * hidden[-1] / hidden[-1].size
    gradients = []
    for weight, before, after in zip(weights[::-1], hidden[-2::-1], hidden[:0:-1], strict=True):
        delta = delta * (after > 0)
        gradients.insert(0, before.T @ delta)
        delta = delta @ weight.T
    return gradients


@pytest.mark.parametrize(("depth", "std"), [(3, 0.2), (6, 0.5)])
def test_deep_gradients_agree_with_backpropagation_by_hand(depth, std):
    gradients = _backwards(depth, std, seed=4)
    norms = [np.linalg.norm(gradient) for gradient in gradients]
    whole = np.sqrt(sum(norm**2 for norm in norms))
    run = clipping.deep_gradients(depth, std, limit=0.001, seed=4)
    np.testing.assert_allclose(run.before, norms, rtol=1e-4)
    assert float(run.global_norm) == pytest.approx(whole, rel=1e-4)
    np.testing.assert_allclose(run.after, np.array(norms) * 0.001 / whole, rtol=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_ten_relu_layers_of_std_1_explode_and_he_initialisation_does_not(seed):
    assert 1e13 < float(clipping.deep_gradients(10, 1.0, 1.0, seed).global_norm) < 1e16
    moderate = np.asarray(clipping.deep_gradients(20, 0.2, 1.0, seed).before)
    assert moderate.min() > 0.01 and moderate.max() < 100


@pytest.mark.parametrize("std", [0.1, 0.2, 0.5, 1.0])
def test_the_bars_of_all_layers_are_alike_at_every_scale(std):
    norms = clipping.deep_gradients(10, std, 1.0, 0).before.numpy()
    assert norms.max() / norms.min() == pytest.approx(2.75, abs=0.01)


def test_at_he_initialisation_the_common_norm_hardly_depends_on_the_depth():
    def grown(std):
        shallow, deep = (
            float(clipping.deep_gradients(d, std, 1.0, 0).global_norm) for d in (5, 20)
        )
        return max(deep / shallow, shallow / deep)

    assert grown(0.2) < 3
    assert min(grown(0.15), grown(0.25)) > 1000


@pytest.mark.parametrize("seed", range(3))
def test_forwards_and_back_a_layer_of_std_1_multiplies_the_norm_by_about_five(seed):
    generator = np.random.default_rng(seed)
    weights = generator.standard_normal((10, 50, 50))
    hidden = [generator.standard_normal((16, 50))]
    for weight in weights:
        hidden.append(np.maximum(hidden[-1] @ weight, 0))
    back = [2 * hidden[-1] / hidden[-1].size]
    for weight, after in zip(weights[::-1], hidden[:0:-1], strict=True):
        back.insert(0, (back[0] * (after > 0)) @ weight.T)
    for found in (hidden, back[::-1]):
        norms = [np.linalg.norm(each) for each in found]
        # Back it is a little more: what comes back is made of the same weights.
        assert 4.5 < (norms[-1] / norms[1]) ** (1 / 9) < 6


def test_with_bounds_the_wrong_way_round_the_lower_one_wins():
    np.testing.assert_array_equal(tf.clip_by_value([-5.0, 0.0, 3.0, 9.0], 5.0, 1.0), [5.0] * 4)


def test_what_has_overflowed_cannot_be_clipped():
    run = clipping.deep_gradients(20, 1.5, 1.0, 0)
    assert np.isinf(run.global_norm) and np.isnan(run.after).all()


def test_the_challenges_can_be_met_and_are_not_met_at_the_start():
    start, goal = clipping.clip_vector(1.0, 10.0, 4.0), clipping.clip_vector(1.0, 10.0, 1.0)
    assert float(start.angle_by_value) < 30 < float(goal.angle_by_value)
    deep = clipping.deep_gradients(15, 0.2, 1.0, 0).before.numpy()
    assert deep.min() > 0.01 and deep.max() < 100


def test_the_derivative_of_relu_at_0_depends_on_how_it_is_written():
    run = clipping.six_relus(0.0)
    np.testing.assert_array_equal(run.gradient, [0, 1, 0, 0, 1, 0.5])
    for x in (-0.75, 0.5):
        run = clipping.six_relus(x)
        np.testing.assert_allclose(run.value, [max(x, 0)] * 6)
        np.testing.assert_allclose(run.gradient, [float(x > 0)] * 6)


def test_each_trap_springs_as_the_page_says():
    np.testing.assert_array_equal(clipping.run_trap("swapped").after, [5, 5, 5, 5])
    np.testing.assert_array_equal(clipping.run_trap("nan").after, [np.nan, -1, 1])
    np.testing.assert_array_equal(clipping.run_trap("infinite").after, [np.nan, 0, 0])
    np.testing.assert_array_equal(clipping.run_trap("huge").after, [0, 0, 0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="int32"):
        clipping.run_trap("integers")


def test_the_common_clip_of_an_infinite_gradient_makes_all_of_it_nan():
    clipped, _ = tf.clip_by_global_norm([tf.constant([np.inf, 1.0]), tf.constant([2.0])], 1.0)
    assert np.isnan(clipped[0]).all() and np.isnan(clipped[1]).all()


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_numpy(seed):
    value = clipping.draw_value(Random(seed))
    x, low, high = value["x"], value["low"], value["high"]
    assert int(clipping.clip_value(**value)) == min(max(x, low), high)
    assert float(clipping.clip_slope(**value)) == float(low <= x <= high)
    norm = clipping.draw_norm(Random(seed))
    arrow = np.array(norm["arrow"], float)
    factor = min(1, norm["limit"] / np.linalg.norm(arrow))
    np.testing.assert_allclose(clipping.clip_vector_norm(**norm), arrow * factor, rtol=1e-6)
    pair = clipping.draw_global(Random(seed))
    first = np.array(pair["first"], float) * pair["limit"] / 13
    np.testing.assert_allclose(clipping.clip_first_of_two(**pair), first, rtol=1e-6)
