"""Predict, then run: the reader answers first, TensorFlow second."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from lib import literal
from lib.listing import Call, listing
from lib.numbers import show
from lib.ui import url, walk
from lib.ui.controls import refused
from lib.ui.language import frame
from lib.ui.stage import Wording


def ask(
    wording: Wording,
    name: str,
    draw: Callable[[random.Random], dict[str, Any]],
    answer: Callable[..., Any],
    options: Callable[..., list[Any]] | None,
) -> None:
    """Draw one question in a fragment of its own; see ``Lesson.predict``."""

    @st.fragment
    def question() -> None:
        with st.container(border=True):
            _question(wording, name, draw, answer, options)

    question()


def draw(questions: Sequence[Callable[[], None]]) -> None:
    """Draw the questions of a lesson under their heading.

    Args:
        questions: each draws one, with ``ask``.
    """
    st.header(frame("predict"), anchor="predict")
    st.caption(frame("predict.help"))
    with st.grid("auto", min_column_width=380):
        for question in questions:
            question()


def _question(
    wording: Wording,
    name: str,
    draw: Callable[[random.Random], dict[str, Any]],
    answer: Callable[..., Any],
    options: Callable[..., list[Any]] | None,
) -> None:
    key = wording.key(f"predict.{name}")
    url.adopt(key, "1", lambda linked: linked.isdecimal() and len(linked) <= 6)
    number = str(st.session_state[key])
    values = draw(random.Random(f"{key}.{number}"))
    # A drawn option of a control is asked about in the words that the control has for it.
    options_of = wording.words.labels
    written = {k: options_of.get(f"{k}.{v}", show(v)) for k, v in values.items()}
    st.markdown(wording.text(f"predict.{name}", **written))
    given = f"{key}@answer"
    with st.form(f"{key}.{number}", border=False, enter_to_submit=True):
        label = frame("predict.answer")
        if options:
            choices = options(**values)
            typed = st.radio(
                label,
                choices,
                index=None,
                format_func=lambda option: wording.words.labels.get(
                    f"predict.{name}.{option}", show(option)
                ),
                horizontal=True,
                label_visibility="collapsed",
                key=f"{key}.{number}.typed",
                persist_state="session",
            )
        else:
            typed = st.text_input(
                label,
                max_chars=100,
                placeholder=frame("predict.placeholder"),
                key=f"{key}.{number}.typed",
                persist_state="session",
            )
        with st.container(horizontal=True):
            if st.form_submit_button(frame("predict.run"), icon=":material/play_arrow:"):
                st.session_state[given] = (number, typed)
            st.form_submit_button(
                frame("predict.another"), type="tertiary", on_click=_another, args=(key,)
            )
    asked, typed = st.session_state.get(given, (None, None))
    if asked != number:
        return
    if typed is None or typed == "":
        st.caption(frame("predict.first"))
        return
    _verdict(wording, name, values, answer, typed, free=options is None)


def _verdict(
    wording: Wording,
    name: str,
    values: dict[str, Any],
    answer: Callable[..., Any],
    typed: Any,
    *,
    free: bool,
) -> None:
    try:
        guess = literal.read(typed, ranks=(0, 1, 2, 3)) if free else typed
    except literal.Refusal as refusal:
        st.error(refused(refusal))
        return
    result = answer(**values)
    truth = result.numpy() if hasattr(result, "numpy") else result
    if isinstance(truth, bytes):
        truth = truth.decode()
    written = wording.words.labels.get(f"predict.{name}.{truth}", show(truth))
    if matches(guess, truth):
        walk.note(wording.slug, walk.QUESTIONS, "right")
        st.success(frame("predict.right", answer=written))
    else:
        st.warning(frame("predict.wrong", answer=written))
    st.markdown(wording.words.sections[f"predict.{name}"])
    with st.expander(frame("drawer.code")):
        st.code(listing(Call(answer, values)), language="python")


def matches(guess: Any, truth: Any) -> bool:
    """Whether a guess is right: text to the letter, numbers to half a percent."""
    if isinstance(truth, str) or isinstance(guess, str):
        return str(guess) == str(truth)
    left, right = np.asarray(guess, float), np.asarray(truth, float)
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=5e-3, atol=5e-3))


def _another(key: str) -> None:
    st.session_state[key] = str(int(st.session_state[key]) % 999999 + 1)
    url.publish(key, "1")
