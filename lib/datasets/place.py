"""Putting a file into the cache: whole and as it should be, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from lib.datasets import cache
from lib.datasets.sets import File

ROOM = 50 << 20
"""Bytes of the disk that are left free."""
PART = ".lesson-lab-part-"
"""The beginning of the name that a file has until it is whole."""
STALE = 3600.0
"""Seconds after which a part that nobody has written to was left by a program that was killed."""
SLACK = 1 << 16
"""Bytes by which a file may be longer than expected; its hash decides."""


class Refused(Exception):
    """A file could not be put in place; the code names the sentence that says why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def put(
    file: File, parts: Iterable[bytes], progress: Callable[[int], None] = lambda count: None
) -> None:
    """Write a file into the cache under its name, once all of it is there and its hash is right.

    Until then it has another name in the same folder, and is deleted if anything goes wrong.

    Args:
        file: what it should be.
        parts: its bytes.
        progress: is called with how many bytes have been written.

    Raises:
        Refused: ``other`` (a file of this name lies there that is not this one, and may be
            dear to somebody), ``readonly``, ``full``, ``long``, ``short`` or ``hash``.
    """
    place = cache.path(file)
    if cache.of_file(file) == cache.State.READY:
        return
    if place.exists():
        raise Refused("other", path=str(place))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place.parent)
        if shutil.disk_usage(place.parent).free < file.size + ROOM:
            raise Refused("full", path=str(place.parent))
        whole = tempfile.NamedTemporaryFile(dir=place.parent, prefix=PART, delete=False)
    except OSError as problem:
        raise _refused(problem, str(place.parent)) from problem
    try:
        with whole:
            _write(whole, file, parts, progress)
        os.chmod(whole.name, 0o644)
        _name(file, whole.name)
    except OSError as problem:
        raise _refused(problem, str(place.parent)) from problem
    finally:
        if os.path.exists(whole.name):
            os.unlink(whole.name)


def _name(file: File, part: str) -> None:
    """Give a whole file its name, unless something has got that name meanwhile."""
    place = cache.path(file)
    try:
        os.link(part, place)
    except OSError:
        if not place.exists():  # the disk knows no second names
            os.rename(part, place)
        elif cache.of_file(file) != cache.State.READY:
            raise Refused("other", path=str(place)) from None


def _sweep(folder: Path) -> None:
    """Delete parts of ours that a program which was killed has left behind, and nothing else."""
    for part in folder.glob(f"{PART}*"):
        if part.stat().st_mtime < time.time() - STALE:
            part.unlink(missing_ok=True)


def _write(
    whole: IO[bytes], file: File, parts: Iterable[bytes], progress: Callable[[int], None]
) -> None:
    written, total = 0, cache.hasher(file.digest)
    for part in parts:
        written += len(part)
        if written > file.size + SLACK:
            raise Refused("long", size=file.size)
        whole.write(part)
        total.update(part)
        progress(written)
    if total.hexdigest() != file.digest:
        code = "short" if written < file.size else "hash"
        raise Refused(code, size=file.size, found=written)


def _refused(problem: OSError, path: str) -> Exception:
    """Name what the system says of a disk; what it says of anything else is not ours to name."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refused("full", path=path)
    if isinstance(problem, PermissionError) or problem.errno in (errno.EROFS, errno.EACCES):
        return Refused("readonly", path=path)
    return Refused("disk", path=path, why=problem.strerror or type(problem).__name__)
