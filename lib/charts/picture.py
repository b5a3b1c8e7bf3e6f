"""What a chart function returns, and the colours that mean the same in every picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt

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

DIVERGING = ["#0B5394", "#4393C3", "#92C5DE", "#F4F4F2", "#F4A582", "#D6604D", "#8C2D04"]
"""Signed values, centred on zero."""
SEQUENTIAL = ["#F4F4F2", "#B9D7EA", "#6BAED6", "#2171B5", "#08306B"]
"""Probabilities and other values from zero up."""


class Click(NamedTuple):
    """What a click in a picture means, or a rectangle dragged in it."""

    kind: str
    """``set`` controls to fields of the mark, ``edit`` a grid, ``place`` a point, ``zoom``."""
    control: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """Of ``set``: fields of the mark, each with the control that takes its value."""
    label: int = 0
    """Of ``place``: the class of a new point."""


class Picture(NamedTuple):
    """A chart whose shape stays while its numbers change.

    The spec names its datasets and holds no number that a control changes: Streamlit then
    swaps the data into the drawn chart instead of drawing it anew.
    """

    spec: dict[str, Any]
    """Vega-Lite, made once for each set of words and sizes."""
    data: dict[str, dict[str, Any]]
    """Columns of each named dataset: arrays or lists of one length."""
    click: Click | None = None

    def picking(self, **fields: str) -> Picture:
        """Let a click set controls, each to a field of the mark: the selection is ``pick``."""
        return self._replace(click=Click("set", fields=tuple(fields.items())))

    def editing(self, control: str) -> Picture:
        """Let clicks edit the cells of a grid: see ``lib.ui.editing``."""
        return self._replace(click=Click("edit", control))

    def placing(self, control: str, label: int) -> Picture:
        """Let clicks put in and take out the reader's own points, new ones of a class."""
        return self._replace(click=Click("place", control, label=label))

    def zooming(self, control: str) -> Picture:
        """Let a rectangle that is dragged set a window: the selection is ``zoom``."""
        return self._replace(click=Click("zoom", control))


def spec(build: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Turn a function that builds an Altair chart into one that returns its spec, cached.

    The arguments must be hashable and few: words, sizes, colours; never a control's number.
    """

    @lru_cache(maxsize=128)
    def cached(*args: Any, **kwargs: Any) -> dict[str, Any]:
        return _named(build(*args, **kwargs).to_dict())

    return cached


def _named(chart: dict[str, Any]) -> dict[str, Any]:
    """Drop the sizes of Altair's default theme: the page decides them."""
    config = chart.get("config", {})
    if config.get("view") == {"continuousWidth": 300, "continuousHeight": 300}:
        del config["view"]
    if not config:
        chart.pop("config", None)
    return chart


def data(name: str) -> Any:
    """Return the reference to a named dataset, for ``alt.Chart(data("points"))``."""
    return alt.NamedData(name=name)


def legend(**more: Any) -> alt.Legend:
    """Return a legend above the picture whose words are never cut: on a phone, one a line."""
    return alt.Legend(
        orient="top", labelLimit=0, columns=alt.ExprRef("width < 420 ? 1 : 0"), **more
    )


def pick_cell(*, drag: bool = False) -> alt.Parameter:
    """Return the selection of a layer whose rows offer edits: see ``lib.ui.editing``.

    Args:
        drag: a cell may be dragged onto another, too; the layer is then to have ``held_cell()``,
            and the rows the calculated field ``held``.
    """
    return alt.selection_point(
        name="pick",
        fields=["cell", "to", "edit", "held"] if drag else ["cell", "to", "edit"],
        on="mouseup" if drag else "click",
        clear=False,
        empty=False,
        toggle=False,
    )


HELD = "isValid(lift.cell) ? lift.cell[0] : datum.cell"
"""The cell on which the button was pressed, as an expression over an offer."""


def held_cell() -> alt.Parameter:
    """Return the selection that knows on which cell the button was pressed; it stays here."""
    return alt.selection_point(
        name="lift", fields=["cell"], on="mousedown", clear=False, empty=False, toggle=False
    )


def role_scale(names: Mapping[str, str]) -> alt.Scale:
    """Return the colour scale of a legend: the words of each role and its colour."""
    return alt.Scale(domain=list(names), range=list(names.values()))
