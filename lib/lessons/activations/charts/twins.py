"""Functions above their derivatives, with a cross-hair that tells the numbers of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts import grids
from lib.charts.palette import PALE_CHANGED, PALE_INPUT, QUIET
from lib.charts.picture import Picture, data, legend, role_scale, spec
from lib.numbers import show

_EXTENT = 44
SENSORS = 36
"""Places along the axis that the pointer may find: each is four nodes of the page in a picture."""


@spec
def _curves(
    roles: tuple[tuple[str, str], ...],
    x: str,
    y: str,
    domain: tuple[float, float],
    titled: bool,
    height: int,
) -> Any:
    axis = alt.Axis(minExtent=_EXTENT, maxExtent=_EXTENT, tickCount=5)
    place = {
        "x": alt.X("x:Q", title=x if titled else None, scale=alt.Scale(nice=False, zero=False)),
        "y": alt.Y("y:Q", title=y, scale=alt.Scale(domain=list(domain)), axis=axis),
    }
    colour = alt.Color(
        "role:N",
        title=None,
        scale=role_scale(dict(roles)),
        legend=None if titled else legend(symbolType="stroke"),
    )
    # A finger that is lifted leaves the cross-hair where it was: to tap is to point.
    near = alt.selection_point(
        name="near",
        nearest=True,
        on="pointerover, pointerdown",
        clear="mouseleave",
        fields=["x"],
        toggle=False,
        empty=False,
    )
    curves = alt.Chart(data("curves"))
    lines = curves.mark_line(clip=True).encode(
        **place, color=colour, strokeWidth=alt.StrokeWidth("width:Q", scale=None)
    )
    # Of one row: of all rows it would be as many lines, one on the other.
    once = curves.transform_aggregate(rows="count()")
    zero = once.mark_rule(color=QUIET, opacity=0.5).encode(y=alt.datum(0))
    sensors = (
        alt.Chart(data("detail"))
        .mark_point(opacity=0, size=1, tooltip=None)
        .encode(x=place["x"], y=alt.value(height / 2))
        .add_params(near)
    )
    hair = alt.Chart(data("detail")).transform_filter(near)
    rule = hair.mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x=place["x"])
    dots = (
        curves.transform_filter(near)
        .mark_point(filled=True, size=70, opacity=1, clip=True)
        .encode(**place, color=colour)
    )
    words = hair.mark_text(
        align="left", baseline="top", fontSize=12, color=QUIET, lineBreak="\n", font="monospace"
    ).encode(x=alt.value(8), y=alt.value(6), text="detail:N")
    return alt.layer(zero, lines, rule, dots, words, sensors).properties(height=height)


def twins(
    x: np.ndarray,
    values: Mapping[str, np.ndarray],
    slopes: Mapping[str, np.ndarray],
    colours: Sequence[str],
    *,
    words: Mapping[str, str],
    reach: tuple[float, float] = (-1.5, 3.0),
    steep: tuple[float, float] = (-0.3, 1.9),
    nested: bool = False,
) -> tuple[Picture, Picture]:
    """Draw functions, and below them their derivatives; the pointer tells both of each.

    Args:
        x: shape (n,), rising.
        values: by name, shape (n,).
        slopes: by the same names, shape (n,).
        colours: one colour a function.
        words: ``x``, ``y``, ``slope``.
        reach: ends of the upper axis.
        steep: ends of the lower axis; the slope of selu comes up to 1.758.
        nested: curves that may run together: each is thinner than the one below it.
    """
    names, places = list(values), range(0, len(x), -(-len(x) // SENSORS))
    widths = [2.5 + 3 * nested * above for above in range(len(names) - 1, -1, -1)]
    heads = [words["y"], words["slope"]]
    detail = [
        _columns(
            [
                [f"x = {show(at, 3)}", *heads],
                *(
                    [name, show(float(values[name][place])), show(float(slopes[name][place]))]
                    for name in names
                ),
            ]
        )
        for place, at in zip(places, x[places].tolist(), strict=True)
    ]
    roles = tuple(zip(names, colours, strict=True))

    def picture(of: Mapping[str, np.ndarray], y: str, ends: tuple[float, float], low: bool) -> Any:
        table = {
            "x": np.tile(x.astype(float), len(names)),
            "y": np.concatenate([np.asarray(of[name], float) for name in names]),
            "role": np.repeat(names, len(x)),
            "width": np.repeat(widths, len(x)),
        }
        chart = _curves(roles, words["x"], y, ends, low, 220 if low else 250)
        found = {"x": x[places].astype(float), "detail": detail}
        return Picture(chart, {"curves": table, "detail": found})

    return (
        picture(values, words["y"], reach, False),
        picture(slopes, words["slope"], steep, True),
    )


def _columns(rows: Sequence[Sequence[str]]) -> str:
    """Write rows of words as columns, by spaces that no browser folds into one."""
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([first.ljust(wide[0]), *map(str.rjust, rest, wide[1:])]) for first, *rest in rows
    ]
    return "\n".join(lines).replace(" ", "\u00a0")


def table(x: np.ndarray, columns: Mapping[str, np.ndarray], *, words: Mapping[str, str]) -> Picture:
    """Write functions at a few points, with six digits.

    Args:
        x: shape (n,).
        columns: by their words, shape (n,) each; that of ``words["then"]`` has another colour.
        words: ``now`` and ``then_role`` for the legend, ``then``.
    """
    colours = {words["now"]: PALE_INPUT, words["then_role"]: PALE_CHANGED}
    kinds = [words["then_role" if name == words["then"] else "now"] for name in columns]
    return grids.named(
        np.stack(list(columns.values()), axis=1),
        np.array([kinds] * len(x)),
        colours,
        rows=[show(each, 3) for each in x],
        columns=list(columns),
        digits=6,
        across="",
        height=90 + 33 * len(x),
    )
