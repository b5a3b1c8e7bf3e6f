"""A crowd that trains networks at once, and what a reader of another page feels of it."""

from __future__ import annotations

import functools
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.tab import Tab
from lib import state

PLAY = "mlp_backprop.played.play"
EVERY = 0.25
"""Seconds between two pictures of a training, as ``lib.ui.player`` has it."""


def at(key: str) -> str:
    """Return the query that opens a lesson at the demo of one of its controls."""
    slug, _, name = key.partition(".")
    return f"demo={state.table(slug)[name].demo}"


def open_at_once(address: str, key: str, readers: int) -> list[float]:
    """Let readers open one demo at the same moment; return the seconds that each waited."""
    slug = key.partition(".")[0]
    waited: list[float] = []
    doors = threading.Barrier(readers)

    def come() -> None:
        doors.wait()
        begun = time.perf_counter()
        tab = Tab(address, slug, at(key))
        waited.append(time.perf_counter() - begun)
        tab.close()

    _together([come] * readers)
    return waited


def move_at_once(address: str, key: str, readers: int, moves: int) -> list[float]:
    """Let readers move a slider again and again without a thought; return the seconds of each."""
    tabs = [Tab(address, key.partition(".")[0], at(key)) for _ in range(readers)]
    waited: list[float] = []

    def play(tab: Tab) -> None:
        waited.extend(tab.move(key, number) for number in range(moves))

    _together([functools.partial(play, tab) for tab in tabs])
    for tab in tabs:
        tab.close()
    return waited


def _together(works: Sequence[Callable[[], None]]) -> None:
    """Run works side by side; raise the first failure of any."""
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


class Reader:
    """A tab whose training plays until it is stopped; at its end it begins again."""

    def __init__(self, address: str) -> None:
        self.tab = Tab(address, "mlp_backprop", at(PLAY.removesuffix(".play")))
        self.updates: list[float] = []
        self.failures: list[BaseException] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._play, daemon=True)

    def _play(self) -> None:
        try:
            self.tab.press(PLAY)
            while not self.stop.is_set():
                seconds = self.tab.again(PLAY)
                self.updates.append(seconds)
                if len(self.updates) % 100 == 0:
                    self.tab.press(PLAY)
                self.stop.wait(max(0.0, EVERY - seconds))
        except BaseException as failure:
            self.failures.append(failure)


def beside(address: str, readers: int, seconds: float) -> tuple[list[float], list[float], float]:
    """Let readers train, and move the sliders of another page meanwhile.

    Returns:
        The seconds of each move, those of each update of a training, and the updates a second
        that one reader saw.
    """
    crowd = [Reader(address) for _ in range(readers)]
    other = Tab(address, "clipping", at("clipping.x"))
    for number in range(3):
        other.move("clipping.x", number)
    for reader in crowd:
        reader.thread.start()
    time.sleep(20.0)  # until all of them play, and no page is drawn whole
    before, start = [len(reader.updates) for reader in crowd], time.perf_counter()
    moves: list[float] = []
    while time.perf_counter() - start < seconds:
        moves.append(other.move("clipping.x", len(moves)))
        time.sleep(0.1)
    passed = time.perf_counter() - start
    rates = [(len(r.updates) - b) / passed for r, b in zip(crowd, before, strict=True)]
    for reader in crowd:
        reader.stop.set()
    for reader in crowd:
        reader.thread.join(30)
        reader.tab.close()
        if reader.failures:
            raise reader.failures[0]
    other.close()
    updates = [each for reader, b in zip(crowd, before, strict=True) for each in reader.updates[b:]]
    return moves, updates, statistics.mean(rates)
