"""Mutation testing: change one thing in a file, and see whether a test fails.

``python -m tools.mutate lib/literal.py tests/test_literal.py`` makes mutants of the file, runs
the tests on each of them, and prints which survive, and their share. A survivor is a hole in the
tests, or means the same as the original.

mutmut and cosmic-ray were the other choices. They start a process for each mutant, and each of
them imports TensorFlow and Streamlit anew. Here one process imports them, and forks; the child
compiles the mutant from the syntax tree, and no file changes.

What no test should notice is left out: docstrings, type hints, decorators, messages of Python's
own exceptions, and how a widget looks (``LOOKS``).
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

PAIRS = "Lt LtE Gt GtE Eq NotEq In NotIn Is IsNot Add Sub Mult Div And Or BitOr BitAnd".split()
OPERATORS = {"FloorDiv": "Div", "Mod": "Mult", "Pow": "Mult"}
OPERATORS |= {name: PAIRS[at ^ 1] for at, name in enumerate(PAIRS)}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
UNWRAPPED = {"round", "sorted", "abs", "snap"}
"""Functions whose call is replaced by its first argument."""
LOOKS = {"gap", "width", "type", "icon", "vertical_alignment", "horizontal", "wrap"}
"""Keyword arguments that say how a widget looks."""
HEAVY = ["tensorflow", "streamlit.testing.v1", "pyarrow"]
"""Modules that are imported once."""

Mutation = tuple[int, str, Callable[[], None]]
"""A line, what is changed there, and the change of the tree."""


def changed(node: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield what can be changed in a node: a description, and a field with its new value."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            name, ops = OPERATORS[type(operator).__name__], list(node.ops)
            ops[at] = getattr(ast, name)()
            yield f"{type(operator).__name__} -> {name}", "ops", ops
    elif isinstance(node, (ast.BoolOp, ast.BinOp, ast.AugAssign)):
        name = OPERATORS[type(node.op).__name__]
        yield f"{type(node.op).__name__} -> {name}", "op", getattr(ast, name)()
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        yield "negated condition", "test", ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float, str)):
        more: Any = "X" if isinstance(node.value, str) else 1
        new = not node.value if isinstance(node.value, bool) else node.value + more
        yield f"{node.value!r} -> {new!r}", "value", new
    elif isinstance(node, ast.Name) and node.id in CALLS:
        yield f"{node.id} -> {CALLS[node.id]}", "id", CALLS[node.id]


def replaced(node: Any, field: str, known: set[str]) -> Iterator[tuple[str, ast.AST]]:
    """Yield what may stand in the place of a node; ``known`` are the names bound before it."""
    if field == "ifs":
        yield "negated filter", ast.UnaryOp(ast.Not(), node)
    if isinstance(node, ast.UnaryOp):
        yield f"without {type(node.op).__name__}", node.operand
    if isinstance(node, ast.Call) and node.args:
        if getattr(node.func, "id", getattr(node.func, "attr", "")) in UNWRAPPED:
            yield f"without {ast.unparse(node.func)}", node.args[0]
    if isinstance(node, ast.Return) and node.value and ast.unparse(node.value) != "None":
        yield "return None", ast.Return(None)
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    again = {each.id for each in targets if isinstance(each, ast.Name)} <= known
    effect = isinstance(node, (ast.Expr, ast.Raise, ast.AugAssign, ast.Break, ast.Continue))
    if effect or (isinstance(node, ast.Assign) and again):
        yield f"without {ast.unparse(node).splitlines()[0][:60]}", ast.Pass()


def mutations(node: Any, within: list[str], known: set[str]) -> Iterator[Mutation]:
    """Yield the mutations of a tree, in the functions of these names if there are any."""
    line = getattr(node, "lineno", 0)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        within = [] if node.name in within else within
        known = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    if not within:
        for what, field, value in changed(node):
            yield line, what, partial(setattr, node, field, value)
    for field, child in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        for at, item in enumerate(child if isinstance(child, list) else [child]):
            text = isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant)
            look = isinstance(item, ast.keyword) and item.arg in LOOKS
            message = isinstance(node, ast.Raise) and "Refusal" not in ast.unparse(node)
            if not isinstance(item, ast.AST) or text or look or message:
                continue
            for what, new in [] if within else replaced(item, field, known):
                put = partial(child.__setitem__, at) if isinstance(child, list) else None
                change = partial(put or partial(setattr, node, field), new)
                yield getattr(item, "lineno", line), what, change
            yield from mutations(item, within, known)
            stored = (each for each in ast.walk(item) if isinstance(each, ast.Name))
            known |= {each.id for each in stored if isinstance(each.ctx, ast.Store)}


def survives(source: Path, tree: ast.Module | None, tests: list[str], limit: int) -> bool:
    """Run tests in a child, on a tree in place of the source file; return whether they pass."""
    child = os.fork()
    if child == 0:
        signal.alarm(limit)  # an endless loop ends the child
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        if tree:
            loader: Any = SourceFileLoader
            code, original = compile(tree, source, "exec"), loader.get_code
            loader.get_code = lambda it, name: (
                code if it.path == str(source) else original(it, name)
            )
        options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"]
        os._exit(pytest.main([*options, *tests]))
    return os.waitpid(child, 0)[1] == 0


def main() -> None:
    """Make mutants of a file, run tests on each, and print which survive."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("source", type=lambda name: Path(name).resolve())
    parser.add_argument("tests", nargs="+", help="files or tests, the quickest first")
    parser.add_argument("--most", type=int, default=400, help="mutants, a sample if there are more")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--within", nargs="+", default=[], help="functions; else the whole file")
    parser.add_argument("--first", nargs="*", default=HEAVY, help="what to import once")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    for name in options.first:
        importlib.import_module(name)
    pytest.main(["--version"])  # imports its plugins
    rules: dict[str, Any] = {"deadline": None, "derandomize": True, "max_examples": 30}
    settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], **rules)
    text, begun = options.source.read_text(encoding="utf-8"), time.monotonic()
    if not survives(options.source, None, options.tests, 600):
        raise SystemExit("The tests fail without a mutation.")
    limit = 10 + 4 * round(time.monotonic() - begun)
    count = sum(1 for _ in mutations(ast.parse(text), options.within, set()))
    sample = sorted(random.Random(options.seed).sample(range(count), min(count, options.most)))
    left = 0
    for number in sample:
        tree = ast.parse(text)
        line, what, change = list(mutations(tree, options.within, set()))[number]
        change()
        alive = survives(options.source, ast.fix_missing_locations(tree), options.tests, limit)
        left += alive
        print("SURVIVED" if alive else "killed  ", f"line {line}: {what}", flush=True)
    share = 100 * left / max(1, len(sample))
    print(f"{options.source.name}: {len(sample)} of {count} mutants, {left} survive, {share:.0f} %")


if __name__ == "__main__":
    main()
