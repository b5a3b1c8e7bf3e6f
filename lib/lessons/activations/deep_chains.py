"""Deep chains of layers: how small or large the gradient of the first one is."""

from collections.abc import Callable
from typing import NamedTuple

import tensorflow as tf

from lib.lessons.activations.functions import ACTIVATIONS, SLOPES, TINY

UNITS, SAMPLES = 32, 32
SPREADS = {"glorot": (1 / UNITS) ** 0.5, "he": (2 / UNITS) ** 0.5, "small": 0.01, "one": 1.0}
"""Standard deviation of the weights, for layers with as many inputs as outputs."""


class Chain(NamedTuple):
    """A deep chain of layers: of each, the gradient's norm and the spread of its outputs."""

    norms: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    spread: tf.Tensor


def build_chain(name: str) -> Callable[..., Chain]:
    """Return a function for the forward and backward pass through layers of one activation."""
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
        # By hand: the gradient by each layer's sum, from the last layer to the first.
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
    name: tf.function(build_chain(name), input_signature=CHAIN_SPECS, autograph=False)
    for name in ACTIVATIONS
}


def deep_chain(activation: str, layers: int, weights: str, seed: int) -> Chain:
    """Do a forward and a backward pass of 32 samples through layers of 32 units.

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


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    for name in ACTIVATIONS:
        deep_chain(name, 2, "he", 0)
