"""Grids: every cell where it belongs, in a colour that can be read."""

import numpy as np
import pytest

from lib.charts import grids

WORDS = {"name": "x"}


@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 3, 4), (2, 3, 4, 5)])
def test_every_element_has_a_cell_with_its_index_and_value(shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    cells = grids.tensor(array, words=WORDS).data["cells"]
    assert len(cells["x"]) == array.size
    assert len(set(zip(cells["x"], cells["y"], strict=True))) == array.size  # none on another
    found = {index: label for index, label in zip(cells["index"], cells["label"], strict=True)}
    assert found == {str(list(place)): str(array[place]) for place in np.ndindex(shape)}


def test_an_empty_tensor_shows_the_sign_for_it_and_its_shape():
    picture = grids.tensor(np.zeros((0, 4)), words=WORDS)
    assert picture.data == {"sign": {"text": ["∅"]}}
    assert "(0, 4)" in picture.spec["title"]["text"]


def test_bools_have_two_colours_and_their_names():
    cells = grids.tensor(np.array([True, False, True]), words=WORDS).data["cells"]
    assert cells["label"] == ["True", "False", "True"]
    assert cells["fill"][0] == cells["fill"][2] != cells["fill"][1]


def test_tensors_with_one_room_have_cells_of_one_size_and_stand_in_the_middle():
    small = grids.tensor(np.zeros((2, 3)), words=WORDS, room=(4, 6), height=300)
    large = grids.tensor(np.zeros((4, 6)), words=WORDS, room=(2, 3), height=300)
    scales = [picture.spec["layer"][0]["encoding"]["x"]["scale"] for picture in (small, large)]
    assert scales[0] == scales[1]
    cells = small.data["cells"]
    assert (min(cells["x"]), max(cells["x2"])) == (1.5, 4.5)
    assert (min(cells["y"]), max(cells["y2"])) == (1, 3)


def test_each_copy_of_a_block_has_one_frame_and_together_they_cover_the_tensor():
    tiled = np.tile(np.arange(6).reshape(2, 3), (2, 3))
    picture = grids.tensor(tiled, words=WORDS, block=(2, 3), room=(6, 9))
    cells, frames = picture.data["cells"], picture.data["blocks"]
    found = []
    for x, x2, y, y2 in zip(*(frames[name] for name in ("x", "x2", "y", "y2")), strict=True):
        inside = (cells["x"] >= x) & (cells["x2"] <= x2) & (cells["y"] >= y) & (cells["y2"] <= y2)
        found.append(np.array(cells["label"])[inside].tolist())
    assert found == [["0", "1", "2", "3", "4", "5"]] * 6


def test_slices_of_rank_3_stand_side_by_side_with_a_gap():
    cells = grids.tensor(np.zeros((2, 1, 3)), words=WORDS).data["cells"]
    assert max(cells["x2"][:3]) < min(cells["x"][3:])


def test_rank_5_is_refused():
    with pytest.raises(ValueError, match="rank 5"):
        grids.tensor(np.zeros((1,) * 5), words=WORDS)


def test_a_table_with_names_puts_every_cell_in_its_row_and_column():
    picture = grids.named(
        np.array([[1, 2, 3], [4, np.nan, 1 / 3]]),
        np.array([["on", "on", "off"], ["off", "on", "on"]]),
        {"on": "#FFFFFF", "off": "#000000"},
        rows=["a", "b"],
        columns=["x", "y", "z"],
        chosen=(1, 2),
        missing="none",
        digits=2,
    )
    cells = picture.data["cells"]
    found = dict(zip(zip(cells["row"], cells["column"], strict=True), cells["label"], strict=True))
    assert found["a", "z"] == "3" and found["b", "x"] == "4" and len(found) == 6
    assert found["b", "y"] == "none" and found["b", "z"] == "0.33"
    inks = {"on": "#111111", "off": "#FFFFFF"}  # each reads on its role's colour
    assert cells["ink"] == [inks[role] for role in cells["role"]]
    assert picture.data["chosen"] == {"row": ["b"], "column": ["z"]}


def test_the_spec_does_not_change_with_the_numbers():
    one = grids.tensor(np.zeros((2, 2)), words=WORDS)
    other = grids.tensor(np.ones((2, 2)) * 7, words=WORDS)
    assert one.spec is other.spec
