"""Where exponentials overflow in three dtypes, and a form that does not."""

from typing import NamedTuple

import tensorflow as tf

from lib.lessons.shared.differences import differences

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
