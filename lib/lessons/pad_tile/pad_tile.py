"""Pad and tile: which cell each cell of the larger tensor is copied from."""

from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

from lib.lessons.pad_tile.photos import photos


class Padded(NamedTuple):
    """A padded matrix, and for each of its cells the cell it was copied from."""

    padded: tf.Tensor
    source: tf.Tensor


def pad_matrix(
    matrix: list[list[float]], paddings: list[list[int]], mode: str, fill: int
) -> Padded:
    """Pad a matrix, and pad the numbers of its cells in the same way.

    Shapes: (r, c) with paddings [[top, bottom], [left, right]] gives
    (top + r + bottom, left + c + right) twice. The source counts cells in reading order;
    -1 is the fill.

    Raises:
        tf.errors.InvalidArgumentError: REFLECT by a whole side or more, SYMMETRIC by more
            than a side.
    """
    cells = tf.constant(matrix)
    numbers = tf.reshape(tf.range(tf.size(cells)), tf.shape(cells))
    return Padded(
        tf.pad(cells, paddings, mode, constant_values=fill),
        tf.pad(numbers, paddings, mode, constant_values=-1),
    )


class Batch(NamedTuple):
    """Pictures before and after padding."""

    images: tf.Tensor
    padded: tf.Tensor


def pad_images(height: int, width: int, mode: str) -> Batch:
    """Pad the height and the width of a batch of photographs, not the batch nor the colours.

    Shapes: (4, 28, 28, 3) -> (4, 28 + 2 height, 28 + 2 width, 3).
    """
    images = photos()
    paddings = [[0, 0], [height, height], [width, width], [0, 0]]
    return Batch(images, tf.pad(images, paddings, mode))


SQUARE = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
MISTAKES = {
    "reflect": lambda n: ([[n, 0], [0, 0]], "REFLECT"),
    "symmetric": lambda n: ([[n, 0], [0, 0]], "SYMMETRIC"),
    "negative": lambda n: ([[-n, 0], [0, 0]], "CONSTANT"),
    "short": lambda n: ([[n, n]], "CONSTANT"),
    "flat": lambda n: ([n, n], "CONSTANT"),
}


def pad_by(mistake: str, n: int) -> tf.Tensor:
    """Pad a 3 x 3 matrix by a call that is not legal for every width.

    Raises:
        tf.errors.InvalidArgumentError: this width, or this shape of paddings, is not legal.
    """
    paddings, mode = MISTAKES[mistake](n)
    return tf.pad(tf.constant(SQUARE), paddings, mode)


class Tiled(NamedTuple):
    """A matrix, and the same matrix laid again and again."""

    a: tf.Tensor
    tiled: tf.Tensor


def tile_matrix(matrix: list[list[float]], multiples: list[int]) -> Tiled:
    """Lay copies of a matrix below and beside each other.

    Shapes: (r, c) -> (r * multiples[0], c * multiples[1]).
    """
    a = tf.constant(matrix)
    return Tiled(a, tf.tile(a, multiples))


class Copies(NamedTuple):
    """Three ways to copy, the bytes each result takes, and the step to its next row."""

    tiled: tf.Tensor
    repeated: tf.Tensor
    broadcast: tf.Tensor
    bytes_each: tf.Tensor
    row_step: tf.Tensor


def copy_three_ways(values: list[float], times: int) -> Copies:
    """Copy a vector with tile, repeat and broadcast_to, and measure the memory.

    Shapes: (n,) -> (times * n,), (times * n,), (times, n); bytes of [input, tile, repeat,
    broadcast_to]; the bytes from one row of the broadcast to the next, which would be 0 if
    the rows shared their memory (as in NumPy's broadcast_to).
    """
    vector = tf.constant(values, tf.float32)
    tiled = tf.tile(vector, [times])
    repeated = tf.repeat(vector, times)
    broadcast = tf.broadcast_to(vector, [times, len(values)])
    memory = [memoryview(tensor) for tensor in (vector, tiled, repeated, broadcast)]
    sizes = tf.constant([view.nbytes for view in memory])
    return Copies(tiled, repeated, broadcast, sizes, tf.constant(memory[3].strides)[0])


