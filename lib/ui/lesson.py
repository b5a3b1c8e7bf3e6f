"""The frame of a lesson: a page only says, asks, runs and draws."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib import article, curriculum, export, text
from lib.charts.picture import Picture
from lib.datasets.sets import SETS
from lib.lessons.shared.training import Training
from lib.listing import Call, fields
from lib.numbers import shape
from lib.ui import drawers, files, language, quiz, shell, ways
from lib.ui.drawing import Drawing
from lib.ui.language import frame

_UNSEEN = (
    '<p style="position:absolute;width:1px;height:1px;margin:0;overflow:hidden;'
    'clip-path:inset(50%);white-space:nowrap">{}</p>'
)
"""A sentence for who cannot see the picture."""

TRAININGS = 3
"""Trainings of one demo whose states are kept for each reader."""


class Run(NamedTuple):
    """One call that a demo made, and the arrays that came back, by the names it prints."""

    call: Call
    results: dict[str, Any]


class _Told(Exception):
    """TensorFlow refused; the demo has shown its exception and is at its end."""


class Lesson(Drawing):
    """One lesson's page.

    The page makes one of these and then registers its demos, questions and links with it, in
    the order in which they are read. Each demo is a fragment: when its control moves, it
    alone runs again.
    """

    def __init__(self, slug: str) -> None:
        """Draw the heading of a lesson: title, lead, and its tools.

        Args:
            slug: the name of the lesson in every path: pages, words, computations, URL.
        """
        shell.adopt()
        super().__init__(slug)
        self.entry = curriculum.entry(slug)
        self.demos: list[str] = []
        self.runs: dict[str, list[Run]] = {}
        self.questions: Any = None  # where predictions are asked, once there is one
        self._demo = ""
        st.title(f"{self.entry.number}. {self.text('title')}", anchor=False)
        st.markdown(self.words.sections["lead"])
        self._jump = st.empty()
        self._tools()

    # ---------------------------------------------------------------- demos

    def demo(
        self, name: str, *, live: str = ""
    ) -> Callable[[Callable[[Demo], None]], Callable[[Demo], None]]:
        """Register and draw a demo: a function that makes controls, runs and draws.

        Args:
            name: the demo.
            live: the name of its player, if it has one.
        """

        def register(body: Callable[[Demo], None]) -> Callable[[Demo], None]:
            self.demos.append(name)
            self._links()

            @st.fragment(run_every=self.every(live))
            def whole() -> None:
                with self.turn(live):
                    self._draw_demo(name, body)

            with st.container(key=f"{self.slug}-{name}"):
                whole()
            return body

        return register

    def _draw_demo(self, name: str, body: Callable[[Demo], None]) -> None:
        self._demo, self.runs[name], self._drawn = name, [], 0
        self._formulas: list[str] = []
        self._compared: list[ways.Ways] = []
        st.header(self.text(f"{name}.title"), anchor=name, divider="gray")
        st.markdown(self.text(f"{name}.watch"))
        left, right = st.columns([1, 2.6], gap="medium")
        self._place, self._picture, self._strip = left, right.container(), right.container()
        self._articles: DeltaGenerator | None = None
        below = st.container()
        try:
            body(self)
        except _Told:
            pass
        with below:
            drawers.draw(self, name, self.runs[name], self._formulas, self._compared)

    def run(self, function: Callable[..., Any], /, **values: Any) -> Any:
        """Call a lesson's function, show its code on demand, and return plain arrays.

        Returns:
            What the function returned, with every tensor as a NumPy array; a named tuple
            keeps its names.
        """
        result = _plain(function(**values))
        named = result._asdict() if hasattr(result, "_asdict") else {"result": result}
        names = fields(function)
        if set(names) != set(named):
            raise TypeError(f"{function} must name what it returns in its annotation: {names}")
        self.runs[self._demo].append(Run(Call(function, values), named))
        return result

    def train(self, training: Training[Any, Any], /, *, steps: int, **values: Any) -> Any:
        """Train for some steps, going on from the steps that this reader has seen.

        Args:
            training: how it begins, goes on, and is shown as code.
            steps: how many in all.
            values: its settings.

        Returns:
            What ``train`` would return, as plain arrays.
        """
        key = f"{self.key(self._demo)}@training"
        kept: dict[str, tuple[int, Any]] = st.session_state.setdefault(key, {})
        name = repr(sorted(item for item in values.items() if item[0] not in training.viewed))
        done, state = kept.pop(name, (0, None))
        if state is None or done > steps:
            done, state = 0, training.begin(**values)
        state, shown = training.advance(state, steps - done, **values)
        kept[name] = steps, state
        while len(kept) > TRAININGS:
            kept.pop(next(iter(kept)))
        result = _plain(shown)
        call = Call(training.train, {"steps": steps, **values})
        self.runs[self._demo].append(Run(call, result._asdict()))
        return result

    @contextmanager
    def busy(self, label: str) -> Iterator[None]:
        """Say what is going on, where the picture will be, for as long as it takes.

        Args:
            label: the label of the sentence.
        """
        with self._picture, st.spinner(self.text(label), show_time=True):
            yield

    def attempt(self, function: Callable[..., Any], /, *, remedy: str, **values: Any) -> Any:
        """Call a function that TensorFlow may refuse; show its own exception as the lesson.

        Args:
            function: as for ``run``.
            remedy: the label that says in one line what would be right.
            values: as for ``run``.
        """
        try:
            return self.run(function, **values)
        except Exception as refusal:
            if not _from_tensorflow(refusal):
                raise
            self.runs[self._demo].append(Run(Call(function, values, refused=True), {}))
            with self._picture:
                drawers.refusal(refusal, self.text(remedy))
            raise _Told from refusal

    def draw(
        self,
        *pictures: Picture | list[Picture],
        alt: str = "",
        stacked: bool = False,
        picks: dict[str, str] | None = None,
        edits: str = "",
        zooms: str = "",
        points: tuple[str, int] | None = None,
        widths: Sequence[float] = (),
    ) -> None:
        """Draw pictures side by side, or one above the other.

        Args:
            pictures: what chart functions return; a list of them is one column.
            stacked: one above the other. (Vega's own vconcat cannot follow the page's width;
                to line the plots up, give their y axes one extent.)
            alt: what the pictures show, in one sentence with its finding, for who cannot see;
                where the result says it all, none.
            picks: fields of the picture's selection named ``pick``, each with the control
                that a click sets to the field's value.
            edits: the grid whose cells are edited by clicks in the picture: see ``editing``.
            zooms: the window that a rectangle dragged in the picture sets: see ``zooming``.
            points: the points that clicks put in and take out, and the class of a new one.
            widths: of pictures side by side, in proportion; equal by default.
        """
        if stacked or len(pictures) == 1:
            places = [self._picture] * len(pictures)
        else:
            places = self._picture.columns(widths or len(pictures))
        columned = [
            (place, picture)
            for place, column in zip(places, pictures, strict=True)
            for picture in (column if isinstance(column, list) else [column])
        ]
        for place, picture in columned:
            self._drawn += 1
            key = f"{self.key(self._demo)}.picture.{self._drawn}"
            selection: dict[str, Any] = {}
            columns = self._offer(picture.data, edits) if edits else picture.data
            if any(p["name"] == "pick" for p in picture.spec.get("params", [])):
                if picks:
                    selection = {"on_select": lambda key=key: self._picked(key, picks)}
                elif edits:
                    selection = {"on_select": lambda key=key: self._clicked(key, edits)}
                elif points:
                    selection = {"on_select": lambda key=key: self._placed(key, *points)}
                selection |= {"key": key, "selection_mode": "pick"} if selection else {}
            if zooms and any(p["name"] == "zoom" for p in picture.spec.get("params", [])):
                # In another window the chart is another one: the old rectangle is gone from it.
                key = f"{key}.{st.session_state[self.key(zooms)]}"
                told = lambda key=key: self._zoomed(key, zooms)  # noqa: E731
                selection = {"on_select": told, "key": key, "selection_mode": "zoom"}
            datasets = {name: pa.table(table) for name, table in columns.items()}
            # The chart's own alt is part of its spec: with a number in it, every move would embed
            # the chart anew. So that is the demo's question, and the finding stands beside it.
            place = place.container(gap=None)
            place.vega_lite_chart(
                spec={**picture.spec, "datasets": datasets},
                width="stretch",
                alt=_aloud(self.text(f"{self._demo}.title")),
                **selection,
            )
        if alt:
            place.html(_UNSEEN.format(escape(_aloud(alt))))

    def show(
        self,
        *pictures: Picture | list[Picture],
        through: Sequence[np.ndarray] = (),
        stacked: bool = False,
        edits: str = "",
        widths: Sequence[float] = (),
        picks: dict[str, str] | None = None,
        zooms: str = "",
        clicks: tuple[str, int] | None = None,
        **facts: Any,
    ) -> None:
        """Draw pictures, and say their result below: what most demos end with.

        Args:
            pictures: what chart functions return.
            through: the arrays on the way from input to output, for the ribbon of shapes.
            stacked: one picture above the other.
            edits: as for ``draw``.
            widths: as for ``draw``.
            picks: as for ``draw``.
            zooms: as for ``draw``.
            clicks: the ``points`` of ``draw``.
            facts: the numbers in the sentences ``demo.alt`` (for who cannot see; without it
                the result serves) and ``demo.result``.
        """
        result, spoken = f"{self._demo}.result", f"{self._demo}.alt"
        alt = self.text(spoken, **facts) if spoken in self.words.labels else ""
        more: dict[str, Any] = {"edits": edits, "widths": widths, "zooms": zooms, "points": clicks}
        self.draw(*pictures, alt=alt, stacked=stacked, picks=picks, **more)
        self.result(result, *through, **facts)

    def chart_words(self) -> dict[str, str]:
        """Return the words of this demo's picture: its labels under ``demo.chart``."""
        return self.group(f"{self._demo}.chart")

    def _picked(self, key: str, picks: dict[str, str]) -> None:
        points = st.session_state[key].selection.get("pick") or []
        if points:
            self.set({control: points[0][field] for field, control in picks.items()})

    def result(self, label: str, /, *arrays: np.ndarray, **facts: Any) -> None:
        """Say the result in words with its numbers, and show shapes as a ribbon.

        Args:
            label: the label of the sentence.
            arrays: the arrays on the way from input to output.
            facts: the numbers in the sentence.
        """
        self._strip.markdown(self.text(label, **facts))
        if arrays:
            ribbon = " → ".join(f"`{shape(array)}`" for array in arrays)
            self._strip.caption(ribbon)

    def formula(self, *latex: str) -> None:
        """Keep formulas with this reader's numbers in them for the demo's "why"."""
        self._formulas.extend(latex)

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
        compared = ways.compare(tape, **others)
        self._strip.markdown(compared.badge(bound, least))
        self._compared.append(compared)
        if latex:
            self.formula(latex)

    def article(
        self,
        case: str,
        /,
        controls: dict[str, Any],
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
            controls: the article's inputs, by control.
            label: code that tells the buttons of one demo apart.
            item: compare with one item of each of the case's lists.
            since: the label that says why TensorFlow's digits have changed since the article;
                without it they are put down to rounding.
            button: draw the button; without it only compare, where another case of the same
                inputs has drawn it.
            got: what this page shows, by the names of the case. Compared only while the
                controls stand at the article's inputs.
        """
        if controls and button and self._articles is None:
            self._articles = self._place.container(horizontal=True, gap="xsmall")
        if self._articles is not None and controls and button:
            self._articles.button(
                f"{frame('article.button')} {label and f'`{label}`'}",
                key=f"{self.key(self._demo)}.article.{case}.{label}",
                help=frame("article.help"),
                icon=":material/article:",
                type="tertiary",
                on_click=self.set,
                args=(controls,),
            )
        if all(_same(st.session_state[self.key(name)], value) for name, value in controls.items()):
            checks = article.check(case, item=item, **got)
            drawers.agreement(self._strip, case, checks, since and self.text(since))

    def dataset(self, name: str, load: Callable[[str], Any]) -> bool:
        """Show where a full data set is and the ways to get it; return whether it has been read.

        Args:
            name: the set.
            load: reads it, and keeps what the demo needs; readers take turns.
        """
        with self._picture:
            files.panel(name)
            return files.ready(name) and files.read(name, load)

    def datasets(self, name: str, own: str) -> str:
        """Draw the choice between a sample that ships and the full sets, each with its state."""
        options = [own, *SETS]
        return self.choice(
            name, options, note=lambda each: files.mark(each) if each in SETS else ""
        )

    def rows(self, name: str, columns: Mapping[str, np.ndarray]) -> None:
        """Show numbers of several kinds, each column of its own, where a picture would stand."""
        with self._picture:
            drawers.rows(name, columns)

    def printed(self, *rows: str, expanded: bool = False) -> None:
        """Keep what a program would print, as text, until the reader opens it."""
        self._strip.expander(frame("printed"), expanded=expanded).code(
            "\n".join(rows), language=None, wrap_lines=True
        )

    def challenge(self, label: str, reached: bool) -> None:
        """Show a goal for the sliders, and whether TensorFlow's numbers reach it now."""
        mark = frame("challenge.reached") if reached else frame("challenge.open")
        icon = ":material/check_circle:" if reached else ":material/flag:"
        self._strip.markdown(f"{icon} {frame('challenge', goal=self.text(label), mark=mark)}")

    # ------------------------------------------------------------ questions

    def predict(
        self,
        name: str,
        draw: Callable[[random.Random], dict[str, Any]],
        answer: Callable[..., Any],
        *,
        options: Callable[..., list[Any]] | None = None,
    ) -> None:
        """Ask a question that the reader answers before TensorFlow does.

        Args:
            name: its label ``predict.name`` asks, its section ``predict.name`` gives the
                reason.
            draw: values for the question, from a seeded generator.
            answer: the function of ``lib.lessons`` whose result is the answer.
            options: the answers to choose from; without it the reader types a number,
                a shape or a tensor.
        """
        quiz.ask(self, name, draw, answer, options)

    def related(self, slug: str, label: str, **controls: Any) -> None:
        """Link to a demo of another lesson, with its controls set."""
        if any(entry.slug == slug for entry in curriculum.lessons()):
            st.page_link(
                shell.page_of(slug),
                label=self.text(label),
                icon=":material/link:",
                query_params={
                    language.KEY: language.current(),
                    **{f"{slug}.{name}": str(value) for name, value in controls.items()},
                },
            )

    # ---------------------------------------------------------------- tools

    def _links(self) -> None:
        """Draw the list of demos; it grows as they are registered."""
        self._jump.caption(
            "  ·  ".join(f"[{self.text(f'{name}.short')}](#{name})" for name in self.demos)
        )

    def _tools(self) -> None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                frame("reset"),
                icon=":material/restart_alt:",
                on_click=self.reset,
                type="tertiary",
                help=frame("reset.help"),
            )
            _share()
            stem = f"lesson-{self.entry.number:02d}-{self.slug}"
            st.download_button(
                frame("notebook"),
                lambda: export.notebook(self.text("title"), self._parts()),
                f"{stem}.ipynb",
                "application/x-ipynb+json",
                icon=":material/book_2:",
                type="tertiary",
                on_click="ignore",
            )
            st.download_button(
                frame("program"),
                lambda: export.program(self.text("title"), self._parts()),
                f"{stem}.py",
                "text/x-python",
                icon=":material/code:",
                type="tertiary",
                on_click="ignore",
            )

    def _parts(self) -> list[export.Part]:
        return [
            export.Part(
                text.free(self.text(f"{name}.title")),
                text.free(self.words.sections.get(f"{name}.why", "")),
                tuple(run.call for run in self.runs[name]),
            )
            for name in self.demos
        ]


