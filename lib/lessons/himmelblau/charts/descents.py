"""A descent in three plots: on the map, on the surface, and as heights over steps.

All three are one view, so they know the same step: the one under the pointer, wherever it is, else
the one that the slider below says. Which step is nearest to the pointer is found by the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts import images, panels
from lib.charts.palette import CHANGED, DARK, INPUT, OUTPUT, QUIET, WHITE, WRONG
from lib.charts.picture import Picture, data, role_scale
from lib.lessons.himmelblau.charts import pointing, terrain
from lib.lessons.himmelblau.charts.surfaces import ground_data
from lib.lessons.himmelblau.charts.terrain import SPAN

LOWEST, HIGHEST = 1e-12, 1e6
"""The ends of the logarithmic axis of heights."""
HEIGHT, HEIGHT_NARROW = 600, 940
SHOWN = 5
"""Where the slider stands at first, in percent of the path."""


def _shown() -> alt.Chart:
    """Return the one step that is marked, with its pixels in all three plots.

    It is the nearest to the pointer in the plot that the pointer is over; on the curve only
    the distance along the steps counts. Without a pointer it is the one of the slider.
    """
    map_, _, curve = panels.trio()
    side_x, side_y = terrain.screen(f"datum.x / {SPAN}", f"datum.y / {SPAN}", "datum.z")
    far = (
        "over == 'map' ? pow(datum.map_x - pointer[0], 2) + pow(datum.map_y - pointer[1], 2)"
        " : over == 'side' ? pow(datum.side_x - pointer[0], 2) + pow(datum.side_y - pointer[1], 2)"
        " : over == 'curve' ? abs(datum.curve_x - pointer[0])"
        " : abs(datum.step - round(along / 100 * datum.last))"
    )
    best = {
        name: f"datum.best['{name}']" for name in ("step", "x", "y", "z", "f", "side_x", "side_y")
    }
    return (
        alt.Chart(data("path"))
        .transform_joinaggregate(last="max(step)")
        .transform_calculate(
            map_x=map_.across(f"(datum.x + {SPAN}) / {2 * SPAN}"),
            map_y=map_.above(f"(datum.y + {SPAN}) / {2 * SPAN}"),
            curve_x=curve.across("datum.step / datum.last"),
        )
        .transform_calculate(side_x=side_x, side_y=side_y)
        .transform_calculate(far=f"isValid({far}) ? {far} : 1e12")
        .transform_aggregate(best="argmin(far)")
        .transform_calculate(**best)
    )


@lru_cache(maxsize=16)
def _trio(words: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    labels = dict(words)
    map_, side, curve = panels.trio()
    on_map = {
        "x": map_.x("x", labels["x"], {"domain": [-SPAN, SPAN]}),
        "y": map_.y("y", labels["y"], {"domain": [-SPAN, SPAN]}),
    }
    log = {"type": "log", "domain": [LOWEST, HIGHEST], "clamp": True}
    on_curve = {
        "x": curve.x("step", labels["step"], {}),
        "y": curve.y("high", labels["f"], log, format=".0~e", tickCount=5),
    }
    roles = {labels["start"]: INPUT, labels["path"]: OUTPUT, labels["end"]: CHANGED}
    roles[labels["minima"]] = WHITE
    colour = alt.Color(
        "role:N",
        title=None,
        scale=role_scale(roles),
        legend=alt.Legend(
            orient="top",
            labelLimit=0,
            columns=alt.ExprRef("width < 330 ? 2 : 4"),
            symbolStrokeColor=QUIET,
            symbolType="circle",
        ),
    )
    place: dict[str, Any] = {"filled": True, "size": 120, "opacity": 1}
    place |= {"stroke": DARK, "strokeWidth": 1.2}
    ring: dict[str, Any] = {"filled": True, "size": 150, "fill": WHITE, "opacity": 1}
    ring |= {"stroke": WRONG, "strokeWidth": 3.5, "aria": False}
    line: dict[str, Any] = {"color": OUTPUT, "strokeWidth": 2.5, "strokeJoin": "round"}
    line["aria"] = False
    path, marks, shown = alt.Chart(data("path")), alt.Chart(data("marks")), _shown()
    high = f"max(datum.f, {LOWEST})"
    from_map = alt.layer(
        images.layer(on_map),
        path.mark_line(**line).encode(**on_map, order="step:Q"),
        path.mark_circle(color=OUTPUT, size=22, opacity=0.9, aria=False).encode(**on_map),
        marks.mark_point(**place).encode(**on_map, color=colour),
        shown.mark_point(**ring).encode(**on_map),
        *pointing.spots(map_, on_map),
    )
    px, py = terrain.screen(f"datum.x / {SPAN}", f"datum.y / {SPAN}", "datum.z")
    drawn_path = path.transform_calculate(px=px, py=py).mark_line(**line)
    drawn_marks = marks.transform_calculate(px=px, py=py).mark_point(**place)
    from_side = alt.layer(
        terrain.pieces(),
        terrain.letters(),
        drawn_path.encode(**terrain.ON_SCREEN, order="step:Q"),
        drawn_marks.encode(**terrain.ON_SCREEN, color=colour),
        shown.mark_point(**ring).encode(
            x=alt.X("side_x:Q", scale=None), y=alt.Y("side_y:Q", scale=None)
        ),
    )
    text = (
        f"'{labels['step']} ' + datum.step + '    ({labels['x']}, {labels['y']}) = ('"
        " + format(datum.x, '.4~g') + ', ' + format(datum.y, '.4~g')"
        f" + ')    {labels['f']} = ' + format(datum.f, '.4~g')"
    )
    over_steps = alt.layer(
        path.transform_calculate(high=high).mark_line(**line).encode(**on_curve, order="step:Q"),
        shown.mark_rule(color=QUIET, strokeDash=[4, 4], aria=False).encode(
            x=on_curve["x"], **curve.tall()
        ),
        shown.transform_calculate(high=high).mark_point(**ring).encode(**on_curve),
        shown.transform_calculate(caption=text)
        .mark_text(align="right", baseline="bottom", fontSize=13, color=QUIET)
        .encode(
            x=alt.value(alt.ExprRef(curve.right)),
            y=alt.value(alt.ExprRef(f"{curve.top} - 8")),
            text="caption:N",
        ),
    )
    made = panels.together(from_map, from_side, over_steps, height=HEIGHT)
    return panels.with_signals(
        panels.painted(made),
        panels.grows(HEIGHT, HEIGHT_NARROW),
        *panels.player(
            "along",
            labels["play"],
            labels["along"],
            100,
            "min(along + 0.5, 100)",
            start=SHOWN,
            step=0.5,
        ),
        *terrain.signals(side, labels["turn"], labels["tilt"]),
        *pointing.signals({"map": map_, "side": side, "curve": curve}, unless="grab"),
    )


def trio(
    ground: str,
    heights: np.ndarray,
    points: np.ndarray,
    values: np.ndarray,
    minima: Sequence[Sequence[float]],
    *,
    words: dict[str, str],
) -> Picture:
    """Draw a descent on the map, on the surface and over its steps; a click picks a start.

    Args:
        ground: the map as a data URL, from ``surfaces.relief``.
        heights: shape (n, n), the surface over the lattice of ``terrain.turned``.
        points: shape (k, 2); what has left the map is not drawn on it.
        values: shape (k,), the height at each point. What has arrived is drawn at the foot of
            the logarithmic axis, what is beyond its top at the top; what is no number is not.
        minima: shape (m, 2).
        words: ``x``, ``y``, ``f``, ``step``, ``path``, ``start``, ``end``, ``minima``, ``turn``,
            ``tilt``, ``play``, ``along``.
    """
    high = terrain.lifted(heights)
    fine = np.isfinite(values) & np.isfinite(points).all(axis=1)
    count = len(values) if fine.all() else int(np.argmin(fine))
    inside = np.abs(np.where(fine[:, np.newaxis], points, np.inf)).max(axis=1) <= SPAN
    drawn = np.where(inside[:, np.newaxis], points, np.nan)[:count]
    marks = np.array([*minima, points[0], points[max(count - 1, 0)]])
    return Picture(
        _trio(tuple(words.items())),
        {
            "ground": ground_data(ground),
            "spot": pointing.SPOT,
            "heights": {"z": high.ravel()},
            "letters": terrain.letters_data(words["x"], words["y"]),
            "path": {
                "x": drawn[:, 0],
                "y": drawn[:, 1],
                "z": terrain.between(high, drawn).astype(np.float32),
                "f": values[:count],
                "step": np.arange(count, dtype=np.int16),
            },
            "marks": {
                "x": marks[:, 0],
                "y": marks[:, 1],
                "z": terrain.between(high, marks),
                "role": [*[words["minima"]] * len(minima), words["start"], words["end"]],
            },
        },
    )
