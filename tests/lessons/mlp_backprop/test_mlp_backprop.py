"""Backpropagation against an independent network in NumPy, and against finite differences."""

import json
import math
import re
from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.mlp_backprop import bug_hunt, symmetry
from lib.lessons.mlp_backprop import mlp_backprop as lesson
from lib.lessons.mlp_backprop.charts import backprops

STATES = [(2, 3, 2), (3, 4, 2), (4, 4, 3)]


def _weights(d, k, m, seed):
    drawn = np.random.default_rng(seed)
    return [drawn.normal(size=size) for size in ((d, k), (k,), (k, m), (m,))]


ACTIVATIONS = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
}


def _loss(x, y, w1, b1, w2, b2, activation, head):
    """One sample through the network, in NumPy and float64."""
    h = ACTIVATIONS[activation](x @ w1 + b1)
    z = h @ w2 + b2
    if head == "sigmoid_mse":
        return np.sum((1 / (1 + np.exp(-z)) - y) ** 2) / 2
    return -np.sum(y * (z - np.log(np.sum(np.exp(z)))))


def _slopes(f, arrays, h=1e-6):
    """Move every number of every array ahead and back."""
    found = []
    for array in arrays:
        slope = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + h
            ahead = f()
            array[place] = kept - h
            slope[place] = (ahead - f()) / (2 * h)
            array[place] = kept
        found.append(slope)
    return found


def _run(sizes, seed, activation="sigmoid", head="sigmoid_mse", rate=0.5):
    d, k, m = sizes
    weights = _weights(d, k, m, seed)
    x = np.random.default_rng(seed + 1).normal(size=d)
    y = np.eye(m)[seed % m]
    typed = dict(zip(("w1", "b1", "w2", "b2"), (w.tolist() for w in weights), strict=True))
    run = lesson.backpropagate(
        x.tolist(), y.tolist(), **typed, activation=activation, head=head, rate=rate
    )
    return x, y, weights, run


def _off(run):
    return max(
        float(np.abs(getattr(run, mine) - getattr(run, tape)).max())
        for mine, tape in lesson.BY_TAPE.items()
    )


ARTICLE = {
    "layer-by-layer deltas equal the tape": lambda inputs: {
        "max_abs_difference": _off(_run((2, 3, 2), 0)[3])
    }
}


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(STATES),
    st.integers(0, 10**6),
    st.sampled_from(list(lesson.UNITS)),
    st.sampled_from(list(lesson.HEADS)),
)
def test_every_array_by_hand_is_the_tapes(sizes, seed, activation, head):
    assert _off(_run(sizes, seed, activation, head)[3]) <= 1e-6


@pytest.mark.parametrize("sizes", STATES)
@pytest.mark.parametrize("activation", lesson.UNITS)
@pytest.mark.parametrize("head", lesson.HEADS)
def test_it_is_what_an_independent_network_finds_by_differences(sizes, activation, head):
    x, y, weights, run = _run(sizes, 3, activation, head)

    def loss():
        return _loss(x, y, *weights, activation, head)

    assert float(run.loss) == pytest.approx(loss(), rel=1e-5)
    found = run.grad_w1, run.grad_b1, run.grad_w2, run.grad_b2
    slopes = _slopes(loss, weights)
    for mine, slope in zip(found, slopes, strict=True):
        np.testing.assert_allclose(mine, slope, atol=2e-6)
    moved = [w - 0.5 * slope for w, slope in zip(weights, slopes, strict=True)]
    new = run.new_w1, run.new_b1, run.new_w2, run.new_b2
    for mine, wanted in zip(new, moved, strict=True):
        np.testing.assert_allclose(mine, wanted, atol=2e-6)
    wanted = _loss(x, y, *moved, activation, head)
    assert float(run.new_loss) == pytest.approx(wanted, rel=1e-4, abs=1e-6)


def test_targets_that_do_not_sum_to_one_are_differentiated_as_well():
    x, y, weights = np.array([1.0, -2.0]), np.array([1.0, 3.0]), _weights(2, 3, 2, 5)
    run = lesson.backpropagate(
        x.tolist(), y.tolist(), *(w.tolist() for w in weights), "tanh", "softmax_ce", 0.1
    )
    assert _off(run) <= 2e-6
    slopes = _slopes(lambda: _loss(x, y, *weights, "tanh", "softmax_ce"), weights)
    np.testing.assert_allclose(run.grad_w1, slopes[0], atol=1e-5)


def test_weights_are_drawn_in_the_shapes_of_the_network():
    assert [np.shape(w) for w in lesson.draw_weights(4, 4, 3).values()] == [
        (4, 4),
        (4,),
        (4, 3),
        (3,),
    ]
    assert lesson.draw_weights(2, 3, 2) == lesson.draw_weights(2, 3, 2)


