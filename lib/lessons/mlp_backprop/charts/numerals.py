"""What a network has learned of handwritten digits, and what it takes another for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lib.charts import grids, groups, lines
from lib.charts.palette import EMPTY, INPUT, OUTPUT, WRONG
from lib.charts.picture import Picture
from lib.lessons.mlp_backprop.charts.galleries import gallery, shaded, signed
from lib.numbers import show


def read(
    seen: np.ndarray, guesses: np.ndarray, *, words: Mapping[str, str]
) -> tuple[Picture, Picture]:
    """Draw a digit as the network gets it, and how likely it takes it for each of the ten.

    Shapes: (28, 28), from 0 to 1; (10,). Words: ``seen``, ``digit``, ``probability``.
    """
    digits = [str(digit) for digit in range(10)]
    return gallery(shaded(seen[np.newaxis]), [""], name=words["seen"], columns=1), groups.rows(
        digits,
        guesses.tolist(),
        colour=OUTPUT,
        name=words["digit"],
        value=words["probability"],
        domain=(0, 1),
        height=300,
    )


def learned(
    losses: np.ndarray, confusion: np.ndarray, *, words: Mapping[str, str]
) -> tuple[Picture, Picture]:
    """Draw the loss of each step, and how often each digit (row) was taken for each (column).

    Shapes: (n,), NaN where there was none yet; (10, 10). Words: ``loss``, ``step``, ``hit``,
    ``miss``, ``never``, ``taken``, ``confusion``.
    """
    curve = lines.curves(
        np.arange(len(losses)),
        {words["loss"]: losses},
        [INPUT],
        x_title=words["step"],
        y_title=words["loss"],
        log=True,
        domain=(1e-4, 10),
        height=360,
    )
    roles = np.where(confusion > 0, words["miss"], words["never"]).astype(object)
    roles[np.diag_indices(10)] = words["hit"]
    digits = [str(digit) for digit in range(10)]
    table = grids.named(
        np.where(confusion > 0, confusion, np.nan),
        roles,
        {words["hit"]: INPUT, words["miss"]: WRONG, words["never"]: EMPTY},
        rows=digits,
        columns=digits,
        missing="",
        across=words["taken"],
        title=words["confusion"],
        height=360,
    )
    return curve, table


def mistakes(
    pictures: np.ndarray,
    truth: np.ndarray,
    taken: np.ndarray,
    sure: np.ndarray,
    *,
    most: int,
    words: Mapping[str, str],
) -> Picture:
    """Draw digits that were taken for others: below each what it is, and what it was taken for.

    Args:
        pictures: shape (n, 28, 28), from 0 to 1.
        truth: shape (n,).
        taken: shape (n,).
        sure: shape (n,), the probability of what it was taken for.
        most: how many there may be.
        words: ``mistakes``, ``is`` and ``taken``.
    """
    rows = list(zip(truth.tolist(), taken.tolist(), sure.tolist(), strict=True))
    return gallery(
        shaded(pictures),
        [f"{is_} → {guess}" for is_, guess, _ in rows],
        details=[
            f"{words['is']} {is_}, {words['taken']} {guess}: {show(share)}"
            for is_, guess, share in rows
        ],
        name=words["mistakes"],
        columns=6,
        places=most,
        height=220,
    )


def units(weights: np.ndarray, *, most: int, words: Mapping[str, str]) -> Picture:
    """Draw the weights of units over the picture that they look at. Shape: (n, 28, 28).

    Words: ``units``.
    """
    names = [f"h{unit + 1}" for unit in range(len(weights))]
    return gallery(signed(weights), names, name=words["units"], columns=8, places=most, height=220)
