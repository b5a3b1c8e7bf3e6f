"""A lesson at the reader's settings, as a notebook or as a plain program."""

from __future__ import annotations

from typing import NamedTuple

import nbformat
from nbformat import v4

from lib.listing import Call, listing


class Part(NamedTuple):
    """One demo: its words in Markdown and the calls that it made."""

    title: str
    prose: str
    calls: tuple[Call, ...]


def notebook(title: str, parts: list[Part]) -> bytes:
    """Return a Jupyter notebook: for each demo its words, then the program that ran.

    Each code cell stands on its own, so that they can be run in any order.
    """
    cells = [v4.new_markdown_cell(f"# {title}")]
    for part in parts:
        cells.append(v4.new_markdown_cell(f"## {part.title}\n\n{part.prose}"))
        if part.calls:
            cell = v4.new_code_cell(listing(*part.calls).rstrip())
            if any(call.refused for call in part.calls):
                # Jupyter then shows the exception and goes on to the next cell.
                cell["metadata"]["tags"] = ["raises-exception"]
            cells.append(cell)
    # Ids are random by default: numbered ones give the same bytes for the same settings.
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"
    book = v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.validate(book)
    return nbformat.writes(book).encode("utf-8")


def program(title: str, parts: list[Part]) -> bytes:
    """Return one Python file that runs every demo of the lesson in turn.

    What TensorFlow refuses at these settings is printed, and the next demo runs.
    """
    calls = [call for part in parts for call in part.calls]
    return f"# {title}\n\n{listing(*calls, guarded=True)}".encode()
