"""Controls on a small stage: what a link may bring, and what comes back from a widget."""

import pytest
from streamlit.testing.v1 import AppTest

from lib import curriculum, state, text
from lib.state import Control
from lib.ui import controls

FRAME = text.words("_frame", "en").labels
if "chain_rule" not in [entry.slug for entry in curriculum.lessons()]:
    pytest.skip("rests on this lesson", allow_module_level=True)
LABELS = text.words("chain_rule", "en").labels


def script(calls):
    import streamlit as st

    from lib.ui import controls
    from lib.ui.stage import Stage

    stage = Stage("chain_rule", "walk")
    for kind, name, extra in calls:
        st.text(repr(getattr(controls, kind)(stage, name, **extra)))


@pytest.fixture
def visit(monkeypatch):
    """Draw one control with a table of its own, under a name that a lesson has words for."""

    def visit(kind, control, url=(), session=None, **extra):
        monkeypatch.setattr(state, "table", lambda slug: {control.name: control})
        calls = [(kind, control.name, extra)]
        at = AppTest.from_function(script, kwargs={"calls": calls}, default_timeout=90)
        if url != ():
            at.query_params[f"chain_rule.{control.name}"] = url
        if session is not None:
            at.session_state[f"chain_rule.{control.name}"] = session
        at.run()
        assert not at.exception
        return at

    return visit


def value(at):
    return at.text[0].value


def slider(**rules):
    rules = {"low": -3.0, "high": 3.0, "step": 0.25} | rules
    return Control("x", "walk", "slider", rules.pop("declared", 1.0), **rules)


@pytest.mark.parametrize(
    ("linked", "found"), [("0.3", "0.25"), ("0.9", "1.0"), ("-2.5", "-2.5"), ("9", "1.0")]
)
def test_a_number_of_a_link_comes_back_on_the_grid(visit, linked, found):
    assert value(visit("slider", slider(), linked)) == found


def test_both_ends_of_a_range_come_back_sorted_and_on_the_grid(visit):
    ends = Control("w1", "walk", "range", (-1.0, 2.0), low=-3.0, high=3.0, step=0.25)
    assert value(visit("slider", ends)) == "(-1.0, 2.0)"
    assert value(visit("slider", ends, ["-0.3", "1.9"])) == "(-0.25, 2.0)"


def test_a_slider_shows_every_digit_of_its_stops(visit):
    assert visit("slider", slider()).slider[0].proto.format == "%.2f"
    assert visit("slider", slider(step=0.5)).slider[0].proto.format == "%.1f"
    whole = Control("n", "walk", "slider", 10, low=1, high=20, step=1)
    at = visit("slider", whole)
    assert at.slider[0].proto.format == "%d" and value(at) == "10"


def test_an_upper_end_that_depends_on_another_control(visit):
    at = visit("slider", slider(), high=0.5)
    assert (at.slider[0].max, at.slider[0].min, value(at)) == (0.5, -3.0, "0.5")
    assert value(visit("slider", slider(declared=-2.0), high=0.5)) == "-2.0"
    assert value(visit("slider", slider(), session=2.0, high=0.5)) == "0.5"
    assert value(visit("slider", slider(), session=-9.0, high=0.5)) == "-3.0"
    assert value(visit("slider", slider(), high=2.0)) == "1.0"


def test_a_slider_whose_end_has_moved_keeps_its_value(visit):
    at = visit("slider", slider(), session=2.0)
    assert at.session_state["chain_rule.x@bounds"] == (-3.0, 3.0)
    calls = [("slider", "x", {"high": 2.5})]
    moved = AppTest.from_function(script, kwargs={"calls": calls}, default_timeout=90)
    moved.session_state["chain_rule.x"] = 2.0
    moved.session_state["chain_rule.x@bounds"] = (-3.0, 3.0)
    assert value(moved.run()) == "2.0"


def test_a_log_slider_stops_at_round_numbers(visit):
    rate = Control("weight", "walk", "log", 0.1, low=0.01, high=1.0, per_decade=2)
    at = visit("slider", rate)
    assert value(at) == "0.1"
    assert at.select_slider[0].options == ["0.01", "0.032", "0.1", "0.32", "1"]


@pytest.mark.parametrize(
    ("declared", "typed", "found"),
    [(2, 3.6, "4"), (2, None, "2"), (2.0, None, "2.0"), (2.0, 3.6, "3.6"), (2, 3.4, "3")],
)
def test_a_typed_number_is_whole_where_its_default_is(visit, declared, typed, found):
    at = visit("number", Control("at", "walk", "number", declared, low=-6, high=6, step=1))
    assert at.number_input[0].proto.format == ("%.0f" if isinstance(declared, int) else "%g")
    assert (at.number_input[0].min, at.number_input[0].max, at.number_input[0].step) == (-6, 6, 1)
    at.number_input[0].set_value(typed).run()
    assert value(at) == found and not at.exception


def test_a_switch_returns_how_it_stands(visit):
    at = visit("toggle", Control("persistent", "walk", "toggle", True))
    assert value(at) == "True"
    assert value(at.toggle[0].set_value(False).run()) == "False"


CUTS = Control("cut", "walk", "choice", "none", options=("none", "left", "right", "a", "b"))


