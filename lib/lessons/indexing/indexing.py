"""Indexing: reading and writing cells by their addresses, with masks and with indices."""

from random import Random
from typing import Any, NamedTuple

import tensorflow as tf

# The article drew this matrix at random and printed what is above 0; the rest is ours.
VALUES = [
    [-0.35, 0.52404463, 0.62450945],
    [-1.12, -0.71, 0.6324052],
    [0.4014356, 1.3766853, 0.8314979],
]
MASK = [[False, True, True], [False, False, True], [True, True, True]]

FILLS = {
    "a, 0": lambda a: (a, tf.zeros_like(a)),
    "1, 0": lambda a: (tf.ones_like(a), tf.zeros_like(a)),
    "a, -a": lambda a: (a, -a),
}


class Masked(NamedTuple):
    """A matrix and a mask, read in the four ways that use the mask."""

    a: tf.Tensor
    mask: tf.Tensor
    chosen: tf.Tensor
    indices: tf.Tensor
    masked: tf.Tensor
    gathered: tf.Tensor


def mask_by_cells(values: list[list[float]], mask: list[list[bool]], fill: str) -> Masked:
    """Read a matrix through a mask that was painted cell by cell.

    Shapes: (r, c) for a, mask and chosen; (n, 2), (n,) and (n,) with n cells that are True.
    """
    return read_masked(tf.constant(values, tf.float32), tf.constant(mask), fill)


def mask_by_threshold(values: list[list[float]], threshold: float, fill: str) -> Masked:
    """Read a matrix where it is above a threshold; shapes as for a painted mask."""
    a = tf.constant(values, tf.float32)
    return read_masked(a, a > threshold, fill)


def read_masked(a: tf.Tensor, mask: tf.Tensor, fill: str) -> Masked:
    """Give one mask to where (twice), boolean_mask and gather_nd."""
    yes, no = FILLS[fill](a)
    indices = tf.where(mask)
    return Masked(
        a,
        mask,
        tf.where(mask, yes, no),
        indices,
        tf.boolean_mask(a, mask),
        tf.gather_nd(a, indices),
    )


# Every number names its own cell: 12 is in row 1 and column 2.
PARAMS: dict[str, list[Any]] = {
    "3x4": [[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]],
    "2x3x2": [[[0, 1], [10, 11], [20, 21]], [[100, 101], [110, 111], [120, 121]]],
}
ADDRESSES: dict[str, list[Any]] = {
    str(address): address
    for address in (
        [1],
        [[1], [0]],
        [[1, 0]],
        [[0, 1], [1, 1]],
        [[[0], [1]], [[1], [1]]],
        [[3, 0]],
        [[1, 0], [-1, 0]],
        [[0, 0, 0, 0]],
    )
}


class Gathered(NamedTuple):
    """A tensor, addresses into it, the values there, and the cell that each result came from."""

    params: tf.Tensor
    indices: tf.Tensor
    result: tf.Tensor
    source: tf.Tensor


def gather(params: list[Any], indices: list[Any], policy: str) -> Gathered:
    """Read the cells, rows or slices at the addresses in the last axis of the indices.

    Shapes: params of rank r and indices (..., k) with k <= r give
    indices.shape[:-1] + params.shape[k:], twice. The source counts the cells of params in
    reading order; -1 is a cell that does not exist.

    Raises:
        tf.errors.InvalidArgumentError: an address is out of range (on a CPU, unless the
            policy is IGNORE), or longer than the rank.
    """
    tensor, addresses = tf.constant(params), tf.constant(indices)
    numbers = tf.reshape(tf.range(1, tf.size(tensor) + 1), tf.shape(tensor))
    result = tf.gather_nd(tensor, addresses, bad_indices_policy=policy)
    source = tf.gather_nd(numbers, addresses, bad_indices_policy=policy) - 1
    return Gathered(tensor, addresses, result, source)


# Indices into a vector of 8, and into the first axis of a tensor of 4x4x4.
PLACES = {
    "vector": {
        "apart": [4, 3, 1, 7],
        "twice": [4, 3, 1, 1],
        "negative": [4, 3, -1, 7],
        "beyond": [4, 3, 8, 7],
    },
    "slices": {"apart": [0, 2], "twice": [0, 0], "negative": [0, -1], "beyond": [0, 4]},
}
SLICES = [[[5] * 4, [6] * 4, [7] * 4, [8] * 4] for _ in range(2)]

SCATTERS = {
    "scatter_nd": lambda a, indices, updates: tf.scatter_nd(indices, updates, a.shape),
    "add": lambda a, indices, updates: tf.tensor_scatter_nd_add(a, indices, updates),
    "update": lambda a, indices, updates: tf.tensor_scatter_nd_update(a, indices, updates),
    "max": lambda a, indices, updates: tf.tensor_scatter_nd_max(a, indices, updates),
    "min": lambda a, indices, updates: tf.tensor_scatter_nd_min(a, indices, updates),
}


class Scattered(NamedTuple):
    """The same updates written by scatter_nd and by four tensor_scatter_nd operations."""

    scatter_nd: tf.Tensor
    add: tf.Tensor
    update: tf.Tensor
    max: tf.Tensor
    min: tf.Tensor


