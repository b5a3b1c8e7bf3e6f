"""The status line under a result: shapes, the article's marks, how well derivatives agree.

Each of them is a few words in the line; what there is to say of it in full stands behind the line,
which opens. Nothing behind a closed line is sent.
"""

from __future__ import annotations

from typing import NamedTuple

from lib.ui.stage import Stage


class Note(NamedTuple):
    """One part of the line.

    Attributes:
        brief: a few words of Markdown, with an icon.
        lines: what there is to say of it in full; may be empty.
    """

    brief: str
    lines: tuple[str, ...] = ()


def draw(stage: Stage, notes: list[Note]) -> None:
    """Draw the line below the result of a demo."""
    briefs = list(dict.fromkeys(note.brief for note in notes))
    lines = [line for note in notes for line in note.lines]
    if lines:
        line = stage.result.expander(
            "  ·  ".join(briefs),
            key=f"{stage.key(stage.name)}.status",
            on_change="rerun",
            type="compact",
        )
        if line.open:
            for text in lines:
                line.caption(text)
    elif briefs:
        stage.result.caption("  ·  ".join(briefs))
