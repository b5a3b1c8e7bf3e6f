"""The painted plane: the colours are those of the likelier class, the right way up."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from lib.charts import boundaries, palette
from lib.numbers import show


def pixels(url):
    """Read the picture back."""
    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    return np.asarray(image).astype(int)


def nearest(pixel, count):
    hues = palette.rgb(boundaries.CLASSES[:count])
    # How far towards each hue from the pale middle.
    directions = hues - np.array(boundaries.PALE)
    far = (pixel - np.array(boundaries.PALE)) @ directions.T / np.linalg.norm(directions, axis=1)
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


def test_the_network_of_the_studio_is_drawn_from_its_weights():
    """Against the matrices themselves: which weights, how thick, and in which colour."""
    words = {"positive": "+", "negative": "-", "wires": "{most} of {all}"}
    theta = np.random.default_rng(0).normal(size=(3 * 4) + (5 * 4) + (5 * 3)).astype(np.float32)
    picture = boundaries.wired(theta, 4, 2, 3, words=words)
    first, second, last = theta[:8], theta[12:28], theta[32:44]
    weights = np.concatenate([first, second, last])
    edges = picture.data["edges"]
    assert edges["thick"] == pytest.approx(1 + 2.5 * np.abs(weights) / np.abs(weights).max())
    colours = np.where(weights > 0, palette.POSITIVE, palette.NEGATIVE)
    assert edges["colour"] == colours.tolist()
    assert edges["detail"][1] == f"x1 → h1.2: w = {show(float(theta[1]))}"
    assert edges["detail"][-1] == f"h2.4 → o3: w = {show(float(theta[43]))}"
    detail = dict(zip(picture.data["cards"]["name"], picture.data["cards"]["detail"], strict=True))
    assert detail["o1"] == f"o1: b = {show(float(theta[44]))}"
    assert picture.data["foot"]["detail"] == ["36 of 36"]


def test_of_a_large_network_the_strongest_weights_are_drawn():
    words = {"positive": "+", "negative": "-", "wires": "{most} of {all}"}
    theta = np.random.default_rng(1).normal(size=3 * 16 + 3 * 17 * 16 + 17).astype(np.float32)
    picture = boundaries.wired(theta, 16, 4, 1, words=words)
    edges = picture.data["edges"]
    assert len(edges["thick"]) == boundaries.WIRES
    assert picture.data["foot"]["detail"] == ["160 of 816"]
    matrices = [theta[:32], *(theta[48 + 272 * k :][:256] for k in range(3)), theta[864:880]]
    strongest = np.sort(np.abs(np.concatenate(matrices)))[-boundaries.WIRES :]
    assert np.sort(edges["thick"]) == pytest.approx(1 + 2.5 * strongest / strongest[-1])
    assert boundaries.wired(theta * 2, 16, 4, 1, words=words).spec is picture.spec
    blown = boundaries.wired(np.full_like(theta, np.nan), 16, 4, 1, words=words)
    assert np.isfinite(blown.data["edges"]["thick"]).all()


def test_the_legend_shows_the_colours_of_the_classes_with_an_edge_as_thin_as_the_points():
    spec = boundaries._plane("x1", "x2", ("class 0", "class 1"), 300)
    (points,) = [layer for layer in spec["layer"] if layer["data"]["name"] == "points"]
    for channel in ("color", "shape"):
        edge = points["encoding"][channel]["legend"]["symbolStrokeWidth"]
        assert edge == points["mark"]["strokeWidth"] == 1
