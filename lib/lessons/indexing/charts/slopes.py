"""Two gradients over one axis, one of which is broken in places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from lib.charts.palette import (
    INPUT,
    OUTPUT,
    QUIET,
    WRONG,
)
from lib.charts.picture import Picture, data, legend, role_scale, spec
from lib.numbers import show


@spec
def _slopes(x: str, gradient: str, naive: str, double: str, nan: str, here: str) -> Any:
    place = {
        "x": alt.X("x:Q", title=x, scale=alt.Scale(nice=False, zero=False)),
        "y": alt.Y("y:Q", title=gradient, scale=alt.Scale(domain=[-4, 4])),
    }
    roles = {double: OUTPUT, naive: INPUT, nan: WRONG}
    colour = alt.Color("role:N", title=None, scale=role_scale(roles), legend=legend())
    tooltip = [
        alt.Tooltip("role:N", title=" "),
        alt.Tooltip("x:Q", title=x, format=".4~g"),
        alt.Tooltip("shown:N", title=gradient),
    ]
    curves = alt.Chart(data("curves"))
    lines = [
        curves.transform_filter(alt.datum.role == role)
        .mark_line(strokeCap="round", clip=True, strokeWidth=width)
        .encode(**place, color=colour, detail="part:N")
        for role, width in ((double, 8), (naive, 2.5))
    ]
    broken = alt.Chart(data("broken")).mark_point(
        shape="cross", angle=45, size=90, filled=True, opacity=1
    )
    at = alt.Chart(data("here"))
    rule = at.mark_rule(color=QUIET, strokeDash=[4, 4], strokeWidth=1.5)
    note = at.mark_text(color=QUIET, fontSize=13, baseline="bottom", dy=-4)
    points = alt.Chart(data("points")).mark_point(
        filled=True, size=150, opacity=1, stroke="white", strokeWidth=1.2, clip=True
    )
    return alt.layer(
        rule.encode(x=place["x"]),
        *lines,
        broken.encode(**place, color=colour, tooltip=tooltip),
        points.encode(**place, color=colour, tooltip=tooltip),
        note.encode(x=place["x"], y=alt.value(0), text=alt.value(here)),
    ).properties(height=360)


LANE = -3.4
"""The height at which NaN is marked: it has no place on the axis."""


def slopes(
    x: np.ndarray,
    taken: np.ndarray,
    naive: np.ndarray,
    double: np.ndarray,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw two gradients over x; where the naive one is NaN, a cross stands below.

    Args:
        x: shape (n + 1,); the last is the reader's own point, the others are in order.
        taken: bool, where the function is chosen: no line goes across its ends.
        naive: the gradient of the naive where; the same shape.
        double: that of the double where.
        words: ``x``, ``gradient``, ``naive``, ``double``, ``nan``, ``here``.
    """
    n = len(x) - 1
    lost = np.flatnonzero(np.isnan(naive[:n]))
    # Many crosses side by side would be a bar: some say as much.
    lost = lost[:: max(1, len(lost) // 22)]
    curves = {
        "x": np.tile(x[:n], 2),
        "y": np.concatenate([double[:n], naive[:n]]).astype(float),
        "role": [words["double"]] * n + [words["naive"]] * n,
        "part": np.tile(np.cumsum(np.diff(taken[:n], prepend=taken[:1])), 2),
    }
    own = [("double", double[-1]), ("naive", naive[-1])]
    good = [(name, float(value)) for name, value in own if np.isfinite(value)]
    bad = [float(x[-1])] if np.isnan(naive[-1]) else []
    crosses = [*x[lost].tolist(), *bad]
    return Picture(
        _slopes(**words),
        {
            "curves": curves,
            "broken": {
                "x": np.array(crosses, float),
                "y": np.full(len(crosses), LANE),
                "role": np.array([words["nan"]] * len(crosses), str),
                "shown": np.array(["NaN"] * len(crosses), str),
            },
            "points": {
                "x": np.full(len(good), float(x[-1])),
                "y": np.array([value for _, value in good], float),
                "role": np.array([words[name] for name, _ in good], str),
                "shown": np.array([show(value) for _, value in good], str),
            },
            "here": {"x": [float(x[-1])]},
        },
    )
