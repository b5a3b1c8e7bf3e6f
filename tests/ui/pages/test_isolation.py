"""Many readers at once: none of them disturbs another."""

import random
import threading

import pytest

from tests.reader import LESSONS, Reader
from tests.ui.pages import moves

pytestmark = pytest.mark.parametrize("slug", LESSONS)


def test_readers_at_different_settings_do_not_disturb_each_other(slug):
    """What each call returned alone, it returns beside others on other threads."""
    reader = Reader(slug)
    generator = random.Random(1)
    calls = []
    for _ in range(2):
        calls += [run for _, run in reader.runs() if not run.call.refused]
        moves.anywhere(reader, generator)
    problems = []

    def again(order):
        for run in order:
            try:
                result = run.call.function(**run.call.values)
                named = result._asdict() if hasattr(result, "_asdict") else {"result": result}
                for field, value in named.items():
                    if not field.startswith("seconds"):
                        moves.hold_equal(value, run.results[field], field)
            except Exception as problem:
                problems.append((run.call.function.__name__, problem))

    threads = [threading.Thread(target=again, args=(calls[::step],)) for step in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls and not problems
