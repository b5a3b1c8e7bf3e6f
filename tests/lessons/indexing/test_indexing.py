"""Indexing against plain loops over NumPy arrays, closed forms, differences and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.indexing import indexing as lesson

INVALID = tf.errors.InvalidArgumentError


def _painted(inputs, fill="1, 0"):
    return lesson.mask_by_cells(lesson.VALUES, np.array(inputs["mask"], bool).tolist(), fill)


def _read(inputs):
    values = np.full((3, 3), -1.0)
    values[np.array(inputs["mask"], bool)] = inputs["values_at_true_row_major"]
    run = lesson.mask_by_threshold(values.tolist(), 0.0, "a, 0")
    return {"boolean_mask": run.masked, "gather_nd": run.gathered}


def _scattered(inputs):
    return {
        "out": lesson.scatter(
            inputs["indices"], inputs["updates"], inputs["shape"], start=0
        ).scatter_nd
    }


def _crossed(inputs):
    run = lesson.mesh(len(inputs["x"]), len(inputs["y"]), "xy")
    return run._asdict() | {"points_shape": run.points.shape}


ARTICLE = {
    "where(mask) lists the true coordinates": lambda inputs: {"indices": _painted(inputs).indices},
    "boolean_mask and gather_nd agree": _read,
    "where(mask, ones, zeros)": lambda inputs: {"out": _painted(inputs).chosen},
    "scatter_nd into a vector": _scattered,
    "scatter_nd slices into 4x4x4": _scattered,
    "meshgrid of linspace(-2,2,5)": _crossed,
}


# ------------------------------------------------------------------------------ masks

SMALL = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.booleans(), min_size=columns, max_size=columns), min_size=1, max_size=4
    )
)


@settings(max_examples=40, deadline=None)
@given(SMALL, st.sampled_from(list(lesson.FILLS)))
def test_a_mask_is_read_in_reading_order(mask, fill):
    painted = np.array(mask)
    a = np.arange(1.0, painted.size + 1).reshape(painted.shape)
    run = lesson.mask_by_cells(a.tolist(), mask, fill)
    places = [(i, j) for i, row in enumerate(mask) for j, yes in enumerate(row) if yes]
    assert run.indices.numpy().tolist() == [list(place) for place in places]
    assert run.masked.numpy().tolist() == [a[place] for place in places]
    np.testing.assert_array_equal(run.gathered, run.masked)
    yes, no = {"a, 0": (a, 0 * a), "1, 0": (a**0, 0 * a), "a, -a": (a, -a)}[fill]
    wanted = [
        [y if m else n for y, n, m in zip(*rows, strict=True)]
        for rows in zip(yes, no, mask, strict=True)
    ]
    np.testing.assert_array_equal(run.chosen, wanted)


def test_where_keeps_the_shape_and_boolean_mask_does_not():
    run = lesson.mask_by_cells(lesson.VALUES, lesson.MASK, "a, 0")
    assert run.chosen.shape == (3, 3) and run.masked.shape == (6,)
    assert run.indices.shape == (6, 2) and run.indices.dtype == tf.int64
    none = lesson.mask_by_cells(lesson.VALUES, [[False] * 3] * 3, "a, 0")
    assert none.masked.shape == (0,) and none.indices.shape == (0, 2)


def test_a_threshold_paints_the_mask_of_the_article():
    by_threshold = lesson.mask_by_threshold(lesson.VALUES, 0.0, "a, 0")
    assert by_threshold.mask.numpy().tolist() == lesson.MASK
    at = lesson.mask_by_threshold([[1.0, 2.0]], 1.0, "a, 0")
    assert at.mask.numpy().tolist() == [[False, True]]  # above, and not at


def test_nan_is_above_no_threshold():
    run = lesson.mask_by_threshold([[float("nan"), 1.0]], -99.0, "a, 0")
    assert run.mask.numpy().tolist() == [[False, True]]


# ----------------------------------------------------------------------------- gather


def by_hand(params, indices):
    """Read at addresses with Python's own subscripts."""
    a, addresses = np.asarray(params), np.asarray(indices)
    flat = addresses.reshape(-1, addresses.shape[-1])
    parts = np.array([a[tuple(address)] for address in flat])
    return parts.reshape(addresses.shape[:-1] + a.shape[addresses.shape[-1] :])


@pytest.mark.parametrize("params", lesson.PARAMS)
@pytest.mark.parametrize("address", list(lesson.ADDRESSES)[:5])
def test_gather_reads_at_addresses_and_knows_where_from(params, address):
    a, indices = lesson.PARAMS[params], lesson.ADDRESSES[address]
    run = lesson.gather(a, indices, "DEFAULT")
    wanted = by_hand(a, indices)
    np.testing.assert_array_equal(run.result, wanted)
    assert run.result.shape == wanted.shape
    np.testing.assert_array_equal(np.ravel(a)[run.source.numpy()], wanted)


