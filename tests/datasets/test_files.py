"""Files of data sets: fetched, brought and found; never half, never at another's cost."""

import ast
import gzip
import hashlib
import http.server
import inspect
import io
import os
import re
import stat
import tarfile
import threading
import time
import zipfile

import numpy as np
import pytest

from lib.datasets import cache, download, place, upload
from lib.datasets.sets import SETS, File, Set

BODY = bytes(range(256)) * 2000  # half a megabyte
LONG = 120
"""Seconds that a test waits at most, on a machine that does much else."""


def known(name="some.npz", body=BODY, url="http://127.0.0.1:9/none"):
    return File(name, url, len(body), hashlib.sha256(body).hexdigest())


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


class Server(http.server.ThreadingHTTPServer):
    """A server that behaves as a test wants."""

    daemon_threads = True

    def __init__(self, behave):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.server.asked += 1
                try:
                    behave(self)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = 0
        self.released = threading.Event()
        """Set at the end of a test: until then a silent server stays silent."""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/file"


@pytest.fixture
def serve():
    servers = []

    def start(behave):
        servers.append(Server(behave))
        return servers[-1]

    yield start
    for server in servers:
        server.released.set()
        server.shutdown()
        server.server_close()


def whole(handler, body=BODY):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def fetched(url, body=BODY, name="some.npz"):
    data = Set("some", "images", (known(name, body, url),))
    job = download.Download(data)
    assert job.wait(LONG)
    return data, job


# -------------------------------------------------------------------------- downloads


def test_a_download_arrives_whole_under_its_name(serve, home):
    data, job = fetched(serve(whole).url)
    assert job.problem is None and job.written == len(BODY)
    assert cache.state(data) == cache.State.READY
    assert cache.path(data.files[0]).read_bytes() == BODY
    assert files_in(home) == ["some.npz"]
    assert stat.S_IMODE(cache.path(data.files[0]).stat().st_mode) == 0o644


def test_a_set_of_several_files_fetches_only_what_is_missing(serve, home):
    server = serve(whole)
    files = tuple(known(f"part/{n}.gz", url=server.url) for n in range(3))
    place.put(files[1], [BODY])
    job = download.Download(Set("many", "images", files))
    assert job.wait(LONG) and job.problem is None
    assert server.asked == 2 and job.written == 3 * len(BODY)
    assert cache.state(job.data) == cache.State.READY


def test_what_is_there_already_is_not_fetched(serve):
    server = serve(whole)
    data, _ = fetched(server.url)
    job = download.Download(data)
    assert job.wait(LONG) and job.problem is None and server.asked == 1


def cut(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(BODY)))
    handler.end_headers()
    handler.wfile.write(BODY[:1000])
    handler.wfile.flush()
    handler.connection.shutdown(2)


