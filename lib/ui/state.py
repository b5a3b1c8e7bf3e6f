"""The state of a lesson in its URL, for what Streamlit cannot bind there itself.

Streamlit binds most widgets natively (``bind="query-params"``). Two kinds it cannot: choices
whose words are translated (it would put the translated word into the URL) and widgets without
binding, such as chart selections. For those the value goes into the URL here, under the same
key, as short language-neutral text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_SEEN = "{}@url"
"""Beside each value: the text that the URL held when it was last read or written."""
_KEPT = "{}@kept"
"""Beside each value: itself, since Streamlit forgets a widget's value on another page."""


def adopt(key: str, default: str | None, allowed: Collection[str] | Callable[[str], bool]) -> None:
    """Take a value from the URL when the URL has changed: a link, back, or forward.

    Args:
        key: the name in the URL and in the session.
        default: the value where the URL has none, or one that is not allowed.
        allowed: the values that are welcome, or a test of them.
    """
    seen, kept = _SEEN.format(key), _KEPT.format(key)
    linked = st.query_params.get(key)
    if linked != st.session_state.get(seen) and key in st.session_state and _in_a_fragment():
        linked = _mended(key, st.session_state.get(seen))
    if key in st.session_state and linked == st.session_state.get(seen):
        # Assigned anew: Streamlit forgets the value of a widget that was not drawn for a run.
        st.session_state[key] = st.session_state[key]
    elif key not in st.session_state and linked is None and kept in st.session_state:
        st.session_state[key] = st.session_state[kept]
        publish(key, default)
    else:
        welcome = allowed(linked or "") if callable(allowed) else linked in allowed
        st.session_state[key] = linked if welcome else default
        st.session_state[seen] = linked
    st.session_state[kept] = st.session_state[key]


def _in_a_fragment() -> bool:
    """Whether this run draws fragments only, and not the page."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)


def _mended(key: str, seen: str | None) -> str | None:
    """Put back into the URL what it held when it was last read or written; return that.

    A link, back and forward run the whole page. A fragment that runs by itself was asked for
    before its reader's last press, it may be, and then brings the URL of that time.
    """
    if seen is None:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = seen
    return seen


def publish(key: str, default: str | None) -> None:
    """Put the session's value into the URL; a default is left out of it."""
    value = st.session_state[key]
    if value is None or value == default:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = value
    st.session_state[_SEEN.format(key)] = st.query_params.get(key)
    st.session_state[_KEPT.format(key)] = value


def put(key: str, value: Any, default: Any, *, native: bool) -> None:
    """Set a control from a callback, wherever its place in the URL is kept."""
    st.session_state[key] = value
    if not native:
        publish(key, default)
