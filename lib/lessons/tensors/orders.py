"""Reshape and transpose: the first leaves the order of the numbers alone, the second does not."""

from random import Random
from typing import Any, NamedTuple

import tensorflow as tf


class Reread(NamedTuple):
    """A matrix whose numbers are their places in memory, reshaped and transposed."""

    a: tf.Tensor
    reshaped: tf.Tensor
    transposed: tf.Tensor


def reread(target: list[int]) -> Reread:
    """Give the twelve numbers of a matrix another shape, and turn the matrix over.

    Shapes: (3, 4), the target, (4, 3).

    Raises:
        tf.errors.InvalidArgumentError: the target does not hold twelve numbers.
    """
    a = tf.reshape(tf.range(12), [3, 4])
    return Reread(a, tf.reshape(a, target), tf.transpose(a))


TARGETS = {
    str(target): target
    for target in ([4, 3], [2, 6], [6, 2], [12], [2, 2, 3], [-1, 6], [5, 3], [5, -1])
}

TURNS = {
    "tf.reshape": lambda a, shape: tf.reshape(a, shape),
    "tf.transpose": lambda a, shape: tf.transpose(a),
}


def draw_turn(draw: Random) -> dict[str, Any]:
    """Draw a matrix that counts from 0, one of the two ways to turn it, and a row to ask for."""
    rows, columns = draw.sample(range(2, 6), 2)
    way, row = draw.choice(list(TURNS)), draw.randrange(1, columns)
    call = "tf.transpose(a)" if way == "tf.transpose" else f"tf.reshape(a, [{columns}, {rows}])"
    return {"rows": rows, "columns": columns, "way": way, "call": call, "row": row}


def turned_row(rows: int, columns: int, way: str, call: str, row: int) -> tf.Tensor:
    """Return one row of a matrix that was reshaped or transposed. Shape: (rows,)."""
    a = tf.reshape(tf.range(rows * columns), [rows, columns])
    return TURNS[way](a, [columns, rows])[row]
