"""Update rules of optimisers, and compiled descents by them on any surface."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.surfaces import (
    POWERS,
    coefficient_table,
    curvature,
    gradient_at,
    height,
    traced_as,
)


class StepInput(NamedTuple):
    """What an update rule gets: point, slope, two memories, number of the step, learning rate."""

    point: tf.Tensor
    slope: tf.Tensor
    first: tf.Tensor
    second: tf.Tensor
    number: tf.Tensor
    rate: tf.Tensor


StepResult = tuple[tf.Tensor, tf.Tensor, tf.Tensor]
"""The next point, and the two memories after the step."""


def gradient_descent(at: StepInput) -> StepResult:
    """Move against the gradient, without memory."""
    return at.point - at.rate * at.slope, at.first, at.second


def momentum(at: StepInput, beta: float = 0.9) -> StepResult:
    """Add a velocity, the first memory, of which each step keeps 90 %."""
    speed = beta * at.first - at.rate * at.slope
    return at.point + speed, speed, at.second


def nesterov(at: StepInput, beta: float = 0.9) -> StepResult:
    """Add a velocity as ``momentum`` does, one step ahead."""
    speed = beta * at.first - at.rate * at.slope
    return at.point + beta * speed - at.rate * at.slope, speed, at.second


def adagrad(at: StepInput, epsilon: float = 1e-7) -> StepResult:
    """Divide by the root of all squares so far (0.1 at first): steps only get shorter."""
    squares = at.second + tf.square(at.slope)
    return at.point - at.rate * at.slope / tf.sqrt(squares + epsilon), at.first, squares


def rmsprop(at: StepInput, rho: float = 0.9, epsilon: float = 1e-7) -> StepResult:
    """Divide by the root of the recent squares: they are forgotten by 10 % a step."""
    squares = rho * at.second + (1 - rho) * tf.square(at.slope)
    return at.point - at.rate * at.slope * tf.math.rsqrt(squares + epsilon), at.first, squares


def adam(at: StepInput, beta: float = 0.9, rho: float = 0.999, epsilon: float = 1e-7) -> StepResult:
    """Take recent mean over recent root mean square; both begin at 0, which is corrected."""
    mean = beta * at.first + (1 - beta) * at.slope
    squares = rho * at.second + (1 - rho) * tf.square(at.slope)
    rate = at.rate * tf.sqrt(1 - rho**at.number) / (1 - beta**at.number)
    return at.point - rate * mean / (tf.sqrt(squares) + epsilon), mean, squares


def adamw(at: StepInput, decay: float = 0.004) -> StepResult:
    """Shrink the point a little towards 0, apart from the slope; then Adam."""
    return adam(at._replace(point=at.point - decay * at.rate * at.point))


def newton(at: StepInput) -> StepResult:
    """Jump to where the parabola that fits here is flat: the slope is already Hessian⁻¹ times it.

    It has no rate and no memory, and goes to maxima and saddles as well as to minima.
    """
    return at.point - at.slope, at.first, at.second


RULES: dict[str, Callable[[StepInput], StepResult]] = {
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


def clip_to_norm(slope: tf.Tensor, limit: tf.Tensor) -> tf.Tensor:
    """Shorten each arrow to the limit, as ``tf.clip_by_norm`` does; each point has its own.

    Shapes: (2, ...), () -> (2, ...).
    """
    return slope * tf.minimum(1.0, limit / tf.norm(slope, axis=0))


class Conditions(NamedTuple):
    """What all optimisers share: the surface's coefficients, clipping and noise."""

    coefficients: tf.Tensor
    limit: tf.Tensor
    noise: tf.Tensor
    seed: tf.Tensor


def advance(
    surface: str,
    optimisers: tuple[str, ...],
    state: StepResult,
    number: tf.Tensor,
    rate: tf.Tensor,
    conditions: Conditions,
) -> StepResult:
    """Take one step with every optimiser, each with its own column of points.

    Shapes: a state of three (2, K, S): K optimisers with S points each; rate (K or 1, S or 1).
    """
    points, first, second = state
    seed = tf.stack([conditions.seed, tf.cast(number, tf.int32)])
    error = conditions.noise * tf.random.stateless_normal([2, 1, 1], seed)
    slope = clip_to_norm(
        gradient_at(surface, points, conditions.coefficients) + error, conditions.limit
    )
    count = len(optimisers)
    rates = tf.unstack(tf.broadcast_to(rate, tf.shape(points)[1:]), count)
    parts = [tf.unstack(part, count, axis=1) for part in (points, slope, first, second)]
    moved = []
    for name, own, point, arrow, one, two in zip(optimisers, rates, *parts, strict=True):
        if name == "newton":
            arrow = newton_step(surface, point, conditions.coefficients)
        moved.append(RULES[name](StepInput(point, arrow, one, two, number, own)))
    points, first, second = (tf.stack(part, axis=1) for part in zip(*moved, strict=True))
    return points, first, second


