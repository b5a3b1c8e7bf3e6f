"""Where the descent from every start of a map ends, on any surface and by any rule."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.himmelblau.critical import KINKS, find_flat_places
from lib.lessons.shared.optimisers import ADAPTIVE, RULES, StepInput, first_state, newton_step
from lib.lessons.shared.surfaces import (
    POWERS,
    WINDOWS,
    coefficient_table,
    gradient_at,
    pixel_centres,
    traced_as,
)

CHECKS = 16
"""How often the positions are recorded, at first after a few steps; those between are not kept."""
NEWTON_STEPS = 50
"""Steps of Newton's method at most: each costs the most, and fewer are enough."""
MOST_STEPS = {120: 500, 240: 200}
"""Steps at most on a map with that many starts a side, so that no map takes long."""
BEST_CONTROLS = {
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
"""The best controls for each surface: rates without and with momentum, and for rules that
divide by the size of the slope; steps."""


@lru_cache(maxsize=128)  # more than there are: what TensorFlow has traced is never freed
def compiled_walk(surface: str, optimiser: str) -> Callable[..., tf.Tensor]:
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
    def walk_and_keep(
        start: tf.Tensor, rate: tf.Tensor, coefficients: tf.Tensor, checks: tf.Tensor
    ) -> tf.Tensor:
        slope_at = newton_step if optimiser == "newton" else gradient_at

        def step(done: tf.Tensor, end: tf.Tensor, *state: tf.Tensor) -> tuple[tf.Tensor, ...]:
            slope = slope_at(surface, state[0], coefficients)
            number = tf.cast(done + 1, tf.float32)
            point, first, second = state
            here = StepInput(point, slope, first, second, number, rate)
            return done + 1, end, *RULES[optimiser](here)

        def check(
            number: tf.Tensor, done: tf.Tensor, kept: tf.TensorArray, *state: tf.Tensor
        ) -> tuple[tf.Tensor, ...]:
            # One at a time: each step waits for the one before.
            done, _, *state = tf.while_loop(
                lambda done, end, *_: done < end,
                step,
                (done, checks[number], *state),
                parallel_iterations=1,
            )
            return number + 1, done, kept.write(number, state[0]), *state

        first = first_state((optimiser,), start[:, tf.newaxis])
        state = [tf.reshape(part, tf.shape(start)) for part in first]
        kept = tf.TensorArray(tf.float32, tf.size(checks), element_shape=[2, None])
        return tf.while_loop(
            lambda number, *_: number < tf.size(checks),
            check,
            (0, 0, kept, *state),
            parallel_iterations=1,
        )[2].stack()

    return walk_and_keep


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
    """Start a descent in every pixel of a window, and return where each ends.

    Shapes: (size, size) of int32 twice, row 0 at the lowest y; (n + 2,), (n, 2), n. An end is
    the number of a place, n where none is within 1/120 of the map after the last step, n + 1
    where the descent is farther outside the map than that is wide, or has left the numbers.
    Newton's method, whose steps cost the most and which needs the fewest, takes at most 50.
    The minima come first, anticlockwise around the middle of the map. The steps that a start
    needs are known only to the precision of the recorded steps.
    """
    left, right, low, high = whole = WINDOWS[surface]
    width, middle = right - left, tf.constant([[left + right], [low + high]]) / 2
    near, steps = (width / 120) ** 2, min(steps, NEWTON_STEPS) if optimiser == "newton" else steps
    places, kinds = targets(surface, terms, whole)
    checks = tf.square(tf.range(1, CHECKS + 1)) * steps // CHECKS**2
    walk = compiled_walk(traced_as(surface), optimiser)
    trail = walk(pixel_centres(window, size), rate, coefficient_table(terms), checks)
    found, least = nearest(trail[-1], places)
    ends = tf.where(least < near, found, len(kinds))
    away = tf.reduce_max(tf.abs(trail[-1] - middle), axis=0)
    ends = tf.where(away < 1.5 * width, ends, len(kinds) + 1)  # a NaN is not less
    own = tf.transpose(tf.gather(places, found))
    outside = tf.reduce_sum(tf.square(trail - own), axis=1) >= near
    last = tf.reduce_max(tf.where(outside, tf.range(1, CHECKS + 1)[:, tf.newaxis], 0), axis=0)
    needed = tf.gather(tf.concat([checks, [steps]], axis=0), last)
    counts = tf.math.bincount(ends, minlength=len(kinds) + 2)
    ends, needed = (tf.reshape(part, [size, size]) for part in (ends, needed))
    return Basins(ends, needed, counts, places, kinds)


def targets(
    surface: str, terms: list[list[float]], window: list[float]
) -> tuple[tf.Tensor, list[str]]:
    """Return where a descent may end: every flat place, and the tips that are kinks.

    Shapes: (n, 2), n; at least one, if far away.
    """
    flat = find_flat_places(surface, terms, window)
    kinks = KINKS.get(surface, [])
    places = np.array([*flat.places.numpy(), *kinks]).reshape(-1, 2)
    kinds = [*flat.kinds, *["minimum"] * len(kinks)]
    x, y = (places - [[np.mean(window[:2]), np.mean(window[2:])]]).T
    turn = np.arctan2(y, x) % (2 * np.pi)
    order = sorted(range(len(kinds)), key=lambda n: (kinds[n] != "minimum", kinds[n], turn[n]))
    if not order:
        return tf.constant([[1e9, 1e9]]), ["undecided"]
    return tf.constant(places[order], tf.float32), [kinds[n] for n in order]


def best_controls(surface: str, rule: str) -> dict[str, Any]:
    """Return the controls that a map of a surface by a rule begins with.

    In the bent valley plain gradient descent makes no progress in 500 steps, so momentum is used.
    """
    plain, with_momentum, adaptive, steps = BEST_CONTROLS[surface]
    if rule == "newton":
        return {}
    if rule in ADAPTIVE:
        return {"map_adaptive": adaptive, "map_steps": steps}
    rule = "momentum" if (surface, rule) == ("rosenbrock", "gradient_descent") else rule
    rate = plain if rule == "gradient_descent" else with_momentum
    return {"map_rule": rule, "map_rate": rate, "map_steps": steps}


def count_ends(counts: np.ndarray, kinds: list[str]) -> dict[str, int]:
    """Count how the descents of a map end.

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


def challenge_is_met(
    surface: str, optimiser: str, window: list[float], rate: float, steps: int, **end: int
) -> bool:
    """Return whether all descents of a Himmelblau map reach a minimum within the set bounds."""
    plain = surface == "himmelblau" and optimiser == "gradient_descent"
    bound = window == WINDOWS[surface] and rate <= 0.012 and steps <= 80
    return plain and bound and end["unsettled"] + end["diverged"] == 0


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    basins("himmelblau", [], "gradient_descent", [-6.0, 6.0, -6.0, 6.0], 2, 0.01, 2)
