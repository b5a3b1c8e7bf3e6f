"""A surface seen from the side, turned by hand.

The browser knows the height of each corner of a lattice. At each turn it projects the corners and
sorts the pieces between them anew; nobody is asked. What does not change with the angle is computed
once, and what is the same for all pieces stands in signals: so a turn of 900 pieces takes some
hundredths of a second.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts import panels
from lib.charts.palette import HEIGHTS, OUTPUT, QUIET, SHADE
from lib.charts.panels import Panel
from lib.charts.picture import Picture, data

SPAN = 6.0
"""Surfaces, like maps, reach from -SPAN to SPAN on both axes."""
CORNERS = 31
"""Corners of the lattice along each axis."""
TALL = 1.2
"""Height of the highest point over the lowest, in half sides of the surface."""
EDGES = (-1.2, 1.2)
"""Where the letters of the axes stand, in half sides of the surface."""
GAP = 2 / (CORNERS - 1)
ON_SCREEN: dict[str, Any] = {"x": alt.X("px:Q", scale=None), "y": alt.Y("py:Q", scale=None)}
"""Where ``screen`` has put a mark, in pixels."""

_SIDE = "min(({0.right} - ({0.left})) / 3.2, ({0.bottom} - ({0.top})) / 2.9)"
_ACROSS, _ALONG = "({0} * cos_turn - {1} * sin_turn)", "({0} * sin_turn + {1} * cos_turn)"


def signals(place: Panel, turn: str, tilt: str) -> list[dict[str, Any]]:
    """Return what turns a surface: the pointer or two sliders, and what follows from the angles.

    Args:
        place: where the surface stands; a drag that begins there turns it.
        turn: the label of the slider of the angle about the vertical.
        tilt: the label of the slider of the angle at which one looks down.
    """

    def angle(name: str, start: int, low: int, high: int, drag: str, label: str) -> dict[str, Any]:
        bind = {"input": "range", "min": low, "max": high, "step": 1, "name": f"{label} "}
        turned = f"grab ? clamp(round({drag}), {low}, {high}) : {name}"
        on = [{"events": "window:pointermove", "update": turned}]
        return {"name": name, "value": start, "bind": bind, "on": on}

    hold = f"{place.holds('x()', 'y()')} ? [event.clientX, event.clientY, turn, tilt] : null"
    grab = {
        "name": "grab",
        "value": None,
        "on": [
            {"events": "pointerdown", "update": hold},
            {"events": "window:pointerup, window:pointercancel", "update": "null"},
        ],
    }
    follows = {
        "cos_turn": "cos(turn * PI / 180)",
        "sin_turn": "sin(turn * PI / 180)",
        "middle_x": f"(({place.left}) + ({place.right})) / 2",
        "middle_y": f"(({place.top}) + ({place.bottom})) / 2",
        "side": _SIDE.format(place),
        "up": "side * cos(tilt * PI / 180)",
        "flat": "side * sin(tilt * PI / 180)",
        # From one corner to the next one of its row, and of its column: right, and up.
        "row_x": f"side * {GAP} * cos_turn",
        "row_y": f"flat * {GAP} * sin_turn",
        "column_x": f"-side * {GAP} * sin_turn",
        "column_y": f"flat * {GAP} * cos_turn",
        # Vega draws a piece anew when one of its channels changes, and its shape is none: so the
        # width of its edge changes, by less than anybody sees.
        "edge": "0.6 + (turn + 1000 * tilt + side / 1000) * 1e-9",
    }
    return [
        grab,
        angle("turn", 20, -180, 180, "grab[2] + (event.clientX - grab[0]) / 2", turn),
        angle("tilt", 50, 5, 90, "grab[3] + (event.clientY - grab[1]) / 3", tilt),
        *({"name": name, "expr": expression} for name, expression in follows.items()),
    ]


def screen(x: str, y: str, z: str) -> tuple[str, str]:
    """Return the pixels of a place, as Vega expressions; half the surface's side is 1."""
    return (
        f"(middle_x + side * {_ACROSS.format(x, y)})",
        f"(middle_y - flat * {_ALONG.format(x, y)} - up * {z})",
    )


def pieces(**more: Any) -> alt.Chart:
    """Return the layer of a surface, from the dataset ``heights``: ``z``, a row of it at a time."""
    corners = [
        alt.WindowFieldDef.from_dict(
            {"op": "lead", "field": "z", "param": ahead, "as": f"z{number}"}
        )
        for number, ahead in enumerate((1, CORNERS + 1, CORNERS), 1)
    ]
    count = alt.WindowFieldDef.from_dict({"op": "row_number", "as": "number"})
    ring = (
        "[datum.x, datum.y - up * datum.z]",
        "[datum.x + row_x, datum.y - row_y - up * datum.z1]",
        "[datum.x + row_x + column_x, datum.y - row_y - column_y - up * datum.z2]",
        "[datum.x + column_x, datum.y - column_y - up * datum.z3]",
        "null",  # where the ring closes, which is drawn anyhow
    )
    return (
        alt.Chart(data("heights"))
        .transform_window([count, *corners])
        .transform_filter(f"datum.number % {CORNERS} && datum.number <= {CORNERS * (CORNERS - 1)}")
        .transform_calculate(
            u=f"(datum.number - 1) % {CORNERS} * {GAP} - 1",
            v=f"floor((datum.number - 1) / {CORNERS}) * {GAP} - 1",
            share=f"(datum.z + datum.z1 + datum.z2 + datum.z3) / {4 * TALL} + 0.5",
        )
        .transform_calculate(
            x=f"middle_x + side * {_ACROSS.format('datum.u', 'datum.v')}",
            far=_ALONG.format("datum.u", "datum.v"),
        )
        .transform_calculate(y="middle_y - flat * datum.far")
        .transform_calculate(shape=f"{{type: 'Polygon', coordinates: [[{', '.join(ring)}]]}}")
        .mark_geoshape(
            strokeJoin="round", stroke=SHADE, strokeWidth=alt.ExprRef("edge"), aria=False
        )
        .encode(
            shape="shape:G",
            order=alt.Order("far:Q", sort="descending"),
            fill=alt.Fill(
                "share:Q",
                scale=alt.Scale(domain=[0, 0.25, 0.5, 0.75, 1], range=HEIGHTS, clamp=True),
                legend=None,
            ),
            **more,
        )
        .project(type="identity", scale=1, translate=[0, 0])
    )


