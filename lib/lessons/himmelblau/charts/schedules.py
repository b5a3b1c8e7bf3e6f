"""Schedules of the learning rate side by side: the rate, the path on the map, and the height."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts import images, panels
from lib.charts.palette import CHANGED, DARK, GRADIENT, INPUT, OUTPUT, QUIET, WHITE
from lib.charts.picture import Picture, data, role_scale
from lib.lessons.himmelblau.charts import pointing
from lib.lessons.himmelblau.charts.surfaces import ground_data
from lib.lessons.himmelblau.charts.terrain import SPAN

COLOURS = [INPUT, OUTPUT, GRADIENT, CHANGED]
HEIGHT, HEIGHT_NARROW = 500, 980
STEPS = 200
MOST = 0.027
"""The largest rate that is drawn."""
LOWEST, HIGHEST = 1e-10, 1e4
"""The ends of the logarithmic axis of heights."""


@lru_cache(maxsize=16)
def _schedules(names: tuple[str, ...], words: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    labels = dict(words)
    map_, above, below = panels.map_and_two()
    on_map = {
        "x": map_.x("x", labels["x"], {"domain": [-SPAN, SPAN]}),
        "y": map_.y("y", labels["y"], {"domain": [-SPAN, SPAN]}),
    }
    log = {"type": "log", "domain": [LOWEST, HIGHEST], "clamp": True}
    steps = {"domain": [0, STEPS]}
    rates = {
        "x": above.x("step", "", steps),
        "y": above.y("rate", labels["rate"], {"domain": [0, MOST]}, tickCount=5),
    }
    curve = {
        "x": below.x("step", labels["step"], steps),
        "y": below.y("high", labels["f"], log, format=".0~e"),
    }
    colour = alt.Color(
        "name:N",
        title=None,
        sort=None,
        scale=role_scale(dict(zip(names, COLOURS, strict=True))),
        legend=alt.Legend(
            orient="top",
            labelLimit=0,
            columns=alt.ExprRef(f"width < {panels.WIDE} ? 1 : 4"),
            symbolType="circle",
        ),
    )
    listed = json.dumps(names, ensure_ascii=False)
    whole = alt.Chart(data("walks")).transform_calculate(
        name=f"{listed}[datum.kind]", high=f"max(datum.f, {LOWEST})"
    )
    now = whole.transform_filter("datum.step == at")
    line: dict[str, Any] = {"strokeWidth": 2.2, "strokeJoin": "round", "aria": False}
    head: dict[str, Any] = {"filled": True, "opacity": 1, "size": 90, "stroke": DARK}
    head |= {"strokeWidth": 1.2}
    guide: dict[str, Any] = {"color": QUIET, "strokeDash": [4, 4], "aria": False}
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("step:Q", title=labels["step"]),
        alt.Tooltip("rate:Q", title=labels["rate"], format=".3~g"),
        alt.Tooltip("f:Q", title=labels["f"], format=".3~g"),
    ]

    def level(name: str, place: Any, panel: panels.Panel) -> list[alt.Chart]:
        """Return a predicted level: a dashed line across a plot, and its name at the right."""
        sides = {"x": alt.value(alt.ExprRef(panel.left)), "x2": alt.value(alt.ExprRef(panel.right))}
        rule = alt.Chart(data(name)).mark_rule(strokeWidth=1.5, **guide)
        text = alt.Chart(data(name)).mark_text(
            text=labels[name], align="right", baseline="bottom", dy=-3, color=QUIET, fontSize=12
        )
        return [
            rule.encode(**sides, y=place),
            text.encode(x=alt.value(alt.ExprRef(panel.right)), y=place),
        ]

    def over_steps(place: dict[str, Any], panel: panels.Panel, **shape: Any) -> list[alt.Chart]:
        rule = now.transform_filter("datum.kind == 0").mark_rule(**guide)
        return [
            whole.mark_line(**line, **shape).encode(**place, color=colour, order="step:Q"),
            rule.encode(x=place["x"], **panel.tall()),
            now.mark_point(**head).encode(**place, color=colour, tooltip=tooltip),
        ]

    places = alt.Chart(data("places")).mark_point(
        filled=True, size=70, opacity=1, color=WHITE, stroke=DARK, strokeWidth=1.2
    )
    from_map = alt.layer(
        images.layer(on_map),
        whole.mark_line(**line).encode(**on_map, color=colour, order="step:Q"),
        places.encode(**on_map),
        now.mark_point(**head).encode(**on_map, color=colour),
        *pointing.spots(map_, on_map),
    )
    chart = panels.together(
        from_map,
        alt.layer(
            *level("limit", rates["y"], above), *over_steps(rates, above, interpolate="step-after")
        ),
        alt.layer(*level("floor", curve["y"], below), *over_steps(curve, below)),
        height=HEIGHT,
    )
    share = f"(pointer[0] - ({above.left})) / (({above.right}) - ({above.left}))"
    beside = f"over == 'rates' || over == 'curve' ? clamp(round({share} * {STEPS}), 0, {STEPS})"
    return panels.with_signals(
        panels.painted(chart),
        panels.grows(HEIGHT, HEIGHT_NARROW),
        *panels.player("step", labels["play"], labels["step"], STEPS, "step + 1", start=STEPS),
        *pointing.signals({"map": map_, "rates": above, "curve": below}),
        {"name": "at", "expr": f"{beside} : step"},
    )


def compared(
    ground: str,
    rates: np.ndarray,
    points: np.ndarray,
    heights: np.ndarray,
    places: Sequence[Sequence[float]],
    names: Sequence[str],
    *,
    floor: float,
    limit: float,
    words: dict[str, str],
) -> Picture:
    """Draw schedules side by side; a step is marked on the map, on the rates and on the heights.

    Args:
        ground: the map as a data URL.
        rates: shape (STEPS, K); after the last step there is none.
        points: shape (STEPS + 1, 2, K); what is off the map is not drawn on it.
        heights: shape (STEPS + 1, K); what has arrived is drawn at the foot of the axis.
        places: shape (m, 2), the minima.
        names: of the K schedules.
        floor: the predicted height of the first one, a dashed line.
        limit: the predicted largest rate, a dashed line.
        words: ``x``, ``y``, ``f``, ``step``, ``rate``, ``floor``, ``limit``, ``play``.
    """
    inside = np.abs(np.where(np.isfinite(points), points, np.inf)).max(axis=1) <= SPAN
    drawn = np.where(inside[:, np.newaxis], points, np.nan)
    step, kind = (part.ravel().astype(np.int16) for part in np.indices(heights.shape))
    rest = np.full((1, rates.shape[1]), np.nan, np.float32)
    return Picture(
        _schedules(tuple(names), tuple(words.items())),
        {
            "ground": ground_data(ground),
            "spot": pointing.SPOT,
            "places": {"x": [place[0] for place in places], "y": [place[1] for place in places]},
            "walks": {
                "step": step,
                "kind": kind,
                "x": drawn[:, 0].ravel(),
                "y": drawn[:, 1].ravel(),
                "f": np.where(np.isfinite(heights), heights, np.nan).ravel(),
                "rate": np.concatenate([rates, rest]).ravel(),
            },
            "floor": {"high": [float(floor) if LOWEST < floor < HIGHEST else np.nan]},
            "limit": {"rate": [float(limit)]},
        },
    )
