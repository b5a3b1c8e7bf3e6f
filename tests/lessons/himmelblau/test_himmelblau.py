"""The Himmelblau function against NumPy in float64, its closed forms and the article."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from lib.lessons.himmelblau import himmelblau, stability
from lib.lessons.shared import optimisers


def f(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def gradient(x, y):
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


def hessian(x, y):
    return np.array(
        [[12 * x**2 + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y**2 + 4 * x - 26]], float
    )


def _log(inputs):
    run = himmelblau.descend(inputs["start"], inputs["lr"], inputs["steps"])
    points, values = run.points.numpy(), run.values.numpy()
    rows = range(0, inputs["steps"], 20)
    return {"log": [[k, points[k + 1].tolist(), float(values[k])] for k in rows]}


ARTICLE = {
    "grid of the surface": lambda inputs: {"grid_shape": himmelblau.surface(120).z.shape.as_list()},
    "200 steps of plain gradient descent from (-4,0), lr 0.01": _log,
    "the starts that the article lists": lambda inputs: {
        "ends": [himmelblau.descend(start, 0.01, 200).points[-1] for start in inputs["starts"]],
        "other_minimum": himmelblau.MINIMA[1],
    },
}

coordinate = st.floats(-6, 6, width=32)


@given(coordinate, coordinate)
def test_value_and_gradient_agree_with_the_closed_forms(x, y):
    point = tf.constant([x, y])
    value = himmelblau.descend([x, y], 0.0, 1).values[0]
    assert float(value) == pytest.approx(f(x, y), rel=1e-4, abs=1e-3)
    np.testing.assert_allclose(himmelblau.slope(point), gradient(x, y), rtol=1e-4, atol=1e-2)


def test_the_four_minima_are_minima():
    for x, y in himmelblau.MINIMA:
        assert f(x, y) < 1e-9
        assert np.linalg.eigvalsh(hessian(x, y)).min() > 0


@pytest.mark.parametrize("start", [[-4.0, 0.0], [1.0, 0.0], [4.0, 0.0], [5.5, -5.5]])
def test_a_descent_goes_where_numpy_goes(start):
    points = [np.array(start)]
    for _ in range(50):
        points.append(points[-1] - 0.01 * gradient(*points[-1]))
    run = himmelblau.descend(start, 0.01, 50)
    assert run.points.shape == (51, 2)
    np.testing.assert_allclose(run.points, points, atol=2e-3)
    np.testing.assert_allclose(
        run.values, [f(*p) for p in run.points.numpy()], rtol=1e-3, atol=1e-4
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [([1.0, 0.0], (3, 2)), ([-4.0, 0.0], (-3.779, -3.283)), ([4.0, 0.0], (3.584, -1.848))],
)
def test_each_start_of_the_article_ends_in_another_minimum(start, end):
    np.testing.assert_allclose(himmelblau.descend(start, 0.01, 200).points[-1], end, atol=1e-3)


def test_at_a_rate_of_a_twentieth_the_path_leaves_the_numbers_within_a_dozen_steps():
    values = himmelblau.descend([-4.0, 0.0], 0.05, 200).values.numpy()
    assert 5 < np.argmin(np.isfinite(values)) <= 13


FAR = {"third": (-3.779, -3.283), "second": (-2.805, 3.131)}


@pytest.mark.parametrize(
    ("first", "last", "end"),
    [(2, 12, "third"), (13, 24, "second"), (25, 39, None), (40, 60, "lost")],
)
def test_the_learning_rate_decides_the_valley_from_the_start_of_the_article(first, last, end):
    """As "why" tells it, at every stop of the slider: another valley, no rest, no number."""
    for thousandth in range(first, last + 1):
        point, before = np.array([-4.0, 0.0], np.float32), None
        rate = np.float32(thousandth / 1000)
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(200):
                before, (x, y) = point, point
                a, b = x * x + y - 11, x + y * y - 7
                point = point - rate * np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b], np.float32)
        found = himmelblau.descend([-4.0, 0.0], thousandth / 1000, 200)
        path = found.points.numpy()
        assert (
            np.isfinite(found.values.numpy()).all() == np.isfinite(point).all() == (end != "lost")
        )
        if end in FAR:
            np.testing.assert_allclose(path[-1], FAR[end], atol=1e-3)
            np.testing.assert_allclose(point, FAR[end], atol=1e-3)
        elif end is None:
            assert np.linalg.norm(path[-1] - path[-2]) > 0.1 < np.linalg.norm(point - before)


def test_at_a_rate_of_a_twentieth_no_minimum_holds_a_descent_and_at_0_014_each_does():
    for x, y in himmelblau.MINIMA:
        hessian = [[12 * x * x + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 4 * x + 12 * y * y - 26]]
        steepest = np.linalg.eigvalsh(np.array(hessian, float))[-1]
        assert 0.0149 < 2 / steepest < 0.05


def test_the_learning_rate_is_an_argument_and_not_a_new_trace():
    traces = himmelblau.descent_path.experimental_get_tracing_count()
    for rate in (0.001, 0.0123, 0.02):
        himmelblau.descend([0.5, 0.5], rate, 7)
        himmelblau.descend_together(tf.zeros([4, 2]), tf.constant(rate), tf.constant(3))
    assert himmelblau.descent_path.experimental_get_tracing_count() == max(traces, 1)
    assert himmelblau.descend_together.experimental_get_tracing_count() == 1


def test_the_surface_is_the_grid_of_the_article():
    x, y, z = (part.numpy() for part in himmelblau.surface(120))
    np.testing.assert_allclose(x, np.arange(-6, 6, 0.1), atol=1e-5)
    np.testing.assert_allclose(z, f(*np.meshgrid(x.astype(float), y.astype(float))), rtol=1e-3)


REACH = {"gradient_descent": 2.0, "momentum": 3.8, "nesterov": 3.8 / 2.8}


@pytest.mark.parametrize("name", REACH)
def test_what_is_predicted_from_the_curvature_is_what_happens(name):
    run = stability.sweep(name, [-4.0, 0.0], 0.01, float("inf"))
    steep = [np.linalg.eigvalsh(hessian(*place)).max() for place in himmelblau.MINIMA]
    np.testing.assert_allclose(run.predicted, REACH[name] / np.array(steep), rtol=1e-4)
    rates, distances = run.rates.numpy()[:-1], run.distances.numpy()[:-1]
    assert rates.shape == (160,) and rates[0] == np.float32(0.0005) and rates[-1] == 0.06
    for column, limit in enumerate(run.predicted.numpy()):
        held = distances[:, column] <= 0.01  # NaN is not
        assert held[(rates > 0.001) & (rates < limit - 0.0004)].all()
        assert not held[(rates > limit + 0.0005)][:5].any()


def test_a_row_of_the_sweep_is_a_descent_of_its_own():
    run = stability.sweep("gradient_descent", [1.0, 0.0], 0.0123, float("inf"))
    end = himmelblau.descend([1.0, 0.0], 0.0123, 200)
    assert float(run.rates[-1]) == np.float32(0.0123)
    assert float(run.heights[-1]) == pytest.approx(float(end.values[-1]), abs=1e-6)


def test_clipping_keeps_every_walk_finite_and_cures_none():
    free = stability.sweep("gradient_descent", [-4.0, 0.0], 0.02, float("inf"))
    bound = stability.sweep("gradient_descent", [-4.0, 0.0], 0.02, 10.0)
    assert not np.isfinite(free.heights).all() and np.isfinite(bound.heights).all()
    assert not np.isfinite(free.distances).all() and np.isfinite(bound.distances).all()
    rates, limits = bound.rates.numpy()[:-1], bound.predicted.numpy()
    for column in range(4):
        assert (bound.distances.numpy()[:-1, column][rates > limits[column] + 0.0005] > 0.01).all()


def test_the_challenge_of_stability_can_be_met():
    holds = {
        rate: (stability.sweep("gradient_descent", [0.0, 0.0], rate, np.inf).distances[-1] <= 0.01)
        for rate in (0.0145, 0.015)
    }
    assert holds[0.0145].numpy().all() and not holds[0.015].numpy().all()


def test_the_challenge_of_the_race_can_be_met_and_is_not_at_first():
    def within_sixty(start, rate, adaptive):
        heights = optimisers.race("himmelblau", [], [start], rate, adaptive, 200).heights.numpy()
        return (heights[:61, :, 0] < 0.01).any(axis=0)

    assert within_sixty([-2.75, 2.0], 0.01, 0.18).all()
    assert not within_sixty([-1.0, -2.0], 0.0032, 0.32).all()


def test_at_the_races_start_newton_finds_a_saddle_and_rmsprop_never_rests():
    run = optimisers.race("himmelblau", [], [[-1.0, -2.0]], 0.0032, 0.32, 200)
    ends = dict(zip(optimisers.RULES, run.points[-1, :, 0].numpy(), strict=True))
    np.testing.assert_allclose(ends["newton"], [-0.128, -1.954], atol=1e-3)
    heights = dict(zip(optimisers.RULES, run.heights[-1, :, 0].numpy(), strict=True))
    assert heights["rmsprop"] > 0.1 > heights["adam"]
    # AdamW rests where its pull towards 0 and the slope agree: beside the minimum.
    assert heights["adam"] < 1e-5 < heights["adamw"] < 0.01


def test_three_ways_end_in_the_same_place():
    run = himmelblau.time_descents([-4.0, 0.0], 0.01, 40)
    for end in (run.end_eager, run.end_compiled, run.end_batched):
        point = np.array([-4.0, 0.0])
        for _ in range(40):
            point = point - 0.01 * gradient(*point)
        np.testing.assert_allclose(end, point, atol=1e-3)
    seconds = (run.seconds_eager, run.seconds_compiled, run.seconds_batched, run.seconds_traced)
    assert min(seconds) > 0  # how they compare is measured by `make bench`


def test_one_reader_measures_at_a_time():
    with himmelblau.MEASURING, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(himmelblau.time_descents, [-4.0, 0.0], 0.01, 20)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        himmelblau.MEASURING.release()
        assert waiting.result(timeout=60).seconds_eager > 0
        himmelblau.MEASURING.acquire()


@pytest.mark.parametrize("seed", range(10))
def test_questions_have_the_answers_of_numpy(seed):
    value = himmelblau.draw_value(Random(seed))
    assert float(himmelblau.value_at(**value)) == f(value["x"], value["y"])
    slope = himmelblau.draw_slope(Random(seed))
    np.testing.assert_allclose(himmelblau.slope_at(**slope), gradient(slope["x"], slope["y"]))
    rate = himmelblau.draw_rate(Random(seed))["rate"]
    assert himmelblau.finite_or_diverges(rate) == ("finite" if rate < 0.015 else "diverges")
    start = himmelblau.draw_start(Random(seed))["start"]
    point = np.array(start)
    for _ in range(400):
        point = point - 0.005 * gradient(*point)
    nearest = np.linalg.norm(point - np.array(himmelblau.MINIMA), axis=1).argmin()
    answer = himmelblau.minimum_reached(start)
    assert answer in himmelblau.names_of_minima()
    if start != [-1.0, 0.0]:  # near a ridge, where half the rate may choose another side
        assert answer == himmelblau.names_of_minima()[nearest]
    bowl = himmelblau.draw_curvature(Random(seed))
    assert float(himmelblau.largest_rate(**bowl)) == pytest.approx(2 / bowl["curvature"])
