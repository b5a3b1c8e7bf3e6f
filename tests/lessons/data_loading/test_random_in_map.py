"""Random numbers inside map against NumPy's generator."""

import numpy as np
import tensorflow as tf

from lib.lessons.data_loading import random_in_map


def test_numpy_inside_map_gives_one_number_for_ever():
    run = random_in_map.map_random("numpy", 6, 7)
    assert int(run.python_ran) == 1 and len(np.unique(run.epochs)) == 1
    assert np.float32(np.random.default_rng(7).random()) == float(run.epochs[0, 0])  # a float32


def test_numpy_function_asks_python_for_each_item():
    run = random_in_map.map_random("numpy_function", 6, 7)
    np.testing.assert_array_equal(run.epochs.numpy().ravel(), np.random.default_rng(7).random(12))


def test_stateless_numbers_differ_by_item_and_not_by_epoch():
    epochs = random_in_map.map_random("stateless", 6, 7).epochs.numpy()
    np.testing.assert_array_equal(epochs[0], epochs[1])
    alone = [float(tf.random.stateless_uniform([], [7, i])) for i in range(6)]
    np.testing.assert_array_equal(epochs[0], np.float64(alone))
    assert len(set(alone)) == 6
