"""Times over many powers of ten."""

import pytest

from lib.lessons.himmelblau.charts import timings


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1.853, "1.85 s"), (0.0021, "2.1 ms"), (6.1e-6, "6.1 µs"), (2.5e-7, "250 ns"), (1, "1 s")],
)
def test_a_time_has_the_unit_that_keeps_it_short(seconds, text):
    assert timings.show_time(seconds) == text


def test_each_time_says_how_much_shorter_than_the_slowest_it_is():
    picture = timings.ladder(["a", "b", "c"], [0.5, 0.0005, 0.4], value="v")
    assert picture.data["times"]["ratio"] == ["", "÷ 1,000", ""]
    assert picture.data["times"]["slowest"] == [0.5] * 3
    assert picture.spec is timings.ladder(["d"], [3.0], value="v").spec
