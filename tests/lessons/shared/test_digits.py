"""The digits that ship: what they are, where they are found, and how they were made."""

import gzip
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.shared.digits import SAMPLE, digits
from tests.conftest import ROOT
from tools import make_digits


def test_there_are_a_hundred_of_each_in_turns():
    images, labels = digits()
    assert (images.shape, images.dtype) == ((1000, 28, 28), np.uint8)
    assert labels.dtype == np.int64
    np.testing.assert_array_equal(labels, np.tile(np.arange(10), 100))
    assert (images.min(), images.max()) == (0, 255)


def test_they_are_images_of_those_digits():
    # A judge that knows nothing but the mean of each digit in the first half is right on most of
    # the second: labels that are not the images' would leave it at one in ten.
    images, labels = digits()
    flat = images.reshape(1000, -1) / 255.0
    means = np.stack([flat[:500][labels[:500] == digit].mean(axis=0) for digit in range(10)])
    nearest = np.square(flat[500:, None] - means).sum(axis=2).argmin(axis=1)
    assert (nearest == labels[500:]).mean() > 0.7


def test_nobody_can_change_them_for_another_reader():
    with pytest.raises(ValueError, match="read-only"):
        digits().images[0, 0, 0] = 1


def test_the_file_is_small_and_has_its_notice():
    assert (ROOT / SAMPLE).stat().st_size < 250_000
    assert "Creative Commons" in (ROOT / SAMPLE).with_name("NOTICE.md").read_text()


def test_they_are_found_from_another_folder(tmp_path):
    script = "from lib.lessons.shared.digits import digits; print(digits().images.shape)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.append({str(ROOT)!r}); {script}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == "(1000, 28, 28)", done.stderr[-500:]


def test_without_the_file_they_come_from_keras(monkeypatch, tmp_path):
    images = np.arange(2000 * 4, dtype=np.uint8).reshape(2000, 2, 2)
    labels = np.repeat(np.arange(10, dtype=np.uint8), 200)
    monkeypatch.setattr(tf.keras.datasets.mnist, "load_data", lambda: ((images, labels), None))
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.chdir(tmp_path)
    got = digits.__wrapped__()
    np.testing.assert_array_equal(got.labels, np.tile(np.arange(10), 100))
    np.testing.assert_array_equal(got.images[11], images[201])


def test_the_tool_deals_them_out_in_turns(monkeypatch, tmp_path):
    (tmp_path / "lib/data").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    pixels = np.random.default_rng(0).integers(0, 256, [1100, 784])
    table = np.column_stack([pixels, np.repeat(np.arange(10), 110)])
    with gzip.open("source.csv.gz", "wt") as file:
        np.savetxt(file, table, fmt="%d", delimiter=",")
    make_digits.main(tmp_path / "source.csv.gz")
    with np.load(SAMPLE) as made:
        np.testing.assert_array_equal(made["labels"][:12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
        np.testing.assert_array_equal(made["images"][11], pixels[111].reshape(28, 28))
