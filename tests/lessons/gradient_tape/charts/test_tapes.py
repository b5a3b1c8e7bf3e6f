"""Tapes: what stands further right needs what stands left, and every number is on its edge."""

import itertools

import numpy as np
import pytest

from lib.charts import graphs
from lib.lessons.gradient_tape.charts import tapes

WORDS = {
    name: name for name in ("input", "operation", "result", "step", "error", "local", "gradient")
}
# x, w, b, x*w, x*w + b
NAMES = ["x", "w", "b", "Mul", "AddV2"]
EDGES = np.array([[0, 3], [1, 3], [3, 4], [2, 4]])


def graph():
    values = np.array([2.0, 3.0, 1.0, 6.0, 7.0])
    return tapes.graph(
        NAMES,
        values,
        np.array([3.0, 2.0, 1.0, 1.0, 1.0]),
        EDGES,
        np.array([3.0, 2.0, 1.0, 1.0]),
        words=WORDS,
    )


def test_every_edge_goes_to_the_right_and_no_two_nodes_share_a_place():
    corners = graphs.places(5, EDGES)
    for start, end in EDGES:
        assert corners[start][0] < corners[end][0]
    for one, other in itertools.combinations(corners.tolist(), 2):
        assert one != other
    assert corners[2][0] == 1  # b stands right before the sum, and not at the far left


def test_a_level_is_the_longest_way():
    edges = np.array([[0, 1], [1, 2], [0, 3], [2, 3]])
    assert graphs.levels(4, edges).tolist() == [0, 1, 2, 3]


def test_nodes_tell_value_gradient_and_role():
    nodes = graph().data["nodes"]
    rows = list(zip(*(nodes[key] for key in ("name", "value", "gradient", "role")), strict=True))
    assert rows[0] == ("x", "2", "3", "input") and rows[3] == ("Mul", "6", "1", "operation")
    assert rows[4] == ("AddV2", "7", "1", "result")


def test_edges_begin_and_end_at_their_nodes_and_carry_their_number():
    edges, corners = graph().data["edges"], graphs.places(5, EDGES)
    assert edges["local"] == ["× 3", "× 2", "× 1", "× 1"]
    for end, (level, aside) in enumerate((("from", "begin"), ("level", "end"))):
        np.testing.assert_array_equal(edges[level], corners[EDGES[:, end], 0])
        np.testing.assert_array_equal(edges[aside], corners[EDGES[:, end], 1])


def test_numbers_do_not_change_the_spec():
    other = tapes.graph(NAMES, np.zeros(5), np.zeros(5), EDGES, np.zeros(4), words=WORDS)
    assert other.spec is graph().spec


def test_errors_of_0_stay_on_the_axis():
    picture = tapes.errors(
        np.array([0.1, 1.0, 0.5]), {"a": np.array([0.0, 1.0, 0.0])}, ["#000000"], words=WORDS
    )
    assert picture.data["curves"]["y"].tolist() == [1e-16, 1]
    assert picture.data["points"]["x"] == [0.5]
    assert picture.data["points"]["y"] == [pytest.approx(1e-16)]
