"""Tensors typed by a reader: a nested list of numbers, read without ever being executed."""

from __future__ import annotations

import ast
from typing import Any

LONGEST = 600
"""Characters of input that are read at most: enough for 100 numbers."""

# Chinese keyboards type full-width signs, and typeset text has a minus of its own: the same
# meaning, so the same reading.
_PLAIN = str.maketrans(
    "，、［］【】（）－−＋。．ｅ０１２３４５６７８９\u00a0", ",,[][]()--+..e0123456789 ", "\u2060"
)
"""How a reader may write: full width, or copied from a page, which holds numbers together."""


class Refusal(ValueError):
    """Why a typed tensor was not accepted: a code with the facts a sentence about it needs."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(f"{code}: {facts}")
        self.code = code
        self.facts = facts


def read(
    source: str,
    *,
    ranks: tuple[int, ...] = (1, 2),
    most: int = 64,
    limit: float = 1e6,
    least: float | None = None,
    whole: bool = False,
    sizes: tuple[int | None, ...] | None = None,
) -> Any:
    """Read a tensor literal such as ``[[1, 2], [3, 4]]``.

    Args:
        source: the text, at most ``LONGEST`` characters. It is parsed, never evaluated.
        ranks: the ranks that are welcome.
        most: how many elements there may be.
        limit: the largest absolute value.
        least: the smallest value; none of them may be below it, nor all of them at it.
        whole: whether only integers are welcome.
        sizes: the shape that is welcome; None stands for any length of an axis.

    Returns:
        Nested lists of int and float (a bare number for rank 0), all of one length per axis.

    Raises:
        Refusal: with one of the codes ``empty``, ``long``, ``syntax``, ``number``, ``whole``,
            ``large``, ``small``, ``ragged``, ``rank``, ``many``, ``no_elements``,
            ``none_above_least``, ``shape`` and where it went wrong.
    """
    if not source.strip():
        raise Refusal("empty")
    if len(source) > LONGEST:
        raise Refusal("long", length=len(source), most=LONGEST)
    plain = source.translate(_PLAIN)
    if plain.count("[") + plain.count("(") > 200:
        raise Refusal("syntax", column=1, found=plain[:1])
    plain = plain.strip()
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as problem:
        column = getattr(problem, "offset", None) or 1
        found = plain[column - 1 : column] or plain[-1:]
        raise Refusal("syntax", column=column, found=found) from None
    value = _convert(tree, plain, "", limit, whole)
    if least is not None:
        _at_least(value, "", least)
        if not _any_above(value, least):
            raise Refusal("none_above_least", least=least)
    size = _shape(value, "")
    if len(size) not in ranks:
        raise Refusal("rank", rank=len(size), wanted=" / ".join(map(str, ranks)))
    count = 1
    for length in size:
        count *= length
    if count == 0:
        raise Refusal("no_elements")
    if count > most:
        raise Refusal("many", count=count, most=most)
    if sizes is not None and not _fits(size, sizes):
        wanted = ", ".join("n" if length is None else str(length) for length in sizes)
        raise Refusal("shape", found=str(size), wanted=f"({wanted}{',' * (len(sizes) == 1)})")
    return value


def _fits(size: tuple[int, ...], sizes: tuple[int | None, ...]) -> bool:
    return len(size) == len(sizes) and all(
        wanted in (None, length) for length, wanted in zip(size, sizes, strict=True)
    )


def _convert(node: ast.expr, source: str, where: str, limit: float, whole: bool) -> Any:
    if isinstance(node, (ast.List, ast.Tuple)):
        return [
            _convert(item, source, f"{where}[{index}]", limit, whole)
            for index, item in enumerate(node.elts)
        ]
    sign, bare = 1, node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        sign, bare = -1 if isinstance(node.op, ast.USub) else 1, node.operand
    number = bare.value if isinstance(bare, ast.Constant) else None
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        # Cut out of the source: to write the tree again would recurse as deep as it goes.
        found = ast.get_source_segment(source, node) or source
        raise Refusal("number", where=where or "[]", found=found[:20])
    if whole and not isinstance(number, int):
        raise Refusal("whole", where=where or "[]", found=number)
    if not abs(number) <= limit:
        raise Refusal("large", where=where or "[]", limit=limit)
    return sign * number


def _at_least(value: Any, where: str, least: float) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            _at_least(item, f"{where}[{index}]", least)
    elif value < least:
        raise Refusal("small", where=where or "[]", found=value, least=least)


def _any_above(value: Any, least: float) -> bool:
    if isinstance(value, list):
        return not value or any(_any_above(item, least) for item in value)
    return value > least


def _shape(value: Any, where: str) -> tuple[int, ...]:
    if not isinstance(value, list):
        return ()
    shapes = [_shape(item, f"{where}[{index}]") for index, item in enumerate(value)]
    for index, found in enumerate(shapes):
        if found != shapes[0]:
            raise Refusal(
                "ragged",
                where=f"{where}[{index}]",
                first=f"{where}[0]",
                found=str(found),
                wanted=str(shapes[0]),
            )
    return (len(value), *(shapes[0] if shapes else ()))
