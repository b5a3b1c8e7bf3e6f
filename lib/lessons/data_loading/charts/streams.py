"""Streams of data: batches in their order, a shuffle buffer at work, stages and their times."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.grids import ink, png, ramp
from lib.charts.picture import (
    CHANGED,
    INPUT,
    OUTPUT,
    QUIET,
    SEQUENTIAL,
    Picture,
    data,
    role_scale,
    spec,
)

WIDE = 16.5
"""Items side by side at most; a half for a gap."""
NARROW = 8.5
"""The same on a phone, where sixteen would be too small to read."""
SMALL = "width < 420"
SIDE = 40
"""Pixels that an item takes, with its margin."""
LABEL = 0.5
"""Height of the line below a picture, in items."""


def in_a_line(**more: Any) -> alt.Legend:
    """Return a legend of two or three short words: they stand side by side on a phone, too."""
    return alt.Legend(orient="top", labelLimit=0, columns=3, **more)


# -------------------------------------------------------------------- batches in a line


def laid_out(sizes: Sequence[int], high: float = 1.0, wide: float = WIDE) -> np.ndarray:
    """Return the upper left corner of every item, batch after batch.

    A batch begins a new line where it does not fit into this one; a longer one takes several.
    Shape: (sum of the sizes, 2), as x and y.

    Args:
        sizes: how many items each batch has.
        high: height of an item, in widths of one.
        wide: the room for a line, in items.
    """
    corners: list[tuple[float, float]] = []
    x, y, gap = 0.0, 0.0, 0.35 if max(sizes, default=1) > 1 else 0.0
    for size in sizes:
        if x and x + size > wide:
            x, y = 0.0, y + high + 0.35
        for _ in range(size):
            if x + 1 > wide + 1e-6:
                x, y = 0.0, y + high
            corners.append((x, y))
            x += 1
        x += gap
    return np.array(corners).reshape(-1, 2)


def epochs(items: np.ndarray) -> np.ndarray:
    """Return for each item how often it came before: the epoch that it belongs to.

    Shape: (n,).
    """
    seen: dict[int, int] = {}
    before = []
    for item in items.tolist():
        before.append(seen.get(item, 0))
        seen[item] = before[-1] + 1
    return np.array(before)


@spec
def _batches(
    title: str,
    roles: tuple[str, ...],
    pictures: bool,
    item: str,
    heights: tuple[int, int],
    keyed: bool,
) -> Any:
    # Where it is small, each line has half as many items, and the picture is higher.
    wide = f"({SMALL} ? {NARROW + 0.5} : {WIDE + 1})"
    lines = f"({SMALL} ? data('size')[0].narrow : data('size')[0].lines)"
    side = f"min(width/{wide}, height/{lines})"
    ends = [alt.ExprRef(f"{wide}/2 {sign} width/2/({side})") for sign in "-+"]
    across = alt.Scale(domain=ends, nice=False, zero=False)
    down = alt.Scale(
        domain=[0, alt.ExprRef(f"height/({side})")], nice=False, zero=False, reverse=True
    )

    def at(x: str, y: str) -> dict[str, Any]:
        return {
            "x": alt.X(f"{x}:Q", scale=across, axis=None),
            "y": alt.Y(f"{y}:Q", scale=down, axis=None),
        }

    colours = dict(zip(roles, (QUIET, CHANGED, OUTPUT), strict=False))
    x, y = (f"({SMALL} ? datum.narrow_{axis} : datum.{axis})" for axis in "xy")
    base = alt.Chart(data("items")).transform_calculate(
        left=f"{x} + 0.05",
        right=f"{x} + 0.95",
        top=f"{y} + 0.05",
        bottom=f"{y} + 0.95",
        mx=f"{x} + 0.5",
        my=f"{y} + 0.5",
        below=f"{y} + 1.2",
    )
    tooltip = [
        alt.Tooltip("item:Q", title=item),
        alt.Tooltip("label:N", title="="),
        alt.Tooltip("epoch:N", title=" "),
    ]
    stroke = alt.Stroke(
        "epoch:N",
        title=None,
        scale=role_scale(colours),
        legend=in_a_line(symbolStrokeWidth=3, symbolType="square", symbolFillColor="transparent")
        if keyed
        else None,
    )
    cells = base.mark_rect(cornerRadius=2, strokeWidth=2.5).encode(
        **at("left", "top"),
        x2="right:Q",
        y2="bottom:Q",
        stroke=stroke,
        fill=alt.Fill("fill:N", scale=None),
        tooltip=tooltip,
    )
    size = alt.ExprRef(f"clamp(0.42*{side}, 7, 15)")
    layers = [cells]
    if pictures:
        layers.append(
            base.mark_image(
                width=alt.ExprRef(f"0.8*{side}"), height=alt.ExprRef(f"0.8*{side}"), tooltip=None
            ).encode(**at("mx", "my"), url="url:N")
        )
        layers.append(
            base.mark_text(fontSize=size, color=QUIET, tooltip=None).encode(
                **at("mx", "below"), text="label:N"
            )
        )
    else:
        layers.append(
            base.mark_text(fontSize=size, tooltip=None).encode(
                **at("mx", "my"), text="label:N", color=alt.Color("ink:N", scale=None)
            )
        )
    sizes = alt.Chart(data("size")).mark_point(opacity=0).encode(x=alt.value(0), y=alt.value(0))
    heading = alt.TitleParams(text=title, anchor="start", fontSize=13, font="monospace")
    high = alt.param(name="height", expr=f"{SMALL} ? {heights[1]} : {heights[0]}")
    chart = alt.layer(sizes, *layers).add_params(high)
    return chart.properties(height=heights[0], title=heading)


def batches(
    items: np.ndarray,
    sizes: np.ndarray,
    *,
    words: Mapping[str, str],
    pictures: np.ndarray | None = None,
    labels: Sequence[Any] | None = None,
    title: str = "",
    keyed: bool = True,
) -> Picture:
    """Draw what comes out of a pipeline, item after item, with a gap between batches.

    The colour of a cell is the item's place in the data, its frame says in which epoch it came.

    Args:
        items: shape (n,), the number of each item in the data.
        sizes: how many items each batch has; their sum is n.
        words: ``epoch.1``, ``epoch.2`` and, where there are three, ``epoch.3``; ``item``.
        pictures: shape (n, height, width, 3), uint8, to draw instead of numbers.
        labels: n labels, to write below the pictures.
        title: the heading, as code.
        keyed: with a legend of the epochs.
    """
    high = 1.0 if pictures is None else 1.0 + LABEL
    corners, narrow = (laid_out(sizes.tolist(), high, wide) for wide in (WIDE, NARROW))
    lines, more = (float(places[:, 1].max() + high) for places in (corners, narrow))
    last = max(1, int(items.max()))
    fill = ramp(SEQUENTIAL, 0.06 + 0.94 * items / last)
    when = epochs(items)
    names = [words[f"epoch.{number + 1}"] for number in range(int(when.max()) + 1)]
    table: dict[str, Any] = {
        "x": corners[:, 0],
        "y": corners[:, 1],
        "narrow_x": narrow[:, 0],
        "narrow_y": narrow[:, 1],
        "item": items,
        "label": [str(each) for each in (items.tolist() if labels is None else labels)],
        "epoch": [names[number] for number in when.tolist()],
        "fill": fill,
        "ink": [ink(colour) for colour in fill],
    }
    if pictures is not None:
        table["url"] = [png(picture) for picture in pictures]
    around = (70 if keyed else 26) + (30 if title else 0)
    heights = (int(min(560, SIDE * lines + around)), int(min(840, SIDE * more + around)))
    roles = tuple(words[f"epoch.{number}"] for number in (1, 2, 3) if f"epoch.{number}" in words)
    return Picture(
        _batches(title, roles, pictures is not None, words["item"], heights, keyed),
        {"items": table, "size": {"lines": [lines], "narrow": [more]}},
    )


# --------------------------------------------------------------------------- the stages


MOST_STAGES = 5
PILL = 150
"""Pixels that the name of a stage takes."""


@spec
def _stages(spec_word: str, count: str, heights: tuple[int, int]) -> Any:
    rows = alt.Scale(domain=[-0.5, MOST_STAGES + 0.5], reverse=True, nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=rows, axis=None)

    # Where it is small, the number of elements has a line of its own, and the rows are higher.
    pill, half = f"({SMALL} ? {PILL - 28} : {PILL})", f"({SMALL} ? 0.26 : 0.32)"
    base = alt.Chart(data("stages")).transform_calculate(
        top=f"datum.y - {half}",
        bottom=f"datum.y + {half}",
        upper=f"datum.y - ({SMALL} ? 0.29 : 0.19)",
        lower=f"datum.y + ({SMALL} ? 0 : 0.19)",
        last=f"datum.y + ({SMALL} ? 0.29 : 0.19)",
    )
    middle, beside = alt.value(alt.ExprRef(f"{pill}/2")), alt.value(alt.ExprRef(f"{pill} + 10"))
    flow = base.mark_rule(color=QUIET, strokeWidth=2).encode(x=middle, y=y("before"), y2="y")
    pills = base.mark_rect(cornerRadius=10, fill=INPUT).encode(
        x=alt.value(0), x2=alt.value(alt.ExprRef(pill)), y=y("top"), y2="bottom:Q"
    )
    named = base.mark_text(
        font="monospace", fontSize=alt.ExprRef(f"{SMALL} ? 10.5 : 12.5"), color="#111111"
    ).encode(x=middle, y=y("y"), text="stage:N")
    end = alt.value(alt.ExprRef(f"{SMALL} ? {pill} + 10 : width"))

    def told(text: str, place: str, x: Any, align: Any = "left") -> alt.Chart:
        return base.mark_text(
            align=align, font="monospace", fontSize=alt.ExprRef(f"{SMALL} ? 11 : 12.5")
        ).encode(
            x=x,
            y=y(place),
            text=f"{text}:N",
            color=alt.Color(f"{text}_colour:N", scale=None),
            tooltip=[
                alt.Tooltip("stage:N", title=" "),
                alt.Tooltip("picture:N", title=spec_word),
                alt.Tooltip("label:N", title=" "),
                alt.Tooltip("count:N", title=count),
            ],
        )

    texts = [
        told("picture", "upper", beside),
        told("label", "lower", beside),
        told("count", "last", end, alt.ExprRef(f"{SMALL} ? 'left' : 'right'")),
    ]
    high = alt.param(name="height", expr=f"{SMALL} ? {heights[1]} : {heights[0]}")
    chart = alt.layer(flow, pills, named, *texts).add_params(high)
    return chart.properties(height=heights[0])


def stages(
    names: Sequence[str],
    specs: Sequence[str],
    counts: Sequence[int],
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw the stages of a pipeline, and what one element is after each; changes are coloured.

    Args:
        names: the stages, n of them (0 to 5).
        specs: n + 1 texts, for picture and label with "; " between: what stands before the
            first, between them, and after the last.
        counts: n + 1 numbers of elements.
        words: ``spec``, ``picture``, ``label``, ``count``.
    """
    y = np.arange(len(specs))
    table: dict[str, Any] = {
        "stage": ["from_tensor_slices", *names],
        "y": y,
        "before": np.maximum(y - 1, 0),
    }
    pictures, labels = zip(*(spec.split("; ") for spec in specs), strict=True)
    told = {
        "picture": [f"{words['picture']} {each}" for each in pictures],
        "label": [f"{words['label']} {each}" for each in labels],
        "count": [f"{words['count']} {each}" for each in counts],
    }
    for name, column in told.items():
        table[name] = column
        table[f"{name}_colour"] = [
            CHANGED if k and now != column[k - 1] else QUIET for k, now in enumerate(column)
        ]
    return Picture(_stages(words["spec"], words["count"], (250, 330)), {"stages": table})