Demo = Lesson


@st.fragment
def _share() -> None:
    """Show the link to exactly this state; the code box has a button that copies."""
    popover = st.popover(
        frame("share"), icon=":material/share:", type="tertiary", key="share", on_change="rerun"
    )
    if popover.open:
        base = (st.context.url or "").partition("?")[0]
        query = {language.KEY: [language.current()]}
        query |= {key: st.query_params.get_all(key) for key in st.query_params}
        popover.caption(frame("share.help"))
        popover.code(f"{base}?{urlencode(query, doseq=True)}", language=None, wrap_lines=True)


def _aloud(said: str) -> str:
    """Take the marks of Markdown out of what is read aloud and not rendered."""
    return re.sub(r"[*`]", "", said)


def _plain(value: Any) -> Any:
    """Turn tensors into arrays, and keep the tuples around them."""
    if hasattr(value, "_asdict"):
        return type(value)(*map(_plain, value))
    if isinstance(value, (list, tuple)):
        return type(value)(map(_plain, value))
    return value.numpy() if hasattr(value, "numpy") else value


def _from_tensorflow(refusal: Exception) -> bool:
    """Whether an exception is TensorFlow's or Keras's word on a setting, and no slip of ours.

    It is where its type is theirs, or the code nearest to it that is theirs or ours is theirs;
    where it comes out of the tracing of a compiled function, which raises it anew; or where
    Python itself refuses one of their objects, and names it.
    """
    theirs = ("tensorflow", "keras")
    if type(refusal).__module__.startswith(theirs) or str(refusal).startswith("in user code:"):
        return True
    for module in reversed(_modules(refusal)):
        if module.partition(".")[0] in theirs:
            return True
        if module.partition(".")[0] == "lib":
            break
    return "'tensorflow." in str(refusal)


def _modules(refusal: BaseException) -> list[str]:
    """Return the names of the modules that an exception went through, the innermost last."""
    names, step = [], refusal.__traceback__
    while step:
        names.append(str(step.tb_frame.f_globals.get("__name__")))
        step = step.tb_next
    return names


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, (tuple, list)) or isinstance(right, (tuple, list)):
        return list(left) == list(right)
    return bool(left == right)
