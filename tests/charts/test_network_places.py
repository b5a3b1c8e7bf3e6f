"""Numbers on the edges of a network: no box of one covers another's, or a card.

The boxes are worked out here in pixels, as the browser does; ``tests/browser/test_networks.py``
holds the browser to it.
"""

import itertools

import numpy as np
import pytest

from lib.charts import network_places, networks
from lib.charts.networks import Node
from lib.lessons.chain_rule import chain_rule
from lib.lessons.chain_rule.charts import chains
from lib.lessons.mlp_backprop import mlp_backprop
from lib.lessons.mlp_backprop.charts import backprops
from lib.lessons.perceptron_multi import perceptron_multi
from lib.lessons.perceptron_multi.charts import layers
from lib.lessons.perceptron_single import perceptron_single
from lib.lessons.perceptron_single.charts import perceptrons

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


def backprop(d, k, m):
    x, y = [0.5, -1.0, 1.5, 0.2][:d], [1, 0, 0][:m]
    w = mlp_backprop.draw_weights(d, k, m)
    run = mlp_backprop.backpropagate(x, y, **w, activation="tanh", head="sigmoid_mse", rate=2.0)
    known = backprops.read(x, y, w.values(), "tanh", "sigmoid_mse", 2.0, run)
    return backprops.walked(known, len(backprops.KINDS) - 1, words=WORDS)


def single(n):
    x = [2.0, -1.0, 0.5, 0.12345][:n]
    run = perceptron_single.differentiate(x, x, 0.25, 1.0, "mse", 1.0)
    known = perceptrons.read(x, x, 0.25, 1.0, "mse", 1.0, run)
    return perceptrons.walked(known, len(perceptrons.kinds(n)) - 1, words=WORDS)


def several(n, m):
    x, w, b = np.linspace(-1, 2, 2 * n).reshape(2, n), np.linspace(-1, 1, n * m), np.zeros(m)
    w = w.reshape(n, m)
    run = perceptron_multi.differentiate(
        x.tolist(), w.tolist(), b.tolist(), [0, m - 1], "softmax", "mean", 1.0
    )
    known = layers.Layer(x, w, b, 0, "softmax", 1.0, run)
    return layers.walked(known, len(layers.KINDS) - 1, words=WORDS)


def chain():
    run = chain_rule.record_two_layers(1.0, 2.0, 1.0, 2.0, 1.0)
    kinds = [kind.decode() for kind in run.operations.numpy()]
    values, edges, local = (np.array(part) for part in (run.values, run.edges, run.local))
    last = len(chains.order(edges, len(kinds))) - 1
    return chains.walked(kinds, kinds, values, edges, local, last, words=WORDS)


def two_paths():
    return chains.two_paths(
        "xuvy", [2.0, 4.0, 0.9093, 3.637], [4.0, -0.4161, 0.9093, 4.0], None, words=WORDS
    )


SMALL = {
    **{f"backprop {d}-{k}-{m}": (backprop, d, k, m) for d, k, m in ((2, 3, 2), (3, 4, 2))},
    **{f"single {n}": (single, n) for n in (1, 3, 4)},
    **{f"several {n}x{m}": (several, n, m) for n, m in ((2, 3), (3, 3), (4, 3), (3, 4), (2, 4))},
    **{f"full {sizes}": (full, *sizes) for sizes in ((1, 1), (2, 2), (4, 1), (2, 6), (4, 2, 3))},
    "chain": (chain,),
    "two paths": (two_paths,),
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
    x = [0.5, -1.0]
    w = mlp_backprop.draw_weights(2, 3, 2)
    steps = []
    for rate, at in ((2.0, 0), (0.1, 11)):
        run = mlp_backprop.backpropagate(
            x, [1, 0], **w, activation="tanh", head="sigmoid_mse", rate=rate
        )
        known = backprops.read(x, [1, 0], w.values(), "tanh", "sigmoid_mse", rate, run)
        steps.append(backprops.walked(known, at, words=WORDS))
    for name in ("t", "t2", "start", "end_aside"):
        assert steps[0].data["edges"][name] == steps[1].data["edges"][name]
    assert steps[0].spec is steps[1].spec


def test_two_edges_that_cross_have_their_numbers_apart():
    """By hand: in the middle of a cross 100 wide and 20 high they would meet."""
    cross = (network_places.Line(0, 0, 100, 20), network_places.Line(0, 20, 100, 0))
    shares, left = network_places.spread(cross, 40, 27)
    assert left == 0 and abs(shares[0] - shares[1]) * 100 >= 40
    assert network_places.spread(cross, 60, 27)[1] == 1  # there is no room for both
