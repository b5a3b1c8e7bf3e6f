"""The downloads: a notebook whose cells run one by one, and a program that runs through."""

import contextlib
import io
from typing import NamedTuple

import nbformat
import pytest
import tensorflow as tf

from lib import export
from lib.listing import Call


class Bounded(NamedTuple):
    """Values before and after."""

    x: tf.Tensor
    clipped: tf.Tensor


def clip(values: list[float], low: float, high: float) -> Bounded:
    """Bound values from below and from above."""
    x = tf.constant(values, tf.float32)
    return Bounded(x, tf.clip_by_value(x, low, high))


def norm_of_whole_numbers() -> tf.Tensor:
    """Take a root of what has none in TensorFlow."""
    return tf.clip_by_norm(tf.constant([3, 4]), 1)


def doubled(numbers: list[float]) -> tf.Tensor:
    """Double numbers."""
    return 2 * tf.constant(numbers)


PARTS = [
    export.Part(
        "What does a *bound* do?",
        "Prose with $\\frac{1}{2}$ and 中文.",
        (Call(clip, {"values": [1, 5, 9], "low": 2.0, "high": 8.0}),),
    ),
    export.Part("Refused", "Why.", (Call(norm_of_whole_numbers, {}, refused=True),)),
    export.Part("Only words", "Nothing ran.", ()),
    export.Part("Last", "", (Call(doubled, {"numbers": [0.5, 1.0]}),)),
]


@pytest.fixture(scope="module")
def book():
    return nbformat.reads(export.notebook("Clipping 裁剪", PARTS).decode(), as_version=4)


def test_the_notebook_is_valid_and_has_the_words_before_the_code(book):
    nbformat.validate(book)
    kinds = [cell.cell_type for cell in book.cells]
    assert kinds == ["markdown"] * 2 + ["code", "markdown", "code", "markdown", "markdown", "code"]
    assert book.cells[0].source == "# Clipping 裁剪"
    assert book.cells[1].source == f"## {PARTS[0].title}\n\n{PARTS[0].prose}"


def test_every_cell_runs_on_its_own_and_only_the_refused_one_raises(book):
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        expected = "raises-exception" in cell.metadata.get("tags", [])
        names: dict = {"__name__": "cell"}
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            if expected:
                with pytest.raises(Exception, match="int32"):
                    exec(cell.source, names)
            else:
                exec(cell.source, names)
                assert " = " in printed.getvalue()
    tagged = [cell for cell in book.cells if "tags" in cell.metadata]
    assert len(tagged) == 1


def test_the_same_settings_give_the_same_bytes():
    assert export.notebook("a", PARTS) == export.notebook("a", PARTS)


def test_the_program_runs_through_what_tensorflow_refuses():
    names: dict = {"__name__": "program"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(export.program('A "title"', PARTS).decode(), names)
    assert list(names["clipped"]) == [2, 5, 8]
    assert "InvalidArgumentError" in printed.getvalue()
    assert len(names["result_2"]) == 2  # the demo after the refused one
