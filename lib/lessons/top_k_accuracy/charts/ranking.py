"""The classes of each sample by rank, which labels that hits, and the accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import plane
from lib.charts.palette import INPUT, OUTPUT, PALE, QUIET, WRONG, ink
from lib.charts.picture import (
    Picture,
    data,
    legend,
    role_scale,
    spec,
    step_slider,
)
from lib.lessons.top_k_accuracy.charts.parts import (
    click_offers,
    row_names,
    text_size,
)

ARM = 5.0
"""Length of a bar of 100 %, in cells."""


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
    place = plane((-1.8, start + ARM + 1.9), (-1.5, classes), reverse=True)
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
        **place.at("x", "y", "x2", "y2"), fill=roles, opacity=seen
    )
    numbers = base.mark_text(fontSize=text_size(14, 11)).encode(
        **place.at("mx", "my"), text="text:N", color=alt.Color("ink:N", scale=None), opacity=seen
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
        **place.at("start", "top", "end", "bottom"), fill=roles, tooltip=tooltip
    )
    ends = bars.mark_text(align="left", fontSize=text_size(13, 11), color=QUIET).encode(
        **place.at("beside", "my"), text="written:N", opacity=seen
    )
    luck = bars.mark_rule(strokeWidth=3, color=QUIET).encode(
        **place.at("luck", "top"), y2="bottom:Q", tooltip=tooltip, opacity=seen
    )
    cut = (
        alt.Chart(data("cut"))
        .mark_rule(strokeWidth=2, strokeDash=[6, 4], color=WRONG)
        .encode(**place.at("x", "y"), x2="x2:Q")
    )
    offers = click_offers(
        place,
        [
            alt.Tooltip("sample:N", title=sample),
            alt.Tooltip("name:N", title=rank),
            alt.Tooltip("to:N", title=becomes),
        ],
    )
    whole = cells + numbers + lengths + luck + ends + cut + row_names(place, -0.25) + offers
    return whole.add_params(step_slider(step, classes, 1)).properties(height=340)


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