def letters() -> alt.Chart:
    """Return the layer of the letters around a surface, from the dataset ``letters``."""
    x, y = screen("datum.x", "datum.y", f"{-TALL / 2}")
    return (
        alt.Chart(data("letters"))
        # Behind the surface stands the same letter as before it: only the nearer one is shown.
        .transform_filter(f"{_ALONG.format('datum.x', 'datum.y')} < 0")
        .transform_calculate(px=x, py=y)
        .mark_text(fontSize=13, color=QUIET, aria=False)
        .encode(**ON_SCREEN, text="text:N")
    )


def letters_data(x: str, y: str) -> dict[str, list[Any]]:
    """Return the letters of the axes, twice each: before the surface and behind it."""
    marks = [(0.0, "{}"), (-1.0, f"-{SPAN:g}"), (1.0, f"{SPAN:g}")]
    spots = [(along, side, text.format(x)) for along, text in marks for side in EDGES]
    spots += [(side, along, text.format(y)) for along, text in marks for side in EDGES]
    return {name: [spot[k] for spot in spots] for k, name in enumerate(("x", "y", "text"))}


def height_shares(z: np.ndarray, power: float = 1 / 3) -> np.ndarray:
    """Return heights as shares from 0 (lowest) to 1 (highest).

    Their cube root, by default: on a plain scale the valleys would look like one floor.
    """
    above = z - z.min()
    return (above / above.max()) ** power


def lifted(z: np.ndarray, power: float = 1 / 3) -> np.ndarray:
    """Return heights as they are drawn: from -TALL / 2 to TALL / 2."""
    return (height_shares(z, power) * TALL - TALL / 2).astype(np.float32)


def between(z: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the height between four corners of a lattice, each by its nearness.

    Args:
        z: shape (n, n), over a lattice from -SPAN to SPAN, row 0 at the lowest y.
        places: shape (k, 2).

    Returns:
        Shape (k,); NaN off the lattice.
    """
    most = len(z) - 1
    inside = (np.abs(places) <= SPAN).all(axis=1)  # what is no number is not inside
    u, v = ((np.where(inside[:, None], places, 0) + SPAN) / (2 * SPAN) * most).T
    column, row = (np.minimum(part.astype(int), most - 1) for part in (u, v))
    u, v = u - column, v - row
    low = z[row, column] * (1 - u) + z[row, column + 1] * u
    high = z[row + 1, column] * (1 - u) + z[row + 1, column + 1] * u
    return np.where(inside, low * (1 - v) + high * v, np.nan)


@lru_cache(maxsize=16)
def _turned(x: str, y: str, f: str, turn: str, tilt: str) -> dict[str, Any]:
    whole = Panel("0", "width", "0", "height")
    px, py = screen(f"datum.x / {SPAN}", f"datum.y / {SPAN}", "datum.z")
    path = alt.Chart(data("path")).transform_calculate(px=px, py=py)
    path = path.mark_line(color=OUTPUT, strokeWidth=3, strokeJoin="round")
    tooltip = [alt.Tooltip("at:N", title=f"({x}, {y})"), alt.Tooltip("f:Q", title=f, format=".4~g")]
    ground = pieces(tooltip=tooltip)
    corner = f"'(' + format(datum.u * {SPAN}, '.1f') + ', ' + format(datum.v * {SPAN}, '.1f') + ')'"
    ground.transform.insert(3, alt.CalculateTransform(corner, **{"as": "at"}))
    chart = alt.layer(
        ground,
        letters(),
        path.encode(**ON_SCREEN, order="step:Q"),
    )
    return panels.with_signals(
        panels.painted(panels.finished(chart, height=430)), *signals(whole, turn, tilt)
    )


def turned(
    z: np.ndarray, path: np.ndarray, *, power: float = 1 / 3, words: dict[str, str]
) -> Picture:
    """Draw a surface that the reader turns by hand, with a path on it.

    Args:
        z: shape (CORNERS, CORNERS), heights over a lattice from -SPAN to SPAN on both axes,
            both ends among them, row 0 at the lowest y.
        path: shape (k, 2), points of a descent; those off the surface are not drawn.
        power: of the share of the height that is drawn; 1 is true to scale.
        words: ``x``, ``y``, ``f``, ``turn``, ``tilt``.
    """
    high = lifted(z, power)
    return Picture(
        _turned(**words),
        {
            "heights": {"z": high.ravel(), "f": z.ravel().astype(np.float32)},
            "letters": letters_data(words["x"], words["y"]),
            "path": {
                "x": path[:, 0],
                "y": path[:, 1],
                "z": between(high, path),
                "step": np.arange(len(path), dtype=np.int16),
            },
        },
    )
