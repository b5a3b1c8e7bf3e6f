"""The studio of small networks against backpropagation in NumPy, and as a training that plays."""

import threading

import numpy as np
import pytest

from lib.lessons.shared import network_training, point_sets, studio

BASE = {
    "data": "moons",
    "own": [],
    "count": 40,
    "noise": 0.1,
    "seed": 3,
    "width": 5,
    "depth": 2,
    "activation": "tanh",
    "initialiser": "glorot",
    "loss": "cross_entropy",
    "optimiser": "gradient_descent",
    "rate": 0.2,
    "batch": 0,
}
OWN = [[-1, -1, 0], [1, 1, 1], [0, 1.5, 2], [0.5, -1, 1]]

ACTIVATIONS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.2 * z), lambda z: np.where(z > 0, 1, 0.2)),
    "linear": (lambda z: z, np.ones_like),
}


def train(steps, **changed):
    return studio.train(steps, **(BASE | changed))


def parts(run, **changed):
    """Cut the vector of the weights where the layers end, in float64."""
    values = BASE | changed
    outputs = 3 if values["data"] in ("three", "own") else 1
    sizes = [2, *[values["width"]] * values["depth"], outputs]
    return [part.astype(float) for part in network_training.matrices(run.theta.numpy(), sizes)]


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def by_numpy(steps, **changed):
    """Full batches of gradient descent by textbook backpropagation, in float64."""
    values = BASE | changed
    first = studio.train(0, **values)
    layers = parts(first, **values)
    x = first.places.numpy().astype(float)
    outputs = layers[-1].size
    labels = first.labels.numpy()
    y = labels[:, None].astype(float) if outputs == 1 else np.eye(outputs)[labels]
    f, df = ACTIVATIONS[values["activation"]]
    losses, norms = [], []
    for _ in range(steps):
        sums, outs = [], [x]
        for w, b in zip(layers[::2], layers[1::2], strict=True):
            sums.append(outs[-1] @ w + b)
            outs.append(f(sums[-1]))
        z, n = sums[-1], len(x)
        p = softmax(z) if outputs > 1 else 1 / (1 + np.exp(-z))
        if values["loss"] == "cross_entropy":
            one = -(y * np.log(p)) if outputs > 1 else -(y * np.log(p) + (1 - y) * np.log(1 - p))
            losses.append(one.sum() / n)
            delta = (p - y) / n
        else:
            losses.append(((p - y) ** 2).mean())
            d = 2 * (p - y) / p.size
            delta = p * (d - (d * p).sum(axis=1, keepdims=True)) if outputs > 1 else d * p * (1 - p)
        gradients = []
        for layer in reversed(range(len(sums))):
            gradients = [outs[layer].T @ delta, delta.sum(axis=0), *gradients]
            if layer:
                delta = (delta @ layers[2 * layer].T) * df(sums[layer - 1])
        norms.append(
            [
                np.sqrt((a**2).sum() + (b**2).sum())
                for a, b in zip(gradients[::2], gradients[1::2], strict=True)
            ]
        )
        layers = [part - values["rate"] * g for part, g in zip(layers, gradients, strict=True)]
    return losses, norms, layers


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("data", ["circles", "three"])
@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_it_trains_as_numpy_does(activation, data, loss):
    values = {"activation": activation, "data": data, "loss": loss}
    run = train(12, **values)
    losses, norms, layers = by_numpy(12, **values)
    np.testing.assert_allclose(run.losses[:12], losses, rtol=2e-4)
    np.testing.assert_allclose(run.norms[:12], norms, rtol=2e-3, atol=1e-6)
    for mine, its in zip(parts(run, **values), layers, strict=True):
        np.testing.assert_allclose(mine, its, rtol=2e-3, atol=1e-4)
    assert np.isnan(run.losses[12:]).all()


@pytest.mark.parametrize("depth", range(network_training.DEEPEST + 1))
def test_every_depth_is_a_network_of_its_own(depth):
    run = train(5, depth=depth, width=7)
    losses, norms, _ = by_numpy(5, depth=depth, width=7)
    assert len(run.theta) == sum(part.size for part in parts(run, depth=depth, width=7))
    np.testing.assert_allclose(run.losses[:5], losses, rtol=2e-4)
    np.testing.assert_allclose(run.norms[:5], norms, rtol=2e-3)


def test_the_plane_is_what_the_network_says_of_it():
    run = train(30, data="three", depth=1)
    w1, b1, w2, b2 = parts(run, data="three", depth=1)
    middles = (np.arange(studio.PIXELS) + 0.5) / studio.PIXELS * 4 - 2
    for row, column in ((0, 0), (3, 40), (47, 11)):
        x = np.array([[middles[column], middles[row]]])
        expected = softmax(np.tanh(x @ w1 + b1) @ w2 + b2)[0]
        np.testing.assert_allclose(run.plane[row, column], expected, atol=1e-4)
    guess = softmax(np.tanh(run.places @ w1 + b1) @ w2 + b2).argmax(axis=1)
    assert float(run.accuracy) == pytest.approx(100 * (guess == run.labels.numpy()).mean())


def test_and_is_learned_by_one_neuron_and_xor_is_not_but_by_a_layer():
    one = {"depth": 0, "count": 4, "noise": 0.0, "rate": 1.0}
    assert float(train(500, data="and", **one).accuracy) == 100
    xor = train(1000, data="xor", **one)
    assert float(xor.accuracy) < 100
    assert float(xor.losses[-1]) == pytest.approx(np.log(2), abs=1e-3)
    hidden = {"depth": 1, "width": 4, "optimiser": "adam", "rate": 0.1}
    assert float(train(300, data="xor", **(one | hidden)).accuracy) == 100


