"""A printer of programs: within 88 columns, and with the places of the reader's literals.

It writes what ``ast.unparse`` would, laid out as Black does it. A literal of the reader stands
between two marks, which are taken out at the end.
"""

from __future__ import annotations

import ast
import math
from typing import Any

from lib.idiom.values import is_marked

WIDTH = 88
OPEN, CLOSE = "\x01", "\x02"
_BINARY: dict[type[ast.AST], tuple[str, int]] = {
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
        return _BINARY[type(node.op)][1]
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


def _list(nodes: list[Any]) -> str:
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
        return f"{flat(node.func, ATOM)}({_list([*node.args, *node.keywords])})"
    if isinstance(node, ast.keyword):
        return f"{node.arg}={flat(node.value)}" if node.arg else f"**{flat(node.value)}"
    if isinstance(node, ast.Subscript):
        index = node.slice
        plain = isinstance(index, ast.Tuple) and index.elts
        inner = _list(index.elts) if isinstance(index, ast.Tuple) and plain else flat(index)
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
        return f"[{_list(node.elts)}]"
    if isinstance(node, ast.Tuple):
        return f"({_list(node.elts)}{',' if len(node.elts) == 1 else ''})"
    if isinstance(node, ast.Set):
        return f"{{{_list(node.elts)}}}"
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
        names = _parameters(node.args)
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
            text += _quoted(each.value)[1:-1].replace("{", "{{").replace("}", "}}")
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
    sign, rank = _BINARY[type(node.op)]
    if isinstance(node.op, ast.Pow):
        left, right = flat(node.left, POWER + 1), flat(node.right, UNARY)
        tight = _is_tight(node.left) and _is_tight(node.right)
        return f"{left}**{right}" if tight else f"{left} ** {right}"
    return f"{flat(node.left, rank)} {sign} {flat(node.right, rank + 1)}"


def _comprehension(node: Any) -> str:
    opening, closing = {ast.ListComp: "[]", ast.GeneratorExp: "()"}.get(type(node), "{}")
    head = f"{flat(node.key)}: {flat(node.value)}" if isinstance(node, ast.DictComp) else ""
    return opening + " ".join([head or flat(node.elt), *map(_clause, node.generators)]) + closing


def _clause(each: ast.comprehension) -> str:
    tests = "".join(f" if {flat(test, 1)}" for test in each.ifs)
    return f"for {_target(each.target)} in {flat(each.iter, 1)}{tests}"


def _target(node: ast.expr) -> str:
    """Write a tuple without its parentheses."""
    if isinstance(node, ast.Tuple) and node.elts:
        return _list(node.elts) + ("," if len(node.elts) == 1 else "")
    return flat(node)


def _parameters(spec: ast.arguments) -> str:
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
        targets = " = ".join(map(_target, node.targets))
        return f"{targets} = {_target(node.value)}"
    if isinstance(node, ast.AugAssign):
        return f"{flat(node.target)} {_BINARY[type(node.op)][0]}= {flat(node.value)}"
    if isinstance(node, ast.Expr):
        return flat(node.value)
    if isinstance(node, ast.Return):
        return f"return {_target(node.value)}" if node.value is not None else "return"
    if isinstance(node, ast.Raise):
        return f"raise {flat(node.exc)}" if node.exc is not None else "raise"
    if isinstance(node, ast.withitem):
        name = f" as {_target(node.optional_vars)}" if node.optional_vars else ""
        return f"{flat(node.context_expr)}{name}"
    return ast.unparse(node)


# ------------------------------------------------------------------------------ breaking


def _items(node: Any) -> tuple[str, list[Any], str] | None:
    """Return what stands before, in, and after the brackets of an expression."""
    if isinstance(node, ast.Call):
        return f"{flat(node.func, ATOM)}(", [*node.args, *node.keywords], ")"
    if isinstance(node, ast.List):
        return "[", node.elts, "]"
    if isinstance(node, ast.Tuple):
        return "(", node.elts, ")"
    if isinstance(node, ast.Dict):
        return "{", list(zip(node.keys, node.values, strict=True)), "}"
    if isinstance(node, ast.Constant) and isinstance(node.value, (list, tuple)):
        inner = [ast.Constant(each, kind=node.kind) for each in node.value]
        opening, closing = "[]" if isinstance(node.value, list) else "()"
        return opening, inner, closing
    return None


def broken(node: Any, before: str, after: str, indent: int) -> list[str]:
    """Write an expression between two texts, in as many lines as it takes.

    Args:
        node: the expression; a pair is an entry of a dictionary.
        before: what stands before it in its first line.
        after: what stands behind it in its last line.
        indent: the columns before the first line.
    """
    if isinstance(node, tuple):
        return broken(node[1], f"{before}{flat(node[0])}: ", after, indent)
    if isinstance(node, ast.keyword):
        return broken(
            node.value, f"{before}{node.arg}=" if node.arg else f"{before}**", after, indent
        )
    if isinstance(node, ast.Starred):
        return broken(node.value, f"{before}*", after, indent)
    line = f"{before}{flat(node)}{after}"
    if indent + width(line) <= WIDTH:
        return [line]
    if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
        return _broken_comprehension(node, before, after, indent)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call):
        return broken(
            node.value, before, f"[{flat(node)[len(flat(node.value)) + 1 :]}{after}", indent
        )
    if isinstance(node, ast.Lambda):
        names = _parameters(node.args)
        return broken(node.body, f"{before}lambda{' ' if names else ''}{names}: ", after, indent)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        size = WIDTH - indent - 6
        pieces = [node.value[i : i + size] for i in range(0, len(node.value), size)]
        lines = [f"    {flat(ast.Constant(piece, kind=node.kind))}" for piece in pieces]
        return [f"{before}(", *lines, f"){after}"]
    found = _items(node)
    if found is None:
        return _broken_operators(node, before, after, indent)
    opening, items, closing = found
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if isinstance(node.func.value, ast.Call) and width(before + opening) + indent > WIDTH:
            tail = f".{node.func.attr}({_list([*node.args, *node.keywords])}){after}"
            return broken(node.func.value, before, tail, indent)
    if not items:
        return [line]
    lines = [f"{before}{opening}"]
    joined = ", ".join(flat(each) if not isinstance(each, tuple) else "" for each in items)
    nested = any(isinstance(each, ast.Constant) and isinstance(each.value, list) for each in items)
    pairs = any(isinstance(each, tuple) for each in items)
    if all(isinstance(each, ast.Constant) and not isinstance(each.value, list) for each in items):
        lines += _filled(items, indent + 4)
    elif not nested and not pairs and indent + 4 + width(joined) <= WIDTH and not _is_row(node):
        lines.append(f"    {joined}")
    else:
        for each in items:
            lines += [f"    {part}" for part in broken(each, "", ",", indent + 4)]
    return [*lines, f"{closing}{after}"]


