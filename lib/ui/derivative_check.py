"""One derivative found in several ways: how far they are apart, and why not by nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lib.numbers import show
from lib.ui.language import frame


class Check(NamedTuple):
    """A derivative by the tape and in other ways, where they differ most."""

    names: list[str]
    values: list[float]
    off: float
    largest: float
    gap: float
    dtype: str

    def agree(self, bound: float, least: float = 0.1) -> bool:
        """Whether all are equal within a bound, relative to the largest number.

        What is below ``least`` is held to the bound of a number of that size: it is a
        difference of larger ones, and was rounded as they were.
        """
        return bool(self.off <= bound * max(self.largest, least))

    def badge(self, bound: float, least: float = 0.1) -> str:
        """Say how far the ways are apart, and what of it is the dtype's own rounding."""
        names = frame(f"check.all.{'_'.join(self.names[1:])}")
        off = show(self.off)
        if np.isnan(self.off):
            return frame("check.nowhere")
        if not self.agree(bound, least):
            return frame("check.apart", names=names, off=off)
        if self.off == 0:
            return frame("check.equal", names=names)
        return frame("check.agree", names=names, off=off, more=f":small[{self._rest()}]")

    def brief(self, bound: float, least: float = 0.1) -> str:
        """Say in a few words whether the ways agree, for the status line."""
        if np.isnan(self.off):
            return frame("check.brief.nowhere")
        agree = self.agree(bound, least)
        return frame("check.brief.agree" if agree else "check.brief.apart", n=len(self.names))

    def _rest(self) -> str:
        """Say why the ways agree no better than they do."""
        facts = {"dtype": self.dtype, "largest": show(self.largest, 2), "gap": show(self.gap, 2)}
        if self.off <= self.gap:
            return frame("check.below", **facts)
        if self.dtype == "float64":
            return frame("check.step")
        if self.off > 100 * self.gap:  # a difference of larger numbers
            facts |= {"gap": show(float(np.spacing(np.ones((), self.dtype))), 2)}
            return frame("check.larger", **facts)
        steps = show(self.off / self.gap, 2)
        return frame("check.above", steps=steps, **facts)

    def table(self) -> str:
        """Return all ways with all their digits, as a table of Markdown."""
        rows = [
            f"| {frame(f'check.{name}')} | `{show(value, 9)}` |"
            for name, value in zip(self.names, self.values, strict=True)
        ]
        return "\n".join([f"{frame('check.most')}\n", "| | |", "|---|---|", *rows])


def compare(tape: Any, **others: Any) -> Check:
    """Compare a derivative by the tape with the same in other ways.

    Args:
        tape: an array or number of any shape; its dtype is that of the computation.
        others: by name (``formula``, ``differences``), of the same shape.
    """
    kind = np.asarray(tape).dtype
    kind = kind if np.issubdtype(kind, np.floating) else np.dtype(np.float32)
    every = [np.ravel(np.asarray(way, float)) for way in (tape, *others.values())]
    with np.errstate(invalid="ignore"):  # ∞ - ∞
        apart = np.max([np.abs(way - every[0]) for way in every[1:]], axis=0)
    # Where all agree, show the largest: a row of zeros would say nothing.
    place = int(np.argmax(apart if np.any(apart) else np.abs(every[0])))
    largest = float(np.max(np.abs(every[0])))
    gap = float(np.spacing(np.asarray(largest, kind)))
    return Check(
        ["tape", *others],
        [float(way[place]) for way in every],
        float(np.max(apart)),
        largest,
        gap,
        kind.name,
    )
