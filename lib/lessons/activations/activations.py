"""Activation functions: what they let through, and what they let back."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.shared.digits import digits

STEP = 1e-4
TINY = 1e-7
"""A step across which hardly any kink of a relu lies; in float64 it still leaves nine digits."""
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772

ACTIVATIONS: dict[str, Callable[..., tf.Tensor]] = {
    "sigmoid": tf.sigmoid,
    "tanh": tf.tanh,
    "relu": tf.nn.relu,
    "leaky_relu": tf.nn.leaky_relu,
    "elu": tf.nn.elu,
    "selu": tf.nn.selu,
    "gelu": tf.nn.gelu,
    "swish": tf.nn.swish,
    "softplus": tf.nn.softplus,
}


def bell(x: tf.Tensor) -> tf.Tensor:
    """Return the density of the normal distribution."""
    return tf.exp(-tf.square(x) / 2) / 2.5066282746310002


SLOPES: dict[str, Callable[..., tf.Tensor]] = {
    "sigmoid": lambda x: tf.sigmoid(x) * tf.sigmoid(-x),
    "tanh": lambda x: 1 / tf.square(tf.cosh(x)),
    "relu": lambda x: tf.where(x > 0, 1.0, 0.0),
    "leaky_relu": lambda x: tf.where(x > 0, 1.0, 0.2),
    "elu": lambda x: tf.exp(tf.minimum(x, 0)),
    "selu": lambda x: SELU_SCALE * tf.where(x < 0, SELU_ALPHA * tf.exp(x), 1.0),
    "gelu": lambda x: (1 + tf.math.erf(x / 2**0.5)) / 2 + x * bell(x),
    "swish": lambda x: tf.sigmoid(x) * (1 + x * tf.sigmoid(-x)),
    "softplus": lambda x: tf.sigmoid(x),
}
"""The derivatives as they stand in a textbook, beside those of the tape."""


def measure(function: Any, slope: Any, x: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Return a function at every x, and its derivative by tape, formula and differences."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    wide = tf.cast(x, tf.float64)
    moved = function(wide + STEP) - function(wide - STEP)
    return y, tape.gradient(y, x), slope(x), moved / (2 * STEP)


@tf.function(input_signature=[tf.TensorSpec([None])], autograph=False)
def tabulate(x: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Measure every activation at every x."""
    rows = [measure(function, SLOPES[name], x) for name, function in ACTIVATIONS.items()]
    return tuple(tf.stack(each) for each in zip(*rows, strict=True))


class Twins(NamedTuple):
    """Functions over one axis, and their derivatives in three ways."""

    x: tf.Tensor
    y: tf.Tensor
    slope: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def curves(names: list[str], low: float, high: float, points: int, alpha: float) -> Twins:
    """Draw activations and their derivatives over one axis.

    Args:
        names: k of the ``ACTIVATIONS``.
        low: the left end.
        high: the right end.
        points: how many points, n.
        alpha: what ``leaky_relu`` lets through below 0.

    Shapes: (n,), then four of (k, n).
    """
    return at(tf.linspace(tf.constant(low, tf.float32), high, points), names, alpha)


def at(x: tf.Tensor, names: list[str], alpha: float) -> Twins:
    """Return some activations at every x. Shapes: (n,) -> (n,) and four of (k, n)."""
    every, places = tabulate(x), {name: row for row, name in enumerate(ACTIVATIONS)}
    if (
        alpha != 0.2 and "leaky_relu" in names
    ):  # alpha is no tensor there, so it cannot be compiled in
        own = measure(
            lambda x: tf.nn.leaky_relu(x, alpha), lambda x: tf.where(x > 0, 1.0, alpha), x
        )
        every = [tf.concat([rows, [row]], 0) for rows, row in zip(every, own, strict=True)]
        places["leaky_relu"] = len(ACTIVATIONS)
    return Twins(x, *(tf.gather(each, [places[name] for name in names]) for each in every))


class Points(NamedTuple):
    """One function at a few points, and its derivative in three ways."""

    x: tf.Tensor
    y: tf.Tensor
    slope: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def evaluate(name: str, x: list[float]) -> Points:
    """Return an activation and its derivative at these points. Shapes: (n,) each.

    The alpha of ``leaky_relu`` is 0.2, the default of ``tf.nn.leaky_relu``.
    """
    found = at(tf.constant(x, tf.float32), [name], 0.2)
    return Points(found.x, *(each[0] for each in found[1:]))


