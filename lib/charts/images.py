"""Pixels as an image mark: the data URL, and the layer that fills a window with it."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
from PIL import Image

from lib.charts.picture import data


def png(pixels: np.ndarray) -> str:
    """Return an image as a data URL, for an image mark.

    Shape: (height, width, 3), uint8, row 0 at the top.
    """
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def layer(place: Mapping[str, Any], **more: Any) -> alt.Chart:
    """Return the layer of the dataset ``ground``: an image below all else.

    Args:
        place: the encodings of ``x`` and ``y``.
        more: of the mark.
    """
    image = alt.Chart(data("ground")).mark_image(aspect=False, **more)
    return image.encode(x=place["x"], y=place["y"], x2="x2:Q", y2="y2:Q", url="url:N")


def window(ends: Sequence[float], url: str) -> dict[str, list[Any]]:
    """Return the dataset ``ground``: an image that fills a window.

    Args:
        ends: of the window: left, right, low, high.
        url: the image.
    """
    left, right, low, high = ends
    return {"x": [left], "x2": [right], "y": [low], "y2": [high], "url": [url]}
