"""Shapes, slices, orders and sums against NumPy, closed forms, and what the page says of them."""

import math
from itertools import product
from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from lib.lessons.tensors import broadcasting, dtypes, orders, shapes, sharing, slices

INVALID = tf.errors.InvalidArgumentError
COUNTED = np.arange(24).reshape(2, 3, 4)


def memory(tensor):
    """Return the numbers of a tensor as they lie in memory, and where they begin."""
    view = memoryview(tensor)
    flat = np.frombuffer(view, tensor.dtype.as_numpy_dtype)
    return flat.tolist(), flat.__array_interface__["data"][0]


# ------------------------------------------------------------------------------ shape


@pytest.mark.parametrize(
    ("name", "shape", "dtype"),
    [
        ("scalar", (), "int32"),
        ("vector", (4,), "int32"),
        ("matrix", (2, 3), "float32"),
        ("cube", (2, 3, 4), "int32"),
    ],
)
def test_a_tensor_says_rank_shape_size_and_dtype(name, shape, dtype):
    run = shapes.describe(shapes.EXAMPLES[name])
    assert run.tensor.dtype == dtype and tuple(run.shape.numpy()) == shape
    assert int(run.rank) == len(shape) and int(run.size) == math.prod(shape)
    np.testing.assert_array_equal(run.tensor, np.array(shapes.EXAMPLES[name], dtype))


def test_each_pair_of_brackets_adds_an_axis():
    assert [int(shapes.describe(value).rank) for value in (7, [7], [[7]], [[[7]]])] == [0, 1, 2, 3]
    found = [tuple(shapes.describe(value).shape.numpy()) for value in (7, [7], [[7]])]
    assert found == [(), (1,), (1, 1)]


def test_one_decimal_point_makes_all_of_them_float32():
    assert shapes.describe([1, 2, 3]).tensor.dtype == tf.int32
    assert shapes.describe([1, 2.0, 3]).tensor.dtype == tf.float32


def test_rows_of_different_lengths_have_no_shape():
    with pytest.raises(ValueError, match="non-rectangular"):
        tf.constant([[1, 2], [3]])


# ------------------------------------------------------------------------------ slice

PLACES = {"first": 0, "second": 1, "last": 2}


@pytest.mark.parametrize("where", slices.AT)
@pytest.mark.parametrize("i", range(-4, 5))
def test_an_index_takes_one_place_and_its_axis_is_gone(where, i):
    axis = PLACES[where]
    if not -COUNTED.shape[axis] <= i < COUNTED.shape[axis]:
        with pytest.raises(INVALID, match="out of bounds"):
            slices.take_at(where, i)
        return
    run = slices.take_at(where, i)
    np.testing.assert_array_equal(run.a, COUNTED)
    np.testing.assert_array_equal(run.taken, COUNTED.take(i, axis))
    assert run.taken.shape == tuple(n for k, n in enumerate(COUNTED.shape) if k != axis)


@pytest.mark.parametrize("where", slices.RANGES)
@given(st.integers(-4, 6), st.integers(-4, 6), st.sampled_from([-2, -1, 1, 2, 3]))
def test_a_range_stays_an_axis_and_is_cut_short(where, start, stop, step):
    axis = PLACES[where]
    chosen = list(range(COUNTED.shape[axis]))[start:stop:step]
    taken = slices.take_range(where, start, stop, step).taken
    np.testing.assert_array_equal(taken, COUNTED.take(chosen, axis))
    assert len(taken.shape) == 3 and taken.shape[axis] == len(chosen)


@pytest.mark.parametrize("where", slices.RANGES)
def test_a_step_of_0_is_refused(where):
    with pytest.raises((INVALID, ValueError), match="non-zero"):
        slices.take_range(where, 0, 2, 0)


@pytest.mark.parametrize("where", slices.NEW)
def test_a_new_axis_has_the_length_1(where):
    wanted = np.expand_dims(COUNTED, {"first": 0, "second": 1, "last": 3}[where])
    np.testing.assert_array_equal(slices.add_axis(where).taken, wanted)


def test_what_the_page_says_of_indices():
    a = tf.constant(COUNTED)
    np.testing.assert_array_equal(a[1], a[1:2][0])
    assert a[1].shape == (3, 4) and a[1:2].shape == (1, 3, 4)
    assert a[5:9].shape == (0, 3, 4)
    with pytest.raises(INVALID):
        a[5]
    assert COUNTED[[0, 1]].shape == (2, 3, 4) and a[[0, 1]].shape == (4,)
    np.testing.assert_array_equal(a[[0, 1]], COUNTED[0, 1])
    np.testing.assert_array_equal(tf.gather(a, [0, 1]), COUNTED[[0, 1]])
    np.testing.assert_array_equal(a[..., -1], COUNTED[:, :, 3])


# ---------------------------------------------------------------------------- reshape


