"""Moves of a page's controls: one in every demo for each run, since demos are independent."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from lib.state import Control
from lib.ui.stage import Run
from tests.reader import Reader

Moves = dict[str, Any]
Plan = Callable[[Reader, str], Generator[Moves, None, None]]
"""Yields, for one demo, the moves that are made before each run: values by control."""


def rounds(reader: Reader, plan: Plan) -> Iterator[dict[str, Moves]]:
    """Run the page with one move in every demo, until every demo has made all of its moves.

    A whole page runs for every move, so that the moves of several demos share a run.

    Yields:
        After each run, the moves that were made, by demo.
    """
    plans = {demo: plan(reader, demo) for demo in reader.lesson.demos}
    while plans:
        made: dict[str, Moves] = {}
        for demo, moves in list(plans.items()):
            move = next(moves, None)
            if move is None:
                del plans[demo]
            else:
                made[demo] = move
        if made:
            reader.set(**{name: value for move in made.values() for name, value in move.items()})
            yield made


def each_end(reader: Reader, demo: str) -> Generator[Moves, None, None]:
    """Move each control of a demo to each of its ends, alone; then all of them together."""
    ends = {name: reader.ends(name) for name in reader.shown(demo)}
    seen = set(ends)
    back: Moves = {}
    for name, values in ends.items():
        if name not in reader.shown(demo) or reader.ends(name) != values:
            yield back  # what was moved before has changed or hidden this one
            back = {}
        start = reader.value(name)
        for end in values:
            yield {**back, name: end}
            back = {}
            # A choice may bring controls of its own.
            for other in [each for each in reader.shown(demo) if each not in seen]:
                seen.add(other)
                for far in reader.ends(other):
                    yield {other: far}
        back = {name: start}
    yield back
    for index in (0, -1):
        now = {name: reader.ends(name) for name in reader.shown(demo)}
        yield {name: values[index] for name, values in now.items() if values}


def each_option(reader: Reader, demo: str) -> Generator[Moves, None, None]:
    """Choose every option of every choice of a demo, those too that another choice brings."""
    seen: set[str] = set()

    def choices() -> list[str]:
        controls = reader.lesson.controls
        return [name for name in reader.shown(demo) if controls[name].options and name not in seen]

    def choose(name: str) -> Generator[Moves, None, None]:
        seen.add(name)
        control = reader.lesson.controls[name]
        for option in control.options:
            yield {name: option}
            for other in choices():
                if other not in standing:
                    yield from choose(other)
        yield {name: control.default}

    standing = set(choices())
    for name in list(standing):
        if name in reader.shown(demo):
            yield from choose(name)


def everywhere(reader: Reader, index: int) -> None:
    """Move every control to one of its ends, and run once."""
    ends = {name: reader.ends(name) for name in reader.shown()}
    reader.set(**{name: values[index] for name, values in ends.items() if values})


def anywhere(reader: Reader, generator: random.Random) -> None:
    """Move every control to a random value, and run once."""
    reader.set(**{name: drawn(reader, name, generator) for name in reader.shown()})


def drawn(reader: Reader, name: str, generator: random.Random) -> Any:
    """Draw a value on the grid of a control."""
    widget, control = reader.widget(name), reader.lesson.controls[name]
    if control.options:
        return generator.choice(control.options)
    if widget.type == "slider":
        steps = round((widget.max - widget.min) / widget.step)
        kind = type(control.default[0] if isinstance(control.default, tuple) else control.default)
        one, other = (
            kind(widget.min + generator.randint(0, steps) * widget.step) for _ in range(2)
        )
        return (min(one, other), max(one, other)) if isinstance(widget.value, tuple) else one
    if widget.type == "select_slider":
        return float(generator.choice(widget.options))
    if widget.type == "number_input":
        return type(control.default)(generator.uniform(widget.min, widget.max))
    if widget.type in ("toggle", "checkbox"):
        return generator.choice([True, False])
    return widget.value


def arrays(value: Any) -> list[Any]:
    """Return the arrays of a result: a list may hold some of different shapes."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def hold_equal(found: Any, wanted: Any, name: str) -> None:
    """Hold two results equal, array by array."""
    for one, other in zip(arrays(found), arrays(wanted), strict=True):
        if np.asarray(other).dtype == np.float64:
            # The last bit of a sum depends on where in memory its terms lie.
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12, err_msg=name)
        else:
            np.testing.assert_array_equal(one, other, err_msg=name)


