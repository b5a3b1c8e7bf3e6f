"""The code, the numbers and the reasons of every demo: they are what the page ran and shows."""

import ast
import contextlib
import io
import json
import random
import shutil
import subprocess
import sys

import pytest

from lib import export, text
from lib.lessons.shared.digits import SAMPLE
from lib.listing import fields, listing
from tests.conftest import ROOT
from tests.reader import LESSONS, Reader
from tests.ui.pages import moves

lesson = pytest.mark.parametrize("slug", LESSONS)


class Programs:
    """Runs listings from nothing; what several of them define alike is executed once."""

    def __init__(self, folder):
        self.folder = folder
        self.defined = {}
        self.held = set()

    def execute(self, code, lines):
        """Run a program whose last statements make the call; return its names, or what it raised.

        The definitions stand in a file, from which ``tf.function`` reads the source.
        """
        tree = ast.parse(code)
        call = tree.body[-lines:]
        head = "".join(code.splitlines(keepends=True)[: call[0].lineno - 1])
        with contextlib.redirect_stdout(io.StringIO()):
            if head not in self.defined:
                path = self.folder / f"pasted_{len(self.defined)}.py"
                path.write_text(head, encoding="utf-8")
                self.defined[head] = names = {"__name__": "__pasted__"}
                exec(compile(head, str(path), "exec"), names)
            names = dict(self.defined[head])
            try:
                exec(compile(ast.Module(call, []), "<call>", "exec"), names)
            except Exception as refusal:
                return {}, refusal
        return names, None

    def hold(self, demo, code, run):
        """Run the listing of one call, and hold its results equal to the page's, once."""
        if (demo, code) in self.held:
            return
        self.held.add((demo, code))
        names, refusal = self.execute(code, 1 + len(fields(run.call.function)))
        if run.call.refused:
            assert refusal is not None, f"{demo}: the page was refused, the listing was not"
            return
        assert refusal is None, f"{demo}: {refusal!r}"
        for field, value in run.results.items():
            if field.startswith("seconds"):
                continue  # measured anew each time
            field = field if field in names and not callable(names[field]) else f"{field}_2"
            moves.hold_equal(names[field], value, f"{demo}.{field}")

    def hold_all(self, reader):
        """Run the listing of every call of a page as it is now."""
        for demo, run in reader.runs():
            self.hold(demo, listing(run.call), run)


def covering(runs):
    """Return of the calls of a page so many that each option of each has been chosen once.

    A call of one surface and one optimiser is traced for a second: not each pair is run.
    """
    seen, chosen = set(), []
    for (demo, _), run in runs.items():
        options = {
            (demo, run.call.function, run.call.refused, name, value)
            for name, value in run.call.values.items()
            if isinstance(value, (str, bool))
        }
        options |= {(demo, run.call.function, run.call.refused)}
        if not options <= seen:
            seen |= options
            chosen.append((demo, run))
    return chosen


@lesson
def test_every_listing_does_what_the_page_did(slug, tmp_path):
    programs = Programs(tmp_path)
    for demo, run in covering(moves.walk(slug).runs):
        programs.hold(demo, listing(run.call), run)
    reader = Reader(slug)
    for key in reader.buttons():
        reader.press(key)
        programs.hold_all(reader)
    generator = random.Random(slug)
    for _ in range(3):
        moves.anywhere(reader, generator)
        programs.hold_all(reader)
    assert programs.held


@lesson
def test_every_drawer_opens_and_the_code_in_it_is_the_code_that_ran(slug):
    reader = Reader(slug)
    runs = reader.lesson.runs
    whys = {demo: reader.words.sections[f"{demo}.why"] for demo in reader.lesson.demos}

    def shown_text(demo):
        return [element.value for element in reader.under(demo, "markdown")]

    for demo, why in whys.items():
        assert why not in shown_text(demo)  # closed at first
        drawers = {*(["code"] if runs[demo] else []), "why"}
        drawers |= {"numbers"} if any(run.results for run in runs[demo]) else set()
        names = {reader.frame[f"drawer.{drawer}"] for drawer in drawers}
        assert set(reader.widget(f"{demo}.open").options) == names
    reader.open("code")
    for demo, made in reader.lesson.runs.items():
        if made:
            code = listing(*(run.call for run in made)).rstrip()
            assert code in [element.value.rstrip() for element in reader.under(demo, "code")]
    reader.open("numbers")
    for demo, made in reader.lesson.runs.items():
        for field in (field for run in made for field in run.results):
            named = (f"**{field}**", f"**{field}[0]**")  # a list is shown part by part
            assert any(piece.startswith(named) for piece in shown_text(demo)), field
    reader.open("why")
    for demo, why in whys.items():
        assert why in shown_text(demo)
    reader.open(None)
    for demo, why in whys.items():
        assert why not in shown_text(demo)


CHILD = """
import contextlib, io, json, os, runpy, sys, traceback
shown_text = {}
for path in sys.argv[1:]:
    os.chdir(os.path.dirname(path))
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            runpy.run_path(path, run_name="__main__")
        shown_text[path] = printed.getvalue(), ""
    except Exception:
        shown_text[path] = printed.getvalue(), traceback.format_exc()
print(json.dumps(shown_text))
"""


def test_the_downloads_hold_every_demo_and_the_program_runs_as_a_file(slugs, tmp_path):
    """The programs of all lessons run in one process, which knows nothing of this project."""
    calls = {}
    for slug in slugs:
        reader = Reader(slug)
        parts = reader.lesson.parts()
        book = json.loads(export.notebook("x", parts))
        written = "".join("".join(cell["source"]) for cell in book["cells"])
        assert not {text.HARD, text.JOINER} & set(written)  # they would trip who edits it
        for demo, runs in reader.lesson.runs.items():
            assert reader.words.labels[f"{demo}.title"] in written
            for run in runs:
                assert listing(run.call).splitlines()[-1] in written
        path = tmp_path / slug / "lesson.py"
        path.parent.mkdir()
        path.write_bytes(export.program("x", parts))
        if SAMPLE in path.read_text(encoding="utf-8"):  # its digits lie beside it, as in the lab
            (path.parent / SAMPLE).parent.mkdir(parents=True)
            shutil.copy(ROOT / SAMPLE, path.parent / SAMPLE)
        calls[str(path)] = len(reader.runs())
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *calls],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for path, (printed, problem) in json.loads(done.stdout.splitlines()[-1]).items():
        assert not problem, f"{path}: {problem[-2000:]}"
        assert sum(" = " in line for line in printed.splitlines()) >= calls[path] > 0
