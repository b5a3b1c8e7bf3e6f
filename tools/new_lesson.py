"""Write a new lesson that runs: one demo, three questions, both languages, tests.

Usage: python -m tools.new_lesson SLUG ["English title" "中文标题"]
The lesson gets the next number. CONTRIBUTING.md says how to go on from there.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template

ROOT = Path(__file__).parents[1]
LONGEST = 24
"""Characters of a slug at most."""
TAKEN = {"shared", "lesson", "lines", "parabola", "show"}
"""Names that are no lesson's: of a folder beside the lessons, and those that the page uses."""
TITLES = ("The square and its derivative", "平方与它的导数")
"""The title in each language where none is given."""

PAGE = '''\
"""The square of a number, and its derivative."""

import numpy as np

from lib.charts import lines
from lib.charts.palette import GRADIENT, OUTPUT
from lib.lessons.$slug import $slug
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("$slug")
AXIS = np.linspace(-3, 3, 61)


@lesson.demo("parabola")
def parabola(demo: Demo) -> None:
    x = demo.slider("x")
    y, gradient = demo.run($slug.square, x=x)
    words = demo.chart_words()
    curves = {words["y"]: AXIS**2, words["gradient"]: 2 * AXIS}
    axes = {"x_title": words["x"], "y_title": words["value"]}
    picture = lines.curves(AXIS, curves, [OUTPUT, GRADIENT], at=(x, [y, gradient]), **axes)
    demo.show(picture, facts={"x": x, "y": y, "gradient": gradient})
    latex = rf"\\frac{{dy}}{{dx}} = 2x = 2 \\cdot ({show(x)}) = {show(2 * x)}"
    demo.confirm(gradient, np.float32(2 * x), latex=latex)
    demo.challenge("parabola.challenge", bool(gradient == -4))


lesson.predict("value", $slug.draw_number, $slug.square_of)
lesson.predict("slope", $slug.draw_number, $slug.slope_of)
lesson.predict("descent", $slug.draw_step, $slug.descend)
lesson.walk()
'''

COMPUTATIONS = '''\
"""The square of a number, its derivative, and a step down along it."""

from random import Random
from typing import Any, NamedTuple

import tensorflow as tf


class Square(NamedTuple):
    """A square, and its derivative by the number."""

    y: tf.Tensor
    gradient: tf.Tensor


def square(x: float) -> Square:
    """Square a number, and differentiate by the tape. Shapes: () for each result."""
    x = tf.constant(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**2
    return Square(y, tape.gradient(y, x))


def square_of(x: float) -> tf.Tensor:
    """Return the square of a number. Shape: ()."""
    return square(x).y


def slope_of(x: float) -> tf.Tensor:
    """Return the derivative of the square at a number. Shape: ()."""
    return square(x).gradient


def descend(x: float, rate: float) -> tf.Tensor:
    """Take one step of gradient descent from a number. Shape: ()."""
    return x - rate * square(x).gradient


def draw_number(generator: Random) -> dict[str, Any]:
    """Draw a number that a reader can square without a pencil."""
    return {"x": float(generator.randint(-9, 9))}


def draw_step(generator: Random) -> dict[str, Any]:
    """Draw a number other than the minimum, and a learning rate."""
    sign = generator.choice([-1, 1])
    rate = generator.choice([0.1, 0.25, 0.5, 1.0])
    return {"x": float(sign * generator.randint(1, 5)), "rate": rate}
'''

STATE = """\
# The controls of this lesson: kind, bounds and default of every key in its URL.
# A name or a default is a promise to old links. lib/state.py explains the fields.

[parabola]
x = { kind = "slider", low = -3.0, high = 3.0, step = 0.25, default = 1.0 }
"""

