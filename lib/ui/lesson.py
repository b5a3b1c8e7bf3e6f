"""The frame of a lesson: its heading and tools, its demos, its questions."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from lib import curriculum, export, state, text
from lib.listing import Call
from lib.ui import code, drawers, language, look, player, quiz, shell, url, walk
from lib.ui.demo import Demo, Refused
from lib.ui.language import frame
from lib.ui.stage import Run, Wording

__all__ = ["Demo", "Lesson"]


class Lesson(Wording):
    """One lesson's page.

    The page makes one of these and registers its demos, questions and links with it, in the
    order in which they are read; its last line is ``lesson.walk()``, which draws the step that
    the reader is at. Each demo is a fragment: when its control moves, it alone runs again.

    Attributes:
        table: every control of the lesson, as declared in its ``state.toml``.
        deeper: the demos that do not carry the idea, in their order.
        demos: the demos that are on the page, each as it was drawn last.
    """

    def __init__(self, slug: str) -> None:
        """Draw the heading of a lesson: title, lead, and its tools.

        Args:
            slug: the name of the lesson in every path: pages, words, computations, URL.
        """
        shell.adopt()
        super().__init__(slug)
        url.follow_renames(slug)
        self.entry = curriculum.entry(slug)
        self.table = state.table(slug)
        self.deeper: list[str] = []
        self.demos: dict[str, Demo] = {}
        steppers = [each.demo for each in self.table.values() if each.kind == "stepper"]
        self._first_stepper = steppers[0] if steppers else ""
        self._bodies: dict[str, Callable[[Demo], None]] = {}
        self._questions: list[Callable[[], None]] = []
        self._related: list[Callable[[], Any]] = []
        # Of every demo that this reader has seen: what it called last, for the downloads.
        self._calls: dict[str, tuple[Call, ...]] = st.session_state.setdefault(f"{slug}@calls", {})

    @property
    def steps(self) -> list[str]:
        """Return the steps: the demos that carry the idea, the others, the questions."""
        carrying = [name for name in self._bodies if name not in self.deeper]
        return [*carrying, *self.deeper, *([walk.QUESTIONS] if self._questions else [])]

    @property
    def runs(self) -> dict[str, list[Run]]:
        """Return what each demo called, and what came back."""
        return {name: demo.runs for name, demo in self.demos.items()}

    @property
    def controls(self) -> dict[str, state.Control]:
        """Return the controls that were drawn, by name."""
        return {name: self.table[name] for demo in self.demos.values() for name in demo.drawn}

    # ---------------------------------------------------------------- demos

    def demo(
        self, name: str, *, deeper: bool = False
    ) -> Callable[[Callable[[Demo], None]], Callable[[Demo], None]]:
        """Register a demo: a function that makes controls, runs and draws.

        Args:
            name: the demo.
            deeper: whether it stands under "Go deeper", and not among those that carry the idea.
        """

        def register(body: Callable[[Demo], None]) -> Callable[[Demo], None]:
            self._bodies[name] = body
            if deeper:
                self.deeper.append(name)
            return body

        return register

    def walk(self) -> None:
        """Draw the lesson at the step where the reader is."""
        now = walk.current(self.slug, self.steps)
        if walk.presenting():
            st.html(look.PRESENTATION)
        with st.container(key="top", horizontal=True, vertical_alignment="center", gap="small"):
            st.title(f"{self.entry.number}. {self.text('title')}", anchor=False, width="content")
            with st.container(key="tools", horizontal=True, gap="small", width="content"):
                self._tools(now)
            walk.bar(self, now)
        for name in self.steps if now == walk.ALL else [now]:
            if name == walk.QUESTIONS:
                quiz.draw(self._questions)
                for link in self._related:
                    link()
            else:
                self._place(name, alone=now != walk.ALL)
        walk.foot(self, now)

    def _place(self, name: str, *, alone: bool) -> None:
        """Draw a demo as a fragment, which runs by itself while its training plays."""
        players = [each for each in self.table.values() if each.demo == name]
        live = next((self.key(each.name) for each in players if each.kind == "player"), "")

        @st.fragment(run_every=player.every(live))
        def whole() -> None:
            with player.turn(live):
                self._draw(name, alone)

        with st.container(key=f"{self.slug}-{name}"):
            whole()

    def _draw(self, name: str, alone: bool) -> None:
        st.header(self.text(f"{name}.title"), anchor=name)
        st.markdown(self.text(f"{name}.watch"))
        demo = self.demos[name] = Demo(self.slug, name)
        demo.arrow_keys = alone or name == self._first_stepper
        below = st.container()
        try:
            self._bodies[name](demo)
        except Refused:
            pass
        demo.finish()
        code.draw(demo, demo.runs)
        with below:
            drawers.draw(demo, demo.runs, demo.formulas, demo.checks)
        self._calls[name] = tuple(run.call for run in demo.runs)

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
        self._questions.append(lambda: quiz.ask(self, name, draw, answer, options))

    def related(self, slug: str, label: str, **controls: Any) -> None:
        """Link to a demo of another lesson, with its controls set.

        Raises:
            KeyError: there is such a lesson, but not with such a control.
        """
        if all(entry.slug != slug for entry in curriculum.lessons()):
            return
        table = state.table(slug)
        values = {f"{slug}.{table[name].name}": str(value) for name, value in controls.items()}
        self._related.append(
            lambda: st.page_link(
                shell.page_of(slug),
                label=self.text(label),
                icon=":material/link:",
                query_params={language.KEY: language.current(), **values},
            )
        )

    # ---------------------------------------------------------------- tools

    def _tools(self, now: str) -> None:
        language.switch()
        if walk.presenting():
            st.button(
                frame("present.end"),
                icon=":material/close_fullscreen:",
                on_click=walk.present,
                args=(False,),
                type="tertiary",
            )
        st.button(
            frame("reset"),
            icon=":material/restart_alt:",
            on_click=url.reset,
            args=(self.slug,),
            type="tertiary",
            help=frame("reset.help"),
        )
        _share(self.slug, now)
        self._about(now)

    def _about(self, now: str) -> None:
        """Show what the lesson is about, and take it away: all demos, notebook, program."""
        popover = st.popover(
            frame("about"),
            icon=":material/more_horiz:",
            type="tertiary",
            key="about",
            on_change="rerun",
        )
        if not popover.open:
            return
        with popover:
            st.markdown(self.words.sections["lead"])
            st.button(
                frame("walk.one" if now == walk.ALL else "walk.all"),
                icon=":material/view_agenda:",
                on_click=walk.go,
                args=(self.slug, self.steps[0] if now == walk.ALL else walk.ALL),
                type="tertiary",
            )
            st.button(
                frame("present"),
                icon=":material/present_to_all:",
                on_click=walk.present,
                args=(True,),
                type="tertiary",
                help=frame("present.help"),
            )
            stem = f"lesson-{self.entry.number:02d}-{self.slug}"
            st.download_button(
                frame("notebook"),
                lambda: export.notebook(self.text("title"), self.parts()),
                f"{stem}.ipynb",
                "application/x-ipynb+json",
                icon=":material/book_2:",
                type="tertiary",
                on_click="ignore",
            )
            st.download_button(
                frame("program"),
                lambda: export.program(self.text("title"), self.parts()),
                f"{stem}.py",
                "text/x-python",
                icon=":material/code:",
                type="tertiary",
                on_click="ignore",
            )

    def parts(self) -> list[export.Part]:
        """Return the demos that this reader has seen, as they are exported: words and calls."""
        return [
            export.Part(
                text.free(self.text(f"{name}.title")),
                text.free(self.words.sections.get(f"{name}.why", "")),
                self._calls[name],
            )
            for name in self.steps
            if name in self._calls
        ]


@st.fragment
def _share(slug: str, now: str) -> None:
    """Show the link to this step in this state; the code box has a button that copies."""
    popover = st.popover(
        frame("share"), icon=":material/share:", type="tertiary", key="share", on_change="rerun"
    )
    if popover.open:
        base = (st.context.url or "").partition("?")[0]
        query = {language.KEY: [language.current()]}
        query |= {key: st.query_params.get_all(key) for key in st.query_params}
        query = {
            key: values
            for key, values in query.items()
            if not key.startswith(f"{slug}.") or now in (walk.ALL, walk.step_of(slug, key))
        }
        popover.caption(frame("share.help"))
        popover.code(f"{base}?{urlencode(query, doseq=True)}", language=None, wrap_lines=True)
