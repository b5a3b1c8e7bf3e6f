"""Small networks of any width and depth, trained in compiled loops.

All parameters are in one vector, layer after layer, so one compiled loop for each depth serves
every width, number of inputs and outputs, activation, loss and optimiser. There are
``DEEPEST + 1`` loops, and each is traced once.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from lib.lessons.shared.optimisers import StepInput, adam, gradient_descent, momentum, rmsprop

MOST = 1000
"""Steps of a training."""
DEEPEST = 4
"""Hidden layers at most."""
ACTIVATIONS: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "tanh": tf.tanh,
    "sigmoid": tf.sigmoid,
    "relu": tf.nn.relu,
    "leaky_relu": tf.nn.leaky_relu,
    "linear": tf.identity,
}


INITIALISERS: dict[str, Callable[[int, int], tuple[float, float]]] = {
    "glorot": lambda inputs, outputs: (0.0, (2 / (inputs + outputs)) ** 0.5),
    "he": lambda inputs, outputs: (0.0, (2 / inputs) ** 0.5),
    "small": lambda inputs, outputs: (0.0, 0.1),
    "large": lambda inputs, outputs: (0.0, 2.0),
    "constant": lambda inputs, outputs: (0.5, 0.0),
    "zeros": lambda inputs, outputs: (0.0, 0.0),
}
"""Mean and standard deviation of a layer's weights; biases begin at 0."""


OPTIMISERS = {
    "gradient_descent": gradient_descent,
    "momentum": momentum,
    "rmsprop": rmsprop,
    "adam": adam,
}


LOSSES: dict[str, Callable[[tf.Tensor, tf.Tensor], tf.Tensor]] = {
    "sigmoid.cross_entropy": lambda y, z: tf.nn.sigmoid_cross_entropy_with_logits(y, z),
    "sigmoid.mse": lambda y, z: tf.square(tf.sigmoid(z) - y),
    "softmax.cross_entropy": lambda y, z: tf.nn.softmax_cross_entropy_with_logits(y, z),
    "softmax.mse": lambda y, z: tf.square(tf.nn.softmax(z) - y),
}


class State(NamedTuple):
    """The state of a training: parameters, the optimiser's two memories, and what is recorded.

    Shapes: (p,) three times; (MOST,) and (MOST, layers), NaN from this step on; ().
    """

    theta: tf.Tensor
    first: tf.Tensor
    second: tf.Tensor
    losses: tf.Tensor
    norms: tf.Tensor
    step: tf.Tensor


def classes_of(probabilities: tf.Tensor) -> tf.Tensor:
    """Return the likeliest class of each row; of one output, whether it is above a half."""
    if probabilities.shape[1] == 1:
        return tf.cast(probabilities[:, 0] > 0.5, tf.int32)
    return tf.argmax(probabilities, axis=1, output_type=tf.int32)


def initial_state(sizes: list[int], initialiser: str, seed: int) -> State:
    """Draw the weights of a network, each layer from a seed of its own.

    Args:
        sizes: inputs, units of each hidden layer, outputs.
        initialiser: a name of ``INITIALISERS``.
        seed: of all layers.
    """
    parts = []
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:], strict=False)):
        mean, deviation = INITIALISERS[initialiser](inputs, outputs)
        weights = tf.random.stateless_normal([inputs * outputs], [seed, 10 + layer])
        parts += [mean + deviation * weights, tf.zeros([outputs])]
    theta = tf.concat(parts, axis=0)
    empty = tf.fill([MOST, len(sizes) - 1], float("nan"))
    none = tf.zeros_like(theta)
    return State(theta, none, none, empty[:, 0], empty, tf.constant(0))