def _net(sizes, activation="sigmoid", head="sigmoid_mse"):
    x, y, weights, run = _run(sizes, 3, activation, head)
    plain = type(run)(*(each.numpy() for each in run))
    return backprops.read(x, y, weights, activation, head, 0.5, plain)


@pytest.mark.parametrize("activation", lesson.UNITS)
@pytest.mark.parametrize("head", lesson.HEADS)
def test_every_formula_that_is_shown_comes_out_at_the_number_behind_it(activation, head):
    """Read the arithmetic off the page and do it again; only its own rounding may differ."""
    net = _net((2, 3, 2), activation, head)
    for kind in backprops.KINDS[1:-1]:
        for j in range(len(net.y) if kind in ("sum2", "squash2", "delta2", "grad2") else 3):
            shown = backprops.formula(net, kind, j, 1)
            if kind in ("squash1", "squash2"):
                continue
            *_, numbers, result = shown.replace("\n", " ").split("= ")
            numbers = numbers.strip().replace("·", "*").replace("²", "**2").replace("½", "0.5 *")
            numbers = re.sub(r"ln ([\d.e-]+)", r"math.log(\1)", numbers)
            numbers = re.sub(r"0\.5 \* \(", "0.5 * (", numbers)
            assert eval(numbers, {"math": math}) == pytest.approx(
                float(result), rel=5e-3, abs=2e-4
            ), shown


def test_steps_reveal_what_was_computed_and_nothing_later():
    net = _net((2, 3, 2))
    words = {
        name: name
        for name in (
            "forward",
            "back",
            "after",
            "positive",
            "negative",
            "hand",
            "tape",
            "same",
            "apart",
            "later",
            "layer1",
            "layer2",
        )
    }
    specs, reached = set(), []
    for at in range(len(backprops.KINDS)):
        picture = backprops.walked(net, at, words=words)
        specs.add(json.dumps(picture.spec))
        edges = picture.data["edges"]
        reached.append((sum(bool(g) for g in edges["gradient"]), sum(map(bool, edges["after"]))))
        for layer in (1, 2):
            table = backprops.beside_tape(net, layer, at, words=words)
            specs.add(json.dumps(table.spec))
            assert "apart" not in table.data["cells"]["role"]
    assert len(specs) == 3
    assert reached == [(0, 0)] * 7 + [(6, 0)] * 3 + [(12, 0), (12, 12)]
    tape, hand = backprops.both(net)
    assert len(tape) == len(hand) == 25 and np.abs(tape - hand).max() <= 1e-6


def test_a_difference_to_the_tape_would_be_seen():
    net = _net((2, 3, 2))
    net = net._replace(run=net.run._replace(tape_w1=net.run.tape_w1 + 1e-5))
    tape, hand = backprops.both(net)
    assert np.abs(tape - hand).max() > 1e-6
    words = dict.fromkeys(("hand", "tape", "layer1"), "") | {
        name: name for name in ("same", "apart", "later")
    }
    words |= {"hand": "hand", "tape": "tape"}
    table = backprops.beside_tape(net, 1, 11, words=words)
    assert table.data["cells"]["role"].count("apart") == 12


@pytest.mark.parametrize("sizes", [(2, 3, 2), (4, 4, 3)])
def test_the_challenge_of_the_steps_can_be_met(sizes):
    d, k, m = sizes
    w1, b1, w2, b2 = lesson.draw_weights(d, k, m).values()
    y = [1.0] + [0.0] * (m - 1)
    start = lesson.backpropagate([0.5] * d, y, w1, b1, w2, b2, "sigmoid", "sigmoid_mse", 2.0)
    assert start.delta1.numpy().any()
    dead = lesson.backpropagate([0.5] * d, y, w1, [-20] * k, w2, b2, "relu", "sigmoid_mse", 2.0)
    assert not dead.delta1.numpy().any() and abs(dead.delta2.numpy()).max() > 0.05


# -------------------------------------------------------------------------- symmetry


XOR = [0, 1, 1, 0]


def _train(steps=500, start="zeros", hidden=4, own=(), activation="tanh", truth=XOR, rate=1.0):
    return symmetry.train(steps, start, hidden, list(own), activation, truth, rate, 0)


@pytest.mark.parametrize("activation", symmetry.ACTIVATIONS)
def test_from_zeros_the_loss_stays_at_the_logarithm_of_two_for_ever(activation):
    run = _train(activation=activation)
    np.testing.assert_allclose(run.losses, np.log(2), rtol=1e-6)
    assert not run.w1.numpy().any() and not run.w2.numpy().any()


