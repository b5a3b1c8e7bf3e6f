"""Schedules against Keras's, and noise against the theory of its floor."""

from random import Random

import keras
import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.himmelblau import schedules
from tests.lessons.himmelblau.test_himmelblau import gradient, hessian

STEPS = tf.range(200, dtype=tf.float32)
SETTLED = {"start": [-4.0, 0.0], "rate": 0.01, "half": 30.0, "first": 29.0, "seed": 0}


def compare(**changed):
    return schedules.compare(**(SETTLED | {"noise": 10.0} | changed))


def rests(**changed):
    """Return the mean height over the last 20 steps by the name of the schedule."""
    names = ("constant", "exponential", "cosine", "restarts")
    return dict(
        zip(names, schedules.mean_final_height(compare(**changed).heights.numpy()), strict=True)
    )


@pytest.mark.parametrize("amount", [5.0, 29.0, 77.0])
def test_each_schedule_is_that_of_keras(amount):
    keras_ = keras.optimizers.schedules
    pairs = [
        (schedules.exponential(STEPS, 0.02, amount), keras_.ExponentialDecay(0.02, amount, 0.5)),
        (schedules.cosine(STEPS, 0.02, amount), keras_.CosineDecay(0.02, amount)),
        (schedules.restarts(STEPS, 0.02, amount), keras_.CosineDecayRestarts(0.02, amount)),
    ]
    for ours, theirs in pairs:
        wanted = [float(theirs(step)) for step in range(0, 200, 3)]
        # Where a restart falls on the step itself, float32 may see it a step before or after.
        close = np.isclose(ours[::3], wanted, rtol=1e-4, atol=2e-7)
        assert close.mean() >= 0.98
    assert (schedules.constant(STEPS, 0.02).numpy() == np.float32(0.02)).all()


def test_a_path_without_noise_goes_where_numpy_goes_with_the_same_rates():
    run = compare(noise=0.0)
    assert run.points.shape == (201, 2, 4) and run.heights.shape == (201, 4)
    for kind in range(4):
        point = np.array(SETTLED["start"])
        for rate in run.rates.numpy()[:30, kind].astype(float):
            point = point - rate * gradient(*point)
        np.testing.assert_allclose(run.points[30, :, kind], point, atol=2e-3)


def test_noise_follows_its_seed_and_is_the_same_for_all_schedules():
    one, again, other = (compare(seed=seed).points.numpy() for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one[1:, :, 0], other[1:, :, 0])
    # At the first step all rates are equal; so are the errors.
    assert (one[1] == one[1, :, :1]).all()
    start = np.array(SETTLED["start"])
    error = (start - one[1, :, 0]) / 0.01 - gradient(*start)
    assert 0 < np.abs(error).max() < 50


def test_the_noise_has_the_size_that_was_asked_for():
    rates = tf.fill([1, 1], 1.0)
    moved = [
        schedules.noisy_descents(
            tf.constant([3.0, 2.0]), rates, tf.constant(5.0), tf.constant(seed)
        )
        for seed in range(40)
    ]
    errors = np.array([path[1] for path in moved]).reshape(40, 2, -1) - [[3.0], [2.0]]
    assert errors.std() == pytest.approx(5.0, rel=0.05) and abs(errors.mean()) < 0.3


@pytest.mark.parametrize("rate", [0.002, 0.005, 0.01])
def test_a_constant_rate_rests_on_the_floor_that_is_predicted(rate):
    heights = compare(start=[3.0, 2.0], rate=rate, noise=3.0).heights.numpy()
    curvatures = np.linalg.eigvalsh(hessian(3.0, 2.0))
    floor = rate * 9 * (1 / (2 - rate * curvatures)).sum() / 2
    run = compare(start=[3.0, 2.0], rate=rate, noise=3.0)
    assert float(run.floor) == pytest.approx(floor, rel=1e-4)
    assert heights[-100:, 0].mean() == pytest.approx(floor, rel=0.1)


def test_the_floor_is_in_proportion_to_the_rate_and_to_the_square_of_the_noise():
    def floor(rate, noise):
        run = compare(start=[3.0, 2.0], rate=rate, noise=noise)
        return run.heights.numpy()[-100:, 0].mean()

    assert floor(0.001, 4.0) / floor(0.002, 4.0) == pytest.approx(0.5, rel=0.12)
    assert floor(0.002, 2.0) / floor(0.002, 4.0) == pytest.approx(0.25, rel=0.05)


def test_a_rate_that_falls_rests_far_lower_and_one_that_falls_too_soon_stops_half_way():
    noisy = rests()
    assert all(noisy["constant"] > 15 * noisy[name] for name in noisy if name != "constant")
    assert noisy["constant"] == pytest.approx(float(compare().floor), rel=0.1)
    assert rests(half=5.0)["exponential"] > 10


def test_each_restart_throws_f_up_again():
    heights = compare().heights.numpy()[:, 3]
    assert heights[97:107].mean() > 3 * heights[80:87].mean()


def test_the_challenge_can_be_met_above_the_limit_and_is_not_at_first():
    met = rests(start=[4.0, 0.0], rate=0.02, noise=0.0)
    assert met["constant"] > 1 and met["cosine"] < 1e-6
    limit = float(compare(start=[4.0, 0.0], rate=0.02, noise=0.0).limit)
    assert limit == pytest.approx(2 / np.linalg.eigvalsh(hessian(3.584428, -1.848126)).max())
    assert limit < 0.02
    first = rests(noise=0.0)
    assert first["constant"] < 1e-6


def test_beyond_the_numbers_nothing_breaks():
    run = compare(start=[6.0, 6.0], rate=0.025, noise=50.0)
    assert not np.isfinite(run.heights[-1, 0]) and np.isfinite(run.rates).all()


def test_rates_and_noise_are_arguments_and_not_new_traces():
    for rate, noise, seed in ((0.001, 0.0, 1), (0.02, 3.5, 2)):
        compare(rate=rate, noise=noise, seed=seed)
    assert schedules.noisy_descents.experimental_get_tracing_count() == 1


@pytest.mark.parametrize("seed", range(6))
def test_the_questions_have_the_answers_of_the_formulas(seed):
    asked = schedules.draw_share(Random(seed))
    wanted = {0: 100, 100: 50, 200: 0}[asked["step"]]
    assert float(schedules.cosine_share(**asked)) == pytest.approx(wanted, abs=1e-4)
    assert schedules.floor_of_half(**schedules.draw_noisy_rate(Random(seed))) == "half"
