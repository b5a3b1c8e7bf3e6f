"""Central differences against a derivative in closed form."""

import numpy as np
import tensorflow as tf

from lib.lessons.shared.differences import differences


def test_finite_differences_take_functions_of_any_shape():
    point = np.array([[1.0, 2.0], [3.0, -1.0]])
    cubes = differences(lambda points: tf.reduce_sum(points**3, axis=2), tf.constant(point))
    wanted = np.zeros((2, 2, 2))  # d(row sum k) / d[i, j]
    for i, j in np.ndindex(2, 2):
        wanted[i, j, i] = 3 * point[i, j] ** 2
    np.testing.assert_allclose(cubes, wanted, atol=1e-6)
