"""The code beside the picture that is kept for all readers: bounded, and each gets their own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.lessons.clipping import clipping
from lib.listing import Call
from lib.ui import code
from lib.ui.stage import Run


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(code, "KEPT", 4)
    monkeypatch.setattr(code, "_kept", {})


def shown(limit):
    return code._code([Run(Call(clipping.clip_vector, {"x": 3.0, "y": 4.0, "limit": limit}), {})])


def test_readers_side_by_side_each_get_the_code_of_their_own_values(few):
    limits = [float(number % 8) + 0.25 for number in range(80)]
    with ThreadPoolExecutor(8) as readers:
        for limit, found in zip(limits, readers.map(shown, limits), strict=True):
            assert f">{limit}</mark>" in found
    assert len(code._kept) == 4


def test_what_was_asked_for_last_is_kept(few, monkeypatch):
    for limit in (1.0, 2.0, 3.0, 4.0, 1.0, 5.0):  # 2.0 was asked for longest ago
        shown(limit)
    monkeypatch.setattr(code, "idiom", lambda *calls: pytest.fail("made again"))
    for limit in (1.0, 3.0, 4.0, 5.0):
        shown(limit)
    with pytest.raises(pytest.fail.Exception, match="made again"):
        shown(2.0)
