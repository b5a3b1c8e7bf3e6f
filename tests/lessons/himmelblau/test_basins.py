"""Flat places against closed forms and NumPy; maps of basins against single descents."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.himmelblau import basins, critical, himmelblau, polynomial
from lib.lessons.himmelblau.charts import maps
from lib.lessons.shared import optimisers, surfaces
from lib.lessons.shared.surfaces import WINDOWS
from lib.numbers import show
from tests.lessons.shared.test_optimisers import NUMPY, gradient, hessian
from tests.reader import Reader

WHOLE = WINDOWS["himmelblau"]


def find(surface, terms=(), window=None):
    found = critical.flat_places(surface, list(terms), window or WINDOWS[surface])
    return found._replace(
        **{
            name: getattr(found, name).numpy()
            for name in ("places", "heights", "eigenvalues", "directions")
        }
    )


def typed(source):
    return find("own", polynomial.read(source))


def at(found, kind):
    return sorted(tuple(p) for p, k in zip(found.places, found.kinds, strict=True) if k == kind)


# ------------------------------------------------------------------------------ flat places


def test_himmelblau_has_four_minima_four_saddles_and_a_maximum_that_is_no_minimum():
    found = find("himmelblau")
    assert Counter(found.kinds) == {"minimum": 4, "saddle": 4, "maximum": 1}
    np.testing.assert_allclose(
        at(found, "minimum"), sorted(map(tuple, himmelblau.MINIMA)), atol=1e-5
    )
    assert found.kinds[0] == "maximum"  # the highest comes first
    np.testing.assert_allclose(found.places[0], [-0.270845, -0.923039], atol=1e-6)
    assert found.heights[0] == pytest.approx(181.617, abs=1e-3)
    np.testing.assert_allclose(gradient(*found.places[0]), 0, atol=1e-9)
    for place, values, directions in zip(
        found.places, found.eigenvalues, found.directions, strict=True
    ):
        np.testing.assert_allclose(gradient(*place), 0, atol=1e-8)
        np.testing.assert_allclose(values, np.linalg.eigvalsh(hessian(*place)), atol=1e-6)
        np.testing.assert_allclose(hessian(*place) @ directions, directions * values, atol=1e-6)


@pytest.mark.parametrize(
    ("surface", "terms", "minima", "others"),
    [
        ("rosenbrock", (), [(1, 1)], []),
        ("booth", (), [(1, 3)], []),
        ("beale", (), [(3, 0.5)], [(0, 1)]),
        ("saddle", (), [], [(0, 0)]),
        ("valley", surfaces.valley(1.0), [(0, 0)], []),
        ("valley", surfaces.valley(1000.0), [(0, 0)], []),
    ],
)
def test_flat_places_of_the_others_are_where_their_formulas_say(surface, terms, minima, others):
    found = find(surface, terms)
    np.testing.assert_allclose(
        np.reshape(at(found, "minimum"), (-1, 2)), np.reshape(minima, (-1, 2)), atol=1e-6
    )
    for place in others:
        assert np.abs(np.array(at(found, "saddle")) - place).max(axis=1).min() < 1e-6
    assert "maximum" not in found.kinds and "undecided" not in found.kinds


def test_the_condition_number_is_the_ratio_of_the_curvatures():
    low, high = find("valley", surfaces.valley(320.0)).eigenvalues[0]
    assert high / low == pytest.approx(320)


@pytest.mark.parametrize(("surface", "dents"), [("rastrigin", 121), ("ackley", 120)])
def test_every_dent_is_found(surface, dents):
    """Along each axis minima and maxima take turns: 11 and 10; Ackley's lowest is a kink."""
    found = find(surface)
    assert Counter(found.kinds) == {"minimum": dents, "saddle": 220, "maximum": 100}
    h = 1e-4
    f = NUMPY[surface]
    for (x, y), kind in zip(found.places[::7], found.kinds[::7], strict=True):
        assert abs(f(x + h, y) - f(x - h, y)) < 1e-5 and abs(f(x, y + h) - f(x, y - h)) < 1e-5
        ring = [f(x + h * np.cos(t), y + h * np.sin(t)) - f(x, y) for t in np.linspace(0, 6.2, 16)]
        up, down = min(ring) > 0, max(ring) < 0
        assert kind == ("minimum" if up else "maximum" if down else "saddle")
    near = [p for p in at(found, "minimum") if np.hypot(*p) < 0.5]
    assert len(near) == (surface == "rastrigin")


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("x^4 - 4x^2 + y^2", {"minimum": 2, "saddle": 1}),
        ("4x^2 - x^4 - y^2", {"maximum": 2, "saddle": 1}),
        ("x^3 - 3x + y^2", {"minimum": 1, "saddle": 1}),
        ("x^4 + y^4", {"undecided": 1}),
        ("x^3 - 3xy^2", {"undecided": 1}),
        ("x + y", {}),
        ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", {"minimum": 4, "saddle": 4, "maximum": 1}),
    ],
)
def test_flat_places_of_a_polynomial(source, kinds):
    assert Counter(typed(source).kinds) == kinds


