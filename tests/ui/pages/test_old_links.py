"""Old links open what they opened: 15 or more of each lesson, recorded at commit 72e1a4b.

A link opens one demo of those whose controls it sets; the others are opened at their step, and
every fifth link with all demos at once.

``tests/lessons/<slug>/links.json`` holds each link with the value of every control after it was
opened, and a summary of every array that the demos got. Names in the URL are a promise, the names
of functions and of their results are not: results are held equal in their order. Where a summary
is null, the number is another in another process (noise of rounding, time). A number in place of
the runs of a demo is the place of the link of this lesson, from 0, that has the same runs. A demo
that is not listed is not compared. Closed drawers and first questions are left out of the controls.
"""

import json

import numpy as np
import pytest

from lib.state import renamed
from lib.ui import walk
from tests.conftest import ROOT
from tests.reader import LESSONS, Reader

WHOLE = 5
"""Of so many links one is opened with every demo of the lesson."""
FILES = {slug: ROOT / "tests" / "lessons" / slug / "links.json" for slug in LESSONS}


def plain(value):
    return json.loads(json.dumps(value))


def state(reader):
    """Return every control of the page with its value: drawers and questions, too."""
    start = f"{reader.slug}.predict."
    asked = [key for key in reader.at.session_state if key.startswith(start)]
    names = [key.removeprefix(f"{reader.slug}.") for key in asked if "@" not in key]
    names = [name for name in names if name.count(".") == 1]
    names += [*reader.lesson.controls, *(f"{demo}.open" for demo in reader.lesson.demos)]
    return {name: plain(reader.value(name)) for name in sorted(names)}


def known_by_new_names(link, slug):
    """Return a link whose outcome names the demos as they are named now; its query stays."""
    for old, new in renamed(slug).items():
        if old in link["results"]:
            link["results"][new] = link["results"].pop(old)
        if f"{old}.open" in link["controls"]:
            link["controls"][f"{new}.open"] = link["controls"].pop(f"{old}.open")
    return link


def at_rest(name, value):
    """Whether a drawer is closed, or a question is the first."""
    return (name.endswith(".open") and value is None) or (name[:8] == "predict." and value == "1")


def results(reader):
    """Return the summaries of what each demo got, run by run; of a refused run that word."""
    return {
        demo: [
            "refused"
            if run.call.refused
            else [summary(value) for name, value in run.results.items() if name[:7] != "seconds"]
            for run in runs
        ]
        for demo, runs in reader.lesson.runs.items()
    }


def summary(value):
    """Return shape, dtype, sum, sum of sizes, and how many are not finite; else a short text."""
    try:
        array = np.asarray(value)
        known = array.dtype.kind in "biuf" or array.dtype.name == "bfloat16"
    except ValueError:  # a list of arrays of several shapes
        return ["parts", *map(summary, value)]
    if not known:
        return str(value)[:40]
    numbers = array.astype(np.float64)
    finite = numbers[np.isfinite(numbers)]
    sums = [float(f"{total:.6g}") for total in (finite.sum(), np.abs(finite).sum())]
    return [list(array.shape), array.dtype.name, *sums, int(array.size - finite.size)]


def same(found, wanted):
    """Whether two summaries agree: sums to 1e-4, and to 1e-6 of the sizes where they cancel."""
    if wanted is None:
        return True
    if not isinstance(wanted, list) or not isinstance(found, list):
        return found == wanted
    if wanted[:1] == ["parts"]:
        return len(found) == len(wanted) and all(map(same, found[1:], wanted[1:]))
    near = [
        one == other or abs(one - other) <= 1e-4 * abs(other) + 1e-6 * wanted[3]
        for one, other in zip(found[2:4], wanted[2:4], strict=True)
    ]
    return found[:2] == wanted[:2] and found[4:] == wanted[4:] and all(near)


def agree(found, wanted):
    """Whether the runs of a demo agree."""
    if len(found) != len(wanted):
        return False
    for one, other in zip(found, wanted, strict=True):
        if "refused" in (one, other):
            if one != other:
                return False
        elif len(one) != len(other) or not all(map(same, one, other)):
            return False
    return True


def test_there_are_two_hundred_old_links():
    recorded = [path for path in FILES.values() if path.is_file()]
    assert sum(len(json.loads(path.read_text("utf-8"))) for path in recorded) >= 15 * len(recorded)


@pytest.mark.parametrize("slug", [slug for slug, path in FILES.items() if path.is_file()])
def test_old_links_open_what_they_opened(slug):
    links = [known_by_new_names(link, slug) for link in json.loads(FILES[slug].read_text("utf-8"))]
    for place, link in enumerate(links):
        reader = Reader(slug, link["language"], demo=None, **link["query"])
        hold(reader, link, links)
        meant = [walk.step_of(slug, key) for key in link["query"] if key.startswith(f"{slug}.")]
        meant = list(dict.fromkeys(renamed(slug).get(step, step) for step in meant))
        if meant:
            assert reader.step == meant[0], link["query"]
        for step in ["all"] if place % WHOLE == 0 else meant[1:]:
            hold(Reader(slug, link["language"], demo=step, **link["query"]), link, links)


def hold(reader, link, links):
    """Hold the controls and the results of the demos that a link shows to what was recorded."""
    found, wanted = state(reader), link["controls"]
    for name, value in found.items():
        if (name.endswith(".open") or name[:8] == "predict.") and name not in wanted:
            assert at_rest(name, value), (name, value, link["query"])
    moved = {
        name: (found[name], wanted.get(name, "absent"))
        for name in reader.lesson.controls
        if json.dumps(found[name]) != json.dumps(wanted.get(name, "absent"))
    }
    assert not moved, link["query"]
    shown = set(reader.lesson.demos)
    hidden = [name for name in wanted if control_of(reader, name) in shown and name not in found]
    assert not hidden, link["query"]
    got, other = results(reader), {}
    for demo, runs in link["results"].items():
        runs = links[runs]["results"][demo] if isinstance(runs, int) else runs
        if demo in shown and not agree(got.get(demo, []), runs):
            other[demo] = got.get(demo), runs
    assert not other, link["query"]


def control_of(reader, name):
    """Return the demo that a recorded control, drawer or question belongs to."""
    return walk.step_of(reader.slug, reader.key(name))
