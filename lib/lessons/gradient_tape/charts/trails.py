"""The values from x to y, and how far a gradient comes back from the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import plane
from lib.charts.palette import DARK, GRADIENT, NODE, QUIET, WRONG
from lib.charts.picture import Picture, data, legend, role_scale, spec
from lib.numbers import show

WIDE = 0.62
"""Width of a stop, in places."""


@spec
def _trail(stops: int, roles: tuple[tuple[str, str], ...]) -> Any:
    place = plane((-0.5, stops - 0.5), (0, 4), reverse=True)
    size = alt.ExprRef(f"clamp(width/{stops}/8.5, 9, 16)")

    scale = role_scale(dict(roles))
    colour = alt.Color(
        "role:N", title=None, scale=scale, legend=legend(symbolType="stroke", symbolStrokeWidth=4)
    )
    role = alt.Color("role:N", scale=scale, legend=None)
    links, nodes = alt.Chart(data("links")), alt.Chart(data("stops"))
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("value:N", title="="),
        alt.Tooltip("gradient:N", title=" "),
    ]
    layers = [
        links.mark_rule(strokeWidth=4).encode(
            **place.at("x", 1),
            x2="x2:Q",
            color=colour,
        ),
        links.mark_text(fontSize=22, fontWeight="bold", dy=1).encode(
            **place.at("middle", 1), text="mark:N", color=role
        ),
        nodes.mark_rect(cornerRadius=7, color=NODE, tooltip=True).encode(
            **place.at("left", 0.2), x2="right:Q", y2=alt.Y2Datum(1.8), tooltip=tooltip
        ),
        nodes.mark_text(fontSize=size, color=DARK, font="monospace").encode(
            **place.at("x", 0.68), text="name:N"
        ),
        nodes.mark_text(fontSize=size, color=DARK, fontWeight="bold").encode(
            **place.at("x", 1.34), text="value:N"
        ),
        nodes.mark_text(fontSize=size, color=QUIET, font="monospace").encode(
            **place.at("x", 2.4), text="derivative:N"
        ),
        nodes.mark_text(fontSize=size, fontWeight="bold").encode(
            **place.at("x", 3.15), text="gradient:N", color=role
        ),
    ]
    return alt.layer(*layers).properties(height=190)


def trail(
    names: Sequence[str],
    values: np.ndarray,
    gradients: np.ndarray,
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw stops from left to right with their values, and below each its gradient by the tape.

    Args:
        names: of n stops; the first is x, the last is y.
        values: shape (n,).
        gradients: shape (n,), of the last by each; NaN for None.
        words: ``open`` and ``broken``, of a link between two stops.
    """
    n, known = len(names), np.isfinite(gradients)
    roles = {words["open"]: GRADIENT, words["broken"]: WRONG}
    # A gradient passes a link that stands between two stops of which the tape knows both.
    passes = known[:-1] & known[1:]
    lost = [np.flatnonzero(known)[0] - 1] if not known.all() else []
    link_roles = [words["open"] if each else words["broken"] for each in passes]
    places = np.arange(n, dtype=float)
    return Picture(
        _trail(n, tuple(roles.items())),
        {
            "stops": {
                "x": places,
                "left": places - WIDE / 2,
                "right": places + WIDE / 2,
                "name": list(names),
                "value": [f"= {show(value)}" for value in values.tolist()],
                "derivative": [f"d{names[-1]}/d{name}" for name in names],
                "gradient": [
                    show(value) if here else "None"
                    for value, here in zip(gradients.tolist(), known, strict=True)
                ],
                "role": [words["open"] if here else words["broken"] for here in known],
            },
            "links": {
                "x": places[:-1] + WIDE / 2,
                "x2": places[1:] - WIDE / 2,
                "middle": places[:-1] + 0.5,
                "role": link_roles,
                "mark": ["✕" if place in lost else "" for place in range(n - 1)],
            },
        },
    )