def test_a_whole_curve_of_flat_places_is_bounded_and_undecided():
    found = typed("(x^2 + y^2 - 4)^2")
    assert len(found.kinds) <= critical.MOST_PLACES and found.kinds[0] == "maximum"
    assert set(found.kinds[1:]) == {"undecided"} and len(found.kinds) > 100
    np.testing.assert_allclose(np.hypot(*found.places[1:].T), 2, atol=1e-4)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_bowl_anywhere_is_found(seed):
    draw = np.random.default_rng(seed)
    a, b = np.round(draw.uniform(-5, 5, 2), 2)
    p, q = np.round(draw.uniform(0.2, 9, 2), 2) * draw.choice([-1, 1], 2)
    found = typed(f"{p}(x - {a})^2 + {q}(y - {b})^2".replace("- -", "+ "))
    np.testing.assert_allclose(found.places, [[a, b]], atol=1e-7)
    np.testing.assert_allclose(found.eigenvalues[0], sorted([2 * p, 2 * q]), rtol=1e-6)
    kind = "minimum" if min(p, q) > 0 else "maximum" if max(p, q) < 0 else "saddle"
    assert found.kinds == [kind]


def test_cuts_bend_as_the_eigenvalues_say():
    found = find("himmelblau")
    for number, kind in enumerate(found.kinds):
        spot, _ = critical.spot(found, number, WHOLE)
        away, above = (part.numpy() for part in critical.cuts("himmelblau", [], **spot))
        for direction in (0, 1):
            x, y = (
                np.array(spot["place"])[:, None]
                + np.array(spot["directions"])[:, [direction]] * away
            )
            np.testing.assert_allclose(
                above[direction], NUMPY["himmelblau"](x, y) - found.heights[number], atol=1e-3
            )
        ends = above[:, [36, 44]].min(axis=1) > 0, above[:, [36, 44]].max(axis=1) < 0
        assert ends[0].all() == (kind == "minimum") and ends[1].all() == (kind == "maximum")


@pytest.mark.parametrize("seed", range(8))
def test_the_question_about_eigenvalues_has_the_answer_of_their_signs(seed):
    values = critical.draw_eigenvalues(Random(seed))
    signs = np.sign([values["low"], values["high"]]).sum()
    assert critical.kind_of_bowl(**values) == {2: "minimum", 0: "saddle", -2: "maximum"}[signs]


def test_what_is_left_of_newtons_last_step_is_not_said():
    found = find("ackley")
    places = np.array(found.places)
    places[0] = -1e-12, 1.25
    _, facts = critical.spot(found._replace(places=places), 0, WINDOWS["ackley"])
    assert [show(part) for part in facts["place"]] == ["0", "1.25"]
    assert maps.called(np.array([-0.0, -1e-12])) == "(0, 0)"
    assert maps.called(np.array([-2.805118, 3.0])) == "(-2.81, 3)"


def test_flat_places_are_counted_in_words():
    reader = Reader("himmelblau")
    assert any("4 minima, 4 saddles, 1 maximum" in text for text in reader.shown_text())
    reader.set(flat_surface="booth")
    assert any("only one place on this map is flat" in text for text in reader.shown_text())
    chinese = Reader("himmelblau", "zh")
    assert any("4 个极小值、4 个鞍点、1 个极大值" in text for text in chinese.shown_text())


def test_the_challenge_of_flat_places_can_be_met_and_is_not_at_first():
    assert critical.are_two_maxima(typed("4x^2 - x^4 - y^2").kinds)
    assert not critical.are_two_maxima(typed("x^4 - 4x^2 + y^2 + 0.5xy").kinds)


# ----------------------------------------------------------------------------------- basins


def basins_of(
    surface="himmelblau",
    terms=(),
    rule="gradient_descent",
    window=None,
    size=60,
    rate=0.01,
    steps=200,
):
    window = window or WINDOWS[surface]
    run = basins.basins(surface, list(terms), rule, window, size, rate, steps)
    return run._replace(
        **{
            name: getattr(run, name).numpy()
            for name in ("ends", "steps_needed", "counts", "places")
        }
    )


