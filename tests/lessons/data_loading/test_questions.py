"""The questions against arithmetic."""

from random import Random

import pytest

from lib.lessons.data_loading import questions


@pytest.mark.parametrize("seed", range(20))
def test_questions_have_the_answers_of_arithmetic(seed):
    drawn = questions.draw_shape(Random(seed))
    wanted = [drawn["size"], *drawn["labels"][1:], drawn["classes"]]
    assert questions.label_shape(**drawn).numpy().tolist() == wanted
    drawn = questions.draw_batches(Random(seed))
    n, size = drawn["n"], drawn["size"]
    wanted = -(-2 * n // size) if drawn["order"] == "repeat, batch" else 2 * -(-n // size)
    assert int(questions.count_batches(**drawn)) == wanted
    drawn = questions.draw_traced(Random(seed))
    assert int(questions.different_numbers(**drawn)) == (
        1 if drawn["way"] == "numpy" else drawn["n"]
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_earliest_position_is_the_one_of_the_formula(seed):
    drawn = questions.draw_buffer(Random(seed))
    assert int(questions.earliest_position(**drawn)) == drawn["item"] - drawn["buffer"] + 1
