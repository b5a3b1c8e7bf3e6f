"""Downloads that can be watched and stopped, and that readers who want the same file share."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from lib.datasets import cache
from lib.datasets.place import Refused, put
from lib.datasets.sets import Set

SILENCE = 15.0
"""Seconds without a byte after which a server counts as gone."""
PATIENCE = 60.0
"""Seconds after which a download must have been faster than ``SLOWEST``."""
SLOWEST = 1000.0
"""Bytes a second."""
CHUNK = 1 << 16


class Download:
    """One set on its way into the cache; a thread of its own fetches file after file."""

    def __init__(self, data: Set) -> None:
        """Begin at once."""
        self.data = data
        self.size = data.size
        self.began = time.monotonic()
        self.problem: Refused | None = None
        self._earlier = self._now = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"get-{data.name}", daemon=True)
        self._thread.start()

    @property
    def written(self) -> int:
        """Bytes that have arrived."""
        return self._earlier + self._now

    @property
    def running(self) -> bool:
        """Whether it is still on its way."""
        return self._thread.is_alive()

    @property
    def seconds_left(self) -> float | None:
        """The seconds that it will still take at the speed so far; None where there is none."""
        spent = time.monotonic() - self.began
        if not self.written or spent < 1:
            return None
        return (self.size - self.written) * spent / self.written

    def cancel(self) -> None:
        """Ask it to stop; it does so at the next bytes, and leaves nothing behind."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end; return whether that has come."""
        self._thread.join(seconds)
        return not self.running

    def _run(self) -> None:
        try:
            for file in self.data.files:
                if cache.of_file(file) != cache.State.READY:
                    put(file, self._fetch(file.url), self._tell)
                self._earlier, self._now = self._earlier + file.size, 0
        except Refused as refused:
            self.problem = refused
        except Exception as problem:  # whatever it is, the page must be able to say it
            self.problem = Refused("strange", why=f"{type(problem).__name__}: {problem}"[:200])

    def _tell(self, count: int) -> None:
        self._now = count
        spent = time.monotonic() - self.began
        if spent > PATIENCE and self.written < SLOWEST * spent:
            raise Refused("slow")

    def _fetch(self, url: str) -> Iterator[bytes]:
        """Return the bytes behind an address.

        Raises:
            Refused: ``cancelled``, ``offline``, ``server``, ``slow`` or ``cut``.
        """
        try:
            with urllib.request.urlopen(url, timeout=SILENCE) as answer:
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
            code = "slow" if isinstance(problem.reason, TimeoutError) else "offline"
            raise Refused(code) from problem
        except (ConnectionError, http.client.HTTPException) as problem:
            raise Refused("cut") from problem
        raise Refused("cancelled")


_LOCK = threading.Lock()
_CURRENT: dict[str, Download] = {}


def start(data: Set) -> Download:
    """Begin a download, or join the one that is under way."""
    with _LOCK:
        current = _CURRENT.get(data.name)
        if current is None or not current.running:
            current = _CURRENT[data.name] = Download(data)
        return current


def current(name: str) -> Download | None:
    """Return the last download of a set, under way or ended; None if there was none."""
    return _CURRENT.get(name)
