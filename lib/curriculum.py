"""The lessons, found from ``pages/``: the folder is the only registry."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from lib import text

PAGES = Path(__file__).parent.parent / "pages"
GROUPS = ("tensors", "data", "losses", "gradients", "networks", "optimisation")
"""The groups of the home page, in reading order; a lesson names its own in its words."""


class Entry(NamedTuple):
    """One lesson: its place in the order, its name in every path and URL, and its page."""

    number: int
    slug: str
    page: Path

    @property
    def folder(self) -> Path:
        """Return the folder of all that only this lesson has."""
        return text.LESSONS / self.slug

    @property
    def card(self) -> Path:
        """Return the picture of the lesson on the home page."""
        return self.folder / "card.svg"

    @property
    def modules(self) -> list[str]:
        """Return the names of the modules of its computations."""
        found = sorted(path.stem for path in self.folder.glob("*.py") if path.stem != "__init__")
        return [f"lib.lessons.{self.slug}.{name}" for name in found]

    def label(self, key: str, language: str) -> str:
        """Return one of the lesson's labels in a language."""
        return text.words(self.slug, language).labels[key]


@lru_cache(maxsize=1)
def lessons() -> tuple[Entry, ...]:
    """Return every lesson that has a page ``NN_slug.py``, in the order of its number."""
    found = (re.fullmatch(r"(\d\d)_(\w+)\.py", path.name) for path in PAGES.iterdir())
    return tuple(
        sorted(Entry(int(match[1]), match[2], PAGES / match[0]) for match in found if match)
    )


def entry(slug: str) -> Entry:
    """Return the lesson of this name.

    Raises:
        KeyError: no page has this name.
    """
    for candidate in lessons():
        if candidate.slug == slug:
            return candidate
    raise KeyError(slug)


def neighbours(slug: str) -> tuple[Entry | None, Entry | None]:
    """Return the lessons before and after this one, None at either end."""
    everything = lessons()
    here = everything.index(entry(slug))
    before = everything[here - 1] if here > 0 else None
    after = everything[here + 1] if here + 1 < len(everything) else None
    return before, after
