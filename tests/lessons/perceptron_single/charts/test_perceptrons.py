"""The perceptron step by step: each formula is true, and nothing is detail before its time."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from lib.lessons.perceptron_single.charts import perceptrons, pulls

WORDS = {
    name: name
    for name in (
        "forward",
        "back",
        "after",
        "formula",
        "tape",
        "same",
        "apart",
        "later",
        "printed",
        "again",
    )
}


def known(loss="mse", tape_off=0.0):
    x, w, b, t, rate = np.array([2.0, -1.0]), np.array([0.5, 1.0]), 0.25, 1.0, 2.0
    z = x @ w + b
    o = 1 / (1 + np.exp(-z))
    factor = 2 if loss == "mse" else 1
    slope = factor * (o - t)
    delta = slope * o * (1 - o)
    run = SimpleNamespace(
        products=x * w,
        z=z,
        o=o,
        error=factor / 2 * (o - t) ** 2,
        slope=slope,
        delta=delta,
        formula_w=delta * x,
        formula_b=delta,
        tape_o=slope,
        tape_z=delta,
        tape_w=delta * x + tape_off,
        tape_b=delta,
        new_w=w - rate * delta * x,
        new_b=b - rate * delta,
    )
    return perceptrons.read(x.tolist(), w.tolist(), b, t, loss, rate, run)


def value(text):
    """Work out one side of a formula that has numbers only."""
    plain = text.replace("·", "*").replace("²", "**2").replace("½", "0.5*")
    plain = re.sub(r"(\d) \(", r"\1*(", plain)
    return eval(plain, {"exp": np.exp})


@pytest.mark.parametrize("loss", ["mse", "half"])
def test_the_last_two_sides_of_every_formula_are_equal(loss):
    count = 0
    for step in perceptrons.steps(known(loss)):
        sides = step.formula.replace("\n", " ").split(" = ")
        if len(sides) > 2 or step.kind == "update":
            worked, result = sides[-2:]
            assert value(worked) == pytest.approx(float(result), rel=2e-3, abs=1e-4), step
            count += 1
    assert count >= 11


def test_the_formula_of_a_weight_is_the_textbooks():
    (step,) = [s for s in perceptrons.steps(known()) if (s.kind, s.place) == ("weight", 0)]
    assert "2 (o - t) o (1 - o) x1" in step.formula
    (step,) = [s for s in perceptrons.steps(known("half")) if (s.kind, s.place) == ("weight", 1)]
    assert "= (o - t) o (1 - o) x2" in step.formula


def test_numbers_appear_when_their_step_has_come_and_the_spec_stays():
    p, specs, counts = known(), set(), []
    for at, step in enumerate(perceptrons.steps(p)):
        picture = perceptrons.walked(p, at, words=WORDS)
        specs.add(id(picture.spec))
        numbers = dict(
            zip(picture.data["lines"]["label"], picture.data["lines"]["number"], strict=True)
        )
        edges = picture.data["edges"]
        counts.append(
            sum(numbers[name] != "·" for name in ("z", "o", "∂o", "δ"))
            + sum(map(bool, edges["gradient"]))
            + sum(map(bool, edges["after"]))
        )
        assert picture.data["foot"]["detail"] == [step.formula]
        halos = sum(map(bool, edges["halo"])) + sum(
            frame != "transparent" for frame in picture.data["cards"]["frame"]
        )
        assert halos == (0 if step.kind == "start" else 1), step
    assert len(specs) == 1
    assert counts[0] == 0 and counts[-1] == 4 + 3 + 3 and counts == sorted(counts)


def test_the_table_marks_what_is_apart_and_what_is_to_come():
    p = known(tape_off=1e-3)
    last = len(perceptrons.steps(p)) - 1
    cells = perceptrons.compared(p, last, words=WORDS).data["cells"]
    assert cells["role"][:5] == ["same", "same", "apart", "apart", "same"]
    cells = perceptrons.compared(p, 0, words=WORDS).data["cells"]
    assert set(cells["role"]) == {"later"} and set(cells["label"]) == {"·"}
    fine = perceptrons.compared(known(), last, words=WORDS).data["cells"]
    assert set(fine["role"]) == {"same"}


def test_inputs_are_found_one_after_the_other():
    run = SimpleNamespace(
        x=np.array([-4.0, 2.0]), o=0.5, again_w=np.array([1.0, -0.5]), again_b=-0.25
    )
    seen = []
    for at in range(5):
        drawn, table = perceptrons.found([1.0, -0.5, -0.25], 1.0, run, at, words=WORDS)
        seen.append(drawn.data["lines"]["number"])
        assert set(table.data["cells"]["role"]) == ({"same"} if at == 4 else {"later"})
    assert [row[:2] for row in seen[:3]] == [["·", "·"], ["-4", "·"], ["-4", "2"]]
    drawn, _ = perceptrons.found([1.0, -0.5, -0.25], 1.0, run, 1, words=WORDS)
    assert "1 / (-0.25) = -4" in drawn.data["foot"]["detail"][0]


def test_a_map_has_the_lowest_target_at_the_bottom():
    words = dict.fromkeys(("name", "x", "y", "pull"), "w")
    ramp = np.linspace(0, 1, 4).reshape(2, 2)
    up = pulls.pull(ramp, (0.5, 1.0, 0.25), end=1.0, words=words)
    down = pulls.pull(ramp[::-1], (0.5, 1.0, 0.25), end=1.0, words=words)
    assert up.data["ground"]["url"] != down.data["ground"]["url"] and up.spec is down.spec
    assert up.data["here"]["shown"] == ["0.25"]
