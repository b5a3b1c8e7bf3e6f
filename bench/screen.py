"""What a reader waits for in a browser: from a key on a slider, or a link, to the picture.

Every time is taken inside the page: from the event of the key to the frame in which a picture has
changed. The peers stand in ``bench/peers``: the first demo of the Himmelblau lesson in Dash, in an
environment of its own, and a Streamlit page with one slider and one chart.
"""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, Page, TimeoutError, ViewportSize, sync_playwright

from lib import state
from tools import browser as chromium
from tools.server import ROOT, free_port, serve, wait
from tools.shots import flags

PEERS = ROOT / "bench" / "peers"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
DRAWN = ".stVegaLiteChart :is(svg.marks, canvas.marks)"
IDLE = "[data-test-script-state=notRunning], .dash-graph"
STILL = 400
"""Milliseconds without a change after which a page is at rest."""

WATCH = """
(() => {
  const times = (window.bench = { key: 0, drawn: 0, last: 0 });
  const note = () => {
    const now = performance.now();
    times.last = now;
    if (times.key && !times.drawn) {
      times.drawn = now;  // the paint follows in this frame
      requestAnimationFrame(() => requestAnimationFrame(() => (times.shown = performance.now())));
    }
  };
  const start = () => Object.assign(times, { key: performance.now(), drawn: 0, shown: 0 });
  addEventListener("keydown", start, true);
  const PICTURE = ".stVegaLiteChart, .js-plotly-plot";
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target.nodeType === 1 ? target : target.parentElement;
      if (element?.closest?.(PICTURE)) return note();
    }
    times.last = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...all) {
    if (this.canvas.closest?.(PICTURE)) note();
    return clear.apply(this, all);
  };
})();
"""
RESTS = f"performance.now() - bench.last > {STILL}"


def slider_moves(page: Page, slider: str, count: int) -> list[float]:
    """Press an arrow key on a slider again and again; return the milliseconds to each picture.

    A key after which no picture changes in two seconds, at the end of a slider, is left out.

    Args:
        page: the page.
        slider: the selector of what takes the focus.
        count: how many keys.
    """
    found = []
    page.locator(slider).first.focus()
    keys = ["ArrowRight", "ArrowLeft"]
    for number in range(count + 2):
        page.wait_for_function(RESTS)
        page.keyboard.press(keys[number % 2])
        with contextlib.suppress(TimeoutError):
            page.wait_for_function("bench.shown > 0", timeout=2000)
            if number > 1:  # the first two warm everything up
                found.append(page.evaluate("bench.shown - bench.key"))
    return found


def first_picture(browser: Browser, address: str, selector: str, times: int) -> list[float]:
    """Open an address again and again with a filled cache; return the ms to its first picture."""
    context = browser.new_context(viewport=DESKTOP)
    found = []
    for number in range(times + 1):
        page = context.new_page()
        begun = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_selector(selector, state="visible")
        if number:  # the first fills the cache
            found.append(1000 * (time.perf_counter() - begun))
        page.close()
    context.close()
    return found


@contextlib.contextmanager
def dash() -> Iterator[str]:
    """Serve the peer in Dash, in an environment that is made once; its address."""
    home = PEERS / ".venv"
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        wanted = str(PEERS / "requirements.txt")
        subprocess.run([str(python), "-m", "pip", "install", "-q", "-r", wanted], check=True)
    port = free_port()
    process = subprocess.Popen(
        [str(python), str(PEERS / "dash_app.py"), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def sliders_of(slug: str) -> dict[str, str]:
    """Return the first slider of every demo of a lesson that has one, by demo."""
    found: dict[str, str] = {}
    for control in state.table(slug).values():
        if control.kind in ("slider", "log", "range"):
            found.setdefault(control.demo, control.name)
    return found


Report = Callable[[str, str, str, bool], None]


def measure(slugs: list[str], row: Report, keys: int = 12) -> None:
    """Print what the issue of speed promises of the screen, as ratios in one run.

    Args:
        slugs: the lessons.
        row: prints a line: what, the figure, the bound, whether it held.
        keys: how many keys on each slider.
    """
    path = chromium.find()
    if not path:
        raise RuntimeError("no Chromium was found")
    with sync_playwright() as playwright, serve() as ours, dash() as peer:
        browser = playwright.chromium.launch(executable_path=path, args=flags())
        page = _open(browser, peer, "[role=slider]")
        ratio_to = statistics.median(slider_moves(page, "[role=slider]", keys))
        row("a key to the picture, Dash, p50", f"{ratio_to:.0f} ms", "", True)
        page.context.close()
        for slug in slugs:
            for demo, name in sliders_of(slug).items():
                slider = f".st-key-{slug}-{name} :is([role=slider], input[type=range])"
                page = _open(browser, f"{ours}/{slug}?lang=en&demo={demo}", f"{slider}, {DRAWN}")
                if not page.locator(slider).first.is_visible():
                    row(f"  {slug} {demo} {name}", "not there at first", "", True)
                    page.context.close()
                    continue
                times = slider_moves(page, slider, keys)
                page.context.close()
                if not times:
                    row(f"  {slug} {demo} {name}", "no picture", "", False)
                    continue
                p50 = statistics.median(times)
                ratio = p50 / ratio_to
                row(f"  {slug} {demo} {name}", f"{p50:.0f} ms, {ratio:.2f} x", "<= 1 x", ratio <= 1)
        with serve(PEERS / "plain.py") as plain:
            bare = statistics.median(first_picture(browser, plain, DRAWN, 7))
        row("a link to the first picture, a plain page", f"{bare:.0f} ms", "", True)
        for slug in slugs:
            address = f"{ours}/{slug}?lang=en"
            p50 = statistics.median(
                first_picture(
                    browser, address, ".stVegaLiteChart svg.marks, .stVegaLiteChart canvas", 5
                )
            )
            row(f"  {slug}", f"{p50:.0f} ms, {p50 / bare:.2f} x", "<= 1.3 x", p50 <= 1.3 * bare)
        browser.close()


def _open(browser: Browser, address: str, shows: str) -> Page:
    """Open a page, and wait until it shows an element and is at rest."""
    page = browser.new_context(viewport=DESKTOP).new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    # Attached: a slider may be folded away. The first page waits until TensorFlow is warm.
    page.wait_for_selector(shows, state="attached", timeout=120_000)
    page.wait_for_selector(IDLE, state="attached")
    page.wait_for_function(RESTS)
    return page
