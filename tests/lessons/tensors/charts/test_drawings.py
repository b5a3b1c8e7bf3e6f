"""The pictures: which cells are lit, pale or wrong, and that a slider changes no spec."""

from collections import defaultdict

import numpy as np
import pytest

from lib.charts import lattice
from lib.lessons.tensors import broadcasting
from lib.lessons.tensors.charts import drawings
from tests.charts.words import chart_words

A = np.arange(24).reshape(2, 3, 4)
SLICE = chart_words("tensors", "slice")
RULE = chart_words("tensors", "broadcast")


def rows(picture, name="cells"):
    table = picture.data[name]
    return [dict(zip(table, each, strict=True)) for each in zip(*table.values(), strict=True)]


def taken(result, name="a[0]"):
    return drawings.taken(A, result, name=name, deep=False, words=SLICE)


@pytest.mark.parametrize("result", [A[1], A[:, 0], A[..., -1], A[:, 1:3], A[1, 2, 3], A[0:0]])
def test_the_cells_that_are_lit_are_those_that_an_index_takes(result):
    found = rows(taken(result))
    lit = {int(each["text"]) for each in found if each["role"] == SLICE["taken"]}
    assert lit == set(np.asarray(result).ravel().tolist())
    assert sum(each["role"] == SLICE["result"] for each in found) == np.size(result)
    signs = [each["text"] for each in rows(taken(result), "notes")]
    assert ("∅" in signs) == (np.size(result) == 0)


def test_the_spec_of_a_slice_stays_whatever_it_takes():
    assert taken(A[0]).spec is taken(A[:, 1:3], "a[:, 1:3]").spec is taken(A[:, 5:]).spec


@pytest.mark.parametrize("size", [(), (5,), (2, 3), (2, 3, 4)])
def test_each_axis_has_an_arrow_and_its_number_and_length(size):
    words = chart_words("tensors", "shape")
    picture = drawings.axes(np.zeros(size), words=words)
    assert len(picture.data["arrows"]["x"]) == len(size)
    wanted = [f"axis {number}: {length}" for number, length in enumerate(size)] or ["no axis"]
    assert sorted(each["text"] for each in rows(picture, "notes")) == sorted(wanted)
    assert len(rows(picture)) == np.prod(size, dtype=int)


def test_a_number_keeps_its_shade_in_every_picture_of_it():
    a = np.arange(12).reshape(3, 4)
    found = rows(drawings.reread(a, a.reshape(6, 2), a.T, words=chart_words("tensors", "reshape")))
    shades = defaultdict(set)
    for each in found:
        shades[each["text"]].add(each["fill"])
    assert len(found) == 5 * 12 and len(shades) == 12
    assert all(len(shade) == 1 for shade in shades.values())
    assert len({shade.pop() for shade in shades.values()}) == 12


def test_the_rule_marks_what_is_stretched_and_what_does_not_fit():
    def roles(left, right):
        return [
            (each["text"], each["role"]) for each in rows(drawings.rule(left, right, words=RULE))
        ]

    own, copy, total, clash = (RULE[name] for name in ("own", "copy", "sum", "clash"))
    assert roles([3, 1], [4]) == [
        ("3", own), ("– → 3", copy), ("3", total), ("1 → 4", copy), ("4", own), ("4", total)
    ]  # fmt: skip
    assert roles([3, 4], [3]) == [
        ("3", own), ("– → 3", copy), ("3", total), ("4", clash), ("3", clash), ("×", clash)
    ]  # fmt: skip
    assert roles([], []) == []
    assert roles([2], [3]) == [("2", clash), ("3", clash), ("×", clash)]
    specs = {
        id(drawings.rule(left, right, words=RULE).spec)
        for left in broadcasting.SHAPES.values()
        for right in broadcasting.SHAPES.values()
    }
    assert len(specs) == 1


@pytest.mark.parametrize(
    ("size", "whole"),
    [((), (3,)), ((3, 1), (3, 4)), ((4,), (3, 4)), ((2, 1, 4), (2, 3, 4)), ((1, 4), (1, 4))],
)
def test_of_a_stretched_tensor_as_many_cells_are_no_copies_as_it_had(size, whole):
    own = drawings.first_copy(size, whole)
    numbers = np.broadcast_to(np.arange(np.prod(size, dtype=int)).reshape(size), whole)
    assert sorted(numbers[own].tolist()) == list(range(np.prod(size, dtype=int)))


def test_tensors_that_are_laid_out_do_not_overlap():
    words = chart_words("tensors", "broadcast")
    total = np.zeros((2, 3, 4))
    picture = drawings.stretched(total, total, total, ((2, 1, 4), (3, 1)), words=words)
    corners = [(each["x"], each["y"]) for each in rows(picture)]
    assert len(set(corners)) == 72
    for size in ((2, 3, 4), (2, 3, 4, 1), (2, 1, 3, 4)):
        assert len(set(map(tuple, lattice.places(size).tolist()))) == 24
    assert lattice.extent((2, 3, 4)) == (8 + lattice.GAP, 3)


def test_sums_that_are_not_what_they_should_be_are_marked():
    words = chart_words("tensors", "dtype")
    x = np.arange(249, 256).astype(np.uint8)
    found = rows(drawings.counted(x, x + np.uint8(3), 3, words=words))
    wrong = [each["text"] for each in found if each["role"] == words["wrong"]]
    assert wrong == ["0", "1", "2"]
    large = np.array([16777216.0], np.float32)
    shown = rows(drawings.counted(large, large, 1, words=words))
    assert [each["text"] for each in shown] == ["16777216"] * 2  # every digit
