"""The painted plane: the colours are those of the likelier class, the right way up."""

import base64
import struct
import zlib

import numpy as np

from lib.charts import boundaries


def pixels(url):
    """Read the picture back."""
    raw = base64.b64decode(url.partition(",")[2])
    width, height = struct.unpack(">II", raw[16:24])
    start = raw.index(b"IDAT") + 4
    lines = np.frombuffer(zlib.decompress(raw[start:]), np.uint8).reshape(height, 1 + 3 * width)
    return lines[:, 1:].reshape(height, width, 3).astype(int)


def rgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])


def nearest(pixel, count):
    hues = np.array([rgb(colour) for colour in boundaries.CLASSES[:count]])
    # How far towards each hue from the pale middle.
    ways = hues - np.array(boundaries.PALE)
    far = (pixel - np.array(boundaries.PALE)) @ ways.T / np.linalg.norm(ways, axis=1)
    return int(far.argmax())


def test_two_classes_are_two_hues_and_no_certainty_is_pale():
    p = np.array([[0.0, 1.0], [0.5, np.nan]])[..., None]
    picture = pixels(boundaries.paint(p))
    # Row 0 is the lowest y, so it is painted at the foot.
    assert nearest(picture[1, 0], 2) == 0 and nearest(picture[1, 1], 2) == 1
    np.testing.assert_array_equal(picture[0], [boundaries.PALE] * 2)


def test_three_classes_are_three_hues():
    p = np.eye(3)[None] * 0.9 + 0.1 / 3
    assert [nearest(each, 3) for each in pixels(boundaries.paint(p))[0]] == [0, 1, 2]
    thirds = pixels(boundaries.paint(np.full((1, 1, 3), 1 / 3)))[0, 0]
    assert np.abs(thirds - boundaries.PALE).max() <= 1


def test_the_surer_the_deeper():
    p = np.linspace(0.5, 1, 6)[None, :, None]
    far = np.abs(pixels(boundaries.paint(p))[0] - boundaries.PALE).sum(axis=1)
    assert (np.diff(far) > 0).all()


def test_clicks_are_offered_only_where_they_are_wanted_and_the_spec_stays():
    places, labels = np.array([[0.5, 1.0], [-1.0, 0.0]]), np.array([1, 0])
    still = boundaries.plane(np.zeros((4, 4, 1)), places, labels, ["a", "b"])
    offered = boundaries.plane(np.ones((4, 4, 1)), places[:1], labels[:1], ["a", "b"], clicks=True)
    assert still.spec is offered.spec
    assert len(still.data["lattice"]["x"]) == 0
    lattice = offered.data["lattice"]
    assert len(lattice["x"]) == 17 * 17 and set(lattice["edit"]) == {1}
    assert still.data["points"]["name"] == ["b", "a"]
