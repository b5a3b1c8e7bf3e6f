"""Ranks of scores that are not numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import plane
from lib.charts.palette import CHANGED, INPUT, OUTPUT, PALE, QUIET, WRONG, ink
from lib.charts.picture import (
    Picture,
    data,
    legend,
    role_scale,
    spec,
)
from lib.lessons.top_k_accuracy.charts.parts import (
    click_offers,
    row_names,
    text_size,
)
from lib.numbers import show


@spec
def _limits(columns: int, roles: tuple[tuple[str, str], ...], becomes: str) -> Any:
    place = plane((-2.2, columns + 0.1), (-0.7, 4), reverse=True)
    base = alt.Chart(data("cells")).transform_calculate(mx="datum.x + 0.48", my="datum.y + 0.46")
    cells = base.mark_rect(cornerRadius=4).encode(
        **place.at("x", "y", "x2", "y2"),
        fill=alt.Fill(
            "role:N",
            title=None,
            scale=role_scale(dict(roles)),
            legend=legend(symbolStrokeWidth=0, symbolType="square"),
        ),
    )
    texts = base.mark_text(fontSize=text_size(16, 12)).encode(
        **place.at("mx", "my"), text="text:N", color=alt.Color("ink:N", scale=None)
    )
    heads = (
        alt.Chart(data("heads"))
        .mark_text(fontSize=text_size(13, 11), color=QUIET)
        .encode(**place.at("x", "y"), text="name:N")
    )
    offers = click_offers(
        place, [alt.Tooltip("cell:N", title=" "), alt.Tooltip("shown:N", title=becomes)]
    )
    whole = cells + texts + heads + row_names(place, -0.2) + offers
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
