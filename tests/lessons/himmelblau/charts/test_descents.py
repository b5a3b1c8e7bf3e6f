"""The surface that is turned, and the descent that is seen three ways at once."""

import json
import math
import re

import numpy as np
import pytest

from lib.charts import panels
from lib.lessons.himmelblau.charts import descents, terrain
from tests.charts.views import as_python, hold_apart

TURNED = {name: name for name in ("x", "y", "f", "turn", "tilt")}
WORDS = TURNED | {
    name: name for name in ("step", "path", "start", "end", "minima", "play", "along")
}
AXIS = np.linspace(-6, 6, terrain.CORNERS)
PLANE = AXIS[:, None] + 2 * AXIS + 30


def trio(points, values):
    return descents.trio("data:", PLANE, points, values, [[3, 2]], words=WORDS)


class Names(dict):
    """What Vega knows, for expressions that Python can evaluate too."""

    def __init__(self, spec, **fixed):
        super().__init__(PI=math.pi, cos=math.cos, sin=math.sin, min=min, max=max, **fixed)
        for param in spec["params"]:
            if param["name"] in fixed or param["name"] in ("over", "height"):
                continue
            self[param["name"]] = (
                self.value(param["expr"]) if "expr" in param else param.get("value")
            )

    def value(self, expression, datum=None):
        expression = re.sub(r"datum\.(\w+)", r"datum['\1']", expression)
        return eval(as_python(expression), {**self, "datum": datum, "floor": math.floor})


def rotated(turn, tilt, x, y, z):
    """Project by matrices: about the vertical, then about the horizontal."""
    a, e = math.radians(turn), math.radians(tilt)
    about = np.array([[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1]])
    lean = np.array([[1, 0, 0], [0, math.cos(e), -math.sin(e)], [0, math.sin(e), math.cos(e)]])
    across, _, up = lean @ about @ np.array([x, y, z])
    return across, up


@pytest.mark.parametrize(("turn", "tilt"), [(0, 5), (60, 35), (-120, 90)])
def test_the_browser_projects_as_a_rotation_matrix_does(turn, tilt):
    spec = terrain.turned(PLANE, np.zeros((1, 2)), words=TURNED).spec
    names = Names(spec, turn=turn, tilt=tilt, width=640, height=430, grab=None)
    x, y = (names.value(part) for part in terrain.screen("0.3", "-0.8", "0.5"))
    across, up = rotated(turn, tilt, 0.3, -0.8, 0.5)
    assert [x, y] == pytest.approx([320 + names["side"] * across, 215 - names["side"] * up])


@pytest.mark.parametrize(("turn", "tilt"), [(20, 50), (-70, 80)])
def test_a_piece_lies_between_its_four_corners(turn, tilt):
    """Each piece is laid out by steps from one corner; each corner alone gives the same."""
    picture = terrain.turned(PLANE, np.zeros((1, 2)), words=TURNED)
    names = Names(picture.spec, turn=turn, tilt=tilt, width=640, height=430, grab=None)
    transforms = picture.spec["layer"][0]["transform"]
    z, n, first = picture.data["heights"]["z"], terrain.CORNERS, 7 * terrain.CORNERS + 11
    row = {"number": first + 1, "z": z[first]}
    for window in transforms[0]["window"]:
        if window["op"] == "lead":
            row[window["as"]] = z[first + window["param"]]
    for step in transforms:
        if step.get("as") in ("u", "v", "x", "far", "y"):
            row[step["as"]] = names.value(step["calculate"], row)
    ring = next(step["calculate"] for step in transforms if step.get("as") == "shape")
    pairs = re.findall(r"\[(datum[^\]]+)\]", ring)
    assert len(pairs) == 4
    for pair, (down, right) in zip(pairs, [(0, 0), (0, 1), (1, 1), (1, 0)], strict=True):
        corner = (7 + down, 11 + right)
        place = [AXIS[corner[1]] / 6, AXIS[corner[0]] / 6, z[corner[0] * n + corner[1]]]
        across, up = rotated(turn, tilt, *place)
        found = [names.value(part, row) for part in pair.split(", ")]
        wanted = [320 + names["side"] * across, 215 - names["side"] * up]
        assert found == pytest.approx(wanted, abs=1e-4)


def test_the_last_corner_of_a_row_begins_no_piece():
    picture = terrain.turned(PLANE, np.zeros((1, 2)), words=TURNED)
    (kept,) = (t["filter"] for t in picture.spec["layer"][0]["transform"] if "filter" in t)
    python = kept.replace("&&", "and").replace("datum.number", "number")
    count = terrain.CORNERS**2
    numbers = [number for number in range(1, count + 1) if eval(python, {"number": number})]
    assert len(picture.data["heights"]["z"]) == count
    assert len(numbers) == (terrain.CORNERS - 1) ** 2
    assert not {number % terrain.CORNERS for number in numbers} & {0}


