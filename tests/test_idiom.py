"""The idiom: a program that a person would write, made from the source that ran."""

import ast
import importlib.util
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.idiom import idiom
from lib.idiom.layout import WIDTH
from lib.listing import Call, fields, raised_at

LENDER = '''
"""Lends a constant and a function to other lessons."""

LENT = 2.5


def lent(x: float) -> float:
    """Return a share."""
    whole = x * LENT
    return whole / 100
'''
LESSON = '''
"""A lesson with everything that has to be folded."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from lib.zz_idiom_lender import lent

STEP = 1e-3
TABLE: dict[str, Callable] = {"double": lambda x: x * 2, "square": lambda x: x * x}
PAIRS = {"one": (lambda x: x + 1, 3), "two": (lambda x: x - 1, 4)}
ROWS = [[1, 2], [3, 4]]


class Both(NamedTuple):
    """Two results."""

    first: tf.Tensor
    second: tf.Tensor


def tabled(values: list[float], name: str) -> Both:
    """A docstring."""
    x = np.array(values)  # a comment
    after = TABLE[name](x)
    return Both(after, np.sum(after))


def branched(x: float, how: str, deep: bool) -> Both:
    if how == "up" and not deep:
        y = np.float64(x) + 1
    elif how in ("down", "under"):
        y = np.float64(x) - 1
    else:
        y = np.float64(x) if deep is True else None
    unused = np.float64(99.0)
    return Both(y, y * 2 if isinstance(x, float) else y)


def unpacked(name: str, x: float) -> Both:
    function, number = PAIRS[name]
    a, b = (np.float64(each) for each in (x, number))
    return Both(function(a), b)


def measure(x):
    y = np.square(x)
    return y + 1


def used_once(x: float):
    return measure(np.float64(x))


def used_twice(x: float) -> Both:
    return Both(measure(np.float64(x)), measure(np.float64(x + 1)))


def with_static(x, how):
    y = np.square(x)
    return y + 1 if how == "plus" else y - 1


def twice_with_static(x: float) -> Both:
    return Both(with_static(np.float64(x), "plus"), with_static(np.float64(2 * x), "plus"))


def numbers(x: float) -> Both:
    return Both(np.float64(-x), np.float64(len(ROWS) + ROWS[1][0]))


def named(x: float, label: str) -> Both:
    text = f"{label}: {x:.2f}"
    options = {"dtype": "float32"}
    return Both(np.array([text]), np.array([x], **options))


def looped(count: int, x: float) -> Both:
    found, value = [], np.float64(x)
    for number in range(count):
        value = value / 2
        found.append(value + number)
    return Both(np.array(found), value)


def chosen(x: float) -> Both:
    y = np.float64(x)
    if y > 0:
        y = y * 2
    return Both(y, np.abs(y))


def early(x: float):
    if np.float64(x) > 0:
        return np.float64(1.0)
    return np.float64(-1.0)


def early_inside(x: float):
    return early(x) + 1


def recursive(n):
    return 1 if np.float64(n) < 1 else n * recursive(n - 1)


def factorial(n: int):
    return np.float64(recursive(n))


def borrowed(x: float):
    return np.float64(lent(x))


def aliased(x: float) -> Both:
    y = np.float64(x)
    return Both(y, y)


def lists(values: list[float]) -> Both:
    pair = [np.float64(values[0]), np.float64(values[-1])]
    return Both(np.stack(pair), np.max(pair))


def parts(values: list[float]) -> Both:
    pair = [np.float64(value) for value in (1.0, 2.0)]
    return Both(pair[0], pair[1])


def shadowed(x: float):
    found = [x + 1 for x in range(3)]
    return np.array(found) + x


def steps(x: float):
    return (np.float64(x + STEP) - np.float64(x - STEP)) / (2 * STEP)


def effect(x: float):
    found = [1.0]
    found.append(x)
    return np.array(found)


@tf.function(input_signature=[tf.TensorSpec([])], autograph=False)
def compiled(x: tf.Tensor) -> Both:
    """A docstring."""
    return Both(x + STEP, tf.square(x))


def call_compiled(x: float) -> Both:
    return compiled(tf.constant(x))


@lru_cache(maxsize=2)
def built(name: str):
    """Compile one of the table."""

    @tf.function(input_signature=[tf.TensorSpec([])], autograph=False)
    def run(x: tf.Tensor) -> tf.Tensor:
        return TABLE[name](x)

    return run


BUILT = {name: tf.function(TABLE[name]) for name in TABLE}


def call_built(name: str, x: float):
    return built(name)(tf.constant(x))


def taped(x: float, steps: int) -> Both:
    point = tf.constant(x)
    with tf.GradientTape(persistent=steps > 1) as tape:
        tape.watch(point)
        y = tf.square(point)
    slopes = [tape.gradient(y, point) for _ in range(steps)]
    return Both(tf.stack(slopes), y)


def raises(values: list[float]) -> Both:
    x = tf.constant(values)
    doubled = x * 2
    wrong = tf.reshape(doubled, [7, 7])
    return Both(wrong, tf.square(wrong))


class Inner(NamedTuple):
    left: tf.Tensor
    right: tf.Tensor


def inner(x):
    y = np.sqrt(x)
    return Inner(y, y + 1)


def replaced(x: float) -> Both:
    pair = inner(np.float64(x))._replace(right=np.float64(0.5))
    return Both._make([pair.left, *pair[1:]])


def settings(**given):
    return np.float64(given["a"]) - given.get("b", 1.0)


def spread(x: float):
    both = dict(a=x, b=2.0)
    return settings(**both)
'''


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    folder, made = tmp_path_factory.mktemp("idiom"), {}
    for name, code in {"zz_idiom_lender": LENDER, "zz_idiom": LESSON}.items():
        path = folder / f"{name}.py"
        path.write_text(code, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(f"lib.{name}", path)
        made[name] = sys.modules[f"lib.{name}"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made[name])
    yield made["zz_idiom"]
    for name in made:
        del sys.modules[f"lib.{name}"]


def ran(text):
    names = {}
    exec(compile(text, "<idiom>", "exec"), names)
    return names


def hold(function, **values):
    """Hold what the idiom finds equal to what the function returns; return its lines."""
    made = idiom(Call(function, values))
    names, result = ran(made.text), function(**values)
    for index, field in enumerate(fields(function)):
        wanted = result if field == "result" else result[index]
        np.testing.assert_array_equal(names[made.results[0][field]], wanted)
    return made.text.splitlines()


def program(function, **values):
    """Return the lines behind the imports."""
    lines = hold(function, **values)
    return [line for line in lines if line and not line.startswith(("import", "from"))]


def test_a_table_becomes_its_entry_and_a_lambda_its_body(lesson):
    assert program(lesson.tabled, values=[1.0, 2.0], name="square") == [
        "x = np.array([1.0, 2.0])",
        "first = x * x",
        "second = np.sum(first)",
    ]
    assert program(lesson.unpacked, name="two", x=2.5) == [
        "a = np.float64(2.5)",
        "second = np.float64(4)",
        "first = a - 1",
    ]


@pytest.mark.parametrize("how", ["up", "down", "under", "else"])
@pytest.mark.parametrize("deep", [True, False])
def test_only_the_branch_that_is_taken_is_left(lesson, how, deep):
    if how == "else" and not deep:
        return
    lines = program(lesson.branched, x=1.5, how=how, deep=deep)
    assert len(lines) == 2 and not any(word in "".join(lines) for word in ("if", "99", how))


def test_a_helper_is_put_in_the_place_of_its_only_call(lesson):
    assert program(lesson.used_once, x=3.0) == ["y = np.square(np.float64(3.0))", "result = y + 1"]


def test_a_helper_of_two_calls_stays_a_function(lesson):
    assert program(lesson.used_twice, x=3.0) == [
        "def measure(x):",
        "    y = np.square(x)",
        "    return y + 1",
        "first = measure(np.float64(3.0))",
        "second = measure(np.float64(3.0 + 1))",
    ]


def test_a_function_that_stays_loses_the_parameters_that_never_differ(lesson):
    assert program(lesson.twice_with_static, x=3.0) == [
        "def with_static(x):",
        "    y = np.square(x)",
        "    return y + 1",
        "first = with_static(np.float64(3.0))",
        "second = with_static(np.float64(2 * 3.0))",
    ]


def test_signs_lengths_and_entries_are_computed(lesson):
    assert program(lesson.numbers, x=2.0) == ["first = np.float64(-2.0)", "second = np.float64(5)"]
    assert program(lesson.numbers, x=-2.0)[0] == "first = np.float64(2.0)"


def test_texts_and_keywords_are_computed(lesson):
    assert program(lesson.named, x=2.0, label="of {x}") == [
        'first = np.array(["of {x}: 2.00"])',
        'second = np.array([2.0], dtype="float32")',
    ]
    assert program(lesson.spread, x=3.5) == ["result = np.float64(3.5) - 2.0"]


def test_loops_and_unknown_branches_stay(lesson):
    assert program(lesson.looped, count=3, x=1.0) == [
        "found = []",
        "second = np.float64(1.0)",
        "for number in range(3):",
        "    second = second / 2",
        "    found.append(second + number)",
        "first = np.array(found)",
    ]
    assert program(lesson.chosen, x=3.0)[1:3] == ["if first > 0:", "    first = first * 2"]


def test_what_returns_early_or_calls_itself_stays_a_function(lesson):
    assert program(lesson.early_inside, x=2.0)[-1] == "result = early() + 1"
    assert "        return np.float64(1.0)" in program(lesson.early, x=2.0)
    assert program(lesson.factorial, n=5)[-1] == "result = np.float64(recursive(5))"


def test_another_module_lends_what_is_used(lesson):
    assert program(lesson.borrowed, x=3.0) == [
        "whole = 3.0 * 2.5",
        "result = np.float64(whole / 100)",
    ]


def test_a_constant_that_is_used_again_keeps_its_name(lesson):
    assert program(lesson.steps, x=1.0) == [
        "STEP = 0.001",
        "result = (np.float64(1.0 + STEP) - np.float64(1.0 - STEP)) / (2 * STEP)",
    ]


def test_two_fields_may_be_one_value(lesson):
    assert program(lesson.aliased, x=1.0) == ["first = np.float64(1.0)", "second = first"]


def test_a_list_stays_whole_only_where_it_is_needed_whole(lesson):
    assert (
        program(lesson.lists, values=[1.0, 2.0])[0] == "pair = [np.float64(1.0), np.float64(2.0)]"
    )
    assert program(lesson.parts, values=[1.0]) == [
        "first = np.float64(1.0)",
        "second = np.float64(2.0)",
    ]


def test_named_tuples_become_their_fields(lesson):
    assert program(lesson.replaced, x=4.0) == [
        "first = np.sqrt(np.float64(4.0))",
        "second = np.float64(0.5)",
    ]


def test_a_comprehension_has_names_of_its_own(lesson):
    program(lesson.shadowed, x=2.0)
    assert program(lesson.effect, x=2.0)[1] == "found.append(2.0)"


def test_compiled_functions_stay_compiled(lesson):
    lines = program(lesson.call_compiled, x=2.0)
    assert "@tf.function(input_signature=[tf.TensorSpec([])], autograph=False)" in lines
    assert "    return x + 0.001, tf.square(x)" in lines
    assert lines[-1] == "first, second = compiled(tf.constant(2.0))"
    assert "    return x * x" in program(lesson.call_built, name="square", x=2.0)


def test_a_refused_call_ends_with_the_statement_that_raises(lesson, monkeypatch):
    values = {"values": [1.0, 2.0]}
    with pytest.raises(Exception) as refusal:
        lesson.raises(**values)
    monkeypatch.setattr("lib.listing.LESSONS", "lib.zz_idiom")
    raised = raised_at(refusal.value)
    made = idiom(Call(lesson.raises, values, refused=True, raised=raised))
    assert made.text.splitlines()[2:] == [
        "x = tf.constant([1.0, 2.0])",
        "doubled = x * 2",
        "tf.reshape(doubled, [7, 7])",
    ]
    assert made.results == ({},)
    with pytest.raises(type(refusal.value)):
        ran(made.text)


def test_calls_share_what_they_have_in_common(lesson):
    made = idiom(
        Call(lesson.tabled, {"values": [1.0, 2.0], "name": "square"}),
        Call(lesson.tabled, {"values": [1.0, 2.0], "name": "double"}),
    )
    assert made.text.count("np.array") == 1
    assert made.results[1] == {"first": "first_2", "second": "second_2"}
    names = ran(made.text)
    np.testing.assert_array_equal(names["first"], [1.0, 4.0])
    np.testing.assert_array_equal(names["first_2"], [2.0, 4.0])


def test_what_a_reader_is_not_shown_is_left_out(lesson):
    call = Call(lesson.tabled, {"values": [1.0, 2.0], "name": "square"})
    assert "sum" not in idiom(call, without=["second"]).text


def test_only_the_imports_that_are_needed_stand_there(lesson):
    assert hold(lesson.used_once, x=1.0)[0] == "import numpy as np"
    assert "numpy" not in "".join(hold(lesson.call_compiled, x=1.0))


def test_a_value_without_a_literal_form_is_refused(lesson):
    with pytest.raises(TypeError, match="'x' has no literal form"):
        idiom(Call(lesson.used_once, {"x": object()}))


plain = st.floats(allow_nan=False, width=32) | st.integers(-9, 9)


@given(st.lists(st.lists(plain, min_size=2, max_size=6), min_size=1, max_size=9))
def test_a_long_literal_is_laid_out_and_read_back(lesson, rows):
    made = idiom(Call(lesson.effect, {"x": rows}))
    found = [node for node in ast.walk(ast.parse(made.text)) if isinstance(node, ast.Call)]
    given = next(node for node in found if getattr(node.func, "attr", "") == "append")
    assert eval(ast.unparse(given.args[0])) == rows
    assert max(map(len, made.text.splitlines())) <= WIDTH


@given(plain | st.just(float("inf")), st.text(max_size=12))
def test_every_literal_of_the_reader_is_marked(lesson, x, label):
    made = idiom(Call(lesson.tabled, {"values": [x, 2.0], "name": "double"}))
    lines = made.text.splitlines()
    marked = [lines[line][start:end] for line, start, end in made.marks]
    assert marked == ['[float("inf"), 2.0]' if x == float("inf") else f"[{x!r}, 2.0]"]
    made = idiom(Call(lesson.named, {"x": 2.0, "label": label}))
    lines = made.text.split("\n")
    texts = [lines[line][start:end] for line, start, end in made.marks]
    assert len(texts) == 2 and ast.literal_eval(texts[0]) == f"{label}: 2.00"


@given(st.floats(-1e6, 1e6), st.sampled_from(["double", "square"]))
def test_results_are_the_same_to_the_last_bit(lesson, x, name):
    hold(lesson.tabled, values=[x, -x], name=name)
    hold(lesson.looped, count=4, x=x)
    hold(lesson.used_twice, x=x)
