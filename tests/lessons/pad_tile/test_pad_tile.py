"""Pad and tile against NumPy, counting, and the article."""

from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from lib.lessons.pad_tile import pad_tile
from tests.reader import Reader

ARTICLE = {
    **{
        name: lambda inputs: {
            "out": pad_tile.pad_matrix(inputs["a"], inputs["paddings"], "CONSTANT", 0).padded
        }
        for name in ("pad 3x3 by [[0,0],[0,0]]", "pad 3x3 by [[1,1],[1,1]]")
    },
    "pad an image batch": lambda inputs: {
        "shape": pad_tile.pad_images(
            *(inputs["paddings"][axis][0] for axis in (1, 2)), "CONSTANT"
        ).padded.shape.as_list()
    },
    **{
        name: lambda inputs: {"out": pad_tile.tile_matrix(inputs["a"], inputs["multiples"]).tiled}
        for name in ("tile [1,2]", "tile [2,1]", "tile [2,2]")
    },
}

NUMPY_MODE = {"CONSTANT": "constant", "REFLECT": "reflect", "SYMMETRIC": "symmetric"}
widths = st.integers(0, 2)
modes = st.sampled_from(sorted(NUMPY_MODE))


@given(st.integers(3, 5), st.integers(3, 5), widths, widths, widths, widths, modes)
def test_padding_and_its_sources_agree_with_numpy(rows, columns, top, bottom, left, right, mode):
    matrix = np.random.default_rng(rows * columns).integers(-9, 9, (rows, columns))
    paddings = [[top, bottom], [left, right]]
    fill = {"constant_values": 7} if mode == "CONSTANT" else {}
    wanted = np.pad(matrix, paddings, NUMPY_MODE[mode], **fill)
    run = pad_tile.pad_matrix(matrix.tolist(), paddings, mode, 7)
    np.testing.assert_array_equal(run.padded, wanted)
    source = np.asarray(run.source)
    np.testing.assert_array_equal(np.where(source < 0, 7, matrix.ravel()[source]), wanted)


def test_reflect_skips_the_edge_and_symmetric_repeats_it():
    row = [[1, 2, 3]]
    sides = [[0, 0], [2, 0]]
    reflect = pad_tile.pad_matrix(row, sides, "REFLECT", 0).padded
    symmetric = pad_tile.pad_matrix(row, sides, "SYMMETRIC", 0).padded
    np.testing.assert_array_equal(reflect, [[3, 2, 1, 2, 3]])
    np.testing.assert_array_equal(symmetric, [[2, 1, 1, 2, 3]])


@pytest.mark.parametrize("mode", NUMPY_MODE)
def test_a_batch_of_pictures_grows_in_height_and_width_only(mode):
    run = pad_tile.pad_images(2, 3, mode)
    assert run.images.shape == (4, 28, 28, 3)
    wanted = np.pad(run.images, [(0, 0), (2, 2), (3, 3), (0, 0)], NUMPY_MODE[mode])
    np.testing.assert_array_equal(run.padded, wanted)


def test_the_photographs_are_photographs():
    images = np.asarray(pad_tile.photos(), float)
    assert images.std(axis=(1, 2, 3)).min() > 30
    # Neighbouring pixels of a photograph are alike; those of noise would not be.
    assert np.abs(np.diff(images, axis=1)).mean() < 0.5 * images.std()


@pytest.mark.parametrize(
    ("mistake", "legal", "message"),
    [
        ("reflect", range(3), "paddings must be less than the dimension size"),
        ("symmetric", range(4), "paddings must be no greater than the dimension size"),
        ("negative", range(1), "non-negative"),
        ("short", range(0), "rank of inputs"),
        ("flat", range(0), "matrix with 2 columns"),
    ],
)
def test_every_width_is_legal_up_to_its_own_limit(mistake, legal, message):
    for n in range(6):
        if n in legal:
            top = 0 if mistake == "negative" else n
            mode = {"reflect": "reflect", "symmetric": "symmetric"}.get(mistake, "constant")
            wanted = np.pad(np.arange(9).reshape(3, 3), [(top, 0), (0, 0)], mode)
            np.testing.assert_array_equal(pad_tile.pad_by(mistake, n), wanted)
        else:
            with pytest.raises(tf.errors.InvalidArgumentError, match=message):
                pad_tile.pad_by(mistake, n)


@pytest.mark.parametrize("multiples", [[1, 1], [2, 3], [0, 2], [4, 1]])
def test_tiling_agrees_with_numpy(multiples):
    matrix = [[1, 2], [3, 4], [5, 6]]
    np.testing.assert_array_equal(
        pad_tile.tile_matrix(matrix, multiples).tiled, np.tile(matrix, multiples)
    )


def test_a_multiple_of_0_gives_an_empty_tensor_and_a_wrong_rank_an_error():
    assert pad_tile.tile_matrix([[1, 2]], [0, 2]).tiled.shape == (0, 4)
    with pytest.raises(tf.errors.InvalidArgumentError, match="length 2 but got length 1"):
        pad_tile.tile_matrix([[1, 2]], [2])


