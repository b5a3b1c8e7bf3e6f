"""The questions against arithmetic."""

from random import Random

import numpy as np
import pytest

from lib.lessons.gradient_tape import questions
from tests.lessons.gradient_tape.oracles import PLAIN, slopes


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_arithmetic(seed):
    drawn = questions.draw_product(Random(seed))
    at = drawn["x"], drawn["w"], drawn["b"], 0.0
    wanted = slopes(PLAIN[drawn["function"]], *at)["xwb".index(drawn["by"])]
    assert float(questions.one_partial(**drawn)) == pytest.approx(wanted, rel=1e-5)
    drawn = questions.draw_cause(Random(seed))
    answer = questions.none_or_number(**drawn).numpy().decode()
    assert answer == ("number" if drawn["repaired"] else "None")
    drawn = questions.draw_vector(Random(seed))
    twice = 2 * np.array(drawn["values"])
    wanted = twice if drawn["ask"] == "gradient" else np.diag(twice)
    np.testing.assert_array_equal(questions.square_derivative(**drawn), wanted)
    drawn = questions.draw_power(Random(seed))
    wanted = 3 * drawn["x"] ** 2 if drawn["order"] == 1 else 6 * drawn["x"]
    assert float(questions.cube_slope(**drawn)) == pytest.approx(wanted, rel=1e-5)
