"""Cells: all stand where their addresses say, and each travels from its source to its place."""

import itertools

import numpy as np
import pytest

from lib.charts import lattice
from lib.lessons.indexing.charts import board, gathers, masks, meshes, scatters, slopes


def some(names):
    return {name: name for name in names.split()}


def column(picture, table, *names):
    return list(zip(*(picture.data[table][name] for name in names), strict=True))


# ------------------------------------------------------------------------------ places


@pytest.mark.parametrize("size", [(), (5,), (3, 4), (2, 3, 2), (2, 3, 2, 4), (0,), (2, 0)])
def test_every_cell_has_a_place_of_its_own(size):
    corners = lattice.places(size)
    assert corners.shape == (int(np.prod(size)), 2)
    for one, other in itertools.combinations(corners, 2):
        assert max(abs(one - other)) >= 1  # they do not overlap
    wide, high = lattice.extent(size)
    assert wide >= 1 and high >= 1
    if corners.size:
        assert (corners.max(axis=0) + 1).tolist() == [wide, high]


def test_a_matrix_stands_as_it_is_written():
    assert lattice.places((2, 3)).tolist() == [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]]


def test_a_rank_of_5_has_no_place():
    with pytest.raises(ValueError, match="rank 5"):
        lattice.places((1, 1, 1, 1, 1))


# ------------------------------------------------------------------------------- masks

MASKED = some("yes no list step becomes")


def masked(edited=True, mask=((True, False), (False, True))):
    a, mask = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array(mask)
    return masks.masked(
        a,
        mask,
        np.where(mask, a, 0),
        np.argwhere(mask),
        a[mask],
        call="where(mask, a, 0)",
        words=MASKED,
        edited=edited,
    )


def test_the_true_cells_leave_for_one_row():
    picture = masked()
    assert column(picture, "movers", "index", "label") == [("[0, 0]", "1"), ("[1, 1]", "4")]
    starts = column(picture, "movers", "x0", "y0")
    corners = lattice.places((2, 2)) + [0, board.TOP]
    assert starts == [tuple(corners[0]), tuple(corners[3])]
    (first, low), (second, same) = column(picture, "movers", "x1", "y1")
    assert low == same > board.TOP + 2 and second == first + 1


def test_a_click_flips_the_mask_and_only_where_it_is_painted():
    offers = column(masked(), "offers", "cell", "to", "shown")
    assert offers == [(0, 0, "False"), (1, 1, "True"), (2, 1, "True"), (3, 0, "False")]
    assert "offers" not in masked(edited=False).data
    assert "pick" not in masked(edited=False).spec


def test_an_empty_mask_has_nobody_to_travel_and_still_is_a_picture():
    picture = masked(mask=((False, False), (False, False)))
    assert len(picture.data["movers"]["label"]) == 0


def test_the_spec_holds_no_number_of_a_control():
    """The page stays quick as long as a slider changes the data alone."""
    assert masked().spec is masked(mask=((True, True), (False, True))).spec


def test_the_round_trip_ends_where_it_began():
    a = np.array([[1.0, -2.0], [3.0, 4.0]])
    indices = np.argwhere(a > 0)
    picture = masks.round_trip(
        a, indices, a[a > 0], np.where(a > 0, a, 0), words=some("picked left back step")
    )
    starts = np.array(column(picture, "movers", "x0", "y0"))
    ends = np.array(column(picture, "movers", "x1", "y1"))
    apart = ends - starts
    assert (apart == apart[0]).all() and apart[0, 0] > 2 and apart[0, 1] == 0
    assert picture.data["movers"]["after"] == ["1", "3", "4"]


# ------------------------------------------------------------------ gather and scatter


def test_a_gathered_cell_comes_from_its_source_and_a_missing_one_from_nowhere():
    params = np.array([[0, 1], [10, 11]])
    picture = gathers.gathered(
        params,
        np.array([[1], [7]]),
        np.array([[10, 11], [0, 0]]),
        np.array([[2, 3], [-1, -1]]),
        words=some("read rest result bad step"),
    )
    assert column(picture, "movers", "label", "index") == [("10", "[0, 0]"), ("11", "[0, 1]")]
    first = lattice.places((2, 2))[2] + [0, board.TOP]
    assert column(picture, "movers", "x0", "y0")[0] == tuple(first)
    wrong = [text for text, role in column(picture, "cells", "text", "role") if role == "bad"]
    assert wrong == ["7", "0", "0"]  # the address, and what stands for it
    read = [text for text, role in column(picture, "cells", "text", "role") if role == "read"]
    assert read == ["10", "11"]


