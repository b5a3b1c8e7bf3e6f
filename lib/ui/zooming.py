"""Windows on a map: a reader drags a rectangle in the picture, or uses the buttons beside it.

A page makes the window as it makes any control, and says which picture zooms it::

    window = demo.window("window", [-6.0, 6.0, -6.0, 6.0])
    demo.show(maps.basin_map(..., window=window).zooming("window"))

The picture has an interval selection named ``zoom``. The window stands in the session and in the
URL as four numbers with a ``_`` between them; the whole map as a word.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lib.numbers import show
from lib.ui import url
from lib.ui.language import frame
from lib.ui.stage import Stage

WHOLE = "whole"
DEEPEST = 4000
"""How many times as wide as a window the whole map may be: beyond, float32 shows its grain."""
SMALLEST = 0.02
"""Share of the window that a rectangle takes at least: less was a click, or a slip."""
MOVES = {
    "in": (0.5, 0, 0),
    "out": (2, 0, 0),
    "left": (1, -0.25, 0),
    "right": (1, 0.25, 0),
    "up": (1, 0, 0.25),
    "down": (1, 0, -0.25),
}
"""By buttons: the new width in widths of the window, and how far its middle moves in them."""
SIGNS = {"in": "+", "out": "−", "left": "←", "right": "→", "up": "↑", "down": "↓"}


def window(stage: Stage, name: str, whole: Sequence[float]) -> list[float]:
    """Draw the buttons of a window, and return it: from x to x, from y to y.

    Args:
        stage: where to draw them.
        name: the control.
        whole: the whole map, which no window leaves.
    """
    stage.use(name, "window")
    key, slug = stage.key(name), stage.slug
    url.adopt(key, WHOLE, lambda code: read(code, whole) is not None)
    now = read(st.session_state[key], whole) or list(whole)
    st.session_state[f"{key}@window"] = now, list(whole)
    place = stage.controls.container(gap="xxsmall")
    ends = frame("zoom.shown", x=show(tuple(now[:2])), y=show(tuple(now[2:])))
    place.markdown(f":small[{stage.text(name)}: {ends}]")
    row = place.container(horizontal=True, gap="xxsmall")
    for move, sign in SIGNS.items():
        there = moved(now, whole, *MOVES[move])
        row.button(
            sign,
            key=f"{key}.{move}",
            type="tertiary",
            help=frame(f"zoom.{move}"),
            disabled=there == now,
            on_click=url.put,
            args=(slug, {name: write(there, whole)}),
        )
    row.button(
        frame("zoom.whole"),
        key=f"{key}.whole",
        type="tertiary",
        disabled=now == list(whole),
        on_click=url.put,
        args=(slug, {name: WHOLE}),
    )
    return now


def take_rectangle(picture: str, slug: str, name: str) -> None:
    """Take the rectangle that was dragged in a picture, from its callback.

    Args:
        picture: the key of the picture.
        slug: the lesson.
        name: the control that is the window.
    """
    dragged = url.selected(picture, "zoom")
    kept = st.session_state.get(f"{slug}.{name}@window")
    if not isinstance(dragged, Mapping) or kept is None:
        return
    now, whole = kept
    sides: list[Any] = [dragged.get("x"), dragged.get("y")]
    if not all(isinstance(side, (list, tuple)) and len(side) == 2 for side in sides):
        return
    try:
        window = [float(end) for side in sides for end in sorted(side)]
    except (TypeError, ValueError):
        return
    wide, tall = now[1] - now[0], now[3] - now[2]
    if not all(map(math.isfinite, window)):
        return
    if window[1] - window[0] >= SMALLEST * wide and window[3] - window[2] >= SMALLEST * tall:
        url.put(slug, {name: write(moved(window, whole, 1, 0, 0), whole)})


def moved(
    window: Sequence[float], whole: Sequence[float], size: float, right: float, up: float
) -> list[float]:
    """Return a window made wider or moved, kept within the map and no smaller than allowed."""
    made: list[float] = []
    for side, shift in ((0, right), (2, up)):
        low, high = window[side : side + 2]
        least, most = whole[side : side + 2]
        span = min(max((high - low) * size, (most - least) / DEEPEST), most - least)
        middle = (low + high) / 2 + shift * (high - low)
        middle = min(max(middle, least + span / 2), most - span / 2)
        made += [float(f"{middle - span / 2:.7g}"), float(f"{middle + span / 2:.7g}")]
    return made


def write(window: Sequence[float], whole: Sequence[float]) -> str:
    """Write a window as the text that stands in the URL."""
    return WHOLE if list(window) == list(whole) else "_".join(f"{end:.7g}" for end in window)


def read(code: str, whole: Sequence[float]) -> list[float] | None:
    """Read the text back; None if it is no window on this map."""
    if code == WHOLE:
        return list(whole)
    parts = code.split("_", 4) if len(code) <= 80 else []
    try:
        window = [float(part) for part in parts]
    except ValueError:
        return None
    if len(window) != 4 or not all(map(math.isfinite, window)):
        return None
    for side in (0, 2):
        low, high, least, most = *window[side : side + 2], *whole[side : side + 2]
        if not least - 1e-6 <= low < high <= most + 1e-6:
            return None
        if high - low < 0.99 * (most - least) / DEEPEST:
            return None
    return window