def test_a_path_lies_on_the_surface_and_what_is_off_it_is_a_gap():
    places = np.array([[1.1, -2.3], [6.0, 6.0], [6.5, 0.0], [np.nan, 0.0], [np.inf, 0.0]])
    height = terrain.between(PLANE, places)
    np.testing.assert_allclose(height[:2], [-2.3 + 2.2 + 30, 48], rtol=1e-6)
    assert np.isnan(height[2:]).all()


def test_heights_are_drawn_by_their_root_or_true_to_scale():
    z = np.array([[0.0, 1.0], [8.0, 27.0]])
    half = terrain.TALL / 2
    np.testing.assert_allclose(terrain.lifted(z) / half, [[-1, -1 / 3], [1 / 3, 1]], atol=1e-6)
    np.testing.assert_allclose(
        terrain.lifted(z, 1.0) / half, [[-1, -25 / 27], [-11 / 27, 1]], atol=1e-6
    )


def test_a_descent_is_drawn_up_to_where_it_leaves_the_numbers():
    points = np.array([[0, 0], [1, 1], [5e5, 2], [np.inf, np.nan], [np.nan, np.nan]])
    values = np.array([30.0, 33.0, 1e22, np.inf, np.nan])
    data = trio(points, values).data
    assert list(data["path"]["step"]) == [0, 1, 2] and data["path"]["f"][2] == 1e22
    assert np.isnan(data["path"]["x"]).tolist() == [False, False, True]
    assert data["marks"]["x"].tolist() == [3, 0, 5e5]
    assert np.isnan(data["marks"]["z"]).tolist() == [False, False, True]
    assert data["marks"]["role"] == ["minima", "start", "end"]


def test_one_step_is_marked_in_all_three_plots_and_no_number_is_in_the_spec():
    one, other = (trio(np.ones((n, 2)), np.ones(n)) for n in (3, 9))
    assert one.spec is other.spec
    # One chain of transforms finds the step; a ring in each plot, a rule and words are fed by it.
    chains = []
    for plot in one.spec["layer"]:
        found = [
            json.dumps(layer["transform"][:6])
            for layer in plot["layer"]
            if "argmin" in json.dumps(layer.get("transform", ""))
        ]
        assert found
        chains += found
    assert len(chains) == 5 and len(set(chains)) == 1
    signals = {param["name"]: param for param in one.spec["params"]}
    assert signals["play"]["value"] is False  # nothing on a page moves by itself
    assert "height" in signals and one.spec["usermeta"]["embedOptions"]["renderer"] == "canvas"


@pytest.mark.parametrize(
    ("over", "pointer", "step"),
    [
        ("map", [240, 60], 2),  # the map shows (2, 3.5) there
        ("curve", [410, 0], 1),
        ("", None, 1),  # the slider, half way
    ],
)
def test_the_step_that_is_marked_is_the_nearest_to_the_pointer(over, pointer, step):
    steps = [{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}, {"x": 3.2, "y": 3.1}]
    width, height = 800, 500
    spec = trio(np.ones((3, 2)), np.ones(3)).spec
    names = Names(spec, width=width, height=height, turn=20, tilt=50, grab=None, pointer=pointer)
    names |= {"over": over, "along": 50, "pow": pow, "abs": abs, "round": round}
    shown = next(
        layer["transform"]
        for layer in spec["layer"][2]["layer"]
        if "argmin" in json.dumps(layer.get("transform", ""))
    )
    before = shown[: next(k for k, part in enumerate(shown) if "aggregate" in part)]
    far = []
    for number, place in enumerate(steps):
        row = place | {"step": number, "last": 2, "z": 0.0, "f": 1.0}
        for part in before:
            if part.get("as") in ("map_x", "map_y", "curve_x", "side_x", "side_y"):
                row[part["as"]] = names.value(part["calculate"], row)
        chosen = next(part["calculate"] for part in before if part.get("as") == "far")
        branch = dict(re.findall(r"over == '(\w+)' \? (.+?) : (?=over|abs\(datum\.step)", chosen))
        branch[""] = "abs(datum.step - round(along / 100 * datum.last))"
        assert branch[""] in chosen and set(branch) == {"map", "side", "curve", ""}
        far.append(names.value(branch[over], row))
    assert int(np.argmin(far)) == step


@pytest.mark.parametrize(("width", "height"), [(900, 500), (560, 400), (330, 800)])
def test_the_three_plots_never_overlap_and_stay_in_the_view(width, height):
    hold_apart(panels.trio(), width, height, 10)
