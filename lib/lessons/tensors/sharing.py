"""Who else sees a change: copies, and names of one thing."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf


class Held(NamedTuple):
    """What was written to, and what was made of it before, as both are afterwards."""

    written: tf.Tensor
    other: tf.Tensor


def change_array(i: int) -> Held:
    """Write to the array that a tensor was made of."""
    array = np.array([1.0, 2.0, 3.0, 4.0])
    tensor = tf.constant(array)
    array[i] = 9
    return Held(array, tensor)


def change_numpy(i: int) -> Held:
    """Write to the array that a tensor gave."""
    tensor = tf.constant([1.0, 2.0, 3.0, 4.0])
    array = tensor.numpy()
    array[i] = 9
    return Held(array, tensor)


def change_item(i: int) -> Held:
    """Write to a tensor itself, as one would to a list."""
    tensor = tf.constant([1.0, 2.0, 3.0, 4.0])
    other = tensor
    tensor[i] = 9
    return Held(tensor, other)


def change_variable(i: int) -> Held:
    """Write to a variable that has a second name."""
    variable = tf.Variable([1.0, 2.0, 3.0, 4.0])
    other = variable
    variable[i].assign(9)
    return Held(variable, other)


def change_after_reading(i: int) -> Held:
    """Write to a variable after its value was read."""
    variable = tf.Variable([1.0, 2.0, 3.0, 4.0])
    value = tf.identity(variable)
    variable[i].assign(9)
    return Held(variable, value)


CHANGES = {
    "array": change_array,
    "numpy": change_numpy,
    "item": change_item,
    "variable": change_variable,
    "value": change_after_reading,
}


def change(what: str, i: int) -> Held:
    """Write a 9 to one place, and look at what was made before. Shapes: (4,), (4,).

    Raises:
        TypeError: a tensor is written to.
    """
    return CHANGES[what](i)
