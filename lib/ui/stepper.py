"""What is looked at step by step: forwards and back, by buttons, keys and a slider.

A demo that steps asks which step there is to show, and says in one line what each of them is::

    step = demo.stepper("step", ["the inputs", "w1 x1", "z", "o"])
    demo.show(networks.network(...))

The bar stands right above the picture: to the first step, one back, one on, to the last, and a
slider, which the arrow keys move while it has the focus. The arrow keys left and right step
wherever the focus is, but in a field that needs them itself, on the first bar of a demo. The step
is part of the URL. Nothing but data should change from step to step, so that the picture stays.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.ui import url
from lib.ui.language import frame
from lib.ui.stage import Stage


def stepper(stage: Stage, name: str, steps: Sequence[str]) -> int:
    """Draw the bar, and return the step that is to be shown.

    Args:
        stage: where to draw it.
        name: the control; its label names the slider for who cannot see it.
        steps: what each step is, as Markdown in one line; at least two.

    Returns:
        A number from 0 to ``len(steps) - 1``. Where the steps have become fewer than what the
        reader or a link asks for, that is the last.
    """
    control, last, key = stage.use(name, "stepper"), len(steps) - 1, stage.key(name)
    first = min(control.default, last)
    if int(st.session_state.get(key, first)) > last:
        st.session_state[key] = last
    whole = stage.picture.container(gap="xxsmall")
    row = whole.container(horizontal=True, gap="small", vertical_alignment="center")
    buttons = row.container(horizontal=True, gap="xxsmall", width="content")
    step = int(
        row.slider(
            stage.text(name),
            0,
            last,
            first,
            1,
            key=key,
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
            shortcut=arrow if stage.arrow_keys else None,
            on_click=url.put,
            args=(stage.slug, {name: to}),
        )
    whole.markdown(frame("stepper.shown", step=step, last=last, text=steps[step]))
    return step
