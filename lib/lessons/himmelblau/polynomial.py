"""Polynomials in x and y typed by a reader: parsed by hand, never evaluated as Python.

The grammar, from loose to tight::

    sum      = ["+" | "-"] product (("+" | "-") product)*
    product  = signed (("*" | "/") signed | power)*       # "3xy" and "2(x + 1)" are products
    signed   = ("+" | "-")* power
    power    = atom [("^" | "**") digit]
    atom     = number | "x" | "y" | "(" sum ")"

A number never follows a factor without an operator, so ``x2`` is refused and not guessed at. A
divisor is a number. Every bound holds while the brackets are multiplied out, not afterwards.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lib.literal import Refusal

LONGEST = 200
"""Characters that are read at most."""
DEEPEST = 20
"""Brackets within brackets at most; the parser calls itself for each."""
HIGHEST = 6
"""The highest power of x, and of y, before and after multiplying out."""
LARGEST = 1e6
"""The largest number, and the largest coefficient at any moment."""
DIGITS = 9
"""Decimals that coefficients keep: 0.1x + 0.2x - 0.3x is 0, in floating point, too."""

Terms = dict[tuple[int, int], float]
"""The coefficient of each product of a power of x and a power of y."""

# Chinese keyboards type full-width signs, and typeset mathematics has signs of its own: one
# character for one, so that a place in the text stays its place.
_PLAIN = str.maketrans(
    "（）［］【】[]＋－−–×·⋅＊÷／＾．ｘｙＸＹXY０１２３４５６７８９",
    "()()()()+---****//^.xyxyxy0123456789",
)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TOKEN = re.compile(rf"\s*(?:((?:\d+\.?\d*|\.\d+))|(\*\*|[xy()+\-*/^])|([{_RAISED}]+)|(.))", re.S)


class _Token(NamedTuple):
    """A sign, a number or a raised power, with the number of its first character, from 1."""

    kind: str
    text: str
    at: int


def read(source: str) -> list[list[float]]:
    """Read a polynomial such as ``(x^2 + y - 11)^2 + 3xy - 0.5y``, and multiply it out.

    Args:
        source: the text, at most ``LONGEST`` characters.

    Returns:
        Terms ``[coefficient, power of x, power of y]``, sorted by their powers; at least one
        of them holds x or y.

    Raises:
        Refusal: with one of the codes ``no_polynomial``, ``long``, ``unknown_character``,
            ``unexpected``, ``unfinished``, ``unmatched_bracket``, ``unclosed``,
            ``nested_too_deep``, ``bad_exponent``, ``missing_operator``, ``bad_divisor``,
            ``exponent_too_large``, ``coefficient_too_large`` or ``constant``, and the character
            where it is wrong.
    """
    if len(source) > LONGEST:
        raise Refusal("long", length=len(source), most=LONGEST)
    tokens = _tokens(source)
    if len(tokens) == 1:
        raise Refusal("no_polynomial")
    terms = _Parser(tokens).whole()
    rounded = [[round(value, DIGITS), i, j] for (i, j), value in sorted(terms.items())]
    made = [term for term in rounded if term[0]]
    if not any(i or j for _, i, j in made):
        raise Refusal("constant")
    return made


def _tokens(source: str) -> list[_Token]:
    """Cut a text into tokens; the last one stands for its end."""
    plain = source.translate(_PLAIN).rstrip()
    found = []
    for match in _TOKEN.finditer(plain):
        number, sign, raised, unknown = match.groups()
        at = match.start(match.lastindex or 0) + 1
        if unknown:
            raise Refusal("unknown_character", column=at, found=source[at - 1])
        kind = "number" if number else "raised" if raised else sign
        text = number or sign or "".join(str(_RAISED.index(digit)) for digit in raised)
        found.append(_Token("^" if kind == "**" else kind, text, at))
    return [*found, _Token("end", "", len(plain) + 1)]


class _Parser:
    """Reads tokens from left to right, and multiplies out as it goes."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self, *kinds: str) -> _Token | None:
        """Take the next token if it is of one of these kinds."""
        token = self.next
        if token.kind not in kinds:
            return None
        self.place += 1
        return token

    def whole(self) -> Terms:
        terms = self.sum()
        if self.next.kind == ")":
            raise Refusal("unmatched_bracket", column=self.next.at)
        if self.next.kind != "end":
            raise Refusal("unexpected", column=self.next.at, found=self.next.text)
        return terms

    def sum(self) -> Terms:
        total: Terms = {}
        sign = self.take("+", "-")
        while True:
            at = self.next.at
            part = self.product()
            total = _added(total, _scaled(part, -1.0 if sign and sign.kind == "-" else 1.0), at)
            sign = self.take("+", "-")
            if not sign:
                return total

    def product(self) -> Terms:
        terms = self.signed()
        while True:
            sign, at = self.take("*", "/"), self.next.at
            if sign and sign.kind == "/":
                terms = _divided(terms, self.signed(), at)
            elif sign:
                terms = _multiplied(terms, self.signed(), at)
            elif self.next.kind in ("x", "y", "("):
                terms = _multiplied(terms, self.power(), at)
            elif self.next.kind == "number":
                raise Refusal("missing_operator", column=at, found=self.next.text)
            else:
                return terms

    def signed(self) -> Terms:
        sign = 1.0
        while token := self.take("+", "-"):
            sign = -sign if token.kind == "-" else sign
        return _scaled(self.power(), sign)

    def power(self) -> Terms:
        base, at = self.atom(), self.next.at
        raised = self.take("raised")
        if not raised:
            if not self.take("^"):
                return base
            raised = self.take("number")
        if not raised or not raised.text.isdigit() or int(raised.text) > HIGHEST:
            wrong = raised or self.next
            raise Refusal("bad_exponent", column=wrong.at, found=wrong.text, most=HIGHEST)
        if self.next.kind in ("^", "raised"):
            raise Refusal("unexpected", column=self.next.at, found=self.next.text)
        terms: Terms = {(0, 0): 1.0}
        for _ in range(int(raised.text)):
            terms = _multiplied(terms, base, at)
        return terms

    def atom(self) -> Terms:
        token = self.next
        self.place += 1
        if token.kind == "number":
            return _bounded({(0, 0): float(token.text)}, token.at)
        if token.kind in ("x", "y"):
            return {(1, 0) if token.kind == "x" else (0, 1): 1.0}
        if token.kind == "(":
            self.depth += 1
            if self.depth > DEEPEST:
                raise Refusal("nested_too_deep", column=token.at, most=DEEPEST)
            terms = self.sum()
            self.depth -= 1
            if self.take(")"):
                return terms
            if self.next.kind == "end":
                raise Refusal("unclosed", column=token.at)
            raise Refusal("unexpected", column=self.next.at, found=self.next.text)
        if token.kind == "end":
            raise Refusal("unfinished", column=token.at)
        raise Refusal("unexpected", column=token.at, found=token.text)