def sizes_of(state: State, depth: int, inputs: int, outputs: int) -> tf.Tensor:
    """Return inputs, units of each hidden layer, outputs: the width follows from the state."""
    parameters = len(state.theta)
    width = next(
        (
            width
            for width in range(1, 1 + 64 * min(depth, 1))
            if parameters
            == (inputs + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * outputs
        ),
        0,
    )
    return tf.constant([inputs, *[width] * depth, outputs])


def choice_numbers(activation: str, loss: str, optimiser: str) -> tf.Tensor:
    """Return the numbers of the choices: a name in place of a number would cause a new trace."""
    return tf.constant(
        [
            list(ACTIVATIONS).index(activation),
            list(LOSSES).index(loss),
            list(OPTIMISERS).index(optimiser),
        ]
    )


def layers_of(theta: tf.Tensor, sizes: tf.Tensor, depth: int) -> list[tuple[tf.Tensor, tf.Tensor]]:
    """Cut the vector of all parameters into the matrix and the bias of each layer."""
    layers, place = [], 0
    for layer in range(depth + 1):
        inputs, outputs = sizes[layer], sizes[layer + 1]
        middle = place + inputs * outputs
        matrix = tf.reshape(theta[place:middle], [inputs, outputs])
        place = middle + outputs
        layers.append((matrix, theta[middle:place]))
    return layers


def matrices(theta: np.ndarray, sizes: Sequence[int]) -> list[np.ndarray]:
    """Cut the vector of all parameters into matrix and bias of each layer in turns, to be drawn.

    Args:
        theta: shape (p,).
        sizes: inputs, units of each hidden layer, outputs.
    """
    shapes = [shape for pair in zip(sizes, sizes[1:], strict=False) for shape in (pair, pair[1:])]
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    return [
        part.reshape(shape) for part, shape in zip(np.split(theta, ends[:-1]), shapes, strict=True)
    ]


def scores_of(
    x: tf.Tensor, layers: Sequence[tuple[tf.Tensor, tf.Tensor]], activation: tf.Tensor
) -> tf.Tensor:
    """Run a network forwards, up to the scores of its last layer."""
    for matrix, bias in layers[:-1]:
        z = x @ matrix + bias
        x = tf.switch_case(activation, [lambda f=f, z=z: f(z) for f in ACTIVATIONS.values()])
    matrix, bias = layers[-1]
    return x @ matrix + bias


def batch_at(step: tf.Tensor, count: tf.Tensor, size: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Return which points a step takes: an epoch takes each once, in an order of its own."""
    epoch = tf.maximum((count + size - 1) // size, 1)
    place = size * (step % epoch)
    order = tf.argsort(tf.random.stateless_uniform([count], tf.stack([seed, step // epoch])))
    return order[place : place + size]


def one_step(
    state: State, seed: Any, sizes: Any, kinds: Any, rate: Any, batch: Any, x: Any, y: Any
) -> State:
    """Take one step: forwards, backwards by the tape, and the optimiser's rule."""
    depth = state.norms.shape[1] - 1
    activation, kind, rule = tf.unstack(kinds)
    rows = batch_at(state.step, tf.shape(x)[0], batch, seed)
    x, y = tf.gather(x, rows), tf.gather(y, rows)
    with tf.GradientTape() as tape:
        tape.watch(state.theta)
        z = scores_of(x, layers_of(state.theta, sizes, depth), activation)
        sums = [lambda f=f: tf.reduce_sum(f(y, z)) for f in LOSSES.values()]
        # Of cross-entropies there is one a point, of squares one an output.
        many = tf.where(kind == 3, tf.size(y), tf.shape(y)[0])
        loss = tf.switch_case(kind, sums) / tf.cast(tf.maximum(many, 1), tf.float32)
    gradient = tape.gradient(loss, state.theta)
    at = StepInput(
        state.theta, gradient, state.first, state.second, tf.cast(state.step + 1, tf.float32), rate
    )
    moved = tf.switch_case(rule, [lambda rule=rule: rule(at) for rule in OPTIMISERS.values()])
    squares = [
        tf.reduce_sum(tf.square(matrix)) + tf.reduce_sum(tf.square(bias))
        for matrix, bias in layers_of(gradient, sizes, depth)
    ]
    now = tf.reshape(state.step, [1, 1])
    losses = tf.tensor_scatter_nd_update(state.losses, now, [loss])
    norms = tf.tensor_scatter_nd_update(state.norms, now, [tf.sqrt(tf.stack(squares))])
    return State._make([*moved, losses, norms, state.step + 1])


COUNT, NUMBER, ROWS = tf.TensorSpec([], tf.int32), tf.TensorSpec([]), tf.TensorSpec([None, None])


def compiled(depth: int) -> Callable[..., tuple[Any, ...]]:
    """Return the loop for networks of one depth: it trains, and then computes scores to show.

    Its arguments: a training, steps, seed, sizes of the layers (inputs, hidden units, outputs),
    the numbers of the choices, rate, batch, inputs (n, inputs), targets (n, outputs), and the
    inputs (m, inputs) to score. It returns the training and the scores (m, outputs).
    """
    vector, notes = tf.TensorSpec([None]), tf.TensorSpec([MOST, depth + 1])
    signature = [
        State(vector, vector, vector, tf.TensorSpec([MOST]), notes, COUNT),
        COUNT,
        COUNT,
        tf.TensorSpec([depth + 2], tf.int32),
        tf.TensorSpec([3], tf.int32),
        NUMBER,
        COUNT,
        ROWS,
        ROWS,
        ROWS,
    ]

    @tf.function(input_signature=signature, autograph=False)
    def descend(
        state: State,
        steps: Any,
        seed: Any,
        sizes: Any,
        kinds: Any,
        rate: Any,
        batch: Any,
        x: Any,
        y: Any,
        seen: Any,
    ) -> tuple[Any, ...]:
        count = tf.maximum(tf.shape(x)[0], 1)
        batch = tf.where(batch > 0, tf.minimum(batch, count), count)
        end = tf.minimum(state.step + steps, MOST)
        # One at a time: each step waits for the one before.
        (state,) = tf.while_loop(
            lambda state: state.step < end,
            lambda state: (one_step(state, seed, sizes, kinds, rate, batch, x, y),),
            (state,),
            parallel_iterations=1,
        )
        return state, scores_of(seen, layers_of(state.theta, sizes, depth), kinds[0])

    return descend


DESCEND = [compiled(depth) for depth in range(DEEPEST + 1)]
"""One loop a depth; each is traced once."""
