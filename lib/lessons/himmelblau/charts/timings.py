"""Times over many powers of ten, each beside the slowest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from lib.charts.palette import INPUT, QUIET
from lib.charts.picture import Picture, data, spec

SHORTEST, LONGEST = 1e-7, 100.0
"""The ends of the axis, in seconds."""
UNITS = (
    "datum.value >= 1 ? format(datum.value, '~g') + ' s'"
    " : datum.value >= 1e-3 ? format(datum.value * 1e3, '~g') + ' ms'"
    " : datum.value >= 1e-6 ? format(datum.value * 1e6, '~g') + ' µs'"
    " : format(datum.value * 1e9, '~g') + ' ns'"
)


def show_time(seconds: float) -> str:
    """Write a time for the eye, with its unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


@spec
def _ladder(value: str, height: int) -> Any:
    y = alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=400, labelPadding=8))
    x = alt.X(
        "seconds:Q",
        title=value,
        scale=alt.Scale(type="log", domain=[SHORTEST, LONGEST], nice=False, clamp=True),
        axis=alt.Axis(labelExpr=UNITS, tickCount=9),
    )
    base = alt.Chart(data("times")).encode(y=y)
    gap = base.mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=x, x2="slowest:Q")
    tooltip = [alt.Tooltip("name:N", title=" "), alt.Tooltip("label:N", title=value)]
    dots = base.mark_circle(color=INPUT, size=220, opacity=1).encode(x=x, tooltip=tooltip)
    text: dict[str, Any] = {"color": QUIET, "fontSize": 13, "fontWeight": "bold"}
    labels = base.transform_calculate(caption="datum.label + '   ' + datum.ratio")
    labels = labels.mark_text(dy=-18, **text).encode(x=x, text="caption:N")
    return (gap + dots + labels).properties(height=height)


def ladder(
    names: Sequence[str], seconds: Sequence[float], *, value: str, height: int = 300
) -> Picture:
    """Draw a dot for each time on a logarithmic axis, which says how much shorter it is.

    A bar would not do: on a logarithmic axis its length says nothing.

    Args:
        names: of the times.
        seconds: positive.
        value: title of the axis.
        height: pixels.
    """
    slowest = max(seconds)
    return Picture(
        _ladder(value, height),
        {
            "times": {
                "name": list(names),
                "seconds": [float(time) for time in seconds],
                "slowest": [float(slowest)] * len(seconds),
                "label": [show_time(time) for time in seconds],
                "ratio": [
                    f"÷ {slowest / time:,.0f}" if slowest / time >= 1.5 else "" for time in seconds
                ],
            }
        },
    )
