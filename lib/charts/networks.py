"""Networks: cards with numbers, edges with weights, and what comes back along them.

One drawing for a perceptron, a chain, and a network of layers. A page says what stands where and
what is known by now, and steps by giving other numbers: what is ``None`` has not been computed
yet, and is left faint and without a number, so that a step changes data alone::

    columns = [
        [networks.Node("x1", {"": 2.0}, kind="input"), networks.Node("1", kind="bias")],
        [networks.Node("o", {"z": 3.0, "o": None}, {"∂o": None}, detail="z = w1 x1 + b = 3")],
    ]
    edges = [
        networks.Edge((0, 0), (1, 0), "w1", 1.0, None, detail="w1 x1 = 1 · 2 = 2", now="forward"),
        networks.Edge((0, 1), (1, 0), "b", 1.0),
    ]
    picture = networks.network(columns, edges, caption="z = w1 x1 + b", words=lesson.chart_words())

All the edges between two full layers come from their matrices: ``networks.connect``. What is
under the pointer is described in the line at the foot, with the arithmetic that made it
(``detail``); without a pointer, that line is the ``caption``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lib.charts import network_marks
from lib.charts.network_marks import HEAD, LINE, LONGEST, WIDE_LINE
from lib.charts.network_places import Layout, arrange
from lib.charts.palette import (
    BORDER,
    CHANGED,
    GRADIENT,
    GRADIENT_INK,
    INPUT,
    INPUT_INK,
    NEGATIVE,
    OUTPUT,
    PAPER,
    POSITIVE,
    QUIET,
    value_colours,
)
from lib.charts.picture import Picture
from lib.numbers import show

MOST = 12
"""Edges between two columns whose numbers are written; with more, colour and width say it."""
MOST_ROOMY = 8
"""Cards without numbers in a column that are of full size; with more, they are lower."""
KINDS = {"input": INPUT, "unit": BORDER, "bias": BORDER, "output": OUTPUT, "target": QUIET}
"""The border of a card, by what it is."""
NOW = {"": "transparent", "forward": INPUT, "back": GRADIENT, "after": CHANGED}
"""The frame around what this step has computed."""


class Node(NamedTuple):
    """A card: its name, the numbers of both passes, and the arithmetic that made them."""

    name: str
    values: Mapping[str, float | None] = {}
    """Numbers of the forward pass by their short names (a bias among them); None: not yet."""
    gradients: Mapping[str, float | None] = {}
    """Those of the backward pass."""
    detail: str = ""
    """What the pointer finds; a line break starts a new line, of which there are four at most."""
    kind: str = "unit"
    """``input``, ``unit``, ``bias``, ``output`` or ``target``: the colour of its border."""
    now: str = ""
    """What this step has made of it: ``forward``, ``back``, ``after`` (an update), or nothing."""


class Edge(NamedTuple):
    """A weight, or a local derivative, on its way from one card to another."""

    start: tuple[int, int]
    """Column and place of the card where it begins."""
    end: tuple[int, int]
    name: str = ""
    weight: float | None = None
    """The number on it; None: it only leads there."""
    gradient: float | None = None
    """What came back to it; None: nothing yet."""
    after: float | None = None
    """Its number after an update."""
    detail: str = ""
    now: str = ""
    come: bool = True
    """Whether the forward pass has reached it; else it is faint."""


def connect(
    column: int,
    weights: np.ndarray,
    gradients: np.ndarray | None = None,
    after: np.ndarray | None = None,
    *,
    name: Callable[[int, int], str] = lambda i, j: f"w{i + 1}{j + 1}",
    detail: Callable[[int, int], str] = lambda i, j: "",
    now: str = "",
    come: bool = True,
) -> list[Edge]:
    """Return the edges of a full layer.

    Args:
        column: where they begin; they end in the next. The first cards of both columns are the
            units; what else stands there (a bias, a target) comes after them.
        weights: shape (inputs, outputs).
        gradients: of the same shape; NaN or None where they have not come back yet.
        after: the weights after an update; likewise.
        name: of the weight from input i to output j, both from 0.
        detail: its arithmetic, likewise.
        now, come: as for ``Edge``.
    """

    def known(array: np.ndarray | None, place: tuple[int, ...]) -> float | None:
        return None if array is None or np.isnan(array[place]) else float(array[place])

    return [
        Edge(
            (column, i),
            (column + 1, j),
            name(i, j),
            float(weights[i, j]),
            known(gradients, (i, j)),
            known(after, (i, j)),
            detail(i, j),
            now,
            come,
        )
        for i, j in np.ndindex(*weights.shape)
    ]


def network(
    columns: Sequence[Sequence[Node]],
    edges: Sequence[Edge],
    *,
    words: Mapping[str, str],
    caption: str = "",
    written: bool | None = None,
) -> Picture:
    """Draw a network from left to right; a long one from top to bottom where it is narrow.

    Small ones show every number. With more than 12 edges between two columns, the colour of a
    card says its first number, the colour and the width of an edge its weight, and the green
    beside it how much came back.

    Args:
        columns: the cards of each column, from its top.
        edges: between cards of different columns, from left to right.
        words: of the legend: ``forward``, ``back``; ``after`` where weights are updated;
            ``positive`` and ``negative`` for networks too large for numbers.
        caption: what stands at the foot while nothing is under the pointer.
        written: whether numbers are written; by default, where the network is small.
    """
    pairs = [(edge.start[0], edge.end[0]) for edge in edges]
    if written is None:
        written = max(map(pairs.count, pairs), default=0) <= MOST
    places = max(map(len, columns))
    # A number that is not known yet has its room already.
    names = [-1 if edge.weight is None and not edge.name else len(edge.name) for edge in edges]
    layout = arrange(
        tuple(tuple(_high(node, written, places) for node in column) for column in columns),
        # Without numbers nothing depends on the edges, of which there may be others at every step.
        tuple((edge.start, edge.end) for edge in edges) if written else (),
        tuple(names) if written else (),
        written,
    )
    colours = {"forward": INPUT, "back": GRADIENT, "after": CHANGED}
    if not written:
        colours |= {"positive": POSITIVE, "negative": NEGATIVE}
    roles = {words[name]: colour for name, colour in colours.items() if name in words}
    return Picture(
        network_marks.build(
            places,
            layout.card,
            layout.heights,
            layout.turn,
            written,
            tuple(roles.items()),
        ),
        {
            **_cards(columns, layout, written),
            "edges": _edges(edges, layout, written),
            "foot": _table([_lines(caption)]),
            "key": {"role": list(roles)},
        },
    )


def term(value: float) -> str:
    """Write a number as a term of a formula: a negative one in brackets."""
    return f"({show(float(value))})" if value < 0 else show(float(value))


def _high(node: Node, written: bool, places: int) -> int:
    """Return the height of a card in pixels."""
    if not written:
        return 22 if places <= MOST_ROOMY else 12
    return HEAD + LINE * len({**node.values, **node.gradients}) + 3


def _cards(
    columns: Sequence[Sequence[Node]], layout: Layout, written: bool
) -> dict[str, dict[str, Any]]:
    cards: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for nodes, spots in zip(columns, layout.places, strict=True):
        for node, place in zip(nodes, spots, strict=True):
            spot = place._asdict()
            numbers = [*node.values.values(), *node.gradients.values()]
            known = not numbers or any(number is not None for number in numbers)
            cards.append(
                spot
                | {
                    "name": node.name,
                    "border": KINDS[node.kind],
                    "frame": NOW[node.now],
                    "fill": PAPER,
                    "shown": 1.0 if known else 0.4,
                    **_lines(node.detail),
                    "value": next(iter(node.values.values()), None),
                }
            )
            inks = [INPUT_INK] * len(node.values) + [GRADIENT_INK] * len(node.gradients)
            labels = [*node.values, *node.gradients]
            for row, (label, number, dark) in enumerate(zip(labels, numbers, inks, strict=True)):
                lines.append(
                    spot
                    | {
                        "shift": HEAD + LINE * (row + 0.5) - place.high / 2,
                        "label": label,
                        "number": "·" if number is None else show(number),
                        "ink": dark,
                    }
                )
    if not written:
        values = np.array([card["value"] or 0.0 for card in cards])
        for card, colour in zip(cards, value_colours(values), strict=True):
            card["fill"] = PAPER if card["value"] is None else colour
    longest = max(
        [len(f"{line['label']} {line['number']}") for line in lines]
        + [len(card["name"]) for card in cards]
    )
    for drawn in (*cards, *lines):
        drawn["longest"] = longest
        drawn.pop("value", None)
    # What the spec does not have, the browser does not want.
    return {"cards": _table(cards), **({"lines": _table(lines)} if written else {})}


def _edges(edges: Sequence[Edge], layout: Layout, written: bool) -> dict[str, Any]:
    largest = max([abs(edge.weight) for edge in edges if edge.weight is not None], default=0) or 1
    strongest = max([abs(edge.gradient or 0) for edge in edges], default=0) or 1
    rows: list[dict[str, Any]] = []
    widest = 14.0 if len(edges) <= 3 * len(layout.places) else 6.0
    named = layout.limits[0] > layout.limits[1]
    shares = layout.shares or [(0.5, 0.5)] * len(edges)
    for edge, (share, share2) in zip(edges, shares, strict=True):
        weight, back = edge.weight or 0.0, abs(edge.gradient or 0.0) / strongest
        colour = POSITIVE if weight > 0 else NEGATIVE if weight < 0 else QUIET
        strong = abs(weight) / largest
        ends = {"start": edge.start, "end": edge.end}
        spots = {end: layout.places[column][place] for end, (column, place) in ends.items()}
        rows.append(
            {
                **{end: spot.along for end, spot in spots.items()},
                **{f"{end}2": spot.along2 for end, spot in spots.items()},
                **{f"{end}_aside": spot.aside for end, spot in spots.items()},
                **{f"{end}_high": spot.high for end, spot in spots.items()},
                "t": share,
                "t2": share2,
                "colour": colour,
                "thick": 1.0 + 2.5 * strong,
                "glow": 0.0 if not back else widest * back + (2.0 if written else 0.0),
                "frame": NOW[edge.now],
                "halo": 9.0 if edge.now else 0.0,
                "shown": (1.0 if written else 0.2 + 0.8 * strong) * (1.0 if edge.come else 0.3),
                "number": "" if edge.weight is None else show(edge.weight, 3),
                "named": ""
                if edge.weight is None
                else f"{edge.name} {show(edge.weight)}".strip()
                if named
                else show(edge.weight, 3),
                "gradient": "" if edge.gradient is None else show(edge.gradient, 3),
                "after": "" if edge.after is None or not written else show(edge.after, 3),
                "arrow": "→ " if named else "",
                **_lines(edge.detail),
            }
        )
    for row in rows:
        under = max(len(row["gradient"]), len(row["after"]))
        row["longest"] = max(len(row["named"]), under + len(row["arrow"]))
        row["narrowest"] = max(len(row["number"]), under)
    # Alike on all edges; what is longer than the room that is kept for it is written smaller.
    for name, limit in zip(("longest", "narrowest"), layout.limits, strict=True):
        most = max([row[name] for row in rows], default=0)
        for row in rows:
            row[name], row[f"{name}_size"] = min(most, limit), min(11, 11 * limit / max(most, 1))
    return _table(rows)


def _lines(text: str) -> dict[str, str]:
    """Return a text in lines that are short enough for a desktop and for a phone."""
    return {"detail": _wrapped(text, WIDE_LINE), "narrow": _wrapped(text, LONGEST)}


def _wrapped(text: str, most: int) -> str:
    """Break lines between words, or between Chinese characters: each is as wide as two others.

    No line begins with a mark of punctuation.
    """
    lines: list[str] = []
    for given in text.split("\n"):
        line = ""
        for piece in re.findall(
            r"\s+|[\u2e80-\uffef][，。；：、！？）”]*|[^\s\u2e80-\uffef]+", given
        ):
            if wide(line + piece) > most and line:
                lines.append(line.rstrip())
                line = ""
            line += piece if line else piece.lstrip()
        lines.append(line)
    return "\n".join(lines)


def wide(text: str) -> int:
    """Return how wide a text is, in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _table(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Turn rows into columns."""
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}
