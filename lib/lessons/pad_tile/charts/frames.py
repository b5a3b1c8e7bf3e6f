"""A batch of pictures side by side, each with a frame around a part of it."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from lib.charts.images import png
from lib.charts.lattice import lattice
from lib.charts.palette import INPUT
from lib.charts.picture import Picture, data, spec


@spec
def _wall(name: str, rows: float, columns: float, height: int) -> Any:
    place = lattice(rows, columns)
    image = (
        alt.Chart(data("images"))
        .mark_image(smooth=False, aspect=False)
        .encode(
            **place.at("x", "y", "x2", "y2"),
            url="url:N",
            tooltip=alt.Tooltip("label:N", title=" "),
        )
    )
    frame = (
        alt.Chart(data("frames"))
        .mark_rect(fillOpacity=0, stroke=INPUT, strokeWidth=2)
        .encode(**place.at("x", "y", "x2", "y2"))
    )
    title = alt.TitleParams(text=name, anchor="start", fontSize=13)
    return (image + frame).properties(height=height, title=title)


def wall(
    images: np.ndarray,
    inner: tuple[int, int, int, int],
    *,
    words: dict[str, str],
    height: int = 240,
) -> Picture:
    """Draw a batch of pictures side by side, each with a frame around a part of it.

    Args:
        images: shape (n, height, width, 3), uint8.
        inner: top, left, height and width of the framed part, in pixels.
        words: ``name``, the heading.
        height: pixels of the drawing.
    """
    n, rows, columns, _ = images.shape
    step = columns + 4
    top, left, tall, wide = inner
    x = np.arange(n) * step
    return Picture(
        _wall(words["name"], rows, n * step - 4, height),
        {
            "images": {
                "x": x,
                "x2": x + columns,
                "y": [0] * n,
                "y2": [rows] * n,
                "url": [png(image) for image in images],
                "label": [f"[{i}]  {rows} x {columns}" for i in range(n)],
            },
            "frames": {
                "x": x + left,
                "x2": x + left + wide,
                "y": [top] * n,
                "y2": [top + tall] * n,
            },
        },
    )
