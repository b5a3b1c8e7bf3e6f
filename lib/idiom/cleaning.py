"""What a person would not write is taken out of a program, and its variables get their names."""

from __future__ import annotations

import ast
import builtins
import keyword
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from lib.idiom.functions import Slot
from lib.idiom.oneline import flat
from lib.idiom.values import MARK, Variable, is_marked

NESTED = (ast.Lambda, ast.FunctionDef, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
BLOCKS = ("body", "orelse", "finalbody")
EFFECTS = {"assign", "assign_add", "assign_sub", "watch", "get_next", "perf_counter", "sleep"}
EFFECTS |= {"append", "extend", "pop", "insert", "sort", "load_data"}
"""Calls by these names are made even if nobody uses what they return."""
TAPES = {"gradient", "jacobian"}
LONGEST_GLOBAL = 60
"""A constant of a module that is used once stands where it is used, if it is no longer."""


def blocks_of(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Return the blocks inside a statement."""
    for name in (*BLOCKS, "handlers"):
        block = getattr(statement, name, None)
        if isinstance(block, list) and block:
            if name == "handlers":
                for each in block:
                    yield each.body
            elif isinstance(block[0], ast.stmt):
                yield block


def fill_slots(body: list[ast.stmt]) -> None:
    """Put local functions where the source has them."""
    index = 0
    while index < len(body):
        each = body[index]
        if isinstance(each, Slot):
            body[index : index + 1] = [each.filled] if each.filled is not None else []
            continue
        for block in blocks_of(each):
            fill_slots(block)
        index += 1


def names_in(nodes: Iterable[ast.AST]) -> Counter[str]:
    """Count the uses of variables."""
    found: Counter[str] = Counter()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Store):
                found[node.id] += 1
        else:
            stack.extend(ast.iter_child_nodes(node))
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                found[node.target.id] += 1
    return found


def has_effects(node: ast.AST, tapes: bool) -> bool:
    """Whether an expression does more than return a value."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            func = each.func
            name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            if name in EFFECTS or name == "next" or (tapes and name in TAPES):
                return True
    return False


def _replace(node: Any, name: str, value: ast.expr) -> bool:
    """Put an expression in the place of a name, once."""
    for field, child in ast.iter_fields(node):
        if isinstance(child, ast.Name) and child.id == name and isinstance(child.ctx, ast.Load):
            setattr(node, field, value)
            return True
        if isinstance(child, list):
            for index, each in enumerate(child):
                if (
                    isinstance(each, ast.Name)
                    and each.id == name
                    and isinstance(each.ctx, ast.Load)
                ):
                    child[index] = value
                    return True
                if isinstance(each, ast.AST) and _replace(each, name, value):
                    return True
        elif isinstance(child, ast.AST) and _replace(child, name, value):
            return True
    return False


def _is_inside(node: ast.AST, name: str) -> bool:
    """Whether a name is used inside a function or a comprehension of a statement."""
    for each in ast.walk(node):
        if isinstance(each, NESTED) and names_in([each])[name]:
            return True
    return False


def _single(statement: ast.stmt) -> str | None:
    """Return the variable that a statement assigns, if it is one."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return None


class Cleaner:
    """A program, and what is known of its variables."""

    def __init__(
        self,
        helpers: list[ast.stmt],
        body: list[ast.stmt],
        variables: dict[str, Variable],
        results: set[str],
        refused: bool,
    ) -> None:
        self.helpers, self.body, self.variables = helpers, body, variables
        self.results, self.refused = results, refused

    def clean(self) -> None:
        """Take out what nobody uses, and what only passes a value on."""
        fill_slots(self.body)
        fill_slots(self.helpers)
        self._share_lists()
        while self._sweep() | self._join() | self._join_results():
            pass
        self._lift_functions()
        self._place_globals()

    def _lift_functions(self) -> None:
        """A function that needs nothing of the program stands before it."""
        own = set()
        for each in self.body:
            own |= _stored(each)
        moved = True
        while moved:
            moved = False
            local = own | {each.name for each in self.body if isinstance(each, ast.FunctionDef)}
            for index, each in enumerate(self.body):
                if isinstance(each, ast.FunctionDef):
                    if not local.intersection(names_in([each])) - _stored(each):
                        self.helpers.append(self.body.pop(index))
                        moved = True
                        break

    def count(self) -> Counter[str]:
        """Count the uses of every variable."""
        found = names_in([*self.helpers, *self.body])
        found.update(self.results)
        return found

    # ---------------------------------------------------------------- unused things

    def _sweep(self) -> bool:
        changed, again = False, True
        while again:
            self.counts = self.count()
            again = self._sweep_block(self.helpers) | self._sweep_block(self.body)
            changed |= again
        return changed

    def _sweep_block(self, body: list[ast.stmt]) -> bool:
        changed = False
        for index in range(len(body) - 1, -1, -1):
            each = body[index]
            if isinstance(each, ast.FunctionDef) and not self.counts[each.name]:
                del body[index]
                changed = True
                continue
            for block in blocks_of(each):
                changed |= self._sweep_block(block)
                if not block and block is not getattr(each, "orelse", None):
                    block.append(ast.Pass())
            if isinstance(each, ast.Assign):
                changed |= self._sweep_assign(body, index, each)
        return changed

    def _sweep_assign(self, body: list[ast.stmt], index: int, each: ast.Assign) -> bool:
        target = each.targets[0]
        stored = [n for n in ast.walk(target) if isinstance(n, ast.Name)]
        variables = [n for n in stored if isinstance(n.ctx, ast.Store) and n.id != "_"]
        if not variables or any(not isinstance(n.ctx, ast.Store) for n in stored):
            return False
        unused = [n for n in variables if not self.counts[n.id]]
        if len(unused) < len(variables):
            for name in unused:
                name.id = "_"
            return bool(unused)
        calls = any(isinstance(n, ast.Call) for n in ast.walk(each.value))
        if has_effects(each.value, self.refused) or (self.refused and calls):
            body[index] = ast.Expr(each.value)
        else:
            del body[index]
        return True

    # --------------------------------------------------------------- passing things

    def _join(self) -> bool:
        self.counts = self.count()
        changed = self._join_block(self.body)
        for each in self.helpers:
            for block in blocks_of(each):
                changed |= self._join_block(block)
        return changed

    def _join_block(self, body: list[ast.stmt]) -> bool:
        changed = False
        index = len(body) - 2
        while index >= 0:
            if self._join_next(body, index) or self._join_copy(body, index):
                changed = True
            index -= 1
        for each in body:
            for block in blocks_of(each):
                changed |= self._join_block(block)
        return changed

    def _join_next(self, body: list[ast.stmt], index: int) -> bool:
        """Put a value that is only passed on where the next statement uses it."""
        name, following = _single(body[index]), body[index + 1]
        if name is None or not self.variables[name].passing or self.counts[name] != 1:
            return False
        if name in self.results or not isinstance(following, (ast.Assign, ast.Expr, ast.Return)):
            return False
        if not names_in([following])[name] or _is_inside(following, name):
            return False
        given = body[index].value  # type: ignore[attr-defined]
        _replace(following, name, given)
        if not isinstance(following, ast.Return) and len(flat(following)) > 88:
            _restore(following, given, name)
            return False
        del body[index]
        return True

    def _join_copy(self, body: list[ast.stmt], index: int) -> bool:
        """Let a variable that begins as a copy of another, used nowhere else, be that one."""
        for other in range(index, len(body)):
            name = _single(body[other])
            value = getattr(body[other], "value", None)
            if name is None or not isinstance(value, ast.Name):
                continue
            if self.counts[value.id] != 1 or name in self.results and value.id in self.results:
                continue
            if _single(body[index]) != value.id and value.id not in _stored(body[index]):
                continue
            del body[other]
            for each in [*self.body, *self.helpers]:
                for node in ast.walk(each):
                    if isinstance(node, ast.Name) and node.id == value.id:
                        node.id = name
            return True
        return False

    def _join_results(self) -> bool:
        """Let what a loop has computed have the name of the result that it is."""
        for index, each in enumerate(self.body):
            name, value = _single(each), getattr(each, "value", None)
            if name not in self.results or not isinstance(value, ast.Name):
                continue
            other = value.id
            later = set().union(*map(_stored, self.body[index + 1 :]))
            if other in self.results or other not in self.variables or other in later:
                continue
            if not any(other in _stored(before) for before in self.body[:index]):
                continue
            del self.body[index]
            for part in [*self.body, *self.helpers]:
                for node in ast.walk(part):
                    if isinstance(node, ast.Name) and node.id == other:
                        node.id = name
            return True
        return False

    # ----------------------------------------------------------------- long literals

    def _share_lists(self) -> None:
        """A list of the reader's that stands twice gets a variable."""
        found: dict[int, list[ast.Constant]] = {}
        for each in [*self.helpers, *self.body]:
            for node in ast.walk(each):
                if is_marked(node) and isinstance(node.value, (list, tuple)):  # type: ignore[attr-defined]
                    found.setdefault(id(node.value), []).append(node)  # type: ignore[attr-defined, arg-type]
        fresh: list[ast.stmt] = []
        for nodes in found.values():
            if len(nodes) < 2 or len(repr(nodes[0].value)) < 16:
                continue
            name = f"{getattr(nodes[0], 'hint', 'values')}$list{len(fresh)}"
            self.variables[name] = Variable(name.partition("$")[0])
            literal = ast.Constant(nodes[0].value, kind=MARK)
            fresh.append(ast.Assign([ast.Name(name, ast.Store())], literal, lineno=0))
            for each in [*self.helpers, *self.body]:
                for number in range(len(nodes)):
                    del number
                    if not _swap(each, nodes, name):
                        break
        self.body[:0] = fresh

    def _place_globals(self) -> None:
        """A short constant that is used once stands where it is used."""
        counts = self.count()
        for index in range(len(self.helpers) - 1, -1, -1):
            each = self.helpers[index]
            name = _single(each)
            if name is None or counts[name] != 1:
                continue
            value = each.value  # type: ignore[attr-defined]
            if len(flat(value)) > LONGEST_GLOBAL or _is_class(value):
                continue
            users = [*self.helpers[index + 1 :], *self.body]
            if any(isinstance(node, ast.Call) for node in ast.walk(value)) and any(
                _is_inside(user, name) for user in users
            ):
                continue
            for user in users:
                if _replace(user, name, value):
                    del self.helpers[index]
                    break


def _is_class(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and getattr(value.func, "id", "") == "namedtuple"


def _swap(node: Any, old: list[ast.Constant], name: str) -> bool:
    for field, child in ast.iter_fields(node):
        items = child if isinstance(child, list) else [child]
        for index, each in enumerate(items):
            if any(each is other for other in old):
                made = ast.Name(name, ast.Load())
                if isinstance(child, list):
                    child[index] = made
                else:
                    setattr(node, field, made)
                return True
            if isinstance(each, ast.AST) and _swap(each, old, name):
                return True
    return False


def _restore(node: Any, value: ast.expr, name: str) -> bool:
    for field, child in ast.iter_fields(node):
        items = child if isinstance(child, list) else [child]
        for index, each in enumerate(items):
            if each is value:
                made = ast.Name(name, ast.Load())
                if isinstance(child, list):
                    child[index] = made
                else:
                    setattr(node, field, made)
                return True
            if isinstance(each, ast.AST) and _restore(each, value, name):
                return True
    return False


def _stored(statement: ast.AST) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


RESERVED = frozenset(dir(builtins)) | frozenset(keyword.kwlist)
