"""How hard a loss pulls over an output and its target: a map, and where the reader stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from lib.charts import images
from lib.charts.palette import CHANGED, DARK, SEQUENTIAL, ramp, rgb
from lib.charts.picture import Picture, data, spec

HEIGHT = 400
SHARPER = 0.5
"""The power that colours are spread with: small pulls are what matters here."""


@spec
def _pull(name: str, x: str, y: str, pull: str, end: float) -> Any:
    unit = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(values=[0, 0.5, 1], format="~g", grid=False)
    place = {
        "x": alt.X("x:Q", title=x, scale=unit, axis=axis),
        "y": alt.Y("y:Q", title=y, scale=unit, axis=axis),
    }
    ground = images.layer(place, tooltip=None)
    # The legend of the colours hangs on a point that is always there and never seen.
    scale = alt.Scale(type="pow", exponent=SHARPER, domain=[0, end], range=SEQUENTIAL)
    key = alt.Legend(
        orient="top",
        title=pull,
        gradientLength=160,
        values=[0, 0.01, 0.1, 0.3, end],
        format="~g",
        titleLimit=0,
    )
    legend = (
        alt.Chart(data("here"))
        .mark_point(opacity=0, tooltip=None)
        .encode(**place, color=alt.Color("pull:Q", scale=scale, legend=key))
    )
    here = alt.Chart(data("here"))
    tooltip = [
        alt.Tooltip("x:Q", title=x, format=".4~g"),
        alt.Tooltip("y:Q", title=y, format=".4~g"),
        alt.Tooltip("pull:Q", title=pull, format=".4~g"),
    ]
    point = here.mark_point(
        filled=True, size=220, opacity=1, color=CHANGED, stroke="white", strokeWidth=2
    ).encode(**place, tooltip=tooltip)
    aside: dict[str, Any] = {
        "dx": alt.ExprRef("datum.x > 0.5 ? -34 : 34"),
        "dy": alt.ExprRef("datum.y > 0.5 ? 18 : -18"),
        "fontSize": 14,
        "fontWeight": "bold",
        "tooltip": None,
    }
    halo = here.mark_text(color="white", stroke="white", strokeWidth=4, **aside)
    text = here.mark_text(color=DARK, **aside)
    title = alt.TitleParams(text=name, anchor="start", fontSize=13)
    written = [each.encode(**place, text="shown:N") for each in (halo, text)]
    layers = [ground, legend, point, *written]
    return alt.layer(*layers).properties(height=HEIGHT, title=title)


def pull(
    pulls: np.ndarray, here: tuple[float, float, float], *, end: float, words: Mapping[str, str]
) -> Picture:
    """Draw the size of a gradient over outputs (across) and targets (up), both from 0 to 1.

    Args:
        pulls: shape (n, n), row 0 at the lowest target.
        here: output, target and pull of the reader's own point.
        end: the end of the colour scale, where maps are compared.
        words: ``name``, ``x``, ``y``, ``pull``.
    """
    share = (np.clip(pulls[::-1] / end, 0, 1) ** SHARPER).ravel()
    pixels = rgb(ramp(SEQUENTIAL, share)).astype(np.uint8).reshape(*pulls.shape, 3)
    x, y, own = here
    return Picture(
        _pull(words["name"], words["x"], words["y"], words["pull"], end),
        {
            "ground": images.window((0.0, 1.0, 0.0, 1.0), images.png(pixels)),
            "here": {"x": [x], "y": [y], "pull": [own], "shown": [f"{own:.3g}"]},
        },
    )


def both(run: Any, t: float, *, words: Mapping[str, str]) -> tuple[Picture, Picture]:
    """Draw the maps of two losses on one scale of colours.

    Args:
        run: arrays by the names ``mse`` and ``ce``, shape (n, n); and at the reader's own point
            ``output``, ``pull_mse`` and ``pull_ce``.
        t: the reader's target.
        words: ``mse`` and ``ce``, the headings, and those of ``pull``.
    """
    one, other = (
        pull(
            getattr(run, name),
            (float(run.output), t, float(getattr(run, f"pull_{name}"))),
            end=1.0,
            words={**words, "name": words[name]},
        )
        for name in ("mse", "ce")
    )
    return one, other
