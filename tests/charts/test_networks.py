"""Networks: a known number is written where it belongs, and a step changes data alone."""

import itertools

import numpy as np
import pytest

from lib.charts import networks
from lib.charts.network_marks import LONGEST, WIDE_LINE
from lib.charts.networks import Edge, Node

WORDS = {name: name for name in ("forward", "back", "after", "positive", "negative")}


def perceptron(o=None, slope=None, after=None, **more):
    columns = [
        [Node("x1", {"": 2.0}, kind="input"), Node("x2", {"": -1.5}, kind="input"), Node("1")],
        [Node("o", {"z": 0.5, "o": o}, {"δ": slope}, detail="z = 0.5", now="forward")],
    ]
    edges = [
        Edge((0, 0), (1, 0), "w1", 1.0, slope, after, detail="w1 x1"),
        Edge((0, 1), (1, 0), "w2", -3.0),
        Edge((0, 2), (1, 0), "b", 0.0, come=False),
    ]
    return networks.network(columns, edges, words=WORDS, **more)


def rows(table):
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def test_a_step_changes_data_and_not_the_spec():
    before, after = perceptron(), perceptron(0.25, -0.125, 1.1, caption="x")
    assert before.spec is after.spec
    assert before.data != after.data


def test_what_is_not_computed_yet_has_no_number():
    lines = {row["label"]: row["number"] for row in rows(perceptron().data["lines"])}
    assert lines["z"] == "0.5" and lines["o"] == "·" and lines["δ"] == "·"
    lines = {row["label"]: row["number"] for row in rows(perceptron(0.0, -0.125).data["lines"])}
    assert lines["o"] == "0" and lines["δ"] == "-0.125"  # zero is a number
    card = networks.network(
        [[Node("a", {"a": None})], [Node("b", {"b": 1.0})]], [Edge((0, 0), (1, 0))], words=WORDS
    ).data["cards"]
    assert card["shown"][0] < 1 == card["shown"][1]


def test_edges_carry_weight_gradient_and_update():
    first, second, third = rows(perceptron(0.25, -0.125, 1.1).data["edges"])
    assert (first["named"], first["number"]) == ("w1 1", "1")
    assert (first["gradient"], first["after"]) == ("-0.125", "1.1")
    assert (second["gradient"], second["after"], second["glow"]) == ("", "", 0)
    assert (first["colour"], second["colour"]) == (networks.POSITIVE, networks.NEGATIVE)
    assert third["colour"] not in (networks.POSITIVE, networks.NEGATIVE)
    assert second["thick"] > first["thick"] > third["thick"]
    assert third["shown"] < 1 == first["shown"]
    assert third["number"] == "0" and first["glow"] > 0


def test_an_edge_begins_and_ends_at_its_cards():
    data = perceptron().data
    cards = {row["name"]: row for row in rows(data["cards"])}
    edge = data["edges"]
    for place, name in enumerate(("x1", "x2", "1")):
        assert edge["start"][place] == cards[name]["along"] < edge["end"][place]
        assert edge["start_aside"][place] == cards[name]["aside"]
        assert edge["end_aside"][place] == cards["o"]["aside"]
        assert edge["start_high"][place] == cards[name]["high"]


def test_cards_of_a_column_do_not_cover_each_other():
    tall = {name: 0.0 for name in "abcd"}
    columns = [[Node(str(i), tall) for i in range(4)], [Node("x", {"": 1.0})]]
    picture = networks.network(columns, [Edge((0, 0), (1, 0))], words=WORDS)
    inner = picture.spec["height"] - 140
    cards = [card for card in rows(picture.data["cards"]) if card["name"] != "x"]
    for one, other in itertools.pairwise(cards):
        assert (other["aside"] - one["aside"]) * inner >= (one["high"] + other["high"]) / 2


def test_a_full_layer_comes_from_its_matrix():
    weights = np.arange(6.0).reshape(2, 3)
    gradients = np.full((2, 3), np.nan)
    gradients[1, 2] = 0.5
    edges = networks.connect(1, weights, gradients, detail=lambda i, j: f"{i} to {j}")
    assert [(e.start, e.end) for e in edges] == [
        ((1, i), (2, j)) for i in range(2) for j in range(3)
    ]
    assert [e.weight for e in edges] == [0, 1, 2, 3, 4, 5]
    assert [e.gradient for e in edges] == [None] * 5 + [0.5]
    assert edges[5].name == "w23" and edges[5].detail == "1 to 2"


def test_a_large_network_shows_width_and_sign_and_no_numbers():
    columns = [[Node(f"{c}{i}", {"a": i - 3.0}, detail="t") for i in range(6)] for c in "ab"]
    weights = np.linspace(-1, 1, 36).reshape(6, 6)
    large = networks.network(columns, networks.connect(0, weights, weights), words=WORDS)
    small = networks.network(
        [column[:2] for column in columns], networks.connect(0, weights[:2, :2]), words=WORDS
    )
    texts = [str(layer["encoding"].get("text")) for layer in large.spec["layer"]]
    assert not any("number" in each or "first" in each for each in texts)
    assert any("number" in str(layer["encoding"].get("text")) for layer in small.spec["layer"])
    fills = dict(zip(large.data["cards"]["name"], large.data["cards"]["fill"], strict=True))
    assert fills["a0"] == fills["b0"] != fills["a5"]
    assert large.data["key"]["role"] == list(WORDS)
    assert small.data["key"]["role"] == ["forward", "back", "after"]
    thick = np.array(large.data["edges"]["thick"]).reshape(6, 6)
    assert np.argmax(thick) in (0, 35) and thick[0, 0] == pytest.approx(thick[5, 5])


def test_the_foot_tells_what_is_said_in_lines_for_a_phone():
    detail = "z = " + " + ".join(f"w{i} · x{i}" for i in range(12))
    foot = perceptron(caption=detail).data["foot"]
    for name, most in (("detail", WIDE_LINE), ("narrow", LONGEST)):
        lines = foot[name][0].split("\n")
        assert len(lines) > 1 and all(len(line) <= most for line in lines)
        assert " ".join(lines) == detail
    short = "a = 1\n\nb = 2"
    assert perceptron(caption=short).data["foot"] == {"detail": [short], "narrow": [short]}


def test_chinese_is_broken_between_characters_and_no_line_begins_with_a_comma():
    detail = "共 54 个权重，画出其中最大的 54 个：线越粗绝对值越大，单元的颜色是它的偏置；" * 2
    lines = perceptron(caption=detail).data["foot"]["narrow"][0].split("\n")
    assert len(lines) > 2 and all(networks.wide(line) <= LONGEST for line in lines)
    assert not any(line[0] in "，。；：" for line in lines)
    assert "".join(lines).replace(" ", "") == detail.replace(" ", "")


def test_the_pointer_moves_the_signal_that_the_foot_reads():
    spec = perceptron().spec
    (signal,) = [each for each in spec["params"] if each["name"] == "over"]
    assert "datum.detail" in signal["on"][0]["update"]
    names = {"cards", "edges", "lines", "foot", "key"}
    assert {layer["data"]["name"] for layer in spec["layer"]} == names
    assert "detail" in perceptron().data["cards"] and "detail" in perceptron().data["edges"]


def test_no_mark_has_a_tooltip_of_its_own():
    """Without a word against it, Streamlit's charts show every encoded field, pixels and all."""
    for layer in perceptron().spec["layer"]:
        assert layer["mark"].get("tooltip", "unsaid") is None, layer["mark"]
