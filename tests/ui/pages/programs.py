"""Runs programs from nothing: in a process that knows neither this project nor a network."""

from __future__ import annotations

import ast
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from lib.idiom import Idiom
from lib.lessons.shared.digits import SAMPLE
from tests.conftest import ROOT

CHILD = """
import ast, pickle, sys

sys.path[:] = [path for path in sys.path if path not in ("", sys.argv[1])]

def refuse(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind"):
        raise OSError("a program asked for a network")

sys.addaudithook(refuse)
def plain(value):
    if isinstance(value, (list, tuple)) and not hasattr(value, "numpy"):
        return [plain(each) for each in value]
    return value.numpy() if hasattr(value, "numpy") else value

class Watched(ast.NodeTransformer):
    # Notes each statement before it runs: a tracer would see every call inside TensorFlow.
    def generic_visit(self, node):
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                setattr(node, name, [part for each in block for part in (note(each), each)])
        return node

def note(statement):
    made = ast.parse(f"__ran__.add({statement.lineno})").body[0]
    return ast.fix_missing_locations(ast.copy_location(made, statement))

done = []
for text, names in pickle.load(open("programs.pickle", "rb")):
    space, problem, raised = {"__name__": "__main__", "__ran__": set()}, "", 0
    try:
        exec(compile(Watched().visit(ast.parse(text)), "<program>", "exec"), space)
    except Exception as refusal:
        problem = f"{type(refusal).__name__}: {refusal}"
        step = refusal.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_name == "<module>" and step.tb_frame.f_globals is space:
                raised = step.tb_lineno
            step = step.tb_next
    found = {name: plain(space[name]) for name in names if name in space}
    done.append((found, problem, raised, space["__ran__"]))
    pickle.dump(done, open("done.pickle", "wb"))
"""


class Ran(NamedTuple):
    """What a program left: results, what it raised and in which line, the lines that ran."""

    names: dict[str, Any]
    problem: str
    raised: int
    lines: set[int]


def run(folder: Path, programs: list[Idiom]) -> list[Ran]:
    """Run programs one after the other in one process; each has a name space of its own."""
    given = [(each.text, sorted(each.names())) for each in programs]
    (folder / "programs.pickle").write_bytes(pickle.dumps(given))
    if any(SAMPLE in text for text, _ in given):  # its digits lie beside it, as in the lab
        (folder / SAMPLE).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / SAMPLE, folder / SAMPLE)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(ROOT)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [Ran(*each) for each in pickle.loads((folder / "done.pickle").read_bytes())]


def idle_statements(text: str, lines: set[int]) -> list[str]:
    """Return the statements of a program that did not run."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt):
            if node.lineno not in lines:
                found.append(text.splitlines()[node.lineno - 1].strip())
    return found


def unused_names(text: str, wanted: set[str]) -> set[str]:
    """Return the names that a program assigns, imports or defines, and does not use."""
    made, used = set(), set(wanted) | {"_"}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            (made if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.FunctionDef):
            made.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            made |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return made - used
