"""Where marks stand that have no axes: on a lattice of cells, on a plane, or at pixels.

Also the width of the picture at which a phone's layout begins.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt
import numpy as np

GAP = 0.6
"""Between the slices of a tensor, in cells."""
PHONE = "width < 420"
"""Whether a picture is as narrow as on a phone, as a Vega expression."""


def on_phone(narrow: object, wide: object) -> str:
    """Return the expression of one value on a phone, and another elsewhere."""
    return f"{PHONE} ? {narrow} : {wide}"


class Plane(NamedTuple):
    """A scale across and one down, both without an axis; None for pixels."""

    x: alt.Scale | None
    y: alt.Scale | None

    def at(self, x: str, y: str | float, x2: str = "", y2: str = "") -> dict[str, Any]:
        """Return the encodings of a place, or of a rectangle or line with a second one.

        Args:
            x: a field.
            y: a field, or a fixed number.
            x2: the field of the other side, or of the other end.
            y2: the same of ``y``.
        """
        place: dict[str, Any] = {"x": alt.X(f"{x}:Q", scale=self.x, axis=None), "y": self.down(y)}
        ends = {name: f"{field}:Q" for name, field in (("x2", x2), ("y2", y2)) if field}
        return place | ends

    def down(self, y: str | float) -> alt.Y:
        """Return the encoding of ``y`` alone."""
        if isinstance(y, str):
            return alt.Y(f"{y}:Q", scale=self.y, axis=None)
        return alt.Y(datum=y, type="quantitative", scale=self.y, axis=None)


PIXELS = Plane(None, None)


def plane(
    across: tuple[float, float], upwards: tuple[float, float], *, reverse: bool = False
) -> Plane:
    """Return a plane with fixed ends.

    Args:
        across: the ends from left to right.
        upwards: the ends from the foot to the top; from the top to the foot if reversed.
        reverse: the second axis runs downwards.
    """
    return Plane(
        alt.Scale(domain=list(across), nice=False, zero=False),
        alt.Scale(domain=list(upwards), nice=False, zero=False, reverse=reverse),
    )


def side(columns: object, rows: object) -> str:
    """Return the expression for the pixels of one side of a cell, as large as it fits."""
    return f"min(width/{columns}, height/{rows})"


def centred(middle: str, pixels: str, cell: str, **more: Any) -> alt.Scale:
    """Return a scale in cells whose middle is that of the picture.

    Both ends are given, so that Vega asks no data for them: an empty set has none.

    Args:
        middle: what stands in the middle, in cells, as an expression.
        pixels: ``width`` or ``height``.
        cell: the pixels of a cell, as an expression.
        more: of the scale.
    """
    ends = [alt.ExprRef(f"{middle} {sign} {pixels}/2/{cell}") for sign in "-+"]
    return alt.Scale(domain=ends, nice=False, zero=False, **more)


def lattice(rows: float, columns: float) -> Plane:
    """Return a lattice of square cells at any width: centred, and as large as it fits."""
    cell = side(columns, rows)
    return Plane(
        centred(f"{columns}/2", "width", cell),
        centred(f"{rows}/2", "height", cell, reverse=True),
    )


def places(size: tuple[int, ...]) -> np.ndarray:
    """Return the upper left corner of every cell of a tensor of rank 0 to 4, in reading order.

    Slices of the third axis from the end stand side by side, of the fourth one above the
    other. Shape: (number of cells, 2), as x and y.
    """
    if len(size) > 4:
        raise ValueError(f"a tensor of rank {len(size)} has no place on a lattice; 4 is the most")
    block = (1,) * (4 - len(size)) + size
    down, right, row, column = np.indices(block).reshape(4, -1)
    x = column + right * (block[3] + GAP)
    y = row + down * (block[2] + GAP)
    return np.stack([x, y], axis=1).astype(float)


def extent(size: tuple[int, ...]) -> tuple[float, float]:
    """Return how many cells wide and high a tensor stands; an empty one takes one."""
    corners = places(size)
    if not len(corners):
        return 1.0, 1.0
    wide, high = corners.max(axis=0) + 1
    return float(wide), float(high)
