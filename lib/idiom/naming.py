"""Names for the variables of a program: short ones, and each result under its own."""

from __future__ import annotations

import ast
from typing import Any

from lib.idiom.cleaning import NESTED, RESERVED, blocks_of, names_in
from lib.idiom.values import Variable

FOREVER = 1 << 30


class Namer:
    """Gives the variables of a program names that do not clash."""

    def __init__(
        self,
        body: list[ast.stmt],
        variables: dict[str, Variable],
        results: dict[str, str],
        imports: set[str],
    ) -> None:
        """Look at where each variable is defined and used last.

        Args:
            body: the whole program.
            variables: what each is called in the source.
            results: variable -> name that it must have.
            imports: names that are taken.
        """
        self.body, self.variables, self.results, self.imports = body, variables, results, imports
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = dict.fromkeys(results, FOREVER)
        self.names: dict[str, str] = {}
        self.blocked: set[str] = set()
        self.clock = 0

    def name(self) -> dict[str, str]:
        """Choose all names, put them into the program, and return them by variable."""
        self._scan(self.body, ())
        taken: dict[str, list[str]] = {}
        for variable, name in self.results.items():
            self._give(variable, name, taken)
        outer = [each for each in self.first if each not in self.results and "$" in each]
        for variable in sorted(outer, key=lambda each: self.first[each]):
            self._give(variable, self._free(variable, taken), taken)
        self._inner(self.body, set())
        for each in self.body:
            for node in ast.walk(each):
                _rename(node, self.names)
        return self.names

    def _give(self, variable: str, name: str, taken: dict[str, list[str]]) -> None:
        self.names[variable] = name
        taken.setdefault(name, []).append(variable)

    def _free(self, variable: str, taken: dict[str, list[str]]) -> str:
        hint = self.variables[variable].hint if variable in self.variables else "value"
        name, number = hint, 1
        while not self._fits(variable, name, taken):
            number += 1
            name = f"{hint}_{number}"
        return name

    def _fits(self, variable: str, name: str, taken: dict[str, list[str]]) -> bool:
        if name in RESERVED or name in self.imports or name in self.blocked:
            return False
        first, last = self.first[variable], self.last.get(variable, 0)
        return all(
            self.last.get(other, 0) <= first or last <= self.first.get(other, 0)
            for other in taken.get(name, [])
        )

    # ------------------------------------------------------------------ life of names

    def _scan(self, body: list[ast.stmt], loops: tuple[int, ...]) -> None:
        """Note when each variable of the program itself is defined and used last."""
        for each in body:
            self.clock += 1
            now = self.clock
            if isinstance(each, ast.FunctionDef):
                self.first.setdefault(each.name, now)
                self.last[each.name] = FOREVER
                for name in names_in([each]):
                    self.last[name] = FOREVER
                continue
            inner = {id(node) for block in blocks_of(each) for item in block for node in [item]}
            stack: list[ast.AST] = [each]
            while stack:
                node = stack.pop()
                if isinstance(node, NESTED):
                    forever = isinstance(node, (ast.Lambda, ast.GeneratorExp))
                    for name in names_in([node]):
                        self._use(name, FOREVER if forever else now)
                    continue
                if isinstance(node, ast.Name):
                    if isinstance(node.ctx, ast.Store):
                        self.first.setdefault(node.id, now)
                        self.last.setdefault(node.id, now)
                        self._use(node.id, now)
                    else:
                        self._use(node.id, now)
                    continue
                stack.extend(
                    child for child in ast.iter_child_nodes(node) if id(child) not in inner
                )
            before = set(self.first)
            for block in blocks_of(each):
                self._scan(block, loops)
            if isinstance(each, ast.Try):
                for handler in each.handlers:
                    if handler.name:
                        self.first.setdefault(handler.name, now)
                        self.last[handler.name] = FOREVER
            if isinstance(each, (ast.For, ast.While)):
                self.clock += 1
                used = {name for block in blocks_of(each) for name in names_in(block)}
                stored = {n.id for n in ast.walk(each) if isinstance(n, ast.Name)}
                for name in (used | stored) & (before | set(self.first)):
                    self._use(name, self.clock)

    def _use(self, name: str, when: int) -> None:
        self.last[name] = max(self.last.get(name, 0), when)

    # -------------------------------------------------------------- names in functions

    def _inner(self, nodes: list[Any], seen: set[str]) -> None:
        for node in nodes:
            if isinstance(node, NESTED):
                self._scope(node)
            else:
                self._inner(list(ast.iter_child_nodes(node)), seen)

    def _scope(self, node: Any) -> None:
        """Name what is local to a function: it may hide an outer name that it does not use."""
        if isinstance(node, ast.FunctionDef):
            self._function(node)
            return
        own = [each for each in _locals(node) if each not in self.names]
        used = {self.names[each] for each in names_in([node]) if each in self.names}
        used |= {each for each in names_in([node]) if "$" not in each}
        taken: set[str] = set(used)
        for variable in own:
            hint = self.variables[variable].hint if variable in self.variables else "value"
            name, number = hint, 1
            while name in taken or name in RESERVED or name in self.imports:
                number += 1
                name = f"{hint}_{number}"
            taken.add(name)
            self.names[variable] = name
        self._inner(list(ast.iter_child_nodes(node)), set())

    def _function(self, node: ast.FunctionDef) -> None:
        inner = Namer(node.body, self.variables, {}, self.imports)
        inner.names = self.names
        spec = node.args
        given = [*spec.posonlyargs, *spec.args, spec.vararg, *spec.kwonlyargs, spec.kwarg]
        inner.first = {each.arg: 0 for each in given if each is not None}
        inner._scan(node.body, ())
        uses = names_in([node])
        inner.blocked = {self.names[each] for each in uses if each in self.names}
        inner.blocked |= {each for each in uses if "$" not in each}
        taken: dict[str, list[str]] = {}
        own = [each for each in inner.first if each not in self.names and "$" in each]
        for variable in sorted(own, key=lambda each: inner.first[each]):
            inner._give(variable, inner._free(variable, taken), taken)
        inner._inner(list(ast.iter_child_nodes(node)), set())


def _locals(node: Any) -> list[str]:
    """Return the variables of a function, but not of the functions inside."""
    found: dict[str, None] = {}
    stack = list(ast.iter_child_nodes(node))[::-1]
    while stack:
        each = stack.pop()
        if isinstance(each, ast.arg) and "$" in each.arg:
            found[each.arg] = None
        elif isinstance(each, ast.Name):
            if isinstance(each.ctx, ast.Store) and "$" in each.id:
                found[each.id] = None
        elif isinstance(each, NESTED):
            if isinstance(each, ast.FunctionDef) and "$" in each.name:
                found[each.name] = None
            continue
        if isinstance(each, ast.ExceptHandler) and each.name and "$" in each.name:
            found[each.name] = None
        stack.extend(list(ast.iter_child_nodes(each))[::-1])
    return list(found)


def _rename(node: Any, names: dict[str, str]) -> None:
    if isinstance(node, ast.Name):
        node.id = names.get(node.id, node.id)
    elif isinstance(node, ast.arg):
        node.arg = names.get(node.arg, node.arg)
    elif isinstance(node, (ast.FunctionDef, ast.ExceptHandler)) and node.name:
        node.name = names.get(node.name, node.name)
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "namedtuple":
        pass
