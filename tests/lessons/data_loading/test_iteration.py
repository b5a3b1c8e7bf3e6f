"""The ends of data sets against plain Python."""

import pytest
import tensorflow as tf

from lib.lessons.data_loading import iteration

LENGTHS = {
    "range(3)": (3, [0, 1, 2]),
    "range(3).repeat()": (-1, None),
    "range(3).repeat().take(5)": (5, [0, 1, 2, 0, 1]),
    "range(6).filter(odd)": (-2, [1, 3, 5]),
    "range(5).batch(2)": (3, [0, 1, 2, 3, 4]),
    "from_generator": (-2, [0, 1, 2]),
}


@pytest.mark.parametrize("dataset", iteration.DATA_SETS)
def test_a_loop_ends_quietly_and_next_says_so(dataset):
    known, items = LENGTHS[dataset]
    run = iteration.take_in_loop(dataset, 12)
    assert int(run.cardinality) == known
    assert run.taken.numpy().tolist() == (items or [0, 1, 2] * 4)
    if items is None:
        assert iteration.take(dataset, "next", 12).taken.shape == (12,)
        return
    elements = 3 if "take" not in dataset else 5
    assert iteration.take(dataset, "next", elements).taken.numpy().tolist() == items
    with pytest.raises(StopIteration):
        iteration.take(dataset, "next", elements + 1)
    with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
        iteration.take(dataset, "get_next", elements + 1)
