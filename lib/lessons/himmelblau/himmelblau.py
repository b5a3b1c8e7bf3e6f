"""Optimising the Himmelblau function: where gradient descent ends."""

import threading
import time
from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.himmelblau.stability import MINIMA
from lib.lessons.shared.optimisers import race
from lib.lessons.shared.surfaces import himmelblau


def slope(points: tf.Tensor) -> tf.Tensor:
    """Return the gradient of f at each point, from the tape.

    Shapes: (..., 2) -> (..., 2).
    """
    with tf.GradientTape() as tape:
        tape.watch(points)
        value = himmelblau(*tf.unstack(points, axis=-1))
    return tape.gradient(value, points)


class Path(NamedTuple):
    """The points of a descent, and the value of f at each: one more row than steps."""

    points: tf.Tensor
    values: tf.Tensor


@tf.function(
    input_signature=[
        tf.TensorSpec([2], tf.float32),
        tf.TensorSpec([], tf.float32),
        tf.TensorSpec([], tf.int32),
    ],
    autograph=False,
)
def descent_path(start: tf.Tensor, rate: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
    """Descend in one compiled loop, and keep every point.

    Each iteration takes ten steps, because an iteration costs as much as a step.
    Shapes: (2,) -> (steps + 1, 2).
    """

    def ten_steps(before: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
        point, points = before[-1], []
        for _ in range(10):
            point = point - rate * slope(point)
            points.append(point)
        return tf.stack(points)

    here = tf.tile(start[tf.newaxis], [10, 1])
    rounds = tf.scan(ten_steps, tf.range((steps + 9) // 10), here, parallel_iterations=1)
    return tf.concat([here[:1], tf.reshape(rounds, [-1, 2])], axis=0)[: steps + 1]


def descend(start: list[float], rate: float, steps: int) -> Path:
    """Descend from one start by plain gradient descent.

    Shapes: (steps + 1, 2), (steps + 1,). Values that overflow are infinite or NaN.
    """
    points = descent_path(tf.constant(start, tf.float32), tf.constant(rate), tf.constant(steps))
    return Path(points, himmelblau(*tf.unstack(points, axis=-1)))


class Surface(NamedTuple):
    """The function over a grid: the two axes and the heights."""

    x: tf.Tensor
    y: tf.Tensor
    z: tf.Tensor


def surface(size: int) -> Surface:
    """Evaluate f on the grid of the article, from -6 to 6 without the end.

    Shapes: (size,), (size,), (size, size); z[i, j] is the height at x[j], y[i].
    """
    axis = tf.range(size, dtype=tf.float32) * (12 / size) - 6
    grid_x, grid_y = tf.meshgrid(axis, axis)
    return Surface(axis, axis, himmelblau(grid_x, grid_y))


def heights(size: int) -> np.ndarray:
    """Return f over the grid, for the map under the paths.

    Shape: (size, size), row 0 at the lowest y.
    """
    return surface(size).z.numpy()


def lattice(corners: int) -> np.ndarray:
    """Return f at the corners of a lattice from -6 to 6, both ends among them.

    Shape: (corners, corners), row 0 at the lowest y.
    """
    axis = tf.linspace(-6.0, 6.0, corners)
    return himmelblau(*tf.meshgrid(axis, axis)).numpy()


@tf.function(
    input_signature=[
        tf.TensorSpec([None, 2], tf.float32),
        tf.TensorSpec([], tf.float32),
        tf.TensorSpec([], tf.int32),
    ],
    autograph=False,
)
def descend_together(points: tf.Tensor, rate: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
    """Let every point descend at once, in one compiled loop."""

    def step(done: tf.Tensor, points: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return done + 1, points - rate * slope(points)

    def unfinished(done: tf.Tensor, points: tf.Tensor) -> tf.Tensor:
        return done < steps

    # One at a time: each step waits for the one before.
    return tf.while_loop(unfinished, step, (0, points), parallel_iterations=1)[1]


class Timings(NamedTuple):
    """The same descent in three ways: where each ended, and its seconds for one descent.

    And what tracing the compiled one costs, once.
    """

    end_eager: tf.Tensor
    end_compiled: tf.Tensor
    end_batched: tf.Tensor
    seconds_eager: float
    seconds_compiled: float
    seconds_batched: float
    seconds_traced: float


BATCH = 14_400
"""Descents that run together in the third measurement: the starts of a map of 120 x 120."""
MEASURING = threading.Lock()


def time_descents(start: list[float], rate: float, steps: int) -> Timings:
    """Time a Python loop, a compiled loop, and a compiled loop for a whole batch of descents.

    Shapes: three times (2,), then seconds; those of the batch are divided by its size. The
    compiled ones are timed several times, and the shortest time counts. Only one measurement
    runs at a time, since two would disturb each other.
    """
    with MEASURING:
        return measure(tf.constant(start), tf.constant(rate), tf.constant(steps))


def measure(start: tf.Tensor, rate: tf.Tensor, steps: tf.Tensor) -> Timings:
    """Do the work of ``time_descents``. Shapes: (2,), (), () -> three times (2,), then seconds."""
    begun = time.perf_counter()
    point = start
    for _ in range(int(steps)):
        point = point - rate * slope(point)
    seconds = [time.perf_counter() - begun]
    ends = [point]
    for size, times in ((1, 20), (BATCH, 3)):
        batch = tf.tile(start[tf.newaxis], [size, 1])
        best = float("inf")
        for _ in range(times):
            begun = time.perf_counter()
            found = descend_together(batch, rate, steps)
            best = min(best, time.perf_counter() - begun)
        ends.append(found[0])
        seconds.append(best / size)
    begun = time.perf_counter()
    anew = tf.function(
        descend_together.python_function, descend_together.input_signature, autograph=False
    )
    anew.get_concrete_function()
    seconds.append(time.perf_counter() - begun)
    return Timings(*ends, *seconds)


def warm() -> None:
    """Trace and run what is compiled, so that no reader waits for it."""
    descend([-4.0, 0.0], 0.01, 2)
    descend_together(tf.zeros([1, 2]), tf.constant(0.01), tf.constant(1))
    race("himmelblau", [], [[-4.0, 0.0]], 0.01, 0.1, 2)


def draw_value(draw: Random) -> dict[str, Any]:
    """Draw a point with whole coordinates."""
    return {"x": draw.randint(-3, 4), "y": draw.randint(-3, 4)}


def value_at(x: int, y: int) -> tf.Tensor:
    """Return f at one point."""
    return himmelblau(tf.constant(float(x)), tf.constant(float(y)))


def draw_start(draw: Random) -> dict[str, Any]:
    """Draw a start, often one whose nearest minimum is not where it ends."""
    starts = [[-4.0, 0.0], [4.0, 0.0], [1.0, 0.0], [0.0, -4.0], [0.0, 4.0], [-1.0, 0.0]]
    return {"start": draw.choice(starts)}


def names_of_minima(**_: Any) -> list[str]:
    """Return the four minima as a reader would write them."""
    return ["(3, 2)", "(-2.81, 3.13)", "(-3.78, -3.28)", "(3.58, -1.85)"]


def minimum_reached(start: list[float]) -> str:
    """Descend from a start for 200 steps of rate 0.01, and name the minimum it reaches."""
    end = descend(start, 0.01, 200).points[-1]
    return names_of_minima()[int(np.argmin(np.linalg.norm(end - np.array(MINIMA), axis=1)))]


def draw_rate(draw: Random) -> dict[str, Any]:
    """Draw a learning rate clearly below or above the largest that converges."""
    return {"rate": draw.choice([0.001, 0.005, 0.01, 0.05, 0.1, 0.2])}


def finite_or_diverges(rate: float) -> str:
    """Descend from (-4, 0), and say whether the path stays finite."""
    end = descend([-4.0, 0.0], rate, 200).points[-1]
    return "finite" if bool(tf.reduce_all(tf.math.is_finite(end))) else "diverges"


def draw_slope(draw: Random) -> dict[str, Any]:
    """Draw a minimum or another point for a question about the gradient."""
    return {"x": draw.choice([3, 0, 1]), "y": draw.choice([2, 0, 1])}


def slope_at(x: int, y: int) -> tf.Tensor:
    """Return the gradient of f at one point."""
    return slope(tf.constant([x, y], tf.float32))


def draw_curvature(draw: Random) -> dict[str, Any]:
    """Draw the largest curvature of a bowl, one that divides 2 without a rest."""
    return {"curvature": draw.choice([4, 5, 8, 10, 20, 40, 50, 100])}


def largest_rate(curvature: int) -> tf.Tensor:
    """Return the rate from which steps in a bowl no longer get shorter.

    One step multiplies the distance by 1 - rate times curvature: it is -1 there.
    """
    with tf.GradientTape() as tape:
        x = tf.constant(1.0)
        tape.watch(x)
        height = curvature * tf.square(x) / 2
    return 2 * x / tape.gradient(height, x)
