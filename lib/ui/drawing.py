"""A small picture that the reader draws: by mouse, by finger, by keys, or typed as rows.

    drawing = lesson.drawing("digit", EIGHT)

Streamlit has no such control, so it is a component of our own: ``pad.js``. What it sends is read
as any grid is (``lib.ui.editing``): what is no drawing of this size changes nothing. The state is
the same short text in the session and in the URL, a 0 or 1 a cell and a dot between the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lib.ui import state
from lib.ui.editing import Grid
from lib.ui.language import frame
from lib.ui.zooming import Zooming

_LOOK = """
canvas { width: min(100%, 15rem); aspect-ratio: 1; border-radius: var(--st-base-radius);
  border: 1px solid var(--st-border-color); touch-action: none; cursor: crosshair; }
canvas:focus-visible { outline: 2px solid var(--st-primary-color); }
button { font: inherit; font-size: 0.875rem; color: var(--st-text-color); background: none;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  padding: 0.25rem 0.75rem; margin: 0.25rem 0.25rem 0 0; cursor: pointer; }
button[aria-pressed=true] { border-color: var(--st-primary-color); color: var(--st-primary-color); }
"""


@cache
def _pad() -> Any:
    """Register the component, once a process."""
    return st.components.v2.component(
        "lesson_pad",
        html='<canvas tabindex="0" role="img"></canvas><div>'
        '<button type="button" aria-pressed="false"></button><button type="button"></button></div>',
        css=_LOOK,
        js=(Path(__file__).parent / "pad.js").read_text(encoding="utf-8"),
    )


class Drawing(Zooming):
    """Controls with pads among them."""

    def drawing(self, name: str, default: Sequence[str]) -> list[str]:
        """Draw a pad, and return its rows: ``#`` where there is ink, a full stop elsewhere.

        Args:
            name: the control.
            default: the rows that are drawn at first, as many as each has cells; up to 16.
        """
        side = len(default)
        grid = self.grids[name] = Grid((side, side), 0, 1, int)
        first = grid.encode(_read("\n".join(default), side))
        key = self._register(name, first, native=False)
        state.adopt(key, first, grid.reads)
        code = st.session_state[key]
        pad, typed = f"{key}.pad", f"{key}.typed"

        def drawn() -> None:
            sent = st.session_state[pad].get("code")
            if isinstance(sent, str) and grid.reads(sent):
                self.set({name: sent})

        whole = self._place.container(gap="xxsmall")
        whole.markdown(f":small[{self.text(name)}]", help=self.words.labels.get(f"{name}.help"))
        with whole:
            _pad()(
                key=pad,
                data={
                    "side": side,
                    "code": code,
                    "label": frame("pad.label"),
                    "rubber": frame("pad.rubber"),
                    "clear": frame("pad.clear"),
                },
                on_code_change=drawn,
            )
        rows = ["".join("#" if cell else "." for cell in row) for row in grid.decode(code)]
        st.session_state[typed] = "\n".join(rows)
        whole.expander(frame("pad.typed")).text_area(
            frame("pad.typed.help"),
            key=typed,
            max_chars=2 * side * (side + 1),
            height=340,
            on_change=lambda: self.set({name: grid.encode(_read(st.session_state[typed], side))}),
        )
        return rows


def _read(typed: str, side: int) -> list[list[int]]:
    """Read rows: a space, a full stop and a 0 are empty, whatever else is ink; the rest is cut."""
    rows = [row.ljust(side)[:side] for row in typed.splitlines()[:side]]
    rows += [" " * side] * (side - len(rows))
    return [[int(cell not in " .0·　") for cell in row] for row in rows]
