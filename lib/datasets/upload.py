"""Files that a reader brings: known by their hash, or else described and not let in."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

import numpy as np

from lib.datasets import cache
from lib.datasets.place import SLACK, Refused, put
from lib.datasets.sets import File, Set

MEMBERS = 12
"""Parts of an archive that are described."""


def accept(data: Set, stream: IO[bytes]) -> File:
    """Put a file that a reader has brought into the cache, where Keras looks for it.

    Only a file whose hash is known gets there: Keras checks it too, and deletes what differs.
    So nothing is unpacked that could be anything else than its publisher's.

    Returns:
        The file of the set that it is.

    Raises:
        Refused: ``unknown`` with what it seems to be, ``strange_file`` where nobody can tell,
            ``long``, or as ``place.put``.
    """
    most = max(file.size for file in data.files) + SLACK
    size = stream.seek(0, 2)
    if size > most:
        raise Refused("long", size=most - SLACK)
    for file in data.files:
        total = cache.hasher(file.digest)
        for part in _parts(stream):
            total.update(part)
        if total.hexdigest() == file.digest:
            put(file, _parts(stream))
            return file
    found = "; ".join(describe(stream))
    raise Refused("unknown", has=size, found=found) if found else Refused("strange_file", has=size)


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while part := stream.read(cache.CHUNK):
        yield part


def describe(stream: IO[bytes]) -> list[str]:
    """Say what a file holds by its headers alone: nothing of what they promise is allocated.

    Returns:
        For an npz each array with shape and dtype, for an idx file its shape, for a tar the
        name of its first member; for others nothing.
    """
    stream.seek(0)
    start = stream.read(4)
    stream.seek(0)
    try:
        if start == b"PK\x03\x04":
            return list(_arrays(stream))
        if start[:2] == b"\x1f\x8b":
            with gzip.open(stream) as unpacked:
                first = unpacked.read(512)
            return _idx(first) or _tar(first)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        return []
    return _idx(stream.read(16))


def _arrays(stream: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(stream) as archive:
        for member in archive.infolist()[:MEMBERS]:
            name = member.filename[:40].removesuffix(".npy")
            with archive.open(member) as packed:
                try:
                    shape, _, dtype = _header(packed)
                except ValueError:
                    yield name
                else:
                    yield f"{name} {shape} {dtype}"[:120]


def _header(packed: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(packed)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(packed)
    return np.lib.format.read_array_header_2_0(packed)


def _idx(start: bytes) -> list[str]:
    """Read the header of an idx file: two zeros, the type, the rank, and the sizes."""
    if len(start) < 8 or start[:3] != b"\0\0\x08" or not 1 <= start[3] <= 3:
        return []
    rank = start[3]
    if len(start) < 4 + 4 * rank:
        return []
    sizes = [int.from_bytes(start[4 + 4 * k : 8 + 4 * k], "big") for k in range(rank)]
    return [f"idx {tuple(sizes)} uint8"]


def _tar(start: bytes) -> list[str]:
    """Read the first header of a tar: the name of a member, and the sign of the kind."""
    if start[257:262] != b"ustar":
        return []
    return [f"tar {start[:100].rstrip(bytes(1)).decode('utf-8', 'replace')}"]
