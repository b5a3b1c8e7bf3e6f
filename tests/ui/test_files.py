"""The panel of a data set: it says how things stand, and asks no network by itself."""

import socket
import urllib.request

import numpy as np
import pytest
from streamlit import config

from lib import article
from lib.datasets import cache, download, place
from lib.datasets.place import Refused
from lib.datasets.sets import SETS, Set
from lib.ui import files
from tests.datasets.test_files import BODY, known
from tests.reader import LESSONS, Reader, forget

explore = pytest.importorskip("lib.lessons.data_loading.explore")

pytestmark = pytest.mark.skipif("data_loading" not in LESSONS, reason="rests on this lesson")


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """An empty cache, and a network that nobody may touch."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    def touched(*_, **__):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", touched)
    monkeypatch.setattr(socket, "create_connection", touched)
    monkeypatch.setattr(download, "_CURRENT", {})


def reported(reader):
    return " ".join(
        each.value
        for kind in (reader.at.markdown, reader.at.error, reader.at.info, reader.at.warning)
        for each in kind
    )


def begins(reader, name):
    return reader.frame[f"files.{name}"].split("{")[0] in reported(reader)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SETS)
def test_a_set_that_is_not_there_is_offered_and_the_rest_of_the_page_stands(name, language):
    reader = Reader("data_loading", language)
    reader.set(set=name)
    assert begins(reader, "absent") and SETS[name].files[0].url in reported(reader)
    assert begins(reader, "boston") == (name == "boston_housing")
    assert reader.at.button(key=f"files.get.{name}")
    demos = {demo for demo, _ in reader.runs()}
    assert "explore" not in demos and {"pipeline", "buffer", "time"} <= demos
    reader.set(set="digits")
    assert "explore" in {demo for demo, _ in reader.runs()}


def test_where_files_are_switched_off_nothing_is_offered(monkeypatch):
    monkeypatch.setenv(files.SETTING, "Off")
    reader = Reader("data_loading")
    reader.set(set="mnist")
    assert begins(reader, "off") and "mnist.npz" in reported(reader)
    assert not [each for each in reader.at.button if str(each.key).startswith("files.")]
    assert not reader.at.get("file_uploader")


@pytest.mark.parametrize(("setting", "megabytes"), [("off", 1), ("", 171)])
def test_the_server_takes_files_only_where_readers_may_bring_them(monkeypatch, setting, megabytes):
    monkeypatch.setenv(files.SETTING, setting)
    before = config.get_option("server.maxUploadSize")
    try:
        files.limit_uploads()
        assert config.get_option("server.maxUploadSize") == megabytes
    finally:
        config.set_option("server.maxUploadSize", before)


def test_a_download_that_fails_is_said_and_another_try_offered(monkeypatch):
    monkeypatch.undo()  # the network may be asked now; there is none behind this address
    data = Set("mnist", "images", (known("mnist.npz"),))
    monkeypatch.setitem(SETS, "mnist", data)
    monkeypatch.setattr(download, "_CURRENT", {})
    reader = Reader("data_loading")
    reader.set(set="mnist")
    reader.at.button(key="files.get.mnist").click()
    reader.at.run()
    assert download.current("mnist").wait(10)
    reader.run()
    assert reader.frame["files.refused.offline"] in reported(reader)
    assert reader.at.button(key="files.get.mnist")


def test_a_stranger_in_the_cache_is_told_and_left_alone(tmp_path):
    path = cache.path(SETS["mnist"].files[0])
    path.parent.mkdir(parents=True)
    path.write_bytes(b"my own")
    reader = Reader("data_loading")
    reader.set(set="mnist")
    assert begins(reader, "other") and path.read_bytes() == b"my own"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_refusal_has_its_sentence(language):
    reader = Reader("data_loading", language)
    codes = {key.rpartition(".")[2] for key in reader.frame if key.startswith("files.refused.")}
    raised = {
        "offline",
        "server",
        "slow",
        "cut",
        "cancelled",
        "short",
        "long",
        "hash",
        "unknown",
        "strange_file",
        "other",
        "full",
        "readonly",
        "disk",
        "strange",
    }
    assert codes == raised


def test_a_refusal_quotes_what_a_stranger_wrote(monkeypatch):
    refused = Refused("unknown", found="x ![](http://evil.example/a.png) `code`")
    monkeypatch.setattr(files, "frame", lambda key, **facts: str(facts))
    assert "`x ![](http://evil.example/a.png) 'code'`" in files.reason(refused)


def test_a_file_that_has_arrived_is_ready(monkeypatch):
    data = Set("mnist", "images", (known("mnist.npz"),))
    monkeypatch.setitem(SETS, "mnist", data)
    assert not files.ready("mnist") and files.mark("mnist") == " · 0.5 MB"
    place.put(data.files[0], [BODY])
    assert files.ready("mnist") and files.mark("mnist") == " · 0.5 MB ✓"


def look(reader):
    """Let the page look into the cache again; return what it says of what it finds."""
    reader.at.button(key="files.look.mnist").click()
    reader.run()
    return " ".join(each.value for each in reader.at.warning)


def test_who_puts_the_file_there_by_hand_is_told_what_is_still_amiss(tmp_path, monkeypatch):
    """The way of a reader without a network: nothing, a wrong name, half of it, the right one."""
    monkeypatch.setitem(SETS, "mnist", Set("mnist", "images", (known("mnist.npz_archive"),)))
    monkeypatch.setattr(files, "mark", lambda _: "")  # AppTest asks for the old mark once more
    digits = explore.load("digits")
    monkeypatch.setattr(explore, "load", lambda _: digits)
    explore.summarise.cache_clear()
    reader = Reader("data_loading")
    reader.set(set="mnist")
    path = cache.path(SETS["mnist"].files[0])
    assert f"`{path}`" in look(reader) and "explore" not in {demo for demo, _ in reader.runs()}
    path.parent.mkdir(parents=True)
    path.with_name("none").write_bytes(BODY)  # its address ends so
    assert f"`{path.with_name('none')}`" in look(reader) and f"`{path.name}`" in look(reader)
    path.write_bytes(BODY[:-1])
    assert f"`{path}`" in look(reader) and "none" not in look(reader)
    path.write_bytes(BODY)
    assert not look(reader)
    explore.summarise.cache_clear()
    assert "explore" in {demo for demo, _ in reader.runs()}
    assert not [each for each in reader.at.button if each.key == "files.look.mnist"]


def test_what_keras_cannot_read_is_said_and_the_page_stands(monkeypatch):
    """As where the disk fills up while Keras unpacks an archive."""
    data = Set("mnist", "images", (known("mnist.npz"),))
    monkeypatch.setitem(SETS, "mnist", data)
    place.put(data.files[0], [BODY])

    def fails(name):
        raise OSError(28, "No space left on device")

    explore.summarise("digits")
    monkeypatch.setattr(explore, "load", fails)
    reader = Reader("data_loading")
    reader.set(set="mnist")
    assert begins(reader, "unread") and "No space left on device" in reported(reader)
    assert "pipeline" in {demo for demo, _ in reader.runs()}


@pytest.mark.parametrize(
    ("agent", "system"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0", "Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari", "macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Linux"),
        ("Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/140.0 Mobile", ""),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E1", ""),
        ("", ""),
    ],
)
def test_the_folder_is_named_for_the_readers_own_system(agent, system):
    assert files.system(agent) == system
    assert not system or ".keras" in files.HOMES[system]


@pytest.mark.parametrize(("name", "case"), [("mnist", "MNIST"), ("cifar10", "CIFAR-10")])
def test_a_full_set_is_held_against_the_article(name, case, monkeypatch):
    """Arrays whose shapes, ends, mean and first labels are the article's: there is no network."""
    expect = article.cases()[f"{case}, full set"]["expect"]
    x, x_test = (np.zeros(expect[f"{part}_shape"], np.uint8) for part in ("x", "x_test"))
    y, y_test = (np.zeros(expect[f"{part}_shape"], np.uint8) for part in ("y", "y_test"))
    y[:4] = expect["y_first_4"]
    flat = x.reshape(-1)
    whole, rest = divmod(round(expect.get("x_mean", 1.0) * flat.size), 255)
    flat[-whole:], flat[0] = 255, rest
    monkeypatch.setattr(explore, "load", lambda _: (x, y, x_test, y_test))
    monkeypatch.setattr(cache, "state", lambda _: cache.State.READY)
    explore.summarise.cache_clear()
    forget()
    reader = Reader("data_loading", **{"data_loading.set": name})
    reader.unfold()
    forget()
    explore.summarise.cache_clear()
    marks = [each.value.split(" ")[0] for each in reader.at.caption]
    assert marks.count(":material/check_circle:") == len(expect)
    assert ":material/error:" not in marks


