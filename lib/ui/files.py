"""How a data set gets onto this machine: found, downloaded, or brought by the reader."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit import config, runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.datasets import cache, download, upload
from lib.datasets.place import Refused
from lib.datasets.sets import SETS, File, Set
from lib.ui.controls import quoted
from lib.ui.language import frame

SETTING = "LESSON_LAB_FILES"
"""Set to ``off`` where readers are not to put files onto the server."""
HOMES = {
    "Windows": r"C:\Users\<name>\.keras\datasets",
    "macOS": "/Users/<name>/.keras/datasets",
    "Linux": "/home/<name>/.keras/datasets",
}
_TURN = threading.Lock()
"""Held while a set is read: one takes seconds and half a gigabyte, twenty would take the server."""


def allowed() -> bool:
    """Whether readers may download and bring files here."""
    return os.environ.get(SETTING, "").strip().lower() not in {"off", "0", "no", "false"}


def limit_uploads() -> None:
    """Let the server take files as large as the largest set, or nearly none, from its start."""
    largest = max(file.size for data in SETS.values() for file in data.files)
    wanted = 1 + largest // 1_000_000 if allowed() else 1
    if config.get_option("server.maxUploadSize") != wanted:
        config.set_option("server.maxUploadSize", wanted)


def ready(name: str) -> bool:
    """Whether a data set lies in the cache, whole."""
    return cache.state(SETS[name]) == cache.State.READY


def read(name: str, load: Callable[[str], Any]) -> bool:
    """Read a data set into memory, in turn with the others; return whether that went well."""
    try:
        with st.spinner(frame("files.reading")), _TURN:
            load(name)
    except Exception as problem:  # whatever it is, the page must be able to say it
        why = quoted(f"{type(problem).__name__}: {problem}"[:200])
        st.error(frame("files.unread", why=why, path=quoted(str(cache.folder()))))
        return False
    return True


def mark(name: str) -> str:
    """Say in a word how large a full set is, and whether it is here; of others nothing."""
    data = SETS.get(name)
    if data is None:
        return ""
    here = " ✓" if cache.state(data) == cache.State.READY else ""
    return f" · {_size(data.size)}{here}"


@st.fragment
def panel(name: str) -> None:
    """Say where a data set is, and offer the ways to get it.

    On its own it asks no network: that is for the reader to say.
    """
    data = SETS[name]
    state = cache.state(data)
    if state == cache.State.READY and st.session_state.get(f"files.look.{name}"):
        st.rerun()  # it was found: not this panel alone is to show it
    job = download.current(name)
    running = job is not None and job.running and job.follow(*_reader())
    lies = cache.path(data.files[0]) if len(data.files) == 1 else cache.path(data.files[0]).parent
    path = quoted(str(lies)) if allowed() else ""
    st.markdown(frame(f"files.{state}", size=_size(data.size), path=path))
    if name == "boston_housing":
        st.warning(frame("files.boston"), icon=":material/info:")
    if state == cache.State.READY or not allowed():
        if state != cache.State.READY:
            st.info(frame("files.off"), icon=":material/cloud_off:")
        _by_hand(data)
        return
    if state == cache.State.ABSENT:
        st.markdown(frame("files.how"))
    if running:
        _progress(name)
    else:
        if job is not None and job.problem is not None and job.problem.code != "cancelled":
            st.error(reason(job.problem))
        st.button(
            frame("files.download", size=_size(data.size)),
            key=f"files.get.{name}",
            icon=":material/download:",
            on_click=_begin,
            args=(data,),
        )
    _bring(data)
    _by_hand(data)


def _begin(data: Set) -> None:
    download.start(data).join(*_reader())


def _reader() -> tuple[str, Callable[[], bool]]:
    """Return a name for this reader, and whether the reader's tab is still open."""
    context = get_script_run_ctx()
    session = context.session_id if context else ""

    def present() -> bool:
        return not runtime.exists() or runtime.get_instance().is_active_session(session)

    return session, present


@st.fragment(run_every=0.5)
def _progress(name: str) -> None:
    """Show how far a download is; once it has ended, show the page as it then is."""
    job = download.current(name)
    reader, present = _reader()
    if job is None or not job.running or not job.follow(reader, present):
        st.rerun()
    left = job.seconds_left
    line = frame("files.progress", done=_size(job.written), size=_size(job.size))
    if left is not None:
        line += " " + frame("files.left", time=_time(left))
    st.progress(min(1.0, job.written / job.size), line)
    if left is not None and left > 1800:
        st.caption(frame("files.long"))
    st.button(frame("files.cancel"), key=f"files.stop.{name}", on_click=job.leave, args=(reader,))
    st.caption(frame("files.stay"))


