"""Ranks: who stands where after sorting, which labels that hits, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.grids import ink
from lib.charts.picture import (
    CHANGED,
    HELD,
    INPUT,
    OUTPUT,
    PALE,
    QUIET,
    WRONG,
    Picture,
    data,
    held_cell,
    legend,
    pick_cell,
    role_scale,
    spec,
)
from lib.numbers import show

BEST = 9
"""Scores that are edited go from 0 to this."""
ARM = 5.0
"""Length of a bar of 100 %, in cells."""
SMALL = "width < 420"


def _size(large: int, small: int) -> alt.ExprRef:
    return alt.ExprRef(f"{SMALL} ? {small} : {large}")


def _place(
    low: float, high: float, bottom: float, top: float, *, down: bool = False
) -> dict[str, Any]:
    """Return the axes of a plane in cells, without lines."""
    wide = alt.Scale(domain=[low, high], nice=False, zero=False)
    tall = alt.Scale(domain=[bottom, top], nice=False, zero=False, reverse=down)
    return {"wide": wide, "tall": tall}


def _at(place: dict[str, Any], x: str, y: str) -> dict[str, Any]:
    return {
        "x": alt.X(f"{x}:Q", scale=place["wide"], axis=None),
        "y": alt.Y(f"{y}:Q", scale=place["tall"], axis=None),
    }


def _steps(label: str, most: int, step: float) -> alt.Parameter:
    """Return how far the motion is, moved by the reader with a slider below the picture.

    It lives in the browser alone, and begins at the end: the picture is whole without it.
    """
    # The name stands right before the slider: a space keeps them apart.
    bind = alt.binding_range(min=0, max=most, step=step, name=f"{label} ")
    return alt.param(name="step", value=most, bind=bind)


def _names(place: dict[str, Any], x: float) -> Any:
    return (
        alt.Chart(data("names"))
        .mark_text(align="right", color=QUIET, fontSize=_size(13, 11))
        .encode(
            x=alt.datum(x, scale=place["wide"], axis=None),
            y=_at(place, "x", "y")["y"],
            text="name:N",
        )
    )


def _offers(place: dict[str, Any], tooltip: list[alt.Tooltip], *, drag: bool = False) -> Any:
    """Return transparent cells on top of all, which take clicks, and may be dragged."""
    cells = alt.Chart(data("offers"))
    if drag:
        cells = cells.transform_calculate(held=HELD).add_params(held_cell())
    return (
        cells.mark_rect(opacity=0, cursor="pointer")
        .encode(**_at(place, "x", "y"), x2="x2:Q", y2="y2:Q", tooltip=tooltip)
        .add_params(pick_cell(drag=drag))
    )


@spec
def _hits(
    samples: int,
    classes: int,
    sample: str,
    label: str,
    hit: str,
    miss: str,
    guess: str,
    accuracy: str,
    becomes: str,
    step: str,
    rank: str,
) -> Any:
    start = samples + 0.6
    place = _place(-1.8, start + ARM + 1.9, -1.5, classes, down=True)
    shown = "clamp(step - datum.rank, 0, 1)"
    roles = alt.Fill(
        "role:N",
        title=None,
        scale=role_scale({label: INPUT, hit: OUTPUT, miss: PALE, guess: QUIET}),
        legend=legend(symbolStrokeWidth=0, symbolType="square"),
    )
    base = alt.Chart(data("cells")).transform_calculate(
        shown=shown, mx="datum.x + 0.5", my="datum.y + 0.5"
    )
    seen = alt.Opacity("shown:Q", scale=None)
    cells = base.mark_rect(cornerRadius=3).encode(
        **_at(place, "x", "y"), x2="x2:Q", y2="y2:Q", fill=roles, opacity=seen
    )
    numbers = base.mark_text(fontSize=_size(14, 11)).encode(
        **_at(place, "mx", "my"), text="text:N", color=alt.Color("ink:N", scale=None), opacity=seen
    )
    bars = alt.Chart(data("bars")).transform_calculate(
        shown=shown,
        start=f"{start}",
        end=f"{start} + {ARM} * datum.accuracy / 100 * {shown}",
        beside=f"{start + ARM + 0.3}",
        luck=f"{start} + {ARM} * datum.guess / 100",
        written="format(datum.accuracy, '.3~g') + '%'",
        my="datum.y + 0.45",
        top="datum.y + 0.08",
        bottom="datum.y + 0.82",
    )
    tooltip = [
        alt.Tooltip("name:N", title=rank),
        alt.Tooltip("accuracy:Q", title=accuracy, format=".4~g"),
        alt.Tooltip("guess:Q", title=guess, format=".4~g"),
    ]
    lengths = bars.mark_rect(cornerRadius=3).encode(
        **_at(place, "start", "top"), x2="end:Q", y2="bottom:Q", fill=roles, tooltip=tooltip
    )
    ends = bars.mark_text(align="left", fontSize=_size(13, 11), color=QUIET).encode(
        **_at(place, "beside", "my"), text="written:N", opacity=seen
    )
    luck = bars.mark_rule(strokeWidth=3, color=QUIET).encode(
        **_at(place, "luck", "top"), y2="bottom:Q", tooltip=tooltip, opacity=seen
    )
    cut = (
        alt.Chart(data("cut"))
        .mark_rule(strokeWidth=2, strokeDash=[6, 4], color=WRONG)
        .encode(**_at(place, "x", "y"), x2="x2:Q")
    )
    offers = _offers(
        place,
        [
            alt.Tooltip("sample:N", title=sample),
            alt.Tooltip("name:N", title=rank),
            alt.Tooltip("to:N", title=becomes),
        ],
    )
    whole = cells + numbers + lengths + luck + ends + cut + _names(place, -0.25) + offers
    return whole.add_params(_steps(step, classes, 1)).properties(height=340)


def hits(
    ranked: np.ndarray,
    hit: np.ndarray,
    accuracy: np.ndarray,
    labels: Sequence[int],
    k: int,
    *,
    words: dict[str, str],
) -> Picture:
    """Draw the classes of each sample by rank with the hits marked, and the accuracy down to each.

    A click on a label steps it on; a click on a class makes it the label of its sample.

    Args:
        ranked: shape (classes, samples), the best rank on top.
        hit: where the class is the label; the same shape.
        accuracy: shape (classes,), in percent: the top-k accuracy for each k.
        labels: the label of each sample.
        k: the rank below which a line is drawn.
        words: ``sample``, ``label``, ``hit``, ``miss``, ``guess``, ``accuracy``, ``becomes``,
            ``step``, ``rank`` (the heading of ranks) and ``name``, with a place ``#`` for a number.
    """
    classes, samples = ranked.shape
    words = dict(words)
    name = words.pop("name")
    names = [name.replace("#", str(rank + 1)) for rank in range(classes)]
    row, column = (index.ravel() for index in np.indices(ranked.shape))
    role = [words["hit"] if each else words["miss"] for each in hit.ravel()]
    colours = {words["hit"]: OUTPUT, words["miss"]: PALE, words["label"]: INPUT}
    role = [words["label"]] * samples + role
    x = np.concatenate([np.arange(samples), column])
    y = np.concatenate([np.full(samples, -1.35), row])
    following = [label + 1 if label + 1 < classes else 0 for label in labels]
    return Picture(
        _hits(samples, classes, **words),
        {
            "cells": {
                "x": x + 0.04,
                "x2": x + 0.96,
                "y": y + 0.04,
                "y2": y + 0.96,
                "text": [str(each) for each in (*labels, *ranked.ravel().tolist())],
                "role": role,
                "ink": [ink(colours[each]) for each in role],
                # Labels stand before the first rank is looked at.
                "rank": [-1] * samples + row.tolist(),
            },
            "offers": {
                "x": x,
                "x2": x + 1,
                "y": y,
                "y2": y + 1,
                "sample": [f"[{each}]" for each in x],
                "name": [words["label"]] * samples + [names[each] for each in row],
                "cell": x,
                "to": [*following, *ranked.ravel().tolist()],
            },
            "bars": {
                "rank": list(range(classes)),
                "y": list(range(classes)),
                "name": names,
                "role": [words["hit"]] * classes,
                "accuracy": [float(each) for each in accuracy],
                "guess": [100 * (each + 1) / classes for each in range(classes)],
            },
            "cut": {"x": [0], "x2": [samples + 0.6 + ARM], "y": [k]},
            "names": {
                "name": [words["label"], *names],
                "y": [-0.85, *(each + 0.5 for each in range(classes))],
            },
        },
    )


LIFT = 13.0
"""How much higher the row stands than the order, in units of a score."""


@spec
def _ladder(
    length: int, best: str, rest: str, index: str, becomes: str, step: str, value: str
) -> Any:
    place = _place(-1.5, length + 0.1, -2.4, LIFT + BEST + 1.2)
    roles = alt.Fill(
        "role:N",
        title=None,
        scale=role_scale({best: OUTPUT, rest: INPUT}),
        legend=legend(symbolStrokeWidth=0, symbolType="square"),
    )
    # One bar after the other: while one travels, those of later ranks wait.
    gone = "clamp(step - datum.rank, 0, 1)"
    moving = alt.Chart(data("bars")).transform_calculate(
        gone=gone,
        left=f"datum.index + (datum.rank - datum.index) * {gone} + 0.12",
        right=f"datum.index + (datum.rank - datum.index) * {gone} + 0.88",
        middle=f"datum.index + (datum.rank - datum.index) * {gone} + 0.5",
        bottom=f"{LIFT} * (1 - {gone})",
        top=f"{LIFT} * (1 - {gone}) + max(datum.height, 0.12)",
        under=f"{LIFT} * (1 - {gone}) - 0.9",
        home="datum.index + 0.5",
        goal="datum.rank + 0.5",
        head=f"{LIFT} + max(datum.height, 0.12)",
        foot=f"{LIFT} - 1.6",
        crown="datum.height + 2",
        base=f"{LIFT}",
        note=f"{LIFT} - 0.9",
        l0="datum.index + 0.12",
        l1="datum.index + 0.88",
    )
    ghosts = moving.mark_rect(fillOpacity=0.1, stroke=QUIET, strokeDash=[3, 3]).encode(
        **_at(place, "l0", "base"), x2="l1:Q", y2="head:Q", fill=roles
    )
    ways = moving.mark_rule(color=QUIET, strokeWidth=1.5).encode(
        **_at(place, "home", "foot"),
        x2="goal:Q",
        y2="crown:Q",
        opacity=alt.Opacity("gone:Q", scale=alt.Scale(domain=[0, 1], range=[0, 0.55]), legend=None),
    )
    bars = moving.mark_rect(cornerRadius=3).encode(
        **_at(place, "left", "bottom"), x2="right:Q", y2="top:Q", fill=roles
    )
    text: dict[str, Any] = {"fontSize": _size(13, 12), "color": QUIET}
    values = moving.mark_text(dy=-8, fontWeight="bold", **text).encode(
        **_at(place, "middle", "top"), text="shown:N"
    )
    heads = moving.mark_text(dy=-8, **text).encode(**_at(place, "home", "head"), text="shown:N")
    homes = moving.mark_text(**text).encode(**_at(place, "home", "note"), text="index:N")
    recipe = moving.mark_text(**text).encode(**_at(place, "middle", "under"), text="index:N")
    offers = _offers(
        place,
        [
            alt.Tooltip("cell:N", title=index),
            alt.Tooltip("value:N", title=value),
            alt.Tooltip("to:N", title=becomes),
        ],
        drag=True,
    )
    whole = ghosts + ways + bars + values + heads + homes + recipe + _names(place, -0.15) + offers
    return whole.add_params(_steps(step, length, 0.25)).properties(height=350)


def ladder(
    row: Sequence[float],
    recipe: np.ndarray,
    best: np.ndarray,
    *,
    words: dict[str, str],
    edited: bool = True,
) -> Picture:
    """Draw a row of scores above, and below it the same in order; the bars travel down.

    A click beside or in a bar above sets the score to the height of the click; a bar that is
    dragged onto another place moves there.

    Args:
        row: n scores: from 0 to ``BEST`` where they are edited, else any, drawn to that height.
        recipe: shape (n,), the index at which each of the ordered scores stands in the row.
        best: the indices of the k best.
        words: ``best``, ``rest``, ``index``, ``value``, ``becomes``, ``step``, ``row`` and
            ``order``, the names of the two rows, and ``recipe``.
        edited: whether the picture takes clicks.
    """
    words = dict(words)
    names = [words.pop(name) for name in ("row", "index_row", "order", "recipe")]
    n = len(row)
    rank = np.argsort(recipe)  # the place to which each index goes: the inverse permutation
    chosen = set(best.tolist())
    offers = _heights([int(value) for value in row] if edited else [], LIFT)
    return Picture(
        _ladder(n, **words),
        {
            "bars": {
                "index": list(range(n)),
                "rank": rank,
                "value": list(row),
                "height": list(row) if edited else _scaled(row),
                "shown": [show(x) for x in row],
                "role": [words["best"] if i in chosen else words["rest"] for i in range(n)],
            },
            "names": {"name": names, "y": [LIFT + 1, LIFT - 0.9, 1, -0.9]},
            "offers": offers,
        },
    )


def _scaled(row: Sequence[float]) -> list[float]:
    """Return the heights of bars of any numbers: from the lowest, or 0, to ``BEST``."""
    low, high = min(0.0, *row), max(0.0, *row)
    return [BEST * (value - low) / (high - low or 1.0) for value in row]


def _heights(row: Sequence[int], lift: float = 0.0) -> dict[str, Any]:
    """Offer every height of every bar of a row."""
    cell, to = (index.ravel() for index in np.indices((len(row), BEST + 1)))
    value = np.asarray(row, int)[cell]
    return {
        "x": cell,
        "x2": cell + 1,
        "y": lift + to - 0.5,
        "y2": lift + to + 0.5,
        "cell": cell,
        "to": to,
        "value": value,
    }


@spec
def _scores(length: int, index: str, value: str, becomes: str, height: int) -> Any:
    x = alt.Scale(domain=[0, length], nice=False, zero=False)
    y = alt.Scale(domain=[0, BEST + 0.5], nice=False)
    bars = alt.Chart(data("bars")).transform_calculate(
        left="datum.index + 0.12",
        right="datum.index + 0.88",
        middle="datum.index + 0.5",
        top="max(datum.value, 0.05)",
    )
    ticks = alt.Axis(
        values=[each + 0.5 for each in range(length)],
        labelExpr="floor(datum.value)",
        grid=False,
        ticks=False,
    )
    columns = bars.mark_rect(cornerRadius=3, fill=INPUT).encode(
        x=alt.X("left:Q", scale=x, title=index, axis=ticks),
        x2="right:Q",
        y=alt.Y("top:Q", scale=y, title=value, axis=alt.Axis(tickMinStep=1, tickCount=5)),
        y2=alt.datum(0),
    )
    clicks = (
        alt.Chart(data("offers"))
        .mark_rect(opacity=0, cursor="pointer", clip=True)
        .encode(
            x=alt.X("x:Q", scale=x, title=index, axis=ticks),
            x2="x2:Q",
            y=alt.Y("y:Q", scale=y, title=value),
            y2="y2:Q",
            tooltip=[
                alt.Tooltip("cell:N", title=index),
                alt.Tooltip("value:N", title=value),
                alt.Tooltip("to:N", title=becomes),
            ],
        )
        .add_params(pick_cell())
    )
    return (columns + clicks).properties(height=height)


def scores(row: Sequence[int], *, words: dict[str, str], height: int = 300) -> Picture:
    """Draw a row of scores as bars; a click sets a score to its height.

    Args:
        row: scores from 0 to ``BEST``.
        words: ``index``, ``value``, ``becomes``.
        height: pixels.
    """
    bars = {"index": list(range(len(row))), "value": list(row)}
    return Picture(
        _scores(len(row), words["index"], words["value"], words["becomes"], height),
        {"bars": bars, "offers": _heights(row)},
    )


@spec
def _limits(columns: int, roles: tuple[tuple[str, str], ...], becomes: str) -> Any:
    place = _place(-2.2, columns + 0.1, -0.7, 4, down=True)
    base = alt.Chart(data("cells")).transform_calculate(mx="datum.x + 0.48", my="datum.y + 0.46")
    cells = base.mark_rect(cornerRadius=4).encode(
        **_at(place, "x", "y"),
        x2="x2:Q",
        y2="y2:Q",
        fill=alt.Fill(
            "role:N",
            title=None,
            scale=role_scale(dict(roles)),
            legend=legend(symbolStrokeWidth=0, symbolType="square"),
        ),
    )
    texts = base.mark_text(fontSize=_size(16, 12)).encode(
        **_at(place, "mx", "my"), text="text:N", color=alt.Color("ink:N", scale=None)
    )
    heads = (
        alt.Chart(data("heads"))
        .mark_text(fontSize=_size(13, 11), color=QUIET)
        .encode(**_at(place, "x", "y"), text="name:N")
    )
    offers = _offers(
        place, [alt.Tooltip("cell:N", title=" "), alt.Tooltip("shown:N", title=becomes)]
    )
    whole = cells + texts + heads + _names(place, -0.2) + offers
    return whole.properties(height=300)


def limits(
    row: Sequence[float],
    states: Sequence[int],
    indices: np.ndarray,
    repaired: np.ndarray,
    hits: np.ndarray,
    *,
    words: dict[str, str],
) -> Picture:
    """Draw a row of scores, and below it the rank of each by top_k, as it is and repaired.

    A click on a score steps it on: the number, NaN, infinity, minus infinity.

    Args:
        row: n scores.
        states: for each score which of the four it is.
        indices: shape (k,), the k best by top_k.
        repaired: the same with NaN put last.
        hits: shape (n,), whether in_top_k counts each index as a hit.
        words: ``row``, ``indices``, ``repaired`` and ``hits``, the names of the rows;
            ``value``, ``special``, ``best``, ``broken`` and ``out``, the roles; ``becomes``
            and ``number``, for the click.
    """
    n = len(row)
    colours = {
        words["value"]: INPUT,
        words["special"]: CHANGED,
        words["best"]: OUTPUT,
        words["broken"]: WRONG,
        words["out"]: PALE,
    }
    found, wanted = _places(indices, n), _places(repaired, n)
    rank = {
        False: [words["best"] if place else words["out"] for place in wanted],
        True: [
            words["broken"] if place != right else words["best"] if place else words["out"]
            for place, right in zip(found, wanted, strict=True)
        ],
    }
    roles = [
        *(words["special"] if state else words["value"] for state in states),
        *rank[True],
        *rank[False],
        *(words["best"] if hit else words["out"] for hit in hits),
    ]
    y, x = (index.ravel() for index in np.indices((4, n)))
    column = np.arange(n)
    names = [words[name] for name in ("row", "indices", "repaired", "hits")]
    following = [(state + 1) % 4 for state in states]
    return Picture(
        _limits(n, tuple(colours.items()), words["becomes"]),
        {
            "cells": {
                "x": x + 0.04,
                "x2": x + 0.92,
                "y": y + 0.06,
                "y2": y + 0.86,
                "text": [
                    *(show(score) for score in row),
                    *(str(place or "\u2013") for place in (*found, *wanted)),
                    *(str(bool(hit)) for hit in hits),
                ],
                "role": roles,
                "ink": [ink(colours[role]) for role in roles],
            },
            "heads": {
                "x": column + 0.48,
                "y": [-0.35] * n,
                "name": [f"[{each}]" for each in column],
            },
            "names": {"name": names, "y": [row + 0.46 for row in range(4)]},
            "offers": {
                "x": column,
                "x2": column + 1,
                "y": [0] * n,
                "y2": [1] * n,
                "cell": column,
                "to": following,
                "shown": [[words["number"], "NaN", "\u221e", "-\u221e"][to] for to in following],
            },
        },
    )


def _places(indices: np.ndarray, n: int) -> list[int]:
    """Return for each of n elements its rank from 1, or 0 where it is not among the best."""
    places = [0] * n
    for rank, index in enumerate(indices.tolist(), 1):
        places[index] = rank
    return places
