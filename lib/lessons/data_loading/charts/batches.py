"""What comes out of a pipeline, item after item, in its batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.images import png
from lib.charts.lattice import Plane, centred, on_phone, side
from lib.charts.palette import CHANGED, OUTPUT, QUIET, SEQUENTIAL, ink, ramp
from lib.charts.picture import Picture, data, role_scale, spec
from lib.lessons.data_loading.charts.legends import short_legend

WIDE = 16.5
"""Items side by side at most; a half for a gap."""
NARROW = 8.5
"""The same on a phone, where sixteen would be too small to read."""
SIDE = 40
"""Pixels that an item takes, with its margin."""
LABEL = 0.5
"""Height of the line below a picture, in items."""


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
    wide = f"({on_phone(NARROW + 0.5, WIDE + 1)})"
    room = "data('size')[0]"
    lines = f"({on_phone(f'{room}.narrow', f'{room}.lines')})"
    cell = side(wide, lines)
    down = alt.Scale(
        domain=[0, alt.ExprRef(f"height/({cell})")], nice=False, zero=False, reverse=True
    )
    at = Plane(centred(f"{wide}/2", "width", f"({cell})"), down).at
    colours = dict(zip(roles, (QUIET, CHANGED, OUTPUT), strict=False))
    x, y = (f"({on_phone(f'datum.narrow_{axis}', f'datum.{axis}')})" for axis in "xy")
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
        legend=short_legend(symbolStrokeWidth=3, symbolType="square", symbolFillColor="transparent")
        if keyed
        else None,
    )
    cells = base.mark_rect(cornerRadius=2, strokeWidth=2.5).encode(
        **at("left", "top", "right", "bottom"),
        stroke=stroke,
        fill=alt.Fill("fill:N", scale=None),
        tooltip=tooltip,
    )
    size = alt.ExprRef(f"clamp(0.42*{cell}, 7, 15)")
    layers = [cells]
    if pictures:
        layers.append(
            base.mark_image(
                width=alt.ExprRef(f"0.8*{cell}"), height=alt.ExprRef(f"0.8*{cell}"), tooltip=None
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
    high = alt.param(name="height", expr=on_phone(heights[1], heights[0]))
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
