"""One-hot rows against the identity matrix."""

import numpy as np
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.lessons.data_loading import one_hot


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-3, 14), min_size=1, max_size=8), st.integers(1, 12), st.booleans())
def test_one_hot_is_a_row_of_the_identity_or_zeros(labels, depth, column):
    typed = [[label] for label in labels] if column else labels
    rows = one_hot.encode(typed, depth).rows.numpy()
    wanted = np.array([[float(label == k) for k in range(depth)] for label in labels])
    assert rows.shape == ((len(labels), 1, depth) if column else (len(labels), depth))
    np.testing.assert_array_equal(rows.reshape(wanted.shape), wanted)


def test_a_sample_with_an_unknown_label_costs_nothing():
    """The page says so: the cross-entropy of a row of zeros is 0."""
    row = one_hot.encode([10], 10).rows
    loss = tf.nn.softmax_cross_entropy_with_logits(row, tf.range(10.0)[tf.newaxis])
    assert loss.numpy().tolist() == [0]
