"""The shell around every page: navigation, language, and TensorFlow warming behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib import curriculum, runtime
from lib.ui import files, language, look
from lib.ui.language import frame

HOME = curriculum.PAGES.parent / "lib" / "ui" / "home.py"
ICON = HOME.with_name("icon.svg")
"""Our own: the icons that Streamlit knows by name are fetched from another server."""
_navigated = False


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Warm TensorFlow from the moment the server starts."""
    files.limit_uploads()
    runtime.start()
    yield


def show_if_script() -> None:
    """Show the shell where the entry file runs as a plain script, as some hosts do."""
    if get_script_run_ctx(suppress_warning=True) is not None:
        files.limit_uploads()
        show()


def show() -> None:
    """Run one page inside the shell: language first, then navigation, page and footer."""
    runtime.start()
    st.set_page_config(page_title="TensorFlow Lesson Lab", page_icon=str(ICON), layout="wide")
    st.html(look.SHEET)
    language.decide()
    page = _navigate()
    if page.url_path == "" or _wait():
        page.run()


def adopt() -> None:
    """Bring a page that the server ran without its shell back into it.

    While ``pages/`` stands beside the entry file, a cold server that runs the entry file as a
    plain script answers a deep link with the page alone. One ``st.navigation`` tells it better.
    """
    if not _navigated:
        language.decide()
        _navigate()
        st.rerun()


def page_of(slug: str) -> st.Page:
    """Return the page of a lesson as ``st.page_link`` wants it."""
    entry = curriculum.entry(slug)
    return st.Page(entry.page, title=entry.label("title", language.current()), url_path=slug)


def _navigate() -> st.Page:
    global _navigated
    _navigated = True
    groups: dict[str, list[st.Page]] = {
        "": [st.Page(HOME, title=frame("home.title"), icon=":material/home:", default=True)]
    }
    for group in curriculum.GROUPS:
        for entry in curriculum.lessons():
            if entry.label("group", "en") == group:
                groups.setdefault(frame(f"group.{group}"), []).append(page_of(entry.slug))
    return st.navigation(groups, position="top")


def _wait() -> bool:
    """Wait for TensorFlow, and say so meanwhile; return whether the page can run."""
    if not runtime.ready():
        with st.spinner(frame("warming"), show_time=True):
            try:
                runtime.wait()
            except RuntimeError as problem:
                st.error(str(problem), title=frame("warming.failed"))
                return False
    return True
