"""What a demo keeps closed until it is wanted: the code, the numbers, the why."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from lib.article import Check, cases
from lib.listing import listing
from lib.numbers import brief, shape, show
from lib.ui import url
from lib.ui.controls import quoted
from lib.ui.derivative_check import Check as DerivativeCheck
from lib.ui.language import frame
from lib.ui.stage import Run, Stage
from lib.ui.status import Note

ROWS = 2000
"""Rows of a table that are sent to a reader at most."""
SLICES = 8
"""Slices of a tensor of rank 3 or more that are shown as tables at most."""
DIGITS = 8
"""Digits of what is compared with the article: as many as it prints."""


def draw(
    stage: Stage, runs: list[Run], formulas: list[str], compared: list[DerivativeCheck]
) -> None:
    """Draw the row of drawers under a demo, and what is in the open one.

    Nothing in a closed drawer is computed. Which one is open stands in the URL, so that a
    teacher can link to a demo with its code in sight.
    """
    options, name, sections = [], stage.name, stage.words.sections
    if runs:
        options.append("code")
    if any(run.results for run in runs):
        options.append("numbers")
    if f"{name}.why" in sections:
        options.append("why")
    key = stage.key(f"{name}.open")
    url.adopt(key, None, options)
    chosen = st.pills(
        frame("drawers"),
        options,
        format_func=lambda option: frame(f"drawer.{option}"),
        key=key,
        on_change=url.publish,
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
            st.latex(aligned(latex))
        for each in compared:
            st.markdown(each.table())
        st.markdown(sections[f"{name}.why"])


def aligned(latex: str) -> str:
    """Set a long chain of equations in lines, one below the other: a phone is narrow."""
    first, *rest = latex.split(" = ")
    if len(latex) < 50 or len(rest) < 2 or r"\qquad" in latex:
        return latex
    lines = r" \\ &= ".join(rest)
    return rf"\begin{{aligned}} {first} &= {lines} \end{{aligned}}"


def table(name: str, value: Any) -> None:
    """Show a result with all its digits: a scalar as text, a tensor as one table a slice."""
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            table(f"{name}[{index}]", item)
        return
    array = np.asarray(value)
    if array.ndim == 0:
        kind = "" if array.dtype == object else f"`{shape(array)}` "
        st.markdown(f"**{name}** {kind}{quoted(str(array[()]))}")
        return
    st.markdown(f"**{name}** `{shape(array)}`")
    # The table's own format stops at four decimals; NumPy prints these eight digits, too.
    digits = {}
    if np.issubdtype(array.dtype, np.floating):
        column = st.column_config.NumberColumn(format="%.8g")
        names = ["value"] if array.ndim == 1 else map(str, range(array.shape[-1]))
        digits = dict.fromkeys(names, column)
    # A batch of images has very many slices: the first are enough to see the pattern.
    for place in itertools.islice(np.ndindex(array.shape[:-2]), SLICES):
        if place:
            st.caption(f"{name}[{', '.join(map(str, place))}]")
        st.dataframe(array[place][:ROWS], alt=name, column_config=digits)


def rows(name: str, columns: Mapping[str, np.ndarray]) -> None:
    """Show columns of numbers that have nothing but their rows in common."""
    st.markdown(f"**{name}**")
    short = st.column_config.NumberColumn(format="%.4g")
    digits = {
        column: short
        for column, values in columns.items()
        if np.issubdtype(values.dtype, np.floating)
    }
    st.dataframe(dict(columns), alt=name, column_config=digits, hide_index=True, height=320)


def refusal(problem: Exception, remedy: str) -> None:
    """Show TensorFlow's own exception: its point large, what would be right beside it."""
    message = re.sub(r"\x1b\[[\d;]*m", "", str(problem))
    point = headline(message)
    name = type(problem).__name__
    st.error(quoted(point or name), title=name if point else None)  # some have no message
    st.markdown(f":material/build: {frame('remedy', remedy=remedy)}")
    if message.strip() != point:
        with st.expander(frame("message.whole")):
            st.code(message, language=None, wrap_lines=True)


def headline(message: str) -> str:
    """Return the line of an exception's message that says what is wrong.

    It is the first; below it where Keras names the layer first, and the last where a traced
    function comes first, with its source.
    """
    lines = [line.strip() for line in message.splitlines() if line.strip()] or [""]
    line = lines[0]
    if line.startswith("in user code:"):
        line = re.sub(r"^\w+: ", "", lines[-1])
    elif line.startswith("Exception encountered when calling") and len(lines) > 1:
        line = lines[1]
    return re.sub(r"\{\{.*?\}\}\s*", "", line).strip()


def agreement(case: str, checks: list[Check], since: str | None) -> Note:
    """Say whether the page's numbers are the article's, value by value, and why not quite."""
    compare, explained, lines = cases()[case]["compare"], False, []
    for check in checks:
        key = "article.agrees" if check.agrees else "article.differs"
        icon = ":material/check_circle:" if check.agrees else ":material/error:"
        values = {"article": brief(check.article, DIGITS), "page": brief(check.page, DIGITS)}
        name = frame(f"article.value.{check.name}")
        lines.append(f"{icon} {frame(key, name=name, **values)}")
        rounded = show(check.article, DIGITS) != show(check.page, DIGITS)
        if check.agrees and compare != "exact" and rounded:
            if not explained:  # once for all the numbers of a case
                lines.append(since or frame("article.rounding", bound=_bound(compare)))
            explained = True
    agrees = all(check.agrees for check in checks)
    return Note(frame("article.same" if agrees else "article.apart"), tuple(lines))


def _bound(rule: str) -> str:
    """Say a tolerance of the article's: ``rel 1e-5``, or ``x abs 1e-5; f rel 1e-5``."""
    parts = []
    for part in rule.split(";"):
        *name, kind, bound = part.split()
        within = frame(f"article.within.{kind}", bound=bound)
        parts.append(": ".join([*name, within]))
    return "; ".join(parts)
