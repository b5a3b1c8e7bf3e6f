"""Formulas in LaTeX, computed."""

import ast
import math
import re


def value(latex):
    """Compute the right end of a formula but one: what stands before the last "="."""
    written = latex.split(" = ")[-2]
    for old, new in (
        (r"\cdot", "*"),
        (r"\,", "*"),
        ("^", "**"),
        (r"\cos", "cos"),
        (r"\sin", "sin"),
    ):
        written = written.replace(old, new)
    written = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1) / (\2))", written)
    written = re.sub(r"e\*\*\{([^{}]*)\}", r"exp(\1)", written)
    written = re.sub(r"\)\s+\(", ") * (", re.sub(r"([\d.)])\s*\(", r"\1 * (", written))
    names = {"cos": math.cos, "sin": math.sin, "exp": math.exp}
    ast.parse(written.strip(), mode="eval")
    return eval(written, {"__builtins__": {}}, names)  # what this test has just rewritten
