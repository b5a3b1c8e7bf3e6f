"""The weights of layers as tables: which units are alike, which gradients are wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lib.charts import grids, groups, lines
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT, QUIET, WRONG
from lib.charts.picture import Picture


def alike(units: np.ndarray) -> np.ndarray:
    """Return whether each column is equal to one on its left. Shape: (n, k) -> (k,)."""
    first = np.unique(units, axis=1, return_index=True)[1]
    return ~np.isin(np.arange(units.shape[1]), first)


def hidden_units(
    w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, *, words: Mapping[str, str], height: int = 230
) -> Picture:
    """Draw a column for each hidden unit: its weights, bias, and weights to the outputs.

    Shapes: (d, k), (k,), (k, m). Words: ``own``, ``copy`` (of a unit on the left), ``bias``.
    """
    units = np.vstack([w1, b1, w2.T])
    roles = np.where(alike(units), words["copy"], words["own"])
    outs = [f"→ o{o + 1}" for o in range(w2.shape[1])]
    return grids.named(
        units,
        np.tile(roles, (len(units), 1)),
        {words["own"]: INPUT, words["copy"]: CHANGED},
        rows=[*(f"x{i + 1} →" for i in range(len(w1))), words["bias"], *outs],
        columns=[f"h{unit + 1}" for unit in range(len(b1))],
        digits=3,
        height=height,
    )


def learned(
    losses: np.ndarray,
    layers: Sequence[np.ndarray],
    outputs: np.ndarray,
    truth: Sequence[float],
    *,
    guess: float,
    points: Sequence[str],
    words: Mapping[str, str],
) -> tuple[Picture, Picture, Picture]:
    """Draw the loss of a training, the hidden units that it made, and what the network says.

    Args:
        losses: shape (n + 1,), NaN where the training has not been yet.
        layers: w1, b1 and w2, as for ``hidden_units``.
        outputs: p probabilities.
        truth: p labels.
        guess: the loss of who guesses.
        points: the names of the p points.
        words: those of ``hidden_units``, and ``loss``, ``guess``, ``step``, ``output``,
            ``truth``, ``point``, ``probability``.
    """
    curves = {words["loss"]: losses, words["guess"]: np.full(len(losses), guess)}
    loss = lines.curves(
        np.arange(len(losses)),
        curves,
        [INPUT, QUIET],
        x_title=words["step"],
        y_title=words["loss"],
        domain=(0, 1),
        height=200,
    )
    bars = groups.grouped(
        points,
        {words["output"]: outputs.tolist(), words["truth"]: truth},
        [OUTPUT, QUIET],
        name=words["point"],
        value=words["probability"],
        domain=(0, 1),
        height=230,
    )
    return loss, hidden_units(*layers, words=words), bars


VIEWS = ["ratio", "programmed", "differences"]


def agree(programmed: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Return where gradients agree, to five digits. Shapes: all (i, j)."""
    return np.isclose(programmed, truth, rtol=1e-5, atol=1e-8)


def checked(
    programmed: np.ndarray,
    truth: np.ndarray,
    *,
    view: str,
    names: Sequence[str],
    words: Mapping[str, str],
    height: int = 270,
) -> Picture:
    """Draw the gradients of a layer, each in the colour of right or wrong.

    Args:
        programmed: shape (i + 1, j); the last row is that of the biases.
        truth: what they should be, of the same shape.
        view: what is written in the cells, one of ``VIEWS``.
        names: the letter of the units that the layer starts from, and of those it leads to.
        words: ``right``, ``wrong``, ``bias``, and the heading by the two names.
        height: pixels.
    """
    ratio = programmed / np.where(truth == 0, np.nan, truth)
    ins, outs = names
    return grids.named(
        {"ratio": ratio, "programmed": programmed, "differences": truth}[view],
        np.where(agree(programmed, truth), words["right"], words["wrong"]),
        {words["right"]: GRADIENT, words["wrong"]: WRONG},
        rows=[*(f"{ins}{i + 1}" for i in range(len(programmed) - 1)), words["bias"]],
        columns=[f"{outs}{j + 1}" for j in range(programmed.shape[1])],
        missing="–",
        title=words[f"{ins}{outs}"],
        height=height,
    )
