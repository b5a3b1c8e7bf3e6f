"""GradientTape against closed forms, finite differences in float64 and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.gradient_tape import gradient_tape as lesson


def _both(inputs):
    answers = lesson.ask(True, 2, inputs["x"], inputs["w"]).answers
    return {"grad_first": answers[0], "grad_second": answers[1]}


def _by_w(inputs):
    run = lesson.x_ray("x * w", inputs["x"], inputs["w"], 0.0, 0.0)
    return {"grad": run.gradients[run.operations.numpy().tolist().index(b"w")]}


ARTICLE = {
    "first-order gradient of x*w": _by_w,
    "second call on a non-persistent tape": lambda _: {
        "raises": lesson.refusal(False, 2, 2.0, 1.0)
    },
    "persistent tape can be asked twice": _both,
}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


PLAIN = {
    "x * w": lambda x, w, b, y: x * w,
    "x * w + b": lambda x, w, b, y: x * w + b,
    "x * w**2 + b**2": lambda x, w, b, y: x * w**2 + b**2,
    "x * exp(w) + exp(b)": lambda x, w, b, y: x * np.exp(w) + np.exp(b),
    "(sigmoid(x * w + b) - y)**2": lambda x, w, b, y: (sigmoid(x * w + b) - y) ** 2,
    "y * log(x * w + b)": lambda x, w, b, y: y * np.log(x * w + b),
}
POINTS = [(2.0, 1.0, 1.0, 1.0), (-1.5, 0.5, 3.0, 0.25), (0.0, -2.0, 0.5, 2.0)]


def slopes(f, *at, h=1e-5):
    """Derivatives by each argument, by central differences in float64."""
    found = []
    for place in range(len(at)):
        move = np.zeros(len(at))
        move[place] = h
        found.append((f(*(np.array(at) + move)) - f(*(np.array(at) - move))) / (2 * h))
    return found


# ------------------------------------------------------------------------- the x-ray


@pytest.mark.parametrize("function", lesson.FUNCTIONS)
@pytest.mark.parametrize("point", POINTS)
def test_what_the_record_passes_back_is_the_derivative(function, point):
    run = lesson.x_ray(function, *point)
    names = [name.decode() for name in run.operations.numpy()]
    wanted = slopes(PLAIN[function], *point)
    for name, slope in zip("xwby", wanted, strict=True):
        if name in names:
            found = float(run.gradients[names.index(name)])
            assert found == pytest.approx(slope, rel=1e-4, abs=1e-5), name
        else:
            assert slope == 0  # what is not on the tape does not matter
    assert float(run.values[-1]) == pytest.approx(PLAIN[function](*point), rel=1e-5)
    assert float(run.gradients[-1]) == 1


@pytest.mark.parametrize("function", lesson.FUNCTIONS)
def test_edges_multiply_and_ways_add_up_to_the_gradients(function):
    """Going back over the drawn graph by hand gives the gradients that are drawn."""
    run = lesson.x_ray(function, 2.0, 1.0, 0.5, 1.0)
    edges, local = run.edges.numpy(), run.local.numpy()
    back = np.zeros(len(run.values))
    back[-1] = 1
    for (start, end), slope in reversed(list(zip(edges.tolist(), local, strict=True))):
        back[start] += back[end] * slope
    np.testing.assert_allclose(run.gradients, back, rtol=1e-5)
    assert (edges[:, 0] < edges[:, 1]).all()


def test_the_operations_have_the_names_of_tensorflow():
    run = lesson.x_ray("(sigmoid(x * w + b) - y)**2", 2.0, 1.0, 1.0, 1.0)
    names = [name.decode() for name in run.operations.numpy()]
    assert names == ["x", "w", "b", "y", "Mul", "AddV2", "Sigmoid", "Sub", "Square"]


@pytest.mark.parametrize("function", lesson.FUNCTIONS)
@pytest.mark.parametrize("point", POINTS)
def test_three_ways_agree_with_numpy(function, point):
    wanted = slopes(PLAIN[function], *point)[:3]
    run = lesson.differentiate(function, *point)
    for way in (run.tape, run.formula, run.differences):
        np.testing.assert_allclose(way, wanted, rtol=1e-4, atol=1e-5)
    line = lesson.tangent(function, *point)
    for way in (line.tape, line.formula, line.differences):
        np.testing.assert_allclose(way, wanted[0], rtol=1e-4, atol=1e-5)
    with np.errstate(invalid="ignore", divide="ignore"):
        exact = PLAIN[function](np.linspace(-4, 4, 81), *point[1:])
    np.testing.assert_allclose(line.curve, exact, rtol=1e-4, atol=1e-5)


# ----------------------------------------------------------------------- asking twice


@pytest.mark.parametrize("calls", [2, 3, 4])
def test_a_tape_answers_once_unless_it_is_persistent(calls):
    with pytest.raises(RuntimeError, match="A non-persistent GradientTape can only be used"):
        lesson.ask(False, calls, 2.0, 1.0)
    assert lesson.refusal(False, calls, 2.0, 1.0) == "RuntimeError"
    run = lesson.ask(True, calls, 2.5, 1.0)
    for way in (run.answers, run.formula, run.differences):
        np.testing.assert_allclose(way, [2.5] * calls, rtol=1e-9)
    assert lesson.refusal(True, calls, 2.0, 1.0) == ""
    assert lesson.ask(False, 1, 2.5, 1.0).answers.numpy().tolist() == [2.5]


# ------------------------------------------------------------------------------- None


@pytest.mark.parametrize("cause", lesson.CAUSES)
def test_each_cause_gives_none_and_its_repair_gives_6(cause):
    broken, repaired = (lesson.CAUSES[cause](each) for each in (False, True))
    assert float(broken.result) == float(repaired.result) == 9
    assert broken.gradient is None and float(repaired.gradient) == 6
    assert float(repaired.differences) == pytest.approx(6)


WHERE_LOST = {
    "not_watched": ("x", [None, 1]),
    "integer": ("x", [None, 1]),
    "cast": ("there", [None, None, 6, 1]),
    "numpy": ("x", [None, 1, 1]),
    "assigned": ("square", [None, None, 1, 1]),
    "stopped": ("square", [None, None, 1]),
    "unconnected": ("x", [None, 6, 1]),
    "too_late": ("x", [None, 1]),
}


@pytest.mark.parametrize("cause", lesson.CAUSES)
def test_the_tape_says_at_which_stop_the_way_is_lost(cause):
    last_lost, wanted = WHERE_LOST[cause]
    run = lesson.CAUSES[cause](False)
    stops = [name.decode() for name in run.stops.numpy()]
    numbers = [None if np.isnan(each) else each for each in run.gradients.numpy()]
    assert stops[0] == "x" and stops[-1] == "y" and numbers == wanted
    assert stops[sum(each is None for each in numbers) - 1] == last_lost
    whole = lesson.CAUSES[cause](True)
    assert np.isfinite(whole.gradients).all()
    assert float(whole.values[0]) == 3 and float(whole.values[-1]) == 9


@pytest.mark.parametrize("cause", lesson.CAUSES)
def test_no_step_can_be_taken_with_none(cause):
    with pytest.raises(ValueError, match=r"Attempt to convert a value \(None\)"):
        lesson.descend(cause, False)
    assert float(lesson.descend(cause, True)) == pytest.approx(3 - 0.1 * 6)


def test_an_optimiser_refuses_none_or_skips_the_weight_with_a_warning():
    """In the words that the page quotes."""
    x, z = tf.Variable(3.0), tf.Variable(1.0)
    with pytest.raises(ValueError, match="No gradients provided for any variable."):
        tf.keras.optimizers.SGD(0.1).apply_gradients([(None, x)])
    with pytest.warns(UserWarning, match="Gradients do not exist for variables"):
        tf.keras.optimizers.SGD(0.1).apply_gradients([(None, x), (tf.constant(1.0), z)])
    assert float(x) == 3 and float(z) == pytest.approx(0.9)


def test_tensorflow_logs_that_it_watches_a_whole_number_and_nothing_else():
    """In a process of its own: it says so only a few times."""
    import subprocess
    import sys

    program = (
        "from lib.lessons import gradient_tape as lesson\n"
        "print({cause: lesson.logged(cause) for cause in lesson.CAUSES})"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    found = eval(said.stdout.strip().splitlines()[-1])  # what this test has just written
    assert "The dtype of the watched tensor must be floating" in found.pop("integer")[0]
    assert set(found) == set(lesson.CAUSES) - {"integer"} and not any(found.values())


def test_listening_leaves_the_log_as_it_was():
    import logging

    before = list(logging.getLogger("tensorflow").handlers)
    lesson.logged.cache_clear()
    lesson.logged("integer")
    assert logging.getLogger("tensorflow").handlers == before


def test_unconnected_can_be_zero():
    """The page says how."""
    x, z = tf.Variable(3.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = z**2
    assert float(tape.gradient(y, x, unconnected_gradients="zero")) == 0


# ----------------------------------------------------------------------- second order

CURVES = {
    "x**3": (lambda x: x**3, lambda x: 3 * x**2, lambda x: 6 * x),
    "sin(x)": (np.sin, np.cos, lambda x: -np.sin(x)),
    "exp(x)": (np.exp, np.exp, np.exp),
    "x**2 * exp(-x)": (
        lambda x: x**2 * np.exp(-x),
        lambda x: (2 * x - x**2) * np.exp(-x),
        lambda x: (2 - 4 * x + x**2) * np.exp(-x),
    ),
}


@pytest.mark.parametrize("function", lesson.TWICE)
@pytest.mark.parametrize("x", [-1.5, 0.0, 0.625, 2.0])
def test_two_tapes_give_two_derivatives(function, x):
    run = lesson.nest(function, x, True)
    axis = np.append(np.linspace(-2, 2, 81), x)
    for found, exact in zip((run.f, run.first, run.second), CURVES[function], strict=True):
        np.testing.assert_allclose(found, exact(axis), rtol=1e-4, atol=1e-4)
    wanted = [CURVES[function][1](x), CURVES[function][2](x)]
    np.testing.assert_allclose(run.formula, wanted, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(run.differences, wanted, rtol=1e-7, atol=1e-7)


def test_an_inner_tape_asked_outside_leaves_no_record():
    run = lesson.nest("x**3", 1.0, False)
    assert run.second is None and float(run.first[-1]) == 3


# ---------------------------------------------------------------------------- vectors


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(list(lesson.VECTORS)),
    st.lists(st.floats(-3, 3, width=32), min_size=1, max_size=5),
)
def test_gradient_is_the_column_sums_of_the_jacobian(function, values):
    run = lesson.gradient_or_jacobian(function, values)
    x = np.array(values, float)
    n = len(x)
    p = np.exp(x) / np.exp(x).sum()
    exact = {
        "x**2": np.diag(2 * x),
        "cumsum(x)": np.tril(np.ones((n, n))),
        "softmax(x)": np.diag(p) - np.outer(p, p),
    }[function]
    np.testing.assert_allclose(run.jacobian, exact, atol=1e-5)
    np.testing.assert_allclose(run.gradient, exact.sum(axis=0), atol=1e-5)
    np.testing.assert_allclose(run.formula, exact, atol=1e-5)
    np.testing.assert_allclose(run.differences, exact, atol=1e-6)


def test_the_squares_of_1_and_2():
    run = lesson.gradient_or_jacobian("x**2", [1.0, 2.0])
    assert run.gradient.numpy().tolist() == [2, 4]
    assert run.jacobian.numpy().tolist() == [[2, 0], [0, 4]]


# ------------------------------------------------------------------------ differences


@pytest.mark.parametrize("function", lesson.PLAIN)
def test_too_large_truncates_and_too_small_rounds(function):
    run = lesson.compare_steps(function, 2.0, 1e-3, "float32")
    central, steps = run.central.numpy()[:-1], run.steps.numpy()[:-1]
    best = steps[central.argmin()]
    assert 5e-4 < best < 5e-2  # near 1e-2 to 1e-3
    assert central[0] > 100 * central.min() and central[-1] > 100 * central.min()
    assert run.tape_error < 1e-5


def test_errors_are_those_of_numpy_in_float64():
    run = lesson.compare_steps("sin(x)", 1.0, 1e-2, "float64")
    steps = run.steps.numpy()
    assert steps[-1] == pytest.approx(1e-2)
    large = steps > 1e-4  # there, rounding does not matter
    wanted = np.abs((np.sin(1 + steps) - np.sin(1 - steps)) / (2 * steps) - np.cos(1.0))
    np.testing.assert_allclose(run.central.numpy()[large], wanted[large], rtol=1e-3)
    forward = np.abs((np.sin(1 + steps) - np.sin(1.0)) / steps - np.cos(1.0))
    np.testing.assert_allclose(run.forward.numpy()[large], forward[large], rtol=1e-3)


def test_the_challenge_of_the_differences_can_be_met():
    steps = [float(f"{10 ** (-8 + k / 4):.2g}") for k in range(33)]
    errors = {
        (f, h): float(lesson.compare_steps(f, x, h, "float32").forward[-1])
        for f in lesson.PLAIN
        for h in steps
        for x in (0.25, 1.0)
    }
    assert min(errors.values()) < 1e-3


# -------------------------------------------------------------------------- questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_arithmetic(seed):
    drawn = lesson.draw_product(Random(seed))
    at = drawn["x"], drawn["w"], drawn["b"], 0.0
    wanted = slopes(PLAIN[drawn["function"]], *at)["xwb".index(drawn["by"])]
    assert float(lesson.one_partial(**drawn)) == pytest.approx(wanted, rel=1e-5)
    drawn = lesson.draw_cause(Random(seed))
    said = lesson.answer_of(**drawn).numpy().decode()
    assert said == ("number" if drawn["repaired"] else "None")
    drawn = lesson.draw_vector(Random(seed))
    twice = 2 * np.array(drawn["values"])
    wanted = twice if drawn["ask"] == "gradient" else np.diag(twice)
    np.testing.assert_array_equal(lesson.squares_of(**drawn), wanted)
    drawn = lesson.draw_power(Random(seed))
    wanted = 3 * drawn["x"] ** 2 if drawn["order"] == 1 else 6 * drawn["x"]
    assert float(lesson.cube_slope(**drawn)) == pytest.approx(wanted, rel=1e-5)
