"""Calls: a function of the source is put in the place of its call, or stays a function."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from lib.idiom.sources import mutated, uses
from lib.idiom.values import (
    SAFE,
    SAFE_METHODS,
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
    literal,
)

if TYPE_CHECKING:
    from lib.idiom.specialise import Specialiser as Base
else:
    Base = object

LAZY = {"range", "zip", "enumerate", "map", "reversed"}


class Slot(ast.Pass):
    """Where a local function stands, once it is needed as one."""

    filled: ast.stmt | None = None


class Calls(Base):
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

    # ------------------------------------------------------------------ Python's own

    def _method(self, owner: Any, node: ast.Call, env: Env) -> Any:
        """Call a method of something known; None where it is for the program to call."""
        assert isinstance(node.func, ast.Attribute)
        name = node.func.attr
        if isinstance(owner, Cls) and name == "_make" and owner.fields:
            args, _ = self._arguments(node, env)
            try:
                return self._record(owner, self.parts_of(args[0]), {})
            except Unknown:
                return self._record(owner, [ast.Starred(self.lift(args[0]), ast.Load())], {})
        if isinstance(owner, Rec) and name == "_replace":
            _, keywords = self._arguments(node, env)
            fields = owner.cls.fields or []
            parts = [
                keywords.get(field, part) for field, part in zip(fields, owner.parts, strict=True)
            ]
            return self._named(owner.cls, parts)
        whole = self.resolve(owner)
        if isinstance(whole, Map) and name in ("items", "values", "keys") and not node.args:
            return self._view(whole, owner, name)
        if name in SAFE_METHODS and not isinstance(whole, ast.Name):
            if isinstance(whole, Map) and name == "get":
                args, _ = self._arguments(node, env)
                try:
                    if self.known(args[0]) in whole.entries:
                        return whole.get(self.known(args[0]))
                    return args[1] if len(args) > 1 else constant(None)
                except Unknown:
                    pass
            try:
                value = self.known(whole)
                args, keywords = self._arguments(node, env)
                found = getattr(value, name)(*map(self.known, args))
                return literal(found, self.is_from_reader(whole, *args))
            except (Unknown, AttributeError, ValueError, TypeError):
                pass
        return None

    def _view(self, whole: Map, owner: Any, name: str) -> Lazy:
        def parts() -> list[Any]:
            keys = [literal(key) for key in whole.entries]
            if name == "keys":
                return keys
            values = [whole.get(key) for key in whole.entries]
            if name == "values":
                return values
            pairs = zip(keys, values, strict=True)
            return [Seq(list(pair), ast.Tuple) for pair in pairs]

        def written() -> ast.expr:
            return ast.Call(ast.Attribute(self.lift(owner), name, ast.Load()), [], [])

        return Lazy(parts, written)

    def _builtin(self, name: str, args: list[Any], keywords: dict[str, Any]) -> Any:
        """Call a function of Python on what is known; None where the program calls it."""
        if name == "len" and len(args) == 1 and not isinstance(args[0], Lazy):
            try:
                whole = self.resolve(args[0])
                return constant(len(self.parts_of(whole)), self.is_from_reader(whole))
            except Unknown:
                return None
        if name == "isinstance":
            return self._isinstance(*args)
        if name in ("list", "tuple") and len(args) == 1:
            try:
                kind = ast.List if name == "list" else ast.Tuple
                inner = args[0]
                if isinstance(inner, (Seq, Rec)) or isinstance(self.resolve(inner), Map):
                    return Seq(list(self.parts_of(inner)), kind)
                if isinstance(inner, Lazy):
                    return Lazy(inner.parts, self._writer(name, args, keywords), once=False)
            except Unknown:
                return None
        if name == "dict" and not args:
            return Map({key: (lambda value=value: value) for key, value in keywords.items()})
        if name in LAZY and not set(keywords) - {"strict"}:
            made = self._lazily(name, args, keywords)
            if made is not None:
                return made
        if name in SAFE:
            try:
                plain = {key: self.known(value) for key, value in keywords.items()}
                values = [self.known(each) for each in args]
                if name == "float" and isinstance(values[0], str):
                    return None
                found = SAFE[name](*values, **plain)
                return literal(found, self.is_from_reader(*args))
            except (Unknown, TypeError, ValueError, ArithmeticError):
                return None
        return None

    def _writer(self, name: str, args: list[Any], keywords: dict[str, Any]) -> Any:
        return lambda: self._written_call(ast.Name(name, ast.Load()), args, keywords)

    def _isinstance(self, value: Any, kind: Any) -> Any:
        kinds = {"int": int, "float": float, "str": str, "list": list, "tuple": tuple, "bool": bool}
        asked = kind.parts if isinstance(kind, Seq) else [kind]
        if all(isinstance(each, ast.Name) and each.id in kinds for each in asked):
            try:
                return constant(isinstance(self.known(value), tuple(kinds[e.id] for e in asked)))
            except Unknown:
                return None
        return None

    def _lazily(self, name: str, args: list[Any], keywords: dict[str, Any]) -> Lazy | None:
        if name == "map":
            if not isinstance(args[0], (Fun, ast.expr)):
                return None

            def mapped() -> list[Any]:
                columns = [self.parts_of(each) for each in args[1:]]
                found = []
                for row in zip(*columns, strict=False):
                    if isinstance(args[0], Fun):
                        found.append(self.apply(args[0], list(row), {}))
                    else:
                        found.append(self._written_call(args[0], list(row), {}))
                return found

            return Lazy(mapped, self._writer(name, args, keywords))

        def parts() -> list[Any]:
            if name == "range":
                numbers = range(*map(self.known, args))
                if len(numbers) > 200:
                    raise Unknown
                marked = self.is_from_reader(*args)
                return [constant(number, marked) for number in numbers]
            columns = [self.parts_of(each) for each in args[: None if name == "zip" else 1]]
            if name == "reversed":
                return columns[0][::-1]
            if name == "enumerate":
                start = self.known(args[1]) if len(args) > 1 else 0
                columns.insert(0, [constant(start + i) for i in range(len(columns[0]))])
            return [Seq(list(row), ast.Tuple) for row in zip(*columns, strict=False)]

        longest = args[0] if name in ("zip", "enumerate", "reversed") else None
        return Lazy(parts, self._writer(name, args, keywords), name != "range", longest)

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
        return _rebuilt(shape, iter(self.unpacked(call, _hints(shape))))

    def _bound(self, fun: Fun, args: list[Any], keywords: dict[str, Any]) -> dict[str, Any]:
        spec, bound = fun.node.args, {}
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
            bound[spec.kwarg.arg] = Map({k: (lambda v=v: v) for k, v in named.items()})
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
        count = len(_hints(shape))
        leaves = [ast.Subscript(call, constant(index), ast.Load()) for index in range(count)]
        made = _rebuilt(shape, iter(leaves))
        flat = made.parts == leaves and isinstance(made, Seq)
        return Lazy(lambda: made.parts, lambda: call, once=False) if flat else made

    # ---------------------------------------------------------------- what is written

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
            return self.defined[key]  # type: ignore[no-any-return]
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

        def argument(each: ast.arg | None) -> ast.arg | None:
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
            keys = [constant(key) for key in value.entries]
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


def _is_tf_function(func: Any) -> bool:
    return (
        isinstance(func, ast.Attribute)
        and func.attr == "function"
        and isinstance(func.value, ast.Name)
        and func.value.id == "tf"
    )


def _hints(shape: Any) -> list[str]:
    """Return a name for each leaf of what a function returns."""
    kind, _, cls, parts = shape
    names = cls.fields if kind == "record" else [f"part_{i}" for i in range(len(parts))]
    found: list[str] = []
    for name, part in zip(names, parts, strict=True):
        found += [name] if part is None else _hints(part)
    return found


def _rebuilt(shape: Any, leaves: Any) -> Any:
    kind, _, cls, parts = shape
    made = [next(leaves) if part is None else _rebuilt(part, leaves) for part in parts]
    return Rec(cls, made) if kind == "record" else Seq(made, ast.Tuple)
