"""Measure, print a table, and fail where a bound is broken.

Usage: python -m bench [--moves 60]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.client import Reader
from lib import curriculum
from tools.server import ROOT, serve

WARM = 5


class Table:
    """Rows of what was measured, beside what is promised."""

    def __init__(self) -> None:
        """Start without rows."""
        self.broken: list[str] = []

    def row(self, what: str, measured: str, promised: str, kept: bool) -> None:
        """Print a row, and remember a promise that was not kept."""
        print(f"{what:<58} {measured:>20}   {promised:<22} {'kept' if kept else 'BROKEN'}")
        if not kept:
            self.broken.append(what)


async def moves(address: str, page: str, slider: str, count: int) -> list[float]:
    """Return the seconds of each move of a slider by one reader, when warm."""
    async with Reader(address, page) as reader:
        seconds = [await reader.move(slider, stop) for stop in range(WARM + count)]
        if reader.exceptions:
            raise RuntimeError(f"{page}: {reader.exceptions[0]}")
    return seconds[WARM:]


def both(one: list[float], other: list[float]) -> str:
    """Write two medians in milliseconds."""
    return f"{1000 * statistics.median(one):.1f} / {1000 * statistics.median(other):.1f} ms"


def best(function: Callable[[], Any], times: int) -> float:
    """Return the seconds of the quickest of several calls."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def measure_pages(table: Table, count: int) -> None:
    """Compare the clipping page with its twin without TensorFlow, and each page with it."""
    twin = ROOT / "bench" / "twin.py"
    with (
        tempfile.TemporaryDirectory() as empty,
        serve() as ours,
        serve(twin, cwd=Path(empty)) as plain,
    ):  # the empty folder has no config.toml: Streamlit's own defaults
        slider = "clipping.limit"
        # Turn and turn about, so that a noisy neighbour disturbs both alike.
        one: list[float] = []
        other: list[float] = []
        for _ in range(3):
            one += asyncio.run(moves(ours, "clipping", slider, count // 3))
            other += asyncio.run(moves(plain, "", slider, count // 3))
        kept = statistics.median(one) <= statistics.median(other)
        table.row("a move: with TensorFlow / twin without, p50", both(one, other), "<= twin", kept)
        for entry in curriculum.lessons():
            if entry.slug != "clipping":
                here = asyncio.run(moves(ours, entry.slug, f"{entry.slug}.", count // 2))
                base = asyncio.run(moves(ours, "clipping", slider, count // 2))
                ratio = statistics.median(here) / statistics.median(base)
                what = f"a move: {entry.slug} / clipping, p50"
                table.row(what, both(here, base), "<= 1.3 times", ratio <= 1.3)


def measure_descent(table: Table) -> None:
    """Compare eager with compiled descent, and time the map of basins."""
    from lib.lessons import himmelblau

    himmelblau.warm()
    himmelblau.basins(120, 0.01, 200)
    races = [himmelblau.race([-4.0, 0.0], 0.01, 200) for _ in range(5)]
    eager = min(run.seconds_eager for run in races)
    compiled = min(run.seconds_compiled for run in races)
    written = f"{1000 * eager:.0f} / {1000 * compiled:.2f} ms"
    ratio = eager / compiled
    table.row(f"200 steps: eager / compiled = {ratio:.0f}", written, ">= 40 times", ratio >= 40)
    basins = best(lambda: himmelblau.basins(120, 0.01, 200).counts.numpy(), 5)
    table.row("map of 14,400 x 200 steps", f"{1000 * basins:.0f} ms", "< 500 ms", basins < 0.5)


def main() -> int:
    """Measure all; return 1 if a promise was broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--moves", type=int, default=60, help="moves of a slider for each figure")
    table = Table()
    measure_pages(table, parser.parse_args().moves)
    measure_descent(table)
    return 1 if table.broken else 0


if __name__ == "__main__":
    sys.exit(main())
