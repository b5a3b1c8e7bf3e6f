"""The stages of a pipeline, and what one element is after each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.lattice import on_phone
from lib.charts.palette import CHANGED, DARK, INPUT, QUIET
from lib.charts.picture import Picture, data, spec

MOST_STAGES = 5
PILL = 150
"""Pixels that the name of a stage takes."""


@spec
def _stages(spec_word: str, count: str, heights: tuple[int, int]) -> Any:
    rows = alt.Scale(domain=[-0.5, MOST_STAGES + 0.5], reverse=True, nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=rows, axis=None)

    # Where it is small, the number of elements has a line of its own, and the rows are higher.
    pill, half = f"({on_phone(PILL - 28, PILL)})", f"({on_phone(0.26, 0.32)})"
    base = alt.Chart(data("stages")).transform_calculate(
        top=f"datum.y - {half}",
        bottom=f"datum.y + {half}",
        upper=f"datum.y - ({on_phone(0.29, 0.19)})",
        lower=f"datum.y + ({on_phone(0, 0.19)})",
        last=f"datum.y + ({on_phone(0.29, 0.19)})",
    )
    middle, beside = alt.value(alt.ExprRef(f"{pill}/2")), alt.value(alt.ExprRef(f"{pill} + 10"))
    flow = base.mark_rule(color=QUIET, strokeWidth=2).encode(x=middle, y=y("before"), y2="y")
    pills = base.mark_rect(cornerRadius=10, fill=INPUT).encode(
        x=alt.value(0), x2=alt.value(alt.ExprRef(pill)), y=y("top"), y2="bottom:Q"
    )
    named = base.mark_text(
        font="monospace", fontSize=alt.ExprRef(on_phone(10.5, 12.5)), color=DARK
    ).encode(x=middle, y=y("y"), text="stage:N")
    end = alt.value(alt.ExprRef(on_phone(f"{pill} + 10", "width")))

    def line(text: str, place: str, x: Any, align: Any = "left") -> alt.Chart:
        return base.mark_text(
            align=align, font="monospace", fontSize=alt.ExprRef(on_phone(11, 12.5))
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
        line("picture", "upper", beside),
        line("label", "lower", beside),
        line("count", "last", end, alt.ExprRef(on_phone("'left'", "'right'"))),
    ]
    high = alt.param(name="height", expr=on_phone(heights[1], heights[0]))
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
    columns = {
        "picture": [f"{words['picture']} {each}" for each in pictures],
        "label": [f"{words['label']} {each}" for each in labels],
        "count": [f"{words['count']} {each}" for each in counts],
    }
    for name, column in columns.items():
        table[name] = column
        table[f"{name}_colour"] = [
            CHANGED if k and now != column[k - 1] else QUIET for k, now in enumerate(column)
        ]
    return Picture(_stages(words["spec"], words["count"], (250, 330)), {"stages": table})
