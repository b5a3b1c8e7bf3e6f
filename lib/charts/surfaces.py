"""Functions of two variables: from above as a map, from the side as a surface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts.grids import png, ramp
from lib.charts.picture import (
    CHANGED,
    GRADIENT,
    INPUT,
    OUTPUT,
    QUIET,
    WRONG,
    Picture,
    data,
    role_scale,
    spec,
)

SPAN = 6.0
"""Maps and surfaces reach from -SPAN to SPAN on both axes."""
HEIGHTS = ["#1B2A41", "#324A5F", "#557B8C", "#8FB3B0", "#D7E3D0"]
"""Low to high; dark enough at the bottom, where the paths run, for their colours to show."""
EDGES = (-1.2, 1.2)
"""Where the letters of the axes stand, in half sides of the surface."""
STEP = 0.25
"""The distance between the places that a click can mean."""


def height_shares(z: np.ndarray, power: float = 1 / 3) -> np.ndarray:
    """Return heights as shares from 0 (lowest) to 1 (highest).

    Their cube root, by default: on a plain scale the valleys would look like one floor.
    """
    above = z - z.min()
    return (above / above.max()) ** power


@lru_cache(maxsize=16)
def relief(heights: Callable[[int], np.ndarray], size: int = 240, bands: int = 12) -> str:
    """Paint a function with contour lines, once for ever, as a data URL.

    Args:
        heights: returns the heights over a grid of a size, row 0 at the lowest y.
        size: pixels of a side.
        bands: as for ``paint``.
    """
    return paint(heights(size), bands)


def paint(heights: np.ndarray, bands: int = 12) -> str:
    """Paint heights with contour lines, as a data URL.

    Args:
        heights: shape (n, m), row 0 at the lowest y.
        bands: steps of colour over the fifth root of the height; the line where two meet is darker.
    """
    share = height_shares(heights[::-1], power=1 / 5)
    band = np.minimum((share * bands).astype(int), bands - 1)
    colours = ramp(HEIGHTS, (np.arange(bands) + 0.5) / bands)
    table = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours])
    pixels = table[band].astype(float)
    edge = np.zeros(band.shape, bool)
    edge[:-1] |= band[:-1] != band[1:]
    edge[:, :-1] |= band[:, :-1] != band[:, 1:]
    pixels[edge] *= 0.8
    return png(pixels.astype(np.uint8))


def _map_axes(x: str, y: str) -> dict[str, Any]:
    scale = alt.Scale(domain=[-SPAN, SPAN], nice=False)
    axis = alt.Axis(values=[-6, -4, -2, 0, 2, 4, 6], grid=False)
    return {"x": alt.X("x:Q", title=x, scale=scale, axis=axis),
            "y": alt.Y("y:Q", title=y, scale=scale, axis=axis)}  # fmt: skip


def _ground(place: dict[str, Any]) -> alt.Chart:
    return (
        alt.Chart(data("ground"))
        .mark_image(aspect=False, clip=True)
        .encode(x=place["x"], y=place["y"], x2="x2:Q", y2="y2:Q", url="url:N")
    )


@spec
def _descent(x: str, y: str, path: str, start: str, end: str, minima: str, f: str) -> Any:
    place = _map_axes(x, y)
    roles = {start: INPUT, path: OUTPUT, end: CHANGED, minima: "#FFFFFF"}
    colour = alt.Color(
        "role:N",
        title=None,
        scale=role_scale(roles),
        legend=alt.Legend(
            orient="top",
            labelLimit=0,
            columns=alt.ExprRef("width < 300 ? 2 : 0"),
            symbolStrokeColor=QUIET,
            symbolType="circle",
        ),
    )
    tooltip = [
        alt.Tooltip("step:Q", title="#"),
        alt.Tooltip("x:Q", title=x, format=".4~g"),
        alt.Tooltip("y:Q", title=y, format=".4~g"),
        alt.Tooltip("f:Q", title=f, format=".4~g"),
    ]
    pick = alt.selection_point(name="pick", fields=["x", "y"], on="click", clear=False, empty=False)
    squares = (
        alt.Chart(data("squares"))
        .mark_square(size=90, opacity=0)
        .encode(x=place["x"], y=place["y"])
        .add_params(pick)
    )
    line = (
        alt.Chart(data("path"))
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(**place, order="step:Q", color=alt.value(OUTPUT))
    )
    steps = (
        alt.Chart(data("path"))
        .mark_circle(size=28, opacity=0.9, clip=True)
        .encode(**place, color=alt.value(OUTPUT), tooltip=tooltip)
    )
    marks = (
        alt.Chart(data("marks"))
        .mark_point(filled=True, size=150, opacity=1, stroke="#111111", strokeWidth=1.2)
        .encode(**place, color=colour, tooltip=tooltip[1:])
    )
    return (_ground(place) + squares + line + steps + marks).properties(height=400)


@lru_cache(maxsize=8)
def squares() -> dict[str, np.ndarray]:
    """The places that a click can mean: a lattice of transparent squares."""
    axis = np.arange(-SPAN, SPAN + STEP / 2, STEP)
    x, y = np.meshgrid(axis, axis)
    return {"x": x.ravel(), "y": y.ravel()}


def ground_data(url: str) -> dict[str, list[Any]]:
    """Return the place of a map that is one image."""
    return {"x": [-SPAN], "x2": [SPAN], "y": [-SPAN], "y2": [SPAN], "url": [url]}


def descent(
    ground: str,
    points: np.ndarray,
    values: np.ndarray,
    minima: Sequence[Sequence[float]],
    *,
    words: dict[str, str],
) -> Picture:
    """Draw a path on the map; a click on the map picks another start.

    Args:
        ground: the map as a data URL, from ``relief``.
        points: shape (n, 2); what has left the map by far is not drawn.
        values: shape (n,), the height at each point.
        minima: shape (m, 2).
        words: ``x``, ``y``, ``f``, ``path``, ``start``, ``end``, ``minima``.
    """
    near = np.isfinite(points).all(axis=1) & (np.abs(points) < 1e3).all(axis=1)
    count = len(points) if near.all() else int(np.argmin(near))
    x, y = points[:count].T
    last = max(count - 1, 0)
    return Picture(
        _descent(**words),
        {
            "ground": ground_data(ground),
            "squares": squares(),
            "path": {"x": x, "y": y, "f": values[:count], "step": np.arange(count)},
            "marks": {
                "x": [*(place[0] for place in minima), x[0], x[last]],
                "y": [*(place[1] for place in minima), y[0], y[last]],
                "f": [*[0.0] * len(minima), values[0], values[last]],
                "role": [*[words["minima"]] * len(minima), words["start"], words["end"]],
            },
        },
    )


BASINS = [INPUT, OUTPUT, GRADIENT, CHANGED, "#C9CDD3", "#33383F"]
"""The colours of four minima, of what has not settled and of what diverged."""


@spec
def _basins(x: str, y: str, names: tuple[str, ...]) -> Any:
    place = _map_axes(x, y)
    colour = alt.Color(
        "name:N",
        title=None,
        sort=None,
        scale=role_scale(dict(zip(names, BASINS, strict=True))),
        legend=None,  # the bars beside the map name every colour
    )
    marks = (
        alt.Chart(data("minima"))
        .mark_point(filled=True, size=140, opacity=1, stroke="white", strokeWidth=2)
        .encode(**place, color=colour, tooltip=[alt.Tooltip("name:N", title=" ")])
    )
    return (_ground(place) + marks).properties(height=420)


def basins(
    ends: np.ndarray, minima: Sequence[Sequence[float]], names: Sequence[str], *, x: str, y: str
) -> Picture:
    """Draw a map of where every start ends, as one image.

    Args:
        ends: shape (n, n), row 0 at the lowest y; numbers into ``names``.
        minima: shape (4, 2).
        names: the words of the six ways to end.
        x: title of the axis.
        y: title of the axis.
    """
    table = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in BASINS])
    url = png(table[ends[::-1]].astype(np.uint8))
    # Two more rows without a place keep all six words in the legend.
    place = np.array([*minima, [np.nan, np.nan], [np.nan, np.nan]])
    return Picture(
        _basins(x, y, tuple(names)),
        {
            "ground": ground_data(url),
            "minima": {"x": place[:, 0], "y": place[:, 1], "name": list(names)},
        },
    )


def _dragged(chart: dict[str, Any], turn: str, tilt: str) -> dict[str, Any]:
    """Let the pointer, or two sliders below the chart, turn the surface.

    Vega-Lite passes ``on`` through to the signal of a parameter; Altair does not know it.
    """
    moves = "window:pointermove"

    def angle(name: str, start: int, low: int, high: int, drag: str, label: str) -> dict[str, Any]:
        bind = {"input": "range", "min": low, "max": high, "step": 1, "name": f"{label} "}
        turned = f"grab ? clamp(round({drag}), {low}, {high}) : {name}"
        return {
            "name": name,
            "value": start,
            "bind": bind,
            "on": [{"events": moves, "update": turned}],
        }

    grab = {
        "name": "grab",
        "value": None,
        "on": [
            {"events": "pointerdown", "update": "[event.clientX, event.clientY, turn, tilt]"},
            {"events": "window:pointerup, window:pointercancel", "update": "null"},
        ],
    }
    chart["params"] = [
        grab,
        angle("turn", 20, -180, 180, "grab[2] + (event.clientX - grab[0]) / 2", turn),
        angle("tilt", 50, 5, 90, "grab[3] + (event.clientY - grab[1]) / 3", tilt),
    ]
    return chart


def _screen(x: str, y: str, z: str) -> tuple[str, str, str]:
    """Project a point of the unit cube: across, up, and how far away it is."""
    cos, sin = "cos(turn * PI / 180)", "sin(turn * PI / 180)"
    up, flat = "cos(tilt * PI / 180)", "sin(tilt * PI / 180)"
    across = f"({x} * {cos} - {y} * {sin})"
    along = f"({x} * {sin} + {y} * {cos})"
    return across, f"({z} * {up} + {along} * {flat})", f"({along} * {up} - {z} * {flat})"


@lru_cache(maxsize=16)
def _turned(x: str, y: str, f: str, turn: str, tilt: str) -> dict[str, Any]:
    corners = [_screen(f"datum.x{i}", f"datum.y{i}", f"datum.z{i}") for i in range(4)]
    ring = ", ".join(f"[{across}, {up}]" for across, up, _ in (*corners, corners[0]))
    middle = _screen("(datum.x0 + datum.x2) / 2", "(datum.y0 + datum.y2) / 2",
                     "(datum.z0 + datum.z1 + datum.z2 + datum.z3) / 4")[2]  # fmt: skip
    line = ", ".join(f"[{across}, {up}]" for across, up, _ in corners[:2])
    shape = (
        f"datum.line ? {{type: 'LineString', coordinates: [{line}]}}"
        f" : {{type: 'Polygon', coordinates: [[{ring}]]}}"
    )
    size = "min(width / 3.4, height / 3.1)"
    view = {
        "type": "identity",
        "reflectY": True,
        "scale": alt.ExprRef(size),
        "translate": alt.ExprRef("[width / 2, height / 2]"),
    }
    pieces = (
        alt.Chart(data("pieces"))
        .transform_calculate(shape=shape, far=f"{middle} - datum.lift")
        .mark_geoshape(strokeJoin="round")
        .encode(
            shape="shape:G",
            order=alt.Order("far:Q", sort="descending"),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("stroke:N", scale=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            tooltip=[
                alt.Tooltip("at:N", title="(x, y)"),
                alt.Tooltip("f:Q", title=f, format=".4~g"),
            ],
        )
        .project(**view)
    )
    across, up, _ = _screen("datum.x", "datum.y", "datum.z")
    far = _screen("datum.x", "datum.y", "0")[2]
    letters = (
        alt.Chart(data("letters"))
        # Behind the surface stands the same letter as before it: only the nearer one is shown.
        .transform_calculate(across=across, up=up, shown=f"{far} < 0 ? 1 : 0")
        .mark_text(fontSize=13, color=QUIET)
        .encode(
            longitude="across:Q",
            latitude="up:Q",
            text="text:N",
            opacity=alt.Opacity("shown:Q", scale=None),
        )
        .project(**view)
    )
    chart = (pieces + letters).properties(height=430).to_dict()
    chart.pop("config", None)
    return _dragged(chart, turn, tilt)


def turned(
    x: np.ndarray, y: np.ndarray, z: np.ndarray, path: np.ndarray, *, words: dict[str, str]
) -> Picture:
    """Draw a surface that the reader turns by hand, with a path on it.

    The browser projects and sorts the pieces anew at each move; the server is not asked.

    Args:
        x: shape (n,), ascending.
        y: shape (m,), ascending.
        z: shape (m, n), heights.
        path: shape (k, 2), points of a descent; those off the surface are left out.
        words: ``x``, ``y``, ``f``, ``turn``, ``tilt``.
    """
    share = height_shares(z)
    wide, tall = x / SPAN, y / SPAN
    rows, columns = (part.ravel() for part in np.indices((len(y) - 1, len(x) - 1)))
    pieces: dict[str, list[Any]] = {}
    for corner, (down, right) in enumerate([(0, 0), (0, 1), (1, 1), (1, 0)]):
        pieces[f"x{corner}"] = wide[columns + right].tolist()
        pieces[f"y{corner}"] = tall[rows + down].tolist()
        pieces[f"z{corner}"] = (share[rows + down, columns + right] * 1.2 - 0.6).tolist()
    centre = (share[:-1, :-1] + share[1:, 1:]).ravel() / 2
    count = len(rows)
    pieces |= {
        "fill": ramp(HEIGHTS, centre),
        "stroke": ["#00000030"] * count,
        "width": [0.6] * count,
        "line": [False] * count,
        "lift": [0.0] * count,
        "f": ((z[:-1, :-1] + z[1:, 1:]).ravel() / 2).tolist(),
        "at": [f"({x[c]:.2g}, {y[r]:.2g})" for r, c in zip(rows, columns, strict=True)],
    }
    _add_path(pieces, x, y, z, path)
    marks = [(0.0, "{}"), (-1.0, "-6"), (1.0, "6")]
    spots = [(along, side, text.format(words["x"])) for along, text in marks for side in EDGES]
    spots += [(side, along, text.format(words["y"])) for along, text in marks for side in EDGES]
    letters = {
        "x": [spot[0] for spot in spots],
        "y": [spot[1] for spot in spots],
        "z": [-0.6] * len(spots),
        "text": [spot[2] for spot in spots],
    }
    return Picture(_turned(**words), {"pieces": pieces, "letters": letters})


def _add_path(
    pieces: dict[str, list[Any]], x: np.ndarray, y: np.ndarray, z: np.ndarray, path: np.ndarray
) -> None:
    """Add the steps of a descent as lines that lie on the surface."""
    fine = np.isfinite(path).all(axis=1)
    inside = fine & (np.abs(np.where(fine[:, None], path, 0)) <= SPAN - 0.2).all(axis=1)
    share = height_shares(z)
    spots = [
        (px / SPAN, py / SPAN, _between(x, y, share, px, py) * 1.2 - 0.6, px, py)
        for px, py in path[inside][:60]
    ]
    for (ax, ay, az, px, py), (bx, by, bz, _, _) in zip(spots, spots[1:], strict=False):
        corners = [(ax, ay, az), (bx, by, bz), (bx, by, bz), (ax, ay, az)]
        for corner, (cx, cy, cz) in enumerate(corners):
            pieces[f"x{corner}"].append(float(cx))
            pieces[f"y{corner}"].append(float(cy))
            pieces[f"z{corner}"].append(float(cz))
        line = {"fill": None, "stroke": WRONG, "width": 3.5, "line": True, "lift": 0.12,
                "f": None, "at": f"({px:.3g}, {py:.3g})"}  # fmt: skip
        for column, entry in line.items():
            pieces[column].append(entry)


def _between(x: np.ndarray, y: np.ndarray, z: np.ndarray, px: float, py: float) -> float:
    """Return the height between four grid points, each by its nearness."""
    column = min(int(np.searchsorted(x, px, side="right")) - 1, len(x) - 2)
    row = min(int(np.searchsorted(y, py, side="right")) - 1, len(y) - 2)
    u = (px - x[column]) / (x[column + 1] - x[column])
    v = (py - y[row]) / (y[row + 1] - y[row])
    low = z[row, column] * (1 - u) + z[row, column + 1] * u
    high = z[row + 1, column] * (1 - u) + z[row + 1, column + 1] * u
    return float(low * (1 - v) + high * v)
