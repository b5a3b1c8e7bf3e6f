"""What a network makes of the plane, and the points that it learns from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from lib.charts.grids import png
from lib.charts.picture import INPUT, OUTPUT, Picture, data, legend, role_scale, spec

SPAN = 2.0
"""The plane reaches from -SPAN to SPAN on both axes."""
STEP = 0.25
"""The distance between the places that a click can mean."""
CLASSES = [INPUT, OUTPUT, "#8E6BD8"]
"""One colour a class, on the painted plane and on both themes."""
SHAPES = ["circle", "square", "triangle-up"]
PALE = (244, 244, 242)
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
    colours = np.array([[int(hue[i : i + 2], 16) for i in (1, 3, 5)] for hue in CLASSES[:count]])
    leading = shares**4 / (shares**4).sum(axis=-1, keepdims=True)
    # Three quarters at most: the points on it are of the same colours, and have to be seen.
    deep = 0.75 * sure
    pixels = deep * (leading @ colours) + (1 - deep) * np.array(PALE)
    return png(pixels.astype(np.uint8))


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
    ground = (
        alt.Chart(data("ground"))
        .mark_image(aspect=False, clip=True, tooltip=None)
        .encode(**place, x2="x2:Q", y2="y2:Q", url="url:N")
    )
    colour = alt.Color(
        "name:N", title=None, legend=legend(symbolSize=90),
        scale=role_scale(dict(zip(names, CLASSES, strict=False))),
    )  # fmt: skip
    shape = alt.Shape(
        "name:N", title=None, legend=legend(symbolSize=90),
        scale=alt.Scale(domain=list(names), range=SHAPES[: len(names)]),
    )  # fmt: skip
    points = (
        alt.Chart(data("points"))
        .mark_point(filled=True, size=60, opacity=1, stroke="#111111", strokeWidth=1)
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
        .mark_square(size=190, opacity=0, tooltip=None)
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
            "ground": {"x": [-SPAN], "x2": [SPAN], "y": [-SPAN], "y2": [SPAN],
                       "url": [paint(probabilities)]},
            "points": {
                "x": places[:, 0],
                "y": places[:, 1],
                "name": [names[label] for label in labels.tolist()],
            },
            "lattice": {**lattice, "edit": np.full(len(lattice["x"]), len(places), np.int16)},
        },
    )  # fmt: skip
