"""Points of the plane in two or three classes; a seed gives the same points everywhere."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import tensorflow as tf

SPAN = 2.0
"""The plane reaches from -SPAN to SPAN on both axes."""
FEWEST, MOST_POINTS = 4, 400
OWN = "[[-1,-1,0],[1,1,0],[-1,1,1],[1,-1,1],[0,0,1],[1.5,0,0],[-1.5,0,0]]"
"""The default of the reader's text box: rows of x, y and class."""
BOUNDS = {"classes": 3, "most": 40, "span": SPAN}
"""The limits of what a reader may type there."""


class Points(NamedTuple):
    """Where points are, (n, 2), and the class of each, (n,) int32."""

    places: tf.Tensor
    labels: tf.Tensor


Placing = Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]
"""From the number of each point, and a share between 0 and 1 for each, to x and y."""


def moons(number: tf.Tensor, share: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Two half circles that interlock."""
    side = tf.cast(1 - 2 * (number % 2), tf.float32)
    x, y = tf.cos(math.pi * share), tf.sin(math.pi * share)
    return 1.1 * side * (x - 0.5), 1.1 * side * (y - 0.25)


def circles(number: tf.Tensor, share: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """A ring around a ring."""
    radius = tf.where(number % 2 == 0, 1.5, 0.6)
    return radius * tf.cos(2 * math.pi * share), radius * tf.sin(2 * math.pi * share)


def spiral(number: tf.Tensor, share: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Two arms that wind around each other, one and a half times."""
    angle = math.pi * (3.0 * share + tf.cast(number % 2, tf.float32))
    radius = 0.15 + 1.65 * share
    return radius * tf.cos(angle), radius * tf.sin(angle)


def corners(number: tf.Tensor, share: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """The corners of a square in turns: both -1, x alone 1, y alone 1, both 1."""
    x, y = number % 2, number // 2 % 2
    return tf.cast(2 * x - 1, tf.float32), tf.cast(2 * y - 1, tf.float32)


def blobs(number: tf.Tensor, share: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Two heaps, which a line parts."""
    side = tf.cast(2 * (number % 2) - 1, tf.float32)
    return spread(0.9 * side, 0.6 * side, number, share)


def three(number: tf.Tensor, share: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Three clusters in a triangle."""
    angle = math.pi * (0.5 + 2 / 3 * tf.cast(number % 3, tf.float32))
    return spread(1.1 * tf.cos(angle), 1.1 * tf.sin(angle), number, share)


def spread(
    x: tf.Tensor, y: tf.Tensor, number: tf.Tensor, share: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Spread points over a disc around each place, by the golden angle as a sunflower does."""
    turn = 2.39996 * tf.cast(number, tf.float32)
    radius = 0.55 * tf.sqrt(share)
    return x + radius * tf.cos(turn), y + radius * tf.sin(turn)


SETS: dict[str, tuple[Placing, tuple[int, ...]]] = {
    "moons": (moons, (0, 1)),
    "circles": (circles, (0, 1)),
    "xor": (corners, (0, 1, 1, 0)),
    "and": (corners, (0, 0, 0, 1)),
    "spiral": (spiral, (0, 1)),
    "blobs": (blobs, (0, 1)),
    "three": (three, (0, 1, 2)),
}
"""How the points of a set are placed, and their classes in turns."""


@lru_cache(maxsize=128)
def sample_points(data: str, count: int, noise: float, seed: int) -> Points:
    """Draw a set: the seed decides where along its shape each point lies, and its noise.

    Args:
        data: a name of ``SETS``.
        count: how many points; kept within ``FEWEST`` to ``MOST_POINTS``.
        noise: the standard deviation of what is added to both coordinates.
        seed: of both.
    """
    place, classes = SETS[data]
    number = tf.range(min(max(count, FEWEST), MOST_POINTS))
    share = tf.random.stateless_uniform(number.shape, [seed, 1])
    errors = noise * tf.random.stateless_normal([len(number), 2], [seed, 2])
    places = tf.stack(place(number, share), axis=1) + errors
    labels = tf.gather(tf.constant(classes), number % len(classes))
    return Points(tf.clip_by_value(places, -SPAN, SPAN), labels)


def points_of_rows(own: list[list[float]]) -> Points:
    """Return the points of rows of x, y and class."""
    rows = tf.reshape(tf.constant(own[:MOST_POINTS], tf.float32), [-1, 3])
    return Points(rows[:, :2], tf.cast(rows[:, 2], tf.int32))


def outputs_for(data: str, own: list[list[float]]) -> int:
    """Return the number of outputs: one for two classes, three for three."""
    classes = {label for *_, label in own} if data == "own" else set(SETS[data][1])
    return 3 if max(classes, default=0) > 1 else 1
