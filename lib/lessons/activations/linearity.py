"""A deep net with an activation between its layers, and without one."""

from collections.abc import Callable
from typing import NamedTuple

import tensorflow as tf

from lib.lessons.activations.functions import ACTIVATIONS, SLOPES, TINY

WIDTH = 8
NONLINEAR = ["none", "relu", "tanh", "sigmoid"]


class Net(NamedTuple):
    """A deep net from one number to one, its slope in three ways, and the line nearest to it."""

    x: tf.Tensor
    y: tf.Tensor
    slope: tf.Tensor
    formula: tf.Tensor
    differences: tf.Tensor
    line: tf.Tensor
    one_layer: tf.Tensor


def build_net(name: str) -> Callable[..., Net]:
    """Return a function that evaluates a deep net of one activation, or of none."""
    function = ACTIVATIONS.get(name, tf.identity)
    slope_of = SLOPES.get(name, tf.ones_like)

    def forward(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
        first = tf.pad(x[:, tf.newaxis], [[0, 0], [0, WIDTH - 1]])
        return tf.scan(lambda h, layer: function(h @ layer[0]) + layer[1], (w, b), first)

    def evaluate(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> Net:
        with tf.GradientTape() as tape:
            tape.watch(x)
            hidden = forward(x, w, b)
            y = tf.reduce_sum(hidden[-1], axis=1)
        first = tf.pad(x[:, tf.newaxis], [[0, 0], [0, WIDTH - 1]])
        inputs = tf.concat([first[tf.newaxis], hidden[:-1]], axis=0)
        local = slope_of(inputs @ w)
        start = tf.one_hot(tf.zeros_like(x, tf.int32), WIDTH)
        grown = tf.scan(lambda d, layer: (d @ layer[0]) * layer[1], (w, local), start)[-1]
        wide, *rest = (tf.cast(each, tf.float64) for each in (x, w, b))
        ahead, behind = (
            tf.reduce_sum(forward(wide + move, *rest)[-1], axis=1) for move in (TINY, -TINY)
        )
        # The best straight line: least squares over these points, whose mean is 0.
        steep = tf.reduce_sum(x * y) / tf.reduce_sum(tf.square(x))
        # All layers as one: the product of the matrices, and the biases carried through it.
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

    return evaluate


NET_SPECS = [
    tf.TensorSpec([None]),
    tf.TensorSpec([None, WIDTH, WIDTH]),
    tf.TensorSpec([None, WIDTH]),
]


NETS = {
    name: tf.function(build_net(name), input_signature=NET_SPECS, autograph=False)
    for name in NONLINEAR
}


def deep_net(activation: str, layers: int, seed: int) -> Net:
    """Send every number from -3 to 3 through a deep net of 8 units a layer.

    Each layer multiplies by its weights, applies the activation, and adds its biases; the
    output is the sum of the last units.

    Shapes: five of (240,) and one more; ``one_layer`` holds the weight and the bias of the one
    line that all layers are equal to where there is no activation between them.
    """
    x = tf.linspace(-3.0, 3.0, 240)
    w = tf.random.stateless_normal([layers, WIDTH, WIDTH], [seed, 0]) * (2 / WIDTH) ** 0.5
    b = tf.random.stateless_normal([layers, WIDTH], [seed, 1]) / 2
    return NETS[activation](x, w, b)


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    for name in NONLINEAR:
        deep_net(name, 2, 0)
