"""The language of a session: the link's, else the reader's choice, else the browser's."""

from __future__ import annotations

import streamlit as st

from lib import text

KEY = "lang"
_SWITCH = "lang.switch"


def current() -> str:
    """Return the language of this session, a key of ``text.LANGUAGES``."""
    return str(st.session_state.get(KEY, "en"))


def decide() -> str:
    """Decide the language at the start of a run, and keep it in the URL once it is chosen.

    A browser's own language stays out of the URL, so that the same link greets each reader in
    theirs; a language that was chosen, or that came with a link, goes with every link.
    """
    linked = st.query_params.get(KEY)
    if linked in text.LANGUAGES:
        st.session_state[KEY] = linked
        st.session_state["lang.chosen"] = True
    elif KEY not in st.session_state:
        locale = (st.context.locale or "en").lower()
        st.session_state[KEY] = "zh" if locale.startswith("zh") else "en"
    elif st.session_state.get("lang.chosen"):
        st.query_params[KEY] = current()  # a navigation dropped it
    return current()


def switch() -> None:
    """Draw the button that changes to the other language, in that language."""
    (other,) = [code for code in text.LANGUAGES if code != current()]
    st.button(
        text.LANGUAGES[other],
        key=_SWITCH,
        icon=":material/translate:",
        type="tertiary",
        on_click=_choose,
        args=(other,),
    )


def _choose(chosen: str) -> None:
    st.session_state[KEY] = chosen
    st.session_state["lang.chosen"] = True
    st.query_params[KEY] = chosen


def frame(key: str, **facts: object) -> str:
    """Return a label of the frame itself (not of a lesson) in the session's language."""
    return text.hold(text.words("_frame", current()).labels[key].format(**facts))
