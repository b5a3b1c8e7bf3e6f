"""The pictures of the lesson: axes, what an index takes, orders in memory, stretched tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lib.charts.lattice import GAP, extent
from lib.charts.palette import CHANGED, INPUT, INPUT_RAMP, OUTPUT, PALE, WRONG, ramp
from lib.charts.picture import Picture
from lib.lessons.tensors.charts.cells import HEAD, Item, Sheet, laid_out, letters
from lib.numbers import show


def axes(array: np.ndarray, *, words: Mapping[str, str]) -> Picture:
    """Draw a tensor of rank 0 to 3, and along each of its axes an arrow with number and length.

    Args:
        array: the tensor.
        words: ``axis`` with places for ``number`` and ``length``, ``none``.
    """
    sheet = Sheet({"": INPUT})
    wide, high = extent(array.shape)
    names = [
        words["axis"].format(number=number, length=length)
        for number, length in enumerate(array.shape)
    ]
    left = 0.32 * max(map(letters, names)) if array.ndim > 1 else 0.3
    top = HEAD + 0.25
    sheet.tensor(array, left, top, [""] * array.size)
    if not names:
        sheet.note(left, top - 0.4, words["none"])
    else:
        row = array.shape[-1]
        sheet.arrow(left, top - 0.2, left + max(row, 1) - 0.1, top - 0.2)
        sheet.note(left, top - 0.62, names[-1])
    if array.ndim > 1:
        sheet.arrow(left - 0.25, top, left - 0.25, top + array.shape[-2] - 0.1)
        sheet.note(left - 0.5, top + array.shape[-2] / 2, names[-2], "right")
    bottom = top + high + 0.2
    if array.ndim > 2:
        sheet.arrow(left, bottom + 0.1, left + wide - 0.1, bottom + 0.1)
        sheet.note(left, bottom + 0.55, names[0])
        bottom += 0.95
    return sheet.picture(bottom, max(left + wide + 0.3, 5.0), keyed=False)


def taken(
    a: np.ndarray, result: np.ndarray, *, name: str, deep: bool, words: Mapping[str, str]
) -> Picture:
    """Draw a tensor that counts its cells from 0, those that an index takes, and the result.

    Args:
        a: rank 3; each number is the place of its cell in reading order.
        result: numbers of a, of rank 0 to 4.
        name: the index, as code.
        deep: leave room for a result of rank 4, else for one as large as a.
        words: ``taken``, ``rest``, ``result``.
    """
    sheet = Sheet({words["taken"]: INPUT, words["rest"]: PALE, words["result"]: OUTPUT})
    lit = np.isin(a.ravel(), result)
    roles = [words["taken"] if each else words["rest"] for each in lit]
    wide, high = extent(a.shape)
    sheet.tensor(a, 0, HEAD, roles, f"a   {tuple(a.shape)}")
    below = HEAD + high + 0.15 + HEAD
    sheet.tensor(
        result, 0, below, [words["result"]] * result.size, f"{name}   {tuple(result.shape)}"
    )
    room = 2 * a.shape[-1] + GAP if deep else high
    return sheet.picture(below + room, wide)


def reread(
    a: np.ndarray, reshaped: np.ndarray, transposed: np.ndarray, *, words: Mapping[str, str]
) -> Picture:
    """Draw a matrix, reshaped and transposed, and the two results as they lie in memory.

    A colour belongs to a number, from light to dark as they lie in the memory of a.

    Args:
        a: the matrix, which counts from 0.
        reshaped: the same numbers in another shape.
        transposed: the matrix turned over.
        words: ``memory``, what stands before the name of an array.
    """
    sheet = Sheet({})

    def colours(array: np.ndarray) -> list[str]:
        return ramp(INPUT_RAMP, array.ravel() / max(a.size - 1, 1))

    named = {"a": a, "reshape": reshaped, "transpose": transposed}
    items = [
        Item(f"{name}  {tuple(array.shape)}", array, colours(array))
        for name, array in named.items()
    ]
    items += [
        Item(words["memory"].format(name=name), array.ravel(), colours(array))
        for name, array in list(named.items())[1:]
    ]
    width, bottom = laid_out(sheet, items, widest=16.6)
    return sheet.picture(bottom, width, keyed=False)


def rule(left: Sequence[int], right: Sequence[int], *, words: Mapping[str, str]) -> Picture:
    """Draw two shapes below one another, aligned at the right, and axis by axis what they give.

    Args:
        left: up to three lengths.
        right: likewise.
        words: ``own``, ``copy``, ``sum``, ``clash``, ``axis`` with a place for ``number``.
    """
    roles = {"own": INPUT, "copy": PALE, "sum": OUTPUT, "clash": WRONG}
    sheet = Sheet({words[name]: colour for name, colour in roles.items()})
    wide, high, start = 1.9, 0.8, 2.4
    for line, name in enumerate(("a", "b", "a + b")):
        sheet.note(0, 1.2 + 0.9 * line, name)
    for number in range(3):
        place = number - 3
        x = start + (wide + 0.12) * number
        one, other = (shape[place] if len(shape) >= -place else 0 for shape in (left, right))
        longest = max(one, other)
        clash = min(one, other) > 1 and one != other
        sheet.note(x + wide / 2, 0.4, words["axis"].format(number=place), "center")
        for line, length in enumerate((one, other)):
            role = "clash" if clash else "own" if length == longest else "copy"
            text = f"{length or '–'} → {longest}" if role == "copy" else str(length)
            if longest:
                sheet.cell(x, 0.8 + 0.9 * line, text, words[role], width=wide, height=high)
        if longest:
            role = "clash" if clash else "sum"
            text = "×" if clash else str(longest)
            sheet.cell(x, 0.8 + 0.9 * 2, text, words[role], width=wide, height=high)
    return sheet.picture(3.45, start + 3 * (wide + 0.12) + 1.0, most=165)


def stretched(
    a: np.ndarray,
    b: np.ndarray,
    total: np.ndarray,
    sizes: tuple[tuple[int, ...], tuple[int, ...]],
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw two tensors stretched to one shape, the copies pale, and their sum.

    Args:
        a: the first, as it was stretched.
        b: the second, likewise.
        total: their sum.
        sizes: the shapes of both before.
        words: ``own``, ``copy``, ``sum``.
    """
    sheet = Sheet({words["own"]: INPUT, words["copy"]: PALE, words["sum"]: OUTPUT})
    items = []
    for name, array, size in zip(("a", "b"), (a, b), sizes, strict=True):
        own = first_copy(size, total.shape)
        roles = [words["own"] if each else words["copy"] for each in own.ravel()]
        items.append(Item(f"{name}  {size}", array, roles))
    items.append(Item(f"a + b  {total.shape}", total, [words["sum"]] * total.size))
    width, bottom = laid_out(sheet, items, widest=18.2)
    return sheet.picture(bottom, width, keyed=False, most=205)