def chunked_short(handler):
    """Without a length nobody can tell but the hash."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(BODY[:1000])


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(4000):
        handler.wfile.write(BODY)


def missing(handler):
    handler.send_error(404)


BAD = {
    "cut": (cut, "cut"),
    "short": (chunked_short, "short"),
    "another": (lambda handler: whole(handler, BODY[::-1]), "hash"),
    "endless": (endless, "long"),
    "missing": (missing, "server"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_download_says_why_and_leaves_nothing(kind, serve, home):
    behave, code = BAD[kind]
    data, job = fetched(serve(behave).url)
    assert job.problem.code == code
    assert cache.state(data) == cache.State.ABSENT and files_in(home) == []


def test_no_server_and_no_name_are_offline(home):
    for url in ("http://127.0.0.1:9/none", "http://no.such.host.invalid/none"):
        _, job = fetched(url)
        assert job.problem.code == "offline" and files_in(home) == []


def test_a_silent_server_is_given_up(serve, home, monkeypatch):
    monkeypatch.setattr(download, "SILENCE", 0.3)
    _, job = fetched(serve(silent).url)  # the server says nothing until the test has ended
    assert job.problem.code == "slow"
    assert files_in(home) == []


def trickle(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(BODY)))
    handler.end_headers()
    for at in range(0, len(BODY), 50):
        handler.wfile.write(BODY[at : at + 50])
        handler.wfile.flush()
        time.sleep(0.02)


def test_a_server_that_trickles_is_given_up_too(serve, home, monkeypatch):
    monkeypatch.setattr(download, "PATIENCE", 0.3)
    monkeypatch.setattr(download, "SLOWEST", 1e5)
    _, job = fetched(serve(trickle).url)
    assert job.problem.code == "slow" and files_in(home) == []


def test_a_download_can_be_cancelled_and_begun_again(serve, home):
    server = serve(trickle)
    data = Set("slow", "images", (known(url=server.url),))
    job = download.start(data)
    while not job.written:
        time.sleep(0.01)
    assert job.running and 0 < job.written < job.size
    job.cancel()
    assert job.wait(LONG) and job.problem.code == "cancelled" and files_in(home) == []
    again = download.start(Set("slow", "images", (known(url=serve(whole).url),)))
    assert again is not job and again.wait(LONG) and again.problem is None


def test_the_time_left_is_told_from_the_speed_so_far(serve):
    job = download.Download(Set("slow", "images", (known(url=serve(trickle).url),)))
    assert job.seconds_left is None  # so early nobody can tell
    while not job.written:
        time.sleep(0.01)
    job.cancel()
    assert job.wait(LONG)
    job.began -= 10_000  # beside so much, how long this test takes is nothing
    wanted = (len(BODY) - job.written) * 10_000 / job.written
    assert job.seconds_left == pytest.approx(wanted, rel=0.1)


def test_two_readers_share_one_download(serve):
    server = serve(trickle)
    data = Set("shared", "images", (known(url=server.url),))
    jobs = []
    readers = [threading.Thread(target=lambda: jobs.append(download.start(data))) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len({id(job) for job in jobs}) == 1 and download.current("shared") is jobs[0]
    while not jobs[0].written:
        time.sleep(0.01)
    assert server.asked == 1
    jobs[0].cancel()
    assert jobs[0].wait(LONG)


def test_two_programs_that_download_at_once_both_end_well(serve, home):
    data = Set("twice", "images", (known(url=serve(whole).url),))
    jobs = [download.Download(data) for _ in range(4)]
    assert all(job.wait(LONG) for job in jobs)
    assert [job.problem for job in jobs] == [None] * 4 and files_in(home) == ["some.npz"]


def silent(handler):
    """Send a little, and then nothing for longer than anybody waits."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(BODY)))
    handler.end_headers()
    handler.wfile.write(BODY[:1000])
    handler.wfile.flush()
    handler.server.released.wait(LONG)


def mute(handler):
    """Take the call, and not even say that it was understood."""
    handler.server.released.wait(LONG)


@pytest.mark.parametrize("behave", [silent, mute])
def test_a_stop_does_not_wait_for_a_silent_server(behave, serve, home, monkeypatch):
    monkeypatch.setattr(download, "SILENCE", 10.0 * LONG)
    server = serve(behave)
    job = download.Download(Set("slow", "images", (known(url=server.url),)))
    while not server.asked or (behave is silent and not job.written):
        time.sleep(0.01)
    job.cancel()
    assert not job.running  # for the page at once
    assert job.wait(LONG / 2)  # the server is silent still
    assert job.problem.code == "cancelled" and files_in(home) == []


def test_a_reader_who_stops_does_not_stop_another(serve, home):
    job = download.Download(Set("shared", "images", (known(url=serve(trickle).url),)))
    assert job.follow("one") and job.follow("two")
    job.leave("one")
    time.sleep(0.5)
    assert job.running and not job.follow("one")  # who has left is not asked again
    job.join("one")
    job.leave("two")
    time.sleep(0.5)
    assert job.running and job.follow("one")
    job.leave("one")
    assert job.wait(LONG) and job.problem.code == "cancelled" and files_in(home) == []


