"""Chains of operations: gradients are products of edges, and each step tells one of them."""

import numpy as np
import pytest

from lib.lessons.chain_rule.charts import chains

WORDS = {name: name for name in ("forward", "back", "positive", "negative")}
# x, w, b, x w, y
NAMES, KINDS = ["x", "w", "b", "x w", "y"], ["x", "w", "b", "Mul", "AddV2"]
EDGES = np.array([[0, 3], [1, 3], [3, 4], [2, 4]])
VALUES, LOCAL = np.array([2.0, -3.0, 1.0, -6.0, -5.0]), np.array([-3.0, 2.0, 1.0, 1.0])


def test_along_a_way_multiply():
    np.testing.assert_array_equal(chains.multiplied(5, EDGES, LOCAL), [-3, 2, 1, 1, 1])


def test_over_ways_add():
    edges = np.array([[0, 1], [0, 2], [1, 3], [2, 3]])
    back = chains.multiplied(4, edges, np.array([2.0, 5.0, 7.0, 11.0]))
    assert back.tolist() == [2 * 7 + 5 * 11, 7, 11, 1]


def test_the_way_goes_through_every_operation_and_back_to_every_node():
    steps = chains.order(EDGES, 5)
    assert steps == [
        ("start", 0),
        ("forward", 3),
        ("forward", 4),
        ("seed", 4),
        ("back", 3),
        ("back", 2),
        ("back", 1),
        ("back", 0),
    ]


def walked(at):
    return chains.walked(NAMES, KINDS, VALUES, EDGES, LOCAL, at, words=WORDS)


def test_nothing_is_shown_before_its_step():
    counts = []
    for at in range(8):
        picture = walked(at)
        lines = dict(
            zip(
                zip(
                    picture.data["lines"]["label"],
                    picture.data["lines"]["along"],
                    picture.data["lines"]["aside"],
                    strict=True,
                ),
                picture.data["lines"]["number"],
                strict=True,
            )
        )
        counts.append(
            (
                sum(number != "·" for (label, *_), number in lines.items() if not label),
                sum(number != "·" for (label, *_), number in lines.items() if label),
                sum(map(bool, picture.data["edges"]["number"])),
            )
        )
        assert picture.spec is walked(0).spec
    assert counts[0] == (3, 0, 0) and counts[2] == (5, 0, 4) and counts[-1] == (5, 5, 4)
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("at", "detail"),
    [
        (1, "x w = x · w = 2 · (-3) = -6"),
        (2, "y = x w + b = (-6) + 1 = -5"),
        (3, "∂y/∂y = 1"),
        (7, "∂y/∂x = ∂y/∂(x w) · ∂(x w)/∂x\n= 1 · (-3) = -3"),
    ],
)
def test_each_step_is_told_with_its_numbers(at, detail):
    assert walked(at).data["foot"]["detail"] == [detail]


def test_a_cut_way_brings_nothing():
    names = ["x", "x²", "sin x", "y"]
    values, links = [2.0, 4.0, 0.9, 3.6], [4.0, -0.4, 0.9, 4.0]
    both = chains.two_paths(names, values, links, None, words=WORDS)
    assert both.data["foot"]["detail"][0] == "dy/dx = 4 · 0.9 + (-0.4) · 4 = 2"
    one = chains.two_paths(names, values, links, 0, words=WORDS)
    assert one.data["foot"]["detail"][0] == "dy/dx = (-0.4) · 4 = -1.6"
    assert one.spec is both.spec
    assert one.data["edges"]["gradient"][0] == "" and one.data["edges"]["shown"][0] < 1


def test_the_green_is_what_is_left_of_the_gradient():
    local = np.full(6, 0.5)
    picture = chains.squeezed(0.0, np.full(6, 0.7), local, 4, words=WORDS)
    glow = picture.data["edges"]["glow"]
    assert glow[4:] == [0, 0] and glow[3] > 0
    np.testing.assert_allclose(np.divide(glow[1:4], glow[:3]), 2)
    assert picture.data["edges"]["gradient"][:4] == ["0.0625", "0.125", "0.25", "0.5"]
    assert picture.data["foot"]["detail"][0].endswith("= 0.0625")
    other = chains.squeezed(1.0, np.full(6, 0.1), -local, 2, words=WORDS)
    assert other.spec is picture.spec
