"""Bars in groups: the same few things, each in several versions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from lib.charts.palette import QUIET
from lib.charts.picture import Picture, data, legend, role_scale, spec


@spec
def _grouped(
    name: str,
    value: str,
    roles: tuple[tuple[str, str], ...],
    log: bool,
    domain: tuple[float, float] | None,
    height: int,
) -> Any:
    words = [role for role, _ in roles]
    scale = alt.Scale(type="log", nice=True) if log else alt.Scale()
    if domain:
        scale = alt.Scale(domain=list(domain))
    y = alt.Y(
        "value:Q",
        title=value,
        scale=scale,
        axis=alt.Axis(format=".1~e" if log else "~r", tickCount=6),
    )
    base = alt.Chart(data("groups")).encode(
        x=alt.X("name:N", title=name, sort=None, axis=alt.Axis(labelAngle=0, labelLimit=200)),
        xOffset=alt.XOffset("role:N", sort=words),
        y=y,
        color=alt.Color(
            "role:N",
            title=None,
            sort=words,
            scale=role_scale(dict(roles)),
            legend=legend() if len(roles) > 1 else None,
        ),
        tooltip=[
            alt.Tooltip("name:N", title=name),
            alt.Tooltip("role:N", title=" "),
            alt.Tooltip("value:Q", title=value, format=".4~g"),
        ],
    )
    if log:
        # A bar has no foot on a log axis: a mark and its stem from the axis say as much.
        bars = base.mark_bar().encode(y=y, y2=alt.Y2("floor:Q"))
        return bars.properties(height=height)
    zero = alt.Chart(data("groups")).mark_rule(color=QUIET).encode(y=alt.datum(0))
    return (base.mark_bar() + zero).properties(height=height)


def grouped(
    names: Sequence[str],
    versions: Mapping[str, Sequence[float]],
    colours: Sequence[str],
    *,
    name: str,
    value: str,
    log: bool = False,
    domain: tuple[float, float] | None = None,
    height: int = 340,
) -> Picture:
    """Draw every named thing as one bar a version.

    Args:
        names: the things, n of them.
        versions: n numbers by the words of each version. On a log axis what is not
            positive or not finite is left out.
        colours: one role colour a version.
        name: title of the axis of names.
        value: title of the axis of values, with its unit.
        log: a logarithmic axis.
        domain: fixed ends of the axis of values, where pictures are compared.
        height: pixels.
    """
    rows = [
        (thing, role, float(number))
        for role, numbers in versions.items()
        for thing, number in zip(names, numbers, strict=True)
    ]
    if log:
        rows = [row for row in rows if 0 < row[2] < float("inf")]
    # A power of ten, so that the axis ends there and every stem stands on it.
    least = min((row[2] for row in rows), default=1.0)
    floor = 10.0 ** math.floor(math.log10(least / 1.5)) if log else 0.0
    return Picture(
        _grouped(name, value, tuple(zip(versions, colours, strict=True)), log, domain, height),
        {
            "groups": {
                "name": [row[0] for row in rows],
                "role": [row[1] for row in rows],
                "value": [row[2] for row in rows],
                "floor": [floor] * len(rows),
            }
        },
    )


@spec
def _rows(name: str, value: str, low: float, high: float, height: int) -> Any:
    base = alt.Chart(data("rows")).encode(
        y=alt.Y(
            "name:N", title=name, sort=None, axis=alt.Axis(labelLimit=240, labelFont="monospace")
        ),
        x=alt.X("value:Q", title=value, scale=alt.Scale(domain=[low, high])),
        tooltip=[
            alt.Tooltip("name:N", title=name),
            alt.Tooltip("value:Q", title=value, format=".4~g"),
        ],
    )
    bars = base.mark_bar(height={"band": 0.6}).encode(color=alt.Color("colour:N", scale=None))
    numbers = base.mark_text(align="left", dx=5, color=QUIET, fontWeight="bold").encode(
        text=alt.Text("value:Q", format=".4~g")
    )
    return (bars + numbers).properties(height=height)


def rows(
    names: Sequence[str],
    values: Sequence[float],
    *,
    colour: str | Sequence[str],
    name: str,
    value: str,
    domain: tuple[float, float],
    height: int = 300,
) -> Picture:
    """Draw one bar a row, for names too long to stand under a column.

    Args:
        names: n names, written as code.
        values: n numbers.
        colour: the colour of their role, or one for each row.
        name: title of the axis of names.
        value: title of the axis of values, with its unit.
        domain: the fixed ends of the axis of values.
        height: pixels.
    """
    colours = [colour] * len(names) if isinstance(colour, str) else list(colour)
    numbers = [float(number) for number in values]
    return Picture(
        _rows(name, value, *domain, height),
        {"rows": {"name": list(names), "value": numbers, "colour": colours}},
    )


@spec
def _stacked(value: str, parts: tuple[tuple[str, str], ...], height: int) -> Any:
    base = alt.Chart(data("stacks")).encode(
        y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=240, labelFontSize=13)),
        x=alt.X("start:Q", title=value),
        color=alt.Color(
            "part:N",
            title=None,
            sort=None,
            scale=role_scale(dict(parts)),
            legend=legend(symbolType="square"),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("part:N", title=" "),
            alt.Tooltip("value:Q", title=value, format=".4~g"),
        ],
    )
    bars = base.mark_bar(height={"band": 0.55}).encode(x2="end:Q")
    # What is infinite has no length: it is written at the place where its bar would begin.
    endless = base.mark_text(align="left", dx=8, fontSize=24, fontWeight="bold").encode(
        text="sign:N"
    )
    return (bars + endless).properties(height=height)


def stacked(
    stacks: Mapping[str, Mapping[str, float]],
    colours: Mapping[str, str],
    *,
    value: str,
    height: int = 260,
) -> Picture:
    """Draw sums, each as its parts in a row.

    Args:
        stacks: for each sum its parts by name; one that is infinite is a sign and no bar, one
            that is not a number is left out.
        colours: the role colour of each part.
        value: title of the axis of values, with its unit.
        height: pixels.
    """
    columns = ("name", "part", "value", "start", "end", "sign")
    rows: list[tuple[Any, ...]] = []
    for name, parts in stacks.items():
        start = 0.0
        for part, number in parts.items():
            if math.isfinite(number):
                rows.append((name, part, number, start, start + number, ""))
                start += number
            elif number > 0:
                rows.append((name, part, number, start, start, "∞"))
    table = {column: [row[i] for row in rows] for i, column in enumerate(columns)}
    return Picture(_stacked(value, tuple(colours.items()), height), {"stacks": table})


@spec
def _columns(name: str, value: str, mean: str, height: int) -> Any:
    base = alt.Chart(data("columns"))
    bars = base.mark_bar().encode(
        x=alt.X("name:N", title=name, sort=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=value),
        color=alt.Color("colour:N", scale=None),
        tooltip=[
            alt.Tooltip("name:N", title=name),
            alt.Tooltip("value:Q", title=value, format=".4~g"),
        ],
    )
    line = alt.Chart(data("line"))
    rule = line.mark_rule(strokeDash=[6, 4], strokeWidth=2, color=QUIET).encode(y="value:Q")
    note = line.mark_text(align="left", baseline="bottom", dx=6, dy=-3, fontSize=13, color=QUIET)
    label = note.encode(y="value:Q", x=alt.value(0), text=alt.value(mean))
    return (bars + rule + label).properties(height=height)


def columns(
    names: Sequence[str],
    values: Sequence[float],
    colours: Sequence[str],
    *,
    line: float,
    name: str,
    value: str,
    mean: str,
    height: int = 320,
) -> Picture:
    """Draw one bar a name, and a line across them all.

    Args:
        names: n names.
        values: n numbers.
        colours: n role colours.
        line: where the line is.
        name: title of the axis of names.
        value: title of the axis of values, with its unit.
        mean: what the line says.
        height: pixels.
    """
    return Picture(
        _columns(name, value, mean, height),
        {
            "columns": {
                "name": list(names),
                "value": [float(number) for number in values],
                "colour": list(colours),
            },
            "line": {"value": [line]},
        },
    )
