"""The controls of a demo: labelled in the reader's language, kept in the URL, bounded.

Each is a function whose first argument is the demo's stage; ``Demo`` has them as methods. What a
control is, its bounds and its default stand in the lesson's ``state.toml``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from lib import literal
from lib.numbers import show
from lib.ui import url
from lib.ui.language import frame
from lib.ui.stage import Stage


@contextmanager
def more(stage: Stage) -> Iterator[None]:
    """Put the controls made inside behind a "more" that opens on demand."""
    outer = stage.controls
    stage.controls = outer.expander(frame("more"))
    yield
    stage.controls = outer


def slider(stage: Stage, name: str, *, high: float | None = None) -> Any:
    """Draw a slider; a range returns both its ends, a ``log`` slider stops at round numbers.

    Values from a link are snapped to the grid and sorted.

    Args:
        stage: where to draw it.
        name: the control.
        high: the upper end, where it depends on another control.
    """
    control = stage.use(name, "slider", "range", "log")
    key = stage.key(name)
    if control.kind == "log":
        return stage.controls.select_slider(
            stage.text(name),
            control.stops,
            control.default,
            format_func=show,
            key=key,
            help=stage.help(name),
            bind="query-params",
        )
    top = control.high if high is None else high
    _keep_in_reach(key, control.low, top)
    value = stage.controls.slider(
        stage.text(name),
        control.low,
        top,
        control.default if control.kind == "range" else min(control.default, top),
        control.step,
        key=key,
        format=_format(control.step),
        help=stage.help(name),
        bind="query-params",
    )
    if isinstance(value, (tuple, list)):
        return tuple(sorted(control.snap(item, top) for item in value))
    return control.snap(value, top)


def number(stage: Stage, name: str) -> float:
    """Draw a number that is typed, for what a slider is too coarse for."""
    control = stage.use(name, "number")
    whole = isinstance(control.default, int)
    # Always real numbers to Streamlit: it raises where a link holds 1e999 for an integer.
    value = stage.controls.number_input(
        stage.text(name),
        float(control.low),
        float(control.high),
        float(control.default),
        float(control.step),
        key=stage.key(name),
        format="%.0f" if whole else "%g",
        help=stage.help(name),
        bind="query-params",
    )
    if value is None or not math.isfinite(value):
        return float(control.default) if not whole else control.default
    return round(value) if whole else value


def toggle(stage: Stage, name: str) -> bool:
    """Draw a switch."""
    control = stage.use(name, "toggle")
    return stage.controls.toggle(
        stage.text(name),
        control.default,
        key=stage.key(name),
        help=stage.help(name),
        bind="query-params",
    )


def button(stage: Stage, name: str) -> bool:
    """Draw a button for what takes time; return whether it was just pressed."""
    return stage.controls.button(
        stage.text(name), key=stage.key(name), icon=":material/play_arrow:", type="primary"
    )


def choice(
    stage: Stage,
    name: str,
    *,
    note: Callable[[str], str] = lambda option: "",
    words: str = "",
    brings: Mapping[str, dict[str, Any]] | None = None,
) -> str:
    """Draw a choice between named options, all in sight while they are few.

    An option is language-neutral in the URL and in the code; beside it, the label ``name.option``
    is what the reader sees, where there is one, and what ``note`` adds.

    Args:
        stage: where to draw it.
        name: the control.
        note: what is added to an option's label.
        words: where several choices share their options, what their labels begin with instead of
            the name.
        brings: other controls that choosing an option sets, and to what.
    """
    control = stage.use(name, "choice")
    key, few = stage.key(name), len(control.options) <= 5
    url.adopt(key, control.default, control.options)
    draw: Any = stage.controls.segmented_control if few else stage.controls.selectbox
    extra: dict[str, Any] = {"required": True, "wrap": True} if few else {}
    labels = stage.words.labels
    return draw(
        stage.text(name),
        control.options,
        format_func=lambda option: (
            f"{labels.get(f'{words or name}.{option}', option)}{note(option)}"
        ),
        key=key,
        on_change=_chosen,
        args=(stage.slug, name, dict(brings or {})),
        help=stage.help(name),
        **extra,
    )


def _chosen(slug: str, name: str, brings: Mapping[str, dict[str, Any]]) -> None:
    option = st.session_state[f"{slug}.{name}"]
    url.put(slug, {name: option, **brings.get(option, {})})


def tensor(stage: Stage, name: str) -> Any:
    """Draw a box for a tensor literal, and return it as nested lists of numbers.

    What cannot be read is answered by a sentence under the box, and the last tensor that could be
    read (at first the default) stays in use, so that the page is whole.
    """
    control = stage.use(name, "tensor", "points")
    rules: dict[str, Any] = {
        "ranks": control.ranks,
        "most": control.most * 3 if control.kind == "points" else control.most,
        "limit": control.limit,
        "least": control.least if math.isfinite(control.least) else None,
        "whole": control.whole,
        "sizes": tuple(size or None for size in control.sizes) or None,
    }
    if control.kind == "points":
        rules |= {"sizes": (None, 3), "limit": max(control.span, control.classes)}
    hint = frame("tensor.help", most=rules["most"])
    return _typed(stage, name, lambda typed: literal.read(typed, **rules), literal.LONGEST, hint)


def typed(
    stage: Stage, name: str, read: Callable[[str], Any], *, longest: int, hint: str = ""
) -> Any:
    """Draw a box for a text that a parser of the lesson reads; return what it makes of it.

    Args:
        stage: where to draw it.
        name: the control.
        read: the parser; it raises ``lib.literal.Refusal``, whose code names a label
            ``refusal.code`` of the lesson or of the frame.
        longest: characters at most.
        hint: the label of the explanation of the box.
    """
    stage.use(name, "text")
    return _typed(stage, name, read, longest, stage.text(hint) if hint else "")


def _typed(stage: Stage, name: str, read: Callable[[str], Any], longest: int, hint: str) -> Any:
    default, key = stage.table[name].default, stage.key(name)
    entered = stage.controls.text_input(
        stage.text(name),
        default,
        key=key,
        max_chars=longest,
        help=stage.help(name, hint),
        bind="query-params",
    )
    good = f"{key}@good"
    try:
        value = read(entered or "")
    except literal.Refusal as refusal:
        stage.controls.error(refused(refusal, stage))
        kept = st.session_state.get(good, default)
        try:
            value = read(kept)
        except literal.Refusal:  # another control has changed what is right here
            kept, value = default, read(default)
        stage.controls.caption(frame("refusal.kept", literal=quoted(kept)))
        return value
    st.session_state[good] = entered
    return value


def refused(refusal: literal.Refusal, stage: Stage | None = None) -> str:
    """Say why a typed text was not accepted; what was typed is quoted as code."""
    facts = {
        name: quoted(fact) if isinstance(fact, str) else fact
        for name, fact in refusal.facts.items()
    }
    own = stage.words.labels.get(f"refusal.{refusal.code}") if stage else None
    return own.format(**facts) if own else frame(f"refusal.{refusal.code}", **facts)


def quoted(entered: str) -> str:
    """Quote what a reader or TensorFlow wrote as code.

    Outside a code span it would be Markdown, and could fetch a picture from anywhere.
    """
    return f"`{' '.join(entered.split()).replace('`', chr(39))}`"


def _format(step: float) -> str:
    """Return the format that shows every stop of a slider, and no digit more."""
    return "%d" if isinstance(step, int) else f"%.{len(str(step).partition('.')[2])}f"


def _keep_in_reach(key: str, low: float, high: float) -> None:
    """Keep a slider whose ends have moved where it stood, as far as it reaches now.

    To Streamlit it is another slider, which would begin at its default.
    """
    bounds, value = f"{key}@bounds", st.session_state.get(key)
    moved = st.session_state.get(bounds, (low, high)) != (low, high)
    if isinstance(value, (int, float)) and (moved or not low <= value <= high):
        st.session_state[key] = min(max(value, low), high)
    st.session_state[bounds] = low, high
