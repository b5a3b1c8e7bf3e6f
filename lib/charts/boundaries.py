"""What a network makes of the plane, and the points that it learns from."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

import altair as alt
import numpy as np

from lib.charts import images, networks
from lib.charts.lines import own_points
from lib.charts.networks import Edge, Node
from lib.charts.palette import (
    CHANGED,
    DARK,
    GRADIENT,
    INPUT,
    OUTPUT,
    PURPLE,
    QUIET,
    SEQUENTIAL,
    rgb,
)
from lib.charts.picture import Picture, data, role_scale, spec
from lib.numbers import show

SPAN = 2.0
"""The plane reaches from -SPAN to SPAN on both axes."""
STEP = 0.25
"""The distance between the places that a click can mean."""
CLASSES = [INPUT, OUTPUT, PURPLE]
"""One colour a class, on the painted plane and on both themes."""
SHAPES = ["circle", "square", "triangle-up"]
PALE = tuple(rgb([SEQUENTIAL[0]])[0].tolist())
"""Where no class is likelier than the others."""


def paint(probabilities: np.ndarray) -> str:
    """Paint the plane with the colours of its classes: the paler, the less certain.

    Args:
        probabilities: shape (n, n, 1), that of the second of two classes; or (n, n, k), those of
            k classes. Row 0 is the lowest y. What is no number is painted pale.

    Returns:
        A data URL.
    """
    shares = np.nan_to_num(probabilities.astype(np.float32), nan=0.5)[::-1]
    if shares.shape[-1] == 1:
        shares = np.concatenate([1 - shares, shares], axis=-1)
    count = shares.shape[-1]
    sure = np.clip((shares.max(axis=-1, keepdims=True) * count - 1) / (count - 1), 0, 1)
    colours = rgb(CLASSES[:count])
    leading = shares**4 / (shares**4).sum(axis=-1, keepdims=True)
    # Three quarters at most: the points on it are of the same colours, and have to be seen.
    deep = 0.75 * sure
    pixels = deep * (leading @ colours) + (1 - deep) * np.array(PALE)
    return images.png(pixels.astype(np.uint8))


@lru_cache(maxsize=1)
def _lattice() -> dict[str, np.ndarray]:
    axis = np.arange(-SPAN, SPAN + STEP / 2, STEP)
    x, y = (part.ravel() for part in np.meshgrid(axis, axis))
    return {"x": x, "y": y}


@spec
def _plane(x: str, y: str, names: tuple[str, ...], height: int) -> Any:
    scale = alt.Scale(domain=[-SPAN, SPAN], nice=False)
    axis = alt.Axis(values=[-2, -1, 0, 1, 2], grid=False, format="d")
    place = {
        "x": alt.X("x:Q", title=x, scale=scale, axis=axis),
        "y": alt.Y("y:Q", title=y, scale=scale, axis=axis),
    }
    ground = images.layer(place, clip=True, tooltip=None)
    # An edge as thin as that of the points: a thicker one would cover a triangle's colour.
    key = alt.Legend(orient="top", labelLimit=0, symbolSize=90, symbolStrokeWidth=1)
    colour = alt.Color(
        "name:N", title=None, legend=key, scale=role_scale(dict(zip(names, CLASSES, strict=False)))
    )
    shape = alt.Shape(
        "name:N",
        title=None,
        legend=key,
        scale=alt.Scale(domain=list(names), range=SHAPES[: len(names)]),
    )
    points = (
        alt.Chart(data("points"))
        .mark_point(filled=True, size=60, opacity=1, stroke=DARK, strokeWidth=1)
        .encode(
            **place,
            color=colour,
            shape=shape,
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("x:Q", title=x, format=".3~g"),
                alt.Tooltip("y:Q", title=y, format=".3~g"),
            ],
        )
    )
    pick = alt.selection_point(
        name="pick", fields=["x", "y", "edit"], on="click", clear=False, empty=False, toggle=False
    )
    lattice = (
        alt.Chart(data("lattice"))
        .mark_square(size=340, opacity=0, tooltip=None)
        .encode(x=place["x"], y=place["y"])
        .add_params(pick)
    )
    return (ground + points + lattice).properties(height=height)


def plane(
    probabilities: np.ndarray,
    places: np.ndarray,
    labels: np.ndarray,
    names: Sequence[str],
    *,
    x_title: str = "x1",
    y_title: str = "x2",
    clicks: bool = False,
    height: int = 340,
) -> Picture:
    """Draw the plane in the colours that the network gives it, and points upon it.

    Args:
        probabilities: shape (n, n, outputs), row 0 at the lowest y.
        places: shape (m, 2), of the points.
        labels: shape (m,), the class of each.
        names: of the classes.
        x_title: of the axis across.
        y_title: of the axis upwards.
        clicks: whether the plane offers places to click on: see ``Lesson.points``.
        height: pixels.
    """
    lattice = _lattice() if clicks else {"x": np.empty(0), "y": np.empty(0)}
    return Picture(
        _plane(x_title, y_title, tuple(names), height),
        {
            "ground": images.window((-SPAN, SPAN, -SPAN, SPAN), paint(probabilities)),
            "points": {
                "x": places[:, 0],
                "y": places[:, 1],
                "name": [names[label] for label in labels.tolist()],
            },
            "lattice": {**lattice, "edit": np.full(len(lattice["x"]), len(places), np.int16)},
        },
    )


LAYERS = [INPUT, OUTPUT, GRADIENT, CHANGED, QUIET]
"""One colour a layer, from the first on."""
SHOWN = 200
"""Steps of a curve that are drawn at most: more are not seen."""


class Watched(Protocol):
    """What is drawn of a training: see ``lib.lessons.shared.studio.Trained``."""

    @property
    def losses(self) -> np.ndarray: ...
    @property
    def norms(self) -> np.ndarray: ...
    @property
    def theta(self) -> np.ndarray: ...
    @property
    def plane(self) -> np.ndarray: ...
    @property
    def places(self) -> np.ndarray: ...
    @property
    def labels(self) -> np.ndarray: ...
    @property
    def accuracy(self) -> np.ndarray: ...


def watched(
    run: Watched, steps: int, *, clicks: bool = False, words: Mapping[str, str]
) -> tuple[list[Picture | list[Picture]], dict[str, Any]]:
    """Draw a training of the studio, and find the numbers to say of it.

    Args:
        run: what ``Lesson.train`` returned of ``lib.lessons.shared.studio``.
        steps: how many steps have been taken.
        clicks: as for ``plane``.
        words: ``step``, ``loss``, ``norm``; ``layer`` and ``class`` with a place for a number.

    Returns:
        The plane, and beside it the two curves as one column; then ``steps``, ``loss``,
        ``accuracy`` and ``ratio``, the first layer's norm over the last's. See also ``wired``.
    """
    names = [words["class"].format(label) for label in range(max(2, run.plane.shape[-1]))]
    left = plane(run.plane, run.places, run.labels, names, clicks=clicks, height=400)
    last = max(steps - 1, 0)
    front, back = run.norms[last, [0, -1]]
    # Before the first step there is nothing to say of it.
    loss, ratio = (run.losses[last], front / back if back else 0.0) if steps else ("–", "–")
    facts = {"steps": steps, "loss": loss, "accuracy": run.accuracy, "ratio": ratio}
    return [left, notes(run.losses, run.norms, steps, words=words)], facts


WIRES = 160
"""Edges of the studio's network that are drawn at most, the strongest: more cannot be
distinguished, and each costs the browser time at every picture."""


def wired(
    theta: np.ndarray, width: int, depth: int, outputs: int, *, words: Mapping[str, str]
) -> Picture:
    """Draw the network of the studio: the width of an edge is its weight, and the colour its sign.

    Args:
        theta: every parameter, layer after layer the matrix row by row, then the bias.
        width: units of each hidden layer.
        depth: hidden layers.
        outputs: units of the last layer.
        words: ``positive``, ``negative``, and ``wires`` with places for ``most`` and ``all``.
    """
    theta = np.nan_to_num(theta, posinf=0.0, neginf=0.0)  # a training that has blown up
    sizes, place = [2, *[width] * depth, outputs], 0
    columns, layers = [[Node("x1", kind="input"), Node("x2", kind="input")]], []
    for number, (ins, outs) in enumerate(itertools.pairwise(sizes)):
        bias = theta[place + ins * outs : place + (ins + 1) * outs]
        layers.append(theta[place : place + ins * outs].reshape(ins, outs))
        place += (ins + 1) * outs
        letter, kind = ("o", "output") if number == depth else (f"h{number + 1}.", "unit")
        columns.append(
            [
                Node(
                    f"{letter}{j + 1}",
                    {"b": b},
                    detail=f"{letter}{j + 1}: b = {show(b)}",
                    kind=kind,
                )
                for j, b in enumerate(bias.tolist())
            ]
        )
    strengths = np.concatenate([np.abs(matrix).ravel() for matrix in layers])
    least = np.sort(strengths)[-min(WIRES, len(strengths))]
    edges = []
    for column, matrix in enumerate(layers):
        for i, j in np.argwhere(np.abs(matrix) >= least).tolist():
            weight, ends = float(matrix[i, j]), (columns[column][i], columns[column + 1][j])
            detail = f"{ends[0].name} → {ends[1].name}: w = {show(weight)}"
            edges.append(Edge((column, i), (column + 1, j), weight=weight, detail=detail))
    caption = words["wires"].format(most=min(WIRES, len(edges)), all=len(strengths))
    return networks.network(columns, edges[:WIRES], caption=caption, words=words, written=False)


@spec
def _notes(x: str, y: str, roles: tuple[tuple[str, str], ...], most: int, low: float) -> Any:
    place = {
        "x": alt.X("x:Q", title=x, scale=alt.Scale(domain=[0, most], nice=False)),
        "y": alt.Y(
            "y:Q",
            title=y,
            scale=alt.Scale(type="log", domain=[low, 10], clamp=True),
            axis=alt.Axis(
                values=[10.0**power for power in range(round(math.log10(low)), 2, 2)],
                labelExpr="format(datum.value, '.0e')",
                minExtent=44,
            ),
        ),
    }
    colour = alt.Color(
        "role:N",
        title=None,
        scale=role_scale(dict(roles)),
        legend=alt.Legend(orient="top", columns=alt.ExprRef("width < 300 ? 3 : 0"), labelLimit=0)
        if len(roles) > 1
        else None,
    )
    line = alt.Chart(data("curves")).mark_line(strokeWidth=2).encode(**place, color=colour)
    ends = own_points("ends", place, colour, (x, "d"), (y, ".4~g"), size=70)
    return (line + ends).properties(height=225 if len(roles) > 1 else 175)


def notes(
    losses: np.ndarray, norms: np.ndarray, steps: int, *, words: Mapping[str, str]
) -> list[Picture]:
    """Draw the loss of each step, and the norm of each layer's gradient; the last is marked."""
    some = np.arange(0, len(losses), max(1, len(losses) // SHOWN))
    some = some[: np.searchsorted(some, steps)]
    layers = [words["layer"].format(layer + 1) for layer in range(norms.shape[1])]
    pictures = []
    for title, names, values, low in (
        (words["loss"], [words["loss"]], losses[:, None], 1e-4),
        (words["norm"], layers, norms, 1e-6),
    ):
        # A log scale has no place for 0: it lies at the foot.
        seen = np.maximum(values, low)
        roles = tuple(zip(names, LAYERS, strict=False))
        last = [steps - 1] if steps else []
        tables = {
            name: {
                "x": np.tile(1 + np.asarray(rows, np.int16), len(names)),
                "y": seen[rows].T.ravel(),
                "role": np.repeat(names, len(rows)),
            }
            for name, rows in (("curves", some), ("ends", np.array(last, int)))
        }
        pictures.append(Picture(_notes(words["step"], title, roles, len(losses), low), tables))
    return pictures
