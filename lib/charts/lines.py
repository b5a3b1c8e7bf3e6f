"""Lines and curves over one axis."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import on_phone
from lib.charts.palette import GRADIENT, INPUT, OUTPUT, QUIET
from lib.charts.picture import Picture, data, legend, role_scale, spec

EXTENT = 48
"""Pixels kept for the labels of a y axis, so that stacked plots line up."""


def stacked_axis(extent: int = EXTENT, *, above: int = 8, **more: Any) -> alt.Axis:
    """Return a y axis of a fixed width, its title above it: stacked plots then line up.

    Args:
        extent: pixels kept for the labels.
        above: pixels from the title to the plot.
        more: of the axis.
    """
    return alt.Axis(
        minExtent=extent,
        maxExtent=extent,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="start",
        titleY=-above,
        titleX=-extent,
        **more,
    )


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
            y=alt.Y("value:Q", title=value, axis=stacked_axis()),
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
                axis=stacked_axis(values=[0, 1], format="d"),
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


def own_points(
    name: str,
    place: Mapping[str, Any],
    colour: alt.Color,
    x: tuple[str, str],
    y: tuple[str, str],
    *,
    size: int = 130,
) -> alt.Chart:
    """Mark a point on each curve, which tells its curve and its numbers under the pointer.

    Args:
        name: the dataset, with ``x``, ``y`` and ``role``.
        place: the axes.
        colour: by role.
        x: title and number format.
        y: title and number format.
        size: in square pixels.
    """
    tooltip = [
        alt.Tooltip("role:N", title=" "),
        alt.Tooltip("x:Q", title=x[0], format=x[1]),
        alt.Tooltip("y:Q", title=y[0], format=y[1]),
    ]
    points = alt.Chart(data(name)).mark_point(
        filled=True, size=size, opacity=1, stroke="white", strokeWidth=1
    )
    return points.encode(**place, color=colour, tooltip=tooltip)


@spec
def _curves(
    x: str,
    y: str,
    roles: tuple[tuple[str, str], ...],
    domain: tuple[float, float] | None,
    log: bool,
    height: int,
    marked: bool,
) -> Any:
    scale = alt.Scale(type="log") if log else alt.Scale()
    if domain:
        scale = alt.Scale(type="log" if log else "linear", domain=list(domain), clamp=True)
    axis = alt.Axis()
    if log and domain:
        low, high = (round(math.log10(end)) for end in domain)
        axis = alt.Axis(values=[10.0**power for power in range(low, high + 1)], format="~g")
    place = {
        "x": alt.X("x:Q", title=x, scale=alt.Scale(nice=False, zero=False)),
        "y": alt.Y("y:Q", title=y, scale=scale, axis=axis),
    }
    colour = alt.Color(
        "role:N",
        title=None,
        scale=role_scale(dict(roles)),
        legend=legend() if len(roles) > 1 else None,
    )
    lines = (
        alt.Chart(data("curves"))
        .mark_line()
        .encode(**place, color=colour, strokeWidth=alt.StrokeWidth("width:Q", scale=None))
    )
    points = own_points("points", place, colour, (x, ".4~g"), (y, ".4~g"))
    rule = alt.Chart(data("points")).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=place["x"])
    # Of no points the browser would ask how far they reach, and complain.
    drawn = rule + lines + points if marked else alt.layer(lines)
    # On a phone the legend has a line for each curve, which is not to be taken from the plot.
    narrow = height + 30 * len(roles) * (len(roles) > 1)
    grows = alt.param(name="height", expr=on_phone(narrow, height))
    return drawn.add_params(grows).properties(height=height)


def curves(
    x: np.ndarray,
    ys: dict[str, np.ndarray],
    colours: list[str],
    *,
    at: tuple[float, list[float]] | None = None,
    x_title: str,
    y_title: str,
    domain: tuple[float, float] | None = None,
    log: bool = False,
    height: int = 340,
    nested: bool = False,
) -> Picture:
    """Draw curves over one axis, and the reader's own point on each.

    Args:
        x: shape (n,).
        ys: for the words of each curve its values, shape (n,); NaN leaves a gap.
        colours: one role colour a curve.
        at: the reader's x, and the value of each curve there.
        x_title: title of the axis, with its unit.
        y_title: title of the axis, with its unit.
        domain: fixed ends of the y axis.
        log: a logarithmic y axis.
        height: pixels; on a phone it grows with the legend.
        nested: curves that may run together: each is thinner than the one below it.
    """
    names = list(ys)
    widths = [2.5 + 3.5 * nested * above for above in range(len(names) - 1, -1, -1)]
    place, values = at or (0.0, [])
    points = {
        "x": [place] * len(values),
        "y": [float(value) for value in values],
        "role": names[: len(values)],
    }
    return Picture(
        _curves(
            x_title, y_title, tuple(zip(names, colours, strict=True)), domain, log, height, bool(at)
        ),
        {
            "curves": {
                "x": np.tile(x, len(names)),
                "y": np.concatenate([np.asarray(y, float) for y in ys.values()]),
                "role": np.repeat(names, len(x)),
                "width": np.repeat(widths, len(x)),
            },
            **({"points": points} if at else {}),
        },
    )
