"""Overlaps of preparation and training against the clock."""

import itertools
import os
import threading
import time

import numpy as np
import pytest

from lib.lessons.data_loading import iteration, pipelines, random_in_map, timing

LONG = 120
"""Seconds that a test waits at most, on a machine that does much else."""


def overlaps(times):
    edges = sorted([(start, 1) for start, _ in times] + [(end, -1) for _, end in times])
    return max(np.cumsum([change for _, change in edges]))


class Clock:
    """Stands in for the module ``time``: it counts events, and sleeps until others have begun."""

    PREPARE, TRAIN = 15, 10

    def __init__(self, meets=""):
        self.meets = meets
        self.ticks = itertools.count()
        self.prepared = itertools.count()
        self.training, self.preparing = threading.Event(), threading.Event()
        self.four = threading.Barrier(4)

    def perf_counter(self):
        return float(next(self.ticks))

    def sleep(self, seconds):
        """Return at once, or once what is to go on at the same time goes on; fail without it."""
        if seconds == self.PREPARE / 1000:
            number = next(self.prepared)
            if self.meets == "prepare":
                self.four.wait(LONG)
            elif self.meets == "train" and number == 1:
                assert self.training.wait(LONG), "training has not begun"
                self.preparing.set()
        elif self.meets == "train":
            self.training.set()
            assert self.preparing.wait(LONG), "nothing is prepared during training"

    def times(self, monkeypatch, calls, prefetch, automatic):
        """Run a pipeline by this clock; return when each element was prepared and trained on."""
        monkeypatch.setattr(timing, "time", self)
        run = timing.time_pipeline(self.PREPARE, self.TRAIN, calls, prefetch, automatic)
        return run.seconds_prepared.numpy().tolist(), run.seconds_trained.numpy().tolist()


def test_without_help_map_and_training_take_turns(monkeypatch):
    prepared, trained = Clock().times(monkeypatch, 0, 0, False)
    assert len(prepared) == len(trained) == 8
    assert overlaps(prepared + trained) == 1


@pytest.mark.parametrize(("prefetch", "automatic"), [(2, False), (0, True)])
def test_a_prefetch_prepares_during_training(monkeypatch, prefetch, automatic):
    """By the page's own prefetch, and by the one that TensorFlow puts in where it may."""
    prepared, trained = Clock(meets="train").times(monkeypatch, 0, prefetch, automatic)
    assert overlaps(prepared) == 1
    assert overlaps(prepared + trained) == 2


def test_parallel_calls_overlap_each_other(monkeypatch):
    prepared, _ = Clock(meets="prepare").times(monkeypatch, 4, 0, False)
    assert overlaps(prepared) == 4


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
    end = time.monotonic() + LONG
    while threads() > before + 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert threads() <= before + 2  # the pools that all share may still grow by one or two
