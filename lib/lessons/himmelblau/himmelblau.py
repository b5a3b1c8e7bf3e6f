"""Optimising the Himmelblau function: where gradient descent goes, and why there."""

import threading
import time
from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.himmelblau.basins import basins
from lib.lessons.himmelblau.schedules import compare
from lib.lessons.himmelblau.stability import REACH, sweep
from lib.lessons.shared.optimisers import race
from lib.lessons.shared.surfaces import himmelblau

MINIMA = [[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]]


def slope(points: tf.Tensor) -> tf.Tensor:
    """Return the gradient of f at each point, from the tape.

    Shapes: (..., 2) -> (..., 2).
    """
    with tf.GradientTape() as tape:
        tape.watch(points)
        value = himmelblau(*tf.unstack(points, axis=-1))
    return tape.gradient(value, points)


class Path(NamedTuple):
    """Where a descent went, and how high it stood: one more row than steps."""

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
def walk(start: tf.Tensor, rate: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
    """Walk downhill in one compiled loop, and keep every point.

    Ten steps a round: going round costs as much as a step. Shapes: (2,) -> (steps + 1, 2).
    """

    def ten(before: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
        point, points = before[-1], []
        for _ in range(10):
            point = point - rate * slope(point)
            points.append(point)
        return tf.stack(points)

    here = tf.tile(start[tf.newaxis], [10, 1])
    rounds = tf.scan(ten, tf.range((steps + 9) // 10), here, parallel_iterations=1)
    return tf.concat([here[:1], tf.reshape(rounds, [-1, 2])], axis=0)[: steps + 1]


def descend(start: list[float], rate: float, steps: int) -> Path:
    """Descend from one start by plain gradient descent.

    Shapes: (steps + 1, 2), (steps + 1,). Values that overflow are infinite or NaN.
    """
    points = walk(tf.constant(start, tf.float32), tf.constant(rate), tf.constant(steps))
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
def settle(points: tf.Tensor, rate: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
    """Let every point walk downhill at once, in one compiled loop."""

    def step(done: tf.Tensor, points: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return done + 1, points - rate * slope(points)

    def unfinished(done: tf.Tensor, points: tf.Tensor) -> tf.Tensor:
        return done < steps

    # One at a time: each step waits for the one before.
    return tf.while_loop(unfinished, step, (0, points), parallel_iterations=1)[1]


class Clocked(NamedTuple):
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


CROWD = 14_400
"""Descents that run side by side in the third way: the starts of a map of 120 x 120."""
ALONE = threading.Lock()


def clock(start: list[float], rate: float, steps: int) -> Clocked:
    """Time a Python loop, one compiled loop, and one compiled loop for a crowd, here and now.

    Shapes: three times (2,), then seconds; those of the crowd are divided by its size. The
    compiled ones are timed several times, and the best counts. One measures at a time: two at
    once would measure each other.
    """
    with ALONE:
        return measure(tf.constant(start), tf.constant(rate), tf.constant(steps))


def measure(start: tf.Tensor, rate: tf.Tensor, steps: tf.Tensor) -> Clocked:
    """Do what ``clock`` says. Shapes: (2,), (), () -> three times (2,), then seconds."""
    begun = time.perf_counter()
    point = start
    for _ in range(int(steps)):
        point = point - rate * slope(point)
    seconds = [time.perf_counter() - begun]
    ends = [point]
    for size, times in ((1, 20), (CROWD, 3)):
        crowd = tf.tile(start[tf.newaxis], [size, 1])
        best = float("inf")
        for _ in range(times):
            begun = time.perf_counter()
            found = settle(crowd, rate, steps)
            best = min(best, time.perf_counter() - begun)
        ends.append(found[0])
        seconds.append(best / size)
    begun = time.perf_counter()
    anew = tf.function(settle.python_function, settle.input_signature, autograph=False)
    anew.get_concrete_function()
    seconds.append(time.perf_counter() - begun)
    return Clocked(*ends, *seconds)


def warm() -> None:
    """Trace and run what is compiled, so that no reader waits for it."""
    descend([-4.0, 0.0], 0.01, 2)
    basins("himmelblau", [], "gradient_descent", [-6.0, 6.0, -6.0, 6.0], 2, 0.01, 2)
    settle(tf.zeros([1, 2]), tf.constant(0.01), tf.constant(1))
    race("himmelblau", [], [[-4.0, 0.0]], 0.01, 0.1, 2)
    compare([-4.0, 0.0], 0.01, 30.0, 29.0, 0.0, 0)
    for optimiser in REACH:
        sweep(optimiser, [-4.0, 0.0], 0.01, 1.0)


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
    """Draw a learning rate clearly below or above what the descent stands."""
    return {"rate": draw.choice([0.001, 0.005, 0.01, 0.05, 0.1, 0.2])}


def fate(rate: float) -> str:
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
