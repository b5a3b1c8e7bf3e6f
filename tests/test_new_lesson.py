"""A lesson comes with one command and goes with its folder, its page and its tests."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tools import new_lesson

SLUG = "zz_added"
VISIT = f"""
import contextlib, io, sys
import pytest

where = ["tests/test_contracts.py", "tests/lessons/{SLUG}"]
if pytest.main(["-q", "-k", "{SLUG}", "-p", "no:cacheprovider", *where]):
    sys.exit(1)

from lib import runtime
from lib.listing import listing
from tests.reader import Reader

runtime._stopping = lambda: True  # the other lessons are not needed, and need not be warm

for language in ("en", "zh"):
    reader = Reader("{SLUG}", language, **{{"{SLUG}.x": "-2"}})
    (demo, run), = reader.runs()
    assert demo == "parabola" and run.call.values == {{"x": -2.0}}
    shown_text = reader.shown_text()
    assert any(reader.words.labels["title"] in piece for piece in shown_text)
    assert any("**4**" in piece and "**-4**" in piece for piece in shown_text), shown_text
    assert any(reader.frame["challenge.reached"] in piece for piece in shown_text)
    assert not reader.at.error
with contextlib.redirect_stdout(io.StringIO()) as printed:
    exec(listing(run.call), {{}})
assert "-4.0" in printed.getvalue()
"""


def tracked():
    """Return the paths of the files of this tree, new ones among them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*") if _is(path)
    }


def _is(path):
    return path.is_file() and not {"__pycache__", ".hypothesis"} & set(path.parts)


def python(folder, *arguments):
    """Run Python in a copy of the tree, and return how it ended and what it wrote."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "RUFF_NO_CACHE": "true"}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.fixture
def copy(tmp_path):
    """Return the folder of a copy of the tree."""
    for name in tracked():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_lesson_comes_by_the_tool_and_goes_with_its_folders(copy):
    before = contents(copy)
    code, written = python(copy, "-m", "tools.new_lesson", SLUG, "A new lesson", "新的一课")
    assert code == 0, written
    added = contents(copy)
    assert {name: added[name] for name in before} == before  # no other file was edited
    new = [str(name) for name in set(added) - set(before)]
    assert len(new) == 8 and all(name in written for name in new)
    for command in ("check", "format --check"):
        sources = [name for name in new if name.endswith(".py")]
        code, found = python(copy, "-m", "ruff", *command.split(), *sources)
        assert code == 0, found

    code, found = python(copy, "-c", VISIT)
    assert code == 0, found

    shutil.rmtree(copy / "lib" / "lessons" / SLUG)
    shutil.rmtree(copy / "tests" / "lessons" / SLUG)
    next((copy / "pages").glob(f"*_{SLUG}.py")).unlink()
    rest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_contracts.py"]
    code, found = python(copy, *rest)
    assert code == 0, found
    assert contents(copy) == before


@pytest.fixture
def tree(tmp_path):
    """Return the folder of a tree with one lesson."""
    for name in ("pages", "lib/lessons", "tests/lessons"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "pages" / "07_old.py").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("old", "already"),
        ("shared", "in use"),
        ("lambda", "in use"),
        ("parabola", "in use"),
        ("Square", "small letters"),
        ("two words", "small letters"),
        ("../x", "small letters"),
        ("9lives", "small letters"),
        ("", "small letters"),
        ("x" * 25, "small letters"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_in_one_sentence(tree, slug, reason):
    before = contents(tree)
    with pytest.raises(new_lesson.Refused, match=reason) as refusal:
        new_lesson.write(tree, slug)
    assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)
    assert contents(tree) == before


def test_a_folder_that_is_left_of_a_lesson_is_not_written_into(tree):
    (tree / "tests" / "lessons" / "left").mkdir()
    with pytest.raises(new_lesson.Refused, match="already"):
        new_lesson.write(tree, "left")


def test_a_new_lesson_has_the_next_number_and_the_given_titles(tree):
    written = new_lesson.write(tree, "mine", ("My own", "自己的"))
    assert "pages/08_mine.py" in written
    for language, title in (("en", "My own"), ("zh", "自己的")):
        words = tree / "lib" / "lessons" / "mine" / f"{language}.md"
        assert f"title: {title}\n" in words.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "shown_text"), [(["a", "b"], "Usage"), (["A"], "small letters")]
)
def test_the_command_says_what_is_wrong(arguments, shown_text, capsys):
    assert new_lesson.main(arguments) == 1
    assert shown_text in capsys.readouterr().err
