"""Data loading against plain Python over lists, against the clock, and against the article."""

import itertools
import os
import threading
import time
from random import Random

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.datasets import cache
from lib.datasets.sets import SETS
from lib.lessons.data_loading import data_loading as lesson
from lib.lessons.data_loading import explore
from lib.lessons.shared.digits import digits

INVALID = tf.errors.InvalidArgumentError
LONG = 120
"""Seconds that a test waits at most, on a machine that does much else."""


def _cifar_like(inputs):
    run = lesson.pipe(["map", "batch"], "cifar", "scale", 1, 32, 1, 0)
    slices, mapped = (lesson.shapes(spec.decode()) for spec in run.specs.numpy()[:2])
    return {
        "slice_x": slices[0],
        "slice_y": slices[1],
        "mapped_x": mapped[0],
        "mapped_y": mapped[1],
        "batched_x": run.x.shape.as_list(),
        "batched_y": run.y.shape.as_list(),
    }


def _full(name):
    """Explore a full set where it is on this machine; nothing is downloaded for a test."""

    def compute(_):
        if cache.state(SETS[name]) != cache.State.READY:
            pytest.skip(f"the full {name} is not in Keras's cache on this machine")
        run = explore.explore(name, 0)
        found = {key: value for key, value in run._asdict().items() if key[:2] in ("x_", "y_")}
        found["y_first_4"] = run.labels[:4]
        if name == "mnist":
            found["onehot_first_2"] = lesson.encode(run.labels[:2], 10).rows
        else:
            found.pop("x_mean")
        return found

    return compute


ARTICLE = {
    "MNIST, full set": _full("mnist"),
    "CIFAR-10, full set": _full("cifar10"),
    "from_tensor_slices -> map(cast/255, one_hot 10) -> batch(32) over 32x32x3 images with "
    "(n,1) labels": _cifar_like,
}


# ---------------------------------------------------------------------------- one_hot


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-3, 14), min_size=1, max_size=8), st.integers(1, 12), st.booleans())
def test_one_hot_is_a_row_of_the_identity_or_zeros(labels, depth, column):
    typed = [[label] for label in labels] if column else labels
    rows = lesson.encode(typed, depth).rows.numpy()
    wanted = np.array([[float(label == k) for k in range(depth)] for label in labels])
    assert rows.shape == ((len(labels), 1, depth) if column else (len(labels), depth))
    np.testing.assert_array_equal(rows.reshape(wanted.shape), wanted)


def test_a_sample_with_an_unknown_label_costs_nothing():
    """The page says so: the cross-entropy of a row of zeros is 0."""
    row = lesson.encode([10], 10).rows
    loss = tf.nn.softmax_cross_entropy_with_logits(row, tf.range(10.0)[tf.newaxis])
    assert loss.numpy().tolist() == [0]


# --------------------------------------------------------------------------- pipelines


def by_hand(order, n, size, epochs):
    """Send numbers through a pipeline without a shuffle, as lists."""
    passed = list(range(n))
    for stage in order:
        if stage == "repeat":
            passed = passed * epochs
        if stage == "batch":
            passed = [passed[start : start + size] for start in range(0, len(passed), size)]
    return passed


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["map", "batch", "repeat", "prefetch"]), unique=True),
    st.integers(2, 32),
    st.integers(1, 3),
)
def test_a_pipeline_without_shuffle_does_what_lists_do(order, size, epochs):
    run = lesson.pipe(order, "digits", "scale", 1, size, epochs, 0)
    wanted = by_hand(order, lesson.ITEMS, size, epochs)
    assert run.items.numpy().tolist() == np.hstack(wanted).tolist()
    assert run.sizes.numpy().tolist() == [np.size(part) for part in wanted]
    assert run.cardinalities[-1] == len(wanted)
    images, labels = digits().images[run.items.numpy()], digits().labels[run.items.numpy()]
    pixels = run.pixels.numpy().reshape(-1, 28, 28)
    if "map" in order:
        np.testing.assert_allclose(pixels, images / 255, atol=1e-6)
        np.testing.assert_array_equal(run.labels.numpy().argmax(axis=1), labels)
    else:
        np.testing.assert_array_equal(pixels, images)
        np.testing.assert_array_equal(run.labels.numpy().ravel(), labels)


