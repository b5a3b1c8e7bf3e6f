"""A race on a map, replayed in the browser at the reader's pace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts import images, panels
from lib.charts.palette import (
    CHANGED,
    DARK,
    GRADIENT,
    INPUT,
    OLIVE,
    OUTPUT,
    PURPLE,
    QUIET,
    WHITE,
    WRONG,
)
from lib.charts.picture import Picture, data, role_scale
from lib.lessons.himmelblau.charts.maps import lattice

RACERS = [INPUT, OUTPUT, GRADIENT, PURPLE, CHANGED, WRONG, OLIVE, QUIET]
"""One colour a racer, on the dark map and on both themes."""
HEIGHT, HEIGHT_NARROW = 560, 780
FRAMES = 200
"""Steps of a race: what the scrubber reaches."""
LOWEST, HIGHEST = 1e-10, 1e5
"""The ends of the logarithmic axis of heights."""
DEPTH = 1e4
"""The ends of the axis of heights, up and down, where there is no lowest one."""


def _replay(play: str, step: str, speed: str) -> list[dict[str, Any]]:
    """Return what plays: a switch, how many steps a tick, and the step that is shown."""
    onward = f"min(frame + pace, {FRAMES})"
    switch, frame = panels.player("frame", play, step, FRAMES, onward, start=FRAMES)
    bind = {"input": "select", "options": [1, 2, 5], "name": f"{speed} "}
    return [switch, {"name": "pace", "value": 1, "bind": bind}, frame]


@lru_cache(maxsize=32)
def _race(
    names: tuple[str, ...],
    log: bool,
    window: tuple[float, ...],
    words: tuple[tuple[str, str], ...],
) -> dict[str, Any]:
    labels = dict(words)
    left, right = panels.pair()
    on_map = {
        "x": left.x("x", labels["x"], {"domain": list(window[:2])}),
        "y": left.y("y", labels["y"], {"domain": list(window[2:])}),
    }
    scale: dict[str, Any] = {"type": "symlog", "domain": [-DEPTH, DEPTH], "clamp": True}
    if log:
        scale = {"type": "log", "domain": [LOWEST, HIGHEST], "clamp": True}
    over_steps = {
        "x": right.x("step", labels["step"], {"domain": [0, FRAMES]}),
        "y": right.y(
            "f", labels["f" if log else "bottomless"], scale, format=".0~e" if log else "~g"
        ),
    }
    # The name stands once in the spec and not in thousands of rows.
    named = {"name": f"{json.dumps(names, ensure_ascii=False)}[datum.racer]"}
    colour = alt.Color(
        "name:N",
        title=None,
        sort=None,
        scale=role_scale(dict(zip(names, RACERS, strict=True))),
        legend=alt.Legend(
            orient="top",
            labelLimit=0,
            columns=alt.ExprRef(f"width < {panels.WIDE} ? 2 : 4"),
            symbolType="circle",
        ),
    )
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("step:Q", title=labels["step"]),
        alt.Tooltip("x:Q", title=labels["x"], format=".4~g"),
        alt.Tooltip("y:Q", title=labels["y"], format=".4~g"),
        alt.Tooltip("f:Q", title=labels["f"], format=".4~g"),
    ]
    whole = alt.Chart(data("race")).transform_calculate(**named)
    past = whole.transform_filter("datum.step <= frame")
    now = whole.transform_filter("datum.step == frame")
    pick = alt.selection_point(name="pick", fields=["x", "y"], on="click", clear=False, empty=False)
    lattice = alt.Chart(data("squares")).mark_square(size=90, opacity=0)
    lattice = lattice.encode(x=on_map["x"], y=on_map["y"]).add_params(pick)
    places = alt.Chart(data("places")).mark_point(
        filled=True, size=70, opacity=1, color=WHITE, stroke=DARK, strokeWidth=1.2
    )
    places = places.encode(**on_map, tooltip=[alt.Tooltip("name:N", title=" "), *tooltip[2:4]])
    head: dict[str, Any] = {
        "filled": True,
        "opacity": 1,
        "size": 110,
        "stroke": DARK,
        "strokeWidth": 1.2,
    }
    line: dict[str, Any] = {"strokeWidth": 2.2, "strokeJoin": "round"}
    detail = alt.Detail("start:N")
    map_ = alt.layer(
        images.layer(on_map),
        past.mark_line(**line).encode(**on_map, color=colour, detail=detail, order="step:Q"),
        lattice,
        places,
        now.mark_point(**head).encode(**on_map, color=colour, tooltip=tooltip),
    )
    curve = alt.layer(
        whole.mark_line(strokeWidth=1.2, opacity=0.3).encode(
            **over_steps, color=colour, detail=detail, order="step:Q"
        ),
        past.mark_line(**line).encode(**over_steps, color=colour, detail=detail, order="step:Q"),
        now.mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=over_steps["x"], **right.tall()),
        now.mark_point(**head).encode(**over_steps, color=colour, tooltip=tooltip),
    )
    chart = panels.together(map_, curve, height=HEIGHT)
    return panels.with_signals(
        chart,
        panels.grows(HEIGHT, HEIGHT_NARROW),
        *_replay(labels["play"], labels["step"], labels["pace"]),
    )


def race(
    ground: str,
    points: np.ndarray,
    heights: np.ndarray,
    places: Sequence[Sequence[float]],
    names: Sequence[str],
    *,
    window: Sequence[float],
    floor: float | None,
    words: dict[str, str],
) -> Picture:
    """Draw a race on the map and its heights over the steps; the reader plays both at once.

    Args:
        ground: the map as a data URL.
        points: shape (steps + 1, K, S, 2); what is off the map is not drawn on it.
        heights: shape (steps + 1, K, S).
        places: shape (m, 2), the minima.
        names: of the K racers.
        window: what the map shows, from x to x, from y to y.
        floor: the height of the lowest minimum: heights above it are drawn, on a logarithmic
            axis, and what has arrived at its foot. Without one they are drawn as they are.
        words: ``x``, ``y``, ``f``, ``bottomless``, ``step``, ``minimum``, ``play``, ``pace``.
    """
    log, (left, right, low, top) = floor is not None, window
    steps, racers, starts = heights.shape
    known = np.where(np.isfinite(points), points, np.inf)
    inside = np.all((known >= [left, low]) & (known <= [right, top]), axis=-1)
    drawn = np.where(np.expand_dims(inside, -1), points, np.nan)
    with np.errstate(invalid="ignore"):
        fine = np.isfinite(heights) & (np.abs(heights) < 1e8)
        above = heights if floor is None else np.maximum(heights - floor, LOWEST)
        high = np.where(fine, above, np.nan)
    step, racer, start = (part.ravel() for part in np.indices((steps, racers, starts)))
    labels = {name: word for name, word in words.items() if name != "minimum"}
    return Picture(
        _race(tuple(names), log, tuple(window), tuple(labels.items())),
        {
            "ground": images.window(window, ground),
            "squares": lattice(window),
            "places": {
                "x": [place[0] for place in places],
                "y": [place[1] for place in places],
                "name": [words["minimum"]] * len(places),
            },
            "race": {
                "x": drawn[..., 0].ravel(),
                "y": drawn[..., 1].ravel(),
                "f": high.ravel(),
                "step": step.astype(np.int16),
                "racer": racer.astype(np.int16),
                "start": start.astype(np.int16),
            },
        },
    )
