"""What the specialiser has written so far, and what is known before the program runs."""

from __future__ import annotations

import ast
import operator
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lib.idiom.sources import source
from lib.idiom.values import (
    SAFE,
    Cls,
    Env,
    Fun,
    Glob,
    Lazy,
    Map,
    Rec,
    Refuse,
    Seq,
    Unknown,
    Variable,
    is_marked,
    literal,
)

OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda one, other: one is other,
    ast.IsNot: lambda one, other: one is not other,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}


class State:
    """The state of one pass; the other parts of the specialiser stand on it."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The parts call each other: what one of them lacks, another has."""

    def __init__(self, kept: dict[Any, frozenset[str]], whole: frozenset[Any]) -> None:
        """Begin a program.

        Args:
            kept: the functions that stay, by their place, and the parameters each loses.
            whole: the assignments whose list stays one variable, by their place.
        """
        self.kept, self.whole = dict(kept), whole
        self.lifted: Counter[Any] = Counter()
        self.made: set[Any] = set()
        self.out: list[ast.stmt] = []
        self.helpers: list[ast.stmt] = []
        self.variables: dict[str, Variable] = {}
        self.imports: dict[str, str] = {}
        self.hoisting = True
        self.events: list[Any] = []
        self.stack: list[Any] = []
        self.defined: dict[Any, Any] = {}
        self.globals: dict[Any, Any] = {}
        self.resolved: dict[Glob, Any] = {}
        self.returns: list[Any] | None = None
        self.branching = 0
        self.place: Any = None

    # ------------------------------------------------------------------ variables

    def variable(self, hint: str, *, mutable: bool = False, passing: bool = False) -> str:
        """Return the name of a new variable; names for people are chosen at the end."""
        name = f"{hint}${len(self.variables)}"
        self.variables[name] = Variable(hint, mutable, passing)
        return name

    def emit(self, statement: ast.stmt) -> None:
        """Write down a statement, where statements can stand."""
        if not self.hoisting:
            raise Refuse
        self.out.append(statement)

    def assign(self, hint: str, value: Any, *, passing: bool = False) -> ast.Name:
        """Write down an assignment to a new variable."""
        lifted = self.lift(value)
        name = self.variable(hint, passing=passing)
        self.variables[name].weak = passing or hint == "value"
        self.emit(ast.Assign([ast.Name(name, ast.Store())], lifted, lineno=0))
        return ast.Name(name, ast.Load())

    def is_stable(self, value: Any) -> bool:
        """Whether a value may stand in several places, whatever is assigned meanwhile."""
        if isinstance(value, ast.Name):
            return value.id not in self.variables or not self.variables[value.id].mutable
        if isinstance(value, (Seq, Rec)):
            return all(map(self.is_stable, value.parts))
        if isinstance(value, ast.Attribute):
            return isinstance(value.value, (ast.Name, ast.Attribute)) and self._is_import(value)
        if isinstance(value, ast.UnaryOp):
            return isinstance(value.operand, ast.Constant)
        return not isinstance(value, ast.expr) or isinstance(value, ast.Constant)

    def _is_import(self, value: ast.expr) -> bool:
        while isinstance(value, ast.Attribute):
            value = value.value
        return isinstance(value, ast.Name) and value.id in self.imports

    def lifted_whole(self) -> set[Any]:
        """Return the lists that the program needs as one value, by where they are assigned."""
        return {place for place, n in self.lifted.items() if n > 1 or place in self.made}

    @contextmanager
    def at_top(self) -> Iterator[None]:
        """What a module computes stands before the program itself."""
        saved = self.out, self.hoisting, self.returns, self.branching
        self.out, self.hoisting, self.returns, self.branching = self.helpers, True, None, 0
        try:
            yield
        finally:
            self.out, self.hoisting, self.returns, self.branching = saved

    @contextmanager
    def still(self) -> Iterator[None]:
        """Inside an expression that may run never or often, no statement can be put before."""
        before, self.hoisting = self.hoisting, False
        try:
            yield
        finally:
            self.hoisting = before

    # ------------------------------------------------------------------- the known

    def known(self, value: Any) -> Any:
        """Return the Python value, or raise ``Unknown``."""
        if isinstance(value, ast.Constant):
            return value.value
        if isinstance(value, Glob):
            return self.known(self.resolve(value))
        if isinstance(value, Seq):
            kind = tuple if value.kind is ast.Tuple else list
            return kind(map(self.known, value.parts))
        if isinstance(value, Lazy):
            with self.still():
                try:
                    return list(map(self.known, value.parts()))
                except Refuse:
                    raise Unknown from None
        if isinstance(value, Map):
            return {key: self.known(value.get(key)) for key in value.entries}
        if isinstance(value, ast.UnaryOp):
            return OPERATORS[type(value.op)](self.known(value.operand))
        if isinstance(value, ast.BinOp) and type(value.op) in OPERATORS:
            return self.computed(value.op, self.known(value.left), self.known(value.right))
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and not value.keywords:
            if value.func.id in SAFE and value.func.id not in self.imports:
                return SAFE[value.func.id](*map(self.known, value.args))
        if isinstance(value, (ast.List, ast.Tuple)):
            items = [self.known(each) for each in value.elts]
            return tuple(items) if isinstance(value, ast.Tuple) else items
        raise Unknown

    @staticmethod
    def computed(op: ast.AST, *values: Any) -> Any:
        try:
            return OPERATORS[type(op)](*values)
        except (ArithmeticError, TypeError, ValueError, KeyError, IndexError):
            raise Unknown from None

    def is_from_reader(self, *values: Any) -> bool:
        """Whether a literal of the call's values is among these."""
        for value in values:
            if isinstance(value, Seq):
                if self.is_from_reader(*value.parts):
                    return True
            elif isinstance(value, ast.AST) and any(map(is_marked, ast.walk(value))):
                return True
        return False

    def truth(self, value: Any) -> bool:
        """Return whether a value is true, or raise ``Unknown``."""
        if isinstance(value, (Fun, Cls)):
            return True
        if isinstance(value, (Seq, Rec)):
            return bool(value.parts)
        return bool(self.known(value))

    def resolve(self, value: Any) -> Any:
        """Return the value of a constant of a module."""
        if not isinstance(value, Glob):
            return value
        if value not in self.resolved:
            node = source(value.module).definitions[value.name]
            assert isinstance(node, ast.Assign)
            try:
                with self.still():
                    self.resolved[value] = self.expression(node.value, Env(value.module))
            except Refuse:
                with self.at_top():
                    self.resolved[value] = self.expression(node.value, Env(value.module))
        return self.resolve(self.resolved[value])

    def parts_of(self, value: Any) -> list[Any]:
        """Return the items of something to iterate over, or raise ``Unknown``."""
        value = self.resolve(value)
        if isinstance(value, (Seq, Rec)):
            return value.parts
        if isinstance(value, Lazy):
            return value.parts()
        if isinstance(value, Map):
            return [literal(key) for key in value.entries]
        if isinstance(value, ast.Constant) and isinstance(value.value, (list, tuple, str)):
            return [literal(each, is_marked(value)) for each in value.value]
        raise Unknown
