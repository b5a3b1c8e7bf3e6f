"""The program a reader sees and copies: a lesson's own source, with this reader's values.

Nothing is written twice: the program is cut out of the module whose function just ran, so
the code shown is the code that ran. Its last lines call that function and print the result.
"""

from __future__ import annotations

import ast
import math
import re
import sys
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pprint import PrettyPrinter
from typing import Any, NamedTuple

WIDTH = 88
LESSONS = "lib.lessons."
"""Where the code of a listing comes from."""
_REMARK = re.compile(r"  # (fmt|noqa|type|ruff)\b.*$", re.MULTILINE)
"""A word to a developer's tool: nothing to a reader."""


class Call(NamedTuple):
    """One call to show: a function of ``lib.lessons``, its values, and whether it was refused.

    ``raised`` says where a refused call raised: module, line and column of each call of the
    source that was under way, from the outermost to the innermost.
    """

    function: Callable[..., Any]
    values: dict[str, Any]
    refused: bool = False
    raised: tuple[tuple[str, int, int], ...] = ()


def raised_at(problem: BaseException) -> tuple[tuple[str, int, int], ...]:
    """Return where in the lessons an exception was raised, as ``Call.raised`` says it."""
    found, step = [], problem.__traceback__
    while step is not None:
        module = step.tb_frame.f_globals.get("__name__", "")
        places = list(step.tb_frame.f_code.co_positions())
        line, _, column, _ = places[step.tb_lasti // 2]
        if module.startswith(LESSONS):
            found.append((module, line or 0, column or 0))
        step = step.tb_next
    return tuple(found)


@dataclass(frozen=True)
class _Source:
    """A module's top level: the text that defines each name, and the names it imports."""

    definitions: dict[str, tuple[int, str, frozenset[str]]] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    borrowed: dict[str, tuple[str, str]] = field(default_factory=dict)


def listing(*calls: Call, guarded: bool = False) -> str:
    """Write one complete program that makes these calls and prints what they return.

    Args:
        calls: the calls, in their order.
        guarded: print the exception of a call that TensorFlow refused, and go on; without it
            the program ends there, as the demo did.

    Returns:
        Python source: imports, every definition the functions rest on in the order of their
        modules, then the calls with their values as literals. It runs when pasted.

    Raises:
        TypeError: a value has no literal form.
    """
    imports: set[str] = set()
    groups: list[tuple[_Wanted, list[Call]]] = []
    for call in calls:
        wanted: _Wanted = {}
        _collect(_module_of(call.function), _name_of(call.function), imports, wanted)
        if groups and not _clash(groups[-1][0], wanted):
            groups[-1][0].update(wanted)
            groups[-1][1].append(call)
        else:
            groups.append((wanted, [call]))
    # A result never takes the name of a function that a later call needs.
    taken = {name for wanted, _ in groups for name in _names_of(wanted)}
    parts = ["\n".join(_sorted_imports(imports))]
    for wanted, members in groups:
        places = sorted(wanted, key=lambda place: (_depth(place[0]), *place))
        parts += _spaced(wanted[place] for place in places)
        parts += [_call(call, taken, guarded and call.refused) for call in members]
    return "\n\n".join(parts) + "\n"


_Wanted = dict[tuple[str, int], str]
"""Definitions that calls rest on, by their module and line."""


def _names_of(wanted: _Wanted) -> dict[str, tuple[str, int]]:
    """Return the names that are defined, each with its place."""
    return {
        name: (module, line)
        for module, line in wanted
        for name, definition in _source(module).definitions.items()
        if definition[0] == line
    }


def _clash(wanted: _Wanted, other: _Wanted) -> bool:
    """Whether two modules define one name each in their own way; then each call gets its own."""
    names = _names_of(wanted)
    return any(names.get(name, place) != place for name, place in _names_of(other).items())


def fields(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names under which a function's results are printed."""
    plain = _plain(function)
    kind = plain.__annotations__.get("return")
    return tuple(getattr(kind, "_fields", ("result",)))


@lru_cache(maxsize=256)
def lines_of(function: Callable[..., Any]) -> int:
    """Return how many lines of source a function rests on, its own among them."""
    wanted: _Wanted = {}
    _collect(_module_of(function), _name_of(function), set(), wanted)
    return sum(len(definition.splitlines()) for definition in wanted.values())


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the Python function inside a compiled one."""
    return getattr(function, "python_function", function)


def _module_of(function: Callable[..., Any]) -> str:
    return _plain(function).__module__


def _name_of(function: Callable[..., Any]) -> str:
    return _plain(function).__name__


@lru_cache(maxsize=64)
def _source(module: str) -> _Source:
    path = sys.modules[module].__file__
    assert path is not None
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = text.splitlines()
    source = _Source()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                suffix = f" as {alias.asname}" if alias.asname else ""
                source.imports[name] = f"import {alias.name}{suffix}"
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            for alias in node.names:
                name = alias.asname or alias.name
                if (node.module or "").startswith("lib."):
                    source.borrowed[name] = (node.module or "", alias.name)
                else:
                    suffix = f" as {alias.asname}" if alias.asname else ""
                    source.imports[name] = f"from {node.module} import {alias.name}{suffix}"
        else:
            for name in _defined(node):
                decorators = getattr(node, "decorator_list", [])
                first = min([node.lineno, *(item.lineno for item in decorators)])
                segment = _REMARK.sub("", "\n".join(lines[first - 1 : node.end_lineno]))
                source.definitions[name] = (first, segment, _names(node))
    return source


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [
            name.id
            for target in node.targets
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        ]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _names(node: ast.stmt) -> frozenset[str]:
    return frozenset(
        item.id
        for item in ast.walk(node)
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load)
    )


def _collect(module: str, name: str, imports: set[str], wanted: dict[tuple[str, int], str]) -> None:
    """Add the definition of a name, and of all that it rests on."""
    source = _source(module)
    if name in source.borrowed:
        _collect(*source.borrowed[name], imports, wanted)
    elif name in source.definitions:
        line, segment, names = source.definitions[name]
        if (module, line) in wanted:
            return
        wanted[module, line] = segment
        for other in sorted(names):
            _collect(module, other, imports, wanted)
    elif name in source.imports:
        imports.add(source.imports[name])
    # Any other name is Python's own, or local to the function.


def _depth(module: str) -> int:
    """Return how many modules stand under this one: what is borrowed is defined first."""
    borrowed = {other for other, _ in _source(module).borrowed.values()}
    return max((1 + _depth(other) for other in borrowed), default=0)


def _sorted_imports(imports: Iterable[str]) -> list[str]:
    """Standard library first, as the reader's own linter would have it."""

    def rank(line: str) -> tuple[bool, bool, str]:
        top = line.split()[1].partition(".")[0]
        return (top not in sys.stdlib_module_names, line.startswith("from"), line)

    return sorted(imports, key=rank)


def _spaced(body: Iterable[str]) -> list[str]:
    return [f"\n{part}" if part.startswith(("def ", "class ", "@")) else part for part in body]


def _call(call: Call, taken: set[str], guard: bool) -> str:
    names = list(fields(call.function))
    for index, name in enumerate(names):
        number = 2
        while names[index] in taken:
            names[index] = f"{name}_{number}"
            number += 1
    taken.update(names)
    arguments = [f"{key}={_literal(key, value)}" for key, value in call.values.items()]
    flat = ", ".join(arguments)
    head = f"{', '.join(names)} = {_name_of(call.function)}("
    if len(head) + len(flat) < WIDTH and "\n" not in flat:
        lines = [f"{head}{flat})"]
    else:
        lines = [head, *(f"    {argument}," for argument in arguments), ")"]
    lines += [f'print("{name} =", {name})' for name in names]
    if guard:
        body = textwrap.indent("\n".join(lines), "    ")
        message = "print(type(refusal).__name__, refusal)"
        return f"\ntry:\n{body}\nexcept Exception as refusal:\n    {message}"
    return "\n" + "\n".join(lines)


def _literal(key: str, value: Any) -> str:
    if not _is_plain(value):
        raise TypeError(f"the value of {key!r} has no literal form: {value!r}")
    printer = _Printer(width=WIDTH - 8, compact=True, sort_dicts=False)
    return printer.pformat(value).replace("\n", "\n    ")


def _is_plain(value: Any) -> bool:
    if type(value) in (list, tuple):
        return all(map(_is_plain, value))
    if type(value) is dict:
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    return value is None or type(value) in (bool, int, float, str)


class _Printer(PrettyPrinter):
    """Writes what is not finite as the call that makes it: Python has no literal for it."""

    def format(self, value: Any, *rest: Any) -> tuple[str, bool, bool]:
        if isinstance(value, float) and not math.isfinite(value):
            return f'float("{value}")', True, False
        return super().format(value, *rest)
