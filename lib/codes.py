"""How grids and lists are written as short text, in the session and in the URL.

A grid is a digit or letter a cell, with a dot between its rows: ``010.111``. A list is its names
with a dash between them: ``map-batch``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST = 256
"""Cells of a grid at most."""
NOTHING = "none"
"""The text of a list without an item."""


class Grid(NamedTuple):
    """What is known of an editable grid: its shape, and the ends of its values."""

    shape: tuple[int, ...]
    low: int
    high: int
    kind: type

    def encode(self, cells: Any) -> str:
        """Write nested values as the text that stands in the URL."""
        rows = np.asarray(cells, int).reshape(-1, self.shape[-1]) - self.low
        return ".".join("".join(DIGITS[digit] for digit in row) for row in rows.tolist())

    def decode(self, code: str) -> Any:
        """Read the text back as nested values.

        Raises:
            ValueError: it is not of this shape, or a value is out of bounds.
        """
        lines = code.split(".") if len(code) <= 2 * MOST else []
        columns, rows = self.shape[-1], int(np.prod(self.shape[:-1]))
        allowed = DIGITS[: self.high - self.low + 1]
        if len(lines) != rows or any(len(line) != columns for line in lines):
            raise ValueError(f"{code[:20]!r} is no grid of shape {self.shape}")
        if not all(digit in allowed for line in lines for digit in line):
            raise ValueError(f"{code[:20]!r} has values out of {self.low} to {self.high}")
        values = [[self.kind(allowed.index(digit) + self.low) for digit in line] for line in lines]
        return values if len(self.shape) == 2 else values[0]

    def reads(self, code: str) -> bool:
        """Return whether a text can be read."""
        try:
            self.decode(code)
        except ValueError:
            return False
        return True


def grid_of(default: Any, low: int, high: int) -> Grid:
    """Return the grid whose cells are like these.

    Args:
        default: a list, or a list of lists of one length, of whole numbers or of booleans.
        low: the smallest value of a cell.
        high: the largest.

    Raises:
        ValueError: the grid is too large, or a cell has more values than there are digits.
    """
    array = np.asarray(default)
    if array.ndim not in (1, 2) or not 1 <= array.size <= MOST or high - low >= len(DIGITS):
        raise ValueError(f"no grid is of shape {array.shape} with {high - low + 1} values")
    return Grid(array.shape, low, high, bool if array.dtype == bool else int)


def write_list(items: Sequence[str]) -> str:
    """Write a list of names as one text."""
    return "-".join(items) or NOTHING


def read_list(code: str, items: Sequence[str]) -> list[str] | None:
    """Read the text of a list back; return None if a name is unknown or stands in it twice."""
    if code == NOTHING:
        return []
    found = code.split("-", len(items))
    return found if set(found) <= set(items) and len(set(found)) == len(found) else None


def drawn(rows: Sequence[str]) -> list[list[int]]:
    """Read rows of a drawing: a space, a full stop and a 0 are empty, whatever else is ink.

    As many rows and columns as there are rows; what is longer is cut, what is shorter is filled.
    """
    side = len(rows)
    return [[int(cell not in " .0·\u3000") for cell in row.ljust(side)[:side]] for row in rows]