def _is_row(node: Any) -> bool:
    return isinstance(node, (ast.List, ast.Tuple)) and any(_items(each) for each in node.elts)


def _filled(items: list[Any], indent: int) -> list[str]:
    """Put as many short literals into a line as fit."""
    lines, line = [], ""
    for each in items:
        text = f"{flat(each)},"
        if line and indent + width(line) + 1 + width(text) > WIDTH:
            lines.append(f"    {line}")
            line = text
        else:
            line = f"{line} {text}" if line else text
    return [*lines, f"    {line}"]


def _broken_comprehension(node: Any, before: str, after: str, indent: int) -> list[str]:
    opening, closing = {ast.ListComp: "[]", ast.GeneratorExp: "()"}.get(type(node), "{}")
    head = (node.key, node.value) if isinstance(node, ast.DictComp) else node.elt
    lines = [f"{before}{opening}"]
    lines += [f"    {part}" for part in broken(head, "", "", indent + 4)]
    for each in node.generators:
        tests = "".join(f" if {flat(test, 1)}" for test in each.ifs)
        first = f"for {_target(each.target)} in "
        lines += [f"    {part}" for part in broken(each.iter, first, tests, indent + 4)]
    return [*lines, f"{closing}{after}"]


def _broken_operators(node: Any, before: str, after: str, indent: int) -> list[str]:
    """Break inside the last bracket if that is enough, or else at the operators."""
    if isinstance(node, ast.BinOp):
        sign, rank = _BINARY[type(node.op)]
        text = f"{before}{flat(node.left, rank)} {sign} "
        if _items(node.right) and not isinstance(node.op, ast.Pow):
            lines = broken(node.right, text, after, indent)
            if all(width(line) + indent <= WIDTH for line in lines):
                return lines
        if _items(node.left):
            tail = f" {sign} {flat(node.right, rank + 1)}{after}"
            lines = broken(node.left, before, tail, indent)
            if all(width(line) + indent <= WIDTH for line in lines):
                return lines
        chain: list[Any] = []
        inner: Any = node
        while isinstance(inner, ast.BinOp) and _BINARY[type(inner.op)][1] == rank:
            chain.insert(0, (_BINARY[type(inner.op)][0], inner.right))
            inner = inner.left
        lines = [f"{before}("]
        lines += [f"    {part}" for part in broken(inner, "", "", indent + 4)]
        for sign, part in chain:
            text = flat(part, rank + 1)
            lines.append(f"    {sign} {text}")
        return [*lines, f"){after}"]
    return [f"{before}{flat(node)}{after}"]


