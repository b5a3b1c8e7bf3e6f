"""The words of the lessons: one Markdown file for each lesson and language.

A file starts with labels, one ``key: value`` on a line, and goes on with sections: a line
``## name`` and the Markdown below it. Labels may hold ``{placeholders}`` for live numbers;
sections never do, so that the braces and dollars of LaTeX need no escaping.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LANGUAGES = {"en": "English", "zh": "简体中文"}
"""The languages, each with its name as its own readers write it."""

LESSONS = Path(__file__).parent / "lessons"
"""A folder for each lesson, its words among the files; the words of the frame are in ``ui``."""
FRAME = "_frame"
HARD, JOINER = "\u00a0", "\u2060"
"""A space at which no line ends, and a mark without width that keeps two characters together."""
_CODE = re.compile(r"(```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$)", re.DOTALL)
_SUM = re.compile(r"[^\s|]{1,14}(?: [=+\-*·≈≤≥<>] [^\s|]{1,14})+")
_EXPONENT = re.compile(r"(?<=\de)-(?=\d)")
_LONGEST = 26
"""Characters of a short piece of mathematics: on a phone this is more than half a line."""
_LABEL = re.compile(r"([\w.+\-]+): ?(.*)")


@dataclass(frozen=True)
class Words:
    """The labels and sections of one file, by name."""

    labels: dict[str, str]
    sections: dict[str, str]


def parse(source: str) -> Words:
    """Read labels and sections from the text of a file.

    Raises:
        ValueError: a line before the first section is not ``key: value``, or a name repeats.
    """
    head, *rest = re.split(r"^## ", source, flags=re.MULTILINE)
    labels: dict[str, str] = {}
    for number, line in enumerate(head.splitlines(), 1):
        if not line.strip() or line.startswith("<!--"):
            continue
        match = _LABEL.fullmatch(line)
        if not match:
            raise ValueError(f"line {number}: expected 'key: value', found {line!r}")
        if match[1] in labels:
            raise ValueError(f"line {number}: the key {match[1]!r} stands here twice")
        labels[match[1]] = match[2].strip()
    sections: dict[str, str] = {}
    for part in rest:
        name, _, body = part.partition("\n")
        if name.strip() in sections:
            raise ValueError(f"the section {name.strip()!r} stands here twice")
        sections[name.strip()] = body.strip()
    return Words(labels, sections)


def hold(prose: str) -> str:
    """Keep short mathematics, percentages and powers of ten on one line.

    ``x = -4``, ``60 %`` and ``1e-07`` would else be broken at their spaces or their minus. Code
    and LaTeX stay as they are: they are copied, or have rules of their own.
    """
    parts = _CODE.split(prose)
    return "".join(part if index % 2 else _hold(part) for index, part in enumerate(parts))


def free(prose: str) -> str:
    """Undo ``hold``, for what leaves the page and is edited elsewhere."""
    return prose.replace(HARD, " ").replace(JOINER, "")


def _hold(prose: str) -> str:
    if " " in prose:
        prose = _SUM.sub(_together, prose)
        prose = re.sub(r"(?<=\d) (?=x\b)", HARD, prose)  # a factor ends no line
        prose = re.sub(r"(?<=\d) %|(?<=\d\*\*) %|(?<=\}) %", f"{HARD}%", prose)
    return _EXPONENT.sub(f"-{JOINER}", prose)


def _together(found: re.Match[str]) -> str:
    if len(found[0]) > _LONGEST:
        return found[0]
    # After a minus a line may end, even before a hard space.
    return found[0].replace(" - ", f" -{JOINER} ").replace(" ", HARD)


def path(name: str, language: str) -> Path:
    """Return where the words of a lesson (or of the frame) are kept in a language."""
    folder = LESSONS.parent / "ui" if name == FRAME else LESSONS / name
    return folder / f"{language}.md"


@lru_cache(maxsize=128)
def words(name: str, language: str) -> Words:
    """Load the words of a lesson (or of the frame) in a language; sections are held together.

    Raises:
        FileNotFoundError: there is no such file.
    """
    read = parse(path(name, language).read_text(encoding="utf-8"))
    return Words(read.labels, {name: hold(body) for name, body in read.sections.items()})


def digest(name: str) -> str:
    """Return the digest of the English text, which its translation must quote."""
    return hashlib.sha256(path(name, "en").read_bytes()).hexdigest()[:12]
