"""The clipping page's second demo without TensorFlow, run under Streamlit's own defaults.

The frame, the words, the chart and the controls are the product's; only the computation is
NumPy. What this page costs is what Streamlit costs.
"""

from typing import NamedTuple

import numpy as np

from lib.charts import vectors
from lib.ui import language, shell
from lib.ui.lesson import Lesson


class Arrows(NamedTuple):
    """As in ``lib.lessons.clipping``, of arrays."""

    gradient: np.ndarray
    by_value: np.ndarray
    by_norm: np.ndarray
    turn_by_value: float
    turn_by_norm: float


def clip_arrow(x: float, y: float, limit: float) -> Arrows:
    """Clip one arrow into a box and into a circle, with NumPy."""
    gradient = np.array([x, y], np.float32)
    by_value = np.clip(gradient, -limit, limit)
    by_norm = gradient * min(1.0, limit / max(float(np.hypot(x, y)), 1e-9))
    return Arrows(gradient, by_value, by_norm, turn(gradient, by_value), turn(gradient, by_norm))


def turn(a: np.ndarray, b: np.ndarray) -> float:
    """Return the angle between two arrows, in degrees."""
    return float(np.degrees(abs(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b))))


shell.adopt = lambda: None  # this page has no shell: its neighbours would bring TensorFlow
language.settle()
lesson = Lesson("clipping")


@lesson.demo("arrow")
def arrow() -> None:
    """Ask, run, draw: the same lines as on the page."""
    x = lesson.slider("x", -10.0, 10.0, 1.0, step=0.5)
    y = lesson.slider("y", -10.0, 10.0, 10.0, step=0.5)
    limit = lesson.slider("limit", 0.5, 10.0, 4.0, step=0.5)
    arrows = lesson.run(clip_arrow, x=x, y=y, limit=limit)
    by_value, by_norm = round(float(arrows.turn_by_value), 2), round(float(arrows.turn_by_norm), 2)
    picture = vectors.clipped_arrows(
        arrows.gradient, arrows.by_value, arrows.by_norm, limit, words=lesson.chart_words()
    )
    lesson.show(picture, by_value=by_value, by_norm=by_norm)
    lesson.challenge("arrow.challenge", by_value > 30 and by_norm == 0)