class Clock:
    """Stands in for the module ``time``: its seconds pass when a test says so."""

    now = 0.0

    def monotonic(self):
        return self.now


def test_a_download_ends_when_its_readers_have_gone(serve, home, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(download, "time", clock)
    job = download.Download(Set("shared", "images", (known(url=serve(trickle).url),)))
    there, looks = {"one", "two"}, []

    def is_there(reader):
        looks.append(reader)
        return reader in there

    def pass_by(seconds):
        """Let seconds pass once who is there has been noticed, and wait until that is, too."""
        for passed in (seconds, 0):
            count = len(looks)
            while job.running and len(looks) < count + 4:  # two rounds at least
                time.sleep(0.01)
            clock.now += passed

    for reader in ("one", "two"):
        job.join(reader, lambda reader=reader: is_there(reader))
    there.discard("one")
    pass_by(3 * download.GRACE)
    assert job.running
    there.discard("two")
    pass_by(0.9 * download.GRACE)
    assert job.running
    there.add("two")  # a page that was loaded anew
    pass_by(3 * download.GRACE)
    assert job.running
    there.clear()
    pass_by(1.1 * download.GRACE)
    assert job.wait(LONG) and job.problem.code == "cancelled" and files_in(home) == []


def test_no_thread_is_left(serve):
    before = threading.active_count()
    fetched(serve(whole).url)
    fetched("http://127.0.0.1:9/none")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("get-")]
    assert threading.active_count() <= before + 3  # the server's own


# --------------------------------------------------------------------------- the cache


def test_a_readers_own_file_of_that_name_stays(serve, home):
    home.mkdir(parents=True)
    mine = home / "some.npz"
    mine.write_bytes(b"my own work")
    data, job = fetched(serve(whole).url)
    assert job.problem.code == "other" and mine.read_bytes() == b"my own work"
    assert cache.state(data) == cache.State.OTHER and files_in(home) == ["some.npz"]


def test_a_file_that_changes_is_looked_at_again(home):
    file = known()
    place.put(file, [BODY])
    assert cache.of_file(file) == cache.State.READY
    path = cache.path(file)
    path.write_bytes(BODY[::-1])
    os.utime(path, ns=(1, 1))
    assert cache.of_file(file) == cache.State.OTHER


def test_the_folder_is_the_one_in_which_keras_looks(home, monkeypatch):
    from keras.src.utils import file_utils

    monkeypatch.setattr(file_utils.config, "keras_home", lambda: str(home.parent))
    file = known("some.npz")
    place.put(file, [BODY])
    # Keras finds it and asks nobody: this address does not exist.
    assert file_utils.get_file(
        file.name, "http://no.such.host.invalid/x", file_hash=file.digest
    ) == str(cache.path(file))


# ---------------------------------------------------------------------------- the table


@pytest.mark.parametrize("name", SETS)
def test_the_table_says_what_keras_says(name):
    """Addresses, names and hashes are those in the source of the Keras that is installed."""
    import keras.src.datasets as sources

    source = inspect.getsource(getattr(sources, name))
    data = SETS[name]
    for file in data.files:
        if name != "fashion_mnist":  # Keras checks no hash there; the publisher's md5 stands in
            assert f'"{file.digest}"' in source
        folder, _, last = file.url.rpartition("/")
        assert last in source and f"{folder}/" in source
        assert file.name.split("/")[-1].removesuffix("_archive") in source
        assert file.size > 5000


def test_digests_are_sha256_or_md5():
    for data in SETS.values():
        for file in data.files:
            assert re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{64}", file.digest)


# ----------------------------------------------------------------------------- uploads


def npz(**arrays):
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def idx(array):
    header = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return gzip.compress(header + array.tobytes())


