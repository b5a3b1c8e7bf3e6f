"""Functions that share a name and differ: leaky ReLU, GELU, hard sigmoid."""

from collections.abc import Callable

import tensorflow as tf

from lib.lessons.activations.functions import SLOPES, Curves, measure

VARIANTS: dict[str, dict[str, Callable[[tf.Tensor], tf.Tensor]]] = {
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


def tanh_argument(x: tf.Tensor) -> tf.Tensor:
    """Return the argument of tanh in the approximate gelu."""
    return 0.7978845608028654 * (x + 0.044715 * x**3)


def slope_of_tanh_gelu(x: tf.Tensor) -> tf.Tensor:
    """Return the derivative of the approximate gelu."""
    inner = tf.tanh(tanh_argument(x))
    steep = 0.7978845608028654 * (1 + 0.134145 * tf.square(x))
    return (1 + inner) / 2 + x / 2 * (1 - tf.square(inner)) * steep


VARIANT_SLOPES: dict[str, list[Callable[[tf.Tensor], tf.Tensor]]] = {
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


def build_comparison(name: str) -> Callable[[tf.Tensor], Curves]:
    """Return a function that evaluates all functions of one name, and differentiates them."""

    def compare(x: tf.Tensor) -> Curves:
        pairs = zip(VARIANTS[name].values(), VARIANT_SLOPES[name], strict=True)
        rows = [measure(function, slope, x) for function, slope in pairs]
        return Curves(x, *(tf.stack(each) for each in zip(*rows, strict=True)))

    return compare


COMPARISONS = {
    name: tf.function(
        build_comparison(name), input_signature=[tf.TensorSpec([None])], autograph=False
    )
    for name in VARIANTS
}


def compare_variants(name: str, reach: float) -> Curves:
    """Evaluate every function that goes by one name, from -reach to reach.

    Shapes: (240,), then four of (k, 240): an even number of points, so that none is at 0.
    """
    return COMPARISONS[name](tf.linspace(tf.constant(-reach), reach, 240))


def warm() -> None:
    """Trace and run what is compiled, before the first reader."""
    for name in VARIANTS:
        compare_variants(name, 4.0)
