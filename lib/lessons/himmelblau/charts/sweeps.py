"""What becomes of a walk as its learning rate grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lines import stacked_axis
from lib.charts.palette import OUTPUT, QUIET, WRONG
from lib.charts.picture import Picture, data, legend, role_scale, spec


@spec
def _sweep(
    rate: str,
    value: str,
    names: tuple[tuple[str, str], ...],
    ends: tuple[float, float],
    reach: tuple[float, float],
    limit: str,
    own: str,
    lost: str,
    height: int,
) -> Any:
    place = {
        "x": alt.X("rate:Q", title=rate, scale=alt.Scale(domain=list(reach), nice=False)),
        "y": alt.Y(
            "value:Q",
            title=value,
            scale=alt.Scale(type="log", domain=list(ends), clamp=True),
            axis=stacked_axis(52, above=10, format=".0~e", tickCount=6),
        ),
    }
    colour = alt.Color(
        "name:N",
        title=None,
        sort=None,
        scale=role_scale(dict(names)),
        legend=legend(symbolType="stroke", symbolStrokeWidth=3) if len(names) > 1 else None,
    )
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("rate:Q", title=rate, format=".3~g"),
        alt.Tooltip("value:Q", title=value, format=".3~g"),
    ]
    rules = (
        alt.Chart(data("limits"))
        .mark_rule(strokeDash=[6, 4], strokeWidth=2)
        .encode(
            x=place["x"],
            color=colour if len(names) > 1 else alt.value(QUIET),
            tooltip=[alt.Tooltip("name:N", title=limit), tooltip[1]],
        )
    )
    mine = (
        alt.Chart(data("own"))
        .mark_rule(strokeWidth=1.5, color=QUIET)
        .encode(x=place["x"], tooltip=[alt.Tooltip("rate:Q", title=own, format=".3~g")])
    )
    lines = alt.Chart(data("walks")).mark_line(strokeWidth=2.5).encode(**place, color=colour)
    dots = alt.Chart(data("walks")).mark_circle(size=18, opacity=0.9)
    dots = dots.encode(**place, color=colour, tooltip=tooltip)
    corner: dict[str, Any] = {"x": alt.value(alt.ExprRef("width")), "y": alt.value(-8)}
    key = alt.Chart(data("own")).mark_text(
        text=f"▲ {lost}", align="right", baseline="bottom", color=WRONG, fontSize=13
    )
    gone = (
        alt.Chart(data("lost"))
        .mark_point(shape="triangle-up", filled=True, size=40, color=WRONG, opacity=0.9)
        .encode(**place, tooltip=tooltip[:2])
    )
    return (rules + mine + lines + dots + gone + key.encode(**corner)).properties(height=height)


def sweep(
    rates: np.ndarray,
    values: np.ndarray,
    limits: Sequence[float],
    names: Sequence[str],
    colours: Sequence[str],
    *,
    own: float,
    ends: tuple[float, float],
    words: dict[str, str],
    height: int = 300,
) -> Picture:
    """Draw what every rate led to, and the rates at which it should turn bad.

    Args:
        rates: shape (n,), ascending.
        values: shape (n, k); what is no number stands as a triangle at the top.
        limits: predicted rates, one a curve; or any number of them beside one curve.
        names: of the k curves, or of the limits beside one curve.
        colours: one a name.
        own: the reader's own rate.
        ends: the ends of the logarithmic axis of values; beyond them they are drawn at it.
        words: ``rate``, ``value``, ``limit``, ``own``, ``lost``.
        height: pixels.
    """
    count = values.shape[1]
    curves = list(names[:count]) if count > 1 else [words["value"]]
    hues = list(colours[:count]) if count > 1 else [OUTPUT]
    fine = np.isfinite(values)
    x = np.repeat(rates, count)
    every = np.where(fine, np.maximum(values, ends[0]), np.nan).ravel()
    name = np.tile(np.array(curves, object), len(rates))
    lost = ~fine.ravel()
    return Picture(
        _sweep(
            words["rate"],
            words["value"],
            tuple(zip(curves, hues, strict=True)),
            ends,
            (0.0, float(rates[-1])),
            words["limit"],
            words["own"],
            words["lost"],
            height,
        ),
        {
            "walks": {"rate": x, "value": every, "name": name.tolist()},
            "lost": {
                "rate": x[lost],
                "value": [ends[1]] * int(lost.sum()),
                "name": name[lost].tolist(),
            },
            "limits": {"rate": [float(limit) for limit in limits], "name": list(names)},
            "own": {"rate": [own]},
        },
    )
