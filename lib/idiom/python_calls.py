"""Calls of Python's own functions and methods on what is known."""

from __future__ import annotations

import ast
from typing import Any

from lib.idiom.state import State
from lib.idiom.values import (
    SAFE,
    SAFE_METHODS,
    Cls,
    Env,
    Fun,
    Lazy,
    Map,
    Rec,
    Seq,
    Unknown,
    constant,
    literal,
    table,
)

LAZY = {"range", "zip", "enumerate", "map", "reversed"}


class PythonCalls(State):
    """The part of the specialiser that calls what is Python's own."""

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
            return table(keywords)
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