class Uses(NamedTuple):
    """An input, its enlarged copy, and how often each input cell was used."""

    x: tf.Tensor
    enlarged: tf.Tensor
    gradient: tf.Tensor


ENLARGE = {
    "tile": lambda x, n: tf.tile(x, [n + 1, n + 1]),
    "REFLECT": lambda x, n: tf.pad(x, [[n, n], [n, n]], "REFLECT"),
    "SYMMETRIC": lambda x, n: tf.pad(x, [[n, n], [n, n]], "SYMMETRIC"),
    "CONSTANT": lambda x, n: tf.pad(x, [[n, n], [n, n]], "CONSTANT"),
}


def count_uses(operation: str, n: int) -> Uses:
    """Differentiate the sum of an enlarged matrix by the matrix.

    Shapes: (3, 3), larger, (3, 3). Each copy adds 1 to the gradient of the cell it copies.
    """
    x = tf.reshape(tf.range(1.0, 10.0), [3, 3])
    with tf.GradientTape() as tape:
        tape.watch(x)
        enlarged = ENLARGE[operation](x, n)
        total = tf.reduce_sum(enlarged)
    return Uses(x, enlarged, tape.gradient(total, x))


def draw_pad_shape(draw: Random) -> dict[str, Any]:
    """Draw a shape of rank 2 or 3 and paddings for it."""
    shape = [draw.randint(1, 6) for _ in range(draw.choice([2, 3]))]
    return {"shape": shape, "paddings": [[draw.randint(0, 3), draw.randint(0, 3)] for _ in shape]}


def pad_shape(shape: list[int], paddings: list[list[int]]) -> tf.Tensor:
    """Return the shape of a padded tensor."""
    return tf.shape(tf.pad(tf.zeros(shape), paddings))


def draw_tile_shape(draw: Random) -> dict[str, Any]:
    """Draw a shape and multiples for it, one of which may be 0."""
    shape = [draw.randint(1, 5) for _ in range(draw.choice([2, 3]))]
    return {"shape": shape, "multiples": [draw.choice([0, 1, 2, 3]) for _ in shape]}


def tile_shape(shape: list[int], multiples: list[int]) -> tf.Tensor:
    """Return the shape of a tiled tensor."""
    return tf.shape(tf.tile(tf.zeros(shape), multiples))


def draw_mirror(draw: Random) -> dict[str, Any]:
    """Draw a row of four numbers, a mode that mirrors, and a width."""
    return {
        "row": draw.sample(range(1, 10), 4),
        "width": draw.randint(1, 3),
        "mode": draw.choice(["REFLECT", "SYMMETRIC"]),
    }


def mirror(row: list[int], width: int, mode: str) -> tf.Tensor:
    """Pad a row on its left by mirroring."""
    return tf.pad(tf.constant(row), [[width, 0]], mode)


def draw_order(draw: Random) -> dict[str, Any]:
    """Draw a short vector, a number of copies and one of two ways to copy."""
    return {
        "values": draw.sample(range(1, 10), draw.choice([2, 3])),
        "times": draw.choice([2, 3]),
        "how": draw.choice(["tile", "repeat"]),
    }


def copy_one_way(values: list[int], times: int, how: str) -> tf.Tensor:
    """Copy a vector with tile or repeat."""
    vector = tf.constant(values)
    return tf.tile(vector, [times]) if how == "tile" else tf.repeat(vector, times)


MODES = ["CONSTANT", "REFLECT", "SYMMETRIC"]


def draw_mode(draw: Random) -> dict[str, Any]:
    """Draw a row and what one mode made of it; the other modes would have made another."""
    row, width = draw.sample(range(1, 10), 3), draw.randint(1, 2)
    padded = tf.pad(tf.constant(row), [[width, 0]], draw.choice(MODES))
    return {"row": row, "width": width, "padded": padded.numpy().tolist()}


def which_mode(row: list[int], width: int, padded: list[int]) -> tf.Tensor:
    """Try every mode, and return the name of the one that gives this padded row."""
    tries = [tf.pad(tf.constant(row), [[width, 0]], mode) for mode in MODES]
    same = tf.reduce_all(tf.stack(tries) == padded, axis=1)
    return tf.boolean_mask(MODES, same)[0]