def scatter(
    indices: list[list[int]], updates: list[Any], shape: list[int], start: int
) -> Scattered:
    """Write numbers or slices at addresses: into zeros, and into an existing tensor.

    Shapes: indices (n, k) and updates (n,) + shape[k:] give the shape, five times.

    Raises:
        tf.errors.InvalidArgumentError: an address is out of range (on a CPU), or the shapes
            do not fit each other.
    """
    a = tf.fill(shape, start)
    return Scattered(*[write(a, indices, updates) for write in SCATTERS.values()])


def scatter_one_by_one(
    indices: list[list[int]], updates: list[Any], shape: list[int], start: int, operation: str
) -> tf.Tensor:
    """Write the first update, then the first two, and so on; return the tensor after each.

    Shape: (n,) + shape.
    """
    a = tf.fill(shape, start)
    counts = range(1, len(indices) + 1)
    return tf.stack([SCATTERS[operation](a, indices[:n], updates[:n]) for n in counts])


class Returned(NamedTuple):
    """The gradients of the sum of a scattered tensor by the updates and by the tensor before."""

    to_updates: tf.Tensor
    to_tensor: tf.Tensor


def scatter_gradients(
    indices: list[list[int]], updates: list[Any], shape: list[int], start: int, operation: str
) -> Returned:
    """Differentiate the sum of all cells after a scatter.

    Shapes: those of the updates and of the tensor; a tensor that is not used gets zeros.
    """
    a, values = tf.fill(shape, float(start)), tf.constant(updates, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch([a, values])
        total = tf.reduce_sum(SCATTERS[operation](a, indices, values))
    return Returned(*tape.gradient(total, [values, a], unconnected_gradients="zero"))


class Mesh(NamedTuple):
    """Two grids of coordinates, and the points that they make together."""

    points_x: tf.Tensor
    points_y: tf.Tensor
    points: tf.Tensor


def mesh(columns: int, rows: int, indexing: str) -> Mesh:
    """Cross an axis x with an axis y, both from -2 to 2.

    Shapes: with xy (rows, columns), with ij (columns, rows); the points have one axis more.
    """
    x, y = tf.linspace(-2.0, 2.0, columns), tf.linspace(-2.0, 2.0, rows)
    points_x, points_y = tf.meshgrid(x, y, indexing=indexing)
    return Mesh(points_x, points_y, tf.stack([points_x, points_y], axis=2))


# For each: where the function is wanted, the function, the value elsewhere, and a safe x.
BRANCHES = {
    "log": (lambda x: x > 0, lambda x: tf.math.log(x), lambda x: tf.zeros_like(x), 1.0),
    "reciprocal": (lambda x: x != 0, lambda x: 1 / x, lambda x: tf.zeros_like(x), 1.0),
    "exp": (lambda x: x < 0, lambda x: tf.exp(x) - 1, lambda x: x, 0.0),
    "power": (lambda x: x > 0, lambda x: x**0.5, lambda x: tf.zeros_like(x), 1.0),
    "sqrt": (lambda x: x > 0, lambda x: tf.sqrt(x), lambda x: tf.zeros_like(x), 1.0),
}


def naive_where(branch: str, x: tf.Tensor) -> tf.Tensor:
    """Choose between two results; both are computed everywhere."""
    wanted, function, elsewhere, _ = BRANCHES[branch]
    return tf.where(wanted(x), function(x), elsewhere(x))


def double_where(branch: str, x: tf.Tensor) -> tf.Tensor:
    """Choose a safe input first, so that the function never sees a bad one."""
    wanted, function, elsewhere, safe = BRANCHES[branch]
    return tf.where(wanted(x), function(tf.where(wanted(x), x, safe)), elsewhere(x))


class Slopes(NamedTuple):
    """Gradients of the naive and of the double where; the last of x is the reader's own."""

    x: tf.Tensor
    taken: tf.Tensor
    naive: tf.Tensor
    double: tf.Tensor
    naive_total: tf.Tensor
    double_total: tf.Tensor


def branch_gradients(branch: str, at: float) -> Slopes:
    """Differentiate both over a range and at one point.

    Shapes: (n + 1,) for x, for where the function is taken, and for the gradients; the totals,
    which one weight that all the points share would get, are scalars.
    """
    # Whole numbers divided by powers of two: x = 0 is exactly 0.
    span = tf.range(-32.0, 401.0) / 4 if branch == "exp" else tf.range(-64.0, 65.0) / 32
    x = tf.concat([span, [at]], 0)
    naive, double = (slope(where, branch, x) for where in (naive_where, double_where))
    taken = BRANCHES[branch][0](x)
    return Slopes(x, taken, naive, double, tf.reduce_sum(naive[:-1]), tf.reduce_sum(double[:-1]))


def slope(where: Any, branch: str, x: tf.Tensor) -> tf.Tensor:
    """Return the gradient at every x."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = where(branch, x)
    return tape.gradient(y, x)


class RoundTrip(NamedTuple):
    """A matrix taken apart by a mask, and put together again."""

    a: tf.Tensor
    indices: tf.Tensor
    values: tf.Tensor
    returned: tf.Tensor


def round_trip(values: list[list[float]], threshold: float) -> RoundTrip:
    """List the addresses above a threshold, read them, and write them into zeros.

    Shapes: (r, c), (n, 2), (n,), (r, c).
    """
    a = tf.constant(values, tf.float32)
    indices = tf.where(a > threshold)
    picked = tf.gather_nd(a, indices)
    return RoundTrip(a, indices, picked, tf.scatter_nd(indices, picked, tf.shape(a, tf.int64)))


def assign_item(a: Any, index: int, value: int) -> tf.Tensor:
    """Assign as one would to a list."""
    a[index] = value
    return a


def assign_variable(a: tf.Tensor, index: int, value: int) -> tf.Tensor:
    """Copy the tensor into a variable, and assign to a slice of that."""
    variable = tf.Variable(a)
    variable[index].assign(value)
    return tf.convert_to_tensor(variable)


WRITERS = {
    "scatter": lambda a, i, value: tf.tensor_scatter_nd_update(a, [[i]], [value]),
    "item": assign_item,
    "where": lambda a, i, value: tf.where(tf.range(tf.size(a)) == i, value, a),
    "variable": assign_variable,
}


class Written(NamedTuple):
    """A tensor after one of its elements was to be replaced, and what came out."""

    a: tf.Tensor
    result: tf.Tensor


def write_one(method: str, values: list[int], index: int, value: int) -> Written:
    """Replace one element of a vector.

    Shapes: (n,), (n,).

    Raises:
        TypeError: the method is ``item``; tensors cannot be changed.
        tf.errors.InvalidArgumentError: the index is out of range.
    """
    a = tf.constant(values)
    return Written(a, WRITERS[method](a, index, value))


def draw_mask(draw: Random) -> dict[str, Any]:
    """Draw a small mask, and one of the calls that use it."""
    rows = draw.choice([2, 3])
    mask = [[draw.random() < 0.5 for _ in range(3)] for _ in range(rows)]
    return {"mask": mask, "call": draw.choice(list(MASK_CALLS))}


MASK_CALLS = {
    "tf.where(mask)": lambda mask, a: tf.where(mask),
    "tf.where(mask, a, 0.0)": lambda mask, a: tf.where(mask, a, 0.0),
    "tf.boolean_mask(a, mask)": lambda mask, a: tf.boolean_mask(a, mask),
}


def masked_shape(mask: list[list[bool]], call: str) -> tf.Tensor:
    """Return the shape of what a call with a mask gives."""
    return tf.shape(MASK_CALLS[call](tf.constant(mask), tf.ones([len(mask), len(mask[0])])))


def draw_gather(draw: Random) -> dict[str, Any]:
    """Draw the shape of a tensor, and of indices into it."""
    params = [draw.randint(2, 6) for _ in range(draw.choice([2, 3]))]
    return {"params": params, "indices": [draw.randint(1, 7), draw.randint(1, len(params))]}


def gather_shape(params: list[int], indices: list[int]) -> tf.Tensor:
    """Return the shape that gather_nd gives for tensors of these shapes."""
    return tf.shape(tf.gather_nd(tf.zeros(params), tf.zeros(indices, tf.int32)))


def draw_scatter(draw: Random) -> dict[str, Any]:
    """Draw two updates to the same cell, and an operation that combines them."""
    return {
        "updates": draw.sample(range(1, 20), 2),
        "start": draw.randint(1, 20),
        "operation": draw.choice(["add", "max", "min"]),
    }


def scatter_twice(updates: list[int], start: int, operation: str) -> tf.Tensor:
    """Write two updates to the same cell, and return its value."""
    return SCATTERS[operation](tf.fill([3], start), [[1], [1]], updates)[1]


def draw_mesh(draw: Random) -> dict[str, Any]:
    """Draw the lengths of two axes, and the order of their axes."""
    columns, rows = draw.sample(range(2, 9), 2)
    return {"columns": columns, "rows": rows, "indexing": draw.choice(["xy", "ij"])}


def mesh_shape(columns: int, rows: int, indexing: str) -> tf.Tensor:
    """Return the shape of the first grid of a meshgrid."""
    return tf.shape(mesh(columns, rows, indexing).points_x)


BRANCH_CALLS = {
    "tf.where(x > 0, tf.math.log(x), 0.0)": "log",
    "tf.where(x != 0, 1 / x, 0.0)": "reciprocal",
    "tf.where(x > 0, x ** 0.5, 0.0)": "power",
    "tf.where(x > 0, tf.sqrt(x), 0.0)": "sqrt",
}


def draw_branch(draw: Random) -> dict[str, Any]:
    """Draw a where, and a point at which its function is not wanted, or just about."""
    return {"call": draw.choice(list(BRANCH_CALLS)), "x": draw.choice([0.0, 0.0, -1.0])}


def branch_slope(call: str, x: float) -> tf.Tensor:
    """Say whether the gradient of the naive where is NaN."""
    gradient = slope(naive_where, BRANCH_CALLS[call], tf.constant(x))
    return tf.where(tf.math.is_nan(gradient), "NaN", "number")
