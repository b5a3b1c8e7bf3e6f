"""The code beside the picture: what a person would write to get it, with this reader's values.

``lib.idiom`` makes it of the source that ran. The values that came from a control are marked, so
that a reader sees in the code what the slider changed. It is set as text in our own few elements
and not with ``st.code``, which cannot mark a part of a line.
"""

from __future__ import annotations

import io
import keyword
import threading
import tokenize
from collections.abc import Callable
from html import escape
from typing import Any

from lib.idiom import Idiom, idiom
from lib.listing import lines_of
from lib.ui.language import frame
from lib.ui.stage import Run, Stage

_Span = tuple[int, int, str]
"""First column, the one behind the last, and the class of a part of a line."""


LONGEST = 66
"""Lines of source that a demo may rest on for its code to stand beside the picture.

What rests on more, trainings above all, is no few lines for a person to write, and takes up to half
a second to make: it stands in the drawer below alone.
"""


KEPT = 1000
"""Programs that are kept, of a few thousand characters each."""
_kept: dict[tuple[tuple[Callable[..., Any], str], ...], str] = {}
_keeping = threading.Lock()


def length(runs: list[Run]) -> int:
    """Return how many lines of source the calls of a demo rest on."""
    return sum({run.call.function: lines_of(run.call.function) for run in runs}.values())


def draw(stage: Stage, runs: list[Run]) -> None:
    """Draw the code of a demo beside its picture, if it is short; else say where it stands."""
    lines = length(runs)
    if any(run.call.refused for run in runs):
        return  # the exception is the lesson; the program that raises it stands in the drawer
    if lines > LONGEST:
        stage.code.caption(frame("idiom.long", lines=lines))
    elif runs:
        stage.code.html(f'<p class="idiom-name">{escape(frame("idiom"))}</p>{_code(runs)}')


def _code(runs: list[Run]) -> str:
    """Return the code of calls as HTML; what was asked for lately is kept, for all readers."""
    key = tuple((run.call.function, repr(sorted(run.call.values.items()))) for run in runs)
    found = _kept.get(key) or marked(idiom(*(run.call for run in runs)))
    with _keeping:  # readers run side by side
        _kept.pop(key, None)
        _kept[key] = found  # the one that was asked for last stands last
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
    return found


def marked(made: Idiom) -> str:
    """Return the code as HTML: words of Python, texts, and the reader's values in their classes.

    Everything that stands in the code is escaped.
    """
    spans = _coloured(made.text)
    for line, start, end in made.marks:
        spans.setdefault(line, [])
        spans[line] = [part for part in spans[line] if part[1] <= start or part[0] >= end]
        spans[line].append((start, end, "yours"))
    lines = [
        _line(line, sorted(spans.get(number, ())))
        for number, line in enumerate(made.text.rstrip().splitlines())
    ]
    joined = "\n".join(lines)
    return f'<pre class="idiom"><code>{joined}</code></pre>'


def _line(line: str, spans: list[_Span]) -> str:
    parts, at = [], 0
    for start, end, kind in spans:
        name = "mark" if kind == "yours" else "span"
        parts.append(escape(line[at:start]))
        parts.append(f'<{name} class="{kind}">{escape(line[start:end])}</{name}>')
        at = end
    return "".join([*parts, escape(line[at:])])


def _coloured(text: str) -> dict[int, list[_Span]]:
    """Return the parts of each line that are words of Python, or texts."""
    spans: dict[int, list[_Span]] = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        word = token.type == tokenize.NAME and keyword.iskeyword(token.string)
        kind = "word" if word else "text" if token.type == tokenize.STRING else ""
        (line, start), (last, end) = token.start, token.end
        if kind and line == last:
            spans.setdefault(line - 1, []).append((start, end, kind))
    return spans
