"""The marks of a network, as Vega-Lite: see ``lib.charts.networks``, which brings the numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt

from lib.charts import panels
from lib.charts.lattice import PIXELS
from lib.charts.network_places import NAMED, NARROW, PILL, WIDEST
from lib.charts.palette import (
    CHANGED_INK,
    DARK,
    GRADIENT,
    GRADIENT_INK,
    INPUT_INK,
    PAPER,
    QUIET,
    QUIET_INK,
)
from lib.charts.picture import data, legend, role_scale

LINE, HEAD, FOOT = 15, 22, 72
"""Pixels: a line of a card, its name, the line that tells."""
LEGEND, ROW = 68, 18
"""Pixels that a legend in one row takes of the height, with the borders; and each further row."""
LONGEST, WIDE_LINE = 52, 72
"""Characters in a line of a detail: where it is narrow, and where not."""


@lru_cache(maxsize=64)
def build(
    places: int,
    card: float,
    heights: tuple[int, int],
    turn: bool,
    written: bool,
    roles: tuple[tuple[str, str], ...],
) -> dict[str, Any]:
    """Return the spec of a network; it is kept, and nobody may change it.

    Args:
        places: cards in the fullest column.
        card: the width of a card, as a share of the picture's.
        heights: pixels for the cards, where it is wide and where narrow; the foot comes below.
        turn: where it is narrow, columns run from top to bottom.
        written: with names and numbers.
        roles: the words of the legend, each with its colour.
    """
    turned = f"(width < {NARROW})" if turn else "false"
    share = f"({turned} ? {0.9 / places} : {card})"
    wide = f"clamp({share}*width, 8, {WIDEST if written else 24})"

    def across(along: str, aside: str) -> str:
        return f"({turned} ? {aside}*width : {along}*width)"

    def down(along: str, aside: str) -> str:
        return f"({turned} ? {along}2 : {aside})*(height - {FOOT})"

    shown = alt.Opacity("shown:Q", scale=None)
    cards = alt.Chart(data("cards")).transform_calculate(
        cx=across("datum.along", "datum.aside"),
        cy=down("datum.along", "datum.aside"),
        left=f"datum.cx - {wide}/2",
        right=f"datum.cx + {wide}/2",
        top="datum.cy - datum.high/2",
        bottom="datum.cy + datum.high/2",
        head=f"datum.top + {HEAD / 2 + 1}",
    )
    # An edge goes from the border of one card to that of the next.
    begins, ends = ("datum.start", "datum.start_aside"), ("datum.end", "datum.end_aside")
    edges = alt.Chart(data("edges")).transform_calculate(
        ax=f"{across(*begins)} + ({turned} ? 0 : {wide}/2)",
        ay=f"{down(*begins)} + ({turned} ? datum.start_high/2 : 0)",
        bx=f"{across(*ends)} - ({turned} ? 0 : {wide}/2)",
        by=f"{down(*ends)} - ({turned} ? datum.end_high/2 : 0)",
        room=f"{turned} ? datum.by - datum.ay : datum.bx - datum.ax",
    )
    between = PIXELS.at("ax", "ay", "bx", "by")

    def line(field: str, width: str, **more: Any) -> Any:
        return edges.mark_rule(strokeCap="round", tooltip=None, **more).encode(
            **between,
            color=alt.Color(f"{field}:N", scale=None),
            strokeWidth=alt.StrokeWidth(f"{width}:Q", scale=None),
            opacity=shown,
        )

    key = alt.Chart(data("key")).mark_point(opacity=0, filled=True, tooltip=None)
    above = legend(phone_columns=3, symbolOpacity=1)
    layers = [
        key.encode(
            x=alt.value(0),
            y=alt.value(0),
            color=alt.Color("role:N", title=None, scale=role_scale(dict(roles)), legend=above),
        ),
        edges.mark_rule(strokeCap="round", color=GRADIENT, opacity=0.35, tooltip=None).encode(
            **between, strokeWidth=alt.StrokeWidth("glow:Q", scale=None)
        ),
        line("frame", "halo", strokeOpacity=0.9),
        line("colour", "thick"),
        _sensor(
            edges.mark_rule(strokeWidth=14, strokeOpacity=0, color=QUIET, tooltip=None), between
        ),
        cards.mark_rect(cornerRadius=9, fillOpacity=0, strokeWidth=7, tooltip=None).encode(
            **PIXELS.at("left", "top", "right", "bottom"), stroke=alt.Stroke("frame:N", scale=None)
        ),
        cards.mark_rect(cornerRadius=7, strokeWidth=2.5 if written else 1.5, tooltip=None).encode(
            **PIXELS.at("left", "top", "right", "bottom"),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("border:N", scale=None),
            opacity=shown,
        ),
    ]
    if written:
        layers += [*_written(cards, wide, across, down), *_pills(edges, turned)]
    layers += [
        _sensor(
            cards.mark_rect(fillOpacity=0, fill=PAPER, tooltip=None),
            PIXELS.at("left", "top", "right", "bottom"),
        ),
        *_foot(),
    ]
    wide_high, narrow_high = (high + FOOT + LEGEND for high in heights)
    narrow_high += ROW * ((len(roles) - 1) // 3)
    made = alt.layer(*layers).properties(height=wide_high).to_dict()
    made.pop("config", None)
    grown = {"name": "height", "expr": f"width < {NARROW} ? {narrow_high} : {wide_high}"}
    return panels.with_signals(made, OVER, grown)


def _sensor(marks: Any, place: dict[str, Any]) -> Any:
    """Return marks that nobody sees and every pointer finds."""
    return marks.encode(**place)


def _written(cards: Any, wide: str, across: Any, down: Any) -> list[Any]:
    """Return the names and numbers on cards, of one size; where they do not fit, none."""
    font = f"min(13, ({wide} - 9)/(0.6*datum.longest))"
    size: dict[str, Any] = {
        "fontSize": alt.ExprRef(f"max({font}, 1)"),
        "opacity": alt.ExprRef(f"{font} < 6 ? 0 : 1"),
        "tooltip": None,
    }
    lines = alt.Chart(data("lines")).transform_calculate(
        cx=across("datum.along", "datum.aside"),
        y=f"{down('datum.along', 'datum.aside')} + datum.shift",
        left=f"datum.cx - {wide}/2 + 5",
        right=f"datum.cx + {wide}/2 - 5",
    )
    colour = alt.Color("ink:N", scale=None)
    return [
        cards.mark_text(color=DARK, fontWeight="bold", **size).encode(
            **PIXELS.at("cx", "head"), text="name:N"
        ),
        lines.mark_text(align="left", color=QUIET_INK, **size).encode(
            **PIXELS.at("left", "y"), text="label:N"
        ),
        lines.transform_filter("datum.label")
        .mark_text(align="right", fontWeight="bold", **size)
        .encode(**PIXELS.at("right", "y"), text="number:N", color=colour),
        lines.transform_filter("!datum.label")
        .mark_text(fontWeight="bold", **size)
        .encode(**PIXELS.at("cx", "y"), text="number:N", color=colour),
    ]


def _pills(edges: Any, turned: str) -> list[Any]:
    """Return the numbers on edges: the weight, and what came back to it or became of it.

    Where there is no room for one between two cards, it is left to the pointer.
    """
    small = f"width < {NAMED}"
    first = f"({small} ? datum.number : datum.named)"
    second = f"(datum.after ? ({small} ? '' : datum.arrow) + datum.after : datum.gradient)"
    numbered = edges.transform_filter("datum.number").transform_calculate(
        first=first,
        second=second,
        half=f"3.15*({small} ? datum.narrowest : datum.longest) + 3",
        font=f"{small} ? datum.narrowest_size : datum.longest_size",
        tall=f"({second} ? {PILL} : {PILL} - 12)/2",
    )
    fits = f"datum.room > 2*({turned} ? datum.tall - 3 : datum.half - 6)"
    # Where there is little room the numbers keep to the middle, off the cards.
    least = f"min(0.5, ({turned} ? datum.tall : datum.half)/datum.room)"
    pills = numbered.transform_filter(fits).transform_calculate(
        share=f"clamp(width < {NARROW} ? datum.t2 : datum.t, {least}, 1 - {least})",
        mx="datum.ax + datum.share*(datum.bx - datum.ax)",
        my="datum.ay + datum.share*(datum.by - datum.ay)",
        left="datum.mx - datum.half",
        right="datum.mx + datum.half",
        top="datum.my - datum.tall",
        bottom="datum.my + datum.tall",
        high="datum.second ? datum.my - 6 : datum.my",
        low="datum.my + 6.5",
        dark=f"datum.after ? '{CHANGED_INK}' : '{GRADIENT_INK}'",
    )
    text: dict[str, Any] = {
        "fontSize": alt.ExprRef("datum.font"),
        "fontWeight": "bold",
        "tooltip": None,
    }
    shown = alt.Opacity("shown:Q", scale=None)
    return [
        pills.mark_rect(cornerRadius=6, fill=PAPER, strokeWidth=1, tooltip=None).encode(
            **PIXELS.at("left", "top", "right", "bottom"), stroke=alt.Stroke("colour:N", scale=None)
        ),
        pills.mark_text(color=INPUT_INK, **text).encode(
            **PIXELS.at("mx", "high"), text="first:N", opacity=shown
        ),
        pills.mark_text(**text).encode(
            **PIXELS.at("mx", "low"), text="second:N", color=alt.Color("dark:N", scale=None)
        ),
        _sensor(
            pills.mark_rect(fillOpacity=0, fill=PAPER, tooltip=None),
            PIXELS.at("left", "top", "right", "bottom"),
        ),
    ]


def _foot() -> list[Any]:
    """Return the line that tells what is under the pointer, or else what this step is."""
    foot = alt.Chart(data("foot")).transform_calculate(line=f"over ? over : {DETAIL}")
    text = foot.mark_text(
        align="left",
        baseline="middle",
        color=DARK,
        lineBreak="\n",
        lineHeight=17,
        fontSize=alt.ExprRef(f"clamp((width - 20)/(0.53*{LONGEST}), 8, 14)"),
        tooltip=None,
        # A line that went beyond the edge would make the whole picture narrower.
        limit=alt.ExprRef("width - 16"),
        dy=alt.ExprRef("-8.5*(length(split(datum.line, '\\n')) - 1)"),
    )
    return [
        foot.mark_rect(fill=PAPER, cornerRadius=7, tooltip=None).encode(
            x=alt.value(0),
            x2=alt.value(alt.ExprRef("width")),
            y=alt.value(alt.ExprRef(f"height - {FOOT} + 4")),
            y2=alt.value(alt.ExprRef("height")),
        ),
        text.encode(
            x=alt.value(10), y=alt.value(alt.ExprRef(f"height - {FOOT}/2 + 2")), text="line:N"
        ),
    ]


DETAIL = f"(width < {NARROW} ? datum.narrow : datum.detail)"
OVER = {
    "name": "over",
    "value": "",
    "on": [
        {
            "events": [{"type": "pointermove"}, {"type": "pointerdown"}],
            "update": f"datum && datum.detail ? {DETAIL} : ''",
        },
        {"events": [{"type": "pointerout"}], "update": "''"},
    ],
}
"""The signal that holds what the mark under the pointer says."""
