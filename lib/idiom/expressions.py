"""Expressions: what is known is computed, the rest is written down."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from lib.idiom.sources import BUILTINS, field_names, is_record, source
from lib.idiom.state import State
from lib.idiom.values import (
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
    constant,
    is_marked,
    literal,
)

CACHES = {"cache", "lru_cache"}


class Expressions(State):
    """The part of the specialiser that evaluates expressions."""

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
            return at_place(
                ast.Subscript(self.lift(value), self.lift(index), ast.Load()), node, env
            )

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
        if isinstance(whole, ast.Constant) and isinstance(whole.value, (str, list, tuple)):
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
                return literal(self.computed(node.op, value.value), is_marked(value))
        except Unknown:
            pass
        return ast.UnaryOp(node.op, self.lift(value))

    def _BinOp(self, node: ast.BinOp, env: Env) -> Any:
        pair = self.expressions([node.left, node.right], env)
        if all(isinstance(each, (ast.Constant, Seq)) for each in pair):
            try:
                found = self.computed(node.op, *map(self.known, pair))
                if type(found) not in (float, complex):
                    return literal(found, self.is_from_reader(*pair))
            except Unknown:
                pass
        left, right = map(self.lift, pair)
        return at_place(ast.BinOp(left, node.op, right), node, env)

    def _Compare(self, node: ast.Compare, env: Env) -> Any:
        values = self.expressions([node.left, *node.comparators], env)
        try:
            return constant(self._compared(node.ops, values))
        except Unknown:
            first, *rest = map(self.lift, values)
            return at_place(ast.Compare(first, node.ops, rest), node, env)

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
        return all(self.computed(op, one, other) for op, one, other in pairs)

    def _BoolOp(self, node: ast.BoolOp, env: Env) -> Any:
        rest: list[Any] = []
        for number, each in enumerate(node.values):
            with self.still() if number else nullcontext():
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


def _calls(node: ast.expr) -> bool:
    return any(isinstance(each, ast.Call) for each in ast.walk(node))


def at_place(made: Any, node: ast.AST, env: Env) -> Any:
    """Remember where in the source an expression comes from."""
    made.place = (env.module, node.lineno, node.col_offset)  # type: ignore[attr-defined]
    return made