def test_the_right_file_is_known_by_its_hash_whatever_its_name(home):
    bodies = [npz(x_train=np.zeros((3, 2, 2), np.uint8)), idx(np.zeros((3, 2, 2), np.uint8))]
    data = Set("two", "images", tuple(known(f"{n}.bin", body) for n, body in enumerate(bodies)))
    assert upload.accept(data, io.BytesIO(bodies[1])) == data.files[1]
    assert cache.state(data) == cache.State.ABSENT
    assert upload.accept(data, io.BytesIO(bodies[0])) == data.files[0]
    assert cache.state(data) == cache.State.READY


def refused(body, expected=BODY):
    data = Set("one", "images", (known(body=expected),))
    with pytest.raises(place.Refused) as problem:
        upload.accept(data, io.BytesIO(body))
    return problem.value


def test_another_file_is_described_by_its_headers(home):
    x, y = np.zeros((5, 4, 4), np.uint8), np.zeros(5, np.int64)
    reported = refused(npz(x_train=x, y_train=y))
    assert reported.code == "unknown"
    assert reported.facts["found"] == "x_train (5, 4, 4) uint8; y_train (5,) int64"
    assert refused(idx(x)).facts["found"] == "idx (5, 4, 4) uint8"
    assert refused(gzip.decompress(idx(x))).facts["found"] == "idx (5, 4, 4) uint8"
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("cifar-10-batches-bin/readme.html"))
    assert refused(stream.getvalue()).facts["found"] == "tar cifar-10-batches-bin/readme.html"
    assert refused(stream.getvalue()).facts["has"] == len(stream.getvalue())
    assert files_in(home) == []


def test_objects_are_described_and_never_unpickled(home):
    class Bomb:
        def __reduce__(self):
            return os.abort, ()

    body = npz(x=np.array([Bomb()], object))
    assert refused(body).facts["found"] == "x (1,) object"


def header(shape):
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    text += " " * (-len(text) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def test_a_bomb_is_described_without_being_unpacked(monkeypatch):
    """Both a header that promises a terabyte and a member of a gigabyte of zeros."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", header((10**6, 10**6)))
        with archive.open("zeros.npy", "w") as member:
            member.write(header((1 << 27,)))
            for _ in range(128):
                member.write(bytes(1 << 20))
    body = stream.getvalue()
    assert len(body) < len(BODY)
    read, unpacked = zipfile.ZipExtFile.read, []

    def counted(member, size=-1):
        unpacked.append(read(member, size))
        return unpacked[-1]

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    assert refused(body).facts["found"] == "x (1000000, 1000000) uint8; zeros (134217728,) uint8"
    assert 0 < sum(map(len, unpacked)) < 1 << 20


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"PK\x03\x04 broken", b"\x1f\x8b broken", b"\0\0\x08\x03\0\0", bytes(100)],
)
def test_what_cannot_be_read_is_refused_in_peace(body):
    problem = refused(body)
    assert problem.code == "strange_file" and problem.facts == {"has": len(body)}


def test_a_name_in_an_archive_is_no_path_and_short():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../" + "e" * 500 + ".npy", header((2,)))
    assert len(refused(stream.getvalue()).facts["found"]) < 130


def test_a_file_that_is_too_long_is_not_even_read():
    class Long(io.BytesIO):
        def seek(self, *where):
            return 1 << 40

        def read(self, *_):
            raise AssertionError("read")

    with pytest.raises(place.Refused) as problem:
        upload.accept(Set("one", "images", (known(),)), Long())
    assert problem.value.code == "long"


def test_no_module_of_the_layer_unpickles_or_asks_keras():
    """By their own source: no pickle, no allow_pickle=True, no import of tensorflow or keras."""
    for module in (cache, download, place, upload):
        tree = ast.parse(inspect.getsource(module))
        names = {
            alias.name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        } | {
            node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        }
        assert not names & {"pickle", "tensorflow", "keras"}
        assert not [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle"
        ]
