"""The code that a person would write: just what ran, with this reader's values in place.

A demo's calls are specialised: parameters become values, a table indexed by a literal its entry,
a helper that is called once its body. What is left is straight code that runs from nothing.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection
from typing import Any, NamedTuple

from lib.idiom.cleaning import Cleaner, blocks_of, names_in
from lib.idiom.layout import block, unmarked
from lib.idiom.merging import merge
from lib.idiom.naming import Namer
from lib.idiom.sources import length
from lib.idiom.specialise import Specialiser
from lib.idiom.values import Rec, Seq, Unknown, literal
from lib.listing import Call, fields

SHORT = 50
"""A helper whose body is an expression of no more characters is always put in its calls' place."""
ROUNDS = 8


class Idiom(NamedTuple):
    """A program, and what of it came from the reader.

    Attributes:
        text: a complete program, without prints.
        marks: of each literal that came from a call's values the line, from 0, and its first
            column and the one behind its last.
        results: of each call, field -> variable of the program that holds it.
    """

    text: str
    marks: tuple[tuple[int, int, int], ...]
    results: tuple[dict[str, str], ...]

    def names(self) -> set[str]:
        """Return the variables that hold results."""
        return {name for each in self.results for name in each.values()}


def idiom(*calls: Call, without: Collection[str] = ()) -> Idiom:
    """Write the program that does just what these calls did, in their order.

    Args:
        calls: the calls of one demo.
        without: fields that the reader is not shown here; what only they need is left out.

    A call that was refused has no results: the program ends with the statement that raises, if
    the call says where that stands in the source.

    Raises:
        TypeError: a value has no literal form.
    """
    kept: dict[Any, frozenset[str]] = {}
    whole: frozenset[Any] = frozenset()
    for _ in range(ROUNDS):
        made = Specialiser(kept, whole)
        results, parts = [], []
        for call in calls:
            made.out = []
            found = _run(made, call)
            results.append({name: found[name] for name in found if name not in without})
            parts.append(_until(made.out, call))
        again, more = _to_keep(made), whole | made.lifted_whole()
        if again == kept and more == whole:
            break
        kept, whole = again, more
    return _written(made, calls, parts, results)


def _run(made: Specialiser, call: Call) -> dict[str, str]:
    """Specialise one call; return the variable of each of its fields."""
    function = getattr(call.function, "python_function", call.function)
    values = {}
    for name, value in call.values.items():
        try:
            values[name] = literal(value, True)
        except Unknown:
            raise TypeError(f"the value of {name!r} has no literal form: {value!r}") from None
        values[name].hint = name
    fun = made.top_level(function.__module__, function.__name__)
    value = made.apply(fun, [], values)
    if call.refused:
        if isinstance(value, ast.expr):
            made.out.append(ast.Expr(value))
        return {}
    names = fields(call.function)
    if isinstance(value, (Rec, Seq)) and len(value.parts) == len(names) and names != ("result",):
        parts = value.parts
    elif len(names) > 1:
        parts = made.unpacked(made.lift(value), list(names))
    else:
        parts = [value]
    found: dict[str, str] = {}
    for name, part in zip(names, parts, strict=True):
        if not isinstance(part, ast.Name) or "$" not in part.id or part.id in found.values():
            part = made.assign(name, part)
        found[name] = part.id
    return found


def _until(body: list[ast.stmt], call: Call) -> list[ast.stmt]:
    """Return the statements up to the one that raises, where the call says which that is."""
    for place in reversed(call.raised):
        cut = _cut(body, place)
        if cut is not None:
            return cut
    return body


def _cut(body: list[ast.stmt], place: tuple[str, int, int]) -> list[ast.stmt] | None:
    """Return the statements up to that which comes from a place of the source, if one does."""
    for number, each in enumerate(body):
        if isinstance(each, ast.With):
            inner = _cut(each.body, place)
            if inner is not None:
                each.body = inner
                return body[: number + 1]
        if not isinstance(each, ast.FunctionDef) and any(
            getattr(node, "place", None) == place for node in ast.walk(each)
        ):
            return body[: number + 1]
    return None


