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
AXIS, FOOT = 68, 92
"""Pixels for the axis between two plots side by side, and one above the other."""


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

    def across(self, share: str) -> str:
        """Return the pixels of a share of the way from the left side to the right one."""
        return f"({self.left}) + ({share}) * (({self.right}) - ({self.left}))"

    def above(self, share: str) -> str:
        """Return the pixels of a share of the way from the foot to the top."""
        return f"({self.bottom}) - ({share}) * (({self.bottom}) - ({self.top}))"

    def holds(self, x: str, y: str) -> str:
        """Return whether a place, in pixels of the view, is in the panel."""
        across = f"inrange({x}, [{self.left}, {self.right}])"
        return f"({across} && inrange({y}, [{self.top}, {self.bottom}]))"

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
            f"({wide} ? 0 : {first} + {FOOT})",
            "height",
        ),
    )


def trio() -> tuple[Panel, Panel, Panel]:
    """Return three panels: two side by side above a wide one; on a phone one below the other."""
    wide = f"width >= {WIDE}"
    return (
        Panel(
            "0",
            f"({wide} ? width * 0.45 : width)",
            "0",
            f"({wide} ? height * 0.58 : height * 0.38)",
        ),
        Panel(
            f"({wide} ? width * 0.47 : 0)",
            "width",
            f"({wide} ? 0 : height * 0.38 + 50)",
            f"({wide} ? height * 0.62 : height * 0.72)",
        ),
        Panel("0", "width", f"({wide} ? height * 0.58 + {AXIS} : height * 0.72 + 50)", "height"),
    )


def map_and_two() -> tuple[Panel, Panel, Panel]:
    """Return three panels: one beside two that share their x; on a phone all in a column."""
    wide = f"width >= {WIDE}"
    left = f"({wide} ? width * 0.45 + {AXIS} : 0)"
    return (
        Panel("0", f"({wide} ? width * 0.45 : width)", "0", f"({wide} ? height : height * 0.37)"),
        Panel(
            left,
            "width",
            f"({wide} ? 0 : height * 0.37 + {AXIS})",
            f"({wide} ? height * 0.36 : height * 0.63)",
        ),
        Panel(left, "width", f"({wide} ? height * 0.36 : height * 0.63) + {AXIS}", "height"),
    )


def grows(height: int, narrow: int) -> dict[str, Any]:
    """Return the signal that makes a view higher where its plots stand one above the other."""
    return {"name": "height", "expr": f"width >= {WIDE} ? {height} : {narrow}"}


def together(*plots: Any, height: int) -> dict[str, Any]:
    """Return the spec of plots in one view, each with its own scales."""
    chart = alt.layer(*plots).resolve_scale(x="independent", y="independent", color="shared")
    return finished(chart, height=height)


def finished(chart: Any, *, height: int) -> dict[str, Any]:
    """Return the spec of a chart without a frame around it."""
    made = chart.properties(height=height, view=alt.ViewBackground(stroke=None)).to_dict()
    made.pop("config", None)
    return made


def painted(made: dict[str, Any]) -> dict[str, Any]:
    """Return a spec that is drawn on a canvas: quicker where all of many marks move at once."""
    return {**made, "usermeta": {"embedOptions": {"renderer": "canvas"}}}


def player(
    name: str, play: str, label: str, last: float, onward: str, *, start: float, step: float = 1
) -> list[dict[str, Any]]:
    """Return a switch that plays, ``play``, and the signal that it moves, with its slider.

    It stands still until somebody plays it: a page should not move by itself. From its end it
    goes back to 0.

    Args:
        name: of the signal.
        play: the words beside the switch.
        label: the words before the slider.
        last: the end of the slider; it goes from 0.
        onward: where a tick of 60 ms leads, as an expression.
        start: where the slider stands at first.
        step: from one stop of the slider to the next.
    """
    bind = {"input": "range", "min": 0, "max": last, "step": step, "name": f"{label} "}
    tick = f"play ? ({name} >= {last} ? 0 : {onward}) : {name}"
    return [
        {"name": "play", "value": False, "bind": {"input": "checkbox", "name": f"{play} "}},
        {
            "name": name,
            "value": start,
            "bind": bind,
            "on": [{"events": "timer{60}", "update": tick}],
        },
    ]


def with_signals(chart: dict[str, Any], *signals: dict[str, Any]) -> dict[str, Any]:
    """Add parameters that events move.

    Vega-Lite passes ``on`` through to the signal of a parameter; Altair does not know it.
    """
    chart["params"] = [*signals, *chart.get("params", [])]
    return chart
