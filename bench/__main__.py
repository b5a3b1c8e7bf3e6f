"""Measure what the product promises, as ratios in one run on one machine.

Usage: python -m bench [--moves 60] [--only PART]
Prints a table, and ends with 1 when a bound is broken.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bench import crowd, screen
from bench.tab import Tab
from lib import curriculum
from tools.server import ROOT, run, serve

SLIDER = "clipping.x"
AS_QUICK: dict[str, list[str]] = {
    "top_k_accuracy": [],
    "indexing": [],
    "gradient_tape": [],
    "activations": [],
    "loss_gradients": [],
    "himmelblau": ["himmelblau.rate", "himmelblau.steps"],
}
"""The pages that are to be as quick as the clipping page; of one, the sliders of a path.

The others train, or draw maps of thousands of descents, and take their time.
"""
TRAINING = {"clipping.rate", "clipping.work_limit", "clipping.work_seed"}
BROKEN: list[str] = []


def row(what: str, measured: str, bound: str, held: bool) -> None:
    """Print one line of the table, and remember a bound that is broken."""
    mark = "" if held else "   BROKEN"
    print(f"{what:<58} {measured:>22} {bound:>14}{mark}", flush=True)
    if not held:
        BROKEN.append(what)


def spread(seconds: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile, in milliseconds."""
    return 1000 * statistics.median(seconds), 1000 * statistics.quantiles(seconds, n=20)[-1]


def moves(tab: Tab, slider: str, count: int) -> list[float]:
    """Move a slider again and again, after a few moves that warm everything up."""
    for number in range(3):
        tab.move(slider, number)
    return [tab.move(slider, number) for number in range(3, 3 + count)]