def test_few_options_are_all_in_sight_and_a_choice_goes_into_the_url(visit):
    at = visit("choice", CUTS, note=lambda option: "!" if option == "left" else "")
    group = at.get_by_key("chain_rule.cut")
    shown = [LABELS["cut.none"], LABELS["cut.left"] + "!", LABELS["cut.right"], "a", "b"]
    assert [option.content for option in group.proto.options] == shown and not at.selectbox
    group.set_value("left").run()
    assert value(at) == "'left'" and at.query_params["chain_rule.cut"] in ("left", ["left"])
    at.get_by_key("chain_rule.cut").set_value("none").run()
    assert value(at) == "'none'" and "chain_rule.cut" not in at.query_params


def test_many_options_stand_in_a_list_and_a_link_chooses_one_of_them(visit):
    many = Control("cut", "walk", "choice", "b", options=("none", "left", "right", "a", "b", "c"))
    at = visit("choice", many, "right", words="cut")
    assert value(at) == "'right'" and at.selectbox[0].options[1] == LABELS["cut.left"]
    assert value(visit("choice", many, "other")) == "'b'"
    assert visit("choice", many, words="other").selectbox[0].options[1] == "left"


def test_a_choice_may_bring_others_along(monkeypatch):
    table = {"cut": CUTS, "at": Control("at", "walk", "player", 5)}
    monkeypatch.setattr(state, "table", lambda slug: table)
    calls = [("choice", "cut", {"brings": {"left": {"at": "7"}}})]
    at = AppTest.from_function(script, kwargs={"calls": calls}, default_timeout=90).run()
    at.get_by_key("chain_rule.cut").set_value("right").run()
    assert "chain_rule.at" not in at.session_state
    at.get_by_key("chain_rule.cut").set_value("left").run()
    assert at.session_state["chain_rule.at"] == "7"


# ------------------------------------------------------------------------- typed tensors


def tensor(**rules):
    return Control("x", "walk", "tensor", "[1, 2]", **rules)


def test_a_tensor_is_read_and_what_is_none_leaves_the_last_one(visit):
    at = visit("tensor", tensor(most=7))
    assert value(at) == "[1, 2]" and not at.error
    assert at.text_input[0].proto.max_chars == 600
    assert at.text_input[0].help == FRAME["tensor.help"].format(most=7)
    at.text_input[0].set_value("[3, 4]").run()
    assert value(at) == "[3, 4]"
    at.text_input[0].set_value("[3, `x`]").run()
    assert value(at) == "[3, 4]"
    wanted = FRAME["refusal.syntax"].split("{")[0]
    assert len(at.error) == 1 and at.error[0].value.startswith(wanted)
    assert [each.value for each in at.caption] == [FRAME["refusal.kept"].format(literal="`[3, 4]`")]
    at.text_input[0].set_value("").run()
    assert value(at) == "[3, 4]"


@pytest.mark.parametrize(
    ("rules", "linked", "found"),
    [
        ({}, "[5]", "[5]"),
        ({"most": 2}, "[1, 2, 3]", "[1, 2]"),
        ({"limit": 9}, "[10]", "[1, 2]"),
        ({"least": 0}, "[-1, 1]", "[1, 2]"),
        ({}, "[-1, 1]", "[-1, 1]"),
        ({"whole": True}, "[1.5]", "[1, 2]"),
        ({"ranks": (1,)}, "[[1]]", "[1, 2]"),
        ({"sizes": (2,)}, "[1]", "[1, 2]"),
        ({"sizes": (0,)}, "[1]", "[1]"),
    ],
)
def test_each_rule_of_the_table_holds_for_a_link(visit, rules, linked, found):
    at = visit("tensor", tensor(**rules), linked)
    assert value(at) == found and len(at.error) == (found != linked)


def test_where_the_rules_have_changed_the_default_is_used(visit):
    at = visit("tensor", tensor(most=2), "[9, 9, 9]")
    assert at.caption[0].value == FRAME["refusal.kept"].format(literal="`[1, 2]`")
    calls = [("tensor", "x", {})]
    other = AppTest.from_function(script, kwargs={"calls": calls}, default_timeout=90)
    other.session_state["chain_rule.x@good"] = "[9, 9, 9]"
    other.session_state["chain_rule.x"] = "[8, 8, 8]"
    assert value(other.run()) == "[1, 2]"
    assert other.caption[0].value == FRAME["refusal.kept"].format(literal="`[1, 2]`")


def test_points_have_three_numbers_each(visit):
    points = Control("x", "walk", "points", "[[0, 0, 1]]", most=2, span=2.0, classes=3)
    assert value(visit("tensor", points, "[[1,2,0],[1,2,3]]")) == "[[1, 2, 0], [1, 2, 3]]"
    for refused in ("[[1,2]]", "[[1,2,3.5]]", "[[1,1,1],[1,1,1],[1,1,1]]"):
        assert value(visit("tensor", points, refused)) == "[[0, 0, 1]]"


def test_what_was_typed_is_quoted_as_code():
    assert controls.quoted("a `b`\n  ![c](d)") == "`a 'b' ![c](d)`"


def test_controls_behind_more_and_their_place_afterwards():
    def more():
        import streamlit as st

        from lib.ui import controls
        from lib.ui.stage import Stage

        stage = Stage("chain_rule", "walk")
        outer = stage.controls
        with controls.more(stage):
            stage.controls.text("inside")
        st.text(str(stage.controls is outer))

    at = AppTest.from_function(more, default_timeout=90).run()
    assert at.expander[0].label == FRAME["more"]
    assert [each.value for each in at.expander[0].text] == ["inside"]
    assert [each.value for each in at.text if each.value != "inside"] == ["True"]