class Walk(NamedTuple):
    """What was seen on a page while each of its controls went to each of its ends."""

    controls: dict[str, Control]
    runs: dict[tuple[str, str], Run]
    """The first call of each kind that was made, by its demo and what it depends on."""
    wrong: list[str]


@lru_cache(maxsize=1)
def walk(slug: str) -> Walk:
    """Move through every setting of a page, once for all the tests that look at it."""
    reader = Reader(slug)
    seen = Walk({}, {}, [])
    start = {name: reader.value(name) for name in reader.shown()}
    ends = {name: reader.ends(name)[:1] for name in reader.shown() if is_number(reader, name)}
    before, sizes = specs(reader), shapes(reader)
    note(reader, seen)
    for made in rounds(reader, each_end):  # Reader.run holds that nothing raises
        note(reader, seen)
        after, grown = specs(reader), shapes(reader)
        for demo in made:
            moved = [name for name in reader.shown(demo) if start.get(name) != reader.value(name)]
            alone = len(moved) == 1 and [reader.value(*moved)] == ends.get(*moved)
            # A grid of another size is another picture; a refused call dims the one before.
            refused = any(run.call.refused for run in reader.lesson.runs[demo])
            same = grown[demo] == sizes[demo] and not refused
            if alone and same and after[demo] != before[demo]:
                seen.wrong.append(f"{demo}: moving {moved[0]} changes the spec")
    return seen


def note(reader: Reader, seen: Walk) -> None:
    """Keep the controls and the calls of a page as it is now, and what is wrong with it."""
    demos = reader.lesson.demos
    seen.controls.update(reader.lesson.controls)
    if len(reader.at.header) != len(demos) + bool(reader.at.radio or reader.at.text_input):
        seen.wrong.append(f"{len(reader.at.header)} headings over {len(demos)} demos")
    for demo, run in reader.runs():
        seen.runs.setdefault((demo, kind(run)), run)
        if not (run.results or run.call.refused):
            seen.wrong.append(f"{demo}: a call returned nothing")
    for name, control in reader.lesson.controls.items():
        if control.demo not in demos:
            seen.wrong.append(f"{name} belongs to no demo")


def kind(run: Run) -> str:
    """Return what a call depends on but for its numbers: names, switches, and sizes."""
    values = {
        name: value if isinstance(value, (str, bool)) else (type(value), np.shape(value))
        for name, value in run.call.values.items()
        if not isinstance(value, (list, tuple)) or _is_regular(value)
    }
    return f"{run.call.function} {run.call.refused} {values}"


def _is_regular(value: Any) -> bool:
    try:
        return np.asarray(value).dtype != object
    except ValueError:
        return False


def is_number(reader: Reader, name: str) -> bool:
    """Whether a control is moved along a scale."""
    control = reader.lesson.controls[name]
    return not (control.options or isinstance(control.default, (bool, str)))


def specs(reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """Return the alts and the specs of the pictures under each demo's heading, in order."""
    return {
        demo: [(node.proto.alt, node.proto.spec) for node in reader.under(demo, "vega_lite_chart")]
        for demo in reader.lesson.demos
    }


def shapes(reader: Reader) -> dict[str, list[Any]]:
    """Return the shapes of what each demo got, and of what it gave."""
    return {
        demo: [
            ([np.shape(part) for part in arrays(value)], type(value))
            for run in runs
            for value in (*run.results.values(), *run.call.values.values())
        ]
        for demo, runs in reader.lesson.runs.items()
    }
