"""Maps: what is where, in which colour, and how a window is cut."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from lib.charts.palette import rgb
from lib.lessons.himmelblau.charts import maps

WORDS = {
    name: name
    for name in (
        "x",
        "y",
        "f",
        "low",
        "high",
        "away",
        "above",
        "name",
        "share",
        "others",
        "flat",
        "unsettled",
        "diverged",
        *maps.KINDS,
    )
}


def pixels(url):
    raw = url.removeprefix("data:image/png;base64,")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(raw)))).astype(int)


def basins(ends, needed, kinds=("minimum", "minimum", "saddle"), window=(0, 4, 0, 4)):
    places = np.array([[1.0, 1.0], [9.0, 9.0], [3.0, 3.0]])[: len(kinds)]
    return maps.basins(np.array(ends), np.array(needed), 100, window, places, kinds, x="x", y="y")


def test_the_first_row_is_at_the_bottom_and_each_end_has_its_colour():
    picture = basins([[0, 1], [3, 4]], [[0, 0], [100, 100]])
    shown = pixels(picture.data["ground"]["url"][0])
    assert shown[0].tolist() == rgb([maps.NOT_CONVERGED, maps.DIVERGED]).tolist()
    for column, hue in enumerate(maps.HUES[:2]):
        wanted = np.minimum(rgb([hue])[0] * 1.1, 255)
        assert np.abs(shown[1, column] - wanted).max() <= 1


def test_the_later_the_darker():
    shown = pixels(basins([[0, 0, 0]] * 3, [[5, 40, 100]] * 3).data["ground"]["url"][0])
    light = shown[0].sum(axis=1)
    assert light[0] > light[1] > light[2] > 0


def test_minima_in_the_window_are_marked_and_no_number_is_in_the_spec():
    one, other = basins([[0]], [[0]]), basins([[1]], [[9]], window=(2, 4, 2, 4))
    assert one.spec is other.spec
    assert one.data["places"]["name"] == ["(1, 1)"] and other.data["places"]["name"] == []
    assert other.data["ground"]["x"] == [2] and other.data["ground"]["y2"] == [4]
    assert any(p["name"] == "zoom" for p in one.spec["params"])
    assert '"domain"' not in json.dumps(one.spec)  # the ends of the axes come with the data


def test_the_tally_sums_up_to_everything():
    kinds = ["minimum"] * 9 + ["saddle", "maximum"]
    places, counts = np.arange(22.0).reshape(11, 2), np.array([*range(1, 12), 20, 14])
    names, shares, hues = maps.tally(counts, places, kinds, words=WORDS)
    assert names[-4:] == ["others", "flat", "unsettled", "diverged"]
    assert sum(shares) == pytest.approx(100) and len(names) == len(hues) == 10
    assert shares[-3:] == pytest.approx([21.0, 20.0, 14.0])
    assert names[0] == "(6, 7)"  # the six commonest are named


@pytest.mark.parametrize("window", [(-6, 6, -6, 6), (-2, 2, -1, 3), (-5.12, 5.12, -5.12, 5.12)])
def test_a_click_means_a_round_number_in_the_window(window):
    lattice = maps.lattice(window)
    for axis, (low, high) in (("x", window[:2]), ("y", window[2:])):
        values = np.unique(lattice[axis])
        assert 20 <= len(values) <= 49 and low <= values[0] and values[-1] <= high
        step = np.diff(values)
        np.testing.assert_allclose(step, step[0], atol=1e-6)
        assert np.isclose(values % 0.05, 0, atol=1e-6).any()
    assert (-6, 6, -6, 6) != window or np.unique(lattice["x"])[1] == -5.75


def test_the_ground_is_dark_where_it_is_low_and_painted_once():
    def bowl(surface, terms, window, size):
        axis = np.linspace(-1, 1, size)
        return axis[:, None] ** 2 + axis**2

    url = maps.ground(bowl, "bowl", [[1.0, 2, 0]], [0, 1, 0, 1])
    assert maps.ground(bowl, "bowl", [[1.0, 2, 0]], [0, 1, 0, 1]) is url
    shown = pixels(url).sum(axis=2)
    assert shown[120, 120] < shown[60, 60] < shown[0, 0]


def test_the_chosen_place_has_a_cross_of_its_two_directions():
    places, ways = np.array([[1.0, 2.0], [3.0, 3.0]]), np.array([np.eye(2), [[0, -1], [1, 0]]])
    picture = maps.flat(
        "data:",
        [0, 12, 0, 12],
        places,
        np.array([5.0, 1.0]),
        np.ones((2, 2)),
        ways,
        ["saddle", "minimum"],
        1,
        words=WORDS,
    )
    arms = picture.data["chosen"]
    assert np.allclose(arms["x1"], [3, 4]) and np.allclose(arms["x2"], [3, 2])
    assert np.allclose(arms["y1"], [2, 3]) and np.allclose(arms["y2"], [4, 3])
    assert list(picture.data["places"]["number"]) == [1, 2]
    none = maps.flat(
        "data:",
        [0, 12, 0, 12],
        np.zeros((0, 2)),
        np.zeros(0),
        np.zeros((0, 2)),
        np.zeros((0, 2, 2)),
        [],
        -1,
        words=WORDS,
    )
    assert len(none.data["chosen"]["x"]) == 0 and none.spec is picture.spec