ENGLISH = """\
title: $title
group: gradients
question: How fast does a square grow, and in which direction does it fall?
parabola.title: How steep is a parabola?
parabola.short: Parabola
parabola.watch: Move x across 0: the square stays positive, its gradient does not.
parabola.chart.x: x
parabola.chart.value: value
parabola.chart.y: y = x²
parabola.chart.gradient: gradient ∂y / ∂x
parabola.alt: A parabola and its gradient, a straight line: at x = {x} they are {y} and {gradient}.
parabola.result: At x = {x} the square is **{y}** and its gradient **{gradient}**.
parabola.challenge: make the gradient -4.
x: x
predict.value: What is `x ** 2` at x = {x}?
predict.slope: What is the gradient of `x ** 2` at x = {x}?
predict.descent: Where does a step of gradient descent on `x ** 2` from x = {x} at rate {rate} end?

## lead
A square is the smallest function that has a minimum and two sides of it. Move a number along it, \
and TensorFlow says how steep it is there.

## parabola.why
The gradient says how much y changes where x changes a little:

$$$$\\frac{d}{dx} x^2 = 2x$$$$

It is negative on the left and positive on the right, so **a step against the gradient goes down \
on both sides**. At 0 it is 0, and there the minimum is.

## predict.value
A number times itself: the sign is lost.

## predict.slope
The derivative of $$x^2$$ is $$2x$$: twice the number, with its sign.

## predict.descent
The step subtracts rate times gradient: $$x - r \\cdot 2x$$. At the rate 0.5 it ends at the \
minimum; at 1 it ends as far away on the other side.
"""

CHINESE = """\
title: $title
group: gradients
question: 平方增长得有多快？往哪个方向走会变小？
parabola.title: 抛物线有多陡？
parabola.short: 抛物线
parabola.watch: 让 x 越过 0：平方始终不小于零，它的梯度却会变号。
parabola.chart.x: x
parabola.chart.value: 数值
parabola.chart.y: y = x²
parabola.chart.gradient: 梯度 ∂y / ∂x
parabola.alt: 一条抛物线，它的梯度是一条直线：在 x = {x} 处，两者分别是 {y} 与 {gradient}。
parabola.result: 在 x = {x} 处，平方是 **{y}**，梯度是 **{gradient}**。
parabola.challenge: 让梯度等于 -4。
x: x
predict.value: 当 x = {x} 时，`x ** 2` 等于多少？
predict.slope: `x ** 2` 在 x = {x} 处的梯度是多少？
predict.descent: 对 `x ** 2` 做一步梯度下降，从 x = {x} 出发，学习率为 {rate}，会到哪里？

## lead
要有一个极小值，又要有左右两侧，最简单的函数就是平方。\
让一个数沿着它移动，TensorFlow 会告诉你那里有多陡。

## parabola.why
x 稍有变化时，y 会变化多少，由梯度给出：

$$$$\\frac{d}{dx} x^2 = 2x$$$$

它在左侧为负，在右侧为正，所以**逆着梯度走一步，在两侧都是下坡**。在 0 处梯度为 0，那里就是极小值。

## predict.value
一个数乘以它自己：符号消失了。

## predict.slope
$$x^2$$ 的导数是 $$2x$$：这个数的两倍，符号不变。

## predict.descent
这一步减去学习率与梯度的乘积：$$x - r \\cdot 2x$$。\
学习率为 0.5 时，正好到达极小值；为 1 时，会到另一侧同样远的地方。
"""

