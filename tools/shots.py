"""Photograph every page in every language, theme and width, for eyes to look at.

Usage: python tools/shots.py [--pages clipping,entropy] [--langs en,zh] [--themes light,dark]
       [--widths 1440,390] [--url http://localhost:8501] [--out shots]
Prints what a page should not have: errors in the console, requests that leave the machine,
and sideways scrolling.
"""

import argparse
import contextlib
import os
import sys
from pathlib import Path
from urllib.parse import urlparse

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from lib import curriculum  # noqa: E402
from tools import browser, server  # noqa: E402

FLAGS = ["--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
LONGEST = 12000


def flags() -> list[str]:
    """Return the flags for Chromium; as root it runs only without its sandbox."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, *(["--no-sandbox"] if root else [])]


def settle(page: Page) -> None:
    """Wait until the page has been drawn and nothing runs."""
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=60_000, state="attached")
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')", timeout=60_000)
    page.wait_for_timeout(1200)


def photograph(page: Page, address: str, path: Path, width: int) -> list[str]:
    """Save a picture of a whole page; return what is wrong with it."""
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" else None)
    page.on(
        "request",
        lambda r: (
            wrong.append(f"leaves the machine: {r.url}")
            if urlparse(r.url).hostname not in {"127.0.0.1", "localhost", None}
            else None
        ),
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    settle(page)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(height, 900), LONGEST)})
    page.wait_for_timeout(800)
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    if wide > width:
        wrong.append(f"scrolls sideways: {wide} pixels wide")
    page.screenshot(path=path)
    # Streamlit's client looks for its server below a deep link first: that 404 is its own.
    return [text for text in wrong if "404" not in text]


def main() -> int:
    """Take the pictures; return 1 if a page had something wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    pages = ",".join(["", *(entry.slug for entry in curriculum.lessons())])
    parser.add_argument("--pages", default=pages)
    parser.add_argument("--langs", default="en,zh")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--widths", default="1440,390")
    parser.add_argument("--url", help="a server that is running already")
    parser.add_argument("--out", type=Path, default=server.ROOT / "shots")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    failed = False
    with contextlib.ExitStack() as stack:
        address = asked.url or stack.enter_context(server.serve())
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=flags())
        for theme in asked.themes.split(","):
            for width in map(int, asked.widths.split(",")):
                for slug in asked.pages.split(","):
                    for lang in asked.langs.split(","):
                        page = chromium.new_page(color_scheme=theme)
                        name = f"{slug or 'home'}-{lang}-{theme}-{width}.png"
                        target = f"{address}/{slug}?lang={lang}"
                        wrong = photograph(page, target, asked.out / name, width)
                        page.close()
                        print(name, *wrong, sep="\n    ")
                        failed = failed or bool(wrong)
        chromium.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
