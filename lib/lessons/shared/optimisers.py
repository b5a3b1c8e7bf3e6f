"""Optimisers as their update rules, and compiled walks by them on any surface."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.surfaces import POWERS, curvature, height, table, traced_as, uphill


class At(NamedTuple):
    """Where an optimiser stands before a step, and what it remembers."""

    point: tf.Tensor
    slope: tf.Tensor
    first: tf.Tensor
    second: tf.Tensor
    number: tf.Tensor
    rate: tf.Tensor


Moved = tuple[tf.Tensor, tf.Tensor, tf.Tensor]
"""The next point, and the two memories after the step."""


def gradient_descent(at: At) -> Moved:
    """Go against the slope, and remember nothing."""
    return at.point - at.rate * at.slope, at.first, at.second


def momentum(at: At, beta: float = 0.9) -> Moved:
    """Roll: the first memory is a speed, of which each step keeps 90 %."""
    speed = beta * at.first - at.rate * at.slope
    return at.point + speed, speed, at.second


def nesterov(at: At, beta: float = 0.9) -> Moved:
    """Roll, and count the next push in advance."""
    speed = beta * at.first - at.rate * at.slope
    return at.point + beta * speed - at.rate * at.slope, speed, at.second


def adagrad(at: At, epsilon: float = 1e-7) -> Moved:
    """Divide by the root of all squares so far (0.1 at first): steps only get shorter."""
    squares = at.second + tf.square(at.slope)
    return at.point - at.rate * at.slope / tf.sqrt(squares + epsilon), at.first, squares


def rmsprop(at: At, rho: float = 0.9, epsilon: float = 1e-7) -> Moved:
    """Divide by the root of the recent squares: they are forgotten by 10 % a step."""
    squares = rho * at.second + (1 - rho) * tf.square(at.slope)
    return at.point - at.rate * at.slope * tf.math.rsqrt(squares + epsilon), at.first, squares


def adam(at: At, beta: float = 0.9, rho: float = 0.999, epsilon: float = 1e-7) -> Moved:
    """Take recent mean over recent root mean square; both begin at 0, which is corrected."""
    mean = beta * at.first + (1 - beta) * at.slope
    squares = rho * at.second + (1 - rho) * tf.square(at.slope)
    rate = at.rate * tf.sqrt(1 - rho**at.number) / (1 - beta**at.number)
    return at.point - rate * mean / (tf.sqrt(squares) + epsilon), mean, squares


def adamw(at: At, decay: float = 0.004) -> Moved:
    """Shrink the point a little towards 0, apart from the slope; then Adam."""
    return adam(at._replace(point=at.point - decay * at.rate * at.point))


def newton(at: At) -> Moved:
    """Jump to where the parabola that fits here is flat: the slope is already Hessian⁻¹ times it.

    No rate, no memory, and no sense of up and down.
    """
    return at.point - at.slope, at.first, at.second


RULES: dict[str, Callable[[At], Moved]] = {
    "gradient_descent": gradient_descent,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
    "newton": newton,
}
ADAPTIVE = ("adagrad", "rmsprop", "adam", "adamw")
"""These divide by the size of the slope, so their rate is about a step's length."""


def newton_step(surface: str, points: tf.Tensor, coefficients: tf.Tensor) -> tf.Tensor:
    """Solve Hessian times step = gradient, two equations at each point.

    Shapes: (2, ...), (7, 7) -> (2, ...).
    """
    slope, row_x, row_y = curvature(surface, points, coefficients)
    (gx, gy), (xx, xy), (yx, yy) = tf.unstack(slope), tf.unstack(row_x), tf.unstack(row_y)
    determinant = xx * yy - xy * yx
    return tf.stack([yy * gx - xy * gy, xx * gy - yx * gx]) / determinant


def clipped(slope: tf.Tensor, limit: tf.Tensor) -> tf.Tensor:
    """Shorten each arrow to the limit, as ``tf.clip_by_norm`` does; each point has its own.

    Shapes: (2, ...), () -> (2, ...).
    """
    return slope * tf.minimum(1.0, limit / tf.norm(slope, axis=0))


