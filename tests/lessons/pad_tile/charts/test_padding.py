"""The padded matrix: each cell leads to the one that it was copied from."""

import numpy as np

from lib.lessons.pad_tile.charts import padding


def test_threads_of_a_padded_matrix_lead_to_the_cell_with_the_same_value():
    values = np.pad(np.arange(9).reshape(3, 3), ((2, 1), (1, 2)), "reflect")
    words = {"original": "o", "copied": "c", "filled": "f"}
    cells = padding.padded(values, values, (2, 1), room=3, words=words).data["cells"]
    at = {
        (x, y): label for x, y, label in zip(cells["mx"], cells["my"], cells["label"], strict=True)
    }
    for x, y, label in zip(cells["sx"], cells["sy"], cells["label"], strict=True):
        assert at[x, y] == label
    assert sum(role == "o" for role in cells["role"]) == 9
    for detail, index, label in zip(cells["detail"], cells["index"], cells["label"], strict=True):
        place, origin, value = detail.split(" = ")
        assert place == f"padded{index}" and value == label
        row, column = map(int, origin.removeprefix("matrix[").removesuffix("]").split(", "))
        assert str(row * 3 + column) == label
    # The original stays where it is, whatever the widths.
    alone = padding.padded(values[2:5, 1:4], values[2:5, 1:4], (0, 0), room=3, words=words)
    own = [role == "o" for role in cells["role"]]
    assert list(np.array(cells["x"])[own]) == list(alone.data["cells"]["x"])


def test_a_constant_has_no_thread_and_the_hue_of_a_cell_is_its_role():
    values = np.pad(np.arange(1, 5).reshape(2, 2), 1)
    source = np.pad(np.arange(4).reshape(2, 2), 1, constant_values=-1)
    words = {"original": "o", "copied": "c", "filled": "f"}
    cells = padding.padded(values, source, (1, 1), room=3, words=words).data["cells"]
    assert cells["role"].count("f") == 12 and cells["role"].count("o") == 4
    assert not any(cells["copied"])
    assert cells["detail"][0] == "padded[0, 0] = 0" and cells["detail"][5].endswith(
        "matrix[0, 0] = 1"
    )
    deepest = cells["fill"][cells["label"].index("4")]
    assert deepest == padding.SHADES["original"][-1].lower()
    assert cells["fill"][0] == padding.SHADES["filled"][0].lower()


def test_the_spec_does_not_change_with_the_widths():
    words = {"original": "o", "copied": "c", "filled": "f"}
    source = np.arange(9).reshape(3, 3)
    less = padding.padded(source, source, (0, 0), room=3, words=words)
    wide = np.pad(source, 2, "reflect")
    more = padding.padded(wide, wide, (2, 2), room=3, words=words)
    assert less.spec is more.spec
