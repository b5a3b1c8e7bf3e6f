"""The player on a small stage: how many steps are shown after each press and each picture."""

import pytest
from streamlit.testing.v1 import AppTest

from lib import state, text
from lib.state import Control
from lib.ui import player

FRAME = text.words("_frame", "en").labels


def script():
    import streamlit as st

    from lib.ui.player import player
    from lib.ui.stage import Stage

    st.text(player(Stage("chain_rule", "walk"), "n"))


@pytest.fixture
def visit(monkeypatch):
    """Draw a player of 25 steps in pictures of 10."""

    def visit(declared=25, linked=None):
        control = Control("n", "walk", "player", declared, most=25, chunk=10)
        monkeypatch.setattr(state, "table", lambda slug: {"n": control})
        at = AppTest.from_function(script, default_timeout=90)
        if linked:
            at.query_params["chain_rule.n"] = linked
        return at.run()

    return visit


def shown(at):
    assert not at.exception
    return int(at.text[0].value)


def buttons(at):
    """Return the acts that are offered, and those that can be pressed."""
    names = {b.key.rpartition(".")[2]: not b.disabled for b in at.button}
    return set(names), {name for name, enabled in names.items() if enabled}


def press(at, act):
    return shown(at.button(key=f"chain_rule.n.{act}").click().run())


def linked(at):
    found = at.query_params.get("chain_rule.n")
    return found[0] if isinstance(found, list) else found


def test_it_plays_from_the_start_in_pictures_to_its_end(visit):
    at = visit()
    assert shown(at) == 25 and buttons(at) == ({"play", "step", "begin"}, {"play", "begin"})
    first = press(at, "play")
    assert first in (0, 10)  # the picture before the first steps may be passed over
    assert buttons(at)[0] == {"pause", "step", "begin"} and "step" not in buttons(at)[1]
    seen = [first]
    while seen[-1] < 25 and len(seen) < 9:
        seen.append(shown(at.run()))
    assert seen[-3:] == [10, 20, 25]
    assert shown(at.run()) == 25 and buttons(at)[0] == {"play", "step", "begin"}
    assert linked(at) is None  # the default


def test_it_goes_on_from_where_it_stands_and_its_url_follows_when_it_stops(visit):
    at = visit(linked="3")
    assert shown(at) == 3 and buttons(at)[1] == {"play", "step", "begin"}
    assert press(at, "play") in (3, 13)
    while shown(at) < 23:
        at.run()
    assert shown(at) == 23 and linked(at) == "3"
    assert press(at, "pause") == 23 and linked(at) == "23"
    assert shown(at.run()) == 23
    assert press(at, "step") == 24 and linked(at) == "24"
    assert press(at, "begin") == 0 and linked(at) == "0"
    assert buttons(at)[1] == {"play", "step"}
    assert press(at, "step") == 1


def test_the_line_says_how_far_it_is(visit):
    at = visit(linked="5")
    (bar,) = at.get("progress")
    assert bar.proto.text == FRAME["player.shown"].format(shown=5, most=25)
    assert bar.proto.value == 20
    labels = {b.key.rpartition(".")[2]: b.label for b in at.button}
    assert labels == {act: FRAME[f"player.{act}"] for act in ("play", "step", "begin")}


def test_to_the_start_stops_it(visit):
    at = visit(linked="3")
    press(at, "play")
    at.run()
    assert press(at, "begin") == 0 and shown(at.run()) == 0
    assert linked(at) == "0" and "play" in buttons(at)[0]


def test_a_link_beyond_the_end_shows_the_end(visit):
    assert shown(visit(linked="99")) == 25
    assert shown(visit(linked="100000")) == 25 and shown(visit(declared=7, linked="x")) == 7


def test_a_demo_runs_by_itself_only_while_it_plays(monkeypatch):
    monkeypatch.setattr(player.st, "session_state", {"a@playing": True, "b@playing": False})
    assert player.every("a") == player.EVERY > 0
    assert player.every("b") is None and player.every("c") is None and player.every("") is None
    assert player.playing("a") is True and player.playing("") is False
