"""The program that a reader copies runs from nothing, and does what the page did."""

import contextlib
import importlib.util
import io
import runpy
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.listing import Call, fields, listing

LENDER = '''
"""Lends a function to other lessons."""

import math

LENT = 2.5
UNUSED_BY_LENT = 99


def lent(x: float) -> float:
    """Double and a half, rounded down."""
    return math.floor(x * LENT)
'''
RIVAL = '''
"""A second lesson on the page of the first, with a function of the same name."""

import tensorflow as tf

SCALE = 7.0


def plain(x: float) -> tf.Tensor:
    """Return another tensor."""
    return tf.constant(x) * SCALE
'''
SAMPLE = '''
"""A lesson with everything that a listing must carry along."""

from collections import namedtuple as tuple_of
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from lib.zz_lender import lent

SCALE: float = 3.0
LOW, HIGH = -1.0, 1.0
TABLE = {"lent": lent, "other": lambda x: _deep(x)}
STARTED = lent(4)
NEVER = "not needed by any call"


class Both(NamedTuple):
    """Two results."""

    scaled: tf.Tensor
    compiled: tf.Tensor


def _deep(x: float) -> float:
    return x - STARTED


@tf.function(input_signature=[tf.TensorSpec([None])])
def compiled_sum(x):
    total = 0.0
    for item in x:  # needs its source when it is traced
        if item > LOW:
            total += item
    return total * HIGH


def both(values: list[float], how: str) -> Both:
    """Use helpers, constants, tables, a class and a compiled function."""
    x = tf.constant(values, tf.float32) * SCALE
    return Both(x + TABLE[how](10.0), compiled_sum(x))


def plain(x: float) -> tf.Tensor:
    """Return one tensor."""
    return tf.constant(x) * 2


def scaled(x: float) -> tf.Tensor:
    """Have the name of another function's result."""
    return tf.constant(x) * 5


def refuse(x: float) -> tf.Tensor:
    """Be refused by TensorFlow."""
    return tf.reshape(tf.constant([x]), [2])


def count(values: dict) -> tuple_of("Pair", "a b"):
    """Take any literal."""
    return np.array(len(repr(values)))
'''


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lib")
    sources = (("lib.zz_lender", LENDER), ("lib.sample", SAMPLE), ("lib.zz_rival", RIVAL))
    for name, source in sources:
        path = folder / f"{name}.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    yield sys.modules["lib.sample"]
    for name, _ in sources:
        del sys.modules[name]


@pytest.fixture
def run(tmp_path):
    """Run a listing as a file of its own; return its names and what it printed."""

    def run(code: str) -> tuple[dict, str]:
        path = tmp_path / "pasted.py"
        path.write_text(code, encoding="utf-8")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            names = runpy.run_path(str(path))
        return names, printed.getvalue()

    return run


def test_it_carries_helpers_constants_classes_compiled_and_borrowed_functions(lesson, run):
    values = {"values": [1.0, -2.0, 0.5], "how": "lent"}
    wanted = lesson.both(**values)
    names, printed = run(listing(Call(lesson.both, values)))
    np.testing.assert_array_equal(names["scaled"], wanted.scaled)
    np.testing.assert_array_equal(names["compiled"], wanted.compiled)
    # By hand: 3 * [1, -2, .5] + floor(10 * 2.5); 3 + 1.5, since -6 is not above -1.
    np.testing.assert_array_equal(wanted.scaled, [28, 19, 26.5])
    assert float(wanted.compiled) == 4.5
    assert "scaled = " in printed and "compiled = " in printed


def test_it_carries_nothing_that_the_call_does_not_rest_on(lesson):
    code = listing(Call(lesson.plain, {"x": 1.0}))
    assert "SCALE" not in code and "class Both" not in code and "numpy" not in code
    assert "NEVER" not in listing(Call(lesson.both, {"values": [1.0], "how": "lent"}))
    assert "fmt:" not in listing(Call(lesson.scaled, {"x": 1.0}))
    assert "UNUSED" not in listing(Call(lesson.both, {"values": [1.0], "how": "lent"}))


def test_what_is_borrowed_is_defined_before_it_is_used(lesson):
    code = listing(Call(lesson.both, {"values": [1.0], "how": "other"}))
    assert code.index("def lent") < code.index("STARTED = lent(4)")
    assert "from lib" not in code


def test_two_calls_share_definitions_and_keep_results_apart(lesson, run):
    calls = [Call(lesson.both, {"values": [1.0], "how": how}) for how in ("lent", "other")]
    names, _ = run(listing(*calls, Call(lesson.scaled, {"x": 2.0})))
    assert [float(names[name][0]) for name in ("scaled_2", "scaled_3")] == [28, 3]
    assert float(names["result"]) == 10
    assert listing(*calls).count("def both") == 1


def test_a_result_never_takes_the_name_of_a_function(lesson, run):
    calls = [
        Call(lesson.both, {"values": [1.0], "how": "lent"}),
        Call(lesson.scaled, {"x": 2.0}),
        Call(lesson.scaled, {"x": 3.0}),
    ]
    names, _ = run(listing(*calls))
    assert (float(names["result"]), float(names["result_2"])) == (10, 15)
    assert callable(names["scaled"])