def sliders(count: int) -> None:
    """One slider's move to the end of the run: the TF page and its twin, turn by turn."""
    with (
        tempfile.TemporaryDirectory() as bare,
        serve() as ours,
        serve(ROOT / "bench" / "twin.py", cwd=Path(bare)) as twin,
    ):
        whole = "demo=all"
        tabs = {"ours": Tab(ours, "clipping", whole), "twin": Tab(twin, "clipping", whole)}
        seconds: dict[str, list[float]] = {"ours": [], "twin": []}
        for _ in range(3):
            for name, tab in tabs.items():
                seconds[name] += moves(tab, SLIDER, count // 3)
        (p50, p95), (twin50, twin95) = spread(seconds["ours"]), spread(seconds["twin"])
        row(
            "a slider's move, without TF, Streamlit's defaults",
            f"{twin50:.1f} / {twin95:.1f} ms",
            "p50 / p95",
            True,
        )
        row("a slider's move, with TF, as served", f"{p50:.1f} / {p95:.1f} ms", "p50 / p95", True)
        row("with TF against without, p50", f"{p50 / twin50:.2f} x", "<= 1 x", p50 <= twin50)
        tabs["twin"].close()
        pages(tabs["ours"], ours, max(12, count // 4))


def pages(clipping: Tab, address: str, count: int) -> None:
    """Every slider of every page, in turns with those of the clipping page."""
    # Without those that train a network: by them, everything would be quick.
    yardstick = itertools.cycle([name for name in clipping.names() if name not in TRAINING])
    for entry in curriculum.lessons():
        tab = Tab(address, entry.slug, "demo=all")
        seconds, beside = {}, []
        for slider in AS_QUICK.get(entry.slug) or tab.names():
            moves(tab, slider, 1)
            seconds[slider] = 0.0
            for number in range(4, 4 + count):
                seconds[slider] += tab.move(slider, number) / count
                beside.append(clipping.move(next(yardstick), number))
        tab.close()
        mean = statistics.mean(seconds.values())
        ratio = mean / statistics.mean(beside)
        slowest = max(seconds, key=lambda slider: seconds[slider])
        quick = entry.slug in AS_QUICK
        bound, held = ("<= 1.3 x", ratio <= 1.3) if quick else ("< 500 ms", mean < 0.5)
        row(
            f"  {entry.slug}: {ratio:.2f} x the clipping page", f"{1000 * mean:.1f} ms", bound, held
        )
        row(
            f"    its slowest, {slowest}",
            f"{1000 * seconds[slowest]:.1f} ms",
            "< 500 ms",
            seconds[slowest] < 0.5,
        )


def crowds(readers: int = 20, seconds: float = 15.0) -> None:
    """Readers who train networks at once, and one who moves a slider of another page."""
    with serve() as address:
        moved, updates, rate = crowd.beside(address, readers, seconds)
        p50, p95 = spread(moved)
        row(
            f"a slider's move while {readers} readers train",
            f"{p50:.1f} / {p95:.1f} ms",
            "p95 < 500 ms",
            p95 < 500,
        )
        p50, p95 = spread(updates)
        row("  one update of such a training", f"{p50:.1f} / {p95:.1f} ms", "p50 / p95", True)
        row("  updates that each of them sees", f"{rate:.1f} a second", "of 4", True)


FIRST = ("clipping.x", "himmelblau.rate")


def lessons(readers: int = 50, moves: int = 10) -> None:
    """Readers who open a lesson at once, readers who move without a thought, and the memory."""
    with run() as (address, process):
        for key in FIRST:  # the first reader waits until TensorFlow is warm
            crowd.open_at_once(address, key, 1)
        wait_until_idle(process)
        memory = anonymous(process)
        row("memory, anonymous, all lessons warm", f"{memory} MiB", "<= 450 MiB", memory <= 450)
        for key in FIRST:
            p50, p95 = spread(crowd.open_at_once(address, key, readers))
            what = f"{readers} readers open {key.partition('.')[0]} at once"
            row(what, f"{p50:.0f} / {p95:.0f} ms", "p95 <= 2 s", p95 <= 2000)
            p50, p95 = spread(crowd.move_at_once(address, key, readers, moves))
            what = f"{readers} readers move {key} without a thought"
            row(what, f"{p50:.0f} / {p95:.0f} ms", "p95 <= 0.5 s", p95 <= 500)
        wait_until_idle(process)
        memory = anonymous(process)
        what = f"memory, anonymous, after {4 * readers} readers"
        row(what, f"{memory} MiB", "<= 550 MiB", memory <= 550)


def anonymous(process: int) -> int:
    """Return how much memory of its own a process has, in MiB (Linux)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Anonymous:")).split()[1]) // 1024


def wait_until_idle(process: int) -> None:
    """Wait until a process has used no time of a processor for a second (Linux)."""
    used, before = -1.0, -2.0
    while used - before > 0.1:
        before = used
        time.sleep(1.0)
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        used = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def best(work: Callable[[], object], times: int) -> float:
    """Return the shortest of several runs, in seconds: what is left without disturbance."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def descents() -> None:
    """The Himmelblau lesson's promises: compiled against eager, and the map of the basins."""
    import tensorflow as tf

    from lib.lessons.himmelblau import basins, himmelblau
    from lib.lessons.shared import surfaces

    himmelblau.warm()
    basins.warm()
    start, rate, steps = tf.constant([-4.0, 0.0]), tf.constant(0.01), tf.constant(200)

    def eager() -> None:
        point = start
        for _ in range(200):
            point = point - rate * himmelblau.slope(point)

    slow = best(eager, 5)
    fast = best(lambda: himmelblau.descent_path(start, rate, steps), 50)
    row("200 steps of descent, a Python loop", f"{1000 * slow:.1f} ms", "", True)
    row("200 steps of descent, compiled", f"{1000 * fast:.2f} ms", "", True)
    row("compiled against the loop", f"{slow / fast:.0f} x", ">= 40 x", slow / fast >= 40)
    whole = surfaces.WINDOWS["himmelblau"]
    for size, bound in ((120, 0.3), (240, 1.2)):
        seconds = best(
            functools.partial(
                basins.basins, "himmelblau", [], "gradient_descent", whole, size, 0.01, 200
            ),
            5,
        )
        row(
            f"{size * size:,} descents of 200 steps, where each ends",
            f"{seconds:.3f} s",
            f"< {bound} s",
            seconds < bound,
        )


def main() -> int:
    """Measure everything; return 1 if a bound is broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--moves", type=int, default=60, help="moves of the slider on each page")
    parser.add_argument("--only", help="one part: sliders, crowds, lessons, descents or screens")
    asked = parser.parse_args()
    slugs = {entry.slug for entry in curriculum.lessons()}
    for name, measure, needed in (
        ("sliders", lambda: sliders(asked.moves), {"clipping"}),
        ("crowds", crowds, {"clipping", "mlp_backprop"}),
        ("lessons", lessons, {"clipping", "himmelblau"}),
        ("descents", descents, {"himmelblau"}),
        ("screens", lambda: screen.measure(sorted(slugs), row), set()),
    ):
        if asked.only not in (None, name):
            continue
        if needed <= slugs:
            measure()
        else:
            print(f"left out, without {', '.join(sorted(needed - slugs))}", file=sys.stderr)
    for what in BROKEN:
        print(f"broken: {what}", file=sys.stderr)
    return 1 if BROKEN else 0


if __name__ == "__main__":
    sys.exit(main())
