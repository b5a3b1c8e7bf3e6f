"""Statements: what is known is taken at once, the rest is written down."""

from __future__ import annotations

import ast
from typing import Any

from lib.idiom.functions import Slot
from lib.idiom.sources import assigned, fleeting
from lib.idiom.state import State
from lib.idiom.values import Env, Fun, Lazy, Rec, Refuse, Seq, Unknown, is_atom

FEW = 4
"""A list of no more computed items is written item by item, where nobody needs it whole."""
Done = tuple[Any]
"""A block has returned this."""


class Statements(State):
    """The part of the specialiser that runs statements."""

    def block(self, body: list[ast.stmt], env: Env) -> Done | None:
        """Run statements; return what they return, or None if they go on."""
        for node in body:
            done = getattr(self, f"_do_{type(node).__name__}", self._do_other)(node, env)
            if done is not None:
                return done
        return None

    def inner(self, body: list[ast.stmt], env: Env) -> list[ast.stmt]:
        """Run statements that may run never or often, and return what has been written."""
        if not self.hoisting:
            raise Refuse
        saved, self.out = self.out, []
        self.branching += 1
        try:
            self.block(body, env)
            return self.out
        finally:
            self.out = saved
            self.branching -= 1

    # ------------------------------------------------------------------- assignment

    def settled(self, name: str, value: Any, *, passing: bool = False) -> Any:
        """Give what has to be computed a variable, and return what stands for it."""
        if isinstance(value, (Seq, Rec)):
            names = value.cls.fields if isinstance(value, Rec) else None
            hints = names or [f"{name}_{index}" for index in range(len(value.parts))]
            parts = [
                self.settled(hint, part, passing=passing)
                for hint, part in zip(hints, value.parts, strict=True)
            ]
            if isinstance(value, Rec):
                return Rec(value.cls, parts, value.origin)
            return Seq(parts, value.kind, value.origin)
        if self.is_stable(value) and not isinstance(value, Lazy):
            return value
        if isinstance(value, Lazy) and value.once:
            return value
        return self.assign(name, value, passing=passing)

    def mutable(self, name: str, value: Any) -> ast.Name:
        """Give a value that is changed in place a variable of its own."""
        found = self.assign(name, value)
        self.variables[found.id].mutable = True
        return found

    def bind(self, target: ast.Name, value: Any, env: Env) -> None:
        """Let a name of the source stand for a value."""
        name = target.id
        if name in env.pinned:
            store = ast.Name(env.pinned[name], ast.Store())
            lifted = self.lift(value)
            self.emit(ast.Assign([store], lifted, lineno=0))
        elif name in env.mutated:
            env.values[name] = self.mutable(name, value)
        else:
            place = (env.module, target.lineno, target.col_offset)
            if isinstance(value, Fun) and isinstance(value.node, ast.Lambda) and self.hoisting:
                if value.env.parent is not None or value.env.values:
                    slot = Slot()
                    self.out.append(slot)
                    value = Fun(value.node, value.env, name, value.decorators, slot)
                else:
                    value = Fun(value.node, value.env, name, value.decorators)
            if isinstance(value, (Seq, Rec)) and not self.is_stable(value):
                if place in self.whole:
                    env.values[name] = self.assign(name, value)
                    return
                value = self.settled(name, value)
                value.origin = place
                self.made.add(place)
            elif isinstance(value, Seq) and value.origin is None and not _is_literal(value):
                if place in self.whole:
                    env.values[name] = self.assign(name, value)
                    return
                value = Seq(value.parts, value.kind, place)
            value = self._in_parts(name, value, place)
            env.values[name] = self.settled(name, value)
            if isinstance(value, ast.Name) and value.id in self.variables:
                known = self.variables[value.id]
                if known.weak:
                    known.hint, known.weak = name, False

    def _in_parts(self, name: str, value: Any, place: Any) -> Any:
        """Give each of a few items a variable, unless the program needs them as one list."""
        if place in self.whole or not self.hoisting:
            return value
        try:
            if isinstance(value, Lazy) and not value.once and 0 < value.count(self) <= FEW:
                parts = value.parts()
            elif count := _gradients(value):
                parts = self.unpacked(value, [f"{name}_{index}" for index in range(count)])
            else:
                return value
        except Unknown:
            return value
        hints = [f"{name}_{index}" for index in range(len(parts))]
        settled = [self.settled(h, p, passing=True) for h, p in zip(hints, parts, strict=True)]
        self.made.add(place)
        return Seq(settled, ast.List, place)

    def unpack(self, target: ast.expr, value: Any, env: Env) -> None:
        """Bind a target, or several."""
        if isinstance(target, ast.Name):
            self.bind(target, value, env)
            return
        if isinstance(target, ast.Attribute) and target.attr == "writeable":
            return  # it guards what readers of the lab share, and changes nothing
        if not isinstance(target, (ast.Tuple, ast.List)):
            self.emit(
                ast.Assign([self.lift(self.expression(target, env))], self.lift(value), lineno=0)
            )
            return
        pinned = [each for each in assigned(ast.Expr(target)) if each in env.pinned]
        stars = [i for i, each in enumerate(target.elts) if isinstance(each, ast.Starred)]
        try:
            parts = self.parts_of(value) if not pinned else self._unknown()
        except Unknown:
            written = self.target(target, env)
            self.emit(ast.Assign([written], self.lift(value), lineno=0))
            return
        if stars:
            after = len(target.elts) - stars[0] - 1
            middle = parts[stars[0] : len(parts) - after]
            parts = [*parts[: stars[0]], Seq(middle), *parts[len(parts) - after :]]
        if len(parts) != len(target.elts):
            raise Refuse
        for each, part in zip(target.elts, parts, strict=True):
            self.unpack(each.value if isinstance(each, ast.Starred) else each, part, env)

    def _unknown(self) -> list[Any]:
        raise Unknown

    def target(self, target: ast.expr, env: Env) -> ast.expr:
        """Write a target with new variables, or with those that are pinned."""
        if isinstance(target, ast.Name):
            name = env.pinned.get(target.id)
            if name is None:
                name = self.variable(target.id, mutable=target.id in env.mutated)
                env.values[target.id] = ast.Name(name, ast.Load())
            return ast.Name(name, ast.Store())
        if isinstance(target, ast.Starred):
            return ast.Starred(self.target(target.value, env), ast.Store())
        if isinstance(target, (ast.Tuple, ast.List)):
            return ast.Tuple([self.target(each, env) for each in target.elts], ast.Store())
        return self.lift(self.expression(target, env))

    def pin(self, names: frozenset[str], env: Env) -> None:
        """Give names that a loop or a branch assigns one variable for good."""
        for name in sorted(names):
            if name in env.pinned:
                continue
            current = env.values.get(name)
            if isinstance(current, Fun):
                continue
            if current is None:
                variable = self.variable(name, mutable=True)
            elif isinstance(current, ast.Name) and name in env.mutated:
                variable = current.id
            else:
                variable = self.assign(name, current).id
                self.variables[variable].mutable = True
            env.pinned[name] = variable
            env.values[name] = ast.Name(variable, ast.Load())

    # -------------------------------------------------------------------- statements

    def _do_other(self, node: ast.stmt, env: Env) -> Done | None:
        raise Refuse(type(node).__name__)

    def _do_Pass(self, node: ast.Pass, env: Env) -> None:
        return None

    def _do_Expr(self, node: ast.Expr, env: Env) -> None:
        value = self.expression(node.value, env)
        if isinstance(value, ast.expr) and not is_atom(value):
            self.emit(ast.Expr(value))

    def _do_Assign(self, node: ast.Assign, env: Env) -> None:
        value = self.expression(node.value, env)
        if len(node.targets) > 1:
            value = self.settled("value", value)
        for target in node.targets:
            self.unpack(target, value, env)

    def _do_AugAssign(self, node: ast.AugAssign, env: Env) -> None:
        value = self.lift(self.expression(node.value, env))
        target = self.lift(self.expression(node.target, env))
        if isinstance(target, ast.Name):
            target = ast.Name(target.id, ast.Store())
        self.emit(ast.AugAssign(target, node.op, value))

    def _do_FunctionDef(self, node: ast.FunctionDef, env: Env) -> None:
        made = self.function(node, env)
        slot = Slot()
        self.emit(slot)
        made.slot = slot
        env.values[node.name] = made

    def _do_Return(self, node: ast.Return, env: Env) -> Done:
        value = ast.Constant(None) if node.value is None else self.expression(node.value, env)
        if self.returns is None:
            if self.branching:
                raise Refuse
            return (value,)
        self.give_back(value)
        return (value,)

    def give_back(self, value: Any) -> None:
        """Write the return of a function that stays; what it returns is written at its end."""
        statement = ast.Return(None)
        self.emit(statement)
        assert self.returns is not None
        self.returns.append((statement, value))

    def _do_If(self, node: ast.If, env: Env) -> Done | None:
        test = self.expression(node.test, env)
        try:
            return self.block(node.body if self.truth(test) else node.orelse, env)
        except Unknown:
            pass
        lifted = self.lift(test)
        self.pin(assigned(*node.body, *node.orelse), env)
        body, other = self.inner(node.body, env), self.inner(node.orelse, env)
        self.emit(ast.If(lifted, body or [ast.Pass()], other))
        return None

    def _do_For(self, node: ast.For, env: Env) -> None:
        values = self.expression(node.iter, env)
        names = assigned(*node.body, *node.orelse)
        if self._is_short(node, values):
            for item in self.parts_of(values):
                self.unpack(node.target, item, env)
                self.block(node.body, env)
            return
        iterated = self.lift(values)
        self.pin(names - fleeting(node, env.node), env)
        target = self.target(node.target, env)
        body, other = self.inner(node.body, env), self.inner(node.orelse, env)
        self.emit(ast.For(target, iterated, body or [ast.Pass()], other, lineno=0))

    def _is_short(self, node: ast.For, values: Any) -> bool:
        """Whether a loop is shorter without the loop: one statement for two or three items."""
        if len(node.body) > 1 or node.orelse or isinstance(node.body[0], (ast.For, ast.While)):
            return False
        if any(isinstance(each, (ast.Break, ast.Continue)) for each in ast.walk(node)):
            return False
        try:
            return len(self.parts_of(values)) <= 3
        except Unknown:
            return False

    def _do_While(self, node: ast.While, env: Env) -> None:
        self.pin(assigned(*node.body), env)
        with self.still():
            test = self.lift(self.expression(node.test, env))
        body, other = self.inner(node.body, env), self.inner(node.orelse, env)
        self.emit(ast.While(test, body or [ast.Pass()], other))

    def _do_With(self, node: ast.With, env: Env) -> Done | None:
        items = []
        for each in node.items:
            context = self.lift(self.expression(each.context_expr, env))
            wanted = each.optional_vars
            items.append(ast.withitem(context, wanted and self.target(wanted, env)))
        if not self.hoisting:
            raise Refuse
        saved, self.out = self.out, []
        try:
            done = self.block(node.body, env)
            if done is not None and self.returns is None:
                done = (self.settled("result", done[0]),)
            body = self.out
        finally:
            self.out = saved
        self.emit(ast.With(items, body or [ast.Pass()], lineno=0))
        return done

    def _do_Try(self, node: ast.Try, env: Env) -> None:
        handlers = [item for each in node.handlers for item in each.body]
        self.pin(assigned(*node.body, *handlers, *node.orelse, *node.finalbody), env)
        body = self.inner(node.body, env)
        made = []
        for each in node.handlers:
            kind = None if each.type is None else self.lift(self.expression(each.type, env))
            name = None
            if each.name:
                name = self.variable(each.name)
                env.values[each.name] = ast.Name(name, ast.Load())
            made.append(ast.ExceptHandler(kind, name, self.inner(each.body, env) or [ast.Pass()]))
        other, final = self.inner(node.orelse, env), self.inner(node.finalbody, env)
        self.emit(ast.Try(body or [ast.Pass()], made, other, final))

    def _do_Raise(self, node: ast.Raise, env: Env) -> None:
        kind = None if node.exc is None else self.lift(self.expression(node.exc, env))
        self.emit(ast.Raise(kind, None))

    def _do_Break(self, node: ast.Break, env: Env) -> None:
        self.emit(ast.Break())

    def _do_Continue(self, node: ast.Continue, env: Env) -> None:
        self.emit(ast.Continue())

    def _do_Assert(self, node: ast.Assert, env: Env) -> None:
        return None


def _is_literal(value: Any) -> bool:
    """Whether a list holds literals only: it may then be written where it is used."""
    if isinstance(value, Seq):
        return all(map(_is_literal, value.parts))
    return isinstance(value, ast.Constant)


def _gradients(value: Any) -> int:
    """Return how many gradients a tape is asked for at once; 0 for anything else."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if value.func.attr == "gradient" and len(value.args) == 2:
            sources = value.args[1]
            if isinstance(sources, (ast.List, ast.Tuple)):
                starred = any(isinstance(each, ast.Starred) for each in sources.elts)
                return 0 if starred else len(sources.elts)
    return 0
