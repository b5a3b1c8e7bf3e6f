"""TensorFlow in a server of many readers: imported once, in the background, its log kept short."""

from __future__ import annotations

import asyncio.base_events
import gc
import importlib
import logging
import os
import socket
import sys
import threading
from types import ModuleType

from lib import curriculum

# Read by TensorFlow when it is imported. oneDNN never gives memory back to the system; with
# a ceiling, one greedy tensor ends in an exception and not in a server out of memory.
os.environ.setdefault("TF_MKL_ALLOC_MAX_BYTES", str(256 * 1024 * 1024))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

_started = threading.Lock()
_ready = threading.Event()
_problem: list[BaseException] = []


def start() -> None:
    """Begin to warm TensorFlow in a thread of its own; every call but the first does nothing."""
    if _started.acquire(blocking=False):
        disable_nagle()
        # Not a daemon: Python kills those at its end, and one killed inside TensorFlow takes
        # the process down with "FATAL: exception not rethrown". This one leaves by itself. Said
        # aloud: a thread of Streamlit's that starts it is a daemon, and would hand that down.
        threading.Thread(target=_warm, name="warm-tensorflow", daemon=False).start()


def ready() -> bool:
    """Return whether TensorFlow and every lesson are imported; they may still be traced."""
    return _ready.is_set()


def wait(seconds: float | None = None) -> bool:
    """Wait until TensorFlow is warm; return whether it is.

    Raises:
        RuntimeError: it cannot be imported, with TensorFlow's own reason.
    """
    done = _ready.wait(seconds)
    if _problem:
        raise RuntimeError(f"TensorFlow could not start: {_problem[0]}") from _problem[0]
    return done


def _warm() -> None:
    modules: list[ModuleType] = []
    try:
        for lesson in curriculum.lessons():
            if _stopping():
                return
            modules += map(importlib.import_module, lesson.modules)
        quiet_tensorflow_log()
        freeze_gc()
    except BaseException as problem:  # the thread's end is the only place to tell of it
        _problem.append(problem)
    finally:
        _ready.set()
    # From here on lessons can be read. One whose turn has not come traces what it needs itself.
    for module in modules:
        if _stopping():
            return
        getattr(module, "warm", lambda: None)()
    freeze_gc()


def _stopping() -> bool:
    """Return whether the program has ended, and Python waits only for its threads."""
    return not threading.main_thread().is_alive()


def quiet_tensorflow_log() -> None:
    """Keep TensorFlow's advice off the server's terminal; a lesson shows it on its page.

    Warming traces many small functions, and each time TensorFlow warns that this is slow.
    """
    for handler in logging.getLogger("tensorflow").handlers:
        handler.setLevel(logging.ERROR)


def freeze_gc() -> None:
    """Undo what Streamlit does to TensorFlow after each run of a script.

    After every run it calls ``keras.backend.clear_session`` (process-wide: it breaks layers
    that another reader is building, and drops TensorFlow's kernel cache) and collects all
    garbage (over 100 ms with TensorFlow's million objects). So the objects that stay for ever
    are taken out of the collector's sight, and Keras's state is left alone: no lesson keeps
    any between runs.
    """
    gc.collect()
    gc.freeze()
    if "keras" in sys.modules:
        sys.modules["keras"].backend.clear_session = _keep_session


def _keep_session(free_memory: bool = True) -> None:
    """Stand in for ``keras.backend.clear_session`` in a server with many readers."""


def disable_nagle() -> None:
    """Send each answer to a reader at once.

    asyncio turns Nagle's algorithm off, but only for a socket that was made with its protocol
    by name, and Streamlit makes its own without: then the second small message of every run
    waits for the acknowledgement of the first, 40 ms on Linux.
    """
    asyncio.base_events._set_nodelay = _send_at_once  # type: ignore[attr-defined]


def _send_at_once(connection: socket.socket) -> None:
    internet = connection.family in (socket.AF_INET, socket.AF_INET6)
    if internet and connection.type == socket.SOCK_STREAM:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
