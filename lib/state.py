"""The state of a lesson: a declared table of every control that stands in its URL.

``lib/lessons/<slug>/state.toml`` has a table for each demo, and in it a line for each control:
its kind, its bounds and its default. The names are the keys of the URL (``slug.name``), so they
are a promise to every link. Widgets, validation, reset and documentation come from this table::

    [bounds]
    bounds = { kind = "range", low = -6.0, high = 10.0, step = 0.5, default = [2.0, 8.0] }

``python -m lib.state SLUG`` prints the table with what a reader sees beside each control.
"""

from __future__ import annotations

import math
import sys
import tomllib
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

from lib import codes, text

NATIVE = ("slider", "range", "log", "number", "toggle", "tensor", "text", "points", "stepper")
"""Kinds that Streamlit itself keeps in the URL; the others are short text of ours."""
KINDS = (*NATIVE, "choice", "cells", "order", "several", "player", "window", "drawing")
RENAMED = "renamed"
"""The table of demos that old links know under another name."""


@dataclass(frozen=True)
class Control:
    """One control: where it belongs, and what it may hold. Which bounds apply depends on its kind.

    Attributes:
        name: the name, which is unique in its lesson.
        demo: the demo that it belongs to.
        kind: one of ``KINDS``.
        declared: the default as the file has it; ``default`` is the same as the session holds it.
        low, high, step: the ends and the grid of a number; of ``cells``, of one cell.
        per_decade: stops of a ``log`` slider from one power of ten to the next.
        options: of a choice.
        items: of an order, or of a choice of several.
        ranks, sizes, most, limit, least, whole: of a typed tensor, see ``lib.literal.read``; in
            ``sizes`` 0 stands for any length;
            ``most`` is also the number of points, and of the steps of a player.
        chunk: steps of a player between two pictures.
        movable: the cells of a row can change places.
        classes, span: of points: 0 ... classes - 1, and how far from 0 a coordinate may be.
    """

    name: str
    demo: str
    kind: str
    declared: Any
    low: float = 0
    high: float = 1
    step: float = 1
    per_decade: int = 4
    options: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    ranks: tuple[int, ...] = (1, 2)
    sizes: tuple[int, ...] = ()
    most: int = 64
    limit: float = 1e6
    least: float = -math.inf
    whole: bool = False
    chunk: int = 10
    movable: bool = False
    classes: int = 2
    span: float = 1.0

    @property
    def native(self) -> bool:
        """Whether Streamlit itself keeps the control in the URL."""
        return self.kind in NATIVE

    @cached_property
    def grid(self) -> codes.Grid:
        """Return how ``cells`` or a ``drawing`` are written."""
        if self.kind == "drawing":
            return codes.grid_of(codes.drawn(self.declared), 0, 1)
        return codes.grid_of(self.declared, int(self.low), int(self.high))

    @cached_property
    def default(self) -> Any:
        """Return the value that a link leaves out, as the session holds it.

        For some kinds that is the short text which stands in the URL.
        """
        if self.kind == "cells":
            return self.grid.encode(self.declared)
        if self.kind == "drawing":
            return self.grid.encode(codes.drawn(self.declared))
        if self.kind in ("order", "several"):
            return codes.write_list(self.declared)
        return str(self.declared) if self.kind == "player" else self.declared

    def accepts(self, code: str) -> bool:
        """Return whether a text from a link is a value of this control.

        Only for kinds that Streamlit does not bind itself; a window depends on its map.
        """
        if self.kind in ("cells", "drawing"):
            return self.grid.reads(code)
        if self.kind == "choice":
            return code in self.options
        if self.kind in ("order", "several"):
            chosen = codes.read_list(code, self.items)
            return bool(chosen) if self.kind == "several" else chosen is not None
        return code.isascii() and code.isdigit() and len(code) < 6  # a player

    @cached_property
    def stops(self) -> list[float]:
        """Return the stops of a ``log`` slider: two significant digits each."""
        first = round(math.log10(self.low) * self.per_decade)
        last = round(math.log10(self.high) * self.per_decade)
        return [float(f"{10 ** (stop / self.per_decade):.2g}") for stop in range(first, last + 1)]

    def snap(self, value: float, high: float | None = None) -> float:
        """Return the nearest value of the grid within the bounds: a link may hold any number."""
        top = self.high if high is None else high
        snapped = min(
            max(self.low + round((value - self.low) / self.step) * self.step, self.low), top
        )
        return int(snapped) if isinstance(self.step, int) else round(snapped, 10)


_FIELDS = {field.name for field in fields(Control)} - {"name", "demo", "declared"} | {"default"}


@lru_cache(maxsize=64)
def table(slug: str) -> dict[str, Control]:
    """Return every control of a lesson by its name, in the order of its file.

    Raises:
        ValueError: a line of the file has an unknown kind or field, or a name twice.
    """
    found: dict[str, Control] = {}
    for demo, controls in _read(slug).items():
        for name, line in controls.items() if demo != RENAMED else ():
            if name in found or line.get("kind") not in KINDS or not set(line) <= _FIELDS:
                raise ValueError(f"state.toml of {slug}: {demo}.{name} is not a control: {line}")
            values = {key: _frozen(value) for key, value in line.items()}
            found[name] = Control(name, demo, declared=values.pop("default"), **values)
    return found


def renamed(slug: str) -> dict[str, str]:
    """Return the demos that old links know under another name: the old one to the new one."""
    return dict(_read(slug).get(RENAMED, {}))


def _read(slug: str) -> dict[str, dict[str, Any]]:
    path = text.LESSONS / slug / "state.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def main(slug: str) -> None:
    """Print the table of a lesson as Markdown."""
    labels = text.words(slug, "en").labels
    print(f"| key in the URL | what it is | kind | bounds | default |\n|{'---|' * 5}")
    for control in table(slug).values():
        if control.options:
            bounds = ", ".join(map(str, control.options))
        elif control.kind in ("slider", "range", "log", "number", "cells"):
            bounds = f"{control.low:g} to {control.high:g}"
        else:
            bounds = ""
        label = labels.get(control.name, "")
        cells = (f"`{slug}.{control.name}`", label, control.kind, bounds, f"`{control.default}`")
        print("|", " | ".join(cells), "|")


if __name__ == "__main__":
    main(sys.argv[1])
