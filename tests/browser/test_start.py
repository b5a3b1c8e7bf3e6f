"""A server that has just started: what its first reader sees, before and after TensorFlow."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import needs
from tests.conftest import ROOT
from tools.server import serve

pytestmark = needs("clipping")


@pytest.fixture
def copy(tmp_path):
    """A copy of the app, to be changed."""
    for name in ("lib", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "streamlit_app.py", tmp_path)
    return tmp_path


def hold_framed(page, address):
    """The Chinese lesson stands in its shell, at its own address."""
    expect(page.get_by_role("heading", name="3. 裁剪")).to_be_visible()
    expect(page.get_by_test_id("stTopNavLink").get_by_text("首页")).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    expect(page.locator(".st-key-clipping-arrow-stage")).to_be_visible()
    expect(page.get_by_text(re.compile("page not found", re.IGNORECASE))).to_have_count(0)
    assert page.url.startswith(f"{address}/clipping?")
    assert "lang=zh" in page.url and "clipping.x=-3" in page.url
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_deep_link_on_a_cold_server_shows_that_lesson_in_its_language(open_page, fresh_server):
    page = open_page(f"{fresh_server}/clipping?lang=zh&clipping.x=-3")
    hold_framed(page, fresh_server)


def test_so_it_does_where_a_host_runs_the_entry_file_as_a_plain_script(open_page, copy):
    entry = copy / "streamlit_app.py"
    source = entry.read_text(encoding="utf-8")
    entry.write_text(re.sub(r"^app = .*$", "", source, flags=re.MULTILINE), encoding="utf-8")
    with serve("streamlit_app.py", cwd=copy) as address:
        page = open_page(f"{address}/clipping?lang=zh&clipping.x=-3")
        hold_framed(page, address)
        page.close()  # before its server is gone
        page = open_page(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow Lesson Lab")
        page.close()


def test_home_paints_while_tensorflow_starts_and_a_lesson_says_so(open_page, copy):
    """TensorFlow is replaced by one that starts when it is let, and then fails."""
    (copy / "tensorflow").mkdir()
    (copy / "tensorflow" / "__init__.py").write_text(
        "import pathlib, time\n"
        "while not pathlib.Path('go').exists():\n    time.sleep(0.1)\n"
        "raise ImportError('no such instruction')\n"
    )
    with serve("streamlit_app.py", cwd=copy) as address:
        page = open_page(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow Lesson Lab")
        page.get_by_test_id("stMain").get_by_role("link", name=re.compile("Clipping")).click()
        expect(page.get_by_text("TensorFlow is starting on this server")).to_be_visible()
        (copy / "go").touch()
        expect(page.get_by_text("no such instruction")).to_be_visible()
        expect(page.get_by_text("TensorFlow could not start").first).to_be_visible()
        page.get_by_test_id("stTopNavSection").filter(has_text="Tensors").click()
        expect(page.get_by_test_id("stTopNavDropdownLink").get_by_text("Clipping")).to_be_visible()
        page.close()