WORDS = some("updates rest result step")


def scattered(operation="scatter_nd", gradients=None):
    indices, updates = np.array([[2], [0], [2]]), np.array([9, 10, 11])
    landings = np.array([[0, 0, 9], [10, 0, 9], [10, 0, 20]])
    results = {name: landings[-1] for name in scatters.NAMES}
    return scatters.scattered(
        indices, updates, results, operation, landings, 0, gradients=gradients, words=WORDS
    )


def test_each_update_lands_in_its_cell_and_tells_what_then_stands_there():
    movers = column(scattered(), "movers", "label", "after", "index", "order", "count")
    assert movers == [
        ("9", "9", "[2]", 0, 3),
        ("10", "10", "[0]", 1, 3),
        ("11", "20", "[2]", 2, 3),
    ]
    ends = column(scattered(), "movers", "x1", "y1")
    assert ends[0] == ends[2] and ends[0][0] - ends[1][0] == 2


def test_a_number_that_is_covered_is_not_written_any_more():
    covered = scattered().data["movers"]["covered"]
    assert covered[0] == 3 and min(covered[1:]) > 3


def test_arrows_go_back_with_what_each_update_is_paid():
    picture = scattered(gradients=(np.array([1.0, 1.0, 0.5]), np.array([1.0, 0.0, 1.0])))
    arrows = column(picture, "arrows", "text", "y", "y1")
    assert [text for text, *_ in arrows] == ["1", "1", "0.5"]
    assert all(low > high for _, low, high in arrows)  # upwards
    paid = [text for text in picture.data["notes"]["text"] if text.startswith("↑")]
    assert paid == ["↑ 1", "↑ 0", "↑ 1"]
    assert len(scattered().data["arrows"]["text"]) == 0


def test_slices_travel_whole():
    block = np.array([[1, 2], [3, 4]])
    result = np.stack([0 * block, block])
    picture = scatters.scattered(
        np.array([[1]]),
        block[None],
        {"scatter_nd": result},
        "scatter_nd",
        result[None],
        0,
        words=WORDS,
    )
    moves = np.array(column(picture, "movers", "x0", "y0", "x1", "y1"))
    travelled = moves[:, 2:] - moves[:, :2]
    assert len(moves) == 4 and (travelled == travelled[0]).all()
    assert picture.data["movers"]["index"] == ["[1, 0, 0]", "[1, 0, 1]", "[1, 1, 0]", "[1, 1, 1]"]


# --------------------------------------------------------- meshes, slopes and vectors


def test_points_are_numbered_in_the_order_of_the_grids():
    x, y = np.meshgrid([0.0, 1.0, 2.0], [5.0, 6.0])
    points, grids = meshes.crossed(x, y, words=some("order step"))
    assert column(points, "points", "x", "y", "order")[:4] == [
        (0, 5, 0),
        (1, 5, 1),
        (2, 5, 2),
        (0, 6, 3),
    ]
    assert grids.data["cells"]["text"] == ["0", "1", "2"] * 2 + ["5"] * 3 + ["6"] * 3
    assert len(set(points.data["points"]["fill"])) == 6  # each has a colour of its own


def test_nan_gets_a_cross_and_no_point():
    x, nan = np.array([0.0, 1.0, 2.0, 0.0]), np.nan
    picture = slopes.slopes(
        x,
        x > 0,
        np.array([nan, 1.0, 2.0, nan]),
        np.array([0.0, 1.0, 2.0, 0.0]),
        words=some("x gradient naive double nan here"),
    )
    assert picture.data["broken"]["x"] == pytest.approx([0, 0])
    assert picture.data["points"]["role"].tolist() == ["double"]
    assert picture.data["curves"]["part"].tolist() == [0, 1, 1] * 2  # no line from 0 on to 1
    assert len(picture.data["curves"]["x"]) == 6 and picture.data["here"]["x"] == [0]


def test_a_changed_element_is_marked():
    picture = scatters.written(
        np.array([1, 2, 3]), np.array([1, 5, 3]), call="f", words=some("kept changed")
    )
    assert column(picture, "cells", "text", "role")[3:] == [
        ("1", "kept"),
        ("5", "changed"),
        ("3", "kept"),
    ]
