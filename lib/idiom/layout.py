"""A printer of programs: within 88 columns, and with the places of the reader's literals.

It is laid out as Black does it; the marks around literals are taken out at the end.
"""

from __future__ import annotations

import ast
from typing import Any

from lib.idiom.oneline import (
    ATOM,
    BINARY,
    CLOSE,
    OPEN,
    bare,
    brackets,
    flat,
    listed,
    parameters,
    width,
)

WIDTH = 88

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
        names = parameters(node.args)
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
            tail = f".{node.func.attr}({listed([*node.args, *node.keywords])}){after}"
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
    opening, closing = brackets(node)
    head = (node.key, node.value) if isinstance(node, ast.DictComp) else node.elt
    lines = [f"{before}{opening}"]
    lines += [f"    {part}" for part in broken(head, "", "", indent + 4)]
    for each in node.generators:
        tests = "".join(f" if {flat(test, 1)}" for test in each.ifs)
        first = f"for {bare(each.target)} in "
        lines += [f"    {part}" for part in broken(each.iter, first, tests, indent + 4)]
    return [*lines, f"{closing}{after}"]


def _broken_operators(node: Any, before: str, after: str, indent: int) -> list[str]:
    """Break inside the last bracket if that is enough, or else at the operators."""
    if isinstance(node, ast.BinOp):
        sign, rank = BINARY[type(node.op)]
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
        while isinstance(inner, ast.BinOp) and BINARY[type(inner.op)][1] == rank:
            chain.insert(0, (BINARY[type(inner.op)][0], inner.right))
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
        head = f"def {node.name}({parameters(node.args)}):"
        if indent + width(head) > WIDTH:
            lines += [f"def {node.name}(", f"    {parameters(node.args)}", "):"]
        else:
            lines.append(head)
        return lines + _inner(node.body, indent)
    if isinstance(node, ast.With):
        return [f"with {listed(node.items)}:", *_inner(node.body, indent)]
    if isinstance(node, ast.For):
        lines = broken(node.iter, f"for {bare(node.target)} in ", ":", indent)
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
        before = " = ".join(map(bare, node.targets)) + " = "
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
