"""Every colour of the charts, ramps of colours, and the conversions between colours and numbers.

Colours have names by what they mean (``INPUT``), or, where several meanings share one, by what
they look like (``PURPLE``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Okabe-Ito hues, lightened or darkened until each holds on white and on near-black.
INPUT = "#1F83C4"
OUTPUT = "#DE9500"
GRADIENT = "#009E73"
CHANGED = "#C2649A"
WRONG = "#D55E00"
QUIET = "#8A8F98"
"""Axes, guides and whatever is not the point; also the text of marks on the page itself."""
PALE = "#8A8F983D"
"""A cell that is not the point, but stands there: a veil over the page, in light and in dark."""
PURPLE, OLIVE, SKY, YELLOW = "#8E6BD8", "#A39B00", "#56B4E9", "#F0E442"
"""More hues, for a fifth to an eighth kind."""

PALE_INPUT, PALE_CHANGED, PALE_GRADIENT, PALE_WRONG = "#CFE5F4", "#F6DDEA", "#BFE3D6", "#F8CBA6"
"""Cells of a table in the hue of a role, with dark numbers on them."""

WHITE, DARK = "#FFFFFF", "#111111"
"""Text and edges on a coloured mark."""
PAPER = "#F1F3F5"
"""Cards, on both themes."""
QUIET_INK, INPUT_INK, GRADIENT_INK, CHANGED_INK = "#5B6470", "#10456E", "#00684C", "#94356F"
"""Text on paper: names, and numbers in the dark ends of the hues of their roles."""
BORDER = "#9AA3AD"
"""The edge of a cell or a card without a role."""
NODE = "#B8C0CA"
"""A node without a role, with dark text on it."""
NOT_YET, EMPTY, WAITING = "#E3E6EA", "#E6E8EB", "#C9CED6"
"""What has not been computed, what holds nothing, and what waits for its turn."""
LIGHT_GREY, DARK_GREY = "#C9CDD3", "#33383F"
SHADE = "#00000030"
"""The edges of the pieces of a surface: a little darker than what lies below."""

DIVERGING = ["#0B5394", "#4393C3", "#92C5DE", "#F4F4F2", "#F4A582", "#D6604D", "#8C2D04"]
"""Signed values, centred on zero."""
SEQUENTIAL = ["#F4F4F2", "#B9D7EA", "#6BAED6", "#2171B5", "#08306B"]
"""Probabilities and other values from zero up."""
POSITIVE, NEGATIVE = DIVERGING[1], DIVERGING[5]
"""The sign of a weight."""
INPUT_RAMP = [PALE_INPUT, INPUT, "#093A5C"]
CHANGED_RAMP = [PALE_CHANGED, CHANGED, "#561E3E"]
GREY_RAMP = [EMPTY, QUIET, "#3B4047"]
"""Values from low to high in one hue, where the hue says something else."""
HEIGHTS = ["#1B2A41", "#324A5F", "#557B8C", "#8FB3B0", "#D7E3D0"]
"""Low to high; dark enough at the bottom, where paths run, for their colours to show."""


def rgb(colours: Sequence[str]) -> np.ndarray:
    """Return the parts of colours: red, green and blue, each from 0 to 255.

    Shape: (n, 3), int.
    """
    return np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours])


def ramp(colours: Sequence[str], share: np.ndarray) -> list[str]:
    """Return the colour at each share (0 to 1) of the way through a list of colours.

    Shape: (n,).
    """
    stops = rgb(colours)
    place = np.clip(share, 0, 1) * (len(colours) - 1)
    low = np.minimum(place.astype(int), len(colours) - 2)
    mixed = stops[low] + (stops[low + 1] - stops[low]) * (place - low)[:, None]
    return [f"#{int(r):02x}{int(g):02x}{int(b):02x}" for r, g, b in mixed]


def ink(colour: str) -> str:
    """Return black or white, whichever reads better on a colour; on a veil, the page's own."""
    if len(colour) == len("#RRGGBBAA"):
        return "currentColor"
    parts = rgb([colour])[0].tolist()
    # Relative luminance, by the power law that is near enough to WCAG's; black and white
    # stand out equally from a luminance of 0.18.
    weights = (0.2126, 0.7152, 0.0722)
    luminance = sum(w * (part / 255) ** 2.2 for w, part in zip(weights, parts, strict=True))
    return DARK if luminance > 0.18 else WHITE


def value_colours(values: np.ndarray, largest: float | None = None) -> list[str]:
    """Colour values: signed ones on both sides of zero, others from zero up, bools as two.

    What is not finite has the colour of what is wrong.

    Args:
        values: shape (n,), any numeric dtype.
        largest: the end of the scale, where pictures are compared; else that of the values.
    """
    if values.dtype == bool:
        return [INPUT if value else NOT_YET for value in values]
    numbers = np.asarray(values, float)
    finite = np.isfinite(numbers)
    end = largest or float(np.max(np.abs(numbers[finite]), initial=0.0)) or 1.0
    share = np.where(finite, numbers, 0.0) / end
    if (numbers[finite] < 0).any():
        colours = ramp(DIVERGING, share / 2 + 0.5)
    else:
        colours = ramp(SEQUENTIAL, share)
    return [colour if fine else WRONG for colour, fine in zip(colours, finite, strict=True)]
