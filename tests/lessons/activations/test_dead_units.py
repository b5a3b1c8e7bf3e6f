"""Dead units against NumPy, and what revives them."""

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.activations import dead_units
from lib.lessons.shared.digits import digits


@pytest.mark.parametrize("bias", [-3.0, -1.0, 0.0])
def test_units_are_dead_that_no_digit_lifts_above_0(bias):
    run = dead_units.count_dead_units(bias, 0.1, 0.0, 0)
    w = tf.random.stateless_normal([784, 64], [0, 7]).numpy().astype(float) * (2 / 784) ** 0.5
    images = digits().images.reshape(-1, 784) / 255.0
    highest = (images @ w).max(axis=0) + bias
    assert float(run.silent[0]) == pytest.approx((highest <= 0).mean(), abs=1e-6)
    np.testing.assert_array_equal(run.dead, run.silent)
    last = (run.highest.numpy() <= 0).mean()
    assert float(run.silent[-1]) == pytest.approx(last, abs=1e-6)


def test_what_is_dead_stays_dead_and_a_leak_brings_learning_back():
    dead = dead_units.count_dead_units(-3.0, 0.1, 0.0, 0)
    assert dead.dead.numpy().tolist() == [1.0] * 6 and float(dead.accuracy) == 10
    leaking = dead_units.count_dead_units(-3.0, 0.1, 0.3, 0)
    assert leaking.dead.numpy().tolist() == [0.0] * 6 and float(leaking.silent[0]) == 1
    assert float(leaking.accuracy) > 30


def test_a_step_that_is_far_too_long_makes_dead_units():
    short, long = (dead_units.count_dead_units(0.0, spike, 0.0, 0) for spike in (0.1, 1000.0))
    assert float(short.dead[-1]) == 0
    assert float(long.dead[1]) == 0 and float(long.dead[-1]) > 0.03


def test_the_challenge_of_the_dead_units_can_be_met():
    met = max(
        float(dead_units.count_dead_units(-2.0, spike, alpha, 0).accuracy)
        for spike in (0.1, 1.0, 3.2)
        for alpha in (0.2, 0.3)
    )
    assert met >= 60
