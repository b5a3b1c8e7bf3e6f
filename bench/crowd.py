"""A crowd that trains networks at once, and what a reader of another page feels of it."""

from __future__ import annotations

import statistics
import threading
import time

from bench.tab import Tab

PLAY = "mlp_backprop.played.play"
EVERY = 0.25
"""Seconds between two pictures of a training, as ``lib.ui.player`` has it."""


class Reader:
    """A tab whose training plays until it is stopped; at its end it begins again."""

    def __init__(self, address: str) -> None:
        self.tab = Tab(address, "mlp_backprop")
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
    other = Tab(address, "clipping")
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
