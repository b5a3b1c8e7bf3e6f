"""Grids that a reader edits cell by cell: by a click in the picture, or by keyboard beside it.

A page makes the grid as it makes any control, and says which picture its clicks come from::

    labels = lesson.cells("labels", [4, 5, 1], high=5)
    run = lesson.run(my_lesson.score, labels=labels)
    lesson.show(ranks.hits(..., words=lesson.chart_words()), edits="labels")

The picture offers edits: rows of a dataset with the columns ``cell`` (the number of the cell, in
row-major order) and ``to`` (the value that a click gives it), and on their layer the selection
of ``lib.charts.picture.pick_cell()``. So a click may step a cell on, flip it, or bring a value
from elsewhere in the picture. A layer of transparent marks on top takes clicks best.

A row whose order is the reader's too (``movable=True``) has two arrows beside the boxes; in the
picture, a cell is dragged onto another: ``pick_cell(drag=True)``.

By keyboard: two boxes beside the picture, which cell and what is in it. What the second shows is
the label ``name.value`` where the lesson has one (``labels.3: cat``), else the value itself.

The state is one short text in the session and in the URL: a digit or letter a cell, a dot between
the rows. ``Lesson.set``, ``Lesson.reset`` and ``Lesson.article`` take it in that form::

    lesson.article(case, {"labels": "451"}, accuracy=run.accuracy)

Points of the plane are typed as rows of x, y and class, and a click in the picture puts one where
there is none, or takes it out: ``Editing.points``.

An order of named things is edited with the buttons beside each of them: up, down, out, and back
in. Its text is the names with a dash between them: ``map-batch``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib import literal
from lib.ui import state
from lib.ui.controls import Controls
from lib.ui.language import frame

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST = 256
"""Cells of a grid at most."""


class Grid(NamedTuple):
    """What is known of an editable grid: its shape, and the ends of its values."""

    shape: tuple[int, ...]
    low: int
    high: int
    kind: type

    def encode(self, cells: Any) -> str:
        """Write nested values as the text that stands in the URL."""
        rows = np.asarray(cells, int).reshape(-1, self.shape[-1]) - self.low
        return ".".join("".join(DIGITS[digit] for digit in row) for row in rows.tolist())

    def decode(self, code: str) -> Any:
        """Read the text back as nested values.

        Raises:
            ValueError: it is not of this shape, or a value is out of bounds.
        """
        lines = code.split(".") if len(code) <= 2 * MOST else []
        columns, rows = self.shape[-1], int(np.prod(self.shape[:-1]))
        welcome = DIGITS[: self.high - self.low + 1]
        if len(lines) != rows or any(len(line) != columns for line in lines):
            raise ValueError(f"{code[:20]!r} is no grid of shape {self.shape}")
        if not all(digit in welcome for line in lines for digit in line):
            raise ValueError(f"{code[:20]!r} has values out of {self.low} to {self.high}")
        values = [[self.kind(welcome.index(digit) + self.low) for digit in line] for line in lines]
        return values if len(self.shape) == 2 else values[0]

    def reads(self, code: str) -> bool:
        """Whether a text can be read."""
        try:
            self.decode(code)
        except ValueError:
            return False
        return True


class Editing(Controls):
    """Controls with grids among them, whose cells are edited one by one."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.grids: dict[str, Grid] = {}

    def cells(
        self, name: str, default: Any, *, low: int = 0, high: int = 1, movable: bool = False
    ) -> Any:
        """Draw the boxes that edit a grid, and return its cells as nested lists.

        Args:
            name: the control; its label is the heading of the boxes.
            default: a list, or a list of lists of one length, of whole numbers or of booleans.
            low: the smallest value of a cell.
            high: the largest; 36 values are the most.
            movable: whether the cells of a row can change places, by arrows beside the boxes.

        Raises:
            ValueError: the grid is too large, or its values are too many.
        """
        array = np.asarray(default)
        if array.ndim not in (1, 2) or not 1 <= array.size <= MOST or high - low >= len(DIGITS):
            raise ValueError(f"no grid is of shape {array.shape} with {high - low + 1} values")
        kind = bool if array.dtype == bool else int
        grid = self.grids[name] = Grid(array.shape, low, high, kind)
        first = grid.encode(array)
        key = self._register(name, first, native=False)
        state.adopt(key, first, grid.reads)
        values = grid.decode(st.session_state[key])
        row = self._boxes(name, key, grid, values)
        if movable:
            self._arrows(name, row)
        return values

    def _boxes(self, name: str, key: str, grid: Grid, values: Any) -> DeltaGenerator:
        """Draw the two boxes, which cell and its value, and return the line they stand in."""
        cell, value = f"{key}.cell", f"{key}.value"
        # The boxes are no state of their own: the second follows the grid, however that changed.
        if st.session_state.get(cell) not in range(int(np.prod(grid.shape))):
            st.session_state[cell] = 0
        flat = np.asarray(values).reshape(-1)
        st.session_state[value] = int(flat[st.session_state[cell]])
        places = [list(map(int, place)) for place in np.ndindex(grid.shape)]

        def shown(number: int) -> str:
            return self.words.labels.get(f"{name}.{number}", str(grid.kind(number)))

        whole = self._place.container(gap="xxsmall")
        whole.markdown(
            f":small[{self.text(name)}]",
            help=self.words.labels.get(f"{name}.help"),
            width="content",
        )
        row = whole.container(horizontal=True, gap="xsmall")
        row.selectbox(
            frame("cells.cell", name=self.text(name)),
            range(len(places)),
            format_func=lambda number: f"{places[number]}",
            key=cell,
            label_visibility="collapsed",
            width=94,
        )
        row.selectbox(
            frame("cells.value", name=self.text(name)),
            range(grid.low, grid.high + 1),
            format_func=shown,
            key=value,
            on_change=lambda: self.edit(name, st.session_state[cell], st.session_state[value]),
            label_visibility="collapsed",
            width=132,
        )
        return row

    def _arrows(self, name: str, row: DeltaGenerator) -> None:
        """Draw the arrows that move the cell of the boxes one place on or back."""
        cell = st.session_state[f"{self.key(name)}.cell"]
        last = int(np.prod(self.grids[name].shape)) - 1
        for act, sign, to in (("left", "←", cell - 1), ("right", "→", cell + 1)):
            row.button(
                sign,
                key=f"{self.key(name)}.{act}",
                help=frame(f"cells.{act}", cell=f"[{cell}]"),
                disabled=not 0 <= to <= last,
                on_click=self.shift,
                args=(name, cell, to),
            )

    def shift(self, name: str, cell: int, to: int) -> None:
        """Move one cell of a row to another place, from a callback; the others close up."""
        grid, key = self.grids[name], self.key(name)
        values = np.array(grid.decode(st.session_state[key]))
        if values.ndim != 1 or not (0 <= cell < len(values) and 0 <= to < len(values)):
            return
        moved = np.insert(np.delete(values, cell), to, values[cell])
        self.set({name: grid.encode(moved)})
        st.session_state[f"{key}.cell"] = to
        st.session_state[f"{key}@edits"] = self._edits(name) + 1

    def edit(self, name: str, cell: int, to: int) -> None:
        """Give one cell a value, from a callback; what is out of bounds changes nothing."""
        grid, key = self.grids[name], self.key(name)
        if not 0 <= cell < np.prod(grid.shape) or not grid.low <= to <= grid.high:
            return
        values = np.array(grid.decode(st.session_state[key]))
        values.reshape(-1)[cell] = to
        self.set({name: grid.encode(values)})
        st.session_state[f"{key}.cell"] = cell
        st.session_state[f"{key}@edits"] = self._edits(name) + 1

    def order(self, name: str, items: Sequence[str], default: Sequence[str]) -> list[str]:
        """Draw a list whose order is the reader's, and return the items that are in it.

        Args:
            name: the control.
            items: all that there is, each with the label ``name.item`` where the lesson has one.
            default: those that are in the list at first, in their order.
        """
        first = _joined(default)
        key = self._register(name, first, native=False)
        state.adopt(key, first, lambda code: _listed(code, items) is not None)
        chosen = _listed(st.session_state[key], items) or []
        whole = self._place.container(gap="xxsmall")
        whole.markdown(f":small[{self.text(name)}]", help=self.words.labels.get(f"{name}.help"))
        for place, item in enumerate(chosen):
            row = whole.container(horizontal=True, gap=None, vertical_alignment="center")
            row.markdown(f"{place + 1}. {self._item(name, item)}", width="stretch")
            for act, sign, to in (
                ("up", "↑", place - 1),
                ("down", "↓", place + 1),
                ("out", "×", None),
            ):
                row.button(
                    sign,
                    key=f"{key}.{act}.{item}",
                    type="tertiary",
                    help=frame(f"order.{act}", item=item),
                    disabled=to is not None and not 0 <= to < len(chosen),
                    on_click=self.move,
                    args=(name, chosen, item, to),
                )
        rest = [item for item in items if item not in chosen]
        row = whole.container(horizontal=True, gap="small")
        for item in rest:
            row.button(
                self._item(name, item),
                key=f"{key}.in.{item}",
                icon=":material/add:",
                type="tertiary",
                help=frame("order.in", item=item),
                on_click=self.move,
                args=(name, chosen, item, len(chosen)),
            )
        return chosen

    def choices(self, name: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
        """Draw a choice of several named options, and return those chosen, in their own order.

        At least one stays chosen: where a reader takes the last one out, it comes back.
        """
        first = _joined(default)
        key = self._register(name, first, native=False)
        state.adopt(key, first, lambda code: bool(_listed(code, options)))
        chosen = [
            each for each in options if each in (_listed(st.session_state[key], options) or [])
        ]
        pills = f"{key}.pills"
        st.session_state[pills] = chosen

        def take() -> None:
            now = [each for each in options if each in st.session_state[pills]]
            self.set({name: _joined(now or chosen)})

        self._place.pills(
            self.text(name),
            options,
            selection_mode="multi",
            format_func=lambda option: self.words.labels.get(f"{name}.{option}", option),
            key=pills,
            on_change=take,
            wrap=True,
            help=self.words.labels.get(f"{name}.help"),
        )
        return chosen

    def _item(self, name: str, item: str) -> str:
        return self.words.labels.get(f"{name}.{item}", f"`{item}`")

    def move(self, name: str, chosen: Sequence[str], item: str, to: int | None) -> None:
        """Put an item of a list in another place, or nowhere, from a callback."""
        others = [other for other in chosen if other != item]
        if to is not None:
            others.insert(to, item)
        self.set({name: _joined(others)})

    def points(self, name: str, default: str, *, classes: int, most: int, span: float) -> Any:
        """Draw the box of the reader's own points, and return them as rows of x, y and class.

        A click puts in or takes out a point where the picture is drawn with ``points`` naming
        this control and the class of a new point.

        Args:
            name: the control.
            default: the rows that stand there at first, as a literal.
            classes: how many classes there are: 0, 1, ...
            most: how many points there may be.
            span: how far from 0 a coordinate may be.
        """
        rows = self.tensor(name, default, sizes=(None, 3), most=3 * most, limit=max(span, classes))
        kept = [
            [min(max(x, -span), span), min(max(y, -span), span), min(max(round(label), 0), top)]
            for top in [classes - 1]
            for x, y, label in rows
        ]
        if kept != rows:
            self._place.caption(frame("points.moved", span=span, last=classes - 1))
        st.session_state[f"{self.key(name)}@points"] = kept, most
        return kept

    def toggle_point(self, name: str, x: float, y: float, label: int) -> None:
        """Put in a point of a class, or take out what is there, from a callback."""
        rows, most = st.session_state[f"{self.key(name)}@points"]
        others = [row for row in rows if row[:2] != [x, y]]
        if len(others) == len(rows):
            others = [*rows, [x, y, label]][:most]
        written = ",".join(f"[{x:g},{y:g},{label}]" for x, y, label in others)
        # The last point stays: a list of none has no shape.
        if others and len(written) + 2 <= literal.LONGEST:
            self.set({name: f"[{written}]"})

    def _placed(self, key: str, name: str, label: int) -> None:
        """Take the place that was clicked in a picture."""
        chosen = st.session_state[key].selection.get("pick") or []
        if chosen and isinstance(chosen[0], Mapping):
            self.toggle_point(name, float(chosen[0]["x"]), float(chosen[0]["y"]), label)

    def _edits(self, name: str) -> int:
        return int(st.session_state.get(f"{self.key(name)}@edits", 0))

    def _offer(self, data: dict[str, dict[str, Any]], name: str) -> dict[str, dict[str, Any]]:
        """Number the edits that a picture offers.

        A click that means the same as the one before would change no selection, and so not be
        told; with the number of the edit in it, none means the same.
        """
        number = self._edits(name)
        return {
            table: {**columns, "edit": [number] * len(columns["cell"])}
            if "cell" in columns
            else columns
            for table, columns in data.items()
        }

    def _clicked(self, key: str, name: str) -> None:
        """Take the edit that was clicked in a picture."""
        points = st.session_state[key].selection.get("pick") or []
        if points and isinstance(points[0], Mapping):
            cell, to = int(points[0]["cell"]), int(points[0]["to"])
            held = int(points[0].get("held", cell))  # a bar that was dragged here from there
            if held == cell:
                self.edit(name, cell, to)
            else:
                self.shift(name, held, cell)


NOTHING = "none"
"""The text of a list without an item."""


def _joined(items: Sequence[str]) -> str:
    return "-".join(items) or NOTHING


def _listed(code: str, items: Sequence[str]) -> list[str] | None:
    """Read the text of a list back; None if an item is unknown or twice in it."""
    if code == NOTHING:
        return []
    found = code.split("-", len(items))
    return found if set(found) <= set(items) and len(set(found)) == len(found) else None
