"""How large a learning rate may be: predicted from the curvature, and measured."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.optimisers import compiled_path
from lib.lessons.shared.surfaces import coefficient_table, curvature, himmelblau

MINIMA = [[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]]
STABLE_UP_TO = {
    "gradient_descent": lambda beta: 2.0,
    "momentum": lambda beta: 2 * (1 + beta),
    "nesterov": lambda beta: 2 * (1 + beta) / (1 + 2 * beta),
}
"""Rate times largest curvature up to which a descent converges: where a root of the step is -1."""
RATES, LOWEST_RATE, HIGHEST_RATE = 160, 0.0005, 0.06
"""How many rates are tried at once, and between which ends."""
OFFSET = 0.01


def largest_curvature(points: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the largest curvature at points, and the direction in which it is.

    Shapes: (2, n) -> (n,), (n, 2).
    """
    _, *rows = curvature("himmelblau", points, coefficient_table([]))
    values, directions = tf.linalg.eigh(tf.transpose(tf.stack(rows), [2, 0, 1]))
    return values[:, -1], directions[:, :, -1]


class Sweep(NamedTuple):
    """The ends of descents at many rates: from near each minimum, and from the start."""

    rates: tf.Tensor
    distances: tf.Tensor
    heights: tf.Tensor
    predicted: tf.Tensor


def sweep(optimiser: str, start: list[float], rate: float, limit: float) -> Sweep:
    """Descend 200 steps at 160 rates and at one more, all at once.

    Four descents of each rate start 0.01 from a minimum, along its largest curvature; their
    distance is the largest of the last 20 steps. The fifth begins at the start; its height
    is that of the end. Clipping to a norm of infinity changes nothing.

    Shapes: (161,), (161, 4), (161,), (4,); the reader's own rate is the last row. What has
    diverged is infinite or NaN.
    """
    valleys = tf.constant(MINIMA)
    largest, along = largest_curvature(tf.transpose(valleys))
    rates = tf.concat([tf.linspace(LOWEST_RATE, HIGHEST_RATE, RATES), [rate]], axis=0)
    starts = tf.concat([valleys + OFFSET * along, tf.constant([start], tf.float32)], axis=0)
    together = tf.reshape(
        tf.tile(tf.transpose(starts)[:, tf.newaxis], [1, RATES + 1, 1]), [2, 1, -1]
    )
    own = tf.tile(tf.repeat(rates, 5)[tf.newaxis, tf.newaxis], [200, 1, 1])
    walk = compiled_path("himmelblau", (optimiser,))
    points = tf.reshape(
        walk(together, own, coefficient_table([]), limit, 0.0, 0)[-20:], [20, 2, RATES + 1, 5]
    )
    gaps = tf.norm(points[..., :4] - tf.transpose(valleys)[:, tf.newaxis], axis=1)
    heights = himmelblau(points[-1, 0, :, 4], points[-1, 1, :, 4])
    return Sweep(
        rates, tf.reduce_max(gaps, axis=0), heights, STABLE_UP_TO[optimiser](0.9) / largest
    )


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    for optimiser in STABLE_UP_TO:
        sweep(optimiser, [-4.0, 0.0], 0.01, 1.0)
