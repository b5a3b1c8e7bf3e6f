"""The bar on which one steps: what its buttons and links do, and who has the arrow keys."""

import pytest
from streamlit.testing.v1 import AppTest

from lib import curriculum, text

LESSONS = [entry.slug for entry in curriculum.lessons()]
pytestmark = pytest.mark.skipif("chain_rule" not in LESSONS, reason="rests on this lesson")
FRAME = text.words("_frame", "en").labels


def script(steps=("a", "b", "c", "d"), default=0):
    import streamlit as st

    from lib import state
    from lib.ui.stage import Stage
    from lib.ui.stepper import stepper

    stage, other = Stage("chain_rule", "walk"), Stage("chain_rule", "calls")
    # Two bars, under names that lesson has words for.
    stage.table = {"n": state.Control("n", "walk", "stepper", default)}
    other.table = {"x": state.Control("x", "calls", "stepper", 0)}
    other.arrow_keys = False
    first, second = stepper(stage, "n", steps), stepper(other, "x", ["one", "two"])
    st.text(f"{first} {second}")


def visit(steps=("a", "b", "c", "d"), default=0, **query):
    at = AppTest.from_function(
        script, kwargs={"steps": steps, "default": default}, default_timeout=90
    )
    at.query_params.update({f"chain_rule.{name}": value for name, value in query.items()})
    at.run()
    assert not at.exception
    return at


def press(at, act, name="n"):
    at.button(key=f"chain_rule.{name}.{act}").click().run()
    assert not at.exception
    return at.text[0].value


def disabled(at, name="n"):
    acts = ("first", "back", "next", "last")
    return {act for act in acts if at.button(key=f"chain_rule.{name}.{act}").disabled}


def test_buttons_go_on_back_and_to_the_ends():
    at = visit()
    assert at.text[0].value == "0 0" and disabled(at) == {"first", "back"}
    assert press(at, "next") == "1 0" and disabled(at) == set()
    assert press(at, "next") == "2 0"
    assert press(at, "back") == "1 0"
    assert press(at, "last") == "3 0" and disabled(at) == {"next", "last"}
    assert press(at, "first") == "0 0"
    assert press(at, "next", "x") == "0 1"  # each bar is its own


def test_the_line_says_which_step_it_is():
    at = visit()
    press(at, "next")
    assert at.markdown[0].value == FRAME["stepper.shown"].format(step=1, last=3, text="b")


@pytest.mark.parametrize(("linked", "shown"), [("2", 2), ("99", 0), ("-1", 0), ("x", 0), ("", 0)])
def test_a_link_opens_at_its_step(linked, shown):
    assert visit(n=linked).text[0].value == f"{shown} 0"


def test_a_step_beyond_the_end_is_the_last():
    assert visit(default=9).text[0].value == "3 0"


def test_where_steps_become_fewer_the_last_is_shown():
    at = visit()
    press(at, "last")
    at.session_state["chain_rule.n"] = 3
    fewer = AppTest.from_function(script, kwargs={"steps": ("a", "b")}, default_timeout=90)
    fewer.session_state["chain_rule.n"] = 3
    assert fewer.run().text[0].value == "1 0" and not fewer.exception


def test_only_the_bar_of_a_demo_that_has_the_arrow_keys_listens_to_them():
    at = visit()
    keys = {b.key.rpartition(".")[2] + b.key[11]: b.proto.shortcut for b in at.button}
    assert keys["backn"].lower() == "left" and keys["nextn"].lower() == "right"
    assert {key for key, shortcut in keys.items() if shortcut} == {"backn", "nextn"}