def _added(left: Terms, right: Terms, at: int) -> Terms:
    places = {**left, **right}
    return _bounded({p: left.get(p, 0.0) + right.get(p, 0.0) for p in places}, at)


def _scaled(terms: Terms, by: float) -> Terms:
    return {place: by * value for place, value in terms.items()}


def _multiplied(left: Terms, right: Terms, at: int) -> Terms:
    """Multiply out; since powers are bounded, no factor has more than 49 terms."""
    made: Terms = {}
    for (i, j), one in left.items():
        for (k, m), other in right.items():
            if i + k > HIGHEST or j + m > HIGHEST:
                letter, power = ("x", i + k) if i + k > HIGHEST else ("y", j + m)
                raise Refusal(
                    "exponent_too_large", column=at, found=f"{letter}^{power}", most=HIGHEST
                )
            made[i + k, j + m] = made.get((i + k, j + m), 0.0) + one * other
    return _bounded(made, at)


def _divided(terms: Terms, by: Terms, at: int) -> Terms:
    if set(by) != {(0, 0)}:
        raise Refusal("bad_divisor", column=at)
    return _bounded({place: value / by[0, 0] for place, value in terms.items()}, at)


def _bounded(terms: Terms, at: int) -> Terms:
    """Drop terms that are 0, and refuse coefficients that are too large."""
    kept = {place: value for place, value in terms.items() if value}
    if not all(abs(value) <= LARGEST for value in kept.values()):
        raise Refusal("coefficient_too_large", column=at, limit=LARGEST)
    return kept
