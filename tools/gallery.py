"""Every picture of the dashboard on one page, without the dashboard: gallery/index.html.

A picture is shown as its sample draws it: a function without arguments in
``tests/charts/samples.py`` for the families of charts, and in ``tests/lessons/<slug>/samples.py``
for those of one lesson.
"""

from __future__ import annotations

import ast
import html
import importlib
import inspect
import os
import re
import sys
import tempfile
import textwrap
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from xml.etree import ElementTree

import altair
import numpy as np
import vl_convert

from lib.charts.picture import Picture

ROOT = Path(__file__).parents[1]
WIDTHS = {"desktop": 700, "phone": 350}
"""Pixels of a picture on the two kinds of screens."""
VERSION = ".".join(altair.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


class BrokenPictureError(Exception):
    """A picture that cannot be compiled, or whose expressions fail while it is drawn."""


class Sample(NamedTuple):
    """A function without arguments that draws pictures."""

    module: str
    name: str
    draw: Callable[[], Any]

    @property
    def title(self) -> str:
        """Its place and its name, as the page shows them."""
        place = self.module.removeprefix("tests.").removeprefix("lessons.").removesuffix(".samples")
        return f"{place}: {self.name.replace('_', ' ')}"


def _modules(*patterns: str) -> Iterator[ModuleType]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.name != "__init__.py":
                parts = path.relative_to(ROOT).with_suffix("").parts
                yield importlib.import_module(".".join(parts))


def _own_functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__ and not name.startswith("_"):
            yield name, function


def draws(hint: Any) -> bool:
    """Return whether a type is a ``Picture``, or holds pictures in lists, tuples or fields."""
    if hint is Picture:
        return True
    if isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields"):
        return any(map(draws, typing.get_type_hints(hint).values()))
    return any(map(draws, typing.get_args(hint)))


def chart_functions() -> dict[str, Callable[..., Any]]:
    """Return every public function that draws, by its full name."""
    charts = _modules("lib/charts/*.py", "lib/lessons/*/charts.py", "lib/lessons/*/charts/*.py")
    return {
        f"{module.__name__}.{name}": function
        for module in charts
        for name, function in _own_functions(module)
        if draws(typing.get_type_hints(function).get("return"))
    }


def samples() -> list[Sample]:
    """Return every sample, those of the families first."""
    return [
        Sample(module.__name__, name, function)
        for module in _modules("tests/charts/samples.py", "tests/lessons/*/samples.py")
        for name, function in _own_functions(module)
        if not inspect.signature(function).parameters
    ]


def called(sample: Sample) -> Iterator[Callable[..., Any] | None]:
    """Return the functions ``module.function`` that the source of a sample calls."""
    source = textwrap.dedent(inspect.getsource(sample.draw))
    known = vars(importlib.import_module(sample.module))
    for node in ast.walk(ast.parse(source)):
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            found = getattr(known.get(function.value.id), function.attr, None)
            if found is not None:
                yield found


def pictures(drawn: Any) -> Iterator[Picture]:
    """Return the pictures in what a chart function returned."""
    if isinstance(drawn, Picture):
        yield drawn
    elif isinstance(drawn, (list, tuple)):
        for each in drawn:
            yield from pictures(each)


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it; what is not finite is null."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _rows(table: Mapping[str, Iterable[Any]]) -> list[dict[str, Any]]:
    columns = [[_plain(value) for value in column] for column in table.values()]
    return [dict(zip(table, row, strict=True)) for row in zip(*columns, strict=True)]


@contextmanager
def _logged() -> Iterator[list[str]]:
    """Collect what is written to the standard error of the process, by whatever writes there.

    vl-convert raises what fails while a picture is compiled; what fails while it is drawn, its
    Vega only logs there.
    """
    lines: list[str] = []
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            yield lines
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            file.seek(0)
            lines += file.read().decode().splitlines()


def render(picture: Picture, width: int) -> str:
    """Return a picture as SVG, as wide as a page would make it.

    Raises:
        BrokenPictureError: with what Vega says: of the specification, or of an expression that
            failed while the picture was drawn.
    """
    whole = {
        "autosize": {"type": "fit", "contains": "padding"},
        **picture.spec,
        "width": width,
        "datasets": {name: _rows(table) for name, table in picture.data.items()},
    }
    with _logged() as log:
        try:
            svg = vl_convert.vegalite_to_svg(whole, vl_version=VERSION)
        except ValueError as error:
            raise BrokenPictureError(str(error)) from None
    if log:
        raise BrokenPictureError("\n".join(log))
    return svg


def faults(svg: str, picture: Picture) -> list[str]:
    """Return what is wrong with a drawn picture: nothing on it, or what is not a number.

    ``NaN`` may be written on a picture whose data say so.
    """
    found = []
    drawn = 0
    words = {str(value) for table in picture.data.values() for c in table.values() for value in c}
    for node in ElementTree.fromstring(svg).iter():
        if "role-mark" in node.get("class", ""):
            drawn += sum(each is not node for each in node.iter())
        text = node.text or ""
        if "undefined" in text or ("NaN" in text and not any("NaN" in word for word in words)):
            found.append(f"text {text!r}")
        for name, value in node.attrib.items():
            if name != "aria-label" and re.search("NaN|undefined", value) and "href" not in name:
                found.append(f"{name}={value[:60]!r}")
    return found if drawn else [*found, "no mark is drawn"]


STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 24px; color: #111; background: #fff; }
h2 { font-size: 15px; margin: 32px 0 8px; }
.row { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; }
"""


def page() -> str:
    """Return the page of all samples."""
    parts = []
    for sample in samples():
        parts.append(f"<h2>{html.escape(sample.title)}</h2>")
        for picture in pictures(sample.draw()):
            drawn = [render(picture, width) for width in WIDTHS.values()]
            parts.append(f'<div class="row">{"".join(drawn)}</div>')
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>'
    return f"{head}<style>{STYLE}</style><h1>Gallery</h1>{''.join(parts)}</html>"


def main() -> None:
    """Write the page."""
    target = ROOT / "gallery" / "index.html"
    target.parent.mkdir(exist_ok=True)
    target.write_text(page(), encoding="utf-8")
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