@pytest.mark.parametrize("activation", symmetry.ACTIVATIONS)
def test_equal_constants_leave_identical_columns_and_one_line(activation):
    run = _train(start="alike", activation=activation)
    for array in (run.w1, run.b1, run.w2[:, 0]):
        assert len(np.unique(array.numpy(), axis=-1).T) == 1
    floor = 0.75 * (np.log(3) - 2 / 3 * np.log(2))
    assert floor == pytest.approx(0.477, abs=5e-4)
    assert np.nanmin(run.losses) > floor - 1e-4


def test_the_best_of_one_line_is_one_corner_and_a_guess_among_three():
    """Whatever half-plane a unit marks, the two sides are fitted by their share of ones."""

    def entropy(labels):
        p = np.mean(labels)
        return 0.0 if p in (0, 1) else -p * np.log(p) - (1 - p) * np.log(1 - p)

    points, best = np.array(symmetry.POINTS), np.inf
    for angle in np.linspace(0, 2 * np.pi, 97):
        for shift in np.linspace(-1.5, 1.5, 61):
            side = points @ [np.cos(angle), np.sin(angle)] > shift
            parts = [np.array(XOR)[side], np.array(XOR)[~side]]
            best = min(best, sum(len(part) * entropy(part) for part in parts if len(part)) / 4)
    assert best == pytest.approx(0.75 * (np.log(3) - 2 / 3 * np.log(2)))


def test_random_weights_solve_it():
    run = _train(start="random")
    assert run.losses[-1] < 0.1 and len(np.unique(run.w1.numpy(), axis=1).T) == 4
    np.testing.assert_array_equal(run.outputs.numpy() > 0.5, XOR)


def test_training_is_gradient_descent_as_numpy_does_it():
    run = _train(steps=30, start="random", hidden=3, rate=0.7, truth=[1, 0, 0, 1])
    state = symmetry.begin("random", 3, [], 0)
    w1, b1, w2, b2 = (each.numpy().astype(float) for each in state[:4])
    x, y = np.array(symmetry.POINTS), np.array([1.0, 0, 0, 1])[:, None]
    for step in range(31):
        h = np.tanh(x @ w1 + b1)
        p = 1 / (1 + np.exp(-(h @ w2 + b2)))
        loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
        assert float(run.losses[step]) == pytest.approx(loss, rel=1e-4)
        if step < 30:
            delta = (p - y) / 4
            down = delta @ w2.T * (1 - h**2)
            w2, b2 = w2 - 0.7 * h.T @ delta, b2 - 0.7 * delta.sum(axis=0)
            w1, b1 = w1 - 0.7 * x.T @ down, b1 - 0.7 * down.sum(axis=0)
    np.testing.assert_allclose(run.w1, w1, atol=1e-4)
    np.testing.assert_allclose(run.outputs, p[:, 0], atol=1e-4)
    assert np.isnan(run.losses[31:]).all()