# ---------------------------------------------------------------------------- statements


def block(body: list[ast.stmt], indent: int = 0) -> list[str]:
    """Write statements, each at this column; functions stand apart."""
    lines: list[str] = []
    for number, node in enumerate(body):
        apart = isinstance(node, ast.FunctionDef)
        after = number and isinstance(body[number - 1], ast.FunctionDef)
        if number and (apart or after):
            lines += [""] * (1 if indent else 2)
        lines += [f"{' ' * indent}{line}" if line else "" for line in _lines(node, indent)]
    return lines


def _inner(body: list[ast.stmt], indent: int) -> list[str]:
    return [line[indent:] for line in block(body, indent + 4)]


def _lines(node: Any, indent: int) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        lines = [part for each in node.decorator_list for part in broken(each, "@", "", indent)]
        head = f"def {node.name}({_parameters(node.args)}):"
        if indent + width(head) > WIDTH:
            lines += [f"def {node.name}(", f"    {_parameters(node.args)}", "):"]
        else:
            lines.append(head)
        return lines + _inner(node.body, indent)
    if isinstance(node, ast.With):
        return [f"with {_list(node.items)}:", *_inner(node.body, indent)]
    if isinstance(node, ast.For):
        lines = broken(node.iter, f"for {_target(node.target)} in ", ":", indent)
        lines += _inner(node.body, indent)
        return lines + (["else:", *_inner(node.orelse, indent)] if node.orelse else [])
    if isinstance(node, ast.While):
        return [*broken(node.test, "while ", ":", indent), *_inner(node.body, indent)]
    if isinstance(node, ast.If):
        lines = [*broken(node.test, "if ", ":", indent), *_inner(node.body, indent)]
        return lines + (["else:", *_inner(node.orelse, indent)] if node.orelse else [])
    if isinstance(node, ast.Try):
        lines = ["try:", *_inner(node.body, indent)]
        for each in node.handlers:
            kind = f" {flat(each.type)}" if each.type is not None else ""
            name = f" as {each.name}" if each.name else ""
            lines += [f"except{kind}{name}:", *_inner(each.body, indent)]
        for word, part in (("else", node.orelse), ("finally", node.finalbody)):
            lines += [f"{word}:", *_inner(part, indent)] if part else []
        return lines
    line = flat(node)
    if indent + width(line) <= WIDTH or not isinstance(node, (ast.Assign, ast.Expr, ast.Return)):
        return [line]
    if isinstance(node, ast.Assign):
        before = " = ".join(map(_target, node.targets)) + " = "
        if indent + len(before) > WIDTH - 20 and isinstance(node.targets[0], ast.Tuple):
            names = _filled(node.targets[0].elts, indent)
            return ["(", *names, *broken(node.value, ") = ", "", indent)]
    else:
        before = "return " if isinstance(node, ast.Return) else ""
    return broken(node.value, before, "", indent)


def unmarked(text: str) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """Take the marks out of a text; return it with the line and the columns of each."""
    marks, lines = [], []
    for number, line in enumerate(text.split("\n")):
        plain, begun = "", 0
        for letter in line:
            if letter == OPEN:
                begun = len(plain)
            elif letter == CLOSE:
                marks.append((number, begun, len(plain)))
            else:
                plain += letter
        lines.append(plain)
    return "\n".join(lines), tuple(marks)
