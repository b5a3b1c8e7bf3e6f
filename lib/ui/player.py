"""Trainings that are watched: play, pause, one step, back to the beginning.

A demo whose ``state.toml`` has a player asks it how many steps there are to show::

    @lesson.demo("train")
    def train(demo: Demo) -> None:
        steps = demo.player("steps")
        run = demo.train(exploding.TRAINING, steps=steps, rate=rate, seed=seed)

While it plays, the demo's fragment runs by itself four times a second, each time with ``chunk``
steps more; nothing runs between, and nothing once the reader has left. The number of steps is part
of the URL (when it stands still), so a link shows the same training at the same step.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from lib.ui import url
from lib.ui.language import frame
from lib.ui.stage import Stage

EVERY = 0.25
"""Seconds between two pictures of a training."""
PATIENCE = 15.0
"""Seconds that a picture waits for its turn at most."""
_TURN = threading.Lock()


def every(key: str) -> float | None:
    """Return after how many seconds a demo is to run again by itself; None while it stands.

    Args:
        key: the key of the demo's player; empty for a demo without one.
    """
    return EVERY if playing(key) else None


@contextmanager
def turn(key: str) -> Iterator[None]:
    """Let the pictures of trainings that play be made one after another, whosoever they are.

    Python runs one thread at a time: with twenty trainings at once, whoever moves a slider would
    wait for each of them, and so waits for one. A crowd that trains sees fewer pictures a second,
    and the same steps.
    """
    held = playing(key) and _TURN.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if held:
            _TURN.release()


def playing(key: str) -> bool:
    """Return whether the player of this key plays."""
    return bool(key and st.session_state.get(f"{key}@playing"))


def player(stage: Stage, name: str) -> int:
    """Draw the buttons of a training, and return how many of its steps are to be shown."""
    control, key = stage.use(name, "player"), stage.key(name)
    most, chunk = control.most, control.chunk
    url.adopt(key, control.default, control.accepts)
    shown = min(most, int(st.session_state[key]))
    if playing(key) and st.session_state.get(f"{key}@next"):
        shown = min(most, shown + chunk)
        st.session_state[key] = str(shown)
        if shown == most:
            _pause(stage.slug, name)
    # The first picture after a press is the one that was there: it tells where it begins.
    st.session_state[f"{key}@next"] = playing(key)
    if playing(key) != st.session_state.get(f"{key}@drawn", False):
        # How often a fragment runs by itself is settled when the whole page runs.
        st.session_state[f"{key}@drawn"] = playing(key)
        st.rerun()
    _draw(stage, name, shown, most)
    return shown


def _draw(stage: Stage, name: str, shown: int, most: int) -> None:
    key, slug = stage.key(name), stage.slug
    plays = playing(key)
    whole = stage.controls.container(gap="xxsmall")
    row = whole.container(horizontal=True, gap="xsmall")
    row.button(
        frame("player.pause" if plays else "player.play"),
        # Two buttons, not one: a press may arrive twice, and stopping twice is no start.
        key=f"{key}.{'pause' if plays else 'play'}",
        icon=":material/pause:" if plays else ":material/play_arrow:",
        type="primary",
        on_click=_pause if plays else _play,
        args=(slug, name) if plays else (slug, name, shown, most),
    )
    row.button(
        frame("player.step"),
        key=f"{key}.step",
        disabled=plays or shown >= most,
        on_click=url.put,
        args=(slug, {name: str(shown + 1)}),
    )
    row.button(
        frame("player.begin"),
        key=f"{key}.begin",
        disabled=shown == 0,
        on_click=_rewind,
        args=(slug, name),
    )
    whole.progress(shown / most, frame("player.shown", shown=shown, most=most))


def _play(slug: str, name: str, shown: int, most: int) -> None:
    key = f"{slug}.{name}"
    st.session_state[key] = str(0 if shown >= most else shown)
    st.session_state[f"{key}@playing"] = True
    st.session_state[f"{key}@next"] = False


def _pause(slug: str, name: str) -> None:
    """Stop, and put the step into the URL: only now, or every picture would be in it."""
    key = f"{slug}.{name}"
    st.session_state[f"{key}@playing"] = False
    url.put(slug, {name: st.session_state[key]})


def _rewind(slug: str, name: str) -> None:
    st.session_state[f"{slug}.{name}@playing"] = False
    url.put(slug, {name: "0"})
