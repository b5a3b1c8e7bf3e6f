"""The frame of a lesson: its heading and tools, its demos, its questions."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib import curriculum, export, state, text
from lib.ui import drawers, language, player, quiz, shell, url
from lib.ui.demo import Demo, Refused
from lib.ui.language import frame
from lib.ui.stage import Run, Wording

__all__ = ["Demo", "Lesson"]


class Lesson(Wording):
    """One lesson's page.

    The page makes one of these and then registers its demos, questions and links with it, in
    the order in which they are read. Each demo is a fragment: when its control moves, it
    alone runs again.

    Attributes:
        table: every control of the lesson, as declared in its ``state.toml``.
        demos: the demos in their order; each as it was drawn last.
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
        self.demos: dict[str, Demo] = {}
        self._questions: DeltaGenerator | None = None
        steppers = [each for each in self.table.values() if each.kind == "stepper"]
        self._first_stepper = steppers[0].demo if steppers else ""
        st.title(f"{self.entry.number}. {self.text('title')}", anchor=False)
        st.markdown(self.words.sections["lead"])
        self._jump = st.empty()
        self._tools()

    @property
    def runs(self) -> dict[str, list[Run]]:
        """Return what each demo called, and what came back."""
        return {name: demo.runs for name, demo in self.demos.items()}

    @property
    def controls(self) -> dict[str, state.Control]:
        """Return the controls that were drawn, by name."""
        return {name: self.table[name] for demo in self.demos.values() for name in demo.drawn}

    # ---------------------------------------------------------------- demos

    def demo(self, name: str) -> Callable[[Callable[[Demo], None]], Callable[[Demo], None]]:
        """Register and draw a demo: a function that makes controls, runs and draws."""
        players = [each for each in self.table.values() if each.demo == name]
        live = next((self.key(each.name) for each in players if each.kind == "player"), "")

        def register(body: Callable[[Demo], None]) -> Callable[[Demo], None]:
            @st.fragment(run_every=player.every(live))
            def whole() -> None:
                with player.turn(live):
                    self._draw(name, body)

            with st.container(key=f"{self.slug}-{name}"):
                whole()
            self._links()
            return body

        return register

    def _draw(self, name: str, body: Callable[[Demo], None]) -> None:
        st.header(self.text(f"{name}.title"), anchor=name, divider="gray")
        st.markdown(self.text(f"{name}.watch"))
        demo = self.demos[name] = Demo(self.slug, name)
        demo.arrow_keys = name == self._first_stepper
        below = st.container()
        try:
            body(demo)
        except Refused:
            pass
        with below:
            drawers.draw(demo, demo.runs, demo.formulas, demo.checks)

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
        if self._questions is None:
            self._questions = quiz.begin()
        with self._questions:
            quiz.ask(self, name, draw, answer, options)

    def related(self, slug: str, label: str, **controls: Any) -> None:
        """Link to a demo of another lesson, with its controls set.

        Raises:
            KeyError: there is such a lesson, but not with such a control.
        """
        if any(entry.slug == slug for entry in curriculum.lessons()):
            table = state.table(slug)
            st.page_link(
                shell.page_of(slug),
                label=self.text(label),
                icon=":material/link:",
                query_params={
                    language.KEY: language.current(),
                    **{
                        f"{slug}.{table[name].name}": str(value) for name, value in controls.items()
                    },
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
                on_click=url.reset,
                args=(self.slug,),
                type="tertiary",
                help=frame("reset.help"),
            )
            _share()
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
        """Return the demos as they are exported: words and calls."""
        return [
            export.Part(
                text.free(self.text(f"{name}.title")),
                text.free(self.words.sections.get(f"{name}.why", "")),
                tuple(run.call for run in demo.runs),
            )
            for name, demo in self.demos.items()
        ]


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
