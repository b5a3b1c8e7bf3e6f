"""Samples of the pictures of this lesson, for the gallery: see ``tools.gallery``."""

import numpy as np

from lib.lessons.data_loading.charts import batches, buffers, stages, timelines
from tests.charts.words import chart_words


def batches_of_two_epochs():
    items = np.concatenate([np.random.default_rng(seed).permutation(14) for seed in (0, 1)])
    sizes = np.array([4, 4, 4, 2] * 2)
    words = chart_words("data_loading", "meaning")
    return batches.batches(items, sizes, words=words, title="shuffle-batch-repeat")


def batch_of_small_pictures():
    row, column = np.indices((28, 28))
    greys = [(row * k + column * (9 - k)) % 256 for k in range(8)]
    pixels = np.stack([np.stack([grey] * 3, axis=-1) for grey in greys]).astype(np.uint8)
    return batches.batches(
        np.arange(8),
        np.array([8]),
        words=chart_words("data_loading", "explore"),
        pictures=pixels,
        labels=list(range(8)),
        keyed=False,
    )


def stages_of_a_pipeline():
    specs = [
        "(28, 28, 1) uint8; (1,) int64",
        "(28, 28, 1) float32; (10,) float32",
        "(28, 28, 1) float32; (10,) float32",
        "(None, 28, 28, 1) float32; (None, 10) float32",
    ]
    words = chart_words("data_loading", "pipeline")
    return stages.stages(["map", "shuffle", "batch"], specs, [40, 40, 40, 5], words=words)


def shuffle_buffer_at_work():
    order = np.array([2, 0, 4, 1, 5, 3, 8, 7, 6, 10, 9, 11, 13, 12, 15, 14])
    return buffers.conveyor(order, 4, words=chart_words("data_loading", "buffer"))


def where_each_item_comes_out():
    come, out = np.indices((16, 16))
    share = np.where(out >= come - 3, 0.75 ** np.maximum(out - come + 3, 0) * 0.25, 0.0)
    return buffers.heat(share, words=chart_words("data_loading", "buffer"))


def preparing_beside_training():
    start = np.repeat(np.arange(6), 1) * 20.0
    prepared = np.stack([start, start + 30], axis=1)
    trained = np.stack([prepared[:, 1] + 5, prepared[:, 1] + 20], axis=1)
    words = chart_words("data_loading", "time")
    return timelines.timeline(prepared, trained, 270.0, words=words)
