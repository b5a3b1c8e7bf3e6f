"""A real server and a real browser, shared by the browser tests."""

from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.waiting import LONG
from tools import browser as chromium
from tools.server import serve
from tools.shots import flags

expect.set_options(timeout=1000 * LONG)


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


@pytest.fixture
def open_page(browser):
    """Open pages that must leave the machine alone and raise no error in the console."""
    contexts, errors, strangers = [], [], []

    def open_(address, **options):
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(1000 * LONG)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("request", lambda request: strangers.append(request.url))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    # Streamlit's client looks for its server below a deep link first: that 404 is its own.
    assert not [error for error in errors if "404" not in error]
    local = {"127.0.0.1", "localhost", None}
    assert not [url for url in strangers if urlparse(url).hostname not in local]


@pytest.fixture
def page(open_page, server):
    """An open page on the home page of the shared server."""
    return open_page(server)
