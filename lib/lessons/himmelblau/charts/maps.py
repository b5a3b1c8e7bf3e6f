"""Maps of any window: what is flat on them, and where every start leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts import groups, images, lines
from lib.charts.palette import (
    CHANGED,
    DARK,
    DARK_GREY,
    GRADIENT,
    INPUT,
    LIGHT_GREY,
    OLIVE,
    OUTPUT,
    PURPLE,
    QUIET,
    SKY,
    WHITE,
    WRONG,
    YELLOW,
    rgb,
)
from lib.charts.picture import Picture, data, legend, role_scale, spec
from lib.lessons.himmelblau.charts.surfaces import paint_bands

HUES = [INPUT, OUTPUT, GRADIENT, CHANGED, PURPLE, OLIVE, SKY, WRONG]
"""The minima, in turn."""
FLAT, NOT_CONVERGED, DIVERGED = YELLOW, LIGHT_GREY, DARK_GREY
"""The colours of saddles and other flat places, and of the starts that end at none."""
KINDS = {
    "minimum": (INPUT, "circle"),
    "saddle": (OUTPUT, "diamond"),
    "maximum": (CHANGED, "triangle-up"),
    "undecided": (WHITE, "cross"),
}
SIZE = 240
"""Pixels of a side of the ground under a map."""


@lru_cache(maxsize=32)
def _painted(
    heights: Callable[..., Any],
    surface: str,
    terms: tuple[tuple[float, ...], ...],
    window: tuple[float, ...],
    bands: int,
) -> str:
    z = np.asarray(heights(surface, [list(term) for term in terms], list(window), SIZE))
    # Every band takes its share of the map, a smaller one the lower it is: whatever the
    # heights are, there are lines to see, and most of them in the valleys.
    levels = np.quantile(z, (np.arange(1, bands) / bands) ** 1.7)
    band = np.searchsorted(levels, z[::-1], side="right")
    return paint_bands(band, bands)


def ground(
    heights: Callable[..., Any],
    surface: str,
    terms: Sequence[Sequence[float]],
    window: Sequence[float],
    bands: int = 12,
) -> str:
    """Paint a surface with contour lines, as a data URL; what was painted is kept for a while.

    Args:
        heights: returns the heights, row 0 at the lowest y, of surface, terms, window and size.
        surface: the name of the surface.
        terms: of a polynomial.
        window: from x to x, from y to y.
        bands: steps of colour; the line where two meet is darker.
    """
    return _painted(heights, surface, tuple(map(tuple, terms)), tuple(window), bands)


def lattice(window: Sequence[float]) -> dict[str, np.ndarray]:
    """Return the places that a click on a window can mean: round numbers, at most 49 a side."""
    left, right, low, high = window
    least = (right - left) / 48
    power = 10.0 ** np.floor(np.log10(least))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= least * (1 - 1e-9))
    sides = [
        step * np.arange(np.ceil(a / step - 1e-9), np.floor(b / step + 1e-9) + 1)
        for a, b in ((left, right), (low, high))
    ]
    x, y = np.meshgrid(*[np.round(side, 6) for side in sides])
    return {"x": x.ravel(), "y": y.ravel()}


def _axes(x: str, y: str) -> dict[str, Any]:
    """Return axes whose ends are those of the image, and so no part of the spec."""
    scale, axis = alt.Scale(zero=False, nice=False), alt.Axis(grid=False, tickCount=6)
    return {
        "x": alt.X("x:Q", title=x, scale=scale, axis=axis),
        "y": alt.Y("y:Q", title=y, scale=scale, axis=axis),
    }


# ------------------------------------------------------------------------------ flat places


@spec
def _flat(x: str, y: str, f: str, low: str, high: str, kinds: tuple[tuple[str, str], ...]) -> Any:
    place = _axes(x, y)
    words = [word for _, word in kinds]
    looks = [KINDS[kind] for kind, _ in kinds]
    scale = role_scale(dict(zip(words, [colour for colour, _ in looks], strict=True)))
    shapes = alt.Scale(domain=words, range=[shape for _, shape in looks])
    above = legend(phone_columns=2, symbolFillColor=QUIET, symbolStrokeColor=QUIET)
    tooltip = [
        alt.Tooltip("number:Q", title="#"),
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("x:Q", title=x, format=".4~g"),
        alt.Tooltip("y:Q", title=y, format=".4~g"),
        alt.Tooltip("f:Q", title=f, format=".4~g"),
        alt.Tooltip("low:Q", title=low, format=".4~g"),
        alt.Tooltip("high:Q", title=high, format=".4~g"),
    ]
    pick = alt.selection_point(name="pick", fields=["number"], on="click", clear=False, empty=False)
    ring = alt.Chart(data("chosen")).mark_point(size=520, stroke=WHITE, strokeWidth=3)
    marks = (
        alt.Chart(data("places"))
        .mark_point(filled=True, opacity=1, stroke=DARK, strokeWidth=1.2)
        .encode(
            **place,
            size=alt.Size("size:Q", scale=None),
            color=alt.Color("name:N", title=None, sort=None, scale=scale, legend=None),
            shape=alt.Shape("name:N", title=None, sort=None, scale=shapes, legend=above),
            tooltip=tooltip,
        )
        .add_params(pick)
    )
    cross = alt.Chart(data("chosen")).mark_rule(color=WHITE, strokeWidth=2.5, clip=True)
    arms = cross.encode(
        x="x1:Q", y="y1:Q", x2="x2:Q", y2="y2:Q", color=alt.Color("hue:N", scale=None)
    )
    return (images.layer(place, clip=True) + arms + ring.encode(**place) + marks).properties(
        height=420
    )


def flat(
    url: str,
    window: Sequence[float],
    places: np.ndarray,
    heights: np.ndarray,
    eigenvalues: np.ndarray,
    directions: np.ndarray,
    kinds: Sequence[str],
    chosen: int,
    *,
    words: dict[str, str],
) -> Picture:
    """Mark the flat places of a surface; a click on one chooses it.

    Args:
        url: the map as a data URL, from ``ground``.
        window: what the map shows.
        places: shape (n, 2).
        heights: shape (n,).
        eigenvalues: shape (n, 2), of the Hessian.
        directions: shape (n, 2, 2), a direction in each column.
        kinds: n keys of ``KINDS``.
        chosen: which one is ringed, with a cross of its two directions.
        words: ``x``, ``y``, ``f``, ``low``, ``high`` and every kind.
    """
    reach = (window[1] - window[0]) / 12
    own = slice(chosen, chosen + 1)
    x, y = np.repeat(places[own], 2, axis=0).T if len(places) else (np.array([]),) * 2
    along = reach * directions[own].transpose(0, 2, 1).reshape(-1, 2)
    few = 170 if len(places) <= 40 else 45
    named = tuple((kind, words[kind]) for kind in KINDS)
    return Picture(
        _flat(*(words[name] for name in ("x", "y", "f", "low", "high")), named),
        {
            "ground": images.window(window, url),
            "places": {
                "x": places[:, 0],
                "y": places[:, 1],
                "f": heights,
                "low": eigenvalues[:, 0],
                "high": eigenvalues[:, 1],
                "number": np.arange(1, len(kinds) + 1),
                "name": [words[kind] for kind in kinds],
                "size": [few] * len(kinds),
            },
            "chosen": {
                "x": x,
                "y": y,
                "x1": x - along[:, 0],
                "x2": x + along[:, 0],
                "y1": y - along[:, 1],
                "y2": y + along[:, 1],
                "hue": [INPUT, OUTPUT][: len(x)],
            },
        },
    )


def cuts(away: np.ndarray, above: np.ndarray, *, words: dict[str, str]) -> Picture:
    """Draw a surface cut along the two directions of a flat place.

    Args:
        away: shape (n,), distances from the place.
        above: shape (2, n), heights above it.
        words: ``low``, ``high``, ``away``, ``above``.
    """
    curves = {words["low"]: above[0], words["high"]: above[1]}
    return lines.curves(
        away, curves, [INPUT, OUTPUT], x_title=words["away"], y_title=words["above"], height=420
    )


# ----------------------------------------------------------------------------------- basins


@spec
def _basins(x: str, y: str) -> Any:
    place = _axes(x, y)
    drag = alt.selection_interval(
        name="zoom",
        encodings=["x", "y"],
        translate=False,
        zoom=False,
        mark=alt.BrushConfig(fill=WHITE, fillOpacity=0.2, stroke=WHITE, strokeWidth=2),
    )
    marks = (
        alt.Chart(data("places"))
        .mark_point(filled=True, size=120, opacity=1, stroke="white", strokeWidth=2)
        .encode(
            **place,
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip("name:N", title=" ")],
        )
    )
    return (images.layer(place, clip=True).add_params(drag) + marks).properties(height=420)


def basins(
    ends: np.ndarray,
    needed: np.ndarray,
    steps: int,
    window: Sequence[float],
    places: np.ndarray,
    kinds: Sequence[str],
    *,
    x: str,
    y: str,
) -> Picture:
    """Draw a map of where every start ends, as one image; a rectangle dragged on it zooms in.

    Args:
        ends: shape (n, n), row 0 at the lowest y; numbers of places, then of what has not
            converged, then of what diverged.
        needed: shape (n, n), steps until it has arrived: the more, the darker.
        steps: how many at most.
        window: what the map shows.
        places: shape (m, 2); those in the window are marked.
        kinds: m keys of ``KINDS``; minima first.
        x: title of the axis.
        y: title of the axis.
    """
    colours = colours_of(kinds)
    pixels = rgb([*colours, NOT_CONVERGED, DIVERGED])[ends].astype(float)
    shade = 1.1 - 0.7 * np.sqrt(np.minimum(needed / steps, 1.0))
    pixels *= np.where(ends < len(kinds), shade, 1.0)[..., np.newaxis]
    painted = np.clip(pixels, 0, 255).astype(np.uint8)[::-1]
    left, right, low, high = window
    shown = (places >= [left, low]).all(axis=1) & (places <= [right, high]).all(axis=1)
    which = np.flatnonzero(shown & np.isin(kinds, ["minimum"]))
    which = which if len(which) <= 40 else which[:0]
    return Picture(
        _basins(x, y),
        {
            "ground": images.window(window, images.png(painted)),
            "places": {
                "x": places[which, 0],
                "y": places[which, 1],
                "colour": [colours[n] for n in which],
                "name": [called(places[n]) for n in which],
            },
        },
    )


def basin_map(
    ends: np.ndarray,
    needed: np.ndarray,
    counts: np.ndarray,
    places: np.ndarray,
    kinds: Sequence[str],
    steps: int,
    window: Sequence[float],
    *,
    words: dict[str, str],
) -> tuple[Picture, Picture]:
    """Draw where every start ends, as ``basins`` does, and how many end at each.

    Args:
        ends: as for ``basins``.
        needed: as for ``basins``.
        counts: shape (m + 2,), how many starts end at each.
        places: as for ``basins``.
        kinds: as for ``basins``.
        steps: as for ``basins``.
        window: as for ``basins``.
        words: ``x``, ``y``, ``name``, ``share``, and those of ``tally``.
    """
    names, shares, hues = tally(counts, places, kinds, words=words)
    return (
        basins(ends, needed, steps, window, places, kinds, x=words["x"], y=words["y"]),
        groups.rows(
            names,
            shares,
            colour=hues,
            domain=(0, 119),
            height=420,
            name=words["name"],
            value=words["share"],
        ),
    )


def called(place: np.ndarray) -> str:
    """Name a place by its rounded coordinates; a minus before a 0 would be noise."""
    x, y = np.round(place.astype(float), 6) + 0.0
    return f"({x:.3g}, {y:.3g})"


def colours_of(kinds: Sequence[str]) -> list[str]:
    """Return the colours of places to end at: minima in turn, all else alike."""
    return [HUES[n % len(HUES)] if kind == "minimum" else FLAT for n, kind in enumerate(kinds)]


def tally(
    counts: np.ndarray, places: np.ndarray, kinds: Sequence[str], *, words: dict[str, str]
) -> tuple[list[str], list[float], list[str]]:
    """Sum up how starts end, for bars: the commonest minima by their place, the rest by kind.

    Args:
        counts: shape (m + 2,), as ``basins`` counts them.
        places: shape (m, 2).
        kinds: m keys of ``KINDS``.
        words: ``others``, ``flat``, ``unsettled``, ``diverged``.

    Returns:
        Names, shares in percent, and colours.
    """
    minima = [n for n, kind in enumerate(kinds) if kind == "minimum"]
    named = sorted(sorted(minima, key=lambda n: -counts[n])[: len(HUES) - 2])
    rest = sum(counts[n] for n in minima if n not in named)
    level = sum(counts[n] for n, kind in enumerate(kinds) if kind != "minimum")
    colours = colours_of(kinds)
    rows = [(called(places[n]), counts[n], colours[n]) for n in named]
    if len(named) < len(minima):
        rows.append((words["others"], rest, QUIET))
    rows += [
        (words["flat"], level, FLAT),
        (words["unsettled"], counts[-2], NOT_CONVERGED),
        (words["diverged"], counts[-1], DIVERGED),
    ]
    names, numbers, hues = zip(*rows, strict=True)
    return list(names), [100 * float(n) / float(counts.sum()) for n in numbers], list(hues)
