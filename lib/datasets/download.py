"""Downloads that can be watched and stopped, and that readers who want the same file share."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from lib.datasets import cache
from lib.datasets.place import Refused, put
from lib.datasets.sets import Set

CONNECT = 5.0
"""Seconds after which an address that does not answer counts as out of reach."""
SILENCE = 15.0
"""Seconds without a byte after which a server counts as gone."""
PATIENCE = 60.0
"""Seconds after which a download must have been faster than ``SLOWEST``."""
SLOWEST = 1000.0
"""Bytes a second."""
GRACE = 3.0
"""Seconds for which a download goes on when all who wanted it are gone: time to reload a page."""
CHUNK = 1 << 16


def _here() -> bool:
    """Stand in for a reader who does not leave."""
    return True


class Download:
    """One set on its way into the cache, for as long as a reader wants it.

    One thread fetches file after file; another one watches it, and cuts the connection when
    nobody wants the set any more: a read that waits for a silent server would not notice.
    """

    def __init__(self, data: Set) -> None:
        """Begin at once."""
        self.data = data
        self.size = data.size
        self.began = time.monotonic()
        self.problem: Refused | None = None
        self._earlier = self._now = 0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._readers: dict[str, Callable[[], bool]] = {}
        self._left: set[str] = set()
        self._connection: socket.socket | None = None
        self._worker = threading.Thread(target=self._run, name=f"get-{data.name}", daemon=True)
        self._watcher = threading.Thread(target=self._watch, name=f"get-{data.name}", daemon=True)
        self._worker.start()
        self._watcher.start()

    @property
    def written(self) -> int:
        """Bytes that have arrived."""
        return self._earlier + self._now

    @property
    def running(self) -> bool:
        """Whether it is still on its way, and nobody has stopped it."""
        return self._worker.is_alive() and not self._stop.is_set()

    @property
    def seconds_left(self) -> float | None:
        """The seconds that it will still take at the speed so far; None where there is none."""
        spent = time.monotonic() - self.began
        if not self.written or spent < 1:
            return None
        return (self.size - self.written) * spent / self.written

    def join(self, reader: str, present: Callable[[], bool] = _here) -> None:
        """Want it too.

        Args:
            reader: a name of the reader's own.
            present: whether the reader is still there; a download that nobody waits for ends.
        """
        with self._lock:
            self._left.discard(reader)
            self._readers[reader] = present

    def follow(self, reader: str, present: Callable[[], bool] = _here) -> bool:
        """Want it too, unless this reader has left it; return whether it is wanted."""
        with self._lock:
            if reader not in self._left:
                self._readers[reader] = present
            return reader in self._readers

    def leave(self, reader: str) -> None:
        """Want it no more; where no other reader does, it stops."""
        with self._lock:
            self._readers.pop(reader, None)
            self._left.add(reader)
            alone = not any(present() for present in self._readers.values())
        if alone:
            self.cancel()

    def cancel(self) -> None:
        """Stop it for everybody; it leaves nothing behind."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end; return whether that has come and no thread of it is left."""
        self._watcher.join(seconds)
        return not self._watcher.is_alive()

    def _watch(self) -> None:
        """Cut the connection once it is stopped, or once nobody has been there for a while."""
        wanted = time.monotonic()
        while self._worker.is_alive():
            with self._lock:
                readers = list(self._readers.values())
            now = time.monotonic()
            if not readers or any(present() for present in readers):
                wanted = now
            if now > wanted + GRACE:
                self._stop.set()
            if self._stop.is_set() and self._connection is not None:
                with contextlib.suppress(OSError):  # it is closed already
                    self._connection.shutdown(socket.SHUT_RDWR)
            self._worker.join(0.2)

    def _run(self) -> None:
        try:
            for file in self.data.files:
                if cache.of_file(file) != cache.State.READY:
                    put(file, self._fetch(file.url), self._tell)
                self._earlier, self._now = self._earlier + file.size, 0
        except Refused as refused:
            self.problem = Refused("cancelled") if self._stop.is_set() else refused
        except Exception as problem:  # whatever it is, the page must be able to say it
            self.problem = Refused("strange", why=f"{type(problem).__name__}: {problem}"[:200])

    def _tell(self, count: int) -> None:
        self._now = count
        spent = time.monotonic() - self.began
        if spent > PATIENCE and self.written < SLOWEST * spent:
            raise Refused("slow")

    def _connected(self, connection: socket.socket) -> None:
        connection.settimeout(SILENCE)
        self._connection = connection

    def _fetch(self, url: str) -> Iterator[bytes]:
        """Return the bytes behind an address.

        Raises:
            Refused: ``cancelled``, ``offline``, ``server``, ``slow`` or ``cut``.
        """
        opener = urllib.request.build_opener(_Told(self._connected))
        try:
            with opener.open(url, timeout=CONNECT) as answer:
                while not self._stop.is_set():
                    part = answer.read1(CHUNK)
                    if not part:
                        if answer.length:  # it promised more
                            raise Refused("cut")
                        return
                    yield part
        except urllib.error.HTTPError as problem:
            raise Refused("server", status=problem.code) from problem
        except TimeoutError as problem:
            raise Refused("slow") from problem
        except urllib.error.URLError as problem:
            raise Refused("offline") from problem
        except (OSError, http.client.HTTPException) as problem:
            raise Refused("cut") from problem
        raise Refused("cancelled")


class _Told(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    """Opens addresses, and hands out each socket as soon as it is connected."""

    def __init__(self, connected: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._connected = connected

    def do_open(self, http_class: Any, req: Any, **options: Any) -> Any:
        def made(*where: Any, **how: Any) -> http.client.HTTPConnection:
            connection: http.client.HTTPConnection = http_class(*where, **how)
            connect = connection.connect

            def connect_and_tell() -> None:
                connect()
                self._connected(connection.sock)

            connection.connect = connect_and_tell  # type: ignore[method-assign]
            return connection

        return super().do_open(made, req, **options)


_LOCK = threading.Lock()
_CURRENT: dict[str, Download] = {}


def start(data: Set) -> Download:
    """Begin a download, or return the one that is under way."""
    with _LOCK:
        current = _CURRENT.get(data.name)
        if current is None or not current.running:
            current = _CURRENT[data.name] = Download(data)
        return current


def current(name: str) -> Download | None:
    """Return the last download of a set, under way or ended; None if there was none."""
    return _CURRENT.get(name)
