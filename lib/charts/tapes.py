"""What a tape recorded: operations in their order, with numbers forwards and backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lines import own_points
from lib.charts.picture import (
    CHANGED,
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
from lib.numbers import show

WIDE, HIGH = 0.54, 0.58
"""Size of a node, in places."""


def levels(count: int, edges: np.ndarray) -> np.ndarray:
    """Return for each node how many steps lie before it: the longest way to it.

    Args:
        count: n nodes, each behind those that lead to it.
        edges: shape (m, 2), from and to.

    Shape: (n,).
    """
    level = np.zeros(count, int)
    for start, end in edges.tolist():  # in the order of the nodes that they lead to
        level[end] = max(level[end], level[start] + 1)
    return level


def places(count: int, edges: np.ndarray) -> np.ndarray:
    """Return where each node stands: a column for each level, no two in one place.

    What has no input stands right before the operation that first uses it. Shape: (n, 2).
    """
    level = levels(count, edges)
    for node in range(count):
        uses = [level[end] for start, end in edges.tolist() if start == node]
        if uses and not (edges[:, 1] == node).any():
            level[node] = min(uses) - 1
    y = np.zeros(count)
    for column in range(level.max() + 1):
        members = np.flatnonzero(level == column)
        y[members] = np.arange(len(members)) - (len(members) - 1) / 2
    return np.stack([level.astype(float), y], axis=1)


@spec
def _graph(columns: int, rows: float, step: str, roles: tuple[tuple[str, str], ...]) -> Any:
    across = alt.Scale(domain=[-0.5, columns - 0.5], nice=False, zero=False)
    down = alt.Scale(domain=[-rows / 2, rows / 2], nice=False, zero=False, reverse=True)
    # Two lines of writing fit into a node, whichever way the picture is short of room.
    size = alt.ExprRef(f"clamp(min(width/{columns}/8.5, height/{rows}/5), 8, 14)")

    def at(x: str, y: str) -> dict[str, Any]:
        return {
            "x": alt.X(f"{x}:Q", scale=across, axis=None),
            "y": alt.Y(f"{y}:Q", scale=down, axis=None),
        }

    # Forwards in the first half of the way, backwards in the second.
    last = columns - 1
    came = f"(step/50*{max(last, 1)} >= datum.level)"
    back = f"((step - 50)/50*{max(last, 1)} >= {last} - datum.level)"
    shown = alt.Opacity("shown:Q", scale=None)
    edges = alt.Chart(data("edges")).transform_calculate(shown=f"{came} ? 1 : 0.15")
    nodes = alt.Chart(data("nodes")).transform_calculate(
        shown=f"{came} ? 1 : 0.15",
        back=f"{back} ? 1 : 0",
        left=f"datum.x - {WIDE / 2}",
        right=f"datum.x + {WIDE / 2}",
        top=f"datum.y - {HIGH / 2}",
        bottom=f"datum.y + {HIGH / 2}",
        high="datum.y - 0.13",
        low="datum.y + 0.14",
        under=f"datum.y + {HIGH / 2 + 0.13}",
    )
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("value:N", title="="),
        alt.Tooltip("gradient:N", title="∂/∂"),
    ]
    key = legend(symbolType="square")
    key["columns"] = alt.ExprRef("width < 420 ? 2 : 0")  # five lines would take the nodes' room
    colour = alt.Color("role:N", title=None, scale=role_scale(dict(roles)), legend=key)
    layers = [
        edges.mark_rule(color=QUIET, strokeWidth=2).encode(
            **at("x", "y"), x2="x2:Q", y2="y2:Q", opacity=shown
        ),
        edges.transform_calculate(
            mx="datum.x + 0.5*(datum.x2 - datum.x)", my="datum.y + 0.5*(datum.y2 - datum.y) - 0.1"
        )
        .mark_text(color=CHANGED, fontSize=size, fontWeight="bold")
        .encode(**at("mx", "my"), text="local:N", opacity=shown),
        nodes.mark_rect(cornerRadius=7).encode(
            **at("left", "top"),
            x2="right:Q",
            y2="bottom:Q",
            color=colour,
            opacity=shown,
            tooltip=tooltip,
        ),
        nodes.mark_text(fontSize=size, color="#111111", font="monospace", tooltip=None).encode(
            **at("x", "high"), text="name:N", opacity=shown
        ),
        nodes.mark_text(fontSize=size, color="#111111", fontWeight="bold", tooltip=None).encode(
            **at("x", "low"), text="value:N", opacity=shown
        ),
        nodes.mark_text(fontSize=size, color=GRADIENT, fontWeight="bold", tooltip=None).encode(
            **at("x", "under"), text="gradient:N", opacity=alt.Opacity("back:Q", scale=None)
        ),
    ]
    slider = alt.binding_range(min=0, max=100, step=1, name=f"{step} ")
    return (
        alt.layer(*layers)
        .add_params(alt.param(name="step", value=100, bind=slider))
        .properties(height=int(88 * rows + 40))
    )


def graph(
    names: Sequence[str],
    values: np.ndarray,
    gradients: np.ndarray,
    edges: np.ndarray,
    local: np.ndarray,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw operations from left to right, with the derivative of each step on its edge.

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
    columns = int(corners[:, 0].max()) + 1
    rows = float(np.ptp(corners[:, 1]) + 1.2)
    colours = {words["input"]: INPUT, words["operation"]: "#B8C0CA", words["result"]: OUTPUT}
    # Numbers have their colours, too.
    colours |= {words["local"]: CHANGED, words["gradient"]: GRADIENT}
    return Picture(
        _graph(columns, round(rows, 1), words["step"], tuple(colours.items())),
        {
            "nodes": {
                "x": corners[:, 0],
                "y": corners[:, 1],
                "level": corners[:, 0],
                "name": list(names),
                "value": [show(value) for value in values.tolist()],
                "gradient": [show(value) for value in gradients.tolist()],
                "role": roles,
            },
            "edges": {
                "x": start[:, 0] + WIDE / 2,
                "y": start[:, 1],
                "x2": end[:, 0] - WIDE / 2,
                "y2": end[:, 1],
                "level": end[:, 0],
                "local": [f"× {show(value, 2)}" for value in local.tolist()],
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


def errors(steps: np.ndarray, found: Mapping[str, np.ndarray], colours: Sequence[str], *,
           words: Mapping[str, str]) -> Picture:  # fmt: skip
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
