"""What a view of several plots knows of the pointer, and a click on a map that picks a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from lib.charts.palette import WHITE
from lib.charts.panels import Panel
from lib.charts.picture import data
from lib.lessons.himmelblau.charts.surfaces import STEP
from lib.lessons.himmelblau.charts.terrain import SPAN

SPOT = {"number": [0]}
"""The dataset ``spot``: one row; where it stands, the browser says."""


def signals(plots: Mapping[str, Panel], *, unless: str = "") -> list[dict[str, Any]]:
    """Return the signals ``pointer``, in pixels of the view or null, and ``over``, a plot's name.

    Args:
        plots: each plot by its name.
        unless: a signal while which the pointer does something else.
    """
    over = "".join(
        f"{plot.holds('pointer[0]', 'pointer[1]')} ? '{name}' : " for name, plot in plots.items()
    )
    place = f"{unless} ? null : [x(), y()]" if unless else "[x(), y()]"
    moves = [
        # A finger that is lifted leaves the pointer where it was: to tap is to point.
        {"events": "pointermove, pointerdown, mousemove", "update": place},
        {"events": "mouseleave", "update": "null"},
    ]
    return [
        {"name": "pointer", "value": None, "on": moves},
        {"name": "over", "expr": f"!pointer ? '' : {over}''"},
    ]


def spots(map_: Panel, place: Mapping[str, Any], *, name: str = "map") -> list[alt.Chart]:
    """Return the layers of a click on a map: the place that it would pick, and what it meets.

    It meets one rectangle, whose row always knows the place under the pointer; a lattice of
    places would be thousands of marks.

    Args:
        map_: the panel of the map.
        place: the map's encodings of ``x`` and ``y``.
        name: of the map among the plots of ``signals``.
    """
    pick = alt.selection_point(name="pick", fields=["x", "y"], on="click", clear=False, empty=False)

    def snapped(share: str) -> str:
        return f"clamp(round(({share} * 2 - 1) * {SPAN / STEP}) * {STEP}, -{SPAN}, {SPAN})"

    # No pointer, no place: the rectangle is there all the same.
    across = f"((pointer ? pointer[0] : 0) - ({map_.left})) / ({map_.right} - ({map_.left}))"
    above = f"({map_.bottom} - (pointer ? pointer[1] : 0)) / ({map_.bottom} - ({map_.top}))"
    spot = alt.Chart(data("spot")).transform_calculate(x=snapped(across), y=snapped(above))
    ring = spot.transform_filter(f"over == '{name}'").mark_point(
        size=260, stroke=WHITE, strokeWidth=1.5, strokeDash=[3, 3], aria=False
    )
    sides = {
        name: alt.value(alt.ExprRef(side))
        for name, side in zip(
            ("x", "x2", "y", "y2"), (map_.left, map_.right, map_.top, map_.bottom), strict=True
        )
    }
    whole = spot.mark_rect(opacity=0, cursor="crosshair", aria=False).encode(**sides)
    return [ring.encode(**place), whole.add_params(pick)]