def test_a_row_rows_and_one_element():
    a = lesson.PARAMS["3x4"]
    assert lesson.gather(a, [1], "DEFAULT").result.numpy().tolist() == [10, 11, 12, 13]
    rows = lesson.gather(a, [[1], [0]], "DEFAULT").result.numpy().tolist()
    assert rows == [[10, 11, 12, 13], [0, 1, 2, 3]]
    assert lesson.gather(a, [[1, 0]], "DEFAULT").result.numpy().tolist() == [10]


@pytest.mark.parametrize("address", [[[3, 0]], [[1, 0], [-1, 0]]])
def test_out_of_range_raises_on_a_cpu_and_is_0_where_nobody_checks(address):
    a = lesson.PARAMS["3x4"]
    with pytest.raises(INVALID, match="does not index into param shape"):
        lesson.gather(a, address, "DEFAULT")
    run = lesson.gather(a, address, "IGNORE")
    assert run.result[-1] == 0 and run.source[-1] == -1  # -1 is not the last row


def test_an_address_longer_than_the_rank_raises_whatever_the_policy():
    for policy in ("DEFAULT", "IGNORE"):
        with pytest.raises((INVALID, ValueError)):
            lesson.gather(lesson.PARAMS["3x4"], [[0, 0, 0, 0]], policy)


# ---------------------------------------------------------------------------- scatter

UPDATES = [9, 10, 11, 12]
FOLDS = {
    "scatter_nd": lambda old, new: old + new,
    "add": lambda old, new: old + new,
    "max": max,
    "min": min,
}


def one_by_one(indices, updates, size, start, operation):
    """Write update after update into a list."""
    cells = [0 if operation == "scatter_nd" else start] * size
    for (place,), update in zip(indices, updates, strict=True):
        cells[place] = FOLDS[operation](cells[place], update)
    return cells


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(-50, 50)), min_size=1, max_size=8),
    st.integers(-20, 20),
)
def test_each_operation_folds_what_arrives_in_a_cell(pairs, start):
    indices, updates = [[place] for place, _ in pairs], [update for _, update in pairs]
    run = lesson.scatter(indices, updates, [8], start)
    for operation in FOLDS:
        wanted = one_by_one(indices, updates, 8, start, operation)
        assert getattr(run, operation).numpy().tolist() == wanted, operation
        steps = lesson.scatter_one_by_one(indices, updates, [8], start, operation).numpy()
        for n, step in enumerate(steps, 1):
            wanted = one_by_one(indices[:n], updates[:n], 8, start, operation)
            assert step.tolist() == wanted, (operation, n)
    for cell, value in enumerate(run.update.numpy()):
        mine = [update for (place,), update in zip(indices, updates, strict=True) if place == cell]
        assert value in (mine or [start])  # one of them: no order is promised


def test_11_and_12_in_one_cell_are_23_or_12():
    places = [[place] for place in lesson.PLACES["vector"]["twice"]]
    run = lesson.scatter(places, UPDATES, [8], 0)
    assert run.scatter_nd[1] == run.add[1] == 23
    assert run.max[1] == 12 and run.min[1] == 0 and run.update[1] in (11, 12)
    higher = lesson.scatter(places, UPDATES, [8], 20)
    assert higher.scatter_nd[1] == 23 and higher.add[1] == 43
    assert higher.max[1] == 20 and higher.min[1] == 11


def test_slices_go_to_their_places_whole_and_add_too():
    block = np.repeat([[5], [6], [7], [8]], 4, axis=1)
    apart = lesson.scatter([[0], [2]], lesson.SLICES, [4, 4, 4], 0).scatter_nd.numpy()
    np.testing.assert_array_equal(apart, np.stack([block, 0 * block, block, 0 * block]))
    twice = lesson.scatter([[0], [0]], lesson.SLICES, [4, 4, 4], 0).scatter_nd.numpy()
    np.testing.assert_array_equal(twice, np.stack([2 * block, *[0 * block] * 3]))


@pytest.mark.parametrize("into", lesson.PLACES)
@pytest.mark.parametrize("where", ["negative", "beyond"])
def test_no_update_goes_where_no_cell_is(into, where):
    vector = into == "vector"
    indices = [[place] for place in lesson.PLACES[into][where]]
    updates, shape = (UPDATES, [8]) if vector else (lesson.SLICES, [4, 4, 4])
    with pytest.raises(INVALID, match=r"indices\[\d\] = \[-?\d\] does not index into shape"):
        lesson.scatter(indices, updates, shape, 0)


def test_one_update_for_each_index():
    with pytest.raises((INVALID, ValueError)):
        lesson.scatter([[0], [1]], UPDATES, [8], 0)


