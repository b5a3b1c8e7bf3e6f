"""Arrows of the plane: their heads and their limits."""

import math

import numpy as np
import pytest

from lib.lessons.clipping.charts import vectors


@pytest.mark.parametrize("angle", [0, 45, 90, 180, 270, 300])
def test_an_arrow_head_points_where_its_arrow_does(angle):
    """Vega turns a symbol clockwise from straight up."""
    arrow = 3 * np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    words = {"x": "x", "y": "y", "gradient": "g", "by_value": "v", "by_norm": "n"}
    arrows = vectors.clipped_arrows(arrow, arrow, arrow, 1.0, words=words).data["arrows"]
    assert arrows["angle"][1] == pytest.approx((90 - angle) % 360, abs=1e-6)


def test_the_limits_are_a_box_and_a_circle_of_the_same_reach():
    words = {"x": "x", "y": "y", "gradient": "g", "by_value": "v", "by_norm": "n"}
    limits = vectors.clipped_arrows(*np.ones((3, 2)), 2.5, words=words).data["limits"]
    box, circle = (np.array(limits["role"]) == role for role in "vn")
    x, y = np.asarray(limits["x"]), np.asarray(limits["y"])
    assert np.abs(x[box]).min() == np.abs(y[box]).max() == 2.5
    np.testing.assert_allclose(np.hypot(x, y)[circle], 2.5)