@pytest.mark.parametrize("name", orders.TARGETS)
def test_reshape_keeps_the_order_and_transpose_does_not(name):
    target = orders.TARGETS[name]
    if abs(math.prod(target)) != 12 and not (-1 in target and 12 % -math.prod(target) == 0):
        with pytest.raises(INVALID, match="reshape"):
            orders.reread(target)
        return
    run = orders.reread(target)
    assert run.reshaped.numpy().ravel().tolist() == list(range(12))
    assert len(run.reshaped.shape) == len(target)
    assert all(wanted in (-1, n) for wanted, n in zip(target, run.reshaped.shape, strict=True))
    for i, j in product(range(3), range(4)):
        assert int(run.transposed[j, i]) == int(run.a[i, j]) == 4 * i + j


def test_some_shapes_fit_and_some_are_refused():
    refused = []
    for name, target in orders.TARGETS.items():
        try:
            orders.reread(target)
        except INVALID:
            refused.append(name)
    assert refused == ["[5, 3]", "[5, -1]"]


def test_in_memory_reshape_writes_nothing_and_transpose_a_new_order():
    run = orders.reread([4, 3])
    order, start = memory(run.a)
    assert memory(run.reshaped) == (order, start) and order == list(range(12))
    turned, other = memory(run.transposed)
    assert turned == [4 * i + j for j in range(4) for i in range(3)] and other != start
    assert sum(one == two for one, two in zip(order, turned, strict=True)) == 2
    assert run.reshaped.shape == run.transposed.shape == (4, 3)
    assert (run.reshaped != run.transposed).numpy().any()
    np.testing.assert_array_equal(tf.reshape(run.reshaped, [3, 4]), run.a)
    np.testing.assert_array_equal(tf.transpose(run.transposed), run.a)


# -------------------------------------------------------------------------- broadcast


def fits(left, right):
    """Say by the rule of the page whether two shapes fit, and what they give; None if not."""
    longest = max(len(left), len(right))
    both = [[1] * (longest - len(shape)) + shape for shape in (left, right)]
    found = []
    for one, other in zip(*both, strict=True):
        if one != other and 1 not in (one, other):
            return None
        found.append(max(one, other))
    return found


@pytest.mark.parametrize("pair", product(broadcasting.SHAPES, repeat=2), ids=" + ".join)
def test_a_sum_has_the_shape_of_the_rule_or_is_refused(pair):
    left, right = (broadcasting.SHAPES[name] for name in pair)
    wanted = fits(left, right)
    if wanted is None:
        with pytest.raises(INVALID, match="ncompatible shapes"):
            broadcasting.add(left, right)
        return
    run = broadcasting.add(left, right)
    a = 10 * np.arange(math.prod(left)).reshape(left)
    b = np.arange(math.prod(right)).reshape(right)
    assert run.total.shape == wanted
    np.testing.assert_array_equal(run.a, a)
    np.testing.assert_array_equal(run.b, b)
    np.testing.assert_array_equal(run.total, a + b)
    np.testing.assert_array_equal(run.stretched_a, np.broadcast_to(a, wanted))
    np.testing.assert_array_equal(run.stretched_b, np.broadcast_to(b, wanted))


def test_what_fits_by_accident():
    labels, predictions = tf.constant([1.0, 2.0, 3.0]), tf.constant([[1.0], [2.0], [3.0]])
    assert (labels - predictions).shape == (3, 3)
    wrong = float(tf.reduce_mean((labels - predictions) ** 2))
    # Every prediction is right, and the loss is that of all pairs: (0 + 1 + 4 + ...) / 9.
    assert wrong == pytest.approx(12 / 9)
    assert (tf.zeros([32, 10]) + tf.zeros([10])).shape == (32, 10)


def test_a_new_axis_makes_two_shapes_fit():
    a, b = tf.zeros([3, 4]), tf.zeros([3])
    with pytest.raises(INVALID):
        a + b
    assert (a + b[:, tf.newaxis]).shape == (3, 4)


# -------------------------------------------------------------------------- questions


@pytest.mark.parametrize("number", range(40))
def test_the_answers_are_those_of_numpy(number):
    drawn = broadcasting.draw_shapes(Random(number))
    wanted = np.broadcast_shapes(drawn["one"], drawn["other"])
    assert tuple(broadcasting.sum_shape(**drawn).numpy()) == wanted
    assert list(wanted) not in (drawn["one"], drawn["other"])  # nothing to copy from the question
    drawn = slices.draw_slice(Random(number))
    written = drawn["index"].replace("tf.newaxis", "None")
    wanted = eval(written, {"x": np.zeros(drawn["shape"])}).shape
    assert tuple(slices.slice_shape(**drawn).numpy()) == wanted
    drawn = orders.draw_turn(Random(number))
    a = np.arange(drawn["rows"] * drawn["columns"]).reshape(drawn["rows"], drawn["columns"])
    turned = a.T if drawn["way"] == "tf.transpose" else a.reshape(drawn["columns"], -1)
    row = orders.turned_row(**drawn).numpy().tolist()
    assert row == turned[drawn["row"]].tolist()
    steps = drawn["columns"] if drawn["way"] == "tf.transpose" else 1
    assert set(np.diff(row)) == {steps}
    drawn = dtypes.draw_overflow(Random(number))
    assert int(dtypes.overflow(**drawn)) == drawn["x"] + drawn["y"] - 256


