"""Lines and curves over one axis."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from lib.charts.picture import (
    GRADIENT,
    INPUT,
    OUTPUT,
    QUIET,
    Picture,
    data,
    legend,
    role_scale,
    spec,
)

_EXTENT = 48
"""Pixels kept for the labels of a y axis, so that stacked plots line up."""


@spec
def _bars(x: str, value: str, before: str, after: str) -> Any:
    index = alt.X("index:O", title=None, axis=alt.Axis(labels=False, ticks=False))
    roles = alt.Color(
        "role:N",
        title=None,
        scale=role_scale({before: INPUT, after: OUTPUT}),
        legend=legend(),
    )
    bars = (
        alt.Chart(data("values"))
        .mark_bar()
        .encode(
            x=index,
            xOffset=alt.XOffset("role:N", sort=[before, after]),
            y=alt.Y("value:Q", title=value, axis=alt.Axis(minExtent=_EXTENT, maxExtent=_EXTENT)),
            color=roles,
            tooltip=[
                alt.Tooltip("index:O", title=x),
                alt.Tooltip("role:N", title=" "),
                alt.Tooltip("value:Q", title=value, format=".6~g"),
            ],
        )
    )
    rule = alt.Chart(data("values")).mark_rule(color=QUIET).encode(y=alt.datum(0))
    return (bars + rule).properties(height=260)


@spec
def _strip(x: str, gradient: str) -> Any:
    return (
        alt.Chart(data("gradient"))
        .mark_bar(color=GRADIENT)
        .encode(
            x=alt.X("index:O", title=x, axis=alt.Axis(labelAngle=0)),
            y=alt.Y(
                "gradient:Q",
                title=gradient,
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(
                    values=[0, 1],
                    format="d",
                    minExtent=_EXTENT,
                    maxExtent=_EXTENT,
                    titleAngle=0,
                    titleAlign="left",
                    titleAnchor="start",
                    titleY=-8,
                    titleX=-_EXTENT,
                ),
            ),
            tooltip=[
                alt.Tooltip("index:O", title=x),
                alt.Tooltip("gradient:Q", title=gradient, format=".6~g"),
            ],
        )
        .properties(height=120)
    )


def before_after(
    x: np.ndarray, clipped: np.ndarray, gradient: np.ndarray, *, words: dict[str, str]
) -> tuple[Picture, Picture]:
    """Draw values before and after beside each other, and a strip of the gradient below.

    Shapes: (n,) each. Words: ``x``, ``value``, ``gradient``, ``before``, ``after``.
    """
    n = len(x)
    index = list(range(n))
    bars = Picture(
        _bars(words["x"], words["value"], words["before"], words["after"]),
        {
            "values": {
                "index": index * 2,
                "role": [words["before"]] * n + [words["after"]] * n,
                "value": np.concatenate([x, clipped]),
            }
        },
    )
    strip = Picture(
        _strip(words["x"], words["gradient"]), {"gradient": {"index": index, "gradient": gradient}}
    )
    return bars, strip
