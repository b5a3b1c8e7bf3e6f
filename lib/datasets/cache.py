"""The cache of Keras on this machine, looked at without asking Keras, which would download."""

from __future__ import annotations

import hashlib
import os
import tempfile
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from lib.datasets.sets import File, Set

CHUNK = 1 << 20


class State(StrEnum):
    """What is known of a file or of a whole set."""

    READY = "ready"
    ABSENT = "absent"
    OTHER = "other"
    """A file of this name lies there, and it is not this one."""


def folder() -> Path:
    """Return the folder in which Keras looks for its data sets.

    By Keras's own rules: ``$KERAS_HOME`` or ``~/.keras``, and where that cannot be written to,
    a folder of the system's for temporary files.
    """
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    # Keras makes its home when it is imported; where it could not, it is not writable either.
    place = home if home.exists() else home.parent
    if not os.access(place, os.W_OK):
        home = Path("/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir()) / ".keras"
    return home / "datasets"


def path(file: File) -> Path:
    """Return where a file of a data set belongs."""
    return folder() / file.name


def hasher(digest: str) -> Any:
    """Return a new hash of the kind that a digest was made with."""
    return hashlib.sha256() if len(digest) == 64 else hashlib.md5(usedforsecurity=False)


def state(data: Set) -> State:
    """Return whether all the files of a set are there, and are what they should be."""
    found = [of_file(file) for file in data.files]
    return next((each for each in (State.OTHER, State.ABSENT) if each in found), State.READY)


def of_file(file: File) -> State:
    """Return whether a file is there, and is what it should be by its hash."""
    place = path(file)
    try:
        found = place.stat()
    except OSError:
        return State.ABSENT
    if found.st_size > 2 * file.size:  # not worth the reading
        return State.OTHER
    same = digest_of(str(place), found.st_size, found.st_mtime_ns, file.digest) == file.digest
    return State.READY if same else State.OTHER


@lru_cache(maxsize=32)
def digest_of(place: str, size: int, changed: int, like: str) -> str:
    """Return the hash of a file; it is read again only when its size or its time has changed."""
    total = hasher(like)
    try:
        with open(place, "rb") as stream:
            while part := stream.read(CHUNK):
                total.update(part)
    except OSError:
        return ""
    return str(total.hexdigest())