def first_copy(size: tuple[int, ...], whole: tuple[int, ...]) -> np.ndarray:
    """Return which cells of a stretched tensor are its own, and no copies. Shape: whole, bool."""
    lengths = (0,) * (len(whole) - len(size)) + size
    own = np.ones(whole, bool)
    for axis, place in enumerate(np.indices(whole)):
        if lengths[axis] <= 1:
            own &= place == 0
    return own


def counted(x: np.ndarray, more: np.ndarray, n: int, *, words: Mapping[str, str]) -> Picture:
    """Draw numbers below one another, and beside each what it became when n was added to it.

    Args:
        x: whole numbers.
        more: each of them plus n, as its dtype has it.
        n: what was added.
        words: ``before``, ``right``, ``wrong``.
    """
    sheet = Sheet({words["before"]: INPUT, words["right"]: OUTPUT, words["wrong"]: WRONG})
    good = more.astype(np.float64) == x.astype(np.float64) + n
    wide = 3.4
    for column, (name, array) in enumerate((("x", x), ("x + n", more))):
        left = column * (wide + 0.9)
        sheet.note(left, 0.45, f"{name}   {array.dtype}")
        for number, value in enumerate(array.tolist()):
            role = "before" if not column else "right" if good[number] else "wrong"
            text = str(int(value)) if np.isfinite(value) else show(value)
            sheet.cell(left, 0.85 + 0.86 * number, text, words[role], width=wide, height=0.8)
            if column:
                middle = 1.25 + 0.86 * number
                sheet.arrow(left - 0.8, middle, left - 0.2, middle)
    return sheet.picture(0.85 + 0.86 * len(x), 2 * wide + 0.9)


def summands(
    one: np.ndarray,
    other: np.ndarray,
    totals: Mapping[str, np.ndarray],
    *,
    words: Mapping[str, str],
) -> Picture:
    """Draw two arrays of a dtype each, and below what their sum is to whom.

    Args:
        one: an array of rank 1.
        other: likewise.
        totals: the sums, by the name of who added.
        words: ``own``, ``sum``.
    """
    sheet = Sheet({words["own"]: INPUT, words["sum"]: OUTPUT})
    items = [
        Item(f"{name}  {array.dtype}", array, [words["own"]] * array.size)
        for name, array in (("a", one), ("b", other))
    ]
    width, bottom = laid_out(sheet, items, widest=9.0)
    for name, array in totals.items():
        item = Item(f"{name}  {array.dtype}", array, [words["sum"]] * array.size)
        wide, bottom = laid_out(sheet, [item], widest=9.0, top=bottom + 0.15)
        width = max(width, wide)
    return sheet.picture(bottom, max(width, 8.0), most=190)


def held(written: np.ndarray, other: np.ndarray, i: int, *, words: Mapping[str, str]) -> Picture:
    """Draw what was written to, and below it what was made before: does it see the change?

    Args:
        written: rank 1.
        other: of the same shape.
        i: the place that was written to.
        words: ``kept``, ``changed``.
    """
    sheet = Sheet({words["kept"]: INPUT, words["changed"]: CHANGED})
    items = []
    for name, array in (("written", written), ("other", other)):
        changed = array == written[i]
        roles = [words["changed"] if each else words["kept"] for each in changed]
        items.append(Item(name, array, roles))
    width, bottom = laid_out(sheet, items, widest=5.0)
    return sheet.picture(bottom, max(width, 8.0), most=260)
