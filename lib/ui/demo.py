"""One demo of a lesson: its controls, its calls, its picture and its result.

A page's function gets a ``Demo`` and speaks to nothing else::

    @lesson.demo("bounds")
    def bounds(demo: Demo) -> None:
        low, high = demo.slider("bounds")
        x, clipped, gradient = demo.run(clipping.clip_to_bounds, low=low, high=high)
        pictures = lines.before_after(x, clipped, gradient, words=demo.chart_words())
        demo.show(*pictures, stacked=True, facts={"flat": (gradient == 0).sum()})
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib import article
from lib.charts.picture import Click, Picture
from lib.datasets.sets import SETS
from lib.listing import Call, fields, raised_at
from lib.numbers import shape
from lib.training import Training
from lib.ui import (
    controls,
    derivative_check,
    drawers,
    drawing,
    editing,
    files,
    player,
    status,
    stepper,
    url,
    walk,
    zooming,
)
from lib.ui.language import frame
from lib.ui.refusals import from_tensorflow
from lib.ui.stage import Run, Stage

_FOR_SCREEN_READERS = (
    '<p style="position:absolute;width:1px;height:1px;margin:0;overflow:hidden;'
    'clip-path:inset(50%);white-space:nowrap">{}</p>'
)
"""A sentence for who cannot see the picture."""

TRAININGS = 3
"""Trainings of one demo whose states are kept for each reader."""


class Refused(Exception):
    """TensorFlow refused a setting; the demo has shown its exception and ends here."""


class Demo(Stage):
    """What a demo's function draws with.

    The controls and the parts that edit, step, play and zoom are functions of their own modules,
    whose first argument is the stage; here they are methods.
    """

    slider = controls.slider
    number = controls.number
    toggle = controls.toggle
    button = controls.button
    choice = controls.choice
    tensor = controls.tensor
    typed = controls.typed
    more = controls.more
    cells = editing.cells
    order = editing.order
    choices = editing.choices
    points = editing.points
    stepper = stepper.stepper
    player = player.player
    window = zooming.window
    drawing = drawing.drawing

    def __init__(self, slug: str, name: str) -> None:
        """Make the places of a demo, in the place that Streamlit draws to now."""
        super().__init__(slug, name)
        self.runs: list[Run] = []
        self.formulas: list[str] = []
        self.checks: list[derivative_check.Check] = []
        self._pictures = 0
        self._article: dict[str, dict[str, Any]] = {}
        self._notes: list[status.Note] = []
        # The pictures of a demo whose call TensorFlow may refuse; the others keep none.
        self._last: list[Picture] | None = None

    # ---------------------------------------------------------------- calls

    def run(self, function: Callable[..., Any], /, **values: Any) -> Any:
        """Call a lesson's function, show its code on demand, and return plain arrays.

        Returns:
            What the function returned, with every tensor as a NumPy array; a named tuple
            keeps its names.
        """
        result = _result(function, values)
        named = result._asdict() if hasattr(result, "_asdict") else {"result": result}
        names = fields(function)
        if set(names) != set(named):
            raise TypeError(f"{function} must name what it returns in its annotation: {names}")
        self.runs.append(Run(Call(function, values), named))
        return result

    def train(self, training: Training[Any, Any], /, *, steps: int, **values: Any) -> Any:
        """Train for some steps, going on from the steps that this reader has seen.

        Args:
            training: how it begins, goes on, and is shown as code.
            steps: how many in all.
            values: its settings.

        Returns:
            What ``training.train`` would return, as plain arrays.
        """
        kept: dict[str, tuple[int, Any]] = st.session_state.setdefault(
            f"{self.key(self.name)}@training", {}
        )
        name = repr(sorted(item for item in values.items() if item[0] not in training.viewed))
        done, state = kept.pop(name, (0, None))
        if state is None or done > steps:
            done, state = 0, training.begin(**values)
        state, shown = training.advance(state, steps - done, **values)
        kept[name] = steps, state
        while len(kept) > TRAININGS:
            kept.pop(next(iter(kept)))
        result = _plain(shown)
        self.runs.append(Run(Call(training.train, {"steps": steps, **values}), result._asdict()))
        return result

    @contextmanager
    def busy(self, label: str) -> Iterator[None]:
        """Say what is going on, where the picture will be, for as long as it takes.

        Args:
            label: the label of the sentence.
        """
        with self.picture, st.spinner(self.text(label), show_time=True):
            yield

    def attempt(self, function: Callable[..., Any], /, *, remedy: str, **values: Any) -> Any:
        """Call a function that TensorFlow may refuse; show its own exception as the lesson.

        Args:
            function: as for ``run``.
            remedy: the label that says in one line what would be right.
            values: as for ``run``.
        """
        try:
            result = self.run(function, **values)
            self._last = st.session_state[f"{self.key(self.name)}@last"] = []
            return result
        except Exception as refusal:
            if not from_tensorflow(refusal):
                raise
            refused = Call(function, values, refused=True, raised=raised_at(refusal))
            self.runs.append(Run(refused, {}))
            with self.picture:
                drawers.refusal(refusal, self.text(remedy))
                self._draw_last()
            raise Refused from refusal

    def _draw_last(self) -> None:
        """Draw the pictures of the last setting that TensorFlow took, dimmed, below its exception.

        What was there stays in sight: a reader sees what the setting would have to come back to.
        """
        last: list[Picture] = st.session_state.get(f"{self.key(self.name)}@last", [])
        if last:
            with st.container(key=f"{self.slug}-{self.name}-dimmed"):
                for place, picture in zip(st.columns(len(last)), last, strict=True):
                    self._chart(place, picture)

    # -------------------------------------------------------------- pictures

    def draw(
        self,
        *pictures: Picture | list[Picture],
        alt: str = "",
        stacked: bool = False,
        widths: Sequence[float] = (),
    ) -> None:
        """Draw pictures side by side, or one above the other.

        Args:
            pictures: what chart functions return; a list of them is one column.
            alt: what the pictures show, in one sentence with its finding, for who cannot see;
                where the result says it all, none.
            stacked: one above the other. (Vega's own vconcat cannot follow the page's width;
                to line the plots up, give their y axes one extent.)
            widths: of pictures side by side, in proportion; equal by default.
        """
        if stacked or len(pictures) == 1:
            places = [self.picture] * len(pictures)
        else:
            places = self.picture.columns(widths or len(pictures))
        for place, column in zip(places, pictures, strict=True):
            for picture in column if isinstance(column, list) else [column]:
                # The chart's own alt is part of its spec: with a number in it, every move would
                # embed the chart anew. So that is the demo's question, and the finding stands
                # beside it.
                place = place.container(gap=None)
                self._draw(place, picture)
        if alt:
            place.html(_FOR_SCREEN_READERS.format(escape(_unmarked(alt))))

    def _draw(self, place: DeltaGenerator, picture: Picture) -> None:
        self._pictures += 1
        key = f"{self.key(self.name)}.picture.{self._pictures}"
        click, columns = picture.click, picture.data
        if click and click.kind == "edit":
            columns = editing.numbered_edits(columns, self.key(click.control))
        if click and click.kind == "zoom":
            # In another window the chart is another one: the old rectangle is gone from it.
            key = f"{key}.{st.session_state[self.key(click.control)]}"
        if self._last is not None:
            self._last.append(picture)
        selection: dict[str, Any] = {}
        mode = "zoom" if click and click.kind == "zoom" else "pick"
        if click and any(each["name"] == mode for each in picture.spec.get("params", [])):
            slug = self.slug
            selection = {
                "key": key,
                "selection_mode": mode,
                "on_select": lambda: _take_click(key, slug, click),
            }
        self._chart(place, picture._replace(data=columns), **selection)

    def _chart(self, place: DeltaGenerator, picture: Picture, **selection: Any) -> None:
        datasets = {name: pa.table(table) for name, table in picture.data.items()}
        place.vega_lite_chart(
            spec={**picture.spec, "datasets": datasets},
            width="stretch",
            alt=_unmarked(self.text(f"{self.name}.title")),
            **selection,
        )

    def show(
        self,
        *pictures: Picture | list[Picture],
        facts: Mapping[str, Any] | None = None,
        through: Sequence[np.ndarray] = (),
        stacked: bool = False,
        widths: Sequence[float] = (),
    ) -> None:
        """Draw pictures, and say their result below: what most demos end with.

        Args:
            pictures: what chart functions return.
            facts: the numbers in the sentences ``demo.alt`` (for who cannot see; without it
                the result serves) and ``demo.result``.
            through: the arrays on the way from input to output, for the ribbon of shapes.
            stacked: one picture above the other.
            widths: as for ``draw``.
        """
        facts, label = facts or {}, f"{self.name}.alt"
        alt = self.text(label, **facts) if label in self.words.labels else ""
        self.draw(*pictures, alt=alt, stacked=stacked, widths=widths)
        self.tell(f"{self.name}.result", *through, facts=facts)

    def chart_words(self) -> dict[str, str]:
        """Return the words of this demo's picture: its labels under ``demo.chart``."""
        return self.group(f"{self.name}.chart")

    # --------------------------------------------------------------- results

    def tell(
        self, label: str, /, *arrays: np.ndarray, facts: Mapping[str, Any] | None = None
    ) -> None:
        """Tell the result in words with its numbers, and show shapes as a ribbon.

        Args:
            label: the label of the sentence.
            arrays: the arrays on the way from input to output.
            facts: the numbers in the sentence.
        """
        self.result.markdown(self.text(label, **(facts or {})))
        if arrays:
            self._notes.append(status.Note(" → ".join(f"`{shape(array)}`" for array in arrays)))

    def formula(self, *latex: str) -> None:
        """Keep formulas with this reader's numbers in them for the demo's "why"."""
        self.formulas.extend(latex)

    def confirm(
        self,
        tape: Any,
        formula: Any,
        differences: Any = None,
        *,
        latex: str = "",
        bound: float = 1e-5,
        least: float = 0.1,
    ) -> None:
        """Say how far a derivative by the tape is from the same found in other ways.

        The badge shows the largest difference beside what the dtype can tell apart; all digits
        where they differ most stand in the demo's "why", below the formula.

        Args:
            tape: the derivative by the tape, of any shape.
            formula: the same as a textbook has it, in the dtype of the tape.
            differences: the same by finite differences, in float64.
            latex: the formula with this reader's numbers in it.
            bound: how far apart the ways may be, relative to the largest number.
            least: smaller numbers are held to the bound of this one.
        """
        others = {"formula": formula}
        if differences is not None:
            others["differences"] = differences
        check = derivative_check.compare(tape, **others)
        self._notes.append(status.Note(check.brief(bound, least), (check.badge(bound, least),)))
        self.checks.append(check)
        if latex:
            self.formula(latex)

    def article(
        self,
        case: str,
        /,
        inputs: dict[str, Any],
        *,
        label: str = "",
        item: int | None = None,
        since: str | None = None,
        button: bool = True,
        **got: Any,
    ) -> None:
        """Offer the article's inputs in one click, and mark where the numbers agree.

        Args:
            case: the case of the article.
            inputs: the article's inputs, by control.
            label: code that tells the buttons of one demo apart.
            item: compare with one item of each of the case's lists.
            since: the label that says why TensorFlow's digits have changed since the article;
                without it they are put down to rounding.
            button: draw the button; without it only compare, where another case of the same
                inputs has drawn it.
            got: what this page shows, by the names of the case. Compared only while the
                controls stand at the article's inputs.
        """
        if inputs and button:
            self._article[f"{case}.{label}"] = inputs
        if all(_same(st.session_state[self.key(name)], value) for name, value in inputs.items()):
            checks = article.check(case, item=item, **got)
            self._notes.append(drawers.agreement(case, checks, since and self.text(since)))

    def finish(self) -> None:
        """Draw what a demo ends with: its article buttons, its status line, its drawers."""
        key = f"{self.key(self.name)}.article"
        place: DeltaGenerator | None = self.controls
        if len(self._article) > 1:
            popover = self.controls.popover(
                frame("article.button"),
                key=key,
                icon=":material/article:",
                type="tertiary",
                on_change="rerun",
            )
            place = popover if popover.open else None
        for name, inputs in self._article.items():
            label = name.partition(".")[2] if len(self._article) > 1 else ""
            if place:
                place.button(
                    f"`{label}`" if label else frame("article.button"),
                    key=f"{key}.{name}",
                    help=frame("article.help"),
                    icon=":material/article:",
                    type="tertiary",
                    on_click=url.put,
                    args=(self.slug, inputs),
                )
        status.draw(self, self._notes)

    def dataset(self, name: str, load: Callable[[str], Any]) -> bool:
        """Show where a full data set is and the ways to get it; return whether it has been read.

        Args:
            name: the set.
            load: reads it, and keeps what the demo needs; readers take turns.
        """
        with self.picture:
            files.panel(name)
            return files.ready(name) and files.read(name, load)

    def datasets(self, name: str) -> str:
        """Draw the choice between a sample that ships and the full sets, each with its state."""
        return self.choice(name, note=lambda each: files.mark(each) if each in SETS else "")

    def rows(self, name: str, columns: Mapping[str, np.ndarray]) -> None:
        """Show numbers of several kinds, each column of its own, where a picture would stand."""
        with self.picture:
            drawers.rows(name, columns)

    def printed(self, *rows: str, expanded: bool = False) -> None:
        """Keep what a program would print, as text, until the reader opens it."""
        self.result.expander(frame("printed"), expanded=expanded).code(
            "\n".join(rows), language=None, wrap_lines=True
        )

    def challenge(self, label: str, reached: bool) -> None:
        """Show a goal for the sliders, and whether TensorFlow's numbers reach it now."""
        if reached:
            walk.note(self.slug, self.name, "reached")
        mark = frame("challenge.reached") if reached else frame("challenge.open")
        icon = ":material/check_circle:" if reached else ":material/flag:"
        self.result.markdown(f"{icon} {frame('challenge', goal=self.text(label), mark=mark)}")


def _take_click(picture: str, slug: str, click: Click) -> None:
    """Do what a click in a picture means, or a rectangle dragged in it."""
    if click.kind == "set":
        editing.take_fields(picture, slug, dict(click.fields))
    elif click.kind == "edit":
        editing.take_edit(picture, slug, click.control)
    elif click.kind == "place":
        editing.take_point(picture, slug, click.control, click.label)
    else:
        zooming.take_rectangle(picture, slug, click.control)


def _unmarked(markdown: str) -> str:
    """Take the marks of Markdown out of what is read aloud and not rendered."""
    return re.sub(r"[*`]", "", markdown)


def _result(function: Callable[..., Any], values: dict[str, Any]) -> Any:
    """Call a function, and return what it returns as plain arrays."""
    return _plain(function(**values))


def _plain(value: Any) -> Any:
    """Turn tensors into arrays, and keep the tuples around them."""
    if hasattr(value, "_asdict"):
        return type(value)(*map(_plain, value))
    if isinstance(value, (list, tuple)):
        return type(value)(map(_plain, value))
    return value.numpy() if hasattr(value, "numpy") else value


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, (tuple, list)) or isinstance(right, (tuple, list)):
        return list(left) == list(right)
    return bool(left == right)
