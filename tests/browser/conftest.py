"""A real server and a real browser, shared by the browser tests."""

from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect, sync_playwright

from lib import curriculum
from tests.browser.waiting import LONG
from tools import browser as chromium
from tools.server import serve
from tools.shots import flags

expect.set_options(timeout=1000 * LONG)
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def needs(*slugs):
    """Mark tests that rest on these lessons: without one of them they are skipped."""
    missing = sorted(set(slugs) - {entry.slug for entry in curriculum.lessons()})
    return pytest.mark.skipif(bool(missing), reason=f"there is no lesson {', '.join(missing)}")


@pytest.fixture(scope="session")
def server():
    """A server that stays for the whole session; its address."""
    with serve() as address:
        yield address


@pytest.fixture
def fresh_server():
    """A server that has just started; its address."""
    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium, found or installed as ``make test`` does."""
    path = chromium.find()
    assert path, "no Chromium was found: run `make test`, which finds or installs one"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=flags())
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def profiles(browser):
    """One profile of the browser for each set of options.

    Its pages share what has been fetched already, which is most of the time that a page takes.
    Nothing of a reader is kept in it: the session of a reader ends with the page.
    """
    kept = {}

    def profile(options):
        key = repr(sorted(options.items()))
        if key not in kept:
            kept[key] = browser.new_context(**options)
        return kept[key]

    yield profile
    for context in kept.values():
        context.close()


@pytest.fixture
def open_page(profiles):
    """Open pages that must leave the machine alone and raise no error in the console."""
    pages, errors, strangers = [], [], []

    def open_(address, **options):
        page = profiles(DESKTOP | options).new_page()
        pages.append(page)
        page.set_default_timeout(1000 * LONG)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("request", lambda request: strangers.append(request.url))
        page.goto(address)
        return page

    yield open_
    for page in pages:
        page.close()
    # Streamlit's client looks for its server below a deep link first: that 404 is its own.
    assert not [error for error in errors if "404" not in error]
    local = {"127.0.0.1", "localhost", None}
    assert not [url for url in strangers if urlparse(url).hostname not in local]


@pytest.fixture
def page(open_page, server):
    """An open page on the home page of the shared server."""
    return open_page(server)
