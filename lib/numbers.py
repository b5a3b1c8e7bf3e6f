"""How numbers are written on a page: four significant digits, never a tiny one as zero."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def show(value: Any, digits: int = 4) -> str:
    """Write a number, or a short nest of numbers, for the eye.

    Integers keep every digit; floats get ``digits`` significant ones; what is below 1e-4 or
    from 1e7 up goes to scientific notation, so that 4.5e-05 is never read as 0.0000.

    >>> show(39.28940), show(4.5388937e-05), show([1, 2.5]), show(float("nan"))
    ('39.29', '4.539e-05', '[1, 2.5]', 'NaN')
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (list, tuple)):
        inner = ", ".join(show(item, digits) for item in value)
        if isinstance(value, tuple):
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        return f"[{inner}]"
    if isinstance(value, float):
        return _real(value, digits)
    return str(value)


def brief(value: Any, digits: int = 4, *, room: int = 60) -> str:
    r"""Write a nest of numbers in so many characters, and say so where items are left out.

    The brackets always close, and each list that was cut ends in an ellipsis.

    >>> brief([0.25, 0.5, 0.125], room=17), brief([[1, 2], [3, 4]], room=14)
    ('[0.25, 0.5,\xa0…\xa0]', '[[1, 2],\xa0…\xa0]')
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    whole = show(value, digits)
    if len(whole) <= room or not isinstance(value, (list, tuple)) or not value:
        return whole
    left, right = whole[0], whole[-1]
    items: list[str] = []
    room -= len(f"{left}, … {right}")
    for item in value:
        written = show(item, digits)
        if len(", ".join([*items, written])) > room:
            break
        items.append(written)
    if not items:  # not even the first: some of it
        items = [brief(value[0], digits, room=room)]
    rest = ",\u00a0…\u00a0" if len(items) < len(value) else ""
    return f"{left}{', '.join(items)}{rest}{right}"


def _real(value: float, digits: int) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e7:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{exponent}"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    written = f"{value:.{places}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def shape(array: np.ndarray) -> str:
    """Write the shape and dtype of an array as TensorFlow's readers know them."""
    return f"{tuple(int(size) for size in array.shape)} {array.dtype}"


def put(pattern: str, **numbers: Any) -> str:
    """Put numbers into a formula; negative ones get brackets."""
    return pattern % {
        name: f"({show(each)})" if each < 0 else show(each) for name, each in numbers.items()
    }
