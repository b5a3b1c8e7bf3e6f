"""Where the cards of a network stand, and the numbers on its edges, so that none covers another.

The numbers of edges that cross would meet where they cross. So each edge has a share of its own:
how far along it its number stands. Shares are found for the narrowest picture of each kind: in a
wider one the same shares stand farther apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

NARROW = 560
"""Pixels of width below which a long network runs from top to bottom."""
NAMED = 640
"""Pixels of width from which the numbers on edges have their names with them."""
SMALLEST = 328
"""Pixels of width of the narrowest picture that is reckoned with: on a small phone."""
WIDEST = 112
"""Pixels of a card's width at most."""
MANY = 8
"""With more edges between two columns, the names of their numbers are left to the pointer."""
DIGITS = 7
"""Characters of a number on an edge for which there is room; a longer one is written smaller."""
LETTER, PILL, APART = 6.3, 27, 2
"""Pixels: a character on an edge, two numbers one above the other, and between two edges'."""
BETWEEN, LEAD, TALLEST = 12, 24, 600
"""Pixels: between cards of a column, between two rows without numbers, and of a whole picture."""
CLOSE = 4
"""Pixels between low cards, of which there are many."""
TRIES = 12


class Place(NamedTuple):
    """Where a card stands, as shares of the picture: in columns, and where they are rows."""

    along: float
    along2: float
    aside: float
    high: int


class Layout(NamedTuple):
    """Where all stands."""

    places: list[list[Place]]
    card: float
    """How wide a card is, as a share of the width."""
    turn: bool
    """Whether columns run from top to bottom in a narrow picture."""
    heights: tuple[int, int]
    """Pixels for the cards: in a wide picture, and in a narrow one."""
    shares: list[tuple[float, float]]
    """How far along each edge its number stands, in the one and in the other."""
    limits: tuple[int, int]
    """Characters on an edge for which there is room, in the one and in the other."""


class Line(NamedTuple):
    """An edge, from border to border: first along the network, then across it."""

    start: float
    start_aside: float
    end: float
    end_aside: float


End = tuple[int, int]
"""Column and place of a card."""


@lru_cache(maxsize=256)
def arrange(
    highs: tuple[tuple[int, ...], ...],
    edges: tuple[tuple[End, End], ...],
    names: tuple[int, ...],
    written: bool,
) -> Layout:
    """Find where the cards of a network stand, and the numbers on its edges.

    Args:
        highs: the height of each card in pixels, by columns.
        edges: the cards at the ends of each edge.
        names: the characters of each edge's name; -1 where an edge has no number.
        written: whether numbers are written; without them, columns stand at equal distances.
    """
    pairs = [(start[0], end[0]) for start, end in edges]
    kept = [pair for pair, name in zip(pairs, names, strict=True) if name >= 0]
    gaps = [kept.count((column, column + 1)) for column in range(len(highs) - 1)]
    named = max(names, default=-1) if max(gaps, default=0) <= MANY else 0
    limits = (DIGITS + (named + 1 if named > 0 else 0), DIGITS)
    least = NAMED if named > 0 else NARROW
    turn = written and 4 <= len(highs) <= 6
    middles, card = _across(gaps, written)
    high = max([_stacked(column) for column in highs] + [120 if written else 0])
    while True:
        places = [
            [Place(middle, 0, (row + 0.5) / len(column), size) for row, size in enumerate(column)]
            for middle, column in zip(middles, highs, strict=True)
        ]
        wide, left = _shares(places, edges, pairs, names, limits[0], least, card, high)
        narrow, more = wide, 0
        if written and not turn:
            narrow, more = _shares(places, edges, pairs, names, limits[1], SMALLEST, card, high)
        if not written or not left + more or high + LEAD > TALLEST:
            break
        high += LEAD
    low = high
    if turn:
        narrow, tops, low = _rows(places, edges, pairs, names)
        places = [
            [place._replace(along2=top / low) for place in column]
            for top, column in zip(tops, places, strict=True)
        ]
    shares = list(zip(wide, narrow, strict=True))
    return Layout(places, card, turn, (high, low), shares, limits)


def _stacked(column: Sequence[int]) -> int:
    """Return the height of cards one above the other, all with as much room as the highest."""
    return len(column) * (max(column) + (BETWEEN if max(column) > 12 else CLOSE))


def _across(gaps: Sequence[int], written: bool) -> tuple[list[float], float]:
    """Return the middles of the columns and the width of a card, as shares of the width.

    Args:
        gaps: how many edges have numbers, between each two columns.
        written: without numbers, columns stand at equal distances.
    """
    count = len(gaps) + 1
    if not written:
        return [(column + 0.5) / count for column in range(count)], 0.2 / count
    room = [0.25 if not n else 0.8 if n <= 2 else 1.45 if n <= MANY else 1.75 for n in gaps]
    whole = count + sum(room) + 0.1
    middles = np.concatenate([[0], np.cumsum(np.add(room, 1))]) + 0.55
    return (middles / whole).tolist(), 1 / whole


