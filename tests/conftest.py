"""What every test may use: the project's folder, quiet logs, and profiles of Hypothesis."""

import os

# Before TensorFlow is imported anywhere.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import re
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parent.parent

# TensorFlow's first call of a kind may take longer than Hypothesis allows an example.
settings.register_profile("lab", deadline=None, derandomize=True)
settings.load_profile("lab")


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from the project's folder, where Streamlit looks for its settings."""
    monkeypatch.chdir(ROOT)


@pytest.fixture
def slugs(request: pytest.FixtureRequest) -> list[str]:
    """The lessons for a test that takes all of them together: every one, or ``--lesson``."""
    from lib import curriculum

    chosen = request.config.getoption("--lesson")
    return [chosen] if chosen else [entry.slug for entry in curriculum.lessons()]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that chooses one lesson."""
    parser.addoption("--lesson", help="run only what belongs to the lesson of this name")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to no chosen lesson, and begin with what takes longest."""
    chosen = config.getoption("--lesson")
    if chosen:
        kept = [item for item in items if "slugs" in item.fixturenames or chosen in _words(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
    # So that no worker is left alone with it at the end.
    items.sort(key=lambda item: _rank(item.nodeid))


def _place(item: pytest.Item) -> tuple[str, ...]:
    """Return the folders and the file of a test below ``tests``."""
    return item.path.relative_to(ROOT / "tests").parts


def _words(item: pytest.Item) -> set[str]:
    """Return the names that a test has in its path and in its parameters."""
    values = getattr(item, "callspec", None)
    parts = [str(value) for value in values.params.values()] if values else []
    return {*_place(item), *(word for part in parts for word in re.split(r"[/\\.:\s]", part))}


class _ByLesson(LoadScopeScheduling):  # type: ignore[misc]
    """Keep on one worker what shares expensive state.

    The tests of one lesson's page share its traced functions, browser tests a server and a browser.
    (xdist's own groups are lost with pytest 9.2, which does not let a plugin rename a test.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid) or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _ByLesson:
    """Share the tests out by lesson."""
    return _ByLesson(config, log)


def _group(nodeid: str) -> str:
    """Return what a test shares its worker with; nothing for one that may run anywhere."""
    path, _, rest = nodeid.partition("::")
    if path.startswith("tests/browser"):
        return "browser"
    if path.startswith("tests/ui/pages"):
        found = re.search(r"\[([a-z_]+)[\]-]", rest)
        return f"pages {found[1] if found else 'of all lessons'}"
    return ""


def _rank(nodeid: str) -> tuple[int, int]:
    """Return the place of a test in the order: browser, pages, the rest; the last lessons first."""
    from lib import curriculum

    kind, _, slug = _group(nodeid).partition(" ")
    numbers = {entry.slug: entry.number for entry in curriculum.lessons()}
    return ["browser", "pages", ""].index(kind), -numbers.get(slug, 1000 if kind == "pages" else 0)
