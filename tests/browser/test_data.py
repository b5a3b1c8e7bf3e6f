"""A reader fetches a full set in a browser, stops, brings a file; and twenty readers leave."""

import hashlib
import os
import re
import threading
import time

import numpy as np
import pytest
from playwright.sync_api import expect

from bench.tab import Tab
from tests.browser.conftest import needs
from tests.browser.test_start import copy  # noqa: F401
from tests.browser.waiting import LONG, until
from tests.datasets.test_files import Server, idx
from tools.server import serve

pytestmark = needs("data_loading")
RNG = np.random.default_rng(3)
X, Y = RNG.integers(0, 256, (900, 28, 28), np.uint8), RNG.integers(0, 10, 900, np.uint8)
# In the order of the table: labels and pictures to train on, labels and pictures for tests.
FILES = [idx(Y), idx(X), idx(Y[:90]), idx(X[:90])]
NAMES = ["train-labels-idx1", "train-images-idx3", "t10k-labels-idx1", "t10k-images-idx3"]
READERS = 20


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty cache of Keras for the server that is started."""
    (tmp_path / "keras").mkdir()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras" / "datasets"


@pytest.fixture
def small(copy, home):  # noqa: F811
    """Serve the lab with a Fashion-MNIST of 990 pictures, whose files stop coming at first.

    It is the set whose hash Keras leaves to others, so Keras reads these files for real.
    """
    gate = threading.Event()
    """Opened by a test: until then, each file stops after its first part."""

    def behave(handler):
        body = FILES[int(handler.path[1:])]
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for start in range(0, len(body), 1 << 14):
            handler.wfile.write(body[start : start + (1 << 14)])
            handler.wfile.flush()
            gate.wait(LONG)

    source = Server(behave)
    files = [
        (
            f"fashion-mnist/{name}-ubyte.gz",
            f"http://127.0.0.1:{source.server_port}/{k}",
            len(body),
            hashlib.sha256(body).hexdigest(),
        )
        for k, (name, body) in enumerate(zip(NAMES, FILES, strict=True))
    ]
    entry = copy / "streamlit_app.py"
    changed = (
        "from lib.datasets.sets import SETS, File, Set\n"
        f"SETS['fashion_mnist'] = Set('fashion_mnist', 'images', "
        f"tuple(File(*each) for each in {files!r}))\n"
    )
    entry.write_text(entry.read_text("utf-8").replace("\napp =", f"\n{changed}app =", 1), "utf-8")
    with serve("streamlit_app.py", cwd=copy) as address:
        yield address, gate
    gate.set()
    source.shutdown()
    source.server_close()


def left(home):
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def open_set(open_page, address):
    page = open_page(f"{address}/data_loading?lang=en&demo=explore&data_loading.set=fashion_mnist")
    expect(page.get_by_text("Not on this machine yet")).to_be_visible()
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
    return page, page.locator(".st-key-data_loading-explore").first


def test_a_set_is_downloaded_stopped_and_downloaded_again(small, home, open_page):
    address, gate = small
    page, explore = open_set(open_page, address)
    explore.get_by_role("button", name=re.compile("Download")).click()
    expect(explore.get_by_text(re.compile(r"of 0\.\d MB"))).to_be_visible()
    explore.get_by_role("button", name="Stop").click()
    expect(explore.get_by_role("button", name=re.compile("Download"))).to_be_visible()
    until(page, lambda: not any("train-images" in n or ".lesson" in n for n in left(home)))
    gate.set()
    explore.get_by_role("button", name=re.compile("Download")).click()
    expect(explore.get_by_text("(900, 28, 28)").first).to_be_visible()
    expect(explore.get_by_text("In the cache of this machine, and checked")).to_be_visible()
    assert left(home) == sorted(f"{name}-ubyte.gz" for name in NAMES)


def test_files_that_a_reader_brings_are_known_by_their_bytes(small, home, open_page):
    address, _ = small
    page, explore = open_set(open_page, address)
    explore.get_by_text("I have the file").click()
    brought = [
        {"name": "wrong.gz", "mimeType": "application/gzip", "buffer": idx(X[:7])},
        *(
            {"name": f"{k}.bin", "mimeType": "application/octet-stream", "buffer": body}
            for k, body in enumerate(FILES)
        ),
    ]
    box = explore.locator("input[type=file]")
    box.set_input_files(brought[:2])
    expect(explore.get_by_text("This is not a file of this data set")).to_be_visible()
    expect(explore.get_by_text("idx (7, 28, 28) uint8")).to_be_visible()
    expect(explore.get_by_text("It is the right one")).to_be_visible()
    box.set_input_files(brought[2:])
    expect(explore.get_by_text("(900, 28, 28)").first).to_be_visible()
    assert left(home) == sorted(f"{name}-ubyte.gz" for name in NAMES)


def server_pid(address):
    """Return the process that serves an address, by its command line."""
    port = address.rpartition(":")[2]
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as reported:
                line = reported.read().decode()
        except OSError:
            continue
        if f"--server.port={port}\0" in line:
            return int(name)
    raise AssertionError("no server")


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="counts the threads of Linux")
def test_when_twenty_readers_have_gone_no_thread_of_theirs_is_left(server):
    """Half of them leave in the middle of a run, as one who closes the tab does."""

    def threads():
        return len(os.listdir(f"/proc/{server_pid(server)}/task"))

    opened = threading.Barrier(READERS)

    def read(number, together=True):
        tab = Tab(server, "data_loading", "demo=all")
        if together:
            opened.wait(LONG)
        for slider in ("pipe_seed", "seed", "parallel", "prefetch", "calls", "traced_seed"):
            tab.move(f"data_loading.{slider}", number)
        if number % 2:
            tab.send("data_loading.prepare_ms", number)
        tab.close()

    read(0, together=False)
    before = lowest(threads)
    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for reader in readers:
        reader.start()
    most = before
    while any(reader.is_alive() for reader in readers):
        most = max(most, threads())
        time.sleep(0.05)
    assert most > before + READERS // 2  # they were really there at once
    end = time.monotonic() + LONG
    while threads() > before + 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert threads() <= before + 2  # pools that all share may still grow by one or two


def lowest(count):
    """Return a number once it has stood for two seconds: the server warms, readers leave."""
    found = [count()]
    while len(found) < 20 or len(set(found[-20:])) > 1:
        time.sleep(0.1)
        found.append(count())
    return found[-1]
