"""What a tape recorded: operations in their order, with numbers forwards and backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts import panels
from lib.charts.graphs import places
from lib.charts.lattice import PIXELS, on_phone
from lib.charts.lines import own_points
from lib.charts.palette import (
    BORDER,
    CHANGED,
    CHANGED_INK,
    DARK,
    GRADIENT,
    GRADIENT_INK,
    INPUT,
    OUTPUT,
    PAPER,
    QUIET,
    QUIET_INK,
)
from lib.charts.picture import Picture, data, legend, role_scale, spec, step_slider
from lib.numbers import show

HIGH, ROW, GAP, DOWN = 56, 92, 55, 44
"""Pixels: a node, from row to row, and between two nodes, across and where columns are rows."""
NARROWEST = 112
"""Pixels of a column; with less for each, the picture runs from top to bottom."""
SMALL = 12
"""Pixels of the smallest writing."""


@lru_cache(maxsize=64)
def _graph(
    columns: int, rows: float, step: str, roles: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    # Where a column would be too narrow for its numbers, the columns are rows.
    turned = f"(width < {columns * NARROWEST})"
    apart = f"({turned} ? min(width/{rows + 1}, 150) : width/{columns})"
    wide = f"({turned} ? min({apart} - 16, 84) : clamp({apart} - {GAP}, 60, 84))"
    tall = f"({turned} ? {columns * (HIGH + DOWN) - DOWN} : {rows * ROW + HIGH})"

    def along(level: str) -> str:
        """Return the pixels of a level: across, or from the top where it is narrow."""
        from_top = f"(height - {tall})/2 + {HIGH / 2} + {level}*{HIGH + DOWN}"
        return f"({turned} ? {from_top} : ({level} + 0.5)*{apart})"

    def aside(place: str) -> str:
        return f"({turned} ? width/2 + {place}*{apart} : height/2 + {place}*{ROW})"

    # The forward pass in the first half of the slider, the backward pass in the second.
    last = columns - 1
    came = f"(step/50*{max(last, 1)} >= datum.level)"
    back = f"((step - 50)/50*{max(last, 1)} >= {last} - datum.level)"
    shown = alt.Opacity("shown:Q", scale=None)
    nodes = alt.Chart(data("nodes")).transform_calculate(
        shown=f"{came} ? 1 : 0.15",
        back=f"{back} ? 1 : 0",
        cx=f"{turned} ? {aside('datum.aside')} : {along('datum.level')}",
        cy=f"{turned} ? {along('datum.level')} : {aside('datum.aside')}",
        left=f"datum.cx - {wide}/2",
        right=f"datum.cx + {wide}/2",
        top=f"datum.cy - {HIGH / 2}",
        bottom=f"datum.cy + {HIGH / 2}",
        high="datum.cy - 17",
        low="datum.cy + 17",
    )
    # An edge enters a node on the side from which it comes, so that a long one clears what
    # stands between; its number stands before the first node that it passes.
    begin, end, half = "datum.begin", "datum.end", f"({turned} ? {HIGH / 2} : {wide}/2)"
    lean = f"clamp({begin} - {end}, -1, 1)*({turned} ? 0.3*{wide} : 14)"
    edges = alt.Chart(data("edges")).transform_calculate(
        shown=f"{came} ? 1 : 0.15",
        a=f"{along('datum.from')} + {half}",
        b=f"{along('datum.level')} - {half}",
        c=aside(begin),
        d=f"{aside(end)} + {lean}",
        share=f"({turned} ? {0.32 * DOWN} : ({apart} - {wide})/2)/(datum.b - datum.a)",
        x=f"{turned} ? datum.c : datum.a",
        y=f"{turned} ? datum.a : datum.c",
        x2=f"{turned} ? datum.d : datum.b",
        y2=f"{turned} ? datum.b : datum.d",
        mx="datum.x + datum.share*(datum.x2 - datum.x)",
        my="datum.y + datum.share*(datum.y2 - datum.y)",
        half=f"min({SMALL / 2}*datum.long + 3, ({turned} ? {apart} : {apart} - {wide})/2 - 1)",
        left="datum.mx - datum.half",
        right="datum.mx + datum.half",
        top="datum.my - 8",
        bottom="datum.my + 8",
    )
    # On a phone five lines would be long.
    key = legend(phone_columns=2, symbolType="square", symbolOpacity=1)
    text: dict[str, Any] = {"fontWeight": "bold", "tooltip": None}
    size = {"fontSize": alt.ExprRef(f"clamp({wide}/5.6, {SMALL}, 13)")} | text
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("value:N", title="="),
        alt.Tooltip("gradient:N", title="∂/∂"),
    ]
    layers = [
        alt.Chart(data("key"))
        .mark_point(opacity=0, filled=True, tooltip=None, aria=False)
        .encode(
            x=alt.value(0),
            y=alt.value(0),
            color=alt.Color("role:N", title=None, scale=role_scale(dict(roles)), legend=key),
        ),
        edges.mark_rule(color=QUIET, strokeWidth=2, tooltip=None).encode(
            **PIXELS.at("x", "y", "x2", "y2"), opacity=shown
        ),
        edges.mark_rect(
            cornerRadius=6, fill=PAPER, stroke=CHANGED, strokeWidth=1, tooltip=None
        ).encode(**PIXELS.at("left", "top", "right", "bottom"), opacity=shown),
        edges.mark_text(color=CHANGED_INK, fontSize=SMALL, **text).encode(
            **PIXELS.at("mx", "my"), text="local:N", opacity=shown
        ),
        nodes.mark_rect(cornerRadius=7, fill=PAPER, strokeWidth=2.5).encode(
            **PIXELS.at("left", "top", "right", "bottom"),
            stroke=alt.Stroke("border:N", scale=None),
            opacity=shown,
            tooltip=tooltip,
        ),
        nodes.mark_text(
            color=QUIET_INK, font="monospace", **size | {"fontWeight": "normal"}
        ).encode(**PIXELS.at("cx", "high"), text="name:N", opacity=shown),
        nodes.mark_text(color=DARK, **size).encode(
            **PIXELS.at("cx", "cy"), text="value:N", opacity=shown
        ),
        nodes.mark_text(color=GRADIENT_INK, **size).encode(
            **PIXELS.at("cx", "low"), text="gradient:N", opacity=alt.Opacity("back:Q", scale=None)
        ),
    ]
    made = (
        alt.layer(*layers)
        .add_params(step_slider(step, 100))
        .properties(height=int(rows * ROW + HIGH + 46))
        .to_dict()
    )
    made.pop("config", None)
    height = {"name": "height", "expr": f"{tall} + ({on_phone(80, 46)})"}
    return panels.with_signals(made, height)


def graph(
    names: Sequence[str],
    values: np.ndarray,
    gradients: np.ndarray,
    edges: np.ndarray,
    local: np.ndarray,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw operations from left to right, or from top to bottom where that is too narrow.

    On each edge stands the derivative of its step.

    A slider of the picture goes forwards through the values and then back through the
    gradients.

    Args:
        names: n names, each behind those that lead to it; the last is the result.
        values: shape (n,).
        gradients: shape (n,), of the result by each value.
        edges: shape (m, 2), from and to.
        local: shape (m,), the derivative of what an edge leads to by where it begins.
        words: ``input``, ``operation``, ``result``, ``local``, ``gradient``, ``step``.
    """
    corners = places(len(names), edges)
    roles = [
        words["result"]
        if node == len(names) - 1
        else words["operation"]
        if (edges[:, 1] == node).any()
        else words["input"]
        for node in range(len(names))
    ]
    start, end = corners[edges[:, 0]], corners[edges[:, 1]]
    columns, rows = int(corners[:, 0].max()) + 1, float(np.ptp(corners[:, 1]))
    colours = {words["input"]: INPUT, words["operation"]: BORDER, words["result"]: OUTPUT}
    # Numbers have their colours, too.
    keys = colours | {words["local"]: CHANGED, words["gradient"]: GRADIENT}
    passed = [f"× {show(value, 2)}" for value in local.tolist()]
    return Picture(
        _graph(columns, rows, words["step"], tuple(keys.items())),
        {
            "key": {"role": list(keys)},
            "nodes": {
                "level": corners[:, 0],
                "aside": corners[:, 1],
                "name": list(names),
                "value": [show(value) for value in values.tolist()],
                "gradient": [show(value) for value in gradients.tolist()],
                "role": roles,
                "border": [colours[role] for role in roles],
            },
            "edges": {
                "from": start[:, 0],
                "begin": start[:, 1],
                "level": end[:, 0],
                "end": end[:, 1],
                "local": passed,
                "long": [sum(0.28 if c in " ." else 0.54 for c in each) for each in passed],
            },
        },
    )


