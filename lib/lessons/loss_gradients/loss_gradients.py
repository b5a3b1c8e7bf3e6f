"""Loss functions and their gradients: what a network is told to do better."""

import math
from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences


def squared_error(truth: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Return the mean squared error of a softmax. Shapes: (n, c), (..., n, c) -> (...)."""
    return tf.reduce_mean(tf.keras.losses.MSE(truth, tf.nn.softmax(logits)), axis=-1)


def squared_error_slope(truth: tf.Tensor, p: tf.Tensor) -> tf.Tensor:
    """Return its gradient by the logits: 2(p - y)/size, through the softmax's Jacobian."""
    slope = 2 * (p - truth) / tf.size(p, tf.float32)
    return p * (slope - tf.reduce_sum(p * slope, axis=1, keepdims=True))


def cross_entropy(truth: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Return the mean cross-entropy, from logits. Shapes: (n, c), (..., n, c) -> (...)."""
    truth = tf.broadcast_to(truth, tf.shape(logits))
    losses = tf.keras.losses.categorical_crossentropy(truth, logits, from_logits=True)
    return tf.reduce_mean(losses, axis=-1)


def cross_entropy_slope(truth: tf.Tensor, p: tf.Tensor) -> tf.Tensor:
    """Return its gradient by the logits: (p - y)/n."""
    return (p - truth) / len(p)


LOSSES = {
    "mse": (squared_error, squared_error_slope),
    "cross_entropy": (cross_entropy, cross_entropy_slope),
}


class Layer(NamedTuple):
    """One layer: probabilities, loss, and gradients by tape, by formula, by differences."""

    p: tf.Tensor
    loss: tf.Tensor
    grad_logits: tf.Tensor
    grad_w: tf.Tensor
    grad_b: tf.Tensor
    formula_logits: tf.Tensor
    formula_w: tf.Tensor
    formula_b: tf.Tensor
    differences_w: tf.Tensor
    differences_b: tf.Tensor


def layer_gradients(
    x: list[Any], w: list[Any], b: list[float], labels: list[int], loss: str
) -> Layer:
    """Send a batch through one softmax layer, and differentiate its loss in three ways.

    Args:
        x: n samples of d numbers.
        w: weights, d rows of c numbers.
        b: c biases.
        labels: n classes.
        loss: ``mse`` or ``cross_entropy``.

    Raises:
        tf.errors.InvalidArgumentError: the shapes do not fit each other.
    """
    samples, weight, bias = (tf.constant(each, tf.float32) for each in (x, w, b))
    truth = tf.one_hot(labels, weight.shape[1])
    measure, slope = LOSSES[loss]
    with tf.GradientTape() as tape:
        tape.watch([weight, bias])
        logits = samples @ weight + bias
        value = measure(truth, logits)
    grad_logits, grad_w, grad_b = tape.gradient(value, [logits, weight, bias])
    p = tf.nn.softmax(logits)
    formula = slope(truth, p)
    # The bias is one more row of weights, for an input that is always 1.
    wider = tf.cast(tf.pad(samples, [[0, 0], [0, 1]], constant_values=1), tf.float64)
    moved = differences(
        lambda both: measure(tf.cast(truth, tf.float64), wider @ both),
        tf.concat([weight, bias[tf.newaxis]], axis=0),
    )
    formula_w, formula_b = tf.transpose(samples) @ formula, tf.reduce_sum(formula, axis=0)
    return Layer(
        p,
        value,
        grad_logits,
        grad_w,
        grad_b,
        formula,
        formula_w,
        formula_b,
        moved[:-1],
        moved[-1],
    )


ARTICLE_P = [
    [0.6746528, 0.0133454, 0.31200182],
    [0.74632466, 0.15744632, 0.09622896],
    [0.5631675, 0.4008012, 0.0360313],
]


def draw_layer(seed: int, rows: int) -> tuple[list[Any], list[Any], list[float]]:
    """Draw a batch of four numbers each, weights for three classes, and biases."""
    shapes = [[rows, 4], [4, 3], [3]]
    drawn = [tf.random.stateless_normal(shape, [seed, i]) for i, shape in enumerate(shapes)]
    x, w, b = ((each.numpy().astype(float).round(2)).tolist() for each in drawn)
    return x, w, b


def choose_logits(rows: list[Any]) -> tuple[list[Any], list[Any], list[float]]:
    """Return the batch, weights and biases whose logits are these rows: x is the identity."""
    identity = [[float(i == j) for j in range(len(rows))] for i in range(len(rows))]
    return identity, rows, [0.0] * len(rows[0])


class Mixed(NamedTuple):
    """A softmax with its Jacobian in three ways, without its shift, and written by hand."""

    p: tf.Tensor
    jacobian: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    unshifted: tf.Tensor
    by_hand: tf.Tensor


@tf.function(
    input_signature=[tf.TensorSpec([None]), tf.TensorSpec([]), tf.TensorSpec([])], autograph=False
)
def soften(z: tf.Tensor, temperature: tf.Tensor, shift: tf.Tensor) -> Mixed:
    """Take the softmax of logits, and differentiate it in three ways, compiled."""
    n = tf.size(z)
    with tf.GradientTape() as tape:
        # Each probability gets its own copy of the logits: one gradient, all rows.
        copies = tf.tile(z[tf.newaxis], [n, 1])
        tape.watch(copies)
        rows = tf.nn.softmax((copies + shift) / temperature)
    p = rows[0]
    powers = tf.exp((z + shift) / temperature)
    hot, moved = tf.cast(temperature, tf.float64), tf.cast(shift, tf.float64)
    return Mixed(
        p,
        tape.gradient(rows, copies, output_gradients=tf.eye(n)),
        (tf.linalg.diag(p) - tf.tensordot(p, p, axes=0)) / temperature,
        tf.transpose(differences(lambda z: tf.nn.softmax((z + moved) / hot), z)),
        tf.nn.softmax(z / temperature),
        powers / tf.reduce_sum(powers),
    )


def mix(logits: list[float], temperature: float, shift: float) -> Mixed:
    """Turn logits into probabilities, hot or cold, all of them moved by one number.

    Shapes: (n,), (n, n) three times, (n,), (n,). Row i of a Jacobian says how probability i
    answers to each logit.
    """
    numbers = (tf.constant(each, tf.float32) for each in (logits, temperature, shift))
    return soften(*numbers)


def by_hand(truth: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """Write softmax and cross-entropy as in a textbook."""
    powers = tf.exp(logits)
    p = powers / tf.reduce_sum(powers, axis=1, keepdims=True)
    return -tf.math.log(tf.reduce_sum(truth * p, axis=1))


WAYS = {
    "from_logits": lambda truth, logits: tf.keras.losses.categorical_crossentropy(
        truth, logits, from_logits=True
    ),
    "after_softmax": lambda truth, logits: tf.keras.losses.categorical_crossentropy(
        truth, tf.nn.softmax(logits)
    ),
    "by_hand": by_hand,
}


class Duel(NamedTuple):
    """One loss written in three ways: at the reader's logit, and for every logit to 200."""

    losses: tf.Tensor
    gradients: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    wrong_logits: tf.Tensor
    loss_curves: tf.Tensor
    gradient_curves: tf.Tensor


def duel(wrong: float, dtype: str) -> Duel:
    """Give one wrong class the logit, the true class 0, and differentiate three ways.

    The logits are (0, wrong, 0) and class 0 is true. Shapes: (3,), (3, 3), (3,), (3,),
    (201,), (3, 201), (3, 201); the gradient curves are by the wrong logit.
    """
    axis = tf.cast(tf.range(201), dtype)
    every = tf.concat([[tf.cast(wrong, dtype)], axis], axis=0)
    logits = tf.stack([tf.zeros_like(every), every, tf.zeros_like(every)], axis=1)
    truth = tf.one_hot(tf.zeros(202, tf.int32), 3, dtype=dtype)
    losses, gradients = [], []
    for way in WAYS.values():
        with tf.GradientTape() as tape:
            tape.watch(logits)
            loss = way(truth, logits)
        losses.append(loss)
        gradients.append(tape.gradient(loss, logits))
    value, gradient = tf.stack(losses), tf.stack(gradients)
    mine = tf.constant([0.0, wrong, 0.0], tf.float64)
    return Duel(
        value[:, 0],
        gradient[:, 0],
        tf.nn.softmax(mine) - tf.constant([1.0, 0.0, 0.0], tf.float64),
        differences(lambda z: tf.reduce_logsumexp(z, axis=1) - z[:, 0], mine),
        axis,
        value[:, 1:],
        gradient[:, 1:, 1],
    )


class Twice(NamedTuple):
    """Loss and gradient with one softmax and with two, at the reader's logit and over all."""

    p: tf.Tensor
    losses: tf.Tensor
    gradients: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    floor: tf.Tensor
    true_logits: tf.Tensor
    loss_curves: tf.Tensor
    gradient_curves: tf.Tensor


@tf.function(input_signature=[tf.TensorSpec([]), tf.TensorSpec([], tf.int32)], autograph=False)
def soften_twice(z: tf.Tensor, classes: tf.Tensor) -> Twice:
    """Measure both losses and differentiate them, compiled."""
    axis = tf.linspace(-10.0, 20.0, 61)
    true = tf.concat([[z], axis], axis=0)
    truth = tf.one_hot(tf.zeros(62, tf.int32), classes)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(true)
        logits = tf.pad(true[:, tf.newaxis], [[0, 0], [0, classes - 1]])
        p = tf.nn.softmax(logits)
        once = tf.keras.losses.categorical_crossentropy(truth, logits, from_logits=True)
        # The last row is a perfect prediction: it costs all the same.
        every, wanted = tf.concat([p, truth[:1]], axis=0), tf.concat([truth, truth[:1]], axis=0)
        twice = tf.keras.losses.categorical_crossentropy(wanted, every, from_logits=True)
        twice, perfect = twice[:-1], twice[-1]
    losses = tf.stack([once, twice])
    gradients = tf.stack([tape.gradient(once, true), tape.gradient(twice, true)])
    first = p[0]
    down = tf.nn.softmax(first) - truth[0]
    by_chain = first[0] * (down[0] - tf.reduce_sum(down * first))
    return Twice(
        first[0],
        losses[:, 0],
        gradients[:, 0],
        tf.stack([first[0] - 1, by_chain]),
        differences(lambda z: once_and_twice(z, classes), z),
        perfect,
        axis,
        losses[:, 1:],
        gradients[:, 1:],
    )


def double_softmax(z: float, classes: int) -> Twice:
    """Give the true class the logit z and every other 0, then apply softmax once and twice.

    Shapes: (), four of (2,), (), (61,), (2, 61), (2, 61): first once, then twice.
    Gradients are by the true logit; ``floor`` is what a perfect prediction costs.
    """
    return soften_twice(tf.constant(z), tf.constant(classes))


def once_and_twice(z: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
    """Return both losses by their definition. Shape: (m,) -> (m, 2)."""
    logits = tf.pad(z[:, tf.newaxis], [[0, 0], [0, classes - 1]])
    p = tf.nn.softmax(logits)
    return tf.stack([tf.reduce_logsumexp(each, axis=1) - each[:, 0] for each in (logits, p)], 1)


def two_losses(z: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Return the squared error and the cross-entropy of a sigmoid whose label is 0.

    Shape: (..., 2) -> (..., 2): one logit for each loss.
    """
    squared = factor * tf.square(tf.sigmoid(z[..., 0]))
    return tf.stack([squared, tf.nn.softplus(z[..., 1])], axis=-1)


@tf.function(
    input_signature=[
        tf.TensorSpec([2], tf.float32),
        tf.TensorSpec([], tf.float32),
        tf.TensorSpec([], tf.int32),
        tf.TensorSpec([], tf.float32),
    ],
    autograph=False,
)
def train(start: tf.Tensor, rate: tf.Tensor, steps: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Train one neuron by each loss in one compiled loop, and keep every step.

    The input is 1, so the logit is w + b. Shape: (steps + 1, 2, 2): step, w and b, loss.
    """

    def ten(before: tf.Tensor, number: tf.Tensor) -> tf.Tensor:
        now, kept = before[-1], []
        for _ in range(10):
            with tf.GradientTape() as tape:
                tape.watch(now)
                loss = two_losses(now[0] + now[1], factor)
            now = now - rate * tape.gradient(loss, now)
            kept.append(now)
        return tf.stack(kept)

    here = tf.tile(start[tf.newaxis, :, tf.newaxis], [10, 1, 2])
    rounds = tf.scan(ten, tf.range((steps + 9) // 10), here, parallel_iterations=1)
    return tf.concat([here[:1], tf.reshape(rounds, [-1, 2, 2])], axis=0)[: steps + 1]


class Race(NamedTuple):
    """A neuron trained by MSE and by cross-entropy, and the gradient that each loss gives."""

    outputs: tf.Tensor
    gradients: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    every_output: tf.Tensor
    gradient_curves: tf.Tensor


@tf.function(
    input_signature=[tf.TensorSpec([None, 2, 2]), tf.TensorSpec([]), tf.TensorSpec([])],
    autograph=False,
)
def push(kept: tf.Tensor, start: tf.Tensor, factor: tf.Tensor) -> Race:
    """Differentiate both losses by the logit, at the start and at every output."""
    every = tf.concat([[start], tf.linspace(-7.0, 7.0, 101)], axis=0)
    logits = tf.stack([every, every], axis=1)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = two_losses(logits, factor)
    gradients = tape.gradient(loss, logits)
    a, wide = tf.sigmoid(start), tf.cast(factor, tf.float64)
    return Race(
        tf.sigmoid(tf.reduce_sum(kept, axis=1)),
        gradients[0],
        tf.stack([2 * factor * a * a * (1 - a), a]),
        differences(lambda z: two_losses(tf.stack([z, z], 1), wide), start),
        tf.sigmoid(every[1:]),
        tf.transpose(gradients[1:]),
    )


def race(w: float, b: float, rate: float, steps: int, halved: bool) -> Race:
    """Train one sigmoid neuron from one bad start by two losses; the input is 1, the label 0.

    Shapes: (steps + 1, 2), three of (2,), (101,), (2, 101): first MSE, then cross-entropy.
    Gradients are by the logit w + b: those of the start, and those of every output.
    """
    factor = tf.constant(0.5 if halved else 1.0)
    kept = train(tf.constant([w, b]), tf.constant(rate), tf.constant(steps), factor)
    return push(kept, tf.constant(w + b), factor)


SHAPES = {
    "same": ([-1], [-1]),
    "column": ([-1], [-1, 1]),
    "row": ([1, -1], [-1, 1]),
}


class Broadcast(NamedTuple):
    """What a mean squared error makes of two shapes, by hand and in Keras, beside the truth."""

    difference: tf.Tensor
    loss: tf.Tensor
    gradient: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    keras_loss: tf.Tensor
    true_loss: tf.Tensor
    true_gradient: tf.Tensor


def broadcast_error(predictions: list[float], labels: list[float], shapes: str) -> Broadcast:
    """Measure predictions against labels whose shape may be another.

    Shapes: that of the difference, (), (n,), (n,), (n,), (), (), (n,).

    Raises:
        tf.errors.InvalidArgumentError: there are not as many labels as predictions.
    """
    of_predictions, of_labels = SHAPES[shapes]
    # Stacked, since a single number would otherwise be broadcast without a word.
    p, y = tf.unstack(tf.stack([tf.constant(predictions, tf.float32), labels]))
    target = tf.reshape(y, of_labels)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(p)
        output = tf.reshape(p, of_predictions)
        difference = output - target
        loss = tf.reduce_mean(tf.square(difference))
        true_loss = tf.reduce_mean(tf.square(p - y))
    centre = y if shapes == "same" else tf.reduce_mean(y)
    wide = tf.cast(target, tf.float64)

    def many(points: tf.Tensor) -> tf.Tensor:
        rows = tf.reshape(points, [len(points), *[1] * (len(of_labels) - 1), -1])
        return tf.reduce_mean(tf.reshape(tf.square(rows - wide), [len(points), -1]), axis=1)

    return Broadcast(
        difference,
        loss,
        tape.gradient(loss, p),
        2 * (p - centre) / len(predictions),
        differences(many, p),
        tf.reduce_mean(tf.keras.losses.MSE(target, output)),
        true_loss,
        tape.gradient(true_loss, p),
    )


DTYPES = ["float16", "float32", "float64"]


class Overflow(NamedTuple):
    """Of each dtype: values and gradients, and where its exponential is neither 0 nor infinite."""

    table: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    lowest: tf.Tensor
    highest: tf.Tensor


def overflow(x: float) -> Overflow:
    """Raise e to a power in three dtypes, and write ln(1 + exp(x)) in two ways.

    Shapes: (3, 5) for exp(x), log(1 + exp(x)), softplus(x) and the gradients of the last two;
    (), (), (3,), (3,). The ends are found in steps of 0.25 between -200 and 200.
    """
    table, lowest, highest = [], [], []
    for dtype in DTYPES:
        point, axis = tf.cast(x, dtype), tf.range(-200.0, 200.25, 0.25)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(point)
            plain = tf.math.log(1 + tf.exp(point))
            stable = tf.nn.softplus(point)
        slopes = [tape.gradient(plain, point), tape.gradient(stable, point)]
        table.append(tf.cast([tf.exp(point), plain, stable, *slopes], tf.float64))
        power = tf.exp(tf.cast(axis, dtype))
        fine = tf.boolean_mask(axis, (power > 0) & tf.math.is_finite(power))
        lowest.append(fine[0])
        highest.append(fine[-1])
    return Overflow(
        tf.stack(table),
        tf.sigmoid(tf.constant(x, tf.float64)),
        differences(tf.nn.softplus, tf.constant(x)),
        tf.stack(lowest),
        tf.stack(highest),
    )


def warm() -> None:
    """Trace and run what is compiled, so that no reader waits for it."""
    race(2.0, 2.0, 0.1, 2, True)
    mix([1.0, 0.0], 1.0, 0.0)
    double_softmax(0.0, 3)


def draw_prediction(draw: Random) -> dict[str, Any]:
    """Draw a distribution over three classes, and the true class."""
    p = draw.choice([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.6, 0.1, 0.3], [0.2, 0.2, 0.6]])
    return {"p": p, "label": draw.randint(0, 2)}


def slope_of_logits(p: list[float], label: int) -> tf.Tensor:
    """Return the gradient of the cross-entropy by the logits, for one sample."""
    logits = tf.math.log(tf.constant([p]))
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = cross_entropy(tf.one_hot([label], 3), logits)
    return tape.gradient(loss, logits)[0]


def draw_logit(draw: Random) -> dict[str, Any]:
    """Draw a wrong logit, clearly below or above where Keras clips."""
    return {"wrong": draw.choice([8, 10, 12, 25, 60, 150])}


def slope_after_softmax(wrong: float) -> str:
    """Return the true logit's gradient where the loss gets the softmax, rounded."""
    gradient = duel(float(wrong), "float32").gradients[1, 0]
    return f"{float(tf.round(gradient)) + 0:.0f}"


def draw_shapes(draw: Random) -> dict[str, Any]:
    """Draw a number of samples."""
    return {"n": draw.randint(2, 9)}


def shape_of_difference(n: int) -> tf.Tensor:
    """Return the shape of predictions (n,) minus labels (n, 1)."""
    return tf.shape(tf.zeros([n]) - tf.zeros([n, 1]))


def draw_output(draw: Random) -> dict[str, Any]:
    """Draw the output of a sigmoid whose label is 0."""
    return {"output": draw.choice([0.5, 0.8, 0.9, 0.99])}


def slope_of_square(output: float) -> tf.Tensor:
    """Return the gradient of half the squared error by the logit; the label is 0."""
    logit = tf.constant(math.log(output / (1 - output)))
    with tf.GradientTape() as tape:
        tape.watch(logit)
        loss = tf.square(tf.sigmoid(logit)) / 2
    return tape.gradient(loss, logit)


def draw_power(draw: Random) -> dict[str, Any]:
    """Draw an exponent near the end of a dtype."""
    x, dtype = draw.choice(
        [(10, "float16"), (12, "float16"), (87, "float32"), (90, "float32"), (90, "float64")]
    )
    return {"x": x, "dtype": dtype}


def power_is(x: int, dtype: str) -> str:
    """Say whether exp(x) is still a number in this dtype."""
    return "finite" if bool(tf.math.is_finite(tf.exp(tf.constant(x, dtype)))) else "infinite"