@pytest.mark.parametrize("operation", FOLDS)
def test_gradients_of_scattering_are_those_of_differences(operation):
    indices, updates, start = [[4], [3], [1], [1]], [9.0, 10.0, 11.0, 12.0], 10.5
    run = lesson.scatter_gradients(indices, updates, [8], start, operation)

    def total(numbers, cells):
        if operation == "scatter_nd":
            cells = np.zeros(8)
        cells = list(cells)
        for (place,), update in zip(indices, numbers, strict=True):
            cells[place] = FOLDS[operation](cells[place], update)
        return sum(cells)

    def slopes(f, x):
        moves = 1e-3 * np.eye(len(x))
        return [(f(x + move) - f(x - move)) / 2e-3 for move in moves]

    cells = np.full(8, start)
    np.testing.assert_allclose(
        run.to_updates, slopes(lambda u: total(u, cells), np.array(updates)), atol=1e-6
    )
    np.testing.assert_allclose(run.to_tensor, slopes(lambda c: total(updates, c), cells), atol=1e-6)


def test_update_pays_both_although_only_one_is_in_the_result():
    run = lesson.scatter_gradients([[4], [3], [1], [1]], UPDATES, [8], 0, "update")
    assert run.to_updates.numpy().tolist() == [1, 1, 1, 1]
    assert run.to_tensor.numpy().tolist() == [1, 0, 1, 0, 0, 1, 1, 1]


def test_equal_winners_of_max_share():
    run = lesson.scatter_gradients([[1], [1]], [7, 7], [3], 0, "max")
    assert run.to_updates.numpy().sum() == 1 and run.to_updates[0] == run.to_updates[1]


def test_scatter_add_is_the_gradient_of_gather():
    with tf.GradientTape() as tape:
        a = tf.zeros([4])
        tape.watch(a)
        read = tf.gather_nd(a, [[1], [1], [2]]) * [5.0, 6.0, 7.0]
    dense = tf.convert_to_tensor(tape.gradient(read, a))
    np.testing.assert_array_equal(
        dense, lesson.scatter([[1], [1], [2]], [5, 6, 7], [4], 0).scatter_nd
    )


# ----------------------------------------------------------------------------- meshes


@pytest.mark.parametrize("indexing", ["xy", "ij"])
@pytest.mark.parametrize(("columns", "rows"), [(4, 3), (2, 7), (5, 5)])
def test_a_mesh_crosses_its_axes_in_the_order_of_numpy(columns, rows, indexing):
    run = lesson.mesh(columns, rows, indexing)
    x, y = np.linspace(-2, 2, columns), np.linspace(-2, 2, rows)
    wide, high = np.meshgrid(x, y, indexing=indexing)
    np.testing.assert_allclose(run.points_x, wide, atol=1e-6)
    np.testing.assert_allclose(run.points_y, high, atol=1e-6)
    assert run.points_x.shape == ((rows, columns) if indexing == "xy" else (columns, rows))
    np.testing.assert_array_equal(run.points[..., 0], run.points_x)
    np.testing.assert_array_equal(run.points[..., 1], run.points_y)


def test_four_and_three_make_3_by_4_or_4_by_3():
    assert lesson.mesh(4, 3, "xy").points_x.shape == (3, 4)
    assert lesson.mesh(4, 3, "ij").points_x.shape == (4, 3)
    square = [lesson.mesh(5, 5, each).points_x.numpy() for each in ("xy", "ij")]
    np.testing.assert_array_equal(square[0], square[1].T)  # only mirrored: no shape tells


# ----------------------------------------------------------------------- the NaN behind

DERIVATIVES = {
    "log": (lambda x: x > 0, lambda x: 1 / x, 0.0),
    "reciprocal": (lambda x: x != 0, lambda x: -1 / x**2, 0.0),
    "exp": (lambda x: x < 0, np.exp, 1.0),
    "power": (lambda x: x > 0, lambda x: 0.5 / np.sqrt(x), 0.0),
    "sqrt": (lambda x: x > 0, lambda x: 0.5 / np.sqrt(x), 0.0),
}
BROKEN = {
    "log": lambda x: x == 0,
    "reciprocal": lambda x: x == 0,
    "exp": lambda x: x > np.log(np.finfo(np.float32).max),  # 88.7
    "power": lambda x: x <= 0,
    "sqrt": lambda x: x < -99,
}


