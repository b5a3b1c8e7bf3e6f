"""A legend that several pictures of a pipeline have."""

from __future__ import annotations

from typing import Any

import altair as alt


def short_legend(**more: Any) -> alt.Legend:
    """Return a legend of two or three short words: they stand side by side on a phone, too."""
    return alt.Legend(orient="top", labelLimit=0, columns=3, **more)