# ------------------------------------------------------------------------- the conveyor


READABLE = 16
"""Items in a line of the conveyor on a phone."""


@spec
def _conveyor(waiting: str, held: str, out: str, step: str, n: int, height: int) -> Any:
    # Where it is small, a line holds no more than can be read; the rest goes into a second one.
    across = f"({SMALL} ? {min(n, READABLE)} : {n})"
    deep = f"({SMALL} ? {math.ceil(n / READABLE)} : 1)"
    # An item waits until there is room, stays until it is drawn, and then stands where it came.
    state = "(datum.leaves < step ? 2 : datum.enters <= step ? 1 : 0)"
    base = alt.Chart(data("items")).transform_calculate(
        state=state,
        role=f"{state} == 2 ? '{_quoted(out)}' : {state} == 1 ? '{_quoted(held)}' "
        f": '{_quoted(waiting)}'",
        place=f"{state} == 2 ? datum.leaves : {state} == 1 ? datum.slot : datum.enters - step - 1",
        px=f"datum.place % {across} + 0.5",
        py=f"{state} * ({deep} + 0.4) + floor(datum.place / {across}) + 0.6",
    )
    base = base.transform_calculate(
        left="datum.px - 0.46",
        right="datum.px + 0.46",
        top="datum.py - 0.46",
        bottom="datum.py + 0.46",
    )
    side = f"min(width/({across} + 0.4), height/(3*({deep} + 0.4) + 0.4))"
    middle = f"((3*{deep} - 0.2)/2 + 0.6)"
    ends = alt.Scale(domain=[-0.2, alt.ExprRef(f"width/({side}) - 0.2")], nice=False, zero=False)
    down = alt.Scale(
        domain=[alt.ExprRef(f"{middle} {sign} height/2/({side})") for sign in "-+"],
        nice=False,
        zero=False,
        reverse=True,
    )

    def at(x: str, y: str) -> dict[str, Any]:
        return {
            "x": alt.X(f"{x}:Q", scale=ends, axis=None),
            "y": alt.Y(f"{y}:Q", scale=down, axis=None),
        }

    colours = {waiting: "#C9CED6", held: INPUT, out: OUTPUT}
    cells = base.mark_rect(cornerRadius=3).encode(
        **at("left", "top"),
        x2="right:Q",
        y2="bottom:Q",
        fill=alt.Fill(
            "role:N",
            title=None,
            scale=role_scale(colours),
            legend=in_a_line(symbolType="square", symbolStrokeWidth=0),
        ),
    )
    size = alt.ExprRef(f"clamp(0.42*{side}, 6, 15)")
    text = base.mark_text(fontSize=size, color="#111111").encode(**at("px", "py"), text="item:N")
    slider = alt.binding_range(min=0, max=n, step=1, name=f"{step} ")
    return (
        alt.layer(cells, text)
        .add_params(alt.param(name="step", value=n // 3, bind=slider))
        .properties(height=height)
    )


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "\\'")


def conveyor(order: np.ndarray, buffer: int, *, words: Mapping[str, str]) -> Picture:
    """Draw a shuffle buffer at work: what waits, what it holds, what has come out.

    A slider of the picture draws one item after the other.

    Args:
        order: shape (n,), the items in the order in which they came out; they went in as
            0, 1, 2, ...
        buffer: how many the buffer holds.
        words: ``waiting``, ``held``, ``out``, ``step``.
    """
    n = len(order)
    leaves = np.empty(n, int)
    leaves[order] = np.arange(n)
    enters = np.maximum(np.arange(n) - buffer + 1, 0)
    slot = np.arange(n)
    for item in range(buffer, n):  # it takes the place of the item that has just left
        slot[item] = slot[order[item - buffer]]
    return Picture(
        _conveyor(words["waiting"], words["held"], words["out"], words["step"], n, 230),
        {
            "items": {"item": np.arange(n), "leaves": leaves, "enters": enters, "slot": slot},
        },
    )


# ----------------------------------------------------------------------------- heat maps


@spec
def _heat(x: str, y: str, value: str, height: int) -> Any:
    axis = alt.Axis(tickMinStep=1, grid=False, format="d")
    ends = alt.Scale(nice=False, zero=False, padding=0)
    shades = alt.Scale(domain=[0, 1], range=SEQUENTIAL, type="sqrt", clamp=True)
    cells = (
        alt.Chart(data("cells"))
        .transform_calculate(
            x1="datum.x - 0.5", x2="datum.x + 0.5", y1="datum.y - 0.5", y2="datum.y + 0.5"
        )
        # A pixel over the next cell: else the page shows through where one ends within a pixel.
        .mark_rect(x2Offset=1, y2Offset=1)
        .encode(
            x=alt.X("x1:Q", title=x, scale=ends, axis=axis),
            x2="x2:Q",
            y=alt.Y(
                "y1:Q", title=y, scale=alt.Scale(nice=False, zero=False, reverse=True), axis=axis
            ),
            y2="y2:Q",
            color=alt.Color(
                "share:Q",
                title=value,
                scale=shades,
                legend=alt.Legend(orient="top", format="%", gradientLength=160, values=[0, 0.2, 1]),
            ),
            tooltip=[
                alt.Tooltip("x:Q", title=x),
                alt.Tooltip("y:Q", title=y),
                alt.Tooltip("share:Q", title=value, format=".1%"),
            ],
        )
    )
    return cells.properties(height=height)


def heat(share: np.ndarray, *, words: Mapping[str, str], height: int = 340) -> Picture:
    """Draw a matrix of shares, from 0 to 1, as colours.

    Args:
        share: shape (rows, columns); rows run downwards.
        words: ``x``, ``y``, ``value``.
        height: pixels.
    """
    y, x = np.indices(share.shape).reshape(2, -1)
    return Picture(
        _heat(words["x"], words["y"], words["value"], height),
        {"cells": {"x": x, "y": y, "share": share.ravel().astype(float)}},
    )


# ------------------------------------------------------------------------- the time line


@spec
def _timeline(
    time: str, prepare: str, train: str, wait: str, alone: str, item: str, height: int
) -> Any:
    colours = {prepare: INPUT, train: OUTPUT, wait: "#C9CED6"}
    spoken = "format(datum.start, '.1f') + ' – ' + format(datum.end, '.1f')"
    base = (
        alt.Chart(data("bars"))
        .transform_calculate(span=spoken)
        .encode(
            x=alt.X("start:Q", title=time, scale=alt.Scale(domainMin=0, nice=False)),
            y=alt.Y("lane:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)),
            tooltip=[
                alt.Tooltip("item:Q", title=item),
                alt.Tooltip("role:N", title=" "),
                alt.Tooltip("span:N", title=time),
            ],
        )
    )
    bars = base.mark_bar(stroke="white", strokeWidth=1, height={"band": 0.8}).encode(
        x2="end:Q",
        color=alt.Color(
            "role:N",
            title=None,
            scale=role_scale(colours),
            legend=in_a_line(symbolType="square", symbolStrokeWidth=0),
        ),
    )
    text = (
        base.transform_calculate(middle="(datum.start + datum.end)/2")
        .mark_text(color="#111111", tooltip=None)
        .encode(x="middle:Q", text="item:N")
    )
    end = alt.Chart(data("alone")).encode(x="end:Q")
    rule = end.mark_rule(color=QUIET, strokeDash=[5, 4], strokeWidth=2).encode(
        tooltip=[alt.Tooltip("end:Q", title=alone, format=".1f")]
    )
    said = end.mark_text(
        align="right", baseline="bottom", dx=2, dy=-3, color=QUIET, fontSize=12, text=alone
    ).encode(y=alt.value(0))
    return (rule + bars + text + said).properties(height=height)


def lanes(times: np.ndarray) -> list[int]:
    """Return for each start and end the first lane that is free: no two in one overlap.

    Shape: (n, 2).
    """
    free: list[float] = []
    chosen = [0] * len(times)
    for number in np.argsort(times[:, 0], kind="stable").tolist():
        start, end = times[number]
        lane = next((k for k, until in enumerate(free) if until <= start), len(free))
        free[lane : lane + 1] = [end]
        chosen[number] = lane
    return chosen


def timeline(
    prepared: np.ndarray, trained: np.ndarray, alone: float, *, words: Mapping[str, str]
) -> Picture:
    """Draw when each element was prepared, when it was trained on, and the waiting between.

    Args:
        prepared: shape (n, 2), start and end, in milliseconds.
        trained: shape (n, 2), likewise.
        alone: when the last would end if nothing were done at once.
        words: ``time``, ``prepare``, ``train``, ``wait``, ``alone``, ``item``.
    """
    own = lanes(prepared)
    used = max(own) + 1
    # As many lanes as there can ever be, so that the picture keeps its height.
    names = [f"{words['prepare']} {lane + 1}" if used > 1 else words["prepare"] for lane in own]
    order = sorted(range(len(own)), key=lambda number: own[number])
    waited = np.column_stack([[0.0, *trained[:-1, 1]], trained[:, 0]])
    both = np.concatenate([prepared[order], waited, trained])
    n = len(prepared)
    roles = [words["prepare"]] * n + [words["wait"]] * n + [words["train"]] * n
    named = [words[each] for each in ("time", "prepare", "train", "wait", "alone", "item")]
    return Picture(
        _timeline(*named, 260),
        {
            "bars": {
                "start": both[:, 0],
                "end": both[:, 1],
                "item": [*map(str, order), *[""] * n, *map(str, range(n))],
                "lane": [names[number] for number in order] + [words["train"]] * (2 * n),
                "role": roles,
            },
            "alone": {"end": [alone]},
        },
    )
