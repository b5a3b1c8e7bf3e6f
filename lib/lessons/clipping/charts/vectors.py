"""Arrows in the plane."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from lib.charts.palette import CHANGED, INPUT, OUTPUT, QUIET
from lib.charts.picture import Picture, data, legend, role_scale, spec

REACH = 11
"""The plane is drawn from -REACH to REACH upwards, and as far sideways as the page is wide."""


def _axis(channel: Any, field: str, title: str, *, wide: bool) -> Any:
    # The same scale on both axes at any width, so that an angle on the page is the angle.
    reach = f"{REACH} * width / height" if wide else str(REACH)
    scale = alt.Scale(
        domainMin=alt.ExprRef(f"-{reach}"), domainMax=alt.ExprRef(reach), nice=False, zero=False
    )
    return channel(f"{field}:Q", title=title, scale=scale, axis=alt.Axis(tickCount=8))


@spec
def _arrows(x: str, y: str, gradient: str, by_value: str, by_norm: str) -> Any:
    roles = alt.Color(
        "role:N",
        title=None,
        scale=role_scale({gradient: INPUT, by_value: CHANGED, by_norm: OUTPUT}),
        legend=legend(),
    )
    place = {
        "x": _axis(alt.X, "x", x, wide=True),
        "y": _axis(alt.Y, "y", y, wide=False),
    }
    tooltip = [
        alt.Tooltip("role:N", title=" "),
        alt.Tooltip("x:Q", title=x, format=".4~g"),
        alt.Tooltip("y:Q", title=y, format=".4~g"),
    ]
    limits = (
        alt.Chart(data("limits"))
        .mark_line(strokeWidth=1.5, strokeDash=[5, 4])
        .encode(**place, color=roles, order="order:Q", detail="role:N")
    )
    shafts = (
        alt.Chart(data("arrows"))
        .mark_line(strokeWidth=4, strokeCap="round")
        .encode(**place, color=roles, order="order:Q", tooltip=tooltip)
    )
    heads = (
        alt.Chart(data("arrows"))
        .transform_filter("datum.order == 1")
        .mark_point(shape="triangle-up", size=200, filled=True, opacity=1)
        .encode(
            **place,
            color=roles,
            angle=alt.Angle("angle:Q", scale=alt.Scale(domain=[0, 360], range=[0, 360])),
            tooltip=tooltip,
        )
    )
    origin = alt.Chart(data("arrows")).mark_rule(color=QUIET, opacity=0.6)
    return (
        origin.encode(x=alt.datum(0)) + origin.encode(y=alt.datum(0)) + limits + shafts + heads
    ).properties(height=360)


def clipped_arrows(
    gradient: np.ndarray,
    by_value: np.ndarray,
    by_norm: np.ndarray,
    limit: float,
    *,
    words: dict[str, str],
) -> Picture:
    """Draw an arrow, its clip into a box and its clip into a circle, with box and circle.

    Shapes: (2,) each. Words: ``x``, ``y``, ``gradient``, ``by_value``, ``by_norm``.
    """
    arrows: dict[str, list[Any]] = {"role": [], "x": [], "y": [], "order": [], "angle": []}
    for role, (x, y) in (
        (words["gradient"], gradient),
        (words["by_value"], by_value),
        (words["by_norm"], by_norm),
    ):
        arrows["role"] += [role, role]
        arrows["x"] += [0.0, float(x)]
        arrows["y"] += [0.0, float(y)]
        arrows["order"] += [0, 1]
        arrows["angle"] += [0.0, float(np.degrees(np.arctan2(x, y)) % 360)]
    around = np.linspace(0, 2 * np.pi, 73)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
    return Picture(
        _arrows(**words),
        {
            "arrows": arrows,
            "limits": {
                "role": [words["by_value"]] * 5 + [words["by_norm"]] * 73,
                "x": limit * np.concatenate([corners[:, 0], np.cos(around)]),
                "y": limit * np.concatenate([corners[:, 1], np.sin(around)]),
                "order": [*range(5), *range(73)],
            },
        },
    )