class Weather(NamedTuple):
    """What is the same for all walkers: the ground's coefficients, clipping and noise."""

    coefficients: tf.Tensor
    limit: tf.Tensor
    noise: tf.Tensor
    seed: tf.Tensor


def advance(
    surface: str,
    optimisers: tuple[str, ...],
    state: Moved,
    number: tf.Tensor,
    rate: tf.Tensor,
    weather: Weather,
) -> Moved:
    """Take one step with every optimiser, each with its own column of points.

    Shapes: a state of three (2, K, S): K optimisers with S points each; rate (K or 1, S or 1).
    """
    points, first, second = state
    seed = tf.stack([weather.seed, tf.cast(number, tf.int32)])
    jolt = weather.noise * tf.random.stateless_normal([2, 1, 1], seed)
    slope = clipped(uphill(surface, points, weather.coefficients) + jolt, weather.limit)
    count = len(optimisers)
    rates = tf.unstack(tf.broadcast_to(rate, tf.shape(points)[1:]), count)
    parts = [tf.unstack(part, count, axis=1) for part in (points, slope, first, second)]
    moved = []
    for name, own, point, arrow, one, two in zip(optimisers, rates, *parts, strict=True):
        if name == "newton":
            arrow = newton_step(surface, point, weather.coefficients)
        moved.append(RULES[name](At(point, arrow, one, two, number, own)))
    points, first, second = (tf.stack(part, axis=1) for part in zip(*moved, strict=True))
    return points, first, second


def unmoved(optimisers: tuple[str, ...], points: tf.Tensor) -> Moved:
    """Return the state before the first step: memories of 0, but AdaGrad's begins at 0.1.

    Shapes: (2, K, S) -> three times (2, K, S).
    """
    begin = tf.constant([0.1 if name == "adagrad" else 0.0 for name in optimisers])
    return points, tf.zeros_like(points), tf.zeros_like(points) + begin[:, tf.newaxis]


SIGNATURE = [
    tf.TensorSpec([2, None, None], tf.float32),
    tf.TensorSpec([None, None, None], tf.float32),
    tf.TensorSpec([POWERS, POWERS], tf.float32),
    tf.TensorSpec([], tf.float32),
    tf.TensorSpec([], tf.float32),
    tf.TensorSpec([], tf.int32),
]
"""Start, rates, coefficients, limit of the gradient's norm, noise, seed."""


@lru_cache(maxsize=100)
def walk_on(surface: str, optimisers: tuple[str, ...]) -> Callable[..., tf.Tensor]:
    """Return the compiled loop that keeps every point: traced once for each combination.

    Shapes: start (2, K, S), rates (steps, K or 1, S or 1) -> (steps + 1, 2, K, S).
    """

    @tf.function(input_signature=SIGNATURE, autograph=False)
    def keep_walking(start: tf.Tensor, rates: tf.Tensor, *weather: tf.Tensor) -> tf.Tensor:
        steps = tf.shape(rates)[0]

        def step(
            done: tf.Tensor, state: Moved, kept: tf.TensorArray
        ) -> tuple[tf.Tensor, Moved, tf.TensorArray]:
            number = tf.cast(done + 1, tf.float32)
            state = advance(surface, optimisers, state, number, rates[done], Weather(*weather))
            return done + 1, state, kept.write(done + 1, state[0])

        shape = tf.TensorShape([2, len(optimisers), None])
        kept = tf.TensorArray(tf.float32, steps + 1, element_shape=shape).write(0, start)
        begin = (0, unmoved(optimisers, start), kept)
        # One at a time: each step waits for the one before.
        end = tf.while_loop(lambda done, *_: done < steps, step, begin, parallel_iterations=1)
        return end[2].stack()

    return keep_walking


class Race(NamedTuple):
    """Where each optimiser stood after each step, and how high."""

    points: tf.Tensor
    heights: tf.Tensor


