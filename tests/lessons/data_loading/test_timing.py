"""Overlaps of preparation and training against the clock."""

import itertools
import os
import threading
import time

import numpy as np
import pytest

from lib.lessons.data_loading import iteration, pipelines, random_in_map, timing


def overlaps(times):
    edges = sorted([(start, 1) for start, _ in times] + [(end, -1) for _, end in times])
    return max(np.cumsum([change for _, change in edges]))


def test_without_help_map_and_training_take_turns():
    run = timing.time_pipeline(10, 10, 0, 0, False)
    both = np.concatenate([run.seconds_prepared, run.seconds_trained])
    assert overlaps(both.tolist()) == 1
    assert float(run.seconds) >= 8 * 0.02


def test_a_prefetch_prepares_during_training():
    run = timing.time_pipeline(15, 15, 0, 2, False)
    assert overlaps(run.seconds_prepared.numpy().tolist()) == 1
    both = np.concatenate([run.seconds_prepared, run.seconds_trained])
    assert overlaps(both.tolist()) == 2
    # One after the other takes longer. A busy machine may steal that much: then once more.
    again = (timing.time_pipeline(15, 15, 0, 2, False).seconds for _ in range(4))
    assert any(float(seconds) < 8 * 0.03 for seconds in itertools.chain([run.seconds], again))


def test_parallel_calls_overlap_each_other():
    run = timing.time_pipeline(20, 1, 4, 0, False)
    assert overlaps(run.seconds_prepared.numpy().tolist()) in (3, 4)
    assert float(run.seconds) < 0.8 * 8 * 0.02


def test_tensorflow_prefetches_by_itself_when_it_may():
    run = timing.time_pipeline(15, 15, 0, 0, True)
    both = np.concatenate([run.seconds_prepared, run.seconds_trained])
    assert overlaps(both.tolist()) == 2


def test_every_element_is_prepared_before_it_is_trained_on():
    for calls, prefetch in ((0, 0), (4, 2)):
        run = timing.time_pipeline(2, 2, calls, prefetch, False)
        assert (run.seconds_trained[:, 0] >= run.seconds_prepared[:, 1]).numpy().all()


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="counts the threads of Linux")
def test_twenty_readers_leave_no_threads_behind():
    def read(seed):
        timing.time_pipeline(1, 1, 4, 2, False)
        pipelines.run_pipeline(pipelines.STAGES, "digits", "scale", 20, 8, 2, seed)
        iteration.take("range(3).repeat()", "next", 2)
        random_in_map.map_random("numpy_function", 3, seed)

    def threads():
        return len(os.listdir("/proc/self/task"))

    read(0)
    before = threads()
    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(20)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    end = time.monotonic() + 5
    while threads() > before + 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert threads() <= before + 2  # the pools that all share may still grow by one or two