@pytest.mark.parametrize("batch", [0, 7, 16, 1000])
def test_an_epoch_takes_every_point_once(batch):
    import tensorflow as tf

    count = 40
    size = min(batch, count) or count
    epoch = -(-count // size)
    for start in (0, 3 * epoch):
        seen = np.concatenate(
            [
                network_training.batch_at(
                    tf.constant(start + step), tf.constant(count), tf.constant(size), 5
                )
                for step in range(epoch)
            ]
        )
        assert sorted(seen.tolist()) == list(range(count))


@pytest.mark.parametrize(
    "changed",
    [
        {"batch": 16, "optimiser": "adam", "rate": 0.03},
        {"batch": 5, "optimiser": "rmsprop", "data": "three", "rate": 0.01},
        {"optimiser": "momentum", "data": "own", "own": OWN, "depth": 4},
    ],
)
def test_in_parts_it_is_the_same_training(changed):
    values = BASE | changed
    whole = studio.train(60, **values)
    state = studio.TRAINING.begin(**values)
    for part in (1, 19, 20, 20):
        state, shown = studio.TRAINING.advance(state, part, **values)
    np.testing.assert_array_equal(whole.losses, shown.losses)
    np.testing.assert_array_equal(whole.plane, shown.plane)


def test_another_seed_is_another_training_and_the_same_seed_the_same():
    one, again, other = (train(10, seed=seed).losses[:10].numpy() for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 1e-3


def test_whatever_is_chosen_no_depth_is_traced_twice():
    studio.warm()
    before = [loop.experimental_get_tracing_count() for loop in network_training.DESCEND]
    for width, data, optimiser, count in ((1, "xor", "adam", 4), (16, "three", "momentum", 300)):
        for depth in range(network_training.DEEPEST + 1):
            train(2, width=width, data=data, optimiser=optimiser, count=count, depth=depth)
    train(2, data="own", own=OWN)
    assert [loop.experimental_get_tracing_count() for loop in network_training.DESCEND] == before


def test_many_train_at_once_and_each_gets_its_own():
    alone = [train(30, seed=seed, batch=8).losses.numpy() for seed in range(5)]
    found = {}
    readers = [
        threading.Thread(
            target=lambda seed=seed: found.update({seed: train(30, seed=seed, batch=8).losses})
        )
        for seed in range(5)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    for seed, mine in enumerate(alone):
        np.testing.assert_array_equal(mine, found[seed])


@pytest.mark.parametrize("name", point_sets.SETS)
def test_the_sets_are_on_the_plane_and_have_their_classes(name):
    points = point_sets.sample_points(name, 120, 0.1, 4)
    assert np.abs(points.places).max() <= point_sets.SPAN
    labels, counts = np.unique(points.labels, return_counts=True)
    assert labels.tolist() == list(range(3 if name == "three" else 2))
    assert counts.min() >= (30 if name == "and" else 40)


def test_the_circles_are_circles_and_the_corners_corners():
    rings = point_sets.sample_points("circles", 50, 0.0, 1)
    radius = np.linalg.norm(rings.places, axis=1)
    np.testing.assert_allclose(radius, np.where(rings.labels == 0, 1.5, 0.6), rtol=1e-5)
    x, y = point_sets.sample_points("xor", 4, 0.0, 0).places.numpy().T
    np.testing.assert_array_equal(
        point_sets.sample_points("xor", 4, 0.0, 0).labels, (x > 0) ^ (y > 0)
    )
    np.testing.assert_array_equal(
        point_sets.sample_points("and", 4, 0.0, 0).labels, (x > 0) & (y > 0)
    )


PAGE = {"count": 200, "noise": 0.15, "seed": 0, "width": 6, "optimiser": "adam", "rate": 0.032}
"""Where the controls of the page stand."""


def accuracy(steps, **changed):
    return float(train(steps, **(PAGE | changed)).accuracy)


@pytest.mark.parametrize("data", ["moons", "circles", "xor"])
def test_one_line_is_not_enough_for_these_whatever_the_depth_without_bends(data):
    assert accuracy(300, data=data, depth=0) < 90
    assert accuracy(300, data=data, activation="linear", depth=3) < 90
    assert accuracy(300, data=data) == 100


def test_three_units_make_a_triangle_around_the_inner_circle_and_two_do_not():
    circles = {"data": "circles", "depth": 1}
    assert max(accuracy(600, **circles, width=2, seed=seed) for seed in range(3)) < 90
    assert accuracy(600, **circles, width=3) >= 99


def test_a_spiral_needs_many_units():
    spiral = {"data": "spiral", "noise": 0.05, "width": 8}
    assert accuracy(1000, **spiral, depth=1, seed=0) < 90
    assert 95 < accuracy(1000, **spiral, depth=1, seed=2) < 100
    assert accuracy(1000, **spiral, depth=2) == 100


def test_the_challenge_of_the_studio_is_open_at_first_and_can_be_met():
    assert accuracy(300, data="spiral") < 98 <= accuracy(300, data="spiral", width=16, depth=3)


def test_small_weights_under_sigmoids_stall_gradient_descent_but_not_adam():
    deep = {"depth": 4, "activation": "sigmoid", "initialiser": "small", "width": 8}
    first, *_, last = train(1, **deep, count=200).norms[0].numpy()
    assert last / first > 1000
    assert accuracy(1000, **deep, optimiser="gradient_descent") < 60
    assert accuracy(400, **deep) > 95


def test_from_zeros_only_the_last_bias_moves():
    theta = train(100, initialiser="zeros", data="and", rate=0.5).theta.numpy()
    assert not theta[:-1].any() and theta[-1] != 0
