"""Orders of two stages against plain Python over lists."""

import numpy as np
import pytest

from lib.lessons.data_loading import stage_order


def split(run):
    items, ends = run.items.numpy().tolist(), np.cumsum(run.sizes.numpy()).tolist()
    return [items[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_batches_keep_their_insides(seed):
    wanted = {(0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11), (12, 13)}
    whole = split(stage_order.run_two_epochs("batch, shuffle", 14, 8, 4, seed))
    assert {tuple(batch) for batch in whole} == wanted
    mixed = split(stage_order.run_two_epochs("shuffle, batch", 14, 8, 4, seed))
    assert {tuple(batch) for batch in mixed} != wanted


def test_repeat_before_batch_crosses_the_border_of_the_epochs():
    crossed = split(stage_order.run_two_epochs("repeat, batch", 14, 1, 4, 0))
    assert crossed[3] == [12, 13, 0, 1] and len(crossed) == 7
    kept = split(stage_order.run_two_epochs("batch, repeat", 14, 1, 4, 0))
    assert kept[3] == [12, 13] and kept[4] == [0, 1, 2, 3] and len(kept) == 8


def test_repeat_before_shuffle_mixes_the_epochs():
    kept = stage_order.run_two_epochs("shuffle, repeat", 14, 8, 4, 7).items.numpy().tolist()
    assert sorted(kept[:14]) == sorted(kept[14:]) == list(range(14))
    mixed = stage_order.run_two_epochs("repeat, shuffle", 14, 8, 4, 7).items.numpy().tolist()
    assert sorted(mixed[:14]) != list(range(14)) and sorted(mixed) == sorted([*range(14)] * 2)


def test_without_reshuffling_the_second_epoch_is_the_first():
    frozen = stage_order.run_two_epochs("reshuffle_each_iteration=False", 14, 8, 4, 7).items.numpy()
    np.testing.assert_array_equal(frozen[:14], frozen[14:])
    anew = stage_order.run_two_epochs("reshuffle_each_iteration=True", 14, 8, 4, 7).items.numpy()
    assert (anew[:14] != anew[14:]).any()
