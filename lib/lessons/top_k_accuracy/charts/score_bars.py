"""A row of scores, and the same in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import plane
from lib.charts.palette import INPUT, OUTPUT, QUIET
from lib.charts.picture import (
    Picture,
    data,
    legend,
    pick_cell,
    role_scale,
    spec,
    step_slider,
)
from lib.lessons.top_k_accuracy.charts.parts import (
    BEST,
    click_offers,
    height_offers,
    row_names,
    text_size,
)
from lib.numbers import show

LIFT = 13.0
"""How much higher the row stands than the order, in units of a score."""


@spec
def _ladder(
    length: int, best: str, rest: str, index: str, becomes: str, step: str, value: str
) -> Any:
    place = plane((-1.5, length + 0.1), (-2.4, LIFT + BEST + 1.2))
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
        **place.at("l0", "base", "l1", "head"), fill=roles
    )
    paths = moving.mark_rule(color=QUIET, strokeWidth=1.5).encode(
        **place.at("home", "foot", "goal", "crown"),
        opacity=alt.Opacity("gone:Q", scale=alt.Scale(domain=[0, 1], range=[0, 0.55]), legend=None),
    )
    bars = moving.mark_rect(cornerRadius=3).encode(
        **place.at("left", "bottom", "right", "top"), fill=roles
    )
    text: dict[str, Any] = {"fontSize": text_size(13, 12), "color": QUIET}
    values = moving.mark_text(dy=-8, fontWeight="bold", **text).encode(
        **place.at("middle", "top"), text="shown:N"
    )
    heads = moving.mark_text(dy=-8, **text).encode(**place.at("home", "head"), text="shown:N")
    homes = moving.mark_text(**text).encode(**place.at("home", "note"), text="index:N")
    recipe = moving.mark_text(**text).encode(**place.at("middle", "under"), text="index:N")
    offers = click_offers(
        place,
        [
            alt.Tooltip("cell:N", title=index),
            alt.Tooltip("value:N", title=value),
            alt.Tooltip("to:N", title=becomes),
        ],
        drag=True,
    )
    whole = (
        ghosts + paths + bars + values + heads + homes + recipe + row_names(place, -0.15) + offers
    )
    return whole.add_params(step_slider(step, length, 0.25)).properties(height=350)


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
    offers = height_offers([int(value) for value in row] if edited else [], LIFT)
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
        {"bars": bars, "offers": height_offers(row)},
    )