def ten_points(reach: float) -> list[float]:
    """Return the ten points of the article: ``tf.linspace(-reach, reach, 10)``."""
    points = tf.linspace(tf.constant(-reach, tf.float32), reach, 10)
    return [float(x) for x in points.numpy()]


NUMERATOR = [
    4.37031012579801e-11,
    1.15627324459942e-07,
    6.08574864600143e-05,
    8.51377133304701e-03,
    2.48287947061529e-01,
]
DENOMINATOR = [
    6.10247389755681e-13,
    5.76102136993427e-09,
    6.29106785017040e-06,
    1.70198817374094e-03,
    1.16817656904453e-01,
    9.93151921023180e-01,
]


def in_powers(x: tf.Tensor, coefficients: list[float]) -> tf.Tensor:
    """Evaluate a polynomial by Horner's rule, as a processor's fused multiply-add does.

    Each product and sum is taken exactly (float64 has room for that) and rounded to float32
    once.
    """
    exact = tf.cast(x, tf.float64)
    value = tf.fill(tf.shape(x), tf.constant(coefficients[0]))
    for coefficient in coefficients[1:]:
        single = tf.cast(tf.constant(coefficient), tf.float64)
        value = tf.cast(tf.cast(value, tf.float64) * exact + single, tf.float32)
    return value


@tf.function(input_signature=[tf.TensorSpec([None])], autograph=False)
def rational_sigmoid(x: tf.Tensor) -> tf.Tensor:
    """Return 0.5 plus a quotient of polynomials, which is close to the sigmoid on [-18, 18]."""
    square = tf.square(x)
    quotient = x * in_powers(square, NUMERATOR) / in_powers(square, DENOMINATOR)
    return quotient + 0.5


def sigmoid_of_2019(x: list[float]) -> tf.Tensor:
    """Return the sigmoid as TensorFlow 2.0 computed it, through a library named Eigen. (n,)."""
    return rational_sigmoid(tf.clip_by_value(tf.constant(x, tf.float32), -18.0, 18.0))


UNITS, SAMPLES = 32, 32
SPREADS = {"glorot": (1 / UNITS) ** 0.5, "he": (2 / UNITS) ** 0.5, "small": 0.01, "one": 1.0}
"""Standard deviation of the weights, for layers with as many inputs as outputs."""


class Chain(NamedTuple):
    """A deep chain of layers: of each, the gradient's norm and the spread of its outputs."""

    norms: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    spread: tf.Tensor


def through(name: str) -> Callable[..., Chain]:
    """Return a function that sends a batch through layers of one activation, and back."""
    function, slope = ACTIVATIONS[name], SLOPES[name]

    def forward(weights: tf.Tensor, x: tf.Tensor) -> tf.Tensor:
        return tf.scan(lambda h, w: function(h @ w), weights, x)

    def chain(weights: tf.Tensor, x: tf.Tensor, push: tf.Tensor) -> Chain:
        with tf.GradientTape() as tape:
            tape.watch(weights)
            outputs = forward(weights, x)
            loss = tf.reduce_sum(outputs[-1] * push)
        gradient = tf.cast(tape.gradient(loss, weights), tf.float64)
        norms = tf.norm(gradient, axis=[1, 2])
        # By hand: what comes back to each layer's sum, from the last layer to the first.
        inputs = tf.concat([x[tf.newaxis], outputs[:-1]], axis=0)
        local = slope(inputs @ weights)
        after = tf.concat([weights[1:], tf.eye(UNITS)[tf.newaxis]], axis=0)
        back = tf.scan(
            lambda d, layer: tf.matmul(d, layer[0], transpose_b=True) * layer[1],
            (after, local),
            push,
            reverse=True,
        )
        by_hand = tf.cast(tf.matmul(inputs, back, transpose_a=True), tf.float64)
        # The first and the last layer, moved a little along their gradients and back.
        ends = tf.stack([0, tf.shape(weights)[0] - 1])
        along = tf.gather(tf.math.divide_no_nan(gradient, norms[:, None, None]), ends)
        moves = tf.stack([TINY * along, -TINY * along], axis=1)
        places = tf.stack([tf.repeat(ends, 2), tf.range(4)], axis=1)
        four = tf.tile(tf.cast(weights, tf.float64)[:, tf.newaxis], [1, 4, 1, 1])
        four = tf.tensor_scatter_nd_add(four, places, tf.reshape(moves, [4, UNITS, UNITS]))
        start = tf.tile(tf.cast(x, tf.float64)[tf.newaxis], [4, 1, 1])
        moved = forward(four, start)[-1] * tf.cast(push, tf.float64)
        losses = tf.reshape(tf.reduce_sum(moved, axis=[1, 2]), [2, 2])
        return Chain(
            norms,
            tf.norm(by_hand, axis=[1, 2]),
            (losses[:, 0] - losses[:, 1]) / (2 * TINY),
            tf.math.reduce_std(tf.cast(outputs, tf.float64), axis=[1, 2]),
        )

    return chain


