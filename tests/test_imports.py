"""Imports run one way, read from the source without running it."""

import ast
import sys

import pytest

from tests.conftest import ROOT

SOURCES = sorted([*ROOT.glob("lib/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"])


def imported(path):
    """Return the full names of the modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            module = node.module or ""
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def own_charts(path):
    """Return the name of the package of charts that a chart of a lesson may use, too."""
    parts = path.relative_to(ROOT).parts
    return f"lib.lessons.{parts[2]}.charts" if parts[1] == "lessons" else "lib.charts"


def tops(path):
    return {name.partition(".")[0] for name in imported(path)}


def area(path):
    """Return where in the house a file stands: ui, lessons, charts, ..., pages or entry."""
    parts = path.relative_to(ROOT).parts
    if parts[:2] == ("lib", "lessons") and len(parts) > 3:
        kind = parts[3].removesuffix(".py")
        return kind if kind in ("charts", "formulas", "polynomial") else "lessons"
    if parts[0] == "lib":
        return parts[1].removesuffix(".py") if len(parts) > 2 else path.stem
    return "pages" if parts[0] == "pages" else "entry"


def of(*areas):
    return [path for path in SOURCES if area(path) in areas]


def everything_but(*areas):
    return [path for path in SOURCES if area(path) not in areas]


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", everything_but("ui", "entry"), ids=name)
def test_only_the_user_interface_knows_streamlit(path):
    assert "streamlit" not in tops(path)


@pytest.mark.parametrize("path", everything_but("lessons", "data"), ids=name)
def test_only_computations_know_tensorflow(path):
    # lib/runtime.py reaches it by importing the lessons, and Keras by name in sys.modules.
    assert not {"tensorflow", "keras"} & tops(path)


@pytest.mark.parametrize("path", of("lessons"), ids=name)
def test_lessons_rest_on_numpy_tensorflow_and_each_other_alone(path):
    assert tops(path) <= {*sys.stdlib_module_names, "numpy", "tensorflow", "lib"}
    own = {other for other in imported(path) if other.startswith("lib")}
    assert all(other.startswith(("lib.lessons", "lib.training")) for other in own)


@pytest.mark.parametrize("path", sorted(ROOT.glob("lib/lessons/*/**/*.py")), ids=name)
def test_a_lesson_uses_its_own_folder_and_shared_ones_alone(path):
    slug = path.relative_to(ROOT).parts[2]
    others = {other for other in imported(path) if other.startswith("lib.lessons.")}
    assert {other.split(".")[2] for other in others} <= {slug, "shared"}


@pytest.mark.parametrize("path", of("charts"), ids=name)
def test_charts_know_neither_pages_nor_computations(path):
    allowed = {*sys.stdlib_module_names, "altair", "numpy", "PIL", "lib"}
    assert tops(path) <= allowed
    own = {other for other in imported(path) if other.startswith("lib.")}
    assert all(other.startswith(("lib.charts", "lib.numbers", own_charts(path))) for other in own)


@pytest.mark.parametrize("path", everything_but("ui", "entry", "pages"), ids=name)
def test_nothing_below_knows_the_user_interface(path):
    assert not any(other.startswith(("lib.ui", "pages")) for other in imported(path))


@pytest.mark.parametrize("path", of("ui"), ids=name)
def test_the_user_interface_knows_no_lesson_but_what_a_training_is(path):
    own = {other for other in imported(path) if other.startswith("lib.lessons")}
    assert all(other.startswith("lib.training") for other in own)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_star_hides_where_a_name_is_from(path):
    assert not any(other.endswith(".*") for other in imported(path))
