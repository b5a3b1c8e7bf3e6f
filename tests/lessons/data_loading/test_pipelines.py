"""Pipelines against plain Python over lists, and the article."""

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.data_loading import pipelines
from lib.lessons.shared.digits import digits

INVALID = tf.errors.InvalidArgumentError


def _cifar_like(inputs):
    run = pipelines.run_pipeline(["map", "batch"], "cifar", "scale", 1, 32, 1, 0)
    slices, mapped = (pipelines.parse_shapes(spec.decode()) for spec in run.specs.numpy()[:2])
    return {
        "slice_x": slices[0],
        "slice_y": slices[1],
        "mapped_x": mapped[0],
        "mapped_y": mapped[1],
        "batched_x": run.x.shape.as_list(),
        "batched_y": run.y.shape.as_list(),
    }


ARTICLE = {
    "from_tensor_slices -> map(cast/255, one_hot 10) -> batch(32) over 32x32x3 images with "
    "(n,1) labels": _cifar_like,
}


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
    run = pipelines.run_pipeline(order, "digits", "scale", 1, size, epochs, 0)
    wanted = by_hand(order, pipelines.ITEMS, size, epochs)
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
@given(st.permutations(pipelines.STAGES), st.integers(1, 40), st.integers(0, 99))
def test_every_order_of_all_stages_loses_nothing_and_the_seed_decides(order, buffer, seed):
    values = (order, "digits", "scale", buffer, 8, 2, seed)
    run, again = pipelines.run_pipeline(*values), pipelines.run_pipeline(*values)
    np.testing.assert_array_equal(run.items, again.items)
    assert sorted(run.items.numpy().tolist()) == sorted([*range(pipelines.ITEMS)] * 2)


def test_specs_say_what_one_element_is():
    run = pipelines.run_pipeline(["map", "batch"], "digits", "scale", 1, 8, 1, 0)
    assert [spec.decode() for spec in run.specs.numpy()] == [
        "(28, 28) uint8; () int64",
        "(28, 28) float32; (10,) float32",
        "(None, 28, 28) float32; (None, 10) float32",
    ]
    assert run.x.shape == (8, 28, 28) and run.y.shape == (8, 10)


def test_what_flattens_one_picture_refuses_a_batch():
    flat = pipelines.run_pipeline(["map", "batch"], "digits", "flatten", 1, 8, 1, 0)
    assert flat.x.shape == (8, 784)
    with pytest.raises(INVALID, match="6272 values, but the requested shape has 784"):
        pipelines.run_pipeline(["batch", "map"], "digits", "flatten", 1, 8, 1, 0)


def test_inverted_pixels_are_one_minus_what_they_were():
    straight, inverted = (
        pipelines.run_pipeline(["map"], "digits", prepare, 1, 8, 1, 0).pixels.numpy()
        for prepare in ("scale", "invert")
    )
    np.testing.assert_allclose(inverted, 1 - straight, atol=1e-6)


def test_a_digit_in_the_form_of_cifar_is_the_same_digit_with_a_border():
    images, labels = pipelines.source("cifar")
    assert images.shape == (40, 32, 32, 3) and labels.shape == (40, 1)
    for channel in range(3):
        np.testing.assert_array_equal(images[:, 2:30, 2:30, channel], digits().images[:40])
    assert images[:, :2].sum() == images[:, :, 30:].sum() == 0