CHAIN_SPECS = [
    tf.TensorSpec([None, UNITS, UNITS]),
    tf.TensorSpec([SAMPLES, UNITS]),
    tf.TensorSpec([SAMPLES, UNITS]),
]
CHAINS = {
    name: tf.function(through(name), input_signature=CHAIN_SPECS, autograph=False)
    for name in ACTIVATIONS
}


def deep_chain(activation: str, layers: int, weights: str, seed: int) -> Chain:
    """Send 32 samples through layers of 32 units, and a gradient back from the end.

    Args:
        activation: one of the ``ACTIVATIONS``.
        layers: how many, n.
        weights: one of the ``SPREADS``.
        seed: draws samples, weights, and the gradient at the last output.

    Shapes: (n,), (n,), (2,), (n,). Norms of the loss's gradient by the weights of each layer;
    ``differences`` has those of the first and the last.
    """
    shapes = [[layers, UNITS, UNITS], [SAMPLES, UNITS], [SAMPLES, UNITS]]
    w, x, push = (tf.random.stateless_normal(s, [seed, i]) for i, s in enumerate(shapes))
    return CHAINS[activation](SPREADS[weights] * w, x, push / SAMPLES)


NAMESAKES: dict[str, dict[str, Callable[[tf.Tensor], tf.Tensor]]] = {
    "leaky_relu": {
        "tf.nn.leaky_relu(x)": tf.nn.leaky_relu,
        "keras.activations.leaky_relu(x)": tf.keras.activations.leaky_relu,
        "keras.layers.LeakyReLU()(x)": lambda x: tf.keras.layers.LeakyReLU(dtype=x.dtype)(x),
    },
    "gelu": {
        "tf.nn.gelu(x)": tf.nn.gelu,
        "tf.nn.gelu(x, approximate=True)": lambda x: tf.nn.gelu(x, approximate=True),
    },
    "hard_sigmoid": {
        "keras.activations.hard_sigmoid(x)": tf.keras.activations.hard_sigmoid,
        "clip(0.2 x + 0.5, 0, 1)": lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0),
    },
}


def root_two_over_pi(x: tf.Tensor) -> tf.Tensor:
    """Return what stands in the tanh of the approximate gelu."""
    return 0.7978845608028654 * (x + 0.044715 * x**3)


def slope_of_tanh_gelu(x: tf.Tensor) -> tf.Tensor:
    """Return the derivative of the approximate gelu."""
    inner = tf.tanh(root_two_over_pi(x))
    steep = 0.7978845608028654 * (1 + 0.134145 * tf.square(x))
    return (1 + inner) / 2 + x / 2 * (1 - tf.square(inner)) * steep


NAMESAKE_SLOPES: dict[str, list[Callable[[tf.Tensor], tf.Tensor]]] = {
    "leaky_relu": [
        lambda x: tf.where(x > 0, 1.0, 0.2),
        lambda x: tf.where(x > 0, 1.0, 0.2),
        lambda x: tf.where(x > 0, 1.0, 0.3),
    ],
    "gelu": [SLOPES["gelu"], slope_of_tanh_gelu],
    "hard_sigmoid": [
        lambda x: tf.where(tf.abs(x) < 3, 1 / 6, 0.0),
        lambda x: tf.where(tf.abs(x) < 2.5, 0.2, 0.0),
    ],
}


