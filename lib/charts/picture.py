"""What a chart function returns, and the parts that many pictures share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt

from lib.charts.lattice import on_phone


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
    """Drop the sizes of Altair's default theme: the page decides them. No text is under 12 px."""
    config = chart.setdefault("config", {})
    if config.get("view") == {"continuousWidth": 300, "continuousHeight": 300}:
        del config["view"]
    config.setdefault("text", {}).setdefault("fontSize", 12)
    return chart


def data(name: str) -> Any:
    """Return the reference to a named dataset, for ``alt.Chart(data("points"))``."""
    return alt.NamedData(name=name)


def legend(*, phone_columns: int = 1, **more: Any) -> alt.Legend:
    """Return a legend above the picture whose words are never cut.

    Args:
        phone_columns: how many words stand side by side on a phone; elsewhere there is one row.
        more: of the legend.
    """
    columns = alt.ExprRef(on_phone(phone_columns, 0))
    return alt.Legend(orient="top", labelLimit=0, columns=columns, **more)


def step_slider(
    label: str, last: int, step: float = 1, *, start: float | None = None
) -> alt.Parameter:
    """Return the signal ``step``, moved by the reader with a slider below the picture.

    It lives in the browser alone. By default it begins at its end, where the picture is whole.

    Args:
        label: the words before the slider; a space keeps them apart.
        last: its end; it goes from 0.
        step: from one stop to the next.
        start: where it stands at first.
    """
    bind = alt.binding_range(min=0, max=last, step=step, name=f"{label} ")
    return alt.param(name="step", value=last if start is None else start, bind=bind)


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
