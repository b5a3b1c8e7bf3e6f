"""Comprehensions: part by part where that is known, or as they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from lib.idiom.expressions import at_place
from lib.idiom.state import State
from lib.idiom.values import (
    Env,
    Lazy,
    Map,
    Refuse,
    Unknown,
    literal,
)


class Comprehensions(State):
    """The part of the specialiser that evaluates comprehensions."""

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
            return at_place(made, node, env)
