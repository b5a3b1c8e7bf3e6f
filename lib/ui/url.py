"""The state of a lesson in its URL, for what Streamlit cannot bind there itself.

Streamlit binds most widgets natively (``bind="query-params"``). Two kinds it cannot: choices
whose words are translated (it would put the translated word into the URL) and widgets without
binding, such as chart selections. For those the value goes into the URL here, under the same
key, as short language-neutral text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib import state
from lib.numbers import show

_SEEN = "{}@url"
"""Beside each value: the text that the URL held when it was last read or written."""
_KEPT = "{}@kept"
"""Beside each value: itself, since Streamlit forgets a widget's value on another page."""


def follow_renames(slug: str) -> None:
    """Put what an old link holds under an old name of a demo under its new one."""
    for old, new in state.renamed(slug).items():
        if (before := f"{slug}.{old}.open") in st.query_params:
            st.query_params[f"{slug}.{new}.open"] = st.query_params[before]
            del st.query_params[before]


def adopt(key: str, default: str | None, allowed: Collection[str] | Callable[[str], bool]) -> None:
    """Take a value from the URL when the URL has changed: a link, back, or forward.

    Args:
        key: the name in the URL and in the session.
        default: the value where the URL has none, or one that is not allowed.
        allowed: the allowed values, or a test of them.
    """
    seen, kept = _SEEN.format(key), _KEPT.format(key)
    linked = st.query_params.get(key)
    if linked != st.session_state.get(seen) and key in st.session_state and _in_a_fragment():
        linked = _restore(key, st.session_state.get(seen))
    if key in st.session_state and linked == st.session_state.get(seen):
        # Assigned anew: Streamlit forgets the value of a widget that was not drawn for a run.
        st.session_state[key] = st.session_state[key]
    elif key not in st.session_state and linked is None and kept in st.session_state:
        st.session_state[key] = st.session_state[kept]
        publish(key, default)
    else:
        known = allowed(linked or "") if callable(allowed) else linked in allowed
        st.session_state[key] = linked if known else default
        st.session_state[seen] = linked
    st.session_state[kept] = st.session_state[key]


def _in_a_fragment() -> bool:
    """Return whether this run draws fragments only, and not the page."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)


def _restore(key: str, seen: str | None) -> str | None:
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


def put(slug: str, values: Mapping[str, Any]) -> None:
    """Set controls of a lesson by name, from a callback, wherever their place in the URL is kept.

    Raises:
        KeyError: the lesson has declared no such control.
    """
    for name, value in values.items():
        control, key = state.table(slug)[name], f"{slug}.{name}"
        st.session_state[key] = value
        if not control.native:
            publish(key, control.default)


def reset(slug: str) -> None:
    """Set every control of a lesson back to its default, from a callback.

    Those too that another choice has taken off the page: they come back as they were.
    """
    for name, control in state.table(slug).items():
        key = f"{slug}.{name}"
        if key in st.session_state or _KEPT.format(key) in st.session_state:
            put(slug, {name: control.default})


def kept(slug: str) -> dict[str, str | list[str]]:
    """Return what this reader has left other than it began, by key, as the URL writes it."""
    table, found = state.table(slug), {}
    for name, value in st.session_state.items():
        key = str(name).removesuffix(_KEPT.format(""))
        control = table.get(key.removeprefix(f"{slug}."))
        native = control is not None and control.native
        if not key.startswith(f"{slug}.") or native != (key == name):
            continue
        default = control.default if control else "1" if ".predict." in key else None
        listed = list(value) if isinstance(value, tuple) else value
        if listed is not None and listed != default:
            found[key] = written(control, listed) if control and native else str(value)
    return found


def written(control: state.Control, value: Any) -> str | list[str]:
    """Write a value as Streamlit writes it into the URL for the widget of a control."""
    if isinstance(value, list):
        return [str(written(control, item)) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if control.kind == "log":
        return show(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def leave(key: str, slug: str) -> None:
    """Let go of a control that leaves the page, from a callback; its key leaves the URL, too.

    The value stays in the session: the control comes back with it.
    """
    control = state.table(slug).get(key.removeprefix(f"{slug}."))
    if control is None or not control.native:
        st.session_state.pop(key, None)
        st.session_state.pop(_SEEN.format(key), None)


def selected(key: str, name: str) -> Any:
    """Return what a reader has selected in a picture; None if it is nothing or not readable.

    What a chart sends is text from outside: anyone can send anything.
    """
    try:
        return st.session_state[key].selection.get(name) or None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return None


def picked_row(key: str) -> Mapping[str, Any] | None:
    """Return the fields of the mark that a reader clicked; None if there are none."""
    rows = selected(key, "pick")
    if isinstance(rows, list) and rows and isinstance(rows[0], Mapping):
        return rows[0]
    return None


def whole_number(row: Mapping[str, Any], field: str) -> int | None:
    """Return a field as a whole number; None if it is none."""
    value = row.get(field)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value // 1:
        return None
    return int(value)
