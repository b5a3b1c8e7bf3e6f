"""What a demo keeps closed until it is wanted: the code, the numbers, the why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.article import Check, cases
from lib.listing import listing
from lib.numbers import shape, show
from lib.ui import state
from lib.ui.language import frame

if TYPE_CHECKING:
    from lib.ui.lesson import Lesson, Run

ROWS = 2000
"""Rows of a table that are sent to a reader at most."""


def draw(lesson: Lesson, name: str, runs: list[Run], formulas: list[str]) -> None:
    """Draw the row of drawers under a demo, and what is in the open one.

    Nothing in a closed drawer is computed. Which one is open stands in the URL, so that a
    teacher can link to a demo with its code in sight.
    """
    options = []
    if runs:
        options.append("code")
    if any(run.results for run in runs):
        options.append("numbers")
    if f"{name}.why" in lesson.words.sections:
        options.append("why")
    key = lesson.key(f"{name}.open")
    state.adopt(key, None, options)
    chosen = st.pills(
        frame("drawers"),
        options,
        format_func=lambda option: frame(f"drawer.{option}"),
        key=key,
        on_change=state.publish,
        args=(key, None),
        label_visibility="collapsed",
    )
    if chosen == "code":
        st.caption(frame("drawer.code.help"))
        st.code(listing(*(run.call for run in runs)), language="python")
    elif chosen == "numbers":
        for run in runs:
            for field, value in run.results.items():
                table(field, value)
    elif chosen == "why":
        for latex in formulas:
            st.latex(latex)
        st.markdown(lesson.words.sections[f"{name}.why"])


def table(name: str, value: Any) -> None:
    """Show a result with all its digits: a scalar as text, a tensor as one table a slice."""
    array = np.asarray(value)
    if array.ndim == 0 or array.dtype == object:
        st.markdown(
            f"**{name}** `{value!r}`" if array.dtype == object else f"**{name}** `{array!r}`"
        )
        return
    st.markdown(f"**{name}** `{shape(array)}`")
    for place in np.ndindex(array.shape[:-2]):
        if array.ndim > 2:
            st.caption(f"{name}[{', '.join(map(str, place))}]")
        st.dataframe(array[place][:ROWS], alt=name)
        if place and sum(place) > 6:
            break  # a batch of images: its first slices are enough to see the pattern


def refusal(problem: Exception, remedy: str) -> None:
    """Show TensorFlow's own exception: its first line large, what would be right beside it."""
    message = str(problem)
    first = re.sub(r"\{\{.*?\}\}\s*", "", message.splitlines()[0] if message else "")
    st.error(f"`{first.replace('`', chr(39))}`", title=f"{type(problem).__name__}")
    st.markdown(f":material/build: **{frame('remedy')}** {remedy}")
    if message.strip() != first.strip():
        with st.expander(frame("message.whole")):
            st.code(message, language=None, wrap_lines=True)


def agreement(place: DeltaGenerator, case: str, checks: list[Check]) -> None:
    """Mark whether the page's numbers are the article's, value by value."""
    for check in checks:
        key = "article.agrees" if check.agrees else "article.differs"
        icon = ":material/check_circle:" if check.agrees else ":material/error:"
        values = {"article": _short(check.article), "page": _short(check.page)}
        place.caption(f"{icon} {frame(key, name=check.name, **values)}")
        if check.agrees and cases()[case]["compare"] != "exact":
            exact = np.array_equal(np.float32(check.article), np.float32(check.page))
            if not exact:
                place.caption(frame("article.rounding", bound=cases()[case]["compare"]))


def _short(value: Any) -> str:
    written = show(np.asarray(value), digits=8)
    return written if len(written) <= 60 else f"{written[:57]}…"
