"""The values that the article prints, and whether a page's numbers agree with them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

PATH = Path(__file__).parent / "data" / "article_values.json"


class Check(NamedTuple):
    """One value of the article beside the page's: what each is, and whether they agree."""

    name: str
    article: Any
    page: Any
    agrees: bool


@lru_cache(maxsize=1)
def cases() -> dict[str, dict[str, Any]]:
    """Return every case of the article by its name (names are unique over the topics)."""
    topics = json.loads(PATH.read_text(encoding="utf-8"))["cases"]
    return {case["name"]: case for topic in topics.values() for case in topic}


def check(case: str, **got: Any) -> list[Check]:
    """Compare values of a page with those that the article prints.

    Args:
        case: the name of the case.
        got: values by the names under which the case expects them.

    Returns:
        One check a value, by the tolerance the case gives: ``exact``, ``abs 1e-6`` or
        ``rel 1e-6``.

    Raises:
        KeyError: the article has no such case, or the case no such value.
    """
    entry = cases()[case]
    return [
        Check(name, entry["expect"][name], value, _close(entry, name, value))
        for name, value in got.items()
    ]


def _close(entry: dict[str, Any], name: str, value: Any) -> bool:
    wanted, found = np.asarray(entry["expect"][name]), np.asarray(value)
    if wanted.shape != found.shape:
        return False
    kind, _, tolerance = entry["compare"].partition(" ")
    if kind == "exact":
        return bool(np.array_equal(wanted, found))
    bound = float(tolerance.split(";")[0])
    scale = np.abs(wanted) if kind == "rel" else 1.0
    return bool(np.all(np.abs(found - wanted) <= bound * scale))
