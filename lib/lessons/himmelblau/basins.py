"""Where every start of a map leads, on any surface, by any rule, and how soon."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.himmelblau.critical import KINKS, known
from lib.lessons.shared.optimisers import ADAPTIVE, RULES, At, newton_step, unmoved
from lib.lessons.shared.surfaces import POWERS, WINDOWS, pixels, table, traced_as, uphill

LOOKS = 16
"""Looks at where everybody is, the first ones soon; the steps between are walked unseen."""
LEAPS = 50
"""Steps of Newton's method at most: each costs the most, and fewer are enough."""
REACHES = {120: 500, 240: 200}
"""Steps at most on a map of so many starts a side: no map is to keep a reader waiting."""
TUNED = {
    "himmelblau": (0.01, 0.01, 0.32, 200),
    "rosenbrock": (0.002, 0.002, 1.0, 500),
    "beale": (0.02, 0.005, 1.0, 500),
    "booth": (0.03, 0.03, 1.0, 200),
    "rastrigin": (0.002, 0.002, 0.1, 200),
    "ackley": (0.01, 0.01, 0.1, 200),
    "saddle": (0.005, 0.001, 0.32, 200),
    "valley": (0.03, 0.03, 0.32, 200),
    "own": (0.01, 0.01, 0.32, 200),
}
"""What shows the most of each surface: rates without and with momentum, and for rules that
divide by the size of the slope; steps."""


@lru_cache(maxsize=128)  # more than there are: what TensorFlow has traced is never freed
def strider(surface: str, optimiser: str) -> Callable[..., tf.Tensor]:
    """Return the compiled loop for a whole map: traced once for each surface and rule.

    Shapes: start (2, n), rate (), coefficients (7, 7), the k steps at which to look -> (k, 2, n).
    """

    @tf.function(
        input_signature=[
            tf.TensorSpec([2, None], tf.float32),
            tf.TensorSpec([], tf.float32),
            tf.TensorSpec([POWERS, POWERS], tf.float32),
            tf.TensorSpec([None], tf.int32),
        ],
        autograph=False,
    )
    def stride(
        start: tf.Tensor, rate: tf.Tensor, coefficients: tf.Tensor, looks: tf.Tensor
    ) -> tf.Tensor:
        slope_at = newton_step if optimiser == "newton" else uphill

        def step(done: tf.Tensor, end: tf.Tensor, *state: tf.Tensor) -> tuple[tf.Tensor, ...]:
            slope = slope_at(surface, state[0], coefficients)
            number = tf.cast(done + 1, tf.float32)
            point, first, second = state
            here = At(point, slope, first, second, number, rate)
            return done + 1, end, *RULES[optimiser](here)

        def look(
            number: tf.Tensor, done: tf.Tensor, kept: tf.TensorArray, *state: tf.Tensor
        ) -> tuple[tf.Tensor, ...]:
            # One at a time: each step waits for the one before.
            done, _, *state = tf.while_loop(
                lambda done, end, *_: done < end,
                step,
                (done, looks[number], *state),
                parallel_iterations=1,
            )
            return number + 1, done, kept.write(number, state[0]), *state

        first = unmoved((optimiser,), start[:, tf.newaxis])
        state = [tf.reshape(part, tf.shape(start)) for part in first]
        kept = tf.TensorArray(tf.float32, tf.size(looks), element_shape=[2, None])
        return tf.while_loop(
            lambda number, *_: number < tf.size(looks),
            look,
            (0, 0, kept, *state),
            parallel_iterations=1,
        )[2].stack()

    return stride


