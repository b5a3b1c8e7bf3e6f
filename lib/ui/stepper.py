"""What is looked at step by step: forwards and back, by buttons, keys and a slider.

A demo that steps asks which step there is to show, and says in one line what each of them is::

    step = lesson.stepper("step", ["the inputs", "w1 x1", "z", "o"])
    lesson.show(networks.network(...))

The bar stands right above the picture: to the first step, one back, one on, to the last, and a
slider, which the arrow keys move while it has the focus. On the first bar of a page the arrow keys
left and right step wherever the focus is, but in a field that needs them itself. The step is part
of the URL. Nothing but data should change from step to step, so that the picture stays.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.ui.language import frame
from lib.ui.player import Player


class Stepper(Player):
    """Controls with bars among them on which one steps; they stand where the picture does."""

    _picture: DeltaGenerator

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.keyed = ""
        """The bar that has the arrow keys."""

    def stepper(self, name: str, steps: Sequence[str], *, default: int = 0) -> int:
        """Draw the bar, and return the step that is to be shown.

        Args:
            name: the control; its label names the slider for who cannot see it.
            steps: what each step is, as Markdown in one line; at least two.
            default: the step that is shown at first, or -1 for the last.

        Returns:
            A number from 0 to ``len(steps) - 1``. Where the steps have become fewer than what the
            reader or a link asks for, that is the last.
        """
        last, key = len(steps) - 1, self.key(name)
        first = default % len(steps)
        self.keyed = self.keyed or name
        if int(st.session_state.get(key, first)) > last:
            st.session_state[key] = last
        whole = self._picture.container(gap="xxsmall")
        row = whole.container(horizontal=True, gap="small", vertical_alignment="center")
        buttons = row.container(horizontal=True, gap="xxsmall", width="content")
        step = int(
            row.slider(
                self.text(name),
                0,
                last,
                first,
                1,
                key=self._register(name, first, native=True),
                label_visibility="collapsed",
                bind="query-params",
            )
        )
        for act, icon, to, arrow in (
            ("first", "first_page", 0, None),
            ("back", "chevron_left", max(step - 1, 0), "Left"),
            ("next", "chevron_right", min(step + 1, last), "Right"),
            ("last", "last_page", last, None),
        ):
            buttons.button(
                "",
                key=f"{key}.{act}",
                icon=f":material/{icon}:",
                help=frame(f"stepper.{act}"),
                disabled=to == step,
                shortcut=arrow if self.keyed == name else None,
                on_click=self.set,
                args=({name: to},),
            )
        whole.markdown(frame("stepper.shown", step=step, last=last, said=steps[step]))
        return step
