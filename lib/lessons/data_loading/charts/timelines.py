"""When each element is prepared, and when it is trained on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from lib.charts.palette import DARK, INPUT, OUTPUT, QUIET, WAITING
from lib.charts.picture import Picture, data, role_scale, spec
from lib.lessons.data_loading.charts.legends import short_legend


@spec
def _timeline(
    time: str, prepare: str, train: str, wait: str, alone: str, item: str, height: int
) -> Any:
    colours = {prepare: INPUT, train: OUTPUT, wait: WAITING}
    span = "format(datum.start, '.1f') + ' – ' + format(datum.end, '.1f')"
    base = (
        alt.Chart(data("bars"))
        .transform_calculate(span=span)
        .encode(
            x=alt.X("start:Q", title=time, scale=alt.Scale(domainMin=0, nice=False)),
            y=alt.Y("lane:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)),
            tooltip=[
                alt.Tooltip("item:Q", title=item),
                alt.Tooltip("role:N", title=" "),
                alt.Tooltip("span:N", title=time),
            ],
        )
    )
    bars = base.mark_bar(stroke="white", strokeWidth=1, height={"band": 0.8}).encode(
        x2="end:Q",
        color=alt.Color(
            "role:N",
            title=None,
            scale=role_scale(colours),
            legend=short_legend(symbolType="square", symbolStrokeWidth=0),
        ),
    )
    text = (
        base.transform_calculate(middle="(datum.start + datum.end)/2")
        .mark_text(color=DARK, tooltip=None)
        .encode(x="middle:Q", text="item:N")
    )
    end = alt.Chart(data("alone")).encode(x="end:Q")
    rule = end.mark_rule(color=QUIET, strokeDash=[5, 4], strokeWidth=2).encode(
        tooltip=[alt.Tooltip("end:Q", title=alone, format=".1f")]
    )
    label = end.mark_text(
        align="right", baseline="bottom", dx=2, dy=-3, color=QUIET, fontSize=12, text=alone
    ).encode(y=alt.value(0))
    return (rule + bars + text + label).properties(height=height)


def lanes(times: np.ndarray) -> list[int]:
    """Return for each start and end the first lane that is free: no two in one overlap.

    Shape: (n, 2).
    """
    free: list[float] = []
    chosen = [0] * len(times)
    for number in np.argsort(times[:, 0], kind="stable").tolist():
        start, end = times[number]
        lane = next((k for k, until in enumerate(free) if until <= start), len(free))
        free[lane : lane + 1] = [end]
        chosen[number] = lane
    return chosen


def timeline(
    prepared: np.ndarray, trained: np.ndarray, alone: float, *, words: Mapping[str, str]
) -> Picture:
    """Draw when each element was prepared, when it was trained on, and the waiting between.

    Args:
        prepared: shape (n, 2), start and end, in milliseconds.
        trained: shape (n, 2), likewise.
        alone: when the last would end if nothing were done at once.
        words: ``time``, ``prepare``, ``train``, ``wait``, ``alone``, ``item``.
    """
    own = lanes(prepared)
    used = max(own) + 1
    # As many lanes as there can ever be, so that the picture keeps its height.
    names = [f"{words['prepare']} {lane + 1}" if used > 1 else words["prepare"] for lane in own]
    order = sorted(range(len(own)), key=lambda number: own[number])
    waited = np.column_stack([[0.0, *trained[:-1, 1]], trained[:, 0]])
    both = np.concatenate([prepared[order], waited, trained])
    n = len(prepared)
    roles = [words["prepare"]] * n + [words["wait"]] * n + [words["train"]] * n
    named = [words[each] for each in ("time", "prepare", "train", "wait", "alone", "item")]
    return Picture(
        _timeline(*named, 260),
        {
            "bars": {
                "start": both[:, 0],
                "end": both[:, 1],
                "item": [*map(str, order), *[""] * n, *map(str, range(n))],
                "lane": [names[number] for number in order] + [words["train"]] * (2 * n),
                "role": roles,
            },
            "alone": {"end": [alone]},
        },
    )