def test_two_modules_that_use_one_name_each_get_their_own(lesson, run):
    rival = sys.modules["lib.zz_rival"]
    calls = [
        Call(lesson.plain, {"x": 1.0}),
        Call(rival.plain, {"x": 1.0}),
        Call(rival.plain, {"x": 2.0}),
        Call(lesson.both, {"values": [1.0], "how": "lent"}),
        Call(lesson.plain, {"x": 2.0}),
    ]
    code = listing(*calls)
    names, _ = run(code)
    found = [float(names[name]) for name in ("result", "result_2", "result_3", "result_4")]
    assert found == [2, 7, 14, 4]
    assert list(names["scaled"]) == [28]
    assert code.count("SCALE = 7.0") == 1 and code.count("import tensorflow") == 1


def test_what_was_refused_ends_the_program_unless_it_is_guarded(lesson, run):
    refused = Call(lesson.refuse, {"x": 1.0}, refused=True)
    after = Call(lesson.plain, {"x": 4.0})
    with pytest.raises(Exception, match="Input to reshape"):
        run(listing(refused, after))
    names, printed = run(listing(refused, after, guarded=True))
    assert "Input to reshape" in printed
    assert any(
        np.ndim(value) == 0 and value == 8 for key, value in names.items() if "result" in key
    )


def test_fields_are_those_of_the_named_tuple_in_the_annotation(lesson):
    assert fields(lesson.both) == ("scaled", "compiled")
    assert fields(lesson.plain) == fields(lesson.compiled_sum) == ("result",)


literals = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=30,
)


@given(literals)
def test_every_plain_value_is_written_so_that_python_reads_it_back(value):
    # The call is taken from the program's text, and read by Python itself.
    code = listing(Call(_echo, {"value": value}))
    names: dict = {"__name__": "pasted"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)
    assert repr(names["result"]) == repr(value)  # NaN is not equal to itself, -0.0 is to 0.0
    assert max(map(len, code.splitlines())) <= 120


def _echo(value):
    """Return the value."""
    return value


@pytest.mark.parametrize("value", [np.float32(1), np.arange(3), np.int64(2), {1, 2}, [1, object()]])
def test_what_has_no_literal_form_is_refused(value):
    with pytest.raises(TypeError, match="'value' has no literal form"):
        listing(Call(_echo, {"value": value}))


def test_long_values_are_laid_out_and_still_run(lesson, run):
    values = {"values": [round(i * 1.25, 2) for i in range(60)], "how": "lent"}
    code = listing(Call(lesson.both, values))
    assert max(map(len, code.splitlines())) <= 100
    names, _ = run(code)
    assert names["scaled"].shape == (60,)


def test_a_small_program_to_the_letter(lesson):
    assert listing(Call(lesson.plain, {"x": 1.0})) == (
        "import tensorflow as tf\n\n\n"
        "def plain(x: float) -> tf.Tensor:\n"
        '    """Return one tensor."""\n'
        "    return tf.constant(x) * 2\n\n\n"
        'result = plain(x=1.0)\nprint("result =", result)\n'
    )


def test_a_call_that_may_be_refused_is_guarded_to_the_letter(lesson):
    calls = [Call(lesson.refuse, {"x": 1.0}, refused=True), Call(lesson.plain, {"x": 2.0})]
    guarded = (
        '\n\n\ntry:\n    result = refuse(x=1.0)\n    print("result =", result)\n'
        "except Exception as refusal:\n    print(type(refusal).__name__, refusal)\n"
    )
    assert guarded in listing(*calls, guarded=True)
    assert "try:" not in listing(*calls) and "try:" not in listing(calls[1], guarded=True)


def imports(code):
    return [line for line in code.splitlines() if line.startswith(("import ", "from "))]


def test_imports_are_sorted_as_a_linter_has_them(lesson):
    calls = [
        Call(lesson.both, {"values": [1.0], "how": "lent"}),
        Call(lesson.count, {"values": {}}),
    ]
    assert imports(listing(*calls)) == [
        "import math",
        "from collections import namedtuple as tuple_of",
        "from typing import NamedTuple",
        "import numpy as np",
        "import tensorflow as tf",
    ]
    assert imports(listing(calls[1])) == [
        "from collections import namedtuple as tuple_of",
        "import numpy as np",
    ]


def test_a_call_stands_in_one_line_of_88_characters_at_most(lesson):
    lines = listing(Call(lesson.plain, {"x": int("1" * 70)})).splitlines()
    assert f"result = plain(x={'1' * 70})" in lines and max(map(len, lines)) == 88
    lines = listing(Call(lesson.plain, {"x": int("1" * 71)})).splitlines()
    assert lines[-4:-1] == ["result = plain(", f"    x={'1' * 71},", ")"]


def test_what_is_not_finite_is_written_as_a_call(lesson):
    values = {"values": [float("nan"), float("-inf"), 1.5], "how": "lent"}
    assert 'values=[float("nan"), float("-inf"), 1.5], how=' in listing(Call(lesson.both, values))