def _to_keep(made: Specialiser) -> dict[Any, frozenset[str]]:
    """Return the functions that stay: those called from several places, and those that must."""
    sites: dict[Any, list[Any]] = {}
    for key, stack, statics, node in made.events:
        sites.setdefault(key, []).append((stack, statics, node))
    kept: dict[Any, frozenset[str]] = {}
    many = {key for key, found in sites.items() if len(found) > 1}
    for key, found in sites.items():
        outermost = [stack for stack, _, _ in found if not many.intersection(stack)]
        small = _expression(found[0][2])
        short = small is not None and length(small) <= SHORT
        if key in made.kept or (len(outermost) > 1 and not short and not _differ(found)):
            first = found[0][1]
            same = [
                name
                for name, sign in first.items()
                if sign is not None and all(statics.get(name) == sign for _, statics, _ in found)
            ]
            kept[key] = frozenset(same)
    return kept


def _differ(found: list[Any]) -> bool:
    """Whether a function of two or three calls gets other functions or names in each of them.

    Then each call has a body of its own, since these choose what the body is.
    """
    node = found[0][2]
    if len(found) > 3 or (isinstance(node, ast.FunctionDef) and len(node.body) > 4):
        return False
    signs = [[s for s in statics.values() if _chooses(s)] for _, statics, _ in found]
    return any(each != signs[0] for each in signs)


def _chooses(sign: Any) -> bool:
    return isinstance(sign, tuple) or (isinstance(sign, str) and sign[:1] in "'\"")


def _expression(node: Any) -> ast.expr | None:
    """Return what a function returns, if it does nothing else."""
    if isinstance(node, ast.Lambda):
        return node.body
    if len(node.body) == 1 and isinstance(node.body[0], ast.Return):
        return node.body[0].value
    return None


def _written(
    made: Specialiser,
    calls: tuple[Call, ...],
    parts: list[list[ast.stmt]],
    results: list[dict[str, str]],
) -> Idiom:
    """Clean a program, name its variables, and lay it out."""
    refused = any(call.refused for call in calls)
    body = merge(parts, made.variables, results)
    held = {name for each in results for name in each.values()}
    cleaner = Cleaner(made.helpers, body, made.variables, held, refused)
    cleaner.clean()
    helpers, body = cleaner.helpers, cleaner.body
    used = names_in([*helpers, *body])
    imports = {name: line for name, line in made.imports.items() if used[name]}
    wanted: dict[str, str] = {}
    for each in results:
        for field, variable in each.items():
            if variable not in wanted:
                wanted[variable] = _free(field, {*wanted.values(), *imports})
    names = Namer([*helpers, *body], made.variables, wanted, set(imports)).name()
    body = [each for each in body if not _is_idle(each)]
    found = tuple({field: names[variable] for field, variable in each.items()} for each in results)
    lines = sorted(set(imports.values()), key=_import_rank)
    text = "\n".join(lines)
    for group in _groups(helpers, body):
        gap = (
            "\n\n\n" if isinstance(group[0], ast.FunctionDef) or _after(group, helpers) else "\n\n"
        )
        text += (gap if text else "") + "\n".join(block(group))
    return Idiom(*unmarked(text + "\n"), found)


def _is_idle(statement: ast.stmt) -> bool:
    """Take out assignments to the same name; return whether this is one."""
    for part in blocks_of(statement):
        part[:] = [each for each in part if not _is_idle(each)] or [ast.Pass()]
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Name):
        return False
    target = statement.targets[0]
    return isinstance(target, ast.Name) and target.id == statement.value.id


def _groups(helpers: list[ast.stmt], body: list[ast.stmt]) -> list[list[ast.stmt]]:
    return [group for group in (helpers, body) if group]


def _after(group: list[ast.stmt], helpers: list[ast.stmt]) -> bool:
    return group is not helpers and bool(helpers) and isinstance(helpers[-1], ast.FunctionDef)


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _import_rank(line: str) -> tuple[bool, bool, str]:
    top = line.split()[1].partition(".")[0]
    return (top not in sys.stdlib_module_names, line.startswith("from"), line)
