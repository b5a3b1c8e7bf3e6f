"""Calls: a function of the source is put in the place of its call, or stays a function."""

from __future__ import annotations

import ast
from typing import Any

from lib.idiom.functions import hints_of, rebuilt
from lib.idiom.sources import mutated, source, uses
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
    table,
)


class Calls(State):
    """The part of the specialiser that calls."""

    def _Call(self, node: ast.Call, env: Env) -> Any:
        if isinstance(node.func, ast.Attribute):
            func: Any = None
            owner = self.expression(node.func.value, env)
            found = self._method(owner, node, env)
            if found is not None:
                return found
            func = self.attribute(owner, node.func.attr)
        else:
            func = self.expression(node.func, env)
        func = self.resolve(func)
        args, keywords = self._arguments(node, env, getattr(func, "fields", None))
        if isinstance(func, Fun):
            self.place = (env.module, node.lineno, node.col_offset)
            return self.apply(func, args, keywords)
        if isinstance(func, Cls) and func.fields is not None:
            return self._record(func, args, keywords)
        if isinstance(func, ast.Name) and func.id not in self.imports and "$" not in func.id:
            found = self._builtin(func.id, args, keywords)
            if found is not None:
                return found
        if (
            _is_tf_function(func)
            and args
            and isinstance(args[0], Fun)
            and not self._lambda(args[0])
        ):
            rest = self._written_call(func, args[1:], keywords)
            inner = args[0]
            return Fun(inner.node, inner.env, inner.name, [*inner.decorators, rest], inner.slot)
        made = self._written_call(func, args, keywords)
        made.place = (env.module, node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return made

    @staticmethod
    def _lambda(fun: Fun) -> bool:
        return isinstance(fun.node, ast.Lambda)

    def _written_call(self, func: Any, args: list[Any], keywords: dict[str, Any]) -> ast.Call:
        return ast.Call(
            self.lift(func),
            [self.lift(each) for each in args],
            [
                ast.keyword(None if name.startswith("**") else name, self.lift(value))
                for name, value in keywords.items()
            ],
        )

    def _arguments(
        self, node: ast.Call, env: Env, hints: list[str] | None = None
    ) -> tuple[list[Any], dict[str, Any]]:
        nodes = [each.value if isinstance(each, ast.Starred) else each for each in node.args]
        values = self.expressions([*nodes, *(each.value for each in node.keywords)], env, hints)
        args: list[Any] = []
        for each, value in zip(node.args, values, strict=False):
            if not isinstance(each, ast.Starred):
                args.append(value)
                continue
            try:
                args += self.parts_of(value)
            except Unknown:
                args.append(ast.Starred(self.lift(value), ast.Load()))
        keywords: dict[str, Any] = {}
        for item, value in zip(node.keywords, values[len(node.args) :], strict=True):
            if item.arg is not None:
                keywords[item.arg] = value
                continue
            whole = self.resolve(value)
            if isinstance(whole, Map):
                keywords |= {key: whole.get(key) for key in whole.entries}
            else:
                keywords[f"**{len(keywords)}"] = value
        return args, keywords

    # ------------------------------------------------------------------ named tuples

    def _record(self, cls: Cls, args: list[Any], keywords: dict[str, Any]) -> Any:
        fields = cls.fields or []
        parts: list[Any] = []
        for each in args:
            if not isinstance(each, ast.Starred):
                parts.append(each)
                continue
            missing = len(fields) - len(args) + 1 - len(keywords)
            if sum(isinstance(other, ast.Starred) for other in args) > 1 or not self.hoisting:
                return self._written_call(cls, args, keywords)
            parts += self.unpacked(each.value, fields[len(parts) : len(parts) + missing])
        parts += [keywords[field] for field in fields[len(parts) :] if field in keywords]
        if len(parts) != len(fields):
            return self._written_call(cls, args, keywords)
        return self._named(cls, parts)

    def _named(self, cls: Cls, parts: list[Any]) -> Rec:
        """Give each field that has to be computed a variable of its name."""
        if self.hoisting:
            named = zip(cls.fields or [], parts, strict=True)
            parts = [self.settled(field, part, passing=True) for field, part in named]
        return Rec(cls, parts)

    def unpacked(self, value: ast.expr, hints: list[str]) -> list[Any]:
        """Write down an assignment of the items of something to variables."""
        names = [self.variable(hint) for hint in hints]
        for name in names:
            self.variables[name].weak = True
        target = ast.Tuple([ast.Name(name, ast.Store()) for name in names], ast.Store())
        self.emit(ast.Assign([target], value, lineno=0))
        return [ast.Name(name, ast.Load()) for name in names]

    # --------------------------------------------------------------- the source's own

    def apply(self, fun: Fun, args: list[Any], keywords: dict[str, Any]) -> Any:
        """Call a function of the source."""
        assumed = source(fun.env.module).definitions.get("IDIOM")
        if assumed is not None and fun.env.parent is None:
            known = self.resolve(Glob(fun.env.module, "IDIOM"))
            if fun.name in known.entries:
                return known.get(fun.name)
        if any(isinstance(each, ast.Starred) for each in args) or "**" in "".join(keywords):
            return self._spread(fun, args, keywords)
        bound = self._bound(fun, args, keywords)
        statics = {name: self._signature(value) for name, value in bound.items()}
        self.events.append((fun.key, tuple(self.stack), statics, fun.node))
        if fun.key in self.stack and fun.key not in self.kept:
            self.kept[fun.key] = frozenset()
            raise Refuse
        if fun.decorators or fun.key in self.kept:
            return self._kept_call(fun, bound)
        before, events = len(self.out), len(self.events)
        try:
            return self._inlined(fun, bound)
        except Refuse:
            if fun.key in self.kept and fun.key in self.stack:
                raise
            del self.out[before:], self.events[events:]
            self.kept[fun.key] = frozenset()
            return self._kept_call(fun, bound)

    def _spread(self, fun: Fun, args: list[Any], keywords: dict[str, Any]) -> Any:
        """Call a function with a list of which it is not known how long it is."""
        self.events.append((fun.key, tuple(self.stack), {}, fun.node))
        self.kept[fun.key] = frozenset()
        name, shape = self.define(fun, {}, called=True)
        call = self._written_call(ast.Name(name, ast.Load()), args, keywords)
        return call if shape is None else self._returned(shape, call)

    def _returned(self, shape: Any, call: ast.expr) -> Any:
        """Take the items of what a function returns."""
        if not self.hoisting:
            return self._shaped(shape, call)
        return rebuilt(shape, iter(self.unpacked(call, hints_of(shape))))

    def _bound(self, fun: Fun, args: list[Any], keywords: dict[str, Any]) -> dict[str, Any]:
        spec = fun.node.args
        bound: dict[str, Any] = {}
        names = [each.arg for each in [*spec.posonlyargs, *spec.args]]
        bound.update(zip(names, args, strict=False))
        extra = args[len(names) :]
        if spec.vararg is not None:
            bound[spec.vararg.arg] = Seq(extra, ast.Tuple)
        elif extra:
            raise Refuse
        named = dict(keywords)
        for name in [*names, *(each.arg for each in spec.kwonlyargs)]:
            if name in named:
                bound[name] = named.pop(name)
        if spec.kwarg is not None:
            bound[spec.kwarg.arg] = table(named)
        elif named:
            raise Refuse
        defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=True))
        for each, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
            if default is not None:
                defaults[each.arg] = default
        for name, default in defaults.items():
            if name not in bound:
                with self.still():
                    bound[name] = self.expression(default, fun.env)
        order = [*names, *(each.arg for each in spec.kwonlyargs)]
        if any(name not in bound for name in order):
            raise Refuse
        rest = [name for name in bound if name not in order]
        return {name: bound[name] for name in [*order, *rest]}

    def _signature(self, value: Any) -> Any:
        """Return what tells known values apart; None for what is known to the program only."""
        if isinstance(value, Fun):
            return value.key
        if isinstance(value, (Glob, Mod)):
            return value
        if isinstance(value, Map):
            return id(value)
        if isinstance(value, (Seq, Rec)):
            parts = tuple(map(self._signature, value.parts))
            return None if None in parts else (type(value).__name__, parts)
        if isinstance(value, ast.Constant):
            return repr(value.value)
        if isinstance(value, (ast.Attribute, ast.UnaryOp)) and self.is_stable(value):
            return ast.dump(value)
        return None

    def _inlined(self, fun: Fun, bound: dict[str, Any]) -> Any:
        node = fun.node
        env = Env(fun.env.module, fun.env, mutated(node))
        env.node = node
        body: ast.AST = node
        if isinstance(node, ast.FunctionDef) and len(node.body) == 1:
            body = node.body[0]
        simple = isinstance(body, (ast.Lambda, ast.Return))
        for name, value in bound.items():
            if name in env.mutated:
                env.values[name] = self.mutable(name, value)
            elif isinstance(value, ast.Name) or self.is_stable(value):
                env.values[name] = value
            elif (simple and uses(body, name) <= 1) or isinstance(value, Lazy):
                env.values[name] = value
            else:
                env.values[name] = self.settled(name, value, passing=True)
        self.stack.append(fun.key)
        returns, self.returns = self.returns, None
        branching, self.branching = self.branching, 0
        try:
            if isinstance(node, ast.Lambda):
                return self.expression(node.body, env)
            done = self.block(node.body, env)
            return done[0] if done else constant(None)
        finally:
            self.stack.pop()
            self.returns, self.branching = returns, branching

    def _kept_call(self, fun: Fun, bound: dict[str, Any]) -> Any:
        place, dropped = self.place, self.kept.get(fun.key, frozenset())
        if fun.decorators:
            dropped = frozenset()
        name, shape = self.define(fun, {each: bound[each] for each in dropped}, called=True)
        args: list[ast.expr] = []
        spec = fun.node.args
        for each, value in bound.items():
            if each in dropped:
                continue
            if spec.vararg is not None and each == spec.vararg.arg:
                args += [self.lift(part) for part in value.parts]
            else:
                args.append(self.lift(value))
        call = ast.Call(ast.Name(name, ast.Load()), args, [])
        call.place = place  # type: ignore[attr-defined]
        return call if shape is None else self._returned(shape, call)

    def _shaped(self, shape: Any, call: ast.expr) -> Any:
        """Take the parts of a call's result where no assignment can stand."""
        count = len(hints_of(shape))
        leaves = [ast.Subscript(call, constant(index), ast.Load()) for index in range(count)]
        made = rebuilt(shape, iter(leaves))
        flat = made.parts == leaves and isinstance(made, Seq)
        return Lazy(lambda: made.parts, lambda: call, once=False) if flat else made


def _is_tf_function(func: Any) -> bool:
    return (
        isinstance(func, ast.Attribute)
        and func.attr == "function"
        and isinstance(func.value, ast.Name)
        and func.value.id == "tf"
    )