def _bring(data: Set) -> None:
    with st.expander(frame("files.bring")):
        links = ", ".join(
            f"[{_given(file)}]({file.url}) ({_size(file.size)})" for file in data.files
        )
        st.markdown(frame("files.which", names=links))
        largest = max(file.size for file in data.files)
        brought: Any = st.file_uploader(
            frame("files.upload"),
            key=f"files.put.{data.name}",
            accept_multiple_files=True,
            max_upload_size=1 + largest // 1_000_000,
        )
        for each in brought or []:
            try:
                file = upload.accept(data, each)
            except Refused as refused:
                st.error(f"{quoted(each.name[:80])}: {reason(refused)}")
            else:
                st.success(frame("files.placed", path=quoted(str(cache.path(file)))))
        if brought and cache.state(data) == cache.State.READY:
            st.rerun()


def _given(file: File) -> str:
    """Return the name under which the publisher gives a file away."""
    return file.url.rpartition("/")[2]


def _by_hand(data: Set) -> None:
    """Tell the way of the reader who puts the files into the cache: fetch, name, place, look."""
    with st.expander(frame("files.hand")):
        fetch, names = [f"1. {frame('files.hand.fetch')}"], []
        for file in data.files:
            kind = "sha256" if len(file.digest) == 64 else "md5"
            fetch.append(f"    - <{file.url}> · {_size(file.size)} · {kind} `{file.digest}`")
            names.append(f"`{file.name}`")
        st.markdown("\n".join(fetch))
        name = frame("files.hand.name", names=", ".join(names))
        below = frame("files.hand.folder") if "/" in data.files[0].name else ""
        st.markdown(f"2. {name} {below}")
        theirs = system(st.context.headers.get("User-Agent", ""))
        places = [frame("files.here", path=quoted(str(cache.folder())))] if allowed() else []
        if theirs:
            places.append(frame("files.yours", system=theirs, path=f"`{HOMES[theirs]}`"))
        others = [f"{name} `{home}`" for name, home in HOMES.items() if name != theirs]
        places.append(frame("files.others", homes=" · ".join(others)))
        st.markdown("\n".join([f"3. {frame('files.hand.put')}", *(f"    - {x}" for x in places)]))
        if allowed() and cache.state(data) != cache.State.READY:
            st.markdown(f"4. {frame('files.hand.look')}")
            if st.button(frame("files.look"), key=f"files.look.{data.name}"):
                st.warning(_found(data))


def _found(data: Set) -> str:
    """Say what is amiss with the files that were looked for once more, in the order of the table.

    Where all were right, the panel has said so, and the button is gone.
    """
    for file in data.files:
        path = cache.path(file)
        state = cache.of_file(file)
        unnamed = [path.parent / _given(file), cache.folder() / _given(file)]
        found = next((each for each in unnamed if each != path and each.exists()), None)
        if state == cache.State.ABSENT and found:
            return frame("files.look.name", path=quoted(str(found)), name=quoted(path.name))
        if state != cache.State.READY:
            size = _size(path.stat().st_size) if path.exists() else ""
            wanted = _size(file.size)
            return frame(f"files.look.{state}", path=quoted(str(path)), found=size, size=wanted)
    return ""


def system(agent: str) -> str:
    """Name the system of a reader's computer by what the browser says of itself; "" for others."""
    if "Mobi" in agent or "Android" in agent:
        return ""
    signs = {"Windows": "Windows NT", "macOS": "Mac OS X", "Linux": "Linux"}
    return next((name for name, sign in signs.items() if sign in agent), "")


def reason(refused: Refused) -> str:
    """Say why a file could not be had, and what to do."""
    sizes = {"size", "found", "has"}
    facts = {
        name: quoted(fact) if isinstance(fact, str) else _size(fact) if name in sizes else fact
        for name, fact in refused.facts.items()
    }
    return frame(f"files.refused.{refused.code}", **facts)


def _size(count: Any) -> str:
    if count < 1000:
        return f"{count} B"
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.0f} kB"


def _time(seconds: float) -> str:
    """Write a time that is left, rounded as one would say it."""
    if seconds < 90:
        return frame("files.seconds", count=round(seconds))
    if seconds < 5400:
        return frame("files.minutes", count=round(seconds / 60))
    return frame("files.hours", count=f"{seconds / 3600:.1f}")
