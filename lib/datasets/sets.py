"""The data sets of ``tf.keras.datasets`` that the lab knows, and the files they are made of."""

from __future__ import annotations

from typing import NamedTuple

STORE = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
TORONTO = "https://www.cs.toronto.edu/~kriz"


class File(NamedTuple):
    """One file of a data set, as Keras names it in its cache."""

    name: str
    """Its path below the cache's folder ``datasets``."""
    url: str
    size: int
    """Bytes."""
    digest: str
    """sha256 (64 hexadecimal digits) or md5 (32): the one that its publisher gives."""


class Set(NamedTuple):
    """A data set: its kind decides how it is shown."""

    name: str
    kind: str
    """``images``, ``texts`` or ``table``."""
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)


def _store(name: str, size: int, digest: str) -> tuple[File, ...]:
    return (File(name, f"{STORE}/{name}", size, digest),)


def _cifar(classes: int, folder: str, size: int, digest: str) -> tuple[File, ...]:
    # Keras keeps the archive under this name, beside the folder that it unpacks.
    url = f"{TORONTO}/cifar-{classes}-python.tar.gz"
    return (File(f"{folder}_archive", url, size, digest),)


def _fashion(name: str, size: int, digest: str) -> File:
    return File(f"fashion-mnist/{name}", f"{STORE}/{name}", size, digest)


SETS: dict[str, Set] = {
    each.name: each
    for each in (
        Set(
            "mnist",
            "images",
            _store(
                "mnist.npz",
                11_490_434,
                "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            ),
        ),
        Set(
            "fashion_mnist",
            "images",
            (
                _fashion("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
                _fashion(
                    "train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"
                ),
                _fashion("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
                _fashion(
                    "t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"
                ),
            ),
        ),
        Set(
            "cifar10",
            "images",
            _cifar(
                10,
                "cifar-10-batches-py-target",
                170_498_071,
                "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            ),
        ),
        Set(
            "cifar100",
            "images",
            _cifar(
                100,
                "cifar-100-python-target",
                169_001_437,
                "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
            ),
        ),
        Set(
            "boston_housing",
            "table",
            _store(
                "boston_housing.npz",
                57_026,
                "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
            ),
        ),
        Set(
            "california_housing",
            "table",
            _store(
                "california_housing.npz",
                743_530,
                "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f",
            ),
        ),
        Set(
            "imdb",
            "texts",
            _store(
                "imdb.npz",
                17_464_789,
                "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
            ),
        ),
        Set(
            "reuters",
            "texts",
            _store(
                "reuters.npz",
                2_110_848,
                "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
            ),
        ),
    )
}
