"""How large a learning rate may be: predicted from the curvature, and tried out."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.optimisers import walk_on
from lib.lessons.shared.surfaces import curvature, himmelblau, table

VALLEYS = [[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]]
REACH = {
    "gradient_descent": lambda beta: 2.0,
    "momentum": lambda beta: 2 * (1 + beta),
    "nesterov": lambda beta: 2 * (1 + beta) / (1 + 2 * beta),
}
"""Rate times largest curvature up to which a valley holds: where a root of the step is -1."""
TRIED, LEAST, MOST = 160, 0.0005, 0.06
"""How many rates are tried at once, and between which ends."""
NUDGE = 0.01


def steepest(points: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the largest curvature at points, and the direction in which it is.

    Shapes: (2, n) -> (n,), (n, 2).
    """
    _, *rows = curvature("himmelblau", points, table([]))
    values, directions = tf.linalg.eigh(tf.transpose(tf.stack(rows), [2, 0, 1]))
    return values[:, -1], directions[:, :, -1]


class Sweep(NamedTuple):
    """What became of walks at many rates: from beside each minimum, and from the start."""

    rates: tf.Tensor
    distances: tf.Tensor
    heights: tf.Tensor
    predicted: tf.Tensor


def sweep(optimiser: str, start: list[float], rate: float, limit: float) -> Sweep:
    """Walk 200 steps at 160 rates and at one more, all at once.

    Four walks of each rate set off 0.01 beside a minimum, along its steepest curvature; their
    distance is the farthest of the last 20 steps. The fifth sets off from the start; its height
    is that of the end. Clipping to a norm of infinity changes nothing.

    Shapes: (161,), (161, 4), (161,), (4,); the reader's own rate is the last row. What has
    left the numbers is infinite or NaN.
    """
    valleys = tf.constant(VALLEYS)
    largest, along = steepest(tf.transpose(valleys))
    rates = tf.concat([tf.linspace(LEAST, MOST, TRIED), [rate]], axis=0)
    starts = tf.concat([valleys + NUDGE * along, tf.constant([start], tf.float32)], axis=0)
    crowd = tf.reshape(tf.tile(tf.transpose(starts)[:, tf.newaxis], [1, TRIED + 1, 1]), [2, 1, -1])
    own = tf.tile(tf.repeat(rates, 5)[tf.newaxis, tf.newaxis], [200, 1, 1])
    walk = walk_on("himmelblau", (optimiser,))
    points = tf.reshape(walk(crowd, own, table([]), limit, 0.0, 0)[-20:], [20, 2, TRIED + 1, 5])
    gaps = tf.norm(points[..., :4] - tf.transpose(valleys)[:, tf.newaxis], axis=1)
    heights = himmelblau(points[-1, 0, :, 4], points[-1, 1, :, 4])
    return Sweep(rates, tf.reduce_max(gaps, axis=0), heights, REACH[optimiser](0.9) / largest)
