"""Trainings that are watched: play, pause, one step, back to the beginning.

A demo that plays says so when it is registered, with the name of its player, and asks the player
how many steps there are to show::

    @lesson.demo("train", live="steps")
    def train() -> None:
        steps = lesson.player("steps", most=200, chunk=10)
        run = lesson.train(exploding.TRAINING, steps=steps, rate=rate, seed=seed)

While it plays, the demo's fragment runs by itself four times a second, each time with ``chunk``
steps more; nothing runs between, and nothing once the reader has left. The number of steps is part
of the URL (when it stands still), so a link shows the same training at the same step.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from lib.ui import state
from lib.ui.editing import Editing
from lib.ui.language import frame

EVERY = 0.25
"""Seconds between two pictures of a training."""
PATIENCE = 15.0
"""Seconds that a picture waits for its turn at most."""
_TURN = threading.Lock()


class Player(Editing):
    """Controls with players among them."""

    def every(self, live: str) -> float | None:
        """Return after how many seconds a demo is to run again by itself; None while it stands."""
        return EVERY if live and self._playing(self.key(live)) else None

    @contextmanager
    def turn(self, live: str) -> Iterator[None]:
        """Let the pictures of trainings that play be made one after another, whosoever they are.

        Python runs one thread at a time: with twenty trainings at once, whoever moves a slider
        would wait for each of them, and so waits for one. A crowd that trains sees fewer pictures
        a second, and the same steps.
        """
        held = bool(live) and self._playing(self.key(live)) and _TURN.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if held:
                _TURN.release()

    def _playing(self, key: str) -> bool:
        return bool(st.session_state.get(f"{key}@playing"))

    def player(self, name: str, *, most: int, chunk: int, default: int | None = None) -> int:
        """Draw the buttons of a training, and return how many of its steps are to be shown.

        Args:
            name: the control.
            most: the steps of the whole training.
            chunk: the steps between two pictures.
            default: the steps that are shown at first; all of them by default.
        """
        first = str(most if default is None else default)
        key = self._register(name, first, native=False)
        state.adopt(key, first, lambda code: code.isascii() and code.isdigit() and len(code) < 6)
        shown = min(most, int(st.session_state[key]))
        if self._playing(key) and st.session_state.get(f"{key}@next"):
            shown = min(most, shown + chunk)
            st.session_state[key] = str(shown)
            if shown == most:
                self._stand(name)
        # The first picture after a press is the one that was there: it tells where it begins.
        st.session_state[f"{key}@next"] = self._playing(key)
        if self._playing(key) != st.session_state.get(f"{key}@drawn", False):
            # How often a fragment runs by itself is settled when the whole page runs.
            st.session_state[f"{key}@drawn"] = self._playing(key)
            st.rerun()
        self._draw_player(name, key, shown, most)
        return shown

    def _draw_player(self, name: str, key: str, shown: int, most: int) -> None:
        playing = self._playing(key)
        whole = self._place.container(gap="xxsmall")
        row = whole.container(horizontal=True, gap="xsmall")
        row.button(
            frame("player.pause" if playing else "player.play"),
            # Two buttons, not one: a press may arrive twice, and stopping twice is no start.
            key=f"{key}.{'pause' if playing else 'play'}",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            type="primary",
            on_click=self._stand if playing else self._play,
            args=(name,) if playing else (name, shown, most),
        )
        row.button(
            frame("player.step"),
            key=f"{key}.step",
            disabled=playing or shown >= most,
            on_click=self.set,
            args=({name: str(shown + 1)},),
        )
        row.button(
            frame("player.begin"),
            key=f"{key}.begin",
            disabled=shown == 0,
            on_click=self._rewind,
            args=(name,),
        )
        whole.progress(shown / most, frame("player.shown", shown=shown, most=most))

    def _play(self, name: str, shown: int, most: int) -> None:
        key = self.key(name)
        st.session_state[key] = str(0 if shown >= most else shown)
        st.session_state[f"{key}@playing"] = True
        st.session_state[f"{key}@next"] = False

    def _stand(self, name: str) -> None:
        """Stop, and put the step into the URL: only now, or every picture would be in it."""
        key = self.key(name)
        st.session_state[f"{key}@playing"] = False
        state.publish(key, self.controls[name].default)

    def _rewind(self, name: str) -> None:
        st.session_state[f"{self.key(name)}@playing"] = False
        self.set({name: "0"})
