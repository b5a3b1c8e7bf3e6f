"""The specialiser: evaluates what is known of a program, and writes down the rest."""

from __future__ import annotations

from lib.idiom.calls import Calls
from lib.idiom.comprehensions import Comprehensions
from lib.idiom.expressions import Expressions
from lib.idiom.functions import Functions
from lib.idiom.python_calls import PythonCalls
from lib.idiom.statements import Statements


class Specialiser(Calls, PythonCalls, Functions, Comprehensions, Expressions, Statements):
    """One pass over the calls of a demo, with what is kept as a function."""
