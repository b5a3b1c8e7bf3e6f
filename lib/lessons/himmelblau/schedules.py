"""Schedules of the learning rate, and gradients with noise."""

from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.himmelblau.stability import MINIMA
from lib.lessons.shared.surfaces import coefficient_table, curvature, gradient_at, himmelblau

STEPS = 200
RUNS = 64
"""Descents of each schedule, each with noise of its own; the heights are their mean."""


def constant(step: tf.Tensor, rate: float) -> tf.Tensor:
    """Return the same rate at every step. Shapes: (n,) -> (n,)."""
    return rate * tf.ones_like(step)


def exponential(step: tf.Tensor, rate: float, half: float) -> tf.Tensor:
    """Return a rate that halves again and again, each time in ``half`` steps."""
    return rate * 0.5 ** (step / half)


def cosine(step: tf.Tensor, rate: float, last: float) -> tf.Tensor:
    """Return a rate that falls to 0 at the last step: slowly at first and at the end."""
    return rate * (1 + tf.cos(np.pi * tf.minimum(step / last, 1.0))) / 2


def restarts(step: tf.Tensor, rate: float, first: float) -> tf.Tensor:
    """Return a rate that falls to 0 in ``first`` steps, then anew in twice as many, and so on."""
    number = tf.floor(tf.math.log(step / first + 1.0) / np.log(2))
    begun = first * (2**number - 1)
    return cosine(step - begun, rate, first * 2**number)


@tf.function(
    input_signature=[
        tf.TensorSpec([2], tf.float32),
        tf.TensorSpec([None, None], tf.float32),
        tf.TensorSpec([], tf.float32),
        tf.TensorSpec([], tf.int32),
    ],
    autograph=False,
)
def noisy_descents(
    start: tf.Tensor, rates: tf.Tensor, noise: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """Descend with each schedule, 64 times, by gradients with noise.

    The error of a gradient is drawn for each step and run, and is the same for all schedules.
    Ten steps a round: going round costs as much as a step.
    Shapes: (2,), (steps, K), (), () -> (steps + 1, 2, K, RUNS).
    """
    flat, (steps, count) = coefficient_table([]), tf.unstack(tf.shape(rates))
    rounds = (steps + 9) // 10
    own = tf.reshape(tf.pad(rates, [[0, 10 * rounds - steps], [0, 0]]), [rounds, 10, count, 1])
    seeds = tf.stack([seed, 0])
    errors = noise * tf.random.stateless_normal([rounds, 10, 2, 1, RUNS], seeds)

    def ten_steps(before: tf.Tensor, given: tuple[tf.Tensor, tf.Tensor]) -> tf.Tensor:
        point, points = before[-1], []
        for rate, error in zip(*map(tf.unstack, given), strict=True):
            point = point - rate * (gradient_at("himmelblau", point, flat) + error)
            points.append(point)
        return tf.stack(points)

    begin = tf.tile(start[tf.newaxis, :, tf.newaxis, tf.newaxis], [10, 1, count, RUNS])
    # One at a time: each round waits for the one before.
    path = tf.scan(ten_steps, (own, errors), begin, parallel_iterations=1)
    path = tf.reshape(path, [-1, 2, count, RUNS])
    return tf.concat([begin[:1], path], axis=0)[: steps + 1]


class SchedulesCompared(NamedTuple):
    """Four schedules from one start: constant, exponential, cosine, cosine with restarts."""

    rates: tf.Tensor
    points: tf.Tensor
    heights: tf.Tensor
    floor: tf.Tensor
    limit: tf.Tensor


def compare(
    start: list[float], rate: float, half: float, first: float, noise: float, seed: int
) -> SchedulesCompared:
    """Descend 200 steps with four schedules of the learning rate, and with noisy gradients.

    Noise is the standard deviation of the error in each part of the gradient. The floor is the
    height that the theory predicts for the constant rate: at a minimum with the curvatures λ it
    is ½ rate noise² times the sum of 1 / (2 - rate λ), and here the mean over the runs, each at
    its own minimum. The limit is 2 / λ of the largest, where the first run at the constant rate
    has ended.

    Shapes: (200, 4), (201, 2, 4) for the first run, (201, 4) for the mean over 64 runs, (), ().
    """
    step = tf.range(STEPS, dtype=tf.float32)
    kinds = [
        constant(step, rate),
        exponential(step, rate, half),
        cosine(step, rate, float(STEPS)),
        restarts(step, rate, first),
    ]
    rates = tf.stack(kinds, axis=1)
    points = noisy_descents(tf.constant(start), rates, tf.constant(noise), tf.constant(seed))
    heights = himmelblau(*tf.unstack(points, axis=1))
    floor, limit = predict(tf.transpose(points[-1, :, 0]), tf.constant(rate), tf.constant(noise))
    return SchedulesCompared(rates, points[..., 0], tf.reduce_mean(heights, axis=-1), floor, limit)


@tf.function(
    input_signature=[
        tf.TensorSpec([None, 2], tf.float32),
        tf.TensorSpec([], tf.float32),
        tf.TensorSpec([], tf.float32),
    ],
    autograph=False,
)
def predict(ends: tf.Tensor, rate: tf.Tensor, noise: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the mean floor at the minima nearest to places, and the first one's largest rate.

    Shapes: (n, 2), (), () -> (), ().
    """
    minima = tf.constant(MINIMA)
    _, *rows = curvature("himmelblau", tf.transpose(minima), coefficient_table([]))
    curvatures = tf.linalg.eigvalsh(tf.transpose(tf.stack(rows), [2, 0, 1]))
    left = tf.maximum(2 - rate * curvatures, 1e-9)  # beyond the limit there is no floor
    floors = rate * noise**2 * tf.reduce_sum(1 / left, axis=1) / 2
    nearest = tf.argmin(tf.norm(ends[:, tf.newaxis] - minima, axis=-1), axis=1)
    return tf.reduce_mean(tf.gather(floors, nearest)), 2 / curvatures[nearest[0], -1]


def mean_final_height(heights: np.ndarray) -> np.ndarray:
    """Return the mean height over the last 20 steps. Shapes: (201, K) -> (K,)."""
    return heights[-20:].mean(axis=0)


def draw_share(draw: Random) -> dict[str, Any]:
    """Draw a step at which the cosine is known by heart."""
    return {"step": draw.choice([0, 100, 200])}


def cosine_share(step: int) -> tf.Tensor:
    """Return how many percent of the first rate a cosine over 200 steps leaves at a step."""
    return cosine(tf.constant(float(step)), 100.0, float(STEPS))


def draw_noisy_rate(draw: Random) -> dict[str, Any]:
    """Draw a constant rate and a noise with which a descent stays in its valley."""
    return {"rate": draw.choice([0.002, 0.004]), "noise": draw.choice([2, 5, 10])}


def floor_of_half(rate: float, noise: int) -> str:
    """Return which share of the noise's floor is left at half the rate, as it is measured."""

    def floor(rate: float) -> float:
        run = compare([3.0, 2.0], rate, 50.0, 50.0, float(noise), 0)
        return float(tf.reduce_mean(run.heights[-100:, 0]))

    share = floor(rate / 2) / floor(rate)
    return min(
        {"same": 1.0, "half": 0.5, "quarter": 0.25}.items(), key=lambda i: abs(i[1] - share)
    )[0]


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    compare([-4.0, 0.0], 0.01, 30.0, 29.0, 0.0, 0)
