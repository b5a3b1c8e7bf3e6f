"""A disk that is full, read-only or in use: it is reported, and nothing of anybody's is lost.

Refused by the system itself where this machine lets a test ask for that, and feigned for the rest.
"""

import errno
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from lib.datasets import cache, place
from tests.datasets.test_files import BODY, files_in, known

ROOT = Path(__file__).parents[2]
NOBODY = 65534

# Everything is imported before the rights are given up: nobody may not read the interpreter.
PUT = """
import os, sys
from lib.datasets import cache, place
from lib.datasets.sets import File
import hashlib
if len(sys.argv) > 1 and os.getuid() == 0:
    os.setgroups([])
    os.setgid(int(sys.argv[1]))
    os.setuid(int(sys.argv[1]))
place.ROOM = int(os.environ.get("ROOM", place.ROOM))
body = bytes(range(256)) * 2000
file = File("some.npz", "", len(body), hashlib.sha256(body).hexdigest())
parts = [body[start : start + 4096] for start in range(0, len(body), 4096)]
try:
    place.put(file, parts)
    print("placed", cache.path(file))
except place.Refused as refused:
    print(refused.code, refused.facts["path"])
"""


def put(home, *who, before=(), **environment):
    """Put a file into a cache, from a process of its own; return what that says and complains."""
    run = subprocess.run(
        [*before, sys.executable, "-c", PUT, *map(str, who)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"KERAS_HOME": str(home)} | environment,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip(), run.stderr.split()


@pytest.fixture
def open_home():
    """A cache that every user of the machine may look into, unlike what pytest makes."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    (made / "datasets").mkdir()
    yield made
    for folder in (made, made / "datasets"):
        folder.chmod(0o755)
    shutil.rmtree(made)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are asked for as on Unix")
def test_the_system_itself_refuses_a_folder_without_the_right_to_write(open_home):
    """Asked as nobody: for root there are no rights."""
    folder = open_home / "datasets"
    (folder / "mine.npz").write_bytes(b"mine")
    if os.geteuid() == 0:
        os.chown(open_home, NOBODY, NOBODY)
    folder.chmod(0o555)
    assert put(open_home, NOBODY)[0] == f"readonly {folder}"
    assert files_in(open_home) == ["mine.npz"]
    folder.chmod(0o777)  # and it was for that alone
    assert put(open_home, NOBODY)[0] == f"placed {folder / 'some.npz'}"
    assert files_in(open_home) == ["mine.npz", "some.npz"]


# Runs a command with a small disk at $DISK that nobody else sees, and complains of what is left.
SMALL_DISK = [
    "unshare",
    "-rm",
    "sh",
    "-c",
    'mount -t tmpfs -o size=$SIZE none "$DISK" && mkdir "$DISK/datasets" && "$@" || exit 1;'
    ' ls -A "$DISK/datasets" >&2',
    "sh",
]


def mounts():
    """Whether this machine lets a test mount a disk."""
    if shutil.which("unshare") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        disk = os.environ | {"DISK": folder, "SIZE": "64k"}
        return subprocess.run([*SMALL_DISK, "true"], capture_output=True, env=disk).returncode == 0


@pytest.mark.skipif(not mounts(), reason="this machine mounts no disk for a test")
@pytest.mark.parametrize(
    ("size", "room", "code"),
    [("256k", 0, "full"), ("256k", -1 << 30, "full"), ("1m", 0, "placed"), ("1m", 1 << 20, "full")],
)
def test_the_system_itself_has_no_room(tmp_path, size, room, code):
    """Seen before anything is fetched, or, with that look switched off, only while writing."""
    disk = {"DISK": str(tmp_path), "SIZE": size, "ROOM": str(room)}
    shown_text, left = put(tmp_path, before=SMALL_DISK, **disk)
    assert shown_text.split()[0] == code and left == (["some.npz"] if code == "placed" else [])


def test_a_full_disk_is_said_before_and_while_writing(home, monkeypatch):
    usage = shutil.disk_usage("/")
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
        with pytest.raises(place.Refused) as refused:
            place.put(known(), [BODY])
    assert refused.value.code == "full"

    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(dir, prefix, delete):
        stream = Full()
        stream.name = str(dir / f"{prefix}x")
        open(stream.name, "wb").close()
        return stream

    monkeypatch.setattr(place.tempfile, "NamedTemporaryFile", opened)
    with pytest.raises(place.Refused) as refused:
        place.put(known(), [BODY])
    assert refused.value.code == "full" and files_in(home) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs the full device of Linux")
def test_a_disk_that_fills_up_is_said_by_the_system_itself(home, monkeypatch):
    """The bytes go to Linux's own full device, which takes them and then refuses them."""
    make = place.tempfile.NamedTemporaryFile

    def opened(**where):
        part = make(**where)
        os.dup2(os.open("/dev/full", os.O_WRONLY), part.fileno())
        return part

    monkeypatch.setattr(place.tempfile, "NamedTemporaryFile", opened)
    for body in (BODY, BODY[:100]):  # refused while writing; refused only when it is closed
        with pytest.raises(place.Refused) as refused:
            place.put(known(body=body), [body])
        assert refused.value.code == "full" and files_in(home) == []


def test_what_a_killed_program_left_is_cleared_away_and_nothing_else(home):
    home.mkdir(parents=True)
    names = [f"{place.PART}old", f"{place.PART}new", ".part-of-another", "mine.npz"]
    for name in names:
        (home / name).write_bytes(b"x")
        if not name.endswith("new"):
            os.utime(home / name, (1, 1))
    place.put(known(), [BODY])
    assert files_in(home) == sorted([*names[1:], "some.npz"])


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_came_meanwhile_stays(home, monkeypatch, links):
    """Keras itself, say, downloads it under its last name while ours is on its way."""
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "")))
    target = cache.path(known())

    def parts():
        yield BODY[:10]
        target.write_bytes(b"another's work")
        yield BODY[10:]

    with pytest.raises(place.Refused) as refused:
        place.put(known(), parts())
    assert refused.value.code == "other" and target.read_bytes() == b"another's work"
    assert files_in(home) == ["some.npz"]
    target.unlink()
    place.put(known(), [BODY])  # and where nothing came, it has its name, with links and without
    assert target.read_bytes() == BODY and files_in(home) == ["some.npz"]


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_cache_that_cannot_be_written_to_is_said(home, monkeypatch, number):
    def refuse(**_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(place.tempfile, "NamedTemporaryFile", refuse)
    with pytest.raises(place.Refused) as refused:
        place.put(known(), [BODY])
    assert refused.value.code == "readonly" and refused.value.facts["path"] == str(home)
