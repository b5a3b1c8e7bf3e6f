"""A small picture that the reader draws: by mouse, by finger, by keys, or typed as rows.

    drawing = demo.drawing("digit")

Streamlit has no such control, so it is a component of our own: ``pad.js``. What it sends is read
as any grid is (``lib.codes``): what is no drawing of this size changes nothing. The state is the
same short text in the session and in the URL, a 0 or 1 a cell and a dot between the rows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from lib import codes, state
from lib.ui import url
from lib.ui.language import frame
from lib.ui.stage import Stage

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


def drawing(stage: Stage, name: str) -> list[str]:
    """Draw a pad, and return its rows: ``#`` where there is ink, a full stop elsewhere."""
    control, key, slug = stage.use(name, "drawing"), stage.key(name), stage.slug
    side = len(control.declared)
    url.adopt(key, control.default, control.accepts)
    code = st.session_state[key]
    whole = stage.controls.container(gap="xxsmall")
    whole.markdown(stage.heading(name), help=stage.help(name))
    with whole:
        _pad()(
            key=f"{key}.pad",
            data={
                "side": side,
                "code": code,
                "label": frame("pad.label"),
                "rubber": frame("pad.rubber"),
                "clear": frame("pad.clear"),
            },
            on_code_change=lambda: _take_pad(slug, name),
        )
    rows = ["".join("#" if cell else "." for cell in row) for row in control.grid.decode(code)]
    st.session_state[f"{key}.typed"] = "\n".join(rows)
    whole.expander(frame("pad.typed")).text_area(
        frame("pad.typed.help"),
        key=f"{key}.typed",
        max_chars=2 * side * (side + 1),
        height=340,
        on_change=_take_rows,
        args=(slug, name),
    )
    return rows


def _take_pad(slug: str, name: str) -> None:
    """Take what the pad has sent."""
    sent = st.session_state[f"{slug}.{name}.pad"].get("code")
    if isinstance(sent, str) and state.table(slug)[name].accepts(sent):
        url.put(slug, {name: sent})


def _take_rows(slug: str, name: str) -> None:
    """Take the rows that were typed."""
    control = state.table(slug)[name]
    side = len(control.declared)
    rows = st.session_state[f"{slug}.{name}.typed"].splitlines()[:side]
    rows += [""] * (side - len(rows))
    url.put(slug, {name: control.grid.encode(codes.drawn(rows))})