# ------------------------------------------------------------------- errors by step


@spec
def _errors(step: str, error: str, roles: tuple[tuple[str, str], ...]) -> Any:

    def powers(low: int, high: int) -> alt.Axis:
        """Label no power beyond the ends: a clamped scale writes it at the end."""
        return alt.Axis(values=[10.0**power for power in range(low, high + 1, 2)], format="~e")

    place = {
        "x": alt.X(
            "x:Q", title=step, scale=alt.Scale(type="log", domain=[1e-8, 1]), axis=powers(-8, 0)
        ),
        "y": alt.Y(
            "y:Q",
            title=error,
            scale=alt.Scale(type="log", domain=[1e-16, 1e2], clamp=True),
            axis=powers(-16, 2),
        ),
    }
    colour = alt.Color("role:N", title=None, scale=role_scale(dict(roles)), legend=legend())
    lines = alt.Chart(data("curves")).mark_line(strokeWidth=2.5).encode(**place, color=colour)
    points = own_points("points", place, colour, (step, ".2e"), (error, ".2e"))
    rule = alt.Chart(data("points")).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=place["x"])
    return (rule + lines + points).properties(height=340)


def errors(
    steps: np.ndarray,
    found: Mapping[str, np.ndarray],
    colours: Sequence[str],
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw errors over the step, both on log axes.

    Args:
        steps: shape (n + 1,), the last is the reader's own.
        found: for the words of each method its errors, shape (n + 1,); 0 is drawn at the
            lower end.
        colours: one role colour a method.
        words: ``step``, ``error``.
    """
    names = list(found)
    every = {name: np.maximum(np.asarray(each, float), 1e-16) for name, each in found.items()}
    return Picture(
        _errors(words["step"], words["error"], tuple(zip(names, colours, strict=True))),
        {
            "curves": {
                "x": np.tile(steps[:-1].astype(float), len(names)),
                "y": np.concatenate([each[:-1] for each in every.values()]),
                "role": np.repeat(names, len(steps) - 1),
            },
            "points": {
                "x": [float(steps[-1])] * len(names),
                "y": [float(each[-1]) for each in every.values()],
                "role": names,
            },
        },
    )
