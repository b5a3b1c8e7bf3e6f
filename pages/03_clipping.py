"""Clipping: bounds, then length."""

from lib.charts import lines
from lib.lessons import clipping
from lib.numbers import show
from lib.ui.lesson import Lesson

lesson = Lesson("clipping")
SOURCES = {
    "range": [float(n) for n in range(10)],
    "shifted": [float(n - 5) for n in range(10)],
}


@lesson.demo("bounds")
def bounds() -> None:
    source = lesson.choice("source", [*SOURCES, "own"])
    values = SOURCES.get(source) or lesson.tensor("values", "[-3, -1, 0, 2, 7]", ranks=(1,), most=20)
    operation = lesson.choice("operation", list(clipping.OPERATIONS))
    low, high = lesson.slider("bounds", -6.0, 10.0, (2.0, 8.0), step=0.5)
    x, clipped, gradient = lesson.run(
        clipping.clip_to_bounds, values=values, operation=operation, low=low, high=high
    )
    flat = int((gradient == 0).sum())
    lesson.draw(
        *lines.before_after(x, clipped, gradient, words=lesson.group("bounds.chart")),
        stacked=True,
        alt=lesson.text("bounds.alt", flat=flat, n=len(x)),
    )
    lesson.result("bounds.result", x, clipped, flat=flat, n=len(x), low=show(low), high=show(high))
    lesson.article(
        "clip_by_value(range(10), 2, 8)",
        {"source": "range", "operation": "clip_by_value", "bounds": (2.0, 8.0)},
        out=clipped,
    )
