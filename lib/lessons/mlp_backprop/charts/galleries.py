"""Small pictures side by side, each with a line of words below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.images import png
from lib.charts.lattice import Plane
from lib.charts.palette import DIVERGING, QUIET, ramp, rgb
from lib.charts.picture import Picture, data, spec

LABEL = 0.26
"""Room for the line below a picture, in sides of one."""


def shaded(pictures: np.ndarray) -> np.ndarray:
    """Turn greys from 0 (paper) to 1 (ink) into pixels. Shapes: (n, h, w) -> (n, h, w, 3)."""
    grey = (255 * (1 - np.clip(pictures, 0, 1))).astype(np.uint8)
    return np.repeat(grey[..., np.newaxis], 3, axis=-1)


def signed(pictures: np.ndarray) -> np.ndarray:
    """Turn signed numbers into pixels, all on one scale. Shapes: (n, h, w) -> (n, h, w, 3)."""
    end = float(np.nanmax(np.abs(pictures))) if pictures.size else 0.0
    share = 0.5 + np.nan_to_num(pictures) / (2 * end or 1)
    colours = ramp(DIVERGING, np.arange(256) / 255)
    return rgb(colours)[(255 * share).astype(int)].astype(np.uint8)


@spec
def _gallery(name: str, columns: int, rows: int, height: int) -> Any:
    tall = rows * (1 + LABEL)
    # Cells of one size, whatever the width of the page: the larger need decides.
    unit = f"min(width / {columns}, height / {tall})"
    across = alt.Scale(domain=[0, columns], nice=False, range=[0, alt.ExprRef(f"{unit}*{columns}")])
    down = alt.Scale(domain=[0, tall], nice=False, range=[0, alt.ExprRef(f"{unit}*{tall}")])
    place = Plane(across, down)
    base = alt.Chart(data("pictures"))
    pictures = base.mark_image(smooth=False, aspect=False).encode(
        **place.at("x", "y", "x2", "y2"),
        url="url:N",
        tooltip=[alt.Tooltip("detail:N", title=" ")],
    )
    captions = base.mark_text(
        fontSize=alt.ExprRef(f"clamp({unit}/5.5, 9, 14)"), color=QUIET, baseline="middle"
    ).encode(**place.at("mx", "my"), text="caption:N")
    title = alt.TitleParams(text=name, anchor="start", fontSize=13)
    return (pictures + captions).properties(height=height, title=title)


def gallery(
    pictures: np.ndarray,
    captions: Sequence[str],
    *,
    name: str,
    columns: int,
    details: Sequence[str] = (),
    places: int = 0,
    height: int = 240,
) -> Picture:
    """Draw pictures in rows, with words below each.

    Args:
        pictures: shape (n, height, width, 3), uint8.
        captions: n short lines.
        name: the heading.
        columns: pictures in a row.
        details: n lines for the pointer; by default those below the pictures.
        places: how many there may be, so that fewer do not become larger.
        height: pixels.
    """
    n = len(pictures)
    index = np.arange(n)
    x, row = index % columns, index // columns
    y = row * (1 + LABEL)
    rows = -(-max(n, places, 1) // columns)
    return Picture(
        _gallery(name, columns, rows, height),
        {
            "pictures": {
                "x": x + 0.04,
                "x2": x + 0.96,
                "y": y + 0.04,
                "y2": y + 0.96,
                "mx": x + 0.5,
                "my": y + 1 + LABEL / 2 - 0.04,
                "url": [png(each) for each in pictures],
                "caption": list(captions),
                "detail": list(details or captions),
            }
        },
    )
