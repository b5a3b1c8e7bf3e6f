"""The idiom of every demo: it runs from nothing, and does to the last bit what the page did."""

import random

import pytest

from lib.idiom import idiom
from lib.ui import code
from tests.reader import LESSONS, Reader
from tests.ui.pages import moves, programs

lesson = pytest.mark.parametrize("slug", LESSONS)


def demos(slug):
    """Return the calls of demos at the defaults, of every kind, and at drawn settings."""
    reader = Reader(slug)
    pages = [reader.lesson.runs]
    for key in reader.buttons():
        reader.press(key)
        pages.append(reader.lesson.runs)
    generator = random.Random(slug)
    for _ in range(3):
        moves.anywhere(reader, generator)
        pages.append(reader.lesson.runs)
    made = [(demo, runs) for page in pages for demo, runs in page.items() if runs]
    made += [(demo, [run]) for (demo, _), run in moves.walk(slug).runs.items()]
    return [(demo, runs) for demo, runs in made if is_shown(runs)]


def is_shown(runs):
    """Whether the code of a demo stands beside its picture."""
    refused = any(run.call.refused for run in runs)
    return code.length(runs) <= code.LONGEST and not refused


def compare(demo, runs, made, ran):
    """Hold the results of a program equal to those of the page."""
    assert not ran.problem, f"{demo}: {ran.problem}\n{made.text}"
    for run, names in zip(runs, made.results, strict=True):
        for field, value in run.results.items():
            if not field.startswith("seconds"):  # measured anew each time
                moves.hold_equal(ran.names[names[field]], value, f"{demo}.{field}\n{made.text}")


@lesson
def test_every_idiom_does_what_the_page_did(slug, tmp_path):
    wanted, seen = [], set()
    for demo, runs in demos(slug):
        made = idiom(*(run.call for run in runs))
        if made.text not in seen:
            seen.add(made.text)
            wanted.append((demo, runs, made))
    if not wanted:
        pytest.skip("every demo of this lesson rests on too many lines")
    done = programs.run(tmp_path, [made for _, _, made in wanted])
    for (demo, runs, made), ran in zip(wanted, done, strict=True):
        compare(demo, runs, made, ran)
        idle = programs.idle_statements(made.text, ran.lines)
        assert not idle, f"{demo}: {idle} did not run\n{made.text}"
        unused = programs.unused_names(made.text, made.names())
        assert not unused, f"{demo}: {unused} is not used\n{made.text}"
        lines = made.text.splitlines()
        for line, start, end in made.marks:
            assert lines[line][start:end].strip()
