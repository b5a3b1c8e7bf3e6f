"""The chain rule against products worked out by hand, closed forms and the article."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.chain_rule import chain_rule as lesson


def _links(inputs):
    run = lesson.three_calls(True, **inputs)
    return {name: getattr(run, name) for name in ("dy2_dy1", "dy1_dw1", "dy2_dw1")}


ARTICLE = {"two linear steps": _links}
SMALL = st.floats(-3, 3, width=32)


@settings(max_examples=30, deadline=None)
@given(SMALL, SMALL, SMALL, SMALL, SMALL)
def test_the_gradients_of_the_walk_are_the_products_on_the_way(x, w1, b1, w2, b2):
    run = lesson.record_two_layers(x, w1, b1, w2, b2)
    names = [name.decode() for name in run.operations.numpy()]
    found = dict(zip(names, run.gradients.numpy().tolist(), strict=True))
    wanted = {"x": w1 * w2, "w1": x * w2, "b1": w2, "w2": x * w1 + b1, "b2": 1}
    for name, slope in wanted.items():
        assert found[name] == pytest.approx(slope, rel=1e-5, abs=1e-5)
    assert float(run.values[-1]) == pytest.approx((x * w1 + b1) * w2 + b2, rel=1e-4, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(SMALL, SMALL, SMALL)
def test_the_whole_is_the_product_of_the_links(x, w1, w2):
    run = lesson.three_calls(True, x, w1, 1.0, w2, 1.0)
    assert float(run.dy2_dy1) == pytest.approx(w2) and float(run.dy1_dw1) == pytest.approx(x)
    assert float(run.dy2_dw1) == pytest.approx(x * w2, rel=1e-5, abs=1e-6)
    assert float(run.differences) == pytest.approx(x * w2, rel=1e-5, abs=1e-6)


def test_an_ordinary_tape_answers_the_first_question_only():
    with pytest.raises(RuntimeError, match="non-persistent"):
        lesson.three_calls(False, 1.0, 2.0, 1.0, 2.0, 1.0)


@pytest.mark.parametrize("x", [-5.0, 0.0, 0.5, 2.0])
def test_two_ways_add_up_and_a_cut_leaves_one(x):
    left, right = 2 * x * np.sin(x), x**2 * np.cos(x)
    for cut, wanted in (("none", left + right), ("left", right), ("right", left)):
        run = lesson.two_paths(x, cut)
        assert float(run.slope[-1]) == pytest.approx(wanted, rel=1e-4, abs=1e-5), cut
        axis = run.axis.numpy().astype(float)
        np.testing.assert_allclose(run.y, axis**2 * np.sin(axis), atol=1e-4)
        both = 2 * axis * np.sin(axis) + axis**2 * np.cos(axis)
        np.testing.assert_allclose(run.by_left + run.by_right, both, atol=1e-4)
    assert float(run.differences) == pytest.approx(left + right, rel=1e-5, abs=1e-6)


EXACT = {
    "u + v": lambda x: (x**2 + 1) + (3 * x + 2),
    "u * v": lambda x: (x**2 + 1) * (3 * x + 2),
    "u / v": lambda x: (x**2 + 1) / (3 * x + 2),
    "u**3": lambda x: (x**2 + 1) ** 3,
    "sin(u)": lambda x: np.sin(x**2 + 1),
}


@pytest.mark.parametrize("rule", lesson.RULES)
@pytest.mark.parametrize("x", [-2.0, 0.0, 1.5])
def test_each_rule_agrees_with_differences_in_numpy(rule, x):
    f, h = EXACT[rule], 1e-6
    slope = (f(x + h) - f(x - h)) / (2 * h)
    run = lesson.apply_rule(rule, x)
    assert float(run.value) == pytest.approx(f(x), rel=1e-5)
    for derivative in (run.tape, run.formula, run.differences):
        assert float(derivative) == pytest.approx(slope, rel=1e-4, abs=1e-5)
    assert (float(run.du), float(run.dv)) == (2 * x, 3)


@pytest.mark.parametrize(("x", "weight"), [(0.0, 1.0), (1.5, 4.0), (-2.0, -6.0), (0.0, 8.0)])
def test_sigmoids_in_a_row_multiply_their_slopes(x, weight):
    run = lesson.send_through_sigmoids(x, weight)
    value, product = x, 1.0
    for layer in range(20):
        value = 1 / (1 + np.exp(-weight * value))
        product *= weight * value * (1 - value)
        assert float(run.outputs[layer]) == pytest.approx(value, rel=1e-4)
        assert float(run.through[layer]) == pytest.approx(product, rel=2e-3, abs=1e-30)
        assert abs(product) <= (abs(weight) / 4) ** (layer + 1) * (1 + 1e-9)
    np.testing.assert_allclose(run.bound, (abs(weight) / 4) ** np.arange(1.0, 21), rtol=1e-4)


def test_ten_sigmoids_leave_at_most_a_millionth():
    run = lesson.send_through_sigmoids(0.0, 1.0)
    assert float(run.bound[9]) == pytest.approx(0.25**10) and run.through[9] < 1e-6


def test_the_challenge_of_the_sigmoids_can_be_met():
    best = max(
        abs(float(lesson.send_through_sigmoids(x / 2, w / 2).through[-1]))
        for x in range(-8, 9)
        for w in range(-16, 17)
    )
    assert best > 1e-3


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_arithmetic(seed):
    drawn = lesson.draw_chain(Random(seed))
    assert float(lesson.whole_chain(**drawn)) == drawn["x"] * drawn["w2"]
    drawn = lesson.draw_rule(Random(seed))
    f, x = EXACT[drawn["rule"]], drawn["x"]
    wanted = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    assert float(lesson.rule_slope(**drawn)) == pytest.approx(wanted, rel=1e-5)
    drawn = lesson.draw_cut(Random(seed))
    place = {"—": 0, "sin x": 1, "x²": 2}[drawn["cut"]]
    assert lesson.remaining_formula(**drawn).numpy().decode() == lesson.FORMULAS[place]


@pytest.mark.parametrize("rule", lesson.RULES)
def test_the_scale_of_a_rule_holds_everything_at_every_stop_of_the_slider(rule):
    largest = 0.0
    for x in np.arange(-3.0, 3.25, 0.25):
        run = lesson.apply_rule(rule=rule, x=float(x))
        numbers = [float(each) for each in (run.u, run.v, run.du, run.dv, run.value, run.tape)]
        largest = max(largest, np.abs(numbers).max())
    assert largest * 1.05 < lesson.LARGEST[rule] < largest * 1.25