def test_three_ways_to_copy_differ_in_order_and_none_is_free():
    run = pad_tile.copy_three_ways([1, 2, 3], 2)
    np.testing.assert_array_equal(run.tiled, [1, 2, 3, 1, 2, 3])
    np.testing.assert_array_equal(run.repeated, [1, 1, 2, 2, 3, 3])
    np.testing.assert_array_equal(run.broadcast, [[1, 2, 3], [1, 2, 3]])
    np.testing.assert_array_equal(run.bytes_each, [12, 24, 24, 24])
    assert int(run.row_step) == 12
    assert np.broadcast_to(np.float32([1, 2, 3]), (2, 3)).strides[0] == 0  # NumPy's is a view


@pytest.mark.parametrize("operation", pad_tile.ENLARGE)
@pytest.mark.parametrize("n", [0, 1, 2])
def test_the_gradient_of_copying_counts_the_copies(operation, n):
    if operation == "tile":
        numbers = np.tile(np.arange(9).reshape(3, 3), (n + 1, n + 1))
    else:
        extra = {"constant_values": -1} if operation == "CONSTANT" else {}
        numbers = np.pad(np.arange(9).reshape(3, 3), n, NUMPY_MODE[operation], **extra)
    counts = np.bincount(numbers[numbers >= 0], minlength=9).reshape(3, 3)
    np.testing.assert_array_equal(pad_tile.count_uses(operation, n).gradient, counts)


def test_the_challenge_can_be_met():
    matrix = np.arange(9).reshape(3, 3).tolist()
    source = pad_tile.pad_matrix(matrix, [[3, 0], [3, 0]], "SYMMETRIC", 0).source.numpy()
    np.testing.assert_array_equal(np.bincount(source.ravel()), [4] * 9)


def test_a_mirror_uses_some_cells_more_than_others_tile_and_constant_do_not():
    reflect = np.asarray(pad_tile.count_uses("REFLECT", 1).gradient)
    np.testing.assert_array_equal(reflect, [[1, 3, 1], [3, 9, 3], [1, 3, 1]])
    assert (np.asarray(pad_tile.count_uses("tile", 2).gradient) == 9).all()
    assert (np.asarray(pad_tile.count_uses("CONSTANT", 2).gradient) == 1).all()


def test_a_bias_gets_the_sum_of_the_gradients_of_the_batch():
    """The page says so: broadcasting is copying."""
    upstream = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    bias = tf.zeros([3])
    with tf.GradientTape() as tape:
        tape.watch(bias)
        loss = tf.reduce_sum((tf.zeros([5, 3]) + bias) * upstream)
    np.testing.assert_allclose(tape.gradient(loss, bias), upstream.sum(axis=0), rtol=1e-6)


def uses(*paddings, mode):
    """Count how often each original cell stands in the padded matrix."""
    source = np.asarray(pad_tile.pad_matrix(pad_tile.SQUARE, paddings, mode, 0).source)
    return np.bincount(source[source >= 0], minlength=9)


def test_the_challenge_can_be_met_by_symmetric_and_by_no_reflection():
    assert (uses([1, 2], [3, 0], mode="SYMMETRIC") == 4).all()
    sides = [[before, after] for before in range(3) for after in range(3)]
    assert not any((uses(v, h, mode="REFLECT") == 4).all() for v in sides for h in sides)


def test_the_page_sees_that_the_challenge_is_met():
    reader = Reader("pad_tile", top=3, bottom=3)
    marks = [f"**{reader.frame[f'challenge.{state}']}**" for state in ("open", "reached")]
    sentence = reader.words.labels["painter.challenge"]
    widths = {"top": 1, "bottom": 2, "left": 3, "right": 1}
    for right, mark in ((1, marks[0]), (0, marks[1])):
        reader.set(**(widths | {"right": right}))
        (line,) = [text.value for text in reader.at.markdown if sentence in text.value]
        assert line.endswith(mark)


@pytest.mark.parametrize("seed", range(15))
def test_the_mode_that_is_asked_for_is_the_only_one_that_fits(seed):
    asked = pad_tile.draw_mode(Random(seed))
    fits = [
        mode
        for mode, name in NUMPY_MODE.items()
        if np.pad(asked["row"], (asked["width"], 0), name).tolist() == asked["padded"]
    ]
    assert fits == [pad_tile.which_mode(**asked).numpy().decode()]


@pytest.mark.parametrize("seed", range(15))
def test_questions_have_the_answers_of_numpy(seed):
    pad = pad_tile.draw_pad_shape(Random(seed))
    wanted = np.pad(np.zeros(pad["shape"]), pad["paddings"]).shape
    np.testing.assert_array_equal(pad_tile.pad_shape(**pad), wanted)
    tile = pad_tile.draw_tile_shape(Random(seed))
    wanted = np.multiply(tile["shape"], tile["multiples"])
    np.testing.assert_array_equal(pad_tile.tile_shape(**tile), wanted)
    mirror = pad_tile.draw_mirror(Random(seed))
    wanted = np.pad(mirror["row"], (mirror["width"], 0), NUMPY_MODE[mirror["mode"]])
    np.testing.assert_array_equal(pad_tile.mirror(**mirror), wanted)
    order = pad_tile.draw_order(Random(seed))
    how = {"tile": np.tile, "repeat": np.repeat}[order["how"]]
    wanted = how(order["values"], order["times"])
    np.testing.assert_array_equal(pad_tile.copy_one_way(**order), wanted)