@settings(max_examples=15, deadline=None)
@given(st.permutations(lesson.STAGES), st.integers(1, 40), st.integers(0, 99))
def test_every_order_of_all_stages_loses_nothing_and_the_seed_decides(order, buffer, seed):
    values = (order, "digits", "scale", buffer, 8, 2, seed)
    run, again = lesson.pipe(*values), lesson.pipe(*values)
    np.testing.assert_array_equal(run.items, again.items)
    assert sorted(run.items.numpy().tolist()) == sorted([*range(lesson.ITEMS)] * 2)


def test_specs_say_what_one_element_is():
    run = lesson.pipe(["map", "batch"], "digits", "scale", 1, 8, 1, 0)
    assert [spec.decode() for spec in run.specs.numpy()] == [
        "(28, 28) uint8; () int64",
        "(28, 28) float32; (10,) float32",
        "(None, 28, 28) float32; (None, 10) float32",
    ]
    assert run.x.shape == (8, 28, 28) and run.y.shape == (8, 10)


def test_what_flattens_one_picture_refuses_a_batch():
    flat = lesson.pipe(["map", "batch"], "digits", "flatten", 1, 8, 1, 0)
    assert flat.x.shape == (8, 784)
    with pytest.raises(INVALID, match="6272 values, but the requested shape has 784"):
        lesson.pipe(["batch", "map"], "digits", "flatten", 1, 8, 1, 0)


def test_inverted_pixels_are_one_minus_what_they_were():
    straight, inverted = (
        lesson.pipe(["map"], "digits", prepare, 1, 8, 1, 0).pixels.numpy()
        for prepare in ("scale", "invert")
    )
    np.testing.assert_allclose(inverted, 1 - straight, atol=1e-6)


def test_a_digit_in_the_form_of_cifar_is_the_same_digit_with_a_border():
    images, labels = lesson.source("cifar")
    assert images.shape == (40, 32, 32, 3) and labels.shape == (40, 1)
    for channel in range(3):
        np.testing.assert_array_equal(images[:, 2:30, 2:30, channel], digits().images[:40])
    assert images[:, :2].sum() == images[:, :, 30:].sum() == 0


# ------------------------------------------------------------------------ the buffer


@pytest.mark.parametrize(("n", "buffer"), [(8, 1), (8, 3), (16, 4), (32, 4), (32, 31), (16, 32)])
def test_no_item_comes_before_it_was_in_the_buffer(n, buffer):
    run = lesson.shuffle(n, buffer, 7)
    share = run.share.numpy()
    item, position = np.indices((n, n))
    assert (share[position < item - buffer + 1] == 0).all()
    np.testing.assert_allclose(share.sum(axis=0), 1, atol=1e-5)  # each place is taken once
    np.testing.assert_allclose(share.sum(axis=1), 1, atol=1e-5)
    order = run.order.numpy()
    assert sorted(order.tolist()) == list(range(n))
    assert all(value <= place + buffer - 1 for place, value in enumerate(order.tolist()))


def test_with_a_buffer_of_3_the_first_is_0_1_or_2():
    assert set(np.flatnonzero(lesson.shuffle(32, 3, 7).share[:, 0])) == {0, 1, 2}


def test_of_32_items_and_a_buffer_of_4_the_last_comes_at_28_or_later():
    assert np.flatnonzero(lesson.shuffle(32, 4, 7).share[31]).min() == 28


def test_a_buffer_of_1_shuffles_nothing_and_a_full_one_everything():
    np.testing.assert_array_equal(lesson.shuffle(8, 1, 7).share, np.eye(8))
    full = lesson.shuffle(8, 8, 7).share.numpy()
    assert abs(full - 1 / 8).max() < 0.1  # 250 epochs: 5 standard deviations


def test_the_challenge_of_the_buffer_is_met_by_one_buffer_alone():
    first = [bool(lesson.shuffle(8, buffer, 7).share[-1, 0]) for buffer in range(1, 10)]
    assert first == [False] * 7 + [True] * 2


@pytest.mark.parametrize(("buffer", "classes"), [(1, 1.25), (10, 1.5), (100, 4.2), (1000, 9.5)])
def test_classes_in_a_batch_of_sorted_labels(buffer, classes):
    run = lesson.mix_sorted(buffer, 32, 7)
    assert float(run.classes) == pytest.approx(classes, abs=0.25)
    np.testing.assert_array_equal(run.counts.numpy().sum(axis=0), [100] * 10)
    assert run.counts.numpy().sum(axis=1).tolist() == [32] * 31 + [8]
    assert float(run.classes) == pytest.approx((run.counts.numpy() > 0).sum(axis=1).mean())