@pytest.mark.parametrize(
    ("seconds", "shown_text"), [(3, "3 seconds"), (600, "10 minutes"), (33000, "9.2 hours")]
)
def test_a_time_is_said_as_one_would(seconds, shown_text, monkeypatch):
    words = {
        "files.seconds": "{count} seconds",
        "files.minutes": "{count} minutes",
        "files.hours": "{count} hours",
    }
    monkeypatch.setattr(files, "frame", lambda key, **facts: words[key].format(**facts))
    assert files._time(seconds) == shown_text


def test_features_of_different_units_are_a_table(monkeypatch):
    """Colours would compare a number of rooms with a degree of longitude."""
    x = np.outer(np.arange(1.0, 41.0), [1.0, 1000.0])
    y = np.linspace(20_000.0, 500_000.0, 40)
    monkeypatch.setattr(explore, "load", lambda _: (x, y, x[:5], y[:5]))
    monkeypatch.setattr(cache, "state", lambda _: cache.State.READY)
    explore.summarise.cache_clear()
    reader = Reader("data_loading", **{"data_loading.set": "california_housing"})
    explore.summarise.cache_clear()
    shown = reader.at.dataframe[0].value
    assert shown.columns.tolist() == ["label", "x[0]", "x[1]"]
    np.testing.assert_allclose(shown, np.column_stack([y, x])[: explore.SHOWN])
