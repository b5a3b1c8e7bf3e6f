"""Print the Chromium that tests and screenshots drive; install one where none is found.

Looked for in this order: $CHROMIUM, the system's browsers, Playwright's own. Where there is
none: Debian's package as root, else Playwright's download. If nothing works, one sentence
says what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def find() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in NAMES:
        if path := shutil.which(name):
            return path
    for place in PLACES:
        if Path(place).is_file():
            return place
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def install() -> None:
    """Install a Chromium the way this system does."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk")
    if not find():
        _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> None:
    """Run an installer; what it says goes beside the path that this program prints."""
    subprocess.run(command, stdout=sys.stderr, check=False)


def main() -> int:
    """Print a path and return 0, or print a sentence and return 1."""
    if not find():
        install()
    if path := find():
        print(path)
        return 0
    print(
        "No Chromium was found and none could be installed: install Chromium, Chrome or Edge, "
        "or set CHROMIUM to the path of one, and run again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
