"""Numbers on the edges of a network: no box of one covers another's, or a card.

The boxes are worked out here in pixels, as the browser does; ``tests/browser/test_networks.py``
holds the browser to it.
"""

import importlib
import itertools

import numpy as np
import pytest

from lib.charts import network_places, networks
from lib.charts.networks import Node
from tests.conftest import ROOT

WORDS = {name: name for name in ("forward", "back", "after", "positive", "negative")}
WIDTHS = [688, 640, 560, 500, 355, 328]
"""Of pictures on a desktop, on laptops, on a tablet, on phones of 390 and 360 pixels."""


def full(*sizes):
    columns = [[Node(f"{c}{i}", {"z": 0.0}) for i in range(k)] for c, k in enumerate(sizes)]
    edges = [
        each
        for layer, pair in enumerate(itertools.pairwise(sizes))
        for each in networks.connect(layer, np.full(pair, -0.1234), np.full(pair, -0.0001234))
    ]
    return networks.network(columns, edges, words=WORDS)


def of_lessons():
    """Return the networks that lessons draw: their ``tests/lessons/<slug>/networks.py``."""
    found = {}
    for path in sorted((ROOT / "tests" / "lessons").glob("*/networks.py")):
        slug = path.parent.name
        module = importlib.import_module(f"tests.lessons.{slug}.networks")
        found |= {f"{slug}: {name}": (make,) for name, make in module.NETWORKS.items()}
    return found


SMALL = {
    **{f"full {sizes}": (full, *sizes) for sizes in ((1, 1), (2, 2), (4, 1), (2, 6), (4, 2, 3))},
    **of_lessons(),
}


def drawn(monkeypatch, make, *sizes):
    """Return a picture and where its layout is: what ``arrange`` found for it."""
    found = []
    arrange = networks.arrange
    monkeypatch.setattr(networks, "arrange", lambda *a: found.append(arrange(*a)) or found[-1])
    return make(*sizes), found[-1]


def boxes(picture, layout, width):
    """Return left, top, right and bottom of the numbers on edges, and of the cards."""
    cards, edges = (
        {name: np.array(column) for name, column in picture.data[table].items()}
        for table in ("cards", "edges")
    )
    turned = layout.turn and width < 560
    high, rows = layout.heights[width < 560], max(map(len, layout.places))
    half = np.clip((0.9 / rows if turned else layout.card) * width, 8, 112) / 2

    def middle(name, aside):
        """From left to right, and from top to bottom."""
        if turned:
            return edges_or_cards[aside] * width, edges_or_cards[name + "2"] * high
        return edges_or_cards[name] * width, edges_or_cards[aside] * high

    edges_or_cards = cards
    x, y = middle("along", "aside")
    found = np.stack([x - half, y - cards["high"] / 2, x + half, y + cards["high"] / 2], axis=1)
    edges_or_cards = edges
    ends = []
    for end, sign in (("start", 1), ("end", -1)):
        u, v = middle(end, f"{end}_aside")
        border = sign * edges[f"{end}_high"] / 2
        ends.append(np.stack([u, v + border] if turned else [u + sign * half, v]))
    size = "longest" if width >= 640 else "narrowest"
    pill = np.stack([3.15 * edges[size] + 3, np.full(len(edges["number"]), 13.5)])
    way = 1 if turned else 0
    least = np.minimum(0.5, pill[way] / (ends[1] - ends[0])[way])
    share = np.clip(edges["t2" if width < 560 else "t"], least, 1 - least)
    at = ends[0] + share * (ends[1] - ends[0])
    kept = edges["number"] != ""
    return np.concatenate([at - pill, at + pill]).T[kept], found


def overlap(one, other):
    across = min(one[2], other[2]) - max(one[0], other[0])
    return across > 1e-6 and min(one[3], other[3]) - max(one[1], other[1]) > 1e-6


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("net", SMALL)
def test_no_number_covers_another_or_a_card(net, width, monkeypatch):
    pills, cards = boxes(*drawn(monkeypatch, *SMALL[net]), width)
    assert len(pills) > 0
    for one, other in itertools.combinations(pills, 2):
        assert not overlap(one, other), (one, other)
    for pill, card in itertools.product(pills, cards):
        assert not overlap(pill, card), (pill, card)
    for one, other in itertools.combinations(cards, 2):
        assert not overlap(one, other), (one, other)


@pytest.mark.parametrize("net", SMALL)
def test_all_stands_within_the_picture(net, monkeypatch):
    picture, layout = drawn(monkeypatch, *SMALL[net])
    for width in WIDTHS:
        for box in np.concatenate(boxes(picture, layout, width)):
            assert box[0] >= 0 and box[1] >= 0 and box[2] <= width
            assert box[3] <= layout.heights[width < 560]


def test_where_numbers_stand_does_not_depend_on_them():
    """Or they would jump at every step."""
    first, last = (full(*sizes) for sizes in ((2, 3), (2, 3)))
    assert first.data["edges"]["t"] == last.data["edges"]["t"]


def test_two_edges_that_cross_have_their_numbers_apart():
    """By hand: in the middle of a cross 100 wide and 20 high they would meet."""
    cross = (network_places.Line(0, 0, 100, 20), network_places.Line(0, 20, 100, 0))
    shares, left = network_places.spread(cross, 40, 27)
    assert left == 0 and abs(shares[0] - shares[1]) * 100 >= 40
    assert network_places.spread(cross, 60, 27)[1] == 1  # there is no room for both