def test_no_question_has_one_answer_only():
    draws = {
        slices.draw_slice: slices.slice_shape,
        broadcasting.draw_shapes: broadcasting.sum_shape,
        orders.draw_turn: orders.turned_row,
        dtypes.draw_overflow: dtypes.overflow,
    }
    for draw, answer in draws.items():
        found = [str(answer(**draw(Random(number))).numpy().tolist()) for number in range(40)]
        assert len(set(found)) > 15


# ------------------------------------------------------------------------------ dtype


@pytest.mark.parametrize("n", range(1, 9))
def test_whole_numbers_of_eight_bits_go_round(n):
    for dtype, first, low in (("uint8", 249, 0), ("int8", 121, -128)):
        run = dtypes.count_on(dtype, n)
        x = list(range(first, first + 7))
        assert run.x.numpy().tolist() == x
        assert run.more.numpy().tolist() == [(each + n - low) % 256 + low for each in x]


@pytest.mark.parametrize("n", range(1, 9))
def test_real_numbers_are_rounded_where_the_gaps_begin(n):
    for dtype, bits in (("float16", 11), ("float32", 24)):
        run = dtypes.count_on(dtype, n)
        last = 2**bits
        assert run.x.numpy().tolist() == list(range(last - 6, last + 1))
        for x, more in zip(run.x.numpy().tolist(), run.more.numpy().tolist(), strict=True):
            exact = x + n
            # Above the last number only every second one is there; the nearest, of two the one
            # whose half is even.
            wanted = exact if exact <= last else 2 * round(exact / 2)
            assert more == wanted


def test_what_the_page_says_of_dtypes():
    assert tf.float64.size == 2 * tf.float32.size
    assert tf.cast(tf.constant(255, tf.uint8), tf.float32) / 255 == 1
    assert tf.constant(255, tf.uint8) + 1 == 0 and tf.constant(127, tf.int8) + 1 == -128
    assert tf.constant(2.0**24) + 1 == 16777216
    assert int(np.float32(2**25) + np.float32(2)) == 2**25  # every fourth one
    assert tf.float16.max == 65504 and np.isinf(tf.constant(65504, tf.float16) * 2)


@pytest.mark.parametrize("pair", product(["int32", "int64", "float32", "float64"], repeat=2))
def test_tensorflow_adds_one_dtype_only_and_numpy_finds_one_for_both(pair):
    assert dtypes.add_by_numpy(*pair).tolist() == [11, 22, 33]
    assert dtypes.add_by_numpy(*pair).dtype == np.result_type(*pair)
    if pair[0] != pair[1]:
        with pytest.raises(INVALID):
            dtypes.add_by_tensorflow(*pair)
    else:
        total = dtypes.add_by_tensorflow(*pair)
        assert total.numpy().tolist() == [11, 22, 33] and total.dtype == pair[0]


def test_a_number_of_python_takes_the_dtype_of_the_tensor():
    assert np.result_type("int32", "float32") == np.float64
    assert (tf.constant([1.0, 2.0]) + 1).dtype == tf.float32
    with pytest.raises((TypeError, ValueError, INVALID)):
        tf.constant([1, 2]) + 0.5


# ------------------------------------------------------------------------------- copy

SEEN = {"array": False, "numpy": False, "variable": True, "value": False}


@pytest.mark.parametrize("i", range(4))
@pytest.mark.parametrize("what", SEEN)
def test_who_sees_a_change(what, i):
    run = sharing.change(what, i)
    before = [1.0, 2.0, 3.0, 4.0]
    after = [9.0 if place == i else number for place, number in enumerate(before)]
    assert np.asarray(run.written).tolist() == after
    assert np.asarray(run.other).tolist() == (after if SEEN[what] else before)


def test_a_large_array_is_copied_as_well():
    """A buffer that is aligned could be shared; it is not."""
    for size in (1, 1000, 1_000_000):
        for dtype in (np.float32, np.float64, np.int64):
            array = np.zeros(size, dtype)
            tensor = tf.constant(array)
            array[:] = 1
            assert not tensor.numpy().any()
            given = tensor.numpy()
            given[:] = 1
            assert not tensor.numpy().any()


def test_a_tensor_cannot_be_written_to():
    with pytest.raises(TypeError, match="does not support item assignment"):
        sharing.change("item", 0)


def test_a_layer_holds_the_variable_that_is_changed_elsewhere():
    layer = tf.keras.layers.Dense(2, use_bias=False)
    layer.build((None, 3))
    kernel = layer.kernel
    kernel.assign(tf.ones([3, 2]))
    assert layer(tf.ones([1, 3])).numpy().tolist() == [[3, 3]]
