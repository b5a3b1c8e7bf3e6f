"""The walk through a lesson: one demo is on the screen, the others are one press away.

The step stands in the URL as ``demo=NAME``; without it the lesson is at its first demo, and
``demo=all`` draws all of them below one another. What is not on the screen is not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from lib import curriculum, state
from lib.ui import language, shell, url
from lib.ui.language import frame

if TYPE_CHECKING:
    from lib.ui.lesson import Lesson

KEY = "demo"
"""The key of the step in the URL."""
PRESENT = "present"
"""The key of the presentation in the URL."""
ALL = "all"
"""The step that draws every demo."""
QUESTIONS = "predict"
"""The last step: the questions of the lesson."""
_HERE = "walk.here"
"""In the session: the lesson whose page ran last."""


def current(slug: str, steps: Sequence[str]) -> str:
    """Return the step that the lesson is at, and keep it in the session and in the URL.

    A link without a step opens the demo whose controls it sets. A reader who comes back by the
    navigation, which drops what the URL held, is where they were.

    Args:
        slug: the lesson.
        steps: its steps in their order.
    """
    kept, seen = f"{slug}@step", f"{slug}@step.url"
    linked: str | None = st.query_params.get(KEY)
    came = st.session_state.get(_HERE) != slug
    st.session_state[_HERE] = slug
    st.session_state[f"{slug}@first"] = steps[0]
    meant = _of_controls(slug, steps, st.query_params)
    step: str
    if linked and (linked in steps or linked == ALL):
        step = linked
    elif kept in st.session_state and (came or linked == st.session_state.get(seen)):
        step = meant if came and meant else st.session_state[kept]
    else:
        step = meant or steps[0]
    st.session_state[kept] = step
    if step == steps[0] and meant in (None, step):
        st.query_params.pop(KEY, None)
    elif linked != step:
        st.query_params.update({KEY: step, **(_held(slug, step) if came else {})})
    st.session_state[seen] = st.query_params.get(KEY)
    note(slug, step, "seen")
    return step


def _of_controls(slug: str, steps: Sequence[str], keys: Iterable[str]) -> str | None:
    """Return the step of the first key of this lesson that a link holds; None if it has none."""
    for key in keys:
        if key.startswith(f"{slug}.") and (step := step_of(slug, key)) in steps:
            return step
    return None


def step_of(slug: str, key: str) -> str | None:
    """Return the step that a key of the URL belongs to: a control, a drawer, or a question.

    Args:
        slug: the lesson.
        key: a key that begins with the name of the lesson and a full stop.
    """
    name = key.removeprefix(f"{slug}.")
    control = state.table(slug).get(name)
    if control:
        return control.demo
    first, _, rest = name.partition(".")
    if first == QUESTIONS and rest:
        return QUESTIONS
    return first if rest == "open" else None


def go(slug: str, step: str) -> None:
    """Go to a step, from a callback: the URL then holds what belongs to it and nothing else.

    It is changed at once: each change is one entry for the Back of the browser.
    """
    st.session_state[f"{slug}@step"] = step
    linked = None if step == st.session_state.get(f"{slug}@first") else step
    st.session_state[f"{slug}@step.url"] = linked
    wanted: dict[str, str | list[str]] = {KEY: linked} if linked else {}
    if step == ALL:
        st.query_params.update(wanted | _held(slug, step))
        return
    for key in st.query_params:
        if key.startswith(f"{slug}."):
            url.leave(key, slug)
        elif key != KEY:
            wanted[key] = st.query_params.get_all(key)
    st.query_params.from_dict(wanted | _held(slug, step))


def _held(slug: str, step: str) -> dict[str, str | list[str]]:
    """Return what the URL holds of a step: what this reader has left other than it began."""
    return {
        key: value
        for key, value in url.kept(slug).items()
        if step in (ALL, step_of(slug, key)) and key not in st.query_params
    }


def presenting() -> bool:
    """Return whether the page is shown to a class: larger, and nothing but the demo."""
    return st.query_params.get(PRESENT) == "1"


def present(on: bool) -> None:
    """Begin or end to show the page to a class, from a callback."""
    if on:
        st.query_params[PRESENT] = "1"
    else:
        st.query_params.pop(PRESENT, None)


def note(slug: str, step: str, mark: str) -> None:
    """Remember for this session what a reader has done at a step: "seen", "reached", "right"."""
    st.session_state.setdefault(f"{slug}@marks", {}).setdefault(step, set()).add(mark)


def marks(slug: str, step: str) -> set[str]:
    """Return what the reader has done at a step."""
    found: set[str] = st.session_state.get(f"{slug}@marks", {}).get(step, set())
    return found


_ICONS = {"right": "stars", "reached": "flag", "seen": "check"}
"""Of several marks the first is shown."""


def bar(lesson: Lesson, now: str) -> None:
    """Draw the steps in one line: those that carry the idea, and behind a menu the others."""
    key = f"{lesson.slug}@bar"
    labels = {step: label(lesson, step, now) for step in lesson.steps}
    main = [step for step in lesson.steps if step not in lesson.deeper]
    with st.container(key="walk", horizontal=True, gap="small", vertical_alignment="center"):
        # Assigned at each run: the foot of the page, a link and Back move it, too.
        st.session_state[key] = now if now in main else None
        st.segmented_control(
            frame("walk"),
            main,
            format_func=labels.__getitem__,
            key=key,
            on_change=_chosen,
            args=(lesson.slug, key, now),
            label_visibility="collapsed",
            wrap=False,
        )
        if lesson.deeper:
            st.menu_button(
                labels[now] if now in lesson.deeper else frame("walk.deeper"),
                lesson.deeper,
                format_func=labels.__getitem__,
                key=f"{lesson.slug}@deeper",
                on_click=_chosen,
                args=(lesson.slug, f"{lesson.slug}@deeper", now),
                type="primary" if now in lesson.deeper else "secondary",
            )
        _top()(key="walk-top", data={"step": now})


@cache
def _top() -> Any:
    """Register, once a process, what shows a new step from its top; it takes no place itself."""
    return st.components.v2.component(
        "lesson_top",
        html="<span hidden></span>",
        js=(Path(__file__).parent / "walk.js").read_text(encoding="utf-8"),
    )


def _chosen(slug: str, key: str, now: str) -> None:
    """Go where the bar was pressed; the step that one is at stays pressed."""
    step = st.session_state[key]
    if step is not None and step != now:
        go(slug, step)


def label(lesson: Lesson, step: str, now: str) -> str:
    """Return the short name of a step with its number, and its mark once it was left."""
    name = frame("walk.questions") if step == QUESTIONS else lesson.text(f"{step}.short")
    done = marks(lesson.slug, step) if step != now else set()
    icon = next((f" :material/{icon}:" for mark, icon in _ICONS.items() if mark in done), "")
    number = "" if step == QUESTIONS else f"{lesson.steps.index(step) + 1} "
    return f"{number}{name}{icon}"


def title(lesson: Lesson, step: str) -> str:
    """Return the question of a step."""
    return frame("predict") if step == QUESTIONS else lesson.text(f"{step}.title")


def foot(lesson: Lesson, now: str) -> None:
    """Draw the ways on: back, and the next question; from the ends to the other lessons."""
    steps, slug = lesson.steps, lesson.slug
    here = steps.index(now) if now in steps else None
    before = steps[here - 1] if here else None
    after = steps[here + 1] if here is not None and here + 1 < len(steps) else None
    sooner, later = curriculum.neighbours(slug)
    with st.container(
        key="walk-foot", horizontal=True, horizontal_alignment="distribute", gap="small"
    ):
        if before:
            st.button(
                frame("walk.back"),
                key=f"{slug}@back",
                icon=":material/arrow_back:",
                on_click=go,
                args=(slug, before),
                help=title(lesson, before),
                shortcut="p",
                type="tertiary",
            )
        elif sooner:
            _lesson(sooner, ":material/arrow_back:", "left")
        if after:
            st.button(
                title(lesson, after),
                key=f"{slug}@next",
                icon=":material/arrow_forward:",
                icon_position="right",
                on_click=go,
                args=(slug, after),
                shortcut="n",
            )
        elif later:
            _lesson(later, ":material/arrow_forward:", "right")


def _lesson(entry: curriculum.Entry, icon: str, side: str) -> None:
    name = entry.label("title", language.current())
    st.page_link(
        shell.page_of(entry.slug),
        label=f"{entry.number}. {name}",
        icon=icon,
        icon_position="left" if side == "left" else "right",
    )