# ----------------------------------------------------------------- order is meaning


def split(run):
    items, ends = run.items.numpy().tolist(), np.cumsum(run.sizes.numpy()).tolist()
    return [items[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_batches_keep_their_insides(seed):
    wanted = {(0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11), (12, 13)}
    whole = split(lesson.stream("batch, shuffle", 14, 8, 4, seed))
    assert {tuple(batch) for batch in whole} == wanted
    mixed = split(lesson.stream("shuffle, batch", 14, 8, 4, seed))
    assert {tuple(batch) for batch in mixed} != wanted


def test_repeat_before_batch_crosses_the_border_of_the_epochs():
    crossed = split(lesson.stream("repeat, batch", 14, 1, 4, 0))
    assert crossed[3] == [12, 13, 0, 1] and len(crossed) == 7
    kept = split(lesson.stream("batch, repeat", 14, 1, 4, 0))
    assert kept[3] == [12, 13] and kept[4] == [0, 1, 2, 3] and len(kept) == 8


def test_repeat_before_shuffle_mixes_the_epochs():
    kept = lesson.stream("shuffle, repeat", 14, 8, 4, 7).items.numpy().tolist()
    assert sorted(kept[:14]) == sorted(kept[14:]) == list(range(14))
    mixed = lesson.stream("repeat, shuffle", 14, 8, 4, 7).items.numpy().tolist()
    assert sorted(mixed[:14]) != list(range(14)) and sorted(mixed) == sorted([*range(14)] * 2)


def test_without_reshuffling_the_second_epoch_is_the_first():
    frozen = lesson.stream("reshuffle_each_iteration=False", 14, 8, 4, 7).items.numpy()
    np.testing.assert_array_equal(frozen[:14], frozen[14:])
    anew = lesson.stream("reshuffle_each_iteration=True", 14, 8, 4, 7).items.numpy()
    assert (anew[:14] != anew[14:]).any()


# -------------------------------------------------------------------- tracing, and the end


def test_numpy_inside_map_gives_one_number_for_ever():
    run = lesson.draw_in_map("numpy", 6, 7)
    assert int(run.python_ran) == 1 and len(np.unique(run.epochs)) == 1
    assert np.float32(np.random.default_rng(7).random()) == float(run.epochs[0, 0])  # a float32


def test_numpy_function_asks_python_for_each_item():
    run = lesson.draw_in_map("numpy_function", 6, 7)
    np.testing.assert_array_equal(run.epochs.numpy().ravel(), np.random.default_rng(7).random(12))


def test_stateless_numbers_differ_by_item_and_not_by_epoch():
    epochs = lesson.draw_in_map("stateless", 6, 7).epochs.numpy()
    np.testing.assert_array_equal(epochs[0], epochs[1])
    alone = [float(tf.random.stateless_uniform([], [7, i])) for i in range(6)]
    np.testing.assert_array_equal(epochs[0], np.float64(alone))
    assert len(set(alone)) == 6


LENGTHS = {
    "range(3)": (3, [0, 1, 2]),
    "range(3).repeat()": (-1, None),
    "range(3).repeat().take(5)": (5, [0, 1, 2, 0, 1]),
    "range(6).filter(odd)": (-2, [1, 3, 5]),
    "range(5).batch(2)": (3, [0, 1, 2, 3, 4]),
    "from_generator": (-2, [0, 1, 2]),
}


@pytest.mark.parametrize("dataset", lesson.ENDS)
def test_a_loop_ends_quietly_and_next_says_so(dataset):
    known, items = LENGTHS[dataset]
    run = lesson.loop(dataset, 12)
    assert int(run.cardinality) == known
    assert run.taken.numpy().tolist() == (items or [0, 1, 2] * 4)
    if items is None:
        assert lesson.take(dataset, "next", 12).taken.shape == (12,)
        return
    elements = 3 if "take" not in dataset else 5
    assert lesson.take(dataset, "next", elements).taken.numpy().tolist() == items
    with pytest.raises(StopIteration):
        lesson.take(dataset, "next", elements + 1)
    with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
        lesson.take(dataset, "get_next", elements + 1)


# --------------------------------------------------------------------------------- time


def overlaps(times):
    edges = sorted([(start, 1) for start, _ in times] + [(end, -1) for _, end in times])
    return max(np.cumsum([change for _, change in edges]))


class Clock:
    """Stands in for the module ``time``: it counts events, and sleeps until others have begun."""

    PREPARE, TRAIN = 15, 10

    def __init__(self, meets=""):
        self.meets = meets
        self.ticks = itertools.count()
        self.prepared = itertools.count()
        self.training, self.preparing = threading.Event(), threading.Event()
        self.four = threading.Barrier(4)

    def perf_counter(self):
        return float(next(self.ticks))

    def sleep(self, seconds):
        """Return at once, or once what is to go on at the same time goes on; fail without it."""
        if seconds == self.PREPARE / 1000:
            number = next(self.prepared)
            if self.meets == "prepare":
                self.four.wait(LONG)
            elif self.meets == "train" and number == 1:
                assert self.training.wait(LONG), "training has not begun"
                self.preparing.set()
        elif self.meets == "train":
            self.training.set()
            assert self.preparing.wait(LONG), "nothing is prepared during training"

    def times(self, monkeypatch, calls, prefetch, automatic):
        """Run a pipeline by this clock; return when each element was prepared and trained on."""
        monkeypatch.setattr(lesson, "time", self)
        run = lesson.time_pipeline(self.PREPARE, self.TRAIN, calls, prefetch, automatic)
        return run.seconds_prepared.numpy().tolist(), run.seconds_trained.numpy().tolist()


def test_without_help_map_and_training_take_turns(monkeypatch):
    prepared, trained = Clock().times(monkeypatch, 0, 0, False)
    assert len(prepared) == len(trained) == 8
    assert overlaps(prepared + trained) == 1


@pytest.mark.parametrize(("prefetch", "automatic"), [(2, False), (0, True)])
def test_a_prefetch_prepares_during_training(monkeypatch, prefetch, automatic):
    """By the page's own prefetch, and by the one that TensorFlow puts in where it may."""
    prepared, trained = Clock(meets="train").times(monkeypatch, 0, prefetch, automatic)
    assert overlaps(prepared) == 1
    assert overlaps(prepared + trained) == 2


def test_parallel_calls_overlap_each_other(monkeypatch):
    prepared, _ = Clock(meets="prepare").times(monkeypatch, 4, 0, False)
    assert overlaps(prepared) == 4


def test_every_element_is_prepared_before_it_is_trained_on():
    for calls, prefetch in ((0, 0), (4, 2)):
        run = lesson.time_pipeline(2, 2, calls, prefetch, False)
        assert (run.seconds_trained[:, 0] >= run.seconds_prepared[:, 1]).numpy().all()


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="counts the threads of Linux")
def test_twenty_readers_leave_no_threads_behind():
    def read(seed):
        lesson.time_pipeline(1, 1, 4, 2, False)
        lesson.pipe(lesson.STAGES, "digits", "scale", 20, 8, 2, seed)
        lesson.take("range(3).repeat()", "next", 2)
        lesson.draw_in_map("numpy_function", 3, seed)

    def threads():
        return len(os.listdir("/proc/self/task"))

    read(0)
    before = threads()
    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(20)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    end = time.monotonic() + LONG
    while threads() > before + 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert threads() <= before + 2  # the pools that all share may still grow by one or two


# ----------------------------------------------------------------------------- questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_arithmetic(seed):
    drawn = lesson.draw_shape(Random(seed))
    wanted = [drawn["size"], *drawn["labels"][1:], drawn["classes"]]
    assert lesson.label_shape(**drawn).numpy().tolist() == wanted
    drawn = lesson.draw_batches(Random(seed))
    n, size = drawn["n"], drawn["size"]
    wanted = -(-2 * n // size) if drawn["order"] == "repeat, batch" else 2 * -(-n // size)
    assert int(lesson.batches(**drawn)) == wanted
    drawn = lesson.draw_traced(Random(seed))
    assert int(lesson.different_numbers(**drawn)) == (1 if drawn["way"] == "numpy" else drawn["n"])


@pytest.mark.parametrize("seed", range(12))
def test_the_earliest_position_is_the_one_of_the_formula(seed):
    drawn = lesson.draw_buffer(Random(seed))
    assert int(lesson.earliest(**drawn)) == drawn["item"] - drawn["buffer"] + 1
