"""Grids, orders and points that a reader edits: by a click in the picture, or by keyboard.

A page makes the grid as it makes any control, and says which picture its clicks come from::

    labels = demo.cells("labels")
    run = demo.run(my_lesson.score, labels=labels)
    demo.show(ranks.hits(..., words=demo.chart_words()).editing("labels"))

The picture offers edits: rows of a dataset with the columns ``cell`` (the number of the cell, in
row-major order) and ``to`` (the value that a click gives it), and on their layer the selection
of ``lib.charts.picture.pick_cell()``. So a click may step a cell on, flip it, or bring a value
from elsewhere in the picture. A layer of transparent marks on top takes clicks best.

A row whose order is the reader's too (``movable = true``) has two arrows beside the boxes; in the
picture, a cell is dragged onto another: ``pick_cell(drag=True)``.

By keyboard: two boxes beside the picture, which cell and what is in it. What the second shows is
the label ``name.value`` where the lesson has one (``labels.3: cat``), else the value itself.

The state is one short text in the session and in the URL: see ``lib.codes``. ``Demo.article`` takes
it in that form: ``demo.article(case, {"labels": "451"}, accuracy=run.accuracy)``.

Points of the plane are typed as rows of x, y and class, and a click in the picture puts one where
there is none, or takes it out. An order of named things is edited with the buttons beside each of
them: up, down, out, and back in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib import codes, literal, state
from lib.ui import url
from lib.ui.controls import tensor
from lib.ui.language import frame
from lib.ui.stage import Stage


def cells(stage: Stage, name: str) -> Any:
    """Draw the boxes that edit a grid, and return its cells as nested lists."""
    control, key = stage.use(name, "cells"), stage.key(name)
    url.adopt(key, control.default, control.accepts)
    values = control.grid.decode(st.session_state[key])
    row = _boxes(stage, control, values)
    if control.movable:
        _arrows(stage, control, row)
    return values


def _boxes(stage: Stage, control: state.Control, values: Any) -> DeltaGenerator:
    """Draw the two boxes, which cell and its value, and return the line they stand in."""
    grid, name, key = control.grid, control.name, stage.key(control.name)
    cell, value = f"{key}.cell", f"{key}.value"
    # The boxes are no state of their own: the second follows the grid, however that changed.
    if st.session_state.get(cell) not in range(int(np.prod(grid.shape))):
        st.session_state[cell] = 0
    flat = np.asarray(values).reshape(-1)
    st.session_state[value] = int(flat[st.session_state[cell]])
    places = [list(map(int, place)) for place in np.ndindex(grid.shape)]
    labels = stage.words.labels

    whole = stage.controls.container(gap="xxsmall")
    whole.markdown(stage.heading(name), help=stage.help(name), width="content")
    row = whole.container(horizontal=True, gap="xsmall")
    row.selectbox(
        frame("cells.cell", name=stage.text(name)),
        range(len(places)),
        format_func=lambda number: f"{places[number]}",
        key=cell,
        label_visibility="collapsed",
        width=94,
    )
    row.selectbox(
        frame("cells.value", name=stage.text(name)),
        range(grid.low, grid.high + 1),
        format_func=lambda number: labels.get(f"{name}.{number}", str(grid.kind(number))),
        key=value,
        on_change=_take_boxes,
        args=(stage.slug, name),
        label_visibility="collapsed",
        width=132,
    )
    return row


def _arrows(stage: Stage, control: state.Control, row: DeltaGenerator) -> None:
    """Draw the arrows that move the cell of the boxes one place on or back."""
    key = stage.key(control.name)
    cell = st.session_state[f"{key}.cell"]
    last = int(np.prod(control.grid.shape)) - 1
    for act, sign, to in (("left", "←", cell - 1), ("right", "→", cell + 1)):
        row.button(
            sign,
            key=f"{key}.{act}",
            help=frame(f"cells.{act}", cell=f"[{cell}]"),
            disabled=not 0 <= to <= last,
            on_click=move_cell,
            args=(stage.slug, control.name, cell, to),
        )


def _take_boxes(slug: str, name: str) -> None:
    """Take the value that was chosen in the boxes."""
    key = f"{slug}.{name}"
    set_cell(slug, name, st.session_state[f"{key}.cell"], st.session_state[f"{key}.value"])


def set_cell(slug: str, name: str, cell: int, to: int) -> None:
    """Give one cell a value, from a callback; what is out of bounds changes nothing."""
    grid, values = _grid(slug, name)
    if not 0 <= cell < values.size or not grid.low <= to <= grid.high:
        return
    values.reshape(-1)[cell] = to
    _keep_grid(slug, name, values, cell)


def move_cell(slug: str, name: str, cell: int, to: int) -> None:
    """Move one cell of a row to another place, from a callback; the others close up."""
    _, values = _grid(slug, name)
    if values.ndim != 1 or not (0 <= cell < len(values) and 0 <= to < len(values)):
        return
    _keep_grid(slug, name, np.insert(np.delete(values, cell), to, values[cell]), to)


def _grid(slug: str, name: str) -> tuple[codes.Grid, np.ndarray]:
    grid = state.table(slug)[name].grid
    return grid, np.array(grid.decode(st.session_state[f"{slug}.{name}"]))


def _keep_grid(slug: str, name: str, values: np.ndarray, cell: int) -> None:
    key = f"{slug}.{name}"
    url.put(slug, {name: state.table(slug)[name].grid.encode(values)})
    st.session_state[f"{key}.cell"] = cell
    st.session_state[_edits(key)] = st.session_state.get(_edits(key), 0) + 1


def _edits(key: str) -> str:
    """Return where the session counts the edits of a grid."""
    return f"{key}@edits"


def numbered_edits(data: dict[str, dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    """Number the edits that a picture offers.

    A click that means the same as the one before would change no selection, and so send nothing;
    with the number of the edit in it, none means the same.
    """
    number = st.session_state.get(_edits(key), 0)
    return {
        table: {**columns, "edit": [number] * len(columns["cell"])}
        if "cell" in columns
        else columns
        for table, columns in data.items()
    }


def take_edit(picture: str, slug: str, name: str) -> None:
    """Take the edit that was clicked in a picture, from its callback."""
    row = url.picked_row(picture)
    if row is None:
        return
    cell, to = url.whole_number(row, "cell"), url.whole_number(row, "to")
    if cell is None or to is None:
        return
    held = url.whole_number(row, "held") if "held" in row else cell
    if held == cell:
        set_cell(slug, name, cell, to)
    elif held is not None:  # a bar that was dragged here from there
        move_cell(slug, name, held, cell)


def order(stage: Stage, name: str) -> list[str]:
    """Draw a list whose order is the reader's, and return the items that are in it.

    Its options are all that there is, each with the label ``name.item`` where the lesson has one.
    """
    control, key, slug = stage.use(name, "order"), stage.key(name), stage.slug
    url.adopt(key, control.default, control.accepts)
    chosen = codes.read_list(st.session_state[key], control.items) or []
    labels = {item: stage.words.labels.get(f"{name}.{item}", f"`{item}`") for item in control.items}
    whole = stage.controls.container(gap="xxsmall")
    whole.markdown(stage.heading(name), help=stage.help(name))
    for place, item in enumerate(chosen):
        row = whole.container(horizontal=True, gap=None, vertical_alignment="center")
        row.markdown(f"{place + 1}. {labels[item]}", width="stretch")
        for act, sign, to in (("up", "↑", place - 1), ("down", "↓", place + 1), ("out", "×", None)):
            row.button(
                sign,
                key=f"{key}.{act}.{item}",
                type="tertiary",
                help=frame(f"order.{act}", item=item),
                disabled=to is not None and not 0 <= to < len(chosen),
                on_click=_move_item,
                args=(slug, name, chosen, item, to),
            )
    row = whole.container(horizontal=True, gap="small")
    for item in control.items:
        if item not in chosen:
            row.button(
                labels[item],
                key=f"{key}.in.{item}",
                icon=":material/add:",
                type="tertiary",
                help=frame("order.in", item=item),
                on_click=_move_item,
                args=(slug, name, chosen, item, len(chosen)),
            )
    return chosen


def _move_item(slug: str, name: str, chosen: Sequence[str], item: str, to: int | None) -> None:
    """Put an item of a list in another place, or nowhere, from a callback."""
    others = [other for other in chosen if other != item]
    if to is not None:
        others.insert(to, item)
    url.put(slug, {name: codes.write_list(others)})


def choices(stage: Stage, name: str) -> list[str]:
    """Draw a choice of several named options, and return those chosen, in their own order.

    At least one stays chosen: where a reader takes the last one out, it comes back.
    """
    control, key = stage.use(name, "several"), stage.key(name)
    url.adopt(key, control.default, control.accepts)
    named = codes.read_list(st.session_state[key], control.items) or []
    chosen = [option for option in control.items if option in named]
    st.session_state[f"{key}.pills"] = chosen
    stage.controls.pills(
        stage.text(name),
        control.items,
        selection_mode="multi",
        format_func=lambda option: stage.words.labels.get(f"{name}.{option}", option),
        key=f"{key}.pills",
        on_change=_take_choices,
        args=(stage.slug, name, chosen),
        wrap=True,
        help=stage.help(name),
    )
    return chosen


def _take_choices(slug: str, name: str, before: Sequence[str]) -> None:
    """Take the options that are chosen now."""
    now = st.session_state[f"{slug}.{name}.pills"]
    chosen = [option for option in state.table(slug)[name].items if option in now]
    url.put(slug, {name: codes.write_list(chosen or before)})


def points(stage: Stage, name: str) -> Any:
    """Draw the box of the reader's own points, and return them as rows of x, y and class.

    A click puts in or takes out a point where the picture is drawn with ``placing``.
    """
    rows = tensor(stage, name)
    control = stage.table[name]
    span, last = control.span, control.classes - 1
    kept = [
        [min(max(x, -span), span), min(max(y, -span), span), min(max(round(label), 0), last)]
        for x, y, label in rows
    ]
    if kept != rows:
        stage.controls.caption(frame("points.moved", span=span, last=last))
    st.session_state[f"{stage.key(name)}@points"] = kept
    return kept


def take_point(picture: str, slug: str, name: str, label: int) -> None:
    """Put in a point where a picture was clicked, or take out what is there, from its callback."""
    row = url.picked_row(picture)
    kept = st.session_state.get(f"{slug}.{name}@points")
    if row is None or kept is None:
        return
    try:
        x, y = float(row["x"]), float(row["y"])
    except (KeyError, TypeError, ValueError):
        return
    control = state.table(slug)[name]
    if not (abs(x) <= control.span and abs(y) <= control.span):
        return
    others = [point for point in kept if point[:2] != [x, y]]
    if len(others) == len(kept):
        others = [*kept, [x, y, label]][: control.most]
    written = ",".join(f"[{x:g},{y:g},{label}]" for x, y, label in others)
    # The last point stays: a list of none has no shape.
    if others and len(written) + 2 <= literal.LONGEST:
        url.put(slug, {name: f"[{written}]"})


def take_fields(picture: str, slug: str, fields: Mapping[str, str]) -> None:
    """Set controls to the fields of the mark that was clicked in a picture, from its callback."""
    row = url.picked_row(picture)
    if row is None:
        return
    values = {control: row.get(field) for field, control in fields.items()}
    table = state.table(slug)
    if all(_fits(table[control], value) for control, value in values.items()):
        url.put(slug, values)


def _fits(control: state.Control, value: Any) -> bool:
    """Return whether what a picture sent is a value of a control."""
    if isinstance(control.default, str):
        return isinstance(value, str) and value in control.options
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and control.low <= value <= control.high
