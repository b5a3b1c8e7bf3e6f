"""The questions against NumPy."""

from random import Random

import numpy as np
import pytest

from lib.lessons.loss_gradients import questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_numpy(seed):
    asked = questions.draw_prediction(Random(seed))
    assert sum(asked["p"]) == pytest.approx(1)
    wanted = np.array(asked["p"]) - np.eye(3)[asked["label"]]
    np.testing.assert_allclose(questions.slope_of_logits(**asked), wanted, atol=1e-6)
    z = questions.draw_logit(Random(seed))["wrong"]
    wanted = "0" if np.exp(-z) < 1e-7 else "-1"
    assert questions.slope_after_softmax(z) == wanted
    a = questions.draw_output(Random(seed))["output"]
    assert float(questions.slope_of_square(a)) == pytest.approx(a * a * (1 - a), abs=1e-6)
    n = questions.draw_shapes(Random(seed))["n"]
    assert questions.shape_of_difference(n).numpy().tolist() == [n, n]
    power = questions.draw_power(Random(seed))
    fits = power["x"] < np.log(float(np.finfo(power["dtype"]).max))
    assert questions.kind_of_power(**power) == ("finite" if fits else "infinite")