@tf.function(
    input_signature=[tf.TensorSpec([2, None], tf.float32), tf.TensorSpec([None, 2], tf.float32)],
    autograph=False,
)
def nearest(points: tf.Tensor, places: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Find the nearest place to each point, place by place: all at once would be a large table.

    Shapes: (2, n), (m, 2) -> numbers (n,), squared distances (n,).
    """

    def compare(
        number: tf.Tensor, best: tf.Tensor, least: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        gap = tf.reduce_sum(tf.square(points - places[number][:, tf.newaxis]), axis=0)
        return number + 1, tf.where(gap < least, number, best), tf.minimum(gap, least)

    first = tf.zeros_like(points[0], tf.int32), tf.fill(tf.shape(points[0]), float("inf"))
    return tf.while_loop(
        lambda number, *_: number < tf.shape(places)[0], compare, (0, *first), parallel_iterations=1
    )[1:]


class Basins(NamedTuple):
    """For each start where it ends, and after how many steps it stays there; the ends."""

    ends: tf.Tensor
    steps_needed: tf.Tensor
    counts: tf.Tensor
    places: tf.Tensor
    kinds: list[str]


def basins(
    surface: str,
    terms: list[list[float]],
    optimiser: str,
    window: list[float],
    size: int,
    rate: float,
    steps: int,
) -> Basins:
    """Let a descent begin in every pixel of a window, and see where each ends.

    Shapes: (size, size) of int32 twice, row 0 at the lowest y; (n + 2,), (n, 2), n. An end is
    the number of a place, n where none is within 1/120 of the map after the last step, n + 1
    where the descent is farther outside the map than that is wide, or has left the numbers.
    Newton's method, whose steps cost the most and which needs the fewest, takes 50 at most.
    The minima come first, anticlockwise around the middle of the map. The steps that a start
    needs are known as closely as there are looks.
    """
    left, right, low, high = whole = WINDOWS[surface]
    width, middle = right - left, tf.constant([[left + right], [low + high]]) / 2
    near, steps = (width / 120) ** 2, min(steps, LEAPS) if optimiser == "newton" else steps
    places, kinds = targets(surface, terms, whole)
    looks = tf.square(tf.range(1, LOOKS + 1)) * steps // LOOKS**2
    walk = strider(traced_as(surface), optimiser)
    trail = walk(pixels(window, size), rate, table(terms), looks)
    found, least = nearest(trail[-1], places)
    ends = tf.where(least < near, found, len(kinds))
    away = tf.reduce_max(tf.abs(trail[-1] - middle), axis=0)
    ends = tf.where(away < 1.5 * width, ends, len(kinds) + 1)  # a NaN is not less
    own = tf.transpose(tf.gather(places, found))
    outside = tf.reduce_sum(tf.square(trail - own), axis=1) >= near
    last = tf.reduce_max(tf.where(outside, tf.range(1, LOOKS + 1)[:, tf.newaxis], 0), axis=0)
    needed = tf.gather(tf.concat([looks, [steps]], axis=0), last)
    counts = tf.math.bincount(ends, minlength=len(kinds) + 2)
    ends, needed = (tf.reshape(part, [size, size]) for part in (ends, needed))
    return Basins(ends, needed, counts, places, kinds)


def targets(
    surface: str, terms: list[list[float]], window: list[float]
) -> tuple[tf.Tensor, list[str]]:
    """Return where a descent may come to rest: every flat place, and the tips that are kinks.

    Shapes: (n, 2), n; at least one, if far away.
    """
    flat = known(surface, terms, window)
    kinks = KINKS.get(surface, [])
    places = np.array([*flat.places.numpy(), *kinks]).reshape(-1, 2)
    kinds = [*flat.kinds, *["minimum"] * len(kinks)]
    x, y = (places - [[np.mean(window[:2]), np.mean(window[2:])]]).T
    turn = np.arctan2(y, x) % (2 * np.pi)
    order = sorted(range(len(kinds)), key=lambda n: (kinds[n] != "minimum", kinds[n], turn[n]))
    if not order:
        return tf.constant([[1e9, 1e9]]), ["undecided"]
    return tf.constant(places[order], tf.float32), [kinds[n] for n in order]


def tuned(surface: str, rule: str) -> dict[str, Any]:
    """Return the controls that a map of a surface by a rule begins with.

    Along the bent valley plain gradient descent gets nowhere in 500 steps: momentum goes there.
    """
    plain, rolling, adaptive, steps = TUNED[surface]
    if rule == "newton":
        return {}
    if rule in ADAPTIVE:
        return {"map_adaptive": adaptive, "map_steps": steps}
    rule = "momentum" if (surface, rule) == ("rosenbrock", "gradient_descent") else rule
    rate = plain if rule == "gradient_descent" else rolling
    return {"map_rule": rule, "map_rate": rate, "map_steps": steps}


def sum_up(counts: np.ndarray, kinds: list[str]) -> dict[str, int]:
    """Say in numbers how the starts of a map end.

    Shapes: (n + 2,), n.
    """
    minima = [int(count) for count, kind in zip(counts, kinds, strict=False) if kind == "minimum"]
    return {
        "minima": len(minima),
        "reached": sum(count > 0 for count in minima),
        "elsewhere": int(counts[:-2].sum()) - sum(minima),
        "unsettled": int(counts[-2]),
        "diverged": int(counts[-1]),
    }


def is_met(
    surface: str, optimiser: str, window: list[float], rate: float, steps: int, **end: int
) -> bool:
    """Whether gradient descent brings a whole Himmelblau map home, soon and not too boldly."""
    plain = surface == "himmelblau" and optimiser == "gradient_descent"
    bound = window == WINDOWS[surface] and rate <= 0.012 and steps <= 80
    return plain and bound and end["unsettled"] + end["diverged"] == 0
