"""Images: what is drawn is what was given."""

import base64
import io

import numpy as np
from PIL import Image

from lib.charts import images


def test_a_picture_survives_its_data_url():
    pixels = np.random.default_rng(0).integers(0, 255, (5, 7, 3)).astype(np.uint8)
    raw = base64.b64decode(images.png(pixels).removeprefix("data:image/png;base64,"))
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")), pixels)


def test_an_image_fills_its_window():
    table = images.window((-1, 2, 3, 4), "url")
    assert table == {"x": [-1], "x2": [2], "y": [3], "y2": [4], "url": ["url"]}
