"""The modules that an idiom is made from, parsed once: what each defines, imports and borrows."""

from __future__ import annotations

import ast
import builtins
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

MUTATORS = {"append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update"}
"""Methods that change a Python object in place: the variable that holds it must stay."""
BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class Source:
    """The top level of a module."""

    name: str
    definitions: dict[str, ast.stmt] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    borrowed: dict[str, tuple[str, str]] = field(default_factory=dict)


@lru_cache(maxsize=256)
def source(module: str) -> Source:
    """Parse a module that has been imported; docstrings and annotations are left out."""
    path = sys.modules[module].__file__
    assert path is not None
    with open(path, encoding="utf-8") as file:
        tree = _Bare().visit(ast.parse(file.read()))
    found = Source(module)
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                suffix = f" as {alias.asname}" if alias.asname else ""
                found.imports[name] = f"import {alias.name}{suffix}"
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            for alias in node.names:
                name = alias.asname or alias.name
                if (node.module or "").startswith("lib."):
                    found.borrowed[name] = (node.module or "", alias.name)
                else:
                    suffix = f" as {alias.asname}" if alias.asname else ""
                    found.imports[name] = f"from {node.module} import {alias.name}{suffix}"
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.definitions[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                _take(found, target, node.value)
    return found


def _take(found: Source, target: ast.expr, value: ast.expr) -> None:
    """Note what an assignment at the top level defines, one name after the other."""
    if isinstance(target, ast.Name):
        found.definitions[target.id] = ast.Assign([target], value, lineno=value.lineno)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for index, part in enumerate(target.elts):
            item: ast.expr
            if isinstance(value, (ast.Tuple, ast.List)):
                item = value.elts[index]
            else:
                item = ast.Subscript(value, ast.Constant(index), ast.Load())
                item.lineno = value.lineno
            _take(found, part, item)


class _Bare(ast.NodeTransformer):
    """Takes away what does not run: docstrings, and annotations of functions and variables."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        spec = node.args
        for each in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg]:
            if each is not None:
                each.annotation = None
        node.body = [item for item in node.body if not _is_text(item)] or [ast.Pass()]
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return node
        return ast.copy_location(ast.Assign([node.target], self.visit(node.value)), node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return node


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def field_names(node: ast.ClassDef) -> list[str]:
    """Return the fields of a named tuple."""
    return [
        item.target.id
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    ]


def is_record(node: ast.AST) -> bool:
    """Whether this is the class of a named tuple."""
    return isinstance(node, ast.ClassDef) and any(
        isinstance(base, ast.Name) and base.id == "NamedTuple" for base in node.bases
    )


_facts: dict[tuple[str, int], tuple[ast.AST, Any]] = {}


def _remembered(kind: str, node: ast.AST, compute: Any) -> Any:
    """Compute a fact about a node of a parsed module once."""
    key = (kind, id(node))
    if key not in _facts or _facts[key][0] is not node:
        _facts[key] = (node, compute(node))
    return _facts[key][1]


def assigned(*body: ast.stmt) -> frozenset[str]:
    """Return the names that statements assign, but not those of the functions inside."""
    found: frozenset[str] = frozenset()
    for node in body:
        found |= _remembered("assigned", node, _assigned)
    return found


def _assigned(node: ast.AST) -> frozenset[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return frozenset([node.name])
    if isinstance(node, (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
        return frozenset()
    if isinstance(node, ast.Name):
        return frozenset([node.id]) if isinstance(node.ctx, ast.Store) else frozenset()
    return frozenset().union(*map(_assigned, ast.iter_child_nodes(node)))


def mutated(function: ast.AST) -> frozenset[str]:
    """Return the names whose object a function changes in place: each keeps its own variable."""
    return _remembered("mutated", function, _mutated)


def _mutated(function: ast.AST) -> frozenset[str]:
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        target: Any = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func.value if node.func.attr in MUTATORS else None
        elif isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            target = node.value  # what holds the item or the attribute
        while isinstance(target, (ast.Subscript, ast.Attribute)):
            target = target.value
        if isinstance(target, ast.Name):
            found.add(target.id)
    return frozenset(found)


def uses(body: ast.AST, name: str) -> int:
    """Count the uses of a name; one inside a function or a comprehension counts twice."""
    counted: dict[str, int] = _remembered("uses", body, _uses)
    return counted.get(name, 0)


def _uses(body: ast.AST) -> dict[str, int]:
    counted: dict[str, int] = {}

    def count(node: ast.AST, by: int) -> None:
        if isinstance(node, ast.Name):
            counted[node.id] = counted.get(node.id, 0) + by
            return
        inner = isinstance(
            node,
            (ast.Lambda, ast.FunctionDef, ast.ListComp, ast.GeneratorExp, ast.SetComp)
            + (ast.DictComp, ast.For, ast.While),
        )
        for child in ast.iter_child_nodes(node):
            count(child, 2 if inner else by)

    count(body.body if isinstance(body, ast.Lambda) else body, 1)
    return counted


def fleeting(loop: ast.For, function: ast.AST | None) -> frozenset[str]:
    """Return the names that a loop assigns anew in each turn, and that nobody reads outside."""
    if function is None:
        return frozenset()
    first: dict[str, bool] = {}
    for statement in loop.body:
        _mentions(statement, first, True)
    inside, everywhere = _loads(loop), _loads(function)
    return frozenset(
        name for name, anew in first.items() if anew and inside[name] == everywhere[name]
    )


def _mentions(node: ast.AST, first: dict[str, bool], always: bool) -> None:
    """Note whether each name is first assigned, for certain, or first read."""
    if isinstance(node, ast.Assign):
        for part in (node.value, *node.targets):
            _mentions(part, first, always)
    elif isinstance(node, ast.With):
        for part in (*node.items, *node.body):  # type: ignore[assignment]
            _mentions(part, first, always)
    elif isinstance(node, ast.withitem):
        _mentions(node.context_expr, first, always)
        if node.optional_vars is not None:
            _mentions(node.optional_vars, first, always)
    elif isinstance(node, ast.Name):
        first.setdefault(node.id, always and isinstance(node.ctx, ast.Store))
    elif isinstance(node, (ast.Tuple, ast.List, ast.Starred)):
        for child in ast.iter_child_nodes(node):
            _mentions(child, first, always)
    else:
        for child in ast.walk(node):
            if isinstance(child, ast.Name):
                first.setdefault(child.id, False)


def _loads(node: ast.AST) -> Counter[str]:
    return _remembered("loads", node, _count_loads)


def _count_loads(node: ast.AST) -> Counter[str]:
    return Counter(each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def length(node: ast.AST) -> int:
    """Return how many characters an expression of the source takes."""
    return _remembered("length", node, lambda node: len(ast.unparse(node)))
