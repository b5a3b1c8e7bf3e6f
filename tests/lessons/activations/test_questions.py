"""The questions against closed forms in NumPy."""

from random import Random

import numpy as np
import pytest

from lib.lessons.activations import questions
from tests.lessons.activations.oracles import EXACT


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_the_textbook(seed):
    drawn = questions.draw_slope(Random(seed))
    f, x = EXACT[drawn["name"]], drawn["x"]
    wanted = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    assert float(questions.slope_at(**drawn)) == pytest.approx(wanted, abs=1e-5)
    drawn = questions.draw_saturated(Random(seed))
    single = np.float32(EXACT[drawn["name"]](drawn["x"]))
    answer = questions.derivative_is_zero(**drawn).numpy().decode()
    assert answer == ("0" if single == 1 else "number")
    drawn = questions.draw_chain(Random(seed))
    assert float(questions.largest_derivative(**drawn)) == pytest.approx(0.25 ** drawn["layers"])