def _shares(
    places: list[list[Place]],
    edges: Sequence[tuple[End, End]],
    pairs: Sequence[tuple[int, int]],
    names: Sequence[int],
    characters: int,
    width: int,
    card: float,
    high: int,
) -> tuple[list[float], int]:
    """Return each edge's share from left to right, and how many pairs of numbers overlap."""
    half = min(card * width, WIDEST) / 2

    def line(edge: tuple[End, End]) -> Line:
        start, end = (places[column][place] for column, place in edge)
        return Line(
            start.along * width + half,
            start.aside * high,
            end.along * width - half,
            end.aside * high,
        )

    return _between(list(map(line, edges)), pairs, names, wide_of(characters), PILL)


def _rows(
    places: list[list[Place]],
    edges: Sequence[tuple[End, End]],
    pairs: Sequence[tuple[int, int]],
    names: Sequence[int],
) -> tuple[list[float], list[float], int]:
    """Return each edge's share from top to bottom, the middle of each row, and the height.

    Two rows stand so far apart that the numbers between them have room.
    """
    size = [max(place.high for place in column) for column in places]
    shares, tops, top = [0.5] * len(edges), [6 + size[0] / 2], 6 + size[0]
    for row in range(1, len(places)):
        between = [i for i, pair in enumerate(pairs) if pair == (row - 1, row) and names[i] >= 0]
        gap = PILL + 14 if between else LEAD
        while between:
            ends = [[places[column][place] for column, place in edges[i]] for i in between]
            lines = [
                Line(
                    (start.high - size[row - 1]) / 2,
                    start.aside * SMALLEST,
                    gap + (size[row] - end.high) / 2,
                    end.aside * SMALLEST,
                )
                for start, end in ends
            ]
            found, left = spread(tuple(lines), PILL, wide_of(DIGITS))
            if not left or gap > 150:
                for i, share in zip(between, found, strict=True):
                    shares[i] = share
                break
            gap += 6
        tops.append(top + gap + size[row] / 2)
        top += gap + size[row]
    return shares, tops, top + 6


def _between(
    lines: list[Line],
    pairs: Sequence[tuple[int, int]],
    names: Sequence[int],
    along: float,
    aside: float,
) -> tuple[list[float], int]:
    """Spread the numbers between each two columns."""
    shares, overlaps = [0.5] * len(lines), 0
    for pair in dict.fromkeys(pairs):
        between = [i for i, each in enumerate(pairs) if each == pair and names[i] >= 0]
        found, left = spread(tuple(lines[i] for i in between), along, aside)
        overlaps += left
        for i, share in zip(between, found, strict=True):
            shares[i] = share
    return shares, overlaps


def wide_of(characters: int) -> float:
    """Return the width of so many characters on an edge, in pixels."""
    return LETTER * characters + 6


@lru_cache(maxsize=512)
def spread(lines: tuple[Line, ...], along: float, aside: float) -> tuple[tuple[float, ...], int]:
    """Return how far along each edge its number stands, and how many pairs still overlap.

    Numbers change places one after another, each to where it meets fewest of the others, and of
    such places to the one nearest to the middle; from several beginnings, the best of which
    counts. The same lines always give the same shares.

    Args:
        lines: the edges.
        along: the size of the box of a number in the direction of the network, in pixels.
        aside: its size across.
    """
    if not lines:
        return (), 0
    places = np.linspace(0.0, 1.0, 41)
    ends = np.array(lines, float)
    middle = ends[:, :1] + places * (ends[:, 2:3] - ends[:, :1])
    beside = ends[:, 1:2] + places * (ends[:, 3:] - ends[:, 1:2])
    inside = (middle >= ends[:, :1] + along / 2) & (middle <= ends[:, 2:3] - along / 2)
    inside[~inside.any(axis=1), len(places) // 2] = True
    u, v = middle.reshape(-1, 1), beside.reshape(-1, 1)
    n, m = middle.shape
    meets = (np.abs(u - u.T) < along + APART) & (np.abs(v - v.T) < aside + APART)
    meets = meets.reshape(n, m, n, m)
    cost = np.where(inside, np.abs(places - 0.5) * 0.1, np.inf)
    random, every = np.random.default_rng(0), np.arange(n)
    best, fewest, left = np.full(n, m // 2), np.inf, 0
    for attempt in range(TRIES):
        at = np.argmin(cost, axis=1)
        if attempt:
            at = np.array([random.choice(np.flatnonzero(each)) for each in inside])
        for _ in range(12):
            before = at.copy()
            for i in random.permutation(n):
                others = every[every != i]
                at[i] = np.argmin(meets[i][:, others, at[others]].sum(axis=1) + cost[i])
            if (at == before).all():
                break
        overlaps = sum(int(meets[i, at[i], j, at[j]]) for i in range(n) for j in range(i))
        price = overlaps + cost[every, at].sum() / n
        if price < fewest:
            best, fewest, left = at.copy(), price, overlaps
    return tuple(float(places[each]) for each in best), left
