"""How often a tape answers, and the article."""

import numpy as np
import pytest

from lib.lessons.gradient_tape import tape_calls


def _both(inputs):
    answers = tape_calls.ask_tape(True, 2, inputs["x"], inputs["w"]).answers
    return {"grad_first": answers[0], "grad_second": answers[1]}


ARTICLE = {
    "second call on a non-persistent tape": lambda _: {
        "raises": tape_calls.refusal_name(False, 2, 2.0, 1.0)
    },
    "persistent tape can be asked twice": _both,
}


@pytest.mark.parametrize("calls", [2, 3, 4])
def test_a_tape_answers_once_unless_it_is_persistent(calls):
    with pytest.raises(RuntimeError, match="A non-persistent GradientTape can only be used"):
        tape_calls.ask_tape(False, calls, 2.0, 1.0)
    assert tape_calls.refusal_name(False, calls, 2.0, 1.0) == "RuntimeError"
    run = tape_calls.ask_tape(True, calls, 2.5, 1.0)
    for found in (run.answers, run.formula, run.differences):
        np.testing.assert_allclose(found, [2.5] * calls, rtol=1e-9)
    assert tape_calls.refusal_name(True, calls, 2.0, 1.0) == ""
    assert tape_calls.ask_tape(False, 1, 2.5, 1.0).answers.numpy().tolist() == [2.5]
