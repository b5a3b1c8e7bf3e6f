"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.charts.palette import INPUT, OUTPUT
from lib.lessons.himmelblau.charts import (
    descents,
    maps,
    races,
    schedules,
    surfaces,
    sweeps,
    terrain,
    timings,
)
from tests.charts.words import chart_words

WINDOW = [-6.0, 6.0, -6.0, 6.0]
MINIMA = [[3.0, 2.0], [-2.805, 3.131], [-3.779, -3.283], [3.584, -1.848]]
KINDS = ["minimum"] * 4 + ["saddle"]
PLACES = np.array([*MINIMA, [0.087, 2.884]])


def _f(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _slope(point):
    x, y = point
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


def _heights(size):
    axis = np.linspace(-6, 6, size)
    return _f(axis, axis[:, None])


def _descent(start=(-4.0, 0.0), rate=0.01, steps=60):
    points = [np.array(start)]
    for _ in range(steps):
        points.append(points[-1] - rate * _slope(points[-1]))
    return np.array(points)


def _map():
    return surfaces.relief(_heights)


def descent_on_map_surface_and_curve():
    points = _descent()
    return descents.trio(
        _map(),
        _heights(terrain.CORNERS),
        points,
        _f(*points.T),
        MINIMA,
        words=chart_words("himmelblau", "descent"),
    )


def surface_turned_by_hand():
    words = chart_words("himmelblau", "surface")
    return terrain.turned(_heights(terrain.CORNERS), _descent(), words=words)


def flat_places_of_a_surface():
    eigenvalues = np.array([[25.0, 82.0]] * 4 + [[-60.0, 40.0]])
    return maps.flat(
        _map(),
        WINDOW,
        PLACES,
        _f(*PLACES.T),
        eigenvalues,
        np.broadcast_to(np.eye(2), (5, 2, 2)),
        KINDS,
        4,
        words=chart_words("himmelblau", "flat"),
    )


def surface_cut_along_two_directions():
    away = np.linspace(-1, 1, 81)
    above = np.stack([-30 * away**2, 20 * away**2])
    return maps.cuts(away, above, words=chart_words("himmelblau", "flat"))


def _ends(size=60):
    axis = np.linspace(-6, 6, size)
    x, y = np.meshgrid(axis, axis)
    far = [np.hypot(x - a, y - b) for a, b in MINIMA]
    ends = np.argmin(far, axis=0)
    ends[np.hypot(x, y) > 8] = 6
    return ends, (20 * np.min(far, axis=0)).astype(int)


def basins_of_four_minima():
    ends, needed = _ends()
    return maps.basins(ends, needed, 200, WINDOW, PLACES, KINDS, x="x", y="y")


def basins_and_their_shares():
    ends, needed = _ends()
    counts = np.bincount(ends.ravel(), minlength=7)
    words = chart_words("himmelblau", "basins")
    return maps.basin_map(ends, needed, counts, PLACES, KINDS, 200, WINDOW, words=words)


def race_of_eight_learning_rates():
    rates = [0.001 * (k + 1) for k in range(len(races.RACERS))]
    walks = [_descent((-1.0, -2.0), rate, races.FRAMES) for rate in rates]
    points = np.stack(walks, axis=1)[:, :, None]
    return races.race(
        _map(),
        points,
        _f(points[..., 0], points[..., 1]),
        MINIMA,
        [f"{rate:.3f}" for rate in rates],
        window=WINDOW,
        floor=0.0,
        words=chart_words("himmelblau", "race"),
    )


def schedules_of_the_learning_rate():
    steps = np.arange(schedules.STEPS)
    half = 0.01 * (1 + np.cos(np.pi * steps / schedules.STEPS)) / 2
    rates = np.stack([np.full(len(steps), 0.01), 0.01 * 0.5 ** (steps / 30), half, half], axis=1)
    walks = [_descent(rate=rate, steps=schedules.STEPS) for rate in (0.01, 0.004, 0.006, 0.005)]
    points = np.stack(walks, axis=2)
    return schedules.compared(
        _map(),
        rates.astype(np.float32),
        points,
        _f(points[:, 0], points[:, 1]),
        MINIMA,
        ["constant", "exponential", "cosine", "restarts"],
        floor=1e-4,
        limit=0.0147,
        words=chart_words("himmelblau", "schedule"),
    )


def distances_over_the_learning_rate():
    rates = np.linspace(0.001, 0.06, 60)
    values = np.stack([np.where(rates < limit, 1e-6, 0.5) for limit in (0.02, 0.03)], axis=1)
    values[rates > 0.05] = np.nan
    words = chart_words("himmelblau", "stability")
    return sweeps.sweep(
        rates,
        values,
        [0.02, 0.03],
        ["(3, 2)", "(-2.81, 3.13)"],
        [INPUT, OUTPUT],
        own=0.025,
        ends=(1e-7, 10),
        words=words | {"value": words["distance"]},
    )


def times_of_four_ways_to_call():
    words = chart_words("himmelblau", "speed")
    names = [words[name] for name in ("eager", "compiled", "batched", "traced")]
    return timings.ladder(names, [0.31, 0.012, 4e-5, 0.2], value=words["value"])