@pytest.mark.parametrize("branch", lesson.BRANCHES)
def test_the_double_where_has_the_gradient_of_the_textbook_everywhere(branch):
    run = lesson.branch_gradients(branch, -0.5)
    x = run.x.numpy().astype(float)
    wanted, derivative, elsewhere = DERIVATIVES[branch]
    with np.errstate(all="ignore"):
        exact = np.where(wanted(x), derivative(x), elsewhere)
    np.testing.assert_allclose(run.double, exact, rtol=1e-5, atol=1e-6)
    broken = BROKEN[branch](x)
    np.testing.assert_array_equal(np.isnan(run.naive), broken)
    np.testing.assert_allclose(run.naive.numpy()[~broken], exact[~broken], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("branch", ["log", "reciprocal", "exp", "power"])
def test_one_nan_spoils_the_weight_that_all_share(branch):
    run = lesson.branch_gradients(branch, 0.5)
    assert np.isnan(run.naive_total) and np.isfinite(run.double_total)


def test_both_ways_give_the_same_values():
    for branch in lesson.BRANCHES:
        x = tf.constant([-2.0, -0.25, 0.0, 0.25, 2.0, 100.0])
        np.testing.assert_array_equal(lesson.naive_where(branch, x), lesson.double_where(branch, x))


def test_the_square_root_is_safe_eagerly_and_traced():
    """The page says: on 2.21, but not under jit_compile."""
    naive = lesson.branch_gradients("sqrt", 0.0).naive
    assert np.isfinite(naive).all() and naive[-1] == 0
    traced = tf.function(lambda x: lesson.slope(lesson.naive_where, "sqrt", x))
    assert traced(tf.constant(0.0)) == 0
    compiled = tf.function(lambda x: lesson.slope(lesson.naive_where, "sqrt", x), jit_compile=True)
    assert np.isnan(compiled(tf.constant(0.0)))


# ------------------------------------------------------------------------- round trip


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=1, max_size=4),
    st.integers(-10, 10),
)
def test_the_round_trip_is_a_where_with_0(values, threshold):
    a = np.array(values, float)
    run = lesson.round_trip(values, threshold)
    np.testing.assert_array_equal(run.returned, np.where(a > threshold, a, 0))
    np.testing.assert_array_equal(run.indices, np.argwhere(a > threshold))
    np.testing.assert_array_equal(run.values, a[a > threshold])


# -------------------------------------------------------------------------- one element


@pytest.mark.parametrize("method", ["scatter", "where", "variable"])
@pytest.mark.parametrize("index", range(4))
def test_three_methods_replace_one_element(method, index):
    a, result = lesson.write_one(method, [1, 2, 3, 4], index, 5)
    wanted = [1, 2, 3, 4]
    wanted[index] = 5
    assert result.numpy().tolist() == wanted and a.numpy().tolist() == [1, 2, 3, 4]


def test_a_tensor_does_not_support_item_assignment():
    with pytest.raises(TypeError, match="does not support item assignment"):
        lesson.write_one("item", [1, 2, 3, 4], 0, 5)


def test_what_each_way_does_with_an_index_that_does_not_exist():
    for index in (-1, 4):
        with pytest.raises(INVALID):
            lesson.write_one("scatter", [1, 2, 3, 4], index, 5)
        assert lesson.write_one("where", [1, 2, 3, 4], index, 5)[1].numpy().tolist() == [1, 2, 3, 4]
    assert lesson.write_one("variable", [1, 2, 3, 4], -1, 5)[1].numpy().tolist() == [1, 2, 3, 5]
    with pytest.raises(INVALID):
        lesson.write_one("variable", [1, 2, 3, 4], 4, 5)


# --------------------------------------------------------------------------- questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_numpy(seed):
    drawn = lesson.draw_mask(Random(seed))
    mask = np.array(drawn["mask"])
    count = int(mask.sum())
    shapes = {
        "tf.where(mask)": [count, 2],
        "tf.where(mask, a, 0.0)": list(mask.shape),
        "tf.boolean_mask(a, mask)": [count],
    }
    assert lesson.masked_shape(**drawn).numpy().tolist() == shapes[drawn["call"]]
    drawn = lesson.draw_gather(Random(seed))
    addresses = np.zeros(drawn["indices"], int)
    wanted = by_hand(np.zeros(drawn["params"]), addresses).shape
    assert tuple(lesson.gather_shape(**drawn).numpy()) == wanted
    drawn = lesson.draw_scatter(Random(seed))
    wanted = one_by_one([[1], [1]], drawn["updates"], 3, drawn["start"], drawn["operation"])
    assert lesson.scatter_twice(**drawn) == wanted[1]
    drawn = lesson.draw_mesh(Random(seed))
    sizes = drawn["columns"], drawn["rows"]
    wanted = np.meshgrid(*map(np.arange, sizes), indexing=drawn["indexing"])[0].shape
    assert tuple(lesson.mesh_shape(**drawn).numpy()) == wanted
    drawn = lesson.draw_branch(Random(seed))
    branch = lesson.BRANCH_CALLS[drawn["call"]]
    answer = lesson.branch_slope(**drawn).numpy().decode()
    assert answer == ("NaN" if BROKEN[branch](drawn["x"]) else "number")