def test_a_training_in_pieces_is_the_whole():
    whole = _train(steps=100, start="random", hidden=5)
    values = {"start": "random", "hidden": 5, "own": [], "activation": "tanh"}
    values |= {"truth": XOR, "rate": 1.0, "seed": 0}
    state = symmetry.TRAINING.begin(**values)
    for steps in (0, 1, 59, 40):
        state, shown = symmetry.TRAINING.advance(state, steps, **values)
    for one, other in zip(whole, shown, strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_is_traced_once_for_all_sizes_and_activations():
    symmetry.warm()
    for hidden, activation in ((1, "relu"), (8, "tanh")):
        _train(steps=2, start="random", hidden=hidden, activation=activation)
    assert symmetry.descend.experimental_get_tracing_count() == 1


def test_the_challenge_of_symmetry_can_be_met_and_is_not_met_by_what_stands_there():
    own = [[1.0, -1.0], [-1.0, 1.0]]
    run = _train(start="own", hidden=2, own=own, activation="relu")
    assert run.losses[-1] < 0.1
    assert _train(start="own", hidden=2, own=[[0.5, 0.5]] * 2).losses[-1] > 0.4


def test_two_columns_used_in_turn_are_two_units_however_many_there_are():
    run = _train(start="own", hidden=6, own=[[1.0, -1.0], [-1.0, 1.0]], activation="relu")
    np.testing.assert_array_equal(run.w1[:, :2], run.w1[:, 2:4])
    assert len(np.unique(run.w1.numpy(), axis=1).T) == 2 and run.losses[-1] < 0.1


# -------------------------------------------------------------------------- bug hunt


X, Y = [[0.5, -1.0], [1.0, 0.5], [-1.0, 1.5], [0.2, 2.0]], [[1.0, 0], [0, 1], [1, 0], [0, 1]]


def _wrong(run):
    """Return for each layer which gradients are wrong."""
    pairs = (run.programmed_1, run.differences_1), (run.programmed_2, run.differences_2)
    return [~np.isclose(found, truth, rtol=1e-5, atol=1e-8) for found, truth in pairs]


def test_differences_are_those_of_an_independent_network():
    run = bug_hunt.compare(X, Y, 0.5, "none", 1)
    layers = [
        tf.random.stateless_normal(size, [1, layer], dtype=tf.float64).numpy()
        for layer, size in enumerate([(3, 3), (4, 2)])
    ]

    def loss():
        h = 1 / (1 + np.exp(-(np.c_[X, np.ones(4)] @ layers[0])))
        o = 1 / (1 + np.exp(-(np.c_[h, np.ones(4)] @ layers[1])))
        return np.mean(np.sum((o - Y) ** 2, axis=1)) / 2

    first, second = _slopes(loss, layers)
    np.testing.assert_allclose(run.differences_1, first, atol=1e-8)
    np.testing.assert_allclose(run.differences_2, second, atol=1e-8)
    assert float(run.loss) == pytest.approx(loss())


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_the_check_finds_each_of_the_five_and_spares_the_right_one(seed):
    whole = np.ones((3, 3), bool), np.ones((4, 2), bool)
    for slip in bug_hunt.BUGS:
        first, second = _wrong(bug_hunt.compare(X, Y, 0.5, slip, seed))
        if slip == "none":
            assert not first.any() and not second.any()
        elif slip == "mean":
            assert (first == whole[0]).all() and (second == whole[1]).all()
        elif slip == "bias":
            assert first[-1].all() and second[-1].all()
            assert not first[:-1].any() and not second[:-1].any()
        else:
            assert first.all() and not second.any()


def test_what_gives_each_of_them_away():
    mean = bug_hunt.compare(X, Y, 0.5, "mean", 1)
    np.testing.assert_allclose(mean.programmed_1 / mean.differences_1, 4, rtol=1e-6)
    one = bug_hunt.compare(X[:1], Y[:1], 0.5, "slope", 1)
    ratio = (one.programmed_1 / one.differences_1).numpy()
    np.testing.assert_allclose(ratio, ratio[:1].repeat(3, axis=0), rtol=1e-6)
    assert (ratio >= 4).all()
    gaps = []
    for rate in (0.0, 0.1, 1.0):
        stale = bug_hunt.compare(X, Y, rate, "stale", 1)
        gaps.append(np.abs(stale.programmed_1 / stale.differences_1 - 1).max())
    assert gaps[0] < 1e-6 < gaps[1] < gaps[2] < 0.3


def test_one_sample_hides_two_of_them_and_meets_the_challenge():
    hidden = {
        slip
        for slip in bug_hunt.BUGS
        if not any(off.any() for off in _wrong(bug_hunt.compare(X[:1], Y[:1], 0.5, slip, 1)))
    }
    assert hidden == {"none", "mean", "bias"}


def test_the_first_six_cases_are_all_different_and_the_first_is_wrong():
    first = [bug_hunt.bug_of(case) for case in range(1, 7)]
    assert sorted(first) == sorted(bug_hunt.BUGS) and first[0] != "none"
    assert {bug_hunt.bug_of(case) for case in range(7, 60)} == set(bug_hunt.BUGS)
    run, named = bug_hunt.check_gradients(X, Y, 0.5, 1, 1), bug_hunt.compare(X, Y, 0.5, first[0], 1)
    np.testing.assert_array_equal(run.programmed_1, named.programmed_1)


# ------------------------------------------------------------------------- questions


@pytest.mark.parametrize("seed", range(25))
def test_questions_have_the_answers_of_arithmetic(seed):
    drawn = lesson.draw_output(Random(seed))
    o, t = drawn["o"], drawn["t"]
    assert float(lesson.delta_of_output(**drawn)) == pytest.approx((o - t) * o * (1 - o), rel=1e-4)
    drawn = lesson.draw_hidden(Random(seed))
    h, w, deltas = drawn["h"], drawn["w"], drawn["deltas"]
    wanted = np.dot(w, deltas) * h * (1 - h)
    assert float(lesson.delta_of_hidden(**drawn)) == pytest.approx(wanted, rel=1e-4, abs=1e-6)
    drawn = lesson.draw_sizes(Random(seed))
    n, d, k, m, layer = (drawn[name] for name in ("n", "d", "k", "m", "layer"))
    assert lesson.shape_of_gradient(**drawn).numpy().tolist() == [[d, k], [k, m]][layer - 1]
    drawn = lesson.draw_start(Random(seed))
    wanted = drawn["hidden"] if drawn["start"] == "random" else 1
    assert int(lesson.different_units(**drawn)) == wanted
    drawn = lesson.draw_bug(Random(seed))
    wanted = {"mean": "everywhere", "bias": "biases"}.get(drawn["verdict"], "first")
    assert lesson.where_gradients_differ(**drawn).numpy().decode() == wanted
