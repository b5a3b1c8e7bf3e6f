"""Pad and tile: where every new cell comes from."""

import numpy as np

from lib.charts import grids
from lib.lessons.pad_tile import pad_tile
from lib.lessons.pad_tile.charts import frames, padding
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("pad_tile")
MATRIX = str(pad_tile.SQUARE)
PHOTO = [
    [23, 43, 56, 34, 29, 36],
    [44, 104, 122, 88, 25, 43],
    [158, 148, 138, 161, 84, 40],
    [151, 98, 91, 136, 126, 29],
    [143, 103, 90, 128, 122, 35],
    [131, 126, 132, 139, 63, 30],
]
ARTICLE = "[[0, 1, 2], [3, 4, 5], [5, 3, 3]]"


@lesson.demo("painter")
def painter(demo: Demo) -> None:
    mode = demo.choice("mode")
    top, bottom = (demo.slider(side) for side in ("top", "bottom"))
    left, right = (demo.slider(side) for side in ("left", "right"))
    with demo.more():
        fill = demo.slider("fill")
        source = demo.choice("source")
        typed = demo.tensor("matrix")
    matrix = PHOTO if source == "photo" else typed
    paddings = [[top, bottom], [left, right]]
    values = {"matrix": matrix, "paddings": paddings, "mode": mode, "fill": fill}
    padded, origin = demo.attempt(pad_tile.pad_matrix, remedy="painter.remedy", **values)
    picture = padding.padded(padded, origin, (top, left), room=3, words=demo.chart_words())
    new = padded.size - np.size(matrix)
    copied = (origin >= 0).sum() - np.size(matrix)
    demo.show(
        picture,
        through=[np.array(matrix, padded.dtype), padded],
        facts={"new": new, "copied": copied, "mode": mode},
    )
    sides = {"mode": "CONSTANT", "source": "matrix", "matrix": MATRIX, "fill": 0}
    for width in (0, 1):
        widths = dict.fromkeys(["top", "bottom", "left", "right"], width)
        case = f"pad 3x3 by [[{width},{width}],[{width},{width}]]"
        amount = case.removeprefix("pad 3x3 by ")
        demo.article(case, sides | widths, label=amount, out=padded)
    uses = np.bincount(origin[origin >= 0], minlength=np.size(matrix))
    demo.challenge("painter.challenge", bool((uses == 4).all()))


@lesson.demo("images")
def images(demo: Demo) -> None:
    height = demo.slider("pad_height")
    width = demo.slider("pad_width")
    mode = demo.choice("image_mode")
    run = demo.run(pad_tile.pad_images, height=height, width=width, mode=mode)
    picture = frames.wall(run.padded, (height, width, 28, 28), words=demo.chart_words())
    demo.show(picture, through=[run.images, run.padded], facts={"mode": mode})
    inputs = {"pad_height": 2, "pad_width": 2, "image_mode": "CONSTANT"}
    demo.article("pad an image batch", inputs, shape=run.padded.shape)


@lesson.demo("broken", deeper=True)
def broken(demo: Demo) -> None:
    mistake = demo.choice("mistake")
    n = demo.slider("n")
    values = {"mistake": mistake, "n": n}
    padded = demo.attempt(pad_tile.pad_by, remedy=f"broken.remedy.{mistake}", **values)
    demo.show(grids.tensor(padded, words=demo.chart_words()), through=[padded])


@lesson.demo("tile")
def tile(demo: Demo) -> None:
    matrix = demo.tensor("tile_matrix")
    multiples = [demo.slider(name) for name in ("down", "across")]
    a, tiled = demo.run(pad_tile.tile_matrix, matrix=matrix, multiples=multiples)
    words, end = demo.chart_words(), float(np.abs(a).max())
    scale = {"largest": end, "height": 320, "room": tuple(np.maximum(a.shape, tiled.shape))}
    before, after = (
        grids.tensor(array, words={"name": words[name]}, block=a.shape, **scale)
        for name, array in (("before", a), ("after", tiled))
    )
    demo.show(before, after, through=[a, tiled], facts={"copies": multiples[0] * multiples[1]})
    for down, across in ((1, 2), (2, 1), (2, 2)):
        inputs = {"tile_matrix": ARTICLE, "down": down, "across": across}
        demo.article(f"tile [{down},{across}]", inputs, label=f"[{down}, {across}]", out=tiled)


@lesson.demo("copies")
def copies(demo: Demo) -> None:
    values = demo.tensor("values")
    times = demo.slider("times")
    run = demo.run(pad_tile.copy_three_ways, values=values, times=times)
    words, end = demo.chart_words(), float(np.abs(values).max())
    pictures = [
        grids.tensor(array, words={"name": words[name]}, largest=end)
        for name, array in (("tile", run.tiled), ("repeat", run.repeated), ("to", run.broadcast))
    ]
    facts = {"input": run.bytes_each[0], "output": run.bytes_each[3], "step": run.row_step}
    demo.show(*pictures, stacked=True, facts=facts)


@lesson.demo("gradient", deeper=True)
def gradient(demo: Demo) -> None:
    operation = demo.choice("enlarge")
    n = demo.slider("uses")
    run = demo.run(pad_tile.count_uses, operation=operation, n=n)
    words = demo.chart_words()
    enlarged = grids.tensor(run.enlarged, words={"name": words["enlarged"]}, height=320)
    counts = grids.tensor(run.gradient, words={"name": words["gradient"]}, height=320)
    facts = {"most": run.gradient.max(), "total": run.gradient.sum()}
    demo.show(enlarged, counts, through=[run.x, run.enlarged, run.gradient], facts=facts)


lesson.predict("pad_shape", pad_tile.draw_pad_shape, pad_tile.pad_shape)
lesson.predict("tile_shape", pad_tile.draw_tile_shape, pad_tile.tile_shape)
lesson.predict("mirror", pad_tile.draw_mirror, pad_tile.mirror)
lesson.predict("order", pad_tile.draw_order, pad_tile.copy_one_way)
lesson.predict("mode", pad_tile.draw_mode, pad_tile.which_mode, options=lambda **_: pad_tile.MODES)
lesson.walk()
