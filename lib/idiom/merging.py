"""Calls of one demo share what they compute alike."""

from __future__ import annotations

import ast

from lib.idiom.cleaning import has_effects, names_in
from lib.idiom.layout import block
from lib.idiom.oneline import flat
from lib.idiom.values import Variable


def merge(
    parts: list[list[ast.stmt]], variables: dict[str, Variable], results: list[dict[str, str]]
) -> list[ast.stmt]:
    """Join the statements of several calls; what an earlier call has computed is not repeated.

    Args:
        parts: the statements of each call.
        variables: of the program; what is changed in place is never shared.
        results: field -> variable for each call, changed where a variable is shared.
    """
    if len(parts) == 1:
        return parts[0]
    seen: dict[str, str] = {}
    body: list[ast.stmt] = []
    for number, statements in enumerate(parts):
        same: dict[str, str] = {}
        found: dict[str, str] = {}
        for each in statements:
            for node in ast.walk(each):
                if isinstance(node, ast.Name) and node.id in same:
                    node.id = same[node.id]
            target, text = _defined(each, variables)
            if target is not None and text in seen:
                same[target] = seen[text]
                continue
            if target is not None:
                found[text] = target
            body.append(each)
        seen = {**found, **seen}
        results[number] = {key: same.get(name, name) for key, name in results[number].items()}
    return body


def _defined(statement: ast.stmt, variables: dict[str, Variable]) -> tuple[str | None, str]:
    """Return the variable that a statement defines for good, and what it is defined as."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0].id
        stable = not any(
            each in variables and variables[each].mutable
            for each in [name, *names_in([statement.value])]
        )
        if stable and not has_effects(statement.value, True):
            return name, flat(statement.value)
    if isinstance(statement, ast.FunctionDef):
        text = "\n".join(block([statement]))
        return statement.name, text.replace(statement.name, "")
    return None, ""
