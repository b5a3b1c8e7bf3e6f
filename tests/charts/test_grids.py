"""Grids: every cell where it belongs, in a colour that can be read."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

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


def test_signed_values_are_coloured_on_both_sides_of_the_same_zero():
    low, zero, high = grids.fills(np.array([-2.0, 0.0, 2.0]))
    assert zero == grids.DIVERGING[3].lower() and low == grids.DIVERGING[0].lower()
    assert high == grids.DIVERGING[-1].lower()
    assert grids.fills(np.array([0.0, 2.0]))[0] == grids.SEQUENTIAL[0].lower()


def test_what_is_not_finite_is_marked_and_compared_pictures_share_a_scale():
    assert grids.fills(np.array([1.0, np.nan, np.inf]))[1:] == [grids.BROKEN] * 2
    assert grids.fills(np.array([1.0]), largest=2.0) == grids.fills(np.array([1.0, 2.0]))[:1]


@pytest.mark.parametrize("share", np.linspace(0, 1, 21))
@pytest.mark.parametrize("colours", [grids.DIVERGING, grids.SEQUENTIAL, *grids.SHADES.values()])
def test_the_number_in_a_cell_can_be_read(colours, share):
    """Contrast of 3:1 or more, by the formula of WCAG 2."""
    colour = grids.ramp(colours, np.array([share]))[0]

    def luminance(code):
        parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return np.dot(linear, [0.2126, 0.7152, 0.0722])

    light, dark = sorted([luminance(colour), luminance(grids.ink(colour))], reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_threads_of_a_padded_matrix_lead_to_the_cell_with_the_same_value():
    values = np.pad(np.arange(9).reshape(3, 3), ((2, 1), (1, 2)), "reflect")
    words = {"original": "o", "copied": "c", "filled": "f"}
    cells = grids.padded(values, values, (2, 1), room=3, words=words).data["cells"]
    at = {
        (x, y): label for x, y, label in zip(cells["mx"], cells["my"], cells["label"], strict=True)
    }
    for x, y, label in zip(cells["sx"], cells["sy"], cells["label"], strict=True):
        assert at[x, y] == label
    assert sum(role == "o" for role in cells["role"]) == 9
    for told, index, label in zip(cells["told"], cells["index"], cells["label"], strict=True):
        place, origin, value = told.split(" = ")
        assert place == f"padded{index}" and value == label
        row, column = map(int, origin.removeprefix("matrix[").removesuffix("]").split(", "))
        assert str(row * 3 + column) == label
    # The original stays where it is, whatever the widths.
    alone = grids.padded(values[2:5, 1:4], values[2:5, 1:4], (0, 0), room=3, words=words)
    own = [role == "o" for role in cells["role"]]
    assert list(np.array(cells["x"])[own]) == list(alone.data["cells"]["x"])


def test_a_constant_has_no_thread_and_the_hue_of_a_cell_is_its_role():
    values = np.pad(np.arange(1, 5).reshape(2, 2), 1)
    source = np.pad(np.arange(4).reshape(2, 2), 1, constant_values=-1)
    words = {"original": "o", "copied": "c", "filled": "f"}
    cells = grids.padded(values, source, (1, 1), room=3, words=words).data["cells"]
    assert cells["role"].count("f") == 12 and cells["role"].count("o") == 4
    assert not any(cells["copied"])
    assert cells["told"][0] == "padded[0, 0] = 0" and cells["told"][5].endswith("matrix[0, 0] = 1")
    deepest = cells["fill"][cells["label"].index("4")]
    assert deepest == grids.SHADES["original"][-1].lower()
    assert cells["fill"][0] == grids.SHADES["filled"][0].lower()


def test_the_spec_does_not_change_with_the_numbers():
    one = grids.tensor(np.zeros((2, 2)), words=WORDS)
    other = grids.tensor(np.ones((2, 2)) * 7, words=WORDS)
    assert one.spec is other.spec
    words = {"original": "o", "copied": "c", "filled": "f"}
    source = np.arange(9).reshape(3, 3)
    less = grids.padded(source, source, (0, 0), room=3, words=words)
    wide = np.pad(source, 2, "reflect")
    more = grids.padded(wide, wide, (2, 2), room=3, words=words)
    assert less.spec is more.spec


def test_a_picture_survives_its_data_url():
    pixels = np.random.default_rng(0).integers(0, 255, (5, 7, 3)).astype(np.uint8)
    raw = base64.b64decode(grids.png(pixels).removeprefix("data:image/png;base64,"))
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")), pixels)


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