@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "nesterov", "adagrad", "adam"])
def test_every_pixel_is_a_walk_of_its_own(rule):
    """Against walks one by one in NumPy's float64, by rules written anew."""
    window = [0.5, 4.5, -3.0, 3.5]
    rate = 0.3 if rule in optimisers.ADAPTIVE else 0.005
    run = basins_of(rule=rule, window=window, size=5, rate=rate, steps=100)
    sure = 0
    for row, column in np.ndindex(5, 5):
        point = np.array([0.5 + 4.0 * (column + 0.5) / 5, -3.0 + 6.5 * (row + 0.5) / 5])
        trail = np.array(walked(rule, point, rate, 100))
        gap = np.linalg.norm(trail[-1] - run.places, axis=1)
        beside = walked(rule, point + 1e-5, rate, 100)[-1]
        if abs(gap.min() - 0.1) < 0.02 or np.abs(beside - trail[-1]).max() > 1e-2:
            continue  # too close to call in float32: at the rim, or on a ridge
        sure += 1
        assert run.ends[row, column] == (gap.argmin() if gap.min() < 0.1 else len(run.kinds))
        if gap.min() < 0.1:
            gaps = np.linalg.norm(trail - run.places[gap.argmin()], axis=1)
            looks = [k * k * 100 // 256 for k in range(1, 17)]
            late = [look for look in looks if gaps[look] > 0.1]
            needed = next(look for look in [*looks, 100] if look > max(late, default=-1))
            if np.abs(gaps[looks] - 0.1).min() > 0.005:
                assert run.steps_needed[row, column] == needed
    assert sure >= 15


def walked(rule, point, rate, steps):
    trail, speed, squares = [point], np.zeros(2), np.full(2, 0.1 if rule == "adagrad" else 0.0)
    for number in range(1, steps + 1):
        g = gradient(*point)
        if rule in ("gradient_descent", "momentum", "nesterov"):
            beta = 0.0 if rule == "gradient_descent" else 0.9
            speed = beta * speed - rate * g
            point = point + (beta * speed - rate * g if rule == "nesterov" else speed)
        elif rule == "adagrad":
            squares = squares + g**2
            point = point - rate * g / np.sqrt(squares + 1e-7)
        else:
            speed, squares = 0.9 * speed + 0.1 * g, 0.999 * squares + 0.001 * g**2
            mean, square = speed / (1 - 0.9**number), squares / (1 - 0.999**number)
            point = point - rate * mean / (np.sqrt(square) + 1e-7)
        trail.append(point)
    return trail


def test_minima_come_first_and_anticlockwise_and_counts_are_counts():
    run = basins_of()
    np.testing.assert_allclose(run.places[:4], himmelblau.MINIMA, atol=1e-4)
    assert run.kinds == ["minimum"] * 4 + ["maximum"] + ["saddle"] * 4
    np.testing.assert_array_equal(run.counts, np.bincount(run.ends.ravel(), minlength=11))


def test_two_basins_vanish_at_a_rate_of_a_fiftieth():
    assert (basins_of(size=120).counts[:4] > 3000).all()
    counts = basins_of(size=120, rate=0.02).counts
    assert (counts[:4] > 0).tolist() == [True, True, False, False]
    # As the curvature at each minimum says: 2 / lambda of .0243, .0248, .0149 and .0190.
    limits = [2 / np.linalg.eigvalsh(hessian(*place)).max() for place in himmelblau.MINIMA]
    np.testing.assert_allclose(limits, [0.0243, 0.0248, 0.0149, 0.0190], atol=5e-5)
    assert basins_of(rate=0.05).counts[-1] == 3600


def test_the_challenge_of_the_basins_can_be_met_and_only_by_a_better_rate():
    assert basins_of(size=120, rate=0.012, steps=80).counts[-2:].sum() == 0
    assert basins_of(size=120, rate=0.01, steps=80).counts[-2:].sum() > 0


def test_the_nearest_minimum_does_not_always_win():
    ends = basins_of(size=120).ends
    axis = -6 + 12 * (np.arange(120) + 0.5) / 120
    starts = np.stack(np.meshgrid(axis, axis), axis=-1)
    distance = np.linalg.norm(starts[:, :, None] - np.array(himmelblau.MINIMA), axis=-1)
    assert 0.05 < (ends != distance.argmin(axis=-1)).mean() < 0.5


def test_a_window_shows_what_the_whole_map_shows_there():
    whole, part = basins_of(size=60), basins_of(size=15, window=[-3.0, 0.0, 0.0, 3.0])
    assert (whole.ends[30:45, 15:30] == part.ends).mean() > 0.98


def test_newton_ends_anywhere_flat_and_rmsprop_hardly_ever_settles():
    newton = basins.count_ends(*basins_of(rule="newton", steps=20)[2::2])
    assert newton["elsewhere"] > 300 and newton["reached"] == 4 and newton["unsettled"] < 100
    rms = basins.count_ends(*basins_of(rule="rmsprop", rate=0.32)[2::2])
    assert rms["unsettled"] > 2800


def test_adams_borders_are_almost_those_of_small_steps():
    small, adam = (
        basins_of(rate=0.001, steps=500).ends,
        basins_of(rule="adam", rate=0.1, steps=500).ends,
    )
    assert (small == adam).mean() > 0.85


@pytest.mark.parametrize(
    ("surface", "terms", "rate", "expected"),
    [
        ("saddle", (), 0.03, "diverged"),  # no bottom: all but one line are carried away
        ("rosenbrock", (), 0.01, "diverged"),
        ("rosenbrock", (), 0.001, "unsettled"),  # it crawls along the floor
        ("booth", (), 0.05, "reached"),
        ("valley", surfaces.valley(10.0), 0.06, "reached"),
        ("valley", surfaces.valley(100.0), 0.03, "diverged"),  # 2 / 100 is the limit
        ("ackley", (), 0.01, "reached"),
    ],
)
def test_how_most_starts_end(surface, terms, rate, expected):
    end = basins.count_ends(*basins_of(surface, terms, rate=rate)[2::2])
    most = 3600 - end["unsettled"] - end["diverged"] if expected == "reached" else end[expected]
    assert most > 1800, end


@pytest.mark.parametrize("rule", ["gradient_descent", "momentum", "nesterov", "adam"])
@pytest.mark.parametrize("surface", WINDOWS)
def test_the_map_that_a_surface_begins_with_tells_something(surface, rule):
    """Not all grey and not all black; where a surface has no minimum, some are still there."""
    if (surface, rule) == ("saddle", "adam"):
        return  # steps of one length carry all away in the same time
    terms = {
        "valley": surfaces.valley(10.0),
        "own": polynomial.read("x^4 - 4x^2 + y^2 + 0.5xy"),
    }.get(surface, [])
    brings = basins.best_controls(surface, rule)
    rule = brings.get("map_rule", rule)
    rate = brings["map_adaptive"] if rule == "adam" else brings["map_rate"]
    end = basins.count_ends(
        *basins_of(surface, terms, rule, rate=rate, steps=brings["map_steps"])[2::2]
    )
    assert max(end["unsettled"], end["diverged"]) < 0.92 * 3600, end
    two_ends = surface == "ackley" or (surface, rule) == ("rosenbrock", "nesterov")
    assert end["reached"] == end["minima"] or two_ends


def test_a_map_begins_within_what_its_controls_reach():
    reader = Reader("himmelblau")
    for surface in WINDOWS:
        for rule in optimisers.RULES:
            for name, value in basins.best_controls(surface, rule).items():
                if name == "map_steps":
                    assert value <= basins.MOST_STEPS[120] and value % 10 == 0
                elif name == "map_rate":
                    assert 0.001 <= value <= 0.06 and round(value / 0.001, 6).is_integer()
                elif name == "map_rule":
                    assert value in optimisers.RULES
    reader.set(map_rule="adam")
    stops = [float(stop) for stop in reader.widget("map_adaptive").options]
    assert all(
        basins.best_controls(surface, "adam")["map_adaptive"] in stops for surface in WINDOWS
    )


def called(reader):
    (run,) = reader.lesson.runs["basins"]
    return run.call.values


def test_a_surface_brings_its_rate_and_a_link_that_names_one_wins():
    reader = Reader("himmelblau")
    reader.set(map_surface="rastrigin")
    assert (
        called(reader)["rate"]
        == 0.002
        == basins.best_controls("rastrigin", "gradient_descent")["map_rate"]
    )
    reader.set(map_rate=0.02)
    reader.set(map_fine=True)  # another move leaves it
    assert called(reader)["rate"] == 0.02
    reader.set(map_surface="rosenbrock")
    values = called(reader)
    assert (values["optimiser"], values["rate"]) == ("momentum", 0.002)
    link = {"himmelblau.map_surface": "rastrigin", "himmelblau.map_rate": "0.02"}
    assert called(Reader("himmelblau", **link))["rate"] == 0.02


def test_no_map_walks_farther_than_its_slider_says_and_a_finer_one_not_as_far():
    reader = Reader("himmelblau", **{"himmelblau.map_steps": "500"})
    assert called(reader)["steps"] == 500
    reader.set(map_fine=True)
    for _ in "ab":
        assert called(reader)["steps"] == reader.value("map_steps") == 200
        assert reader.widget("map_steps").max == 200 and called(reader)["size"] == 240
        reader.set(map_surface="rosenbrock")  # asks for 500
    reader.set(map_steps=70)
    reader.set(map_fine=False)
    assert called(reader)["steps"] == reader.value("map_steps") == 70  # and comes along
    reader.set(map_rule="newton")
    assert called(reader)["steps"] == reader.widget("map_leaps").max == basins.NEWTON_STEPS
    link = {"himmelblau.map_fine": "true", "himmelblau.map_steps": "500"}
    assert called(Reader("himmelblau", **link))["steps"] == 200


def test_nothing_to_end_at_is_no_error():
    run = basins_of("own", [[1.0, 1, 0]])
    assert run.kinds == ["undecided"] and run.counts[0] == 0


def test_a_map_is_traced_once_for_each_surface_and_rule():
    for rate, size, window in ((0.01, 4, WHOLE), (0.02, 7, [0.0, 1.0, 0.0, 1.0])):
        basins_of(rate=rate, size=size, window=window, steps=30)
        basins_of("own", [[1.0, 2, 0]], size=size)
        basins_of("valley", surfaces.valley(10.0), size=size)
    for surface in ("himmelblau", "polynomial"):
        walk = basins.compiled_walk(surface, "gradient_descent")
        assert walk.experimental_get_tracing_count() == 1
    combinations = (len(surfaces.SURFACES) + 1) * len(optimisers.RULES)
    assert basins.compiled_walk.cache_info().maxsize >= combinations  # nothing is traced twice


# ------------------------------------------------------------------------------------- race


@pytest.mark.parametrize("surface", WINDOWS)
def test_a_race_on_any_surface_begins_on_its_map_and_goes_down(surface):
    terms = {
        "valley": surfaces.valley(10.0),
        "own": polynomial.read("x^4 - 4x^2 + y^2 + 0.5xy"),
    }.get(surface, [])
    course = optimisers.RACE_CONTROLS[surface]
    left, right, low, high = WINDOWS[surface]
    x, y = course["race_x"], course["race_y"]
    assert left < x < right and low < y < high
    run = optimisers.race(surface, terms, [[x, y]], course["race_rate"], 0.32, 200)
    heights = run.heights.numpy()[:, :, 0]
    column = list(optimisers.RULES).index("adam")
    assert heights[-1, column] < 0.9 * heights[0, column]
    assert np.isfinite(heights[-1, :7]).all()
    places, floor = critical.minima(surface, terms, WINDOWS[surface])
    assert (floor is None) == (surface == "saddle")
    if floor is not None and surface != "own":
        assert floor == pytest.approx(0, abs=1e-4)


def test_who_is_first_last_and_lost():
    heights = np.array([[[9.0], [9.0], [9.0]], [[1.0], [5.0], [9.0]], [[0.0], [0.5], [np.nan]]])
    points = np.zeros((3, 3, 1, 2))
    points[-1, 2] = np.nan
    got = optimisers.rank_optimisers(points, heights, 0.5, list("abc"))
    assert {name: got[name] for name in ("goal", "best", "step", "last", "arrived")} == {
        "goal": 0.51,
        "best": "a",
        "step": 2,
        "last": 3,
        "arrived": 2,
    }
    assert got["end"] == "first" and got["lost"] == ["c"] and got["late"] == []
    still = np.full_like(heights, 9.0)
    still[1:, 0] = 0.0
    got = optimisers.rank_optimisers(points, still, 0.5, list("abc"))
    assert (got["best"], got["late"], got["lost"]) == ("a", ["b"], ["c"])
    got = optimisers.rank_optimisers(points, heights, -1.0, list("abc"))
    assert (got["end"], got["arrived"], got["late"]) == ("none", 0, [])
    assert (got["nearest"], got["height"]) == ("a", 0.0)
    # From several starts the worst one counts.
    both = np.concatenate([heights, heights[:, [1, 0, 2]]], axis=2)
    got = optimisers.rank_optimisers(np.zeros((3, 3, 2, 2)), both, -1.0, list("abc"))
    assert got["height"] == 0.5 and got["lost"] == []
    gone = optimisers.rank_optimisers(points + 200, np.full_like(heights, np.nan), 0.0, list("abc"))
    assert gone["end"] == "off" and gone["lost"] == ["a", "b", "c"]
