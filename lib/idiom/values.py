"""What the specialiser knows of a value before the program runs.

A value is an expression of the program that will run (``ast.expr``), or one of the classes below,
which know more: which function, which entries, which fields. A literal that came from a call's
values is an ``ast.Constant`` whose ``kind`` is ``MARK``; it may hold a whole list.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MARK = "reader"
"""The kind of a constant that came from a call's values."""


class Unknown(Exception):
    """Nothing is known of a value before the program runs."""


class Refuse(Exception):
    """A function cannot be put in the place of its call."""


class Env:
    """The values of the names of one function, above those of the function around it."""

    __slots__ = ("values", "parent", "module", "mutated", "pinned", "node")

    def __init__(
        self, module: str, parent: Env | None = None, mutated: frozenset[str] = frozenset()
    ) -> None:
        self.values: dict[str, Any] = {}
        self.parent = parent
        self.module = module
        self.mutated = mutated
        self.pinned: dict[str, str] = {}
        self.node: ast.AST | None = None

    def find(self, name: str) -> Any:
        """Return what a name stands for, or None if it is not local."""
        env: Env | None = self
        while env is not None:
            if name in env.values:
                return env.values[name]
            env = env.parent
        return None


@dataclass(eq=False)
class Fun:
    """A function or a lambda of the source, with what it sees around it."""

    node: ast.FunctionDef | ast.Lambda
    env: Env
    name: str
    decorators: list[ast.expr] = field(default_factory=list)
    slot: ast.stmt | None = None

    @property
    def key(self) -> tuple[str, int, int]:
        """Where it stands in the source."""
        return self.env.module, self.node.lineno, self.node.col_offset

    @property
    def body(self) -> ast.AST:
        """What its parameters are used in."""
        return self.node


@dataclass(eq=False)
class Cls:
    """A class; ``fields`` are those of a named tuple."""

    module: str
    node: ast.ClassDef
    fields: list[str] | None


@dataclass(eq=False)
class Rec:
    """A named tuple whose fields are known."""

    cls: Cls
    parts: list[Any]
    origin: Any = None


@dataclass(eq=False)
class Seq:
    """A list or a tuple whose length is known."""

    parts: list[Any]
    kind: type[ast.List] | type[ast.Tuple] = ast.List
    origin: Any = None


@dataclass(eq=False)
class Map:
    """A table whose keys are known; an entry is made when it is asked for."""

    entries: dict[Any, Callable[[], Any]]
    made: dict[Any, Any] = field(default_factory=dict)

    def get(self, key: Any) -> Any:
        """Return an entry."""
        if key not in self.entries:
            raise Unknown
        if key not in self.made:
            found = self.made[key] = self.entries[key]()
            if isinstance(found, Fun) and found.name == "function" and str(key).isidentifier():
                found.name = key
        return self.made[key]


def table(values: dict[str, Any]) -> Map:
    """Return a table of values that have been made."""
    return Map(dict.fromkeys(values, list), dict(values))


@dataclass(frozen=True)
class Glob:
    """A constant of a module, by its name."""

    module: str
    name: str


@dataclass(frozen=True)
class Mod:
    """A module of the project."""

    name: str


def constant(value: Any, marked: bool = False) -> ast.Constant:
    """Return a literal."""
    return ast.Constant(value, kind=MARK if marked else None)


def is_marked(node: ast.AST) -> bool:
    """Whether a literal came from a call's values."""
    return isinstance(node, ast.Constant) and node.kind == MARK


def is_atom(value: Any) -> bool:
    """Whether a value may stand in several places, and be computed in each."""
    if isinstance(value, ast.Attribute):
        return is_atom(value.value) and not _is_variable(value.value)
    if isinstance(value, ast.UnaryOp):
        return isinstance(value.operand, ast.Constant)
    if isinstance(value, (Seq, Rec)):
        return all(map(is_atom, value.parts))
    return not isinstance(value, ast.expr) or isinstance(value, (ast.Name, ast.Constant))


def _is_variable(value: Any) -> bool:
    return isinstance(value, ast.Name) and "$" in value.id


SAFE: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(abs, all, any, bool, dict, divmod, enumerate, float, int, len, list, max, min, range),
        *(reversed, round, set, sorted, str, sum, tuple, zip),
    )
}
"""Functions of Python that may be called before the program runs."""
SAFE_METHODS = {"index", "count", "split", "strip", "join", "startswith", "endswith", "lower"}
SAFE_METHODS |= {"upper", "replace", "format", "get", "keys", "values", "items", "partition"}


@dataclass(eq=False)
class Lazy:
    """What a comprehension, ``zip`` or ``range`` gives: part by part, or as it is written."""

    parts: Callable[[], list[Any]]
    written: Callable[[], ast.expr]
    once: bool = True
    items: Any = None

    def count(self, specialiser: Any) -> int:
        """Return how many parts there are, without making them; 0 if that is not known."""
        if self.items is None:
            return 0
        if isinstance(self.items, Lazy):
            return self.items.count(specialiser)
        return len(specialiser.parts_of(self.items))


@dataclass
class Variable:
    """A variable of the program: the name it would like, and what may be done with it."""

    hint: str
    mutable: bool = False
    passing: bool = False
    weak: bool = False


def literal(value: Any, marked: bool = False) -> Any:
    """Return a plain Python value as one of the values above."""
    if isinstance(value, (set, frozenset, range)) or type(value).__name__.startswith("dict_"):
        value = list(value)
    if type(value) in (list, tuple):
        if marked:
            for each in value:
                literal(each, True)
            return constant(value, True)
        kind = ast.List if type(value) is list else ast.Tuple
        return Seq([literal(each) for each in value], kind)
    if value is None or type(value) in (bool, int, float, str):
        return constant(value, marked)
    raise Unknown
