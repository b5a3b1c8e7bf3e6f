"""Functions that stay functions, and everything else that is written as an expression."""

from __future__ import annotations

import ast
from typing import Any

from lib.idiom.sources import mutated
from lib.idiom.state import State
from lib.idiom.values import (
    Cls,
    Env,
    Fun,
    Glob,
    Lazy,
    Map,
    Rec,
    Refuse,
    Seq,
    constant,
)


class Slot(ast.Pass):
    """Where a local function stands, once it is needed as one."""

    filled: ast.stmt | None = None


class Functions(State):
    """The part of the specialiser that writes functions."""

    def define(self, fun: Fun, given: dict[str, Any], *, called: bool) -> tuple[str, Any]:
        """Write a function that stays; return its name and the shape of what it returns.

        Args:
            fun: the function.
            given: the values of the parameters that it loses.
            called: the source calls it: then a named tuple is returned as its items.
        """
        local = fun.env.parent is not None or fun.env.values
        signature = tuple(sorted((name, repr(self._signature(v))) for name, v in given.items()))
        key = (fun.key, id(fun.env) if local else 0, called, signature, len(fun.decorators))
        if key in self.defined:
            return self.defined[key]
        name = self.variable(fun.name)
        self.defined[key] = (name, None)
        node, env = fun.node, Env(fun.env.module, fun.env, mutated(fun.node))
        env.node = node
        env.values.update(given)
        saved = self.out, self.hoisting, self.returns, self.branching
        self.out, self.hoisting, self.returns, self.branching = [], True, [], 0
        returns, stack, self.stack = self.returns, self.stack, [fun.key]
        try:
            arguments = self.parameters(node.args, env, set(given), fun.env, called=called)
            if isinstance(node, ast.Lambda):
                self.give_back(self.expression(node.body, env))
            else:
                self.block(node.body, env)
            shapes = [self._shape(value) if called else None for _, value in returns]
            shape = shapes[0] if shapes and all(each == shapes[0] for each in shapes) else None
            for statement, value in returns:
                statement.value = self._flat(value) if shape else self.lift(value)
            body = self.out or [ast.Pass()]
        finally:
            self.out, self.hoisting, self.returns, self.branching = saved
            self.stack = stack
        made = ast.FunctionDef(name, arguments, body, fun.decorators, lineno=0)
        if any(each is fun.slot for each in self.helpers):
            self.helpers[:] = [each for each in self.helpers if each is not fun.slot]
            self.helpers.append(made)
        elif fun.slot is not None:
            fun.slot.filled = made  # type: ignore[attr-defined]
        elif local and not isinstance(node, ast.Lambda):
            self.emit(made)
        elif local:
            self.emit(made)
        else:
            self.helpers.append(made)
        self.defined[key] = (name, shape)
        return name, shape

    def parameters(
        self, spec: ast.arguments, env: Env, without: set[str], outer: Env, *, called: bool
    ) -> ast.arguments:
        """Return parameters as variables, but those that are given."""

        def argument(each: Any) -> Any:
            if each is None:
                return None
            name = self.variable(each.arg)
            env.values[each.arg] = ast.Name(name, ast.Load())
            if each.arg in env.mutated:
                self.variables[name].mutable = True
                env.pinned[each.arg] = name
            return ast.arg(name)

        with self.still():
            defaults = (
                [] if called else [self.lift(self.expression(e, outer)) for e in spec.defaults]
            )
        positional = [*spec.posonlyargs, *spec.args]
        places = [index for index, each in enumerate(positional) if each.arg not in without]
        kept = [argument(positional[index]) for index in places]
        vararg, keyword = argument(spec.vararg), argument(spec.kwarg)
        names = [argument(each) for each in spec.kwonlyargs if each.arg not in without]
        return ast.arguments([], kept, vararg, names, [None] * len(names), keyword, defaults)

    def _shape(self, value: Any) -> Any:
        if isinstance(value, Rec):
            return ("record", value.cls.node, value.cls, tuple(map(self._shape, value.parts)))
        if isinstance(value, Seq) and value.kind is ast.Tuple and value.origin is None:
            return ("tuple", len(value.parts), None, tuple(map(self._shape, value.parts)))
        return None

    def _flat(self, value: Any) -> ast.expr:
        def leaves(value: Any) -> list[ast.expr]:
            if self._shape(value) is None:
                return [self.lift(value)]
            return [leaf for part in value.parts for leaf in leaves(part)]

        return ast.Tuple(leaves(value), ast.Load())

    def lift(self, value: Any) -> ast.expr:
        """Write a value as an expression of the program."""
        if isinstance(value, ast.expr):
            return value
        if isinstance(value, ast.Slice):
            return value
        if isinstance(value, Seq):
            if value.origin is not None:
                self.lifted[value.origin] += 1
            return value.kind([self.lift(part) for part in value.parts], ast.Load())
        if isinstance(value, Lazy):
            return value.written()
        if isinstance(value, Rec):
            if value.origin is not None:
                self.lifted[value.origin] += 1
            return ast.Call(self.lift(value.cls), [self.lift(part) for part in value.parts], [])
        if isinstance(value, Map):
            keys: list[ast.expr | None] = [constant(key) for key in value.entries]
            return ast.Dict(keys, [self.lift(value.get(key)) for key in value.entries])
        if isinstance(value, Fun):
            return self._written_function(value)
        if isinstance(value, Glob):
            return self._written_global(value)
        if isinstance(value, Cls):
            return self._written_class(value)
        raise Refuse

    def _written_function(self, fun: Fun) -> ast.expr:
        if not isinstance(fun.node, ast.Lambda):
            return ast.Name(self.define(fun, {}, called=bool(fun.decorators))[0], ast.Load())
        env = Env(fun.env.module, fun.env, frozenset())
        returns, self.returns = self.returns, None
        with self.still():
            arguments = self.parameters(fun.node.args, env, set(), fun.env, called=False)
            body = self.lift(self.expression(fun.node.body, env))
        self.returns = returns
        return ast.Lambda(arguments, body)

    def _written_global(self, value: Glob) -> ast.expr:
        if value not in self.globals:
            name = self.variable(value.name)
            self.globals[value] = name
            saved = self.out, self.hoisting
            self.out, self.hoisting = [], False
            try:
                lifted = self.lift(self.resolve(value))
            finally:
                self.out, self.hoisting = saved
            target = ast.Name(name, ast.Store())
            self.helpers.append(ast.Assign([target], lifted, lineno=0))
        return ast.Name(self.globals[value], ast.Load())

    def _written_class(self, value: Cls) -> ast.expr:
        key = (value.module, value.node.name)
        if key not in self.globals:
            if value.fields is None:
                raise Refuse
            name = self.variable(value.node.name)
            self.globals[key] = name
            self.imports["namedtuple"] = "from collections import namedtuple"
            fields: ast.expr = constant(" ".join(value.fields))
            call = ast.Call(
                ast.Name("namedtuple", ast.Load()), [constant(value.node.name), fields], []
            )
            self.helpers.append(ast.Assign([ast.Name(name, ast.Store())], call, lineno=0))
        return ast.Name(self.globals[key], ast.Load())


def hints_of(shape: Any) -> list[str]:
    """Return a name for each leaf of what a function returns."""
    kind, _, cls, parts = shape
    names = cls.fields if kind == "record" else [f"part_{i}" for i in range(len(parts))]
    found: list[str] = []
    for name, part in zip(names, parts, strict=True):
        found += [name] if part is None else hints_of(part)
    return found


def rebuilt(shape: Any, leaves: Any) -> Any:
    kind, _, cls, parts = shape
    made = [next(leaves) if part is None else rebuilt(part, leaves) for part in parts]
    return Rec(cls, made) if kind == "record" else Seq(made, ast.Tuple)