def race(
    surface: str,
    terms: list[list[float]],
    starts: list[list[float]],
    rate: float,
    adaptive_rate: float,
    steps: int,
) -> Race:
    """Let every optimiser set off from the same places, in one compiled loop.

    AdaGrad, RMSprop, Adam and AdamW take the adaptive rate, Newton's method takes none.
    Shapes: (steps + 1, K, S, 2), (steps + 1, K, S), for the K rules in their order.
    """
    names, coefficients = tuple(RULES), table(terms)
    own = [adaptive_rate if name in ADAPTIVE else rate for name in names]
    rates = tf.tile(tf.constant(own, tf.float32)[tf.newaxis, :, tf.newaxis], [steps, 1, 1])
    begin = tf.transpose(tf.constant(starts, tf.float32))[:, tf.newaxis]
    begin = tf.tile(begin, [1, len(names), 1])
    walk = walk_on(traced_as(surface), names)
    points = walk(begin, rates, coefficients, float("inf"), 0.0, 0)
    heights = height(surface, tf.transpose(points, [1, 0, 2, 3]), coefficients)
    return Race(tf.transpose(points, [0, 2, 3, 1]), heights)


def ring(x: float, y: float, count: int, window: list[float]) -> list[list[float]]:
    """Return places on a circle around one, a sixth as wide as a window."""
    radius = (window[1] - window[0]) / 12
    turns = [2 * math.pi * number / count for number in range(count)]
    spots = [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
    return [[round(part, 4) for part in spot] for spot in spots]


COURSES = {
    name: {"race_x": x, "race_y": y, "race_rate": rate}
    for name, x, y, rate in (
        ("himmelblau", -1.0, -2.0, 0.0032),
        ("rosenbrock", -1.5, 2.0, 0.001),
        ("beale", 0.5, 2.5, 0.001),
        ("booth", -8.0, -6.0, 0.032),
        ("rastrigin", 3.25, 2.25, 0.0018),
        ("ackley", 3.25, 2.25, 0.032),
        ("saddle", 2.5, 0.25, 0.01),
        ("valley", 5.0, 2.5, 0.032),
        ("own", 3.0, 5.0, 0.0032),
    )
}
"""Where a race on each surface begins, and at what rate."""
BOTTOMLESS = -10.0
"""The height to reach where there is no minimum."""


def placings(
    points: np.ndarray, heights: np.ndarray, floor: float | None, names: list[str]
) -> dict[str, Any]:
    """Say who is first near the floor from every start, when the last is there, and who is lost.

    Lost is who ends more than 100 away from the origin, or without numbers, from any start.
    Nearest is who ends lowest, taking the worst of the starts. Late is who is neither there nor
    lost, where others are there. Without a floor the goal is ``BOTTOMLESS``. Steps are one too
    many where nobody arrives. The end is ``first``, ``none`` of them there, or all ``off``.
    Shapes: (steps + 1, K, S, 2), (steps + 1, K, S), K names.
    """
    goal = BOTTOMLESS if floor is None else floor + 0.01
    worst = np.where(np.isnan(heights), np.inf, heights).max(axis=2)
    first = [int(np.argmax([*column, True])) for column in (worst < goal).T]
    far = ~(np.abs(points[-1]) <= 100).all(axis=(1, 2))  # a NaN is not less
    there, nearest = [step < len(points) for step in first], int(np.argmin(worst[-1]))
    rest = [name for name, *is_so in zip(names, there, far, strict=True) if not any(is_so)]
    return {
        "end": "first" if any(there) else "off" if all(far) else "none",
        "late": rest if any(there) else [],
        "goal": goal,
        "steps": len(points) - 1,
        "racers": len(names),
        "best": names[int(np.argmin(first))],
        "step": min(first),
        "last": max(first),
        "arrived": sum(there),
        "nearest": names[nearest],
        "height": float(worst[-1, nearest]),
        "lost": [name for name, off in zip(names, far, strict=True) if off],
    }