def compared(name: str) -> Callable[[tf.Tensor], Twins]:
    """Return a function that evaluates all functions of one name, and differentiates them."""

    def compare(x: tf.Tensor) -> Twins:
        pairs = zip(NAMESAKES[name].values(), NAMESAKE_SLOPES[name], strict=True)
        rows = [measure(function, slope, x) for function, slope in pairs]
        return Twins(x, *(tf.stack(each) for each in zip(*rows, strict=True)))

    return compare


COMPARED = {
    name: tf.function(compared(name), input_signature=[tf.TensorSpec([None])], autograph=False)
    for name in NAMESAKES
}


def namesakes(name: str, reach: float) -> Twins:
    """Evaluate every function that goes by one name, from -reach to reach.

    Shapes: (240,), then four of (k, 240): an even number of points, so that none is at 0.
    """
    return COMPARED[name](tf.linspace(tf.constant(-reach), reach, 240))


WIDTH = 8
NONLINEAR = ["none", "relu", "tanh", "sigmoid"]


class Net(NamedTuple):
    """A deep net from one number to one, its slope in three ways, and one line in its place."""

    x: tf.Tensor
    y: tf.Tensor
    slope: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    line: tf.Tensor
    one_layer: tf.Tensor


def folded(name: str) -> Callable[..., Net]:
    """Return a function that evaluates a deep net of one activation, or of none."""
    function = ACTIVATIONS.get(name, tf.identity)
    rise = SLOPES.get(name, tf.ones_like)

    def forward(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
        first = tf.pad(x[:, tf.newaxis], [[0, 0], [0, WIDTH - 1]])
        return tf.scan(lambda h, layer: function(h @ layer[0]) + layer[1], (w, b), first)

    def fold(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> Net:
        with tf.GradientTape() as tape:
            tape.watch(x)
            hidden = forward(x, w, b)
            y = tf.reduce_sum(hidden[-1], axis=1)
        first = tf.pad(x[:, tf.newaxis], [[0, 0], [0, WIDTH - 1]])
        inputs = tf.concat([first[tf.newaxis], hidden[:-1]], axis=0)
        local = rise(inputs @ w)
        start = tf.one_hot(tf.zeros_like(x, tf.int32), WIDTH)
        grown = tf.scan(lambda d, layer: (d @ layer[0]) * layer[1], (w, local), start)[-1]
        wide, *rest = (tf.cast(each, tf.float64) for each in (x, w, b))
        ahead, behind = (
            tf.reduce_sum(forward(wide + move, *rest)[-1], axis=1) for move in (TINY, -TINY)
        )
        # The best straight line: least squares over these points, whose mean is 0.
        steep = tf.reduce_sum(x * y) / tf.reduce_sum(tf.square(x))
        # All layers as one: the product of the matrices, and the biases pushed through it.
        product = tf.scan(lambda m, each: m @ each, w, tf.eye(WIDTH))[-1]
        carried = tf.scan(lambda c, layer: c @ layer[0] + layer[1], (w, b), tf.zeros([1, WIDTH]))
        return Net(
            x,
            y,
            tape.gradient(y, x),
            tf.reduce_sum(grown, axis=1),
            (ahead - behind) / (2 * TINY),
            steep * x + tf.reduce_mean(y),
            tf.stack([tf.reduce_sum(product[0]), tf.reduce_sum(carried[-1])]),
        )

    return fold


FOLD_SPECS = [
    tf.TensorSpec([None]),
    tf.TensorSpec([None, WIDTH, WIDTH]),
    tf.TensorSpec([None, WIDTH]),
]
FOLDED = {
    name: tf.function(folded(name), input_signature=FOLD_SPECS, autograph=False)
    for name in NONLINEAR
}


def deep_net(activation: str, layers: int, seed: int) -> Net:
    """Send every number from -3 to 3 through a deep net of 8 units a layer.

    Each layer multiplies by its weights, applies the activation, and adds its biases; the
    output is the sum of the last units.

    Shapes: five of (240,) and one more; ``one_layer`` holds the weight and the bias of the one
    line that all layers come to where no activation stands between them.
    """
    x = tf.linspace(-3.0, 3.0, 240)
    w = tf.random.stateless_normal([layers, WIDTH, WIDTH], [seed, 0]) * (2 / WIDTH) ** 0.5
    b = tf.random.stateless_normal([layers, WIDTH], [seed, 1]) / 2
    return FOLDED[activation](x, w, b)


HIDDEN, STEPS, SPIKE_AT, EVERY = 64, 40, 10, 8


class Morgue(NamedTuple):
    """Of 64 hidden units on 1,000 digits: how many are silent and dead, and what comes back."""

    silent: tf.Tensor
    dead: tf.Tensor
    accuracy: tf.Tensor
    highest: tf.Tensor
    gradient: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor


def hidden_sums(images: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """Return what arrives at each hidden unit, before its activation."""
    return images @ w + b


def loss_of(sums: tf.Tensor, alpha: tf.Tensor, w: tf.Tensor, b: tf.Tensor, y: Any) -> tf.Tensor:
    """Return the mean cross-entropy behind the hidden sums. Shapes: (..., n, units) -> (...)."""
    logits = tf.maximum(sums, alpha * sums) @ w + b
    losses = tf.reduce_logsumexp(logits, axis=-1) - tf.gather(logits, y, axis=-1, batch_dims=1)
    return tf.reduce_mean(losses)


def post_mortem(
    sums: tf.Tensor, alpha: tf.Tensor, w: tf.Tensor, b: tf.Tensor, y: tf.Tensor
) -> tuple[tf.Tensor, ...]:
    """Differentiate the loss by each hidden bias: by tape, formula, and finite differences.

    Shapes: (n, 64) -> three of (64,).
    """
    bias = tf.zeros([HIDDEN])
    with tf.GradientTape() as tape:
        tape.watch(bias)
        loss = loss_of(sums + bias, alpha, w, b, y)
    logits = tf.maximum(sums, alpha * sums) @ w + b
    push = (tf.nn.softmax(logits) - tf.one_hot(y, 10)) / tf.cast(tf.size(y), tf.float32)
    formula = tf.matmul(push, w, transpose_b=True) * tf.where(sums > 0, 1.0, alpha)
    # One bias moves one unit, and what that unit adds to each logit.
    wide, leak, out, last = (tf.cast(each, tf.float64) for each in (sums, alpha, w, b))
    here = tf.maximum(wide, leak * wide)
    losses = []
    for move in (TINY, -TINY):
        there = tf.maximum(wide + move, leak * (wide + move))
        added = tf.transpose(there - here)[:, :, tf.newaxis] * out[:, tf.newaxis]
        moved = here @ out + last + added
        right = tf.reduce_sum(moved * tf.one_hot(y, 10, dtype=tf.float64), axis=2)
        losses.append(tf.reduce_mean(tf.reduce_logsumexp(moved, axis=2) - right, axis=1))
    slopes = (losses[0] - losses[1]) / (2 * TINY)
    return tape.gradient(loss, bias), tf.reduce_sum(formula, axis=0), slopes


@tf.function(
    input_signature=[tf.TensorSpec([])] * 3 + [tf.TensorSpec([2], tf.int32)], autograph=False
)
def bury(bias: tf.Tensor, spike: tf.Tensor, alpha: tf.Tensor, seed: tf.Tensor) -> Morgue:
    """Train for 40 steps, one of them with another learning rate, and count after every eighth."""
    sample = digits()
    images = tf.constant(sample.images.reshape(-1, 784) / 255.0, tf.float32)
    truth = tf.constant(sample.labels)
    w1 = tf.random.stateless_normal([784, HIDDEN], seed) * (2 / 784) ** 0.5
    w2 = tf.random.stateless_normal([HIDDEN, 10], seed + 1) * (2 / HIDDEN) ** 0.5
    start = [w1, tf.fill([HIDDEN], bias), w2, tf.zeros([10])]

    def step(weights: list[tf.Tensor], number: tf.Tensor) -> list[tf.Tensor]:
        place = 50 * (number % 16)
        with tf.GradientTape() as tape:
            tape.watch(weights)
            sums = hidden_sums(images[place : place + 50], weights[0], weights[1])
            loss = loss_of(sums, alpha, weights[2], weights[3], truth[place : place + 50])
        rate = tf.where(number == SPIKE_AT, spike, 0.1)
        slopes = tape.gradient(loss, weights)
        return [w - rate * slope for w, slope in zip(weights, slopes, strict=True)]

    def examine(weights: list[tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        """Return the most that any digit gives each unit, and whether any gradient comes back."""
        sums = hidden_sums(images, weights[0], weights[1])
        with tf.GradientTape() as tape:
            tape.watch(sums)
            loss = loss_of(sums, alpha, weights[2], weights[3], truth)
        back = tf.reduce_any(tape.gradient(loss, sums) != 0, axis=0)
        return tf.reduce_max(sums, axis=0), back

    def go(state: Any, first: tf.Tensor) -> Any:
        weights = list(state[:4])
        for number in range(EVERY):
            weights = step(weights, first + number)
        return (*weights, *examine(weights))

    before = examine(start)
    w, b, v, c, high, alive = tf.scan(go, tf.range(0, STEPS, EVERY), (*start, *before))
    highest, living = (
        tf.concat([first[tf.newaxis], rest], axis=0)
        for first, rest in zip(before, (high, alive), strict=True)
    )
    sums = hidden_sums(images[800:], w[-1], b[-1])
    scores = tf.maximum(sums, alpha * sums) @ v[-1] + c[-1]
    return Morgue(
        tf.reduce_mean(tf.cast(highest <= 0, tf.float32), axis=1),
        1 - tf.reduce_mean(tf.cast(living, tf.float32), axis=1),
        100 * tf.reduce_mean(tf.cast(tf.argmax(scores, axis=1) == truth[800:], tf.float32)),
        highest[-1],
        *post_mortem(sums, alpha, v[-1], c[-1], truth[800:]),
    )


def morgue(bias: float, spike: float, alpha: float, seed: int) -> Morgue:
    """Count hidden units that no digit reaches any more, before a training and in it.

    Args:
        bias: where all hidden biases start.
        spike: the learning rate of step 10; that of the others is 0.1.
        alpha: what the activation lets through below 0; 0 is the ReLU.
        seed: draws the weights.

    Shapes: (6,) and (6,), as shares of the units, before the first step and after every
    eighth: those that no digit lifts above 0, and those to which no digit's gradient comes
    back; (), in percent, on the last 200 digits; (64,), the most that arrives at each unit;
    and three of (64,): the gradient by each hidden bias, on the last 200 digits.
    """
    numbers = (tf.constant(each, tf.float32) for each in (bias, spike, alpha))
    return bury(*numbers, tf.constant([seed, 7]))


def warm() -> None:
    """Trace and run what is compiled, so that no reader waits for it."""
    curves(["relu"], -1.0, 1.0, 2, 0.2)
    sigmoid_of_2019([0.0])
    for name in ACTIVATIONS:
        deep_chain(name, 2, "he", 0)
    for name in NAMESAKES:
        namesakes(name, 4.0)
    for name in NONLINEAR:
        deep_net(name, 2, 0)
    morgue(0.0, 0.1, 0.0, 0)


def draw_slope(draw: Random) -> dict[str, Any]:
    """Draw an activation and a point where its derivative is known by heart."""
    name, x = draw.choice(
        [
            ("sigmoid", 0.0),
            ("tanh", 0.0),
            ("relu", 2.0),
            ("relu", -2.0),
            ("leaky_relu", -2.0),
            ("leaky_relu", 3.0),
            ("softplus", 0.0),
            ("swish", 0.0),
            ("gelu", 0.0),
            ("elu", 2.0),
        ]
    )
    return {"name": name, "x": x}


def slope_at(name: str, x: float) -> tf.Tensor:
    """Return the derivative by the tape."""
    return evaluate(name, [x]).slope[0]


def draw_saturated(draw: Random) -> dict[str, Any]:
    """Draw an activation, and a point far to the right."""
    return {"name": draw.choice(["sigmoid", "tanh"]), "x": draw.choice([5.0, 10.0, 12.0, 20.0])}


def vanished(name: str, x: float) -> tf.Tensor:
    """Say whether the derivative in float32 is exactly 0."""
    return tf.where(evaluate(name, [x]).slope[0] == 0, "0", "number")


def draw_chain(draw: Random) -> dict[str, Any]:
    """Draw a number of sigmoid layers."""
    return {"layers": draw.randint(2, 5)}


def best_case(layers: int) -> tf.Tensor:
    """Return the most that so many sigmoids can let back: each its slope at 0."""
    return tf.reduce_prod(tf.fill([layers], evaluate("sigmoid", [0.0]).slope[0]))