CARD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 110" role="presentation">\
<path d="M40 14 Q120 176 200 14" fill="none" stroke="#DE9500" stroke-width="5" \
stroke-linecap="round"/>\
<path d="M112 102 L204 36" fill="none" stroke="#009E73" stroke-width="5" stroke-linecap="round"/>\
<circle cx="160" cy="68" r="8" fill="#1F83C4"/></svg>
"""

TESTS = '''\
"""Squares and their derivatives against NumPy in float64 and finite differences."""

from random import Random

import numpy as np
import pytest

from lib.lessons.$slug import $slug

NUMBERS = np.arange(-3, 3.25, 0.25).tolist()


@pytest.mark.parametrize("x", NUMBERS)
def test_the_square_and_its_gradient_are_those_of_numpy(x):
    run = $slug.square(x)
    step = 1e-6
    slope = (np.square(x + step) - np.square(x - step)) / (2 * step)
    assert run.y.shape == run.gradient.shape == ()
    assert float(run.y) == pytest.approx(np.square(x), rel=1e-6)
    assert float(run.gradient) == pytest.approx(slope, abs=1e-6)


def test_the_challenge_can_be_met_and_is_not_met_at_the_start():
    gradients = [float($slug.square(x).gradient) for x in NUMBERS]
    assert -4 in gradients and float($slug.square(1.0).gradient) != -4


@pytest.mark.parametrize("number", range(20))
def test_the_answers_are_those_of_the_formulas(number):
    x = $slug.draw_number(Random(number))["x"]
    assert float($slug.square_of(x)) == x * x
    assert float($slug.slope_of(x)) == 2 * x
    drawn = $slug.draw_step(Random(number))
    wanted = drawn["x"] * (1 - 2 * drawn["rate"])
    assert float($slug.descend(**drawn)) == pytest.approx(wanted, abs=1e-6)
'''


class Refused(Exception):
    """The name cannot be that of a new lesson; the message says why."""


def pages(root: Path) -> Iterator[tuple[int, str]]:
    """Yield the number and the slug of every lesson."""
    for path in (root / "pages").glob("*.py"):
        match = re.fullmatch(r"(\d\d)_(\w+)", path.stem)
        if match:
            yield int(match[1]), match[2]


def check(root: Path, slug: str) -> None:
    """Refuse a slug that cannot be used.

    Raises:
        Refused: it is not a name, or it is in use.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", slug) or len(slug) > LONGEST:
        raise Refused(
            f"A slug has 1 to {LONGEST} small letters, digits and underscores, "
            f"a letter first: {slug!r} is not one."
        )
    if slug in TAKEN or keyword.iskeyword(slug):
        raise Refused(f"The name {slug!r} is in use for something else.")
    folders = [root / "lib" / "lessons" / slug, root / "tests" / "lessons" / slug]
    if slug in {name for _, name in pages(root)} or any(folder.exists() for folder in folders):
        raise Refused(f"There is a lesson {slug!r} already.")


def files(number: int, slug: str, titles: tuple[str, str]) -> dict[str, str]:
    """Return the text of every file of a new lesson, by its path."""
    folder = f"lib/lessons/{slug}"
    english, chinese = (
        Template(template).substitute(title=" ".join(title.split()))
        for template, title in zip((ENGLISH, CHINESE), titles, strict=True)
    )
    digest = hashlib.sha256(english.encode()).hexdigest()[:12]
    page, computations, tests = (
        template.replace("$slug", slug) for template in (PAGE, COMPUTATIONS, TESTS)
    )
    return {
        f"pages/{number:02d}_{slug}.py": page,
        f"{folder}/__init__.py": "",
        f"{folder}/{slug}.py": computations,
        f"{folder}/state.toml": STATE,
        f"{folder}/en.md": english,
        f"{folder}/zh.md": f"digest: {digest}\n{chinese}",
        f"{folder}/card.svg": CARD,
        f"tests/lessons/{slug}/test_{slug}.py": tests,
    }


def write(root: Path, slug: str, titles: tuple[str, str] = TITLES) -> list[str]:
    """Write a new lesson, and return the paths of its files.

    Raises:
        Refused: the slug cannot be used.
    """
    check(root, slug)
    number = max((number for number, _ in pages(root)), default=0) + 1
    found = files(number, slug, titles)
    for name, body in found.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8", newline="\n")
    return list(found)


def main(arguments: list[str]) -> int:
    """Write the lesson that is asked for; return 1 where it is refused, with one sentence."""
    if len(arguments) not in (1, 3):
        print(
            'Usage: python -m tools.new_lesson SLUG ["English title" "中文标题"]', file=sys.stderr
        )
        return 1
    slug, *titles = arguments
    try:
        written = write(ROOT, slug, (titles[0], titles[1]) if titles else TITLES)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("\n".join(written))
    print(f"Next: make run, and make test LESSON={slug}. Then write your own demo in its place.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
