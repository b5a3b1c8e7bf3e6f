"""The network of this lesson: a step and a learning rate change its numbers alone."""

from tests.lessons.mlp_backprop.networks import backprop


def test_where_numbers_stand_does_not_depend_on_them():
    """Or they would jump at every step."""
    first, last = backprop(2, 3, 2, rate=2.0, at=0), backprop(2, 3, 2, rate=0.1, at=11)
    for name in ("t", "t2", "start", "end_aside"):
        assert first.data["edges"][name] == last.data["edges"][name]
    assert first.spec is last.spec
