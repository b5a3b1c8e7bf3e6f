"""Trainings whose states are kept for a reader: continued, begun anew, and let go."""

from streamlit.testing.v1 import AppTest


def script(calls):
    """Train with each rate for some steps; note what was begun and how many steps were made."""
    from typing import NamedTuple

    import streamlit as st

    from lib.training import Training
    from lib.ui.demo import Demo

    class Result(NamedTuple):
        at: float

    log = []

    def begin(rate, view):
        log.append(f"begin {rate}")
        return 0

    def advance(state, steps, rate, view):
        log.append(f"{steps} steps")
        return state + steps, Result(rate * (state + steps))

    def train(steps, rate, view) -> Result:
        return Result(rate * steps)

    training = Training(begin=begin, advance=advance, train=train, most=99, viewed={"view"})
    demo = Demo("chain_rule", "walk")
    for rate, steps, view in calls:
        assert demo.train(training, steps=steps, rate=rate, view=view) == (rate * steps,)
    assert [run.call.values["steps"] for run in demo.runs] == [steps for _, steps, _ in calls]
    assert all(run.call.function is train and run.results for run in demo.runs)
    st.text(log)
    st.text(len(st.session_state["chain_rule.walk@training"]))


def log(*calls):
    at = AppTest.from_function(script, kwargs={"calls": calls}, default_timeout=90).run()
    assert not at.exception
    kept = int(at.text[1].value)
    assert kept == min(3, len({rate for rate, _, _ in calls}))
    return at.text[0].value


def test_a_training_is_continued_and_a_view_of_it_begins_nothing():
    assert log((1, 5, "a"), (1, 7, "a"), (1, 7, "b")) == str(
        ["begin 1", "5 steps", "2 steps", "0 steps"]
    )


def test_fewer_steps_begin_anew():
    assert log((1, 5, "a"), (1, 4, "a")) == str(["begin 1", "5 steps", "begin 1", "4 steps"])


def test_three_are_kept_and_the_one_not_used_for_longest_is_let_go():
    assert log(*((rate, 2, "a") for rate in (1, 2, 3, 1, 4, 1, 3, 2))) == str(
        [
            *("begin 1", "2 steps", "begin 2", "2 steps", "begin 3", "2 steps"),
            *("0 steps", "begin 4", "2 steps"),  # 2 is let go
            *("0 steps", "0 steps", "begin 2", "2 steps"),
        ]
    )
