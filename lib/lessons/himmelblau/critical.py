"""Where a surface is flat, and what it is there: a minimum, a saddle or a maximum."""

from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.surfaces import POWERS, coefficient_table, curvature, height, traced_as

KINDS = ["minimum", "saddle", "maximum", "undecided"]
KINKS = {"ackley": [[0.0, 0.0]]}
"""Lowest points that have no gradient: no search for a zero of it can find them."""
STARTS, ITERATIONS, MOST_PLACES = 61, 40, 500
"""A lattice of 61 x 61 starts, 40 jumps from each, and as many points as are kept."""


@lru_cache(maxsize=16)
def compiled_search(surface: str) -> Callable[..., tuple[tf.Tensor, ...]]:
    """Return the compiled search on a surface: traced once for each name.

    Newton's jump is Hessian⁻¹ gradient. Here it is (HᵀH + tiny)⁻¹ Hᵀ gradient: the same where
    the Hessian has an inverse, and the shortest one that does where a whole line is flat.
    Shapes: (2, n), (7, 7) -> (2, n) points, (2, n) slopes, twice (2, n) rows of the Hessian.
    """

    @tf.function(
        input_signature=[
            tf.TensorSpec([2, None], tf.float64),
            tf.TensorSpec([POWERS, POWERS], tf.float64),
        ],
        autograph=False,
    )
    def search(starts: tf.Tensor, coefficients: tf.Tensor) -> tuple[tf.Tensor, ...]:
        def newton_step(done: tf.Tensor, points: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            slope, row_x, row_y = curvature(surface, points, coefficients)
            (gx, gy), (xx, xy), (_, yy) = tf.unstack(slope), tf.unstack(row_x), tf.unstack(row_y)
            tiny = 1e-11 * (xx**2 + 2 * xy**2 + yy**2) + 1e-30
            a, b, c = xx**2 + xy**2 + tiny, xy * (xx + yy), xy**2 + yy**2 + tiny
            p, q = xx * gx + xy * gy, xy * gx + yy * gy
            return done + 1, points - tf.stack([c * p - b * q, a * q - b * p]) / (a * c - b * b)

        found = tf.while_loop(
            lambda done, _: done < ITERATIONS, newton_step, (0, starts), parallel_iterations=1
        )
        return found[1], *curvature(surface, found[1], coefficients)

    return search


class Flat(NamedTuple):
    """The flat places of a surface, the highest first."""

    places: tf.Tensor
    heights: tf.Tensor
    eigenvalues: tf.Tensor
    directions: tf.Tensor
    kinds: list[str]


def flat_places(surface: str, terms: list[list[float]], window: list[float]) -> Flat:
    """Find where the gradient is zero, by Newton's method from a lattice of starts.

    Shapes: (n, 2), (n,), (n, 2) ascending, (n, 2, 2) with a direction in each column, n.
    """
    across, up = window[1] - window[0], window[3] - window[2]
    x = tf.linspace(window[0] - across / 20, window[1] + across / 20, STARTS)
    y = tf.linspace(window[2] - up / 20, window[3] + up / 20, STARTS)
    lattice = tf.cast(tf.reshape(tf.stack(tf.meshgrid(x, y)), [2, -1]), tf.float64)
    coefficients = coefficient_table(terms, "float64")
    points, slope, row_x, row_y = compiled_search(traced_as(surface))(lattice, coefficients)
    size = tf.norm(tf.concat([row_x, row_y], axis=0), axis=0)
    still = tf.norm(slope, axis=0) <= 1e-9 * across * (size + 1)
    inside = (points[0] >= window[0]) & (points[0] <= window[1])
    inside &= (points[1] >= window[2]) & (points[1] <= window[3])
    which = distinct(tf.transpose(points).numpy(), (still & inside).numpy(), across / 2000)
    tall = height(surface, tf.gather(points, which, axis=1), coefficients)
    level = tf.round(1e6 * tall)  # the last digits of equal heights are chance
    which = tf.gather(which, tf.argsort(level, direction="DESCENDING", stable=True))
    places = tf.gather(points, which, axis=1)
    hessians = tf.gather(tf.stack([row_x, row_y]), which, axis=2)
    eigenvalues, directions = tf.linalg.eigh(tf.transpose(hessians, [2, 0, 1]))
    kinds = [kind(low, high) for low, high in eigenvalues.numpy().tolist()]
    tall = height(surface, places, coefficients)
    return Flat(tf.transpose(places), tall, eigenvalues, directions, kinds)


def distinct(points: np.ndarray, good: np.ndarray, gap: float) -> tf.Tensor:
    """Return the numbers of good points, each farther than the gap from those before it.

    Many searches end in one place. Shapes: (n, 2), (n,) -> (k,), at most ``MOST_PLACES``.
    """
    numbers = np.flatnonzero(good)
    _, first = np.unique(np.round(points[numbers] / gap), axis=0, return_index=True)
    kept: list[int] = []
    for number in numbers[np.sort(first)]:
        if len(kept) < MOST_PLACES and (
            not kept or np.abs(points[kept] - points[number]).max(axis=1).min() > 2 * gap
        ):
            kept.append(int(number))
    return tf.constant(kept, tf.int32)


def kind(low: float, high: float) -> str:
    """Name a flat place by the two eigenvalues of its Hessian."""
    if min(abs(low), abs(high)) <= 1e-6 * max(abs(low), abs(high), 1.0):
        return "undecided"
    return "minimum" if low > 0 else "maximum" if high < 0 else "saddle"


@lru_cache(maxsize=64)
def remembered_places(
    surface: str, terms: tuple[tuple[float, ...], ...], window: tuple[float, ...]
) -> Flat:
    """Return the flat places of a surface, from memory after the first call."""
    return flat_places(surface, [list(term) for term in terms], list(window))


def find_flat_places(surface: str, terms: list[list[float]], window: list[float]) -> Flat:
    """Return what ``flat_places`` does, from memory where it has been called before."""
    return remembered_places(surface, tuple(tuple(term) for term in terms), tuple(window))


def minima(
    surface: str, terms: list[list[float]], window: list[float]
) -> tuple[list[list[float]], float | None]:
    """Return every minimum in a window, kinks among them, and how high the lowest is, if any."""
    flat = find_flat_places(surface, terms, window)
    places = [
        p
        for p, kind in zip(flat.places.numpy().tolist(), flat.kinds, strict=True)
        if kind == "minimum"
    ]
    places += KINKS.get(surface, [])
    tall = height(
        surface, tf.transpose(tf.reshape(tf.constant(places), [-1, 2])), coefficient_table(terms)
    )
    return places, float(tf.reduce_min(tall)) if places else None


def kinds(**_: Any) -> list[str]:
    """Return the kinds of flat places that the eigenvalues decide."""
    return KINDS[:3]


def are_two_maxima(kinds: list[str]) -> bool:
    """Return whether these are two maxima with a saddle between them, and no more."""
    return sorted(kinds) == ["maximum", "maximum", "saddle"]


def count(kinds: list[str]) -> dict[str, int]:
    """Return how many places there are of each kind."""
    return {kind: kinds.count(kind) for kind in KINDS}


def spot(found: Flat, number: int, window: list[float]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what ``cuts`` needs to know of a place, and what there is to say of it."""
    # Rounded: what is left of Newton's last step is no news.
    place = [round(part, 9) for part in found.places[number].tolist()]
    directions = found.directions[number].tolist()
    values, kind = tuple(found.eigenvalues[number].tolist()), found.kinds[number]
    return (
        {"place": place, "directions": directions, "reach": (window[1] - window[0]) / 12},
        {"place": tuple(place), "f": found.heights[number], "eigenvalues": values, "kind": kind},
    )


class Cuts(NamedTuple):
    """The surface cut along the two directions of a flat place."""

    away: tf.Tensor
    above: tf.Tensor


def cuts(
    surface: str,
    terms: list[list[float]],
    place: list[float],
    directions: list[list[float]],
    reach: float,
) -> Cuts:
    """Walk straight through a place, first along one direction, then along the other.

    Shapes: (81,) distances from -reach to reach, (2, 81) heights above the place.
    """
    away = tf.linspace(-reach, reach, 81)
    middle = tf.constant(place)[:, tf.newaxis, tf.newaxis]
    line = middle + tf.constant(directions)[:, :, tf.newaxis] * away
    coefficients = coefficient_table(terms)
    return Cuts(away, height(surface, line, coefficients) - height(surface, middle, coefficients))


def draw_eigenvalues(draw: Random) -> dict[str, Any]:
    """Draw the two curvatures of a flat place."""
    low, high = sorted(draw.sample([*range(-9, 0), *range(1, 10)], 2))
    return {"low": low, "high": high}


def kind_of_bowl(low: int, high: int) -> str:
    """Return what the place at 0 is on the surface (low x² + high y²) / 2."""
    terms = [[low / 2, 2, 0], [high / 2, 0, 2]]
    return flat_places("own", terms, [-1.0, 1.0, -1.0, 1.0]).kinds[0]
