"""Several plots in one view, so that they share what the browser knows: a step, a frame.

Pictures beside each other are views of their own and cannot tell each other anything; Vega's
concatenation cannot follow the width of the page. So one view holds them all: each plot has
scales of its own, which reach over its own part of the view.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt

WIDE = 560
"""Pixels from which plots stand side by side; below, one above the other."""
AXIS = 68
"""Pixels for the axis between two plots."""


_ABOVE: dict[str, Any] = {
    "titleAngle": 0,
    "titleAlign": "left",
    "titleAnchor": "end",
    "titleX": -28,
}
"""The title of a y axis stands above it: beside it would be the plot to the left."""


class Panel(NamedTuple):
    """The place of a plot: Vega expressions of its four sides, in pixels of the view."""

    left: str
    right: str
    top: str
    bottom: str

    def x(self, field: str, title: str, scale: dict[str, Any], **axis: Any) -> alt.X:
        """Return the x of a plot, its axis at the foot of its panel."""
        more: dict[str, Any] = {"grid": False, "tickCount": 6, "orient": "bottom"} | axis
        return alt.X(
            f"{field}:Q",
            title=title,
            scale=alt.Scale(range=_ends(self.left, self.right), nice=False, **scale),
            axis=alt.Axis(offset=alt.ExprRef(f"{self.bottom} - height"), **more),
        )

    def y(self, field: str, title: str, scale: dict[str, Any], **axis: Any) -> alt.Y:
        """Return the y of a plot, its axis at the left of its panel."""
        more: dict[str, Any] = {"grid": False, "tickCount": 6, "orient": "left"} | _ABOVE | axis
        return alt.Y(
            f"{field}:Q",
            title=title,
            scale=alt.Scale(range=_ends(self.bottom, self.top), nice=False, **scale),
            axis=alt.Axis(
                offset=alt.ExprRef(f"-({self.left})"),
                titleY=alt.ExprRef(f"{self.top} - 12"),
                **more,
            ),
        )

    def tall(self) -> dict[str, Any]:
        """Return the y of a rule from the top of a panel to its foot."""
        return {
            "y": alt.value(alt.ExprRef(self.top)),
            "y2": alt.value(alt.ExprRef(self.bottom)),
        }


def _ends(first: str, last: str) -> list[Any]:
    return [alt.ExprRef(first), alt.ExprRef(last)]


def pair(share: float = 0.52) -> tuple[Panel, Panel]:
    """Return two panels: side by side, or on a phone the first above the second.

    Args:
        share: what the first takes of the width, or of the height.
    """
    wide, first = f"width >= {WIDE}", f"height * {share}"
    return (
        Panel("0", f"({wide} ? width * {share} : width)", "0", f"({wide} ? height : {first})"),
        Panel(
            f"({wide} ? width * {share} + {AXIS} : 0)",
            "width",
            f"({wide} ? 0 : {first} + {AXIS})",
            "height",
        ),
    )


def together(*plots: Any, height: int) -> dict[str, Any]:
    """Return the spec of plots in one view, each with its own scales."""
    chart = alt.layer(*plots).resolve_scale(x="independent", y="independent", color="shared")
    made = chart.properties(height=height, view=alt.ViewBackground(stroke=None)).to_dict()
    made.pop("config", None)
    return made


def with_signals(chart: dict[str, Any], *signals: dict[str, Any]) -> dict[str, Any]:
    """Add parameters that events move.

    Vega-Lite passes ``on`` through to the signal of a parameter; Altair does not know it.
    """
    chart["params"] = [*signals, *chart.get("params", [])]
    return chart
