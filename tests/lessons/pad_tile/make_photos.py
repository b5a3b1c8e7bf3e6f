"""Write lib/lessons/pad_tile/photos.py: two photographs, cut down to a sheet of four tiny pictures.

Usage: python tests/lessons/pad_tile/make_photos.py FOLDER
FOLDER holds china.jpg and flower.jpg as scikit-learn ships them (sklearn/datasets/images).
"""

import base64
import io
import sys
from pathlib import Path

from PIL import Image

SIDE = 28
CROPS = (
    ("china.jpg", (150, 40, 470, 360)),
    ("china.jpg", (0, 120, 300, 420)),
    ("flower.jpg", (170, 20, 530, 380)),
    ("flower.jpg", (260, 120, 440, 300)),
)
HEAD = '''"""Four tiny photographs, inside the program so that it runs wherever it is pasted.

Cut from "china" by danielbuechele and "flower" by vultilion (both on Flickr), CC BY 2.0
(https://creativecommons.org/licenses/by/2.0/), as scikit-learn ships them; made by
tests/lessons/pad_tile/make_photos.py.
"""

import tensorflow as tf

SHEET = (
'''
TAIL = ''')


def photos() -> tf.Tensor:
    """Decode the four photographs.

    Shape: (4, 28, 28, 3), uint8.
    """
    sheet = tf.io.decode_jpeg(tf.io.decode_base64(SHEET))
    return tf.stack([sheet[:28, :28], sheet[:28, 28:], sheet[28:, :28], sheet[28:, 28:]])
'''


def main(folder: Path) -> None:
    """Cut, shrink and write."""
    sheet = Image.new("RGB", (2 * SIDE, 2 * SIDE))
    for index, (name, box) in enumerate(CROPS):
        tile = Image.open(folder / name).crop(box).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        sheet.paste(tile, ((index % 2) * SIDE, (index // 2) * SIDE))
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=72, optimize=True, subsampling=0)
    # Web-safe and without padding: what tf.io.decode_base64 reads.
    text = base64.urlsafe_b64encode(buffer.getvalue()).decode().rstrip("=")
    lines = "".join(f'    "{text[at : at + 88]}"\n' for at in range(0, len(text), 88))
    Path("lib/lessons/pad_tile/photos.py").write_text(HEAD + lines + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
