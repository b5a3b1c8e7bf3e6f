"""The specialiser: evaluates what is known of a program, and writes down the rest.

Expressions are in this module, calls in ``calls`` and statements in ``statements``.
"""

from __future__ import annotations

import ast
import operator
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lib.idiom.calls import Calls
from lib.idiom.sources import BUILTINS, field_names, is_record, source
from lib.idiom.statements import Statements
from lib.idiom.values import (
    SAFE,
    Cls,
    Env,
    Fun,
    Glob,
    Lazy,
    Map,
    Mod,
    Rec,
    Refuse,
    Seq,
    Unknown,
    Variable,
    constant,
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
CACHES = {"cache", "lru_cache"}


class Specialiser(Calls, Statements):
    """One pass over the calls of a demo, with what is kept as a function."""

    def __init__(self, kept: dict[Any, frozenset[str]], whole: frozenset[Any]) -> None:
        """Begin a program.

        Args:
            kept: the functions that stay, by their place, and the parameters each loses.
            whole: the assignments whose list stays one variable, by their place.
        """
        self.kept, self.whole = dict(kept), whole
        self.lifted: Counter[Any] = Counter()
        self.computed: set[Any] = set()
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
        return {place for place, n in self.lifted.items() if n > 1 or place in self.computed}

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
            return self._computed(value.op, self.known(value.left), self.known(value.right))
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and not value.keywords:
            if value.func.id in SAFE and value.func.id not in self.imports:
                return SAFE[value.func.id](*map(self.known, value.args))
        if isinstance(value, (ast.List, ast.Tuple)):
            items = [self.known(each) for each in value.elts]
            return tuple(items) if isinstance(value, ast.Tuple) else items
        raise Unknown

    @staticmethod
    def _computed(op: ast.AST, *values: Any) -> Any:
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

    # ------------------------------------------------------------------ expressions

    def expression(self, node: ast.expr, env: Env) -> Any:
        """Return the value of an expression of the source."""
        return getattr(self, f"_{type(node).__name__}", self._other)(node, env)

    def expressions(
        self, nodes: list[ast.expr], env: Env, hints: list[str] | None = None
    ) -> list[Any]:
        """Evaluate from left to right; what one of them puts before the statement comes after
        those on its left."""
        found: list[Any] = []
        for node in nodes:
            before = len(self.out)
            value = self.expression(node, env)
            if len(self.out) > before:
                pending = self.out[before:]
                del self.out[before:]
                for index, other in enumerate(found):
                    if isinstance(other, ast.expr) and _calls(other):
                        hint = hints[index] if hints and index < len(hints) else "value"
                        found[index] = self.assign(hint, other, passing=True)
                self.out += pending
            found.append(value)
        return found

    def _other(self, node: ast.expr, env: Env) -> Any:
        raise Refuse(type(node).__name__)

    def _Constant(self, node: ast.Constant, env: Env) -> Any:
        return constant(node.value)

    def _Name(self, node: ast.Name, env: Env) -> Any:
        found = env.find(node.id)
        return self.top_level(env.module, node.id) if found is None else found

    def top_level(self, module: str, name: str) -> Any:
        """Return what a name at the top level of a module stands for."""
        of = source(module)
        if name in of.definitions:
            node = of.definitions[name]
            if isinstance(node, ast.FunctionDef):
                key = ("function", module, name)
                if key not in self.globals:
                    self.globals[key] = self.function(node, Env(module))
                return self.globals[key]
            if isinstance(node, ast.ClassDef):
                return Cls(module, node, field_names(node) if is_record(node) else None)
            return Glob(module, name)
        if name in of.borrowed:
            origin, other = of.borrowed[name]
            is_module = f"{origin}.{other}"
            if other not in source(origin).definitions and other not in source(origin).borrowed:
                return Mod(is_module)
            return self.top_level(origin, other)
        if name in of.imports:
            self.imports[name] = of.imports[name]
        elif name not in BUILTINS:
            raise Refuse(name)
        return ast.Name(name, ast.Load())

    def function(self, node: ast.FunctionDef, env: Env) -> Fun:
        """Return a function; a cache around it changes nothing of what it returns."""
        made = Fun(node, env, node.name)
        for item in node.decorator_list:
            inner = item.func if isinstance(item, ast.Call) else item
            if not (isinstance(inner, ast.Name) and inner.id in CACHES):
                with self.still():
                    made.decorators.append(self.lift(self.expression(item, env)))
        return made

    def _Lambda(self, node: ast.Lambda, env: Env) -> Any:
        return Fun(node, env, "function")

    def _List(self, node: ast.List | ast.Tuple, env: Env) -> Any:
        parts: list[Any] = []
        known = True
        values = self.expressions(
            [each.value if isinstance(each, ast.Starred) else each for each in node.elts], env
        )
        for each, value in zip(node.elts, values, strict=True):
            if not isinstance(each, ast.Starred):
                parts.append(value)
                continue
            try:
                parts += self.parts_of(value)
            except Unknown:
                parts.append(ast.Starred(self.lift(value), ast.Load()))
                known = False
        if known:
            return Seq(parts, type(node))
        return type(node)([self.lift(part) for part in parts], ast.Load())

    _Tuple = _List

    def _Set(self, node: ast.Set, env: Env) -> Any:
        return ast.Set([self.lift(each) for each in self.expressions(node.elts, env)])

    def _Dict(self, node: ast.Dict, env: Env) -> Any:
        if all(isinstance(key, ast.Constant) for key in node.keys):
            quiet = (ast.Lambda, ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List)
            if env.parent is None or all(isinstance(each, quiet) for each in node.values):
                return Map(
                    {
                        key.value: self._entry(value, env)
                        for key, value in zip(node.keys, node.values, strict=True)
                        if isinstance(key, ast.Constant)
                    }
                )
        keys = [None if key is None else self.lift(self.expression(key, env)) for key in node.keys]
        return ast.Dict(keys, [self.lift(each) for each in self.expressions(node.values, env)])

    def _entry(self, node: ast.expr, env: Env) -> Callable[[], Any]:
        def made() -> Any:
            module = env
            while module.parent is not None:
                module = module.parent
            with self.still() if module.values else self.at_top():
                return self.expression(node, env)

        return made

    def _Attribute(self, node: ast.Attribute, env: Env) -> Any:
        return self.attribute(self.expression(node.value, env), node.attr)

    def attribute(self, value: Any, name: str) -> Any:
        """Return an attribute of a value."""
        if isinstance(value, Mod):
            return self.top_level(value.name, name)
        if isinstance(value, Rec) and name in (value.cls.fields or []):
            return value.parts[(value.cls.fields or []).index(name)]
        return ast.Attribute(self.lift(value), name, ast.Load())

    def _Subscript(self, node: ast.Subscript, env: Env) -> Any:
        value, index = self.expressions([node.value, node.slice], env)
        marked = self.is_from_reader(index)
        try:
            return self._entry_of(self.resolve(value), index, marked)
        except (Unknown, IndexError, KeyError, TypeError):
            return _at(ast.Subscript(self.lift(value), self.lift(index), ast.Load()), node, env)

    def _entry_of(self, whole: Any, index: Any, marked: bool) -> Any:
        if isinstance(whole, Map):
            return whole.get(self.known(index))
        if isinstance(whole, Lazy) and not whole.once:
            whole = Seq(whole.parts())
        if isinstance(index, ast.Slice):
            bounds = [
                None if each is None else self.known(each)
                for each in (index.lower, index.upper, index.step)
            ]
            place: Any = slice(*bounds)
        else:
            place = self.known(index)
        if isinstance(whole, (Seq, Rec)):
            kind = whole.kind if isinstance(whole, Seq) else ast.Tuple
            found = whole.parts[place]
            return Seq(found, kind) if isinstance(place, slice) else found
        if isinstance(whole, ast.Constant):
            return literal(whole.value[place], is_marked(whole) or marked)
        raise Unknown

    def _Slice(self, node: ast.Slice, env: Env) -> Any:
        return ast.Slice(
            *(
                None if each is None else self.lift(self.expression(each, env))
                for each in (node.lower, node.upper, node.step)
            )
        )

    def _Starred(self, node: ast.Starred, env: Env) -> Any:
        return ast.Starred(self.lift(self.expression(node.value, env)), ast.Load())

    def _UnaryOp(self, node: ast.UnaryOp, env: Env) -> Any:
        value = self.expression(node.operand, env)
        try:
            if isinstance(node.op, ast.Not):
                return constant(not self.truth(value))
            if isinstance(value, ast.Constant):
                return literal(self._computed(node.op, value.value), is_marked(value))
        except Unknown:
            pass
        return ast.UnaryOp(node.op, self.lift(value))

    def _BinOp(self, node: ast.BinOp, env: Env) -> Any:
        pair = self.expressions([node.left, node.right], env)
        if all(isinstance(each, (ast.Constant, Seq)) for each in pair):
            try:
                found = self._computed(node.op, *map(self.known, pair))
                if type(found) not in (float, complex):
                    return literal(found, self.is_from_reader(*pair))
            except Unknown:
                pass
        left, right = map(self.lift, pair)
        return _at(ast.BinOp(left, node.op, right), node, env)

    def _Compare(self, node: ast.Compare, env: Env) -> Any:
        values = self.expressions([node.left, *node.comparators], env)
        try:
            return constant(self._compared(node.ops, values))
        except Unknown:
            first, *rest = map(self.lift, values)
            return _at(ast.Compare(first, node.ops, rest), node, env)

    def _compared(self, ops: list[ast.cmpop], values: list[Any]) -> bool:
        if isinstance(ops[0], (ast.Is, ast.IsNot)) and isinstance(values[0], (Fun, Seq, Rec, Map)):
            return isinstance(ops[0], ast.IsNot)
        if isinstance(ops[0], (ast.In, ast.NotIn)):
            whole = self.resolve(values[1])
            if isinstance(whole, Map):
                inside = self.known(values[0]) in whole.entries
                return inside is isinstance(ops[0], ast.In)
        found = list(map(self.known, values))
        pairs = zip(ops, found, found[1:], strict=False)
        return all(self._computed(op, one, other) for op, one, other in pairs)

    def _BoolOp(self, node: ast.BoolOp, env: Env) -> Any:
        rest: list[Any] = []
        for number, each in enumerate(node.values):
            with self.still() if number else _nothing():
                value = self.expression(each, env)
            try:
                decided = self.truth(value) is isinstance(node.op, ast.Or)
            except Unknown:
                rest.append(value)
                continue
            if decided or number == len(node.values) - 1:
                rest.append(value)
                break
        if len(rest) == 1:
            return rest[0]
        return ast.BoolOp(node.op, [self.lift(value) for value in rest])

    def _IfExp(self, node: ast.IfExp, env: Env) -> Any:
        test = self.expression(node.test, env)
        try:
            return self.expression(node.body if self.truth(test) else node.orelse, env)
        except Unknown:
            with self.still():
                body, other = self.expression(node.body, env), self.expression(node.orelse, env)
            return ast.IfExp(self.lift(test), self.lift(body), self.lift(other))

    def _JoinedStr(self, node: ast.JoinedStr, env: Env) -> Any:
        parts: list[Any] = []
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                value = self.expression(each.value, env)
                try:
                    plain = self.known(value)
                    spec = each.format_spec
                    wide = self.known(self._JoinedStr(spec, env)) if spec else ""  # type: ignore[arg-type]
                    parts.append(constant(format(plain, wide), self.is_from_reader(value)))
                except Unknown:
                    parts.append(
                        ast.FormattedValue(self.lift(value), each.conversion, each.format_spec)
                    )
            else:
                parts.append(each)
        if all(isinstance(part, ast.Constant) for part in parts):
            return constant("".join(part.value for part in parts), self.is_from_reader(*parts))
        return ast.JoinedStr([constant(p.value) if is_marked(p) else p for p in parts])

    # --------------------------------------------------------------- comprehensions

    def _ListComp(self, node: Any, env: Env) -> Any:
        inner = Env(env.module, env)
        first = node.generators[0]
        values = self.expression(first.iter, env)

        def parts() -> list[Any]:
            return list(self._unrolled(node, node.generators, inner, values))

        def written() -> ast.expr:
            return self._written(node, env, values)

        single = len(node.generators) == 1 and not first.ifs
        lazy = Lazy(parts, written, isinstance(node, ast.GeneratorExp), values if single else None)
        if isinstance(node, ast.ListComp):
            try:
                found = self.known(lazy)
                if len(repr(found)) <= 60:
                    return literal(found, self.is_from_reader(values))
            except (Unknown, Refuse):
                pass
        return lazy

    _GeneratorExp = _SetComp = _ListComp

    def _DictComp(self, node: ast.DictComp, env: Env) -> Any:
        first = node.generators[0]
        values = self.expression(first.iter, env)
        try:
            entries = {}
            for item in self.parts_of(values):
                inner = Env(env.module, env)
                self.unpack(first.target, item, inner)
                with self.still():
                    key = self.known(self.expression(node.key, inner))
                entries[key] = self._entry(node.value, inner)
            return Map(entries)
        except Unknown:
            return self._written(node, env, values)

    def _unrolled(self, node: Any, generators: list[Any], env: Env, values: Any) -> Iterator[Any]:
        head, *rest = generators
        for item in self.parts_of(values):
            inner = Env(env.module, env)
            self.unpack(head.target, item, inner)
            if all(self.truth(self.expression(test, inner)) for test in head.ifs):
                if rest:
                    following = self.expression(rest[0].iter, inner)
                    yield from self._unrolled(node, rest, inner, following)
                else:
                    yield self.expression(node.elt, inner)

    def _written(self, node: Any, env: Env, values: Any) -> ast.expr:
        """Write a comprehension as it stands, with what is known inside."""
        inner, generators = Env(env.module, env), []
        for number, each in enumerate(node.generators):
            with self.still():
                given = values if not number else self.expression(each.iter, inner)
                target = self.target(each.target, inner)
                tests = [self.lift(self.expression(test, inner)) for test in each.ifs]
            generators.append(ast.comprehension(target, self.lift(given), tests, 0))
        with self.still():
            if isinstance(node, ast.DictComp):
                key = self.lift(self.expression(node.key, inner))
                value = self.lift(self.expression(node.value, inner))
                return ast.DictComp(key, value, generators)
            made = type(node)(self.lift(self.expression(node.elt, inner)), generators)
            return _at(made, node, env)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _calls(node: ast.expr) -> bool:
    return any(isinstance(each, ast.Call) for each in ast.walk(node))


def _at(made: Any, node: ast.AST, env: Env) -> Any:
    """Remember where in the source an expression comes from."""
    made.place = (env.module, node.lineno, node.col_offset)  # type: ignore[attr-defined]
    return made
