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


def check(case: str, *, item: int | None = None, **got: Any) -> list[Check]:
    """Compare values of a page with those that the article prints.

    Args:
        case: the name of the case.
        item: compare with one item of the values that the case expects.
        got: values by the names under which the case expects them.

    Returns:
        One check a value, by the tolerance the case gives: ``exact``, ``abs 1e-6`` or
        ``rel 1e-6``, or one for each column of a printed log: ``x abs 1e-5; f rel 1e-5``.

    Raises:
        KeyError: the article has no such case, or the case no such value.
    """
    entry = cases()[case]
    checks = []
    for name, value in got.items():
        wanted = entry["expect"][name]
        wanted = wanted if item is None else wanted[item]
        checks.append(Check(name, wanted, value, _close(entry["compare"], wanted, value)))
    return checks


def _close(rule: str, wanted: Any, found: Any) -> bool:
    if ";" in rule:
        # A printed log: each row is a step and then the columns that the rule names.
        rules = [part.strip().partition(" ")[2] for part in rule.split(";")]
        return len(wanted) == len(found) and all(
            row[0] == other[0] and all(map(_close, rules, row[1:], other[1:]))
            for row, other in zip(wanted, found, strict=True)
        )
    if rule == "type":
        return str(wanted) == str(found)
    left, right = np.asarray(wanted, float), np.asarray(found, float)
    if left.shape != right.shape:
        return False
    kind, _, tolerance = rule.partition(" ")
    if kind == "exact":
        # A float32 is printed with as many digits as it takes to tell it from its neighbours.
        left = left.astype(np.float32) if np.asarray(found).dtype == np.float32 else left
        return bool(np.array_equal(left, right))
    scale = np.abs(left) if kind == "rel" else 1.0
    return bool(np.all(np.abs(right - left) <= float(tolerance) * scale))
