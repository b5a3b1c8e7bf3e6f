"""What a loss returns in several versions, and where numbers end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts import grids
from lib.charts.palette import CHANGED, INPUT, OUTPUT, PALE_INPUT, PALE_WRONG, QUIET, WRONG
from lib.charts.picture import Picture, data, legend, role_scale, spec

_WIDEST = 8


@spec
def _nested_curves(
    x: str,
    y: str,
    roles: tuple[tuple[str, str], ...],
    ends: tuple[float, float],
    domain: tuple[float, float],
    height: int,
    keyed: bool,
) -> Any:
    place = {
        "x": alt.X("x:Q", title=x or None, scale=alt.Scale(domain=list(ends), nice=False)),
        "y": alt.Y(
            "y:Q",
            title=y,
            scale=alt.Scale(domain=list(domain), clamp=True, nice=False),
            axis=alt.Axis(minExtent=34, maxExtent=34, tickCount=3),
        ),
    }
    key = legend(symbolType="square", symbolStrokeWidth=0) if keyed else None
    colour = alt.Color("role:N", title=None, scale=role_scale(dict(roles)), legend=key)
    lines = (
        alt.Chart(data("curves"))
        .mark_line(strokeCap="butt")
        .encode(
            **place,
            color=colour,
            # By their own field: scales by role would size the symbols of the legend, too.
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
        )
    )
    points = (
        alt.Chart(data("points"))
        .mark_point(filled=True, opacity=1, stroke="white", strokeWidth=1.5)
        .encode(
            **place,
            color=colour,
            size=alt.Size("size:Q", scale=None),
            tooltip=[
                alt.Tooltip("role:N", title=" "),
                alt.Tooltip("x:Q", title=x, format=".4~g"),
                alt.Tooltip("y:Q", title=y, format=".4~g"),
            ],
        )
    )
    rule = alt.Chart(data("at")).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(x=place["x"])
    return (rule + lines + points).properties(height=height)


def nested_curves(
    x: np.ndarray,
    ys: Mapping[str, np.ndarray],
    colours: Sequence[str],
    *,
    at: tuple[float, Sequence[float] | np.ndarray] | None = None,
    x_title: str,
    y_title: str,
    ends: tuple[float, float],
    domain: tuple[float, float],
    height: int = 300,
    keyed: bool = True,
) -> Picture:
    """Draw curves that run together in a part: each is thinner than the one below.

    Args:
        x: shape (n,).
        ys: at most three curves by their words, shape (n,) each; where one is not finite, it ends.
        colours: one role colour a curve.
        at: the reader's x, and the value of each curve there; what is not finite has no mark.
        x_title: title of the axis, with its unit; empty above another picture.
        y_title: title of the axis, with its unit.
        ends: fixed ends of the x axis.
        domain: fixed ends of the y axis.
        height: pixels.
        keyed: with a legend; not where it stands below a picture that has one.
    """
    names = list(ys)
    place, values = at or (0.0, ())
    widths = {name: _WIDEST - 3 * place for place, name in enumerate(names)}
    marks = [
        (name, float(value))
        for name, value in zip(names, values, strict=False)
        if np.isfinite(value)
    ]
    curves = np.concatenate([np.asarray(y, float) for y in ys.values()])
    return Picture(
        _nested_curves(
            x_title,
            y_title,
            tuple(zip(names, colours, strict=True)),
            *(ends, domain, height, keyed),
        ),
        {
            "curves": {
                "x": np.tile(np.asarray(x, float), len(names)),
                "y": np.where(np.isfinite(curves), curves, np.nan),
                "role": np.repeat(names, len(x)),
                "width": np.repeat(list(widths.values()), len(x)),
            },
            "points": {
                "x": [float(place)] * len(marks),
                "y": [value for _, value in marks],
                "role": [name for name, _ in marks],
                "size": [60 + 12 * widths[name] for name, _ in marks],
            },
            "at": {"x": [float(place)] if at else []},
        },
    )


def pair(
    x: np.ndarray,
    names: Sequence[str],
    curves: Sequence[np.ndarray],
    points: Sequence[np.ndarray],
    *,
    at: float,
    words: Mapping[str, str],
    domains: Sequence[tuple[float, float]],
    stacked: bool = False,
) -> tuple[Picture, Picture]:
    """Draw a loss over its logit, and its gradient over the same.

    Args:
        x: shape (n,), over the whole axis.
        names: two or three versions of the loss: the right one, the wrong ones.
        curves: losses and gradients, shape (versions, n) each.
        points: the same at the reader's own logit, shape (versions,) each.
        at: the reader's own logit.
        words: ``x``, ``loss``, ``gradient``.
        domains: fixed ends of the losses and of the gradients.
        stacked: for one above the other, with one legend.
    """
    heights = (200, 180) if stacked else (300, 300)
    colours = [OUTPUT, CHANGED, WRONG] if len(names) == 3 else [OUTPUT, WRONG]
    loss, gradient = (
        nested_curves(
            x,
            dict(zip(names, lines, strict=True)),
            colours,
            at=(at, mine),
            x_title="" if stacked and name == "loss" else words["x"],
            y_title=words[name],
            ends=(float(x[0]), float(x[-1])),
            domain=domain,
            height=height,
            keyed=name == "loss" or not stacked,
        )
        for lines, mine, name, domain, height in zip(
            curves, points, ("loss", "gradient"), domains, heights, strict=True
        )
    )
    return loss, gradient


def raced(
    outputs: np.ndarray,
    every_output: np.ndarray,
    curves: np.ndarray,
    start: np.ndarray,
    *,
    words: Mapping[str, str],
    most: int = 300,
) -> tuple[Picture, Picture]:
    """Draw two trainings of a sigmoid, and the gradient that each loss gives over the output.

    Args:
        outputs: shape (steps + 1, 2): the wrong loss, the right one.
        every_output: shape (n,), from 0 to 1.
        curves: gradients at these outputs, shape (2, n).
        start: gradients at the first output, shape (2,).
        words: ``first``, ``second``, ``step``, ``output``, ``gradient``.
        most: steps for which there is room.
    """
    names, colours = (words["first"], words["second"]), (WRONG, OUTPUT)
    trained = nested_curves(
        np.arange(len(outputs)),
        dict(zip(names, outputs.T, strict=True)),
        colours,
        x_title=words["step"],
        y_title=words["output"],
        ends=(0, most),
        domain=(0, 1),
    )
    slopes = nested_curves(
        every_output,
        dict(zip(names, curves, strict=True)),
        colours,
        at=(outputs[0, 0], start),
        x_title=words["output"],
        y_title=words["gradient"],
        ends=(0, 1),
        domain=(0, 1),
    )
    return trained, slopes


def judged(
    table: np.ndarray,
    right: np.ndarray,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    words: Mapping[str, str],
    height: int,
) -> Picture:
    """Draw a table of numbers that are right, wrong, or no numbers any more.

    Args:
        table: shape (rows, columns).
        right: whether each number is right, of the same shape.
        rows: names of the rows.
        columns: names of the columns.
        words: ``right``, ``lost``, ``broken``.
        height: pixels.
    """
    roles = np.select([~np.isfinite(table), ~right], ["broken", "lost"], "right")
    colours = {"right": PALE_INPUT, "lost": PALE_WRONG, "broken": WRONG}
    return grids.named(
        table,
        np.vectorize(words.get)(roles),
        {words[role]: colour for role, colour in colours.items()},
        rows=rows,
        columns=columns,
        height=height,
    )


def same_scale(
    tensors: Mapping[str, np.ndarray], *, words: Mapping[str, str], largest: float = 0.0
) -> list[Picture]:
    """Draw tensors as grids on one colour scale.

    Args:
        tensors: each by the key of its heading in ``words``.
        words: the headings.
        largest: the end of the scale; without it, the largest of all the numbers.
    """
    found = max(float(np.abs(each).max(initial=0.0)) for each in tensors.values())
    return [
        grids.tensor(
            each,
            words={"name": words[name]},
            largest=largest or found or 1.0,
            height=70 * len(each) + 44 if each.ndim > 1 else 150,
        )
        for name, each in tensors.items()
    ]


@spec
def _ranges(name: str, value: str, ends: tuple[float, float], height: int) -> Any:
    place = alt.X("low:Q", title=value, scale=alt.Scale(domain=list(ends), nice=False))
    bars = (
        alt.Chart(data("ranges"))
        .mark_bar(height={"band": 0.5}, color=INPUT, clip=True)
        .encode(
            x=place,
            x2="high:Q",
            y=alt.Y("name:N", title=name, sort=None, axis=alt.Axis(labelFont="monospace")),
            tooltip=[
                alt.Tooltip("name:N", title=name),
                alt.Tooltip("low:Q", title="≥", format="~g"),
                alt.Tooltip("high:Q", title="≤", format="~g"),
            ],
        )
    )
    rule = (
        alt.Chart(data("at"))
        .mark_rule(color=QUIET, strokeWidth=3)
        .encode(x=alt.X("x:Q", title=value))
    )
    return (bars + rule).properties(height=height)


def ranges(
    names: Sequence[str],
    low: Sequence[float],
    high: Sequence[float],
    *,
    at: float,
    words: Mapping[str, str],
    ends: tuple[float, float],
    height: int = 150,
) -> Picture:
    """Draw from where to where each thing reaches, and where the reader stands.

    Args:
        names: n things, written as code.
        low: where each begins.
        high: where each ends.
        at: the reader's own place.
        words: ``name`` and ``x``, the titles of the axes.
        ends: fixed ends of the axis of values.
        height: pixels.
    """
    return Picture(
        _ranges(words["name"], words["x"], ends, height),
        {
            "ranges": {
                "name": list(names),
                "low": [float(each) for each in low],
                "high": [float(each) for each in high],
            },
            "at": {"x": [float(at)]},
        },
    )
