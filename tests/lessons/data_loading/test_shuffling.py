"""Shuffle buffers against their bounds."""

import numpy as np
import pytest

from lib.lessons.data_loading import shuffling


@pytest.mark.parametrize(("n", "buffer"), [(8, 1), (8, 3), (16, 4), (32, 4), (32, 31), (16, 32)])
def test_no_item_comes_before_it_was_in_the_buffer(n, buffer):
    run = shuffling.shuffle(n, buffer, 7)
    share = run.share.numpy()
    item, position = np.indices((n, n))
    assert (share[position < item - buffer + 1] == 0).all()
    np.testing.assert_allclose(share.sum(axis=0), 1, atol=1e-5)  # each place is taken once
    np.testing.assert_allclose(share.sum(axis=1), 1, atol=1e-5)
    order = run.order.numpy()
    assert sorted(order.tolist()) == list(range(n))
    assert all(value <= place + buffer - 1 for place, value in enumerate(order.tolist()))


def test_with_a_buffer_of_3_the_first_is_0_1_or_2():
    assert set(np.flatnonzero(shuffling.shuffle(32, 3, 7).share[:, 0])) == {0, 1, 2}


def test_of_32_items_and_a_buffer_of_4_the_last_comes_at_28_or_later():
    assert np.flatnonzero(shuffling.shuffle(32, 4, 7).share[31]).min() == 28


def test_a_buffer_of_1_shuffles_nothing_and_a_full_one_everything():
    np.testing.assert_array_equal(shuffling.shuffle(8, 1, 7).share, np.eye(8))
    full = shuffling.shuffle(8, 8, 7).share.numpy()
    assert abs(full - 1 / 8).max() < 0.1  # 250 epochs: 5 standard deviations


def test_the_challenge_of_the_buffer_is_met_by_one_buffer_alone():
    first = [bool(shuffling.shuffle(8, buffer, 7).share[-1, 0]) for buffer in range(1, 10)]
    assert first == [False] * 7 + [True] * 2


@pytest.mark.parametrize(("buffer", "classes"), [(1, 1.25), (10, 1.5), (100, 4.2), (1000, 9.5)])
def test_classes_in_a_batch_of_sorted_labels(buffer, classes):
    run = shuffling.shuffle_sorted(buffer, 32, 7)
    assert float(run.classes) == pytest.approx(classes, abs=0.25)
    np.testing.assert_array_equal(run.counts.numpy().sum(axis=0), [100] * 10)
    assert run.counts.numpy().sum(axis=1).tolist() == [32] * 31 + [8]
    assert float(run.classes) == pytest.approx((run.counts.numpy() > 0).sum(axis=1).mean())
