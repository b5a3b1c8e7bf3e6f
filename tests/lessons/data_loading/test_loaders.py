"""Each kind of file, small but in its true format, read as the page reads it."""

import gzip
import io
import pickle
import tarfile

import numpy as np
import pytest
from keras.src.utils import file_utils

from lib.datasets import cache
from lib.datasets.sets import SETS
from lib.lessons.data_loading import explore

DRAW = np.random.default_rng(5)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A cache in which every hash counts as the right one, and no network."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(file_utils.config, "keras_home", lambda: str(tmp_path))
    monkeypatch.setattr(file_utils, "validate_file", lambda *_, **__: True)

    def asked(*_, **__):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(file_utils, "urlretrieve", asked)
    explore.summarise.cache_clear()
    yield
    explore.summarise.cache_clear()


def lay(name, *bodies):
    """Put files where the table says that they belong."""
    for file, body in zip(SETS[name].files, bodies, strict=True):
        path = cache.path(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def npz(**arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def pictures(n, *shape):
    return DRAW.integers(0, 256, (n, *shape), np.uint8)


def classes(n, count=10):
    return (np.arange(n) % count).astype(np.uint8)


def held(run, x, y, start):
    assert run.x_shape.numpy().tolist() == list(x.shape)
    assert run.y_shape.numpy().tolist() == list(y.shape)
    assert float(run.x_min) == x.min() and float(run.x_max) == x.max()
    assert float(run.x_mean) == pytest.approx(x.astype(float).mean())
    np.testing.assert_array_equal(run.sample, x[start : start + explore.SHOWN])
    np.testing.assert_array_equal(run.labels, y[start : start + explore.SHOWN])
    assert int(run.counts.numpy().sum()) == len(y)
    values, counts = np.unique(y, return_counts=True)
    if np.issubdtype(y.dtype, np.integer):
        by_class = dict(
            zip((run.edges.numpy()[:-1] + 0.5).tolist(), run.counts.numpy().tolist(), strict=True)
        )
        assert {value: by_class[value] for value in values.tolist()} == dict(
            zip(values.tolist(), counts.tolist(), strict=True)
        )


def test_mnist_is_an_npz():
    x, y = pictures(50, 28, 28), classes(50)
    lay("mnist", npz(x_train=x, y_train=y, x_test=x[:9], y_test=y[:9]))
    run = explore.explore("mnist", 7)
    held(run, x, y, 7)
    assert run.x_test_shape.numpy().tolist() == [9, 28, 28]


def idx(array):
    sizes = b"".join(n.to_bytes(4, "big") for n in array.shape)
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes())


def test_fashion_mnist_is_four_idx_files():
    x, y = pictures(40, 28, 28), classes(40)
    lay("fashion_mnist", idx(y), idx(x), idx(y[:5]), idx(x[:5]))
    held(explore.explore("fashion_mnist", 0), x, y, 0)


def tar(folder, **members):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            body = pickle.dumps(content)
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return stream.getvalue()


def test_cifar100_is_a_tar_of_two_batches():
    x, y = pictures(40, 32, 32, 3), classes(40, 100)
    flat = x.transpose(0, 3, 1, 2).reshape(40, -1)
    batch = {b"data": flat, b"fine_labels": y.tolist(), b"coarse_labels": (y // 5).tolist()}
    lay("cifar100", tar("cifar-100-python", train=batch, test=batch))
    held(explore.explore("cifar100", 3), x, y[:, np.newaxis].astype(np.int64), 3)


def test_cifar10_is_a_tar_of_six_batches_with_labels_in_a_column():
    """Each batch has one picture here, which Keras lays 10,000 times where 10,000 should be."""
    x = pictures(6, 32, 32, 3)
    members = {
        name: {
            b"data": x[k : k + 1].transpose(0, 3, 1, 2).reshape(1, -1),
            b"labels": [k] * 10_000,
        }
        for k, name in enumerate([*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"])
    }
    lay("cifar10", tar("cifar-10-batches-py", **members))
    run = explore.explore("cifar10", 0)
    assert run.x_shape.numpy().tolist() == [50_000, 32, 32, 3]
    assert run.y_shape.numpy().tolist() == [50_000, 1]
    np.testing.assert_array_equal(run.sample[0], x[0])
    assert run.counts.numpy().tolist() == [10_000] * 5


@pytest.mark.parametrize(("name", "features"), [("boston_housing", 13), ("california_housing", 8)])
def test_houses_are_rows_of_numbers(name, features):
    x, y = DRAW.normal(size=(100, features)), DRAW.uniform(5, 50, 100)
    lay(name, npz(x=x, y=y))
    run = explore.explore(name, 0)
    assert run.x_shape.numpy().tolist() == [80, features]  # Keras keeps a fifth for tests
    assert {tuple(row) for row in run.sample.numpy().tolist()} <= {
        tuple(row) for row in x.astype(run.sample.dtype.as_numpy_dtype).tolist()
    }
    assert run.edges.shape == (21,) and int(run.counts.numpy().sum()) == 80


@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_texts_are_lists_of_words_of_different_lengths(name):
    texts = np.empty(60, object)
    for k in range(60):
        texts[k] = list(range(4, 6 + k % 20))
    y = np.arange(60) % (2 if name == "imdb" else 5)
    if name == "imdb":
        lay(name, npz(x_train=texts, y_train=y, x_test=texts, y_test=y))
    else:
        lay(name, npz(x=texts, y=y))
    run = explore.explore(name, 0)
    assert run.sample.shape == (explore.SHOWN, explore.WORDS)
    assert run.dtypes[0] == b"object" and float(run.x_min) >= 1
    rows = run.sample.numpy()
    assert (np.diff((rows > 0).astype(int), axis=1) <= 0).all()  # zeros only after the words
    assert set(run.labels.numpy().tolist()) <= set(y.tolist())
