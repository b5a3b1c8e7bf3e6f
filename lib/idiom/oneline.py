"""Expressions and simple statements in one line, as ``ast.unparse`` would write them.

They are spaced as Black does it, and a literal of the reader stands between two marks.
"""

from __future__ import annotations

import ast
import math
from typing import Any

from lib.idiom.values import is_marked

OPEN, CLOSE = "\x01", "\x02"
BINARY: dict[type[ast.AST], tuple[str, int]] = {
    ast.BitOr: ("|", 7),
    ast.BitXor: ("^", 8),
    ast.BitAnd: ("&", 9),
    ast.LShift: ("<<", 10),
    ast.RShift: (">>", 10),
    ast.Add: ("+", 11),
    ast.Sub: ("-", 11),
    ast.Mult: ("*", 12),
    ast.Div: ("/", 12),
    ast.FloorDiv: ("//", 12),
    ast.Mod: ("%", 12),
    ast.MatMult: ("@", 12),
    ast.Pow: ("**", 14),
}
_COMPARE: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
TEST, COMPARE, UNARY, POWER, ATOM = 1, 6, 13, 14, 16


def width(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) - text.count(OPEN) - text.count(CLOSE)


def _value(value: Any) -> str:
    """Write a literal; what is not finite has none, and is written as the call that makes it."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_value, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_value(k)}: {_value(v)}" for k, v in value.items()) + "}"
    return repr(value)


def _quoted(value: str) -> str:
    text = repr(value)
    if text[0] == "'" and '"' not in value:
        text = '"' + text[1:-1].replace("\\'", "'") + '"'
    return text


def _rank(node: ast.AST) -> int:
    """Return how tightly an expression holds together."""
    if isinstance(node, ast.BinOp):
        return BINARY[type(node.op)][1]
    if isinstance(node, ast.Compare):
        return COMPARE
    if isinstance(node, ast.BoolOp):
        return 3 if isinstance(node.op, ast.Or) else 4
    if isinstance(node, ast.UnaryOp):
        return 5 if isinstance(node.op, ast.Not) else UNARY
    if isinstance(node, (ast.IfExp, ast.Lambda)):
        return 0
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        if not isinstance(node.value, bool) and math.copysign(1, node.value) < 0:
            return UNARY
    return ATOM


def flat(node: Any, least: int = 0) -> str:
    """Write an expression or a simple statement in one line, in parentheses where they matter."""
    text = _flat(node)
    return f"({text})" if isinstance(node, ast.expr) and _rank(node) < least else text


def listed(nodes: list[Any]) -> str:
    """Write expressions one after the other."""
    return ", ".join(flat(each) for each in nodes)


def _flat(node: Any) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant):
        text = "..." if node.value is ... else _value(node.value)
        return f"{OPEN}{text}{CLOSE}" if is_marked(node) else text
    if isinstance(node, ast.Attribute):
        inner = flat(node.value, ATOM)
        number = isinstance(node.value, ast.Constant) and isinstance(node.value.value, (int, float))
        return f"({inner}).{node.attr}" if number else f"{inner}.{node.attr}"
    if isinstance(node, ast.Call):
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp) and not node.keywords:
            return f"{flat(node.func, ATOM)}{flat(node.args[0])}"
        return f"{flat(node.func, ATOM)}({listed([*node.args, *node.keywords])})"
    if isinstance(node, ast.keyword):
        return f"{node.arg}={flat(node.value)}" if node.arg else f"**{flat(node.value)}"
    if isinstance(node, ast.Subscript):
        index = node.slice
        plain = isinstance(index, ast.Tuple) and index.elts
        inner = listed(index.elts) if isinstance(index, ast.Tuple) and plain else flat(index)
        if isinstance(index, ast.Tuple) and len(index.elts) == 1:
            inner += ","
        return f"{flat(node.value, ATOM)}[{inner}]"
    if isinstance(node, ast.Slice):
        simple = all(_is_simple(e) for e in (node.lower, node.upper, node.step) if e is not None)
        colon = ":" if simple else " : "
        parts = [flat(each) if each is not None else "" for each in (node.lower, node.upper)]
        text = colon.join(parts) if all(parts) else colon.strip(" ").join(parts)
        if not simple and not all(parts):
            text = f"{parts[0]} :" if parts[0] else f": {parts[1]}"
        return text + (f"{colon}{flat(node.step)}" if node.step is not None else "")
    if isinstance(node, ast.List):
        return f"[{listed(node.elts)}]"
    if isinstance(node, ast.Tuple):
        return f"({listed(node.elts)}{',' if len(node.elts) == 1 else ''})"
    if isinstance(node, ast.Set):
        return f"{{{listed(node.elts)}}}"
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        items = [f"**{flat(v)}" if k is None else f"{flat(k)}: {flat(v)}" for k, v in pairs]
        return "{" + ", ".join(items) + "}"
    if isinstance(node, ast.Starred):
        return f"*{flat(node.value, ATOM)}"
    if isinstance(node, ast.BinOp):
        return _binary(node)
    if isinstance(node, ast.UnaryOp):
        sign = {ast.USub: "-", ast.UAdd: "+", ast.Not: "not ", ast.Invert: "~"}[type(node.op)]
        return f"{sign}{flat(node.operand, _rank(node))}"
    if isinstance(node, ast.Compare):
        text = flat(node.left, COMPARE + 1)
        for op, other in zip(node.ops, node.comparators, strict=True):
            text += f" {_COMPARE[type(op)]} {flat(other, COMPARE + 1)}"
        return text
    if isinstance(node, ast.BoolOp):
        word = " or " if isinstance(node.op, ast.Or) else " and "
        return word.join(flat(each, _rank(node) + 1) for each in node.values)
    if isinstance(node, ast.IfExp):
        return f"{flat(node.body, 1)} if {flat(node.test, 1)} else {flat(node.orelse)}"
    if isinstance(node, ast.Lambda):
        names = parameters(node.args)
        return f"lambda{' ' if names else ''}{names}: {flat(node.body)}"
    if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
        return _comprehension(node)
    if isinstance(node, ast.JoinedStr):
        return _joined(node)
    return _statement(node)


def _joined(node: ast.JoinedStr) -> str:
    text = ""
    for each in node.values:
        if isinstance(each, ast.FormattedValue):
            spec = f":{_inside(each.format_spec)}" if each.format_spec else ""
            text += "{" + flat(each.value) + spec + "}"
        elif isinstance(each, ast.Constant):
            text += _quoted(str(each.value))[1:-1].replace("{", "{{").replace("}", "}}")
    return f'f"{text}"' if '"' not in text else f"f'{text}'"


def _inside(spec: Any) -> str:
    return "".join(str(each.value) for each in spec.values)


def _is_simple(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_simple(node.operand)
    return isinstance(node, (ast.Name, ast.Constant))


def _is_tight(node: ast.expr) -> bool:
    """Whether Black hugs a power around this."""
    if isinstance(node, ast.UnaryOp):
        return _is_tight(node.operand)
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, (ast.Name, ast.Constant))


def _binary(node: ast.BinOp) -> str:
    sign, rank = BINARY[type(node.op)]
    if isinstance(node.op, ast.Pow):
        left, right = flat(node.left, POWER + 1), flat(node.right, UNARY)
        tight = _is_tight(node.left) and _is_tight(node.right)
        return f"{left}**{right}" if tight else f"{left} ** {right}"
    return f"{flat(node.left, rank)} {sign} {flat(node.right, rank + 1)}"


def _comprehension(node: Any) -> str:
    opening, closing = brackets(node)
    head = f"{flat(node.key)}: {flat(node.value)}" if isinstance(node, ast.DictComp) else ""
    return opening + " ".join([head or flat(node.elt), *map(_clause, node.generators)]) + closing


def brackets(node: Any) -> tuple[str, str]:
    """Return what stands around a comprehension."""
    if isinstance(node, ast.ListComp):
        return "[", "]"
    return ("(", ")") if isinstance(node, ast.GeneratorExp) else ("{", "}")


def _clause(each: ast.comprehension) -> str:
    tests = "".join(f" if {flat(test, 1)}" for test in each.ifs)
    return f"for {bare(each.target)} in {flat(each.iter, 1)}{tests}"


def bare(node: ast.expr) -> str:
    """Write a tuple without its parentheses."""
    if isinstance(node, ast.Tuple) and node.elts:
        return listed(node.elts) + ("," if len(node.elts) == 1 else "")
    return flat(node)


def parameters(spec: ast.arguments) -> str:
    """Write the parameters of a function."""
    names = [each.arg for each in [*spec.posonlyargs, *spec.args]]
    first = len(names) - len(spec.defaults)
    gap = "="
    parts = [
        name if index < first else f"{name}{gap}{flat(spec.defaults[index - first])}"
        for index, name in enumerate(names)
    ]
    if spec.vararg:
        parts.append(f"*{spec.vararg.arg}")
    elif spec.kwonlyargs:
        parts.append("*")
    parts += [each.arg for each in spec.kwonlyargs]
    if spec.kwarg:
        parts.append(f"**{spec.kwarg.arg}")
    return ", ".join(parts)


def _statement(node: Any) -> str:
    if isinstance(node, ast.Assign):
        targets = " = ".join(map(bare, node.targets))
        return f"{targets} = {bare(node.value)}"
    if isinstance(node, ast.AugAssign):
        return f"{flat(node.target)} {BINARY[type(node.op)][0]}= {flat(node.value)}"
    if isinstance(node, ast.Expr):
        return flat(node.value)
    if isinstance(node, ast.Return):
        return f"return {bare(node.value)}" if node.value is not None else "return"
    if isinstance(node, ast.Raise):
        return f"raise {flat(node.exc)}" if node.exc is not None else "raise"
    if isinstance(node, ast.withitem):
        name = f" as {bare(node.optional_vars)}" if node.optional_vars else ""
        return f"{flat(node.context_expr)}{name}"
    return ast.unparse(node)