def first_state(optimisers: tuple[str, ...], points: tf.Tensor) -> StepResult:
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
def compiled_path(surface: str, optimisers: tuple[str, ...]) -> Callable[..., tf.Tensor]:
    """Return the compiled loop that keeps every point: traced once for each combination.

    Shapes: start (2, K, S), rates (steps, K or 1, S or 1) -> (steps + 1, 2, K, S).
    """

    @tf.function(input_signature=SIGNATURE, autograph=False)
    def walk(start: tf.Tensor, rates: tf.Tensor, *conditions: tf.Tensor) -> tf.Tensor:
        steps = tf.shape(rates)[0]

        def step(
            done: tf.Tensor, state: StepResult, kept: tf.TensorArray
        ) -> tuple[tf.Tensor, StepResult, tf.TensorArray]:
            number = tf.cast(done + 1, tf.float32)
            state = advance(
                surface, optimisers, state, number, rates[done], Conditions(*conditions)
            )
            return done + 1, state, kept.write(done + 1, state[0])

        shape = tf.TensorShape([2, len(optimisers), None])
        kept = tf.TensorArray(tf.float32, steps + 1, element_shape=shape).write(0, start)
        begin = (0, first_state(optimisers, start), kept)
        # One at a time: each step waits for the one before.
        end = tf.while_loop(lambda done, *_: done < steps, step, begin, parallel_iterations=1)
        return end[2].stack()

    return walk


class Race(NamedTuple):
    """The point of each optimiser after each step, and the height there."""

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
    """Run every optimiser from the same starts, in one compiled loop.

    AdaGrad, RMSprop, Adam and AdamW take the adaptive rate, Newton's method takes none.
    Shapes: (steps + 1, K, S, 2), (steps + 1, K, S), for the K rules in their order.
    """
    names, coefficients = tuple(RULES), coefficient_table(terms)
    own = [adaptive_rate if name in ADAPTIVE else rate for name in names]
    rates = tf.tile(tf.constant(own, tf.float32)[tf.newaxis, :, tf.newaxis], [steps, 1, 1])
    begin = tf.transpose(tf.constant(starts, tf.float32))[:, tf.newaxis]
    begin = tf.tile(begin, [1, len(names), 1])
    walk = compiled_path(traced_as(surface), names)
    points = walk(begin, rates, coefficients, float("inf"), 0.0, 0)
    heights = height(surface, tf.transpose(points, [1, 0, 2, 3]), coefficients)
    return Race(tf.transpose(points, [0, 2, 3, 1]), heights)


def starts_around(x: float, y: float, count: int, window: list[float]) -> list[list[float]]:
    """Return starts on a circle around a point; its diameter is a sixth of the window's width."""
    radius = (window[1] - window[0]) / 12
    turns = [2 * math.pi * number / count for number in range(count)]
    spots = [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
    return [[round(part, 4) for part in spot] for spot in spots]


RACE_CONTROLS = {
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
"""Start and learning rate of the race on each surface."""
GOAL_WITHOUT_MINIMUM = -10.0
"""The height to reach where there is no minimum."""


def rank_optimisers(
    points: np.ndarray, heights: np.ndarray, floor: float | None, names: list[str]
) -> dict[str, Any]:
    """Rank optimisers by the steps they need to come near the floor from every start.

    Lost is who ends more than 100 away from the origin, or without numbers, from any start.
    Nearest is who ends lowest, taking the worst of the starts. Late is who is neither there nor
    lost, where others are there. Without a floor the goal is ``GOAL_WITHOUT_MINIMUM``. Steps are
    one too many where nobody arrives. The end is ``first``, ``none`` of them there, or all ``off``.
    Shapes: (steps + 1, K, S, 2), (steps + 1, K, S), K names.
    """
    goal = GOAL_WITHOUT_MINIMUM if floor is None else floor + 0.01
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
