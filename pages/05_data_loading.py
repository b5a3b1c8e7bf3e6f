"""Data loading: what tf.data does to the order, the shape and the time of the data."""

from typing import Any

import numpy as np

from lib.charts import grids, groups
from lib.charts.palette import INPUT
from lib.datasets.sets import SETS
from lib.lessons.data_loading import data_loading
from lib.lessons.data_loading import explore as sets
from lib.lessons.data_loading.charts import batches, shuffling, stages, timelines
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("data_loading")


@lesson.demo("explore")
def explore(demo: Demo) -> None:
    name = demo.datasets("set", "digits")
    start = demo.slider("start", 0, 768, 0, step=32)
    got: dict[str, Any] = {}
    if name == "digits" or demo.dataset(name, sets.look):
        run = demo.run(sets.explore, name=name, start=start)
        words = demo.chart_words()
        kind = SETS[name].kind if name in SETS else "images"
        if kind == "images":
            pixels = run.sample if run.sample.ndim == 4 else np.stack([run.sample] * 3, axis=3)
            items, labels = start + np.arange(len(pixels)), run.labels.ravel().tolist()
            samples = [
                batches.batches(
                    items,
                    np.array([len(items)]),
                    words=words,
                    pictures=pixels,
                    labels=labels,
                    keyed=False,
                )
            ]
        else:
            columns = {f"x[{k}]": column for k, column in enumerate(run.sample.T)}
            demo.rows(words["sample"], {words["label"]: run.labels, **columns})
            samples = []
        middles = (run.edges[:-1] + run.edges[1:]) / 2
        names = [show(middle) for middle in middles]
        spread = groups.grouped(
            names,
            {words["count"]: run.counts.tolist()},
            [INPUT],
            name=words["label"],
            value=words["count"],
            height=220,
        )
        facts = {"low": run.x_min, "high": run.x_max, "mean": run.x_mean, "least": run.counts.min()}
        shapes = {"x": tuple(run.x_shape.tolist()), "y": tuple(run.y_shape.tolist())}
        shapes |= {"x_test": tuple(run.x_test_shape.tolist()), "most": run.counts.max()}
        kinds = {"dtype": run.dtypes[0].decode(), "labels": run.dtypes[1].decode()}
        demo.show(*samples, spread, stacked=True, **facts, **shapes, **kinds)
        got = {key: value for key, value in run._asdict().items() if key.startswith(("x_", "y_"))}
        got |= {"y_first_4": run.labels[:4]}
        if name == "mnist":
            got["onehot_first_2"] = np.asarray(data_loading.encode(run.labels[:2], 10).rows)
        else:
            got.pop("x_mean")
    inputs = {"start": 0}
    demo.article("MNIST, full set", inputs | {"set": "mnist"}, label="MNIST", **got)
    demo.article("CIFAR-10, full set", inputs | {"set": "cifar10"}, label="CIFAR-10", **got)


@lesson.demo("pipeline")
def pipeline(demo: Demo) -> None:
    order = demo.order("order", data_loading.STAGES, data_loading.STAGES)
    size = demo.slider("size", 2, 32, 8, step=1)
    with demo.more():
        kind = demo.choice("kind", ["digits", "cifar"])
        prepare = demo.choice("prepare", list(data_loading.PREPARE))
        buffer = demo.slider("pipe_buffer", 1, 40, 20, step=1)
        epochs = demo.slider("epochs", 1, 3, 2, step=1)
        seed = demo.slider("pipe_seed", 0, 99, 7, step=1)
    values: dict[str, Any] = {"order": order, "kind": kind, "prepare": prepare}
    values |= {"buffer": buffer, "size": size, "epochs": epochs, "seed": seed}
    run = demo.attempt(data_loading.pipe, remedy="pipeline.remedy", **values)
    words, side = demo.chart_words(), 32 if kind == "cifar" else 28
    specs = [spec.decode() for spec in run.specs]
    ribbon = stages.stages(order, specs, run.cardinalities.tolist(), words=words)
    shown = int(run.sizes.cumsum()[run.sizes.cumsum() <= 16].max(initial=run.sizes[0]))
    pixels = run.pixels[:shown].reshape(shown, side, side, -1)
    pixels = (255 * pixels if "map" in order else pixels).astype(np.uint8)
    labels = run.labels[:shown]
    labels = labels.argmax(axis=1) if "map" in order else labels[:, 0]
    sizes = run.sizes[: int((run.sizes.cumsum() <= shown).sum())]
    pictures = np.broadcast_to(pixels, [shown, side, side, 3])
    wall = batches.batches(
        run.items[:shown],
        sizes,
        words=words,
        pictures=pictures,
        labels=labels.tolist(),
        keyed=False,
    )
    whole = batches.batches(run.items, run.sizes, words=words)
    facts = {"elements": len(run.sizes), "n": len(run.items), "x": run.x.shape, "y": run.y.shape}
    demo.show(ribbon, wall, whole, stacked=True, through=[run.x, run.y], **facts)
    inputs = {"order": "map-batch", "kind": "cifar", "prepare": "scale", "size": 32}
    got: dict[str, Any] = {"batched_x": run.x.shape, "batched_y": run.y.shape}
    if order == ["map", "batch"]:
        shapes = [data_loading.shapes(spec) for spec in specs[:2]]
        for name, (x, y) in zip(("slice", "mapped"), shapes, strict=True):
            got |= {f"{name}_x": x, f"{name}_y": y}
    demo.article(
        "from_tensor_slices -> map(cast/255, one_hot 10) -> batch(32) over 32x32x3 images with "
        "(n,1) labels",
        inputs,
        **got,
    )


@lesson.demo("buffer")
def buffer(demo: Demo) -> None:
    held = demo.slider("buffer", 1, 32, 4, step=1)
    n = int(demo.choice("n", ["8", "16", "32"], "16"))
    seed = demo.slider("seed", 0, 99, 7, step=1)
    run = demo.run(data_loading.shuffle, n=n, buffer=held, seed=seed)
    words = demo.chart_words()
    machine = shuffling.conveyor(run.order, held, words=words)
    shares = shuffling.heat(run.share, words=words)
    early = int(np.flatnonzero(run.share[-1]).min())
    facts = {"buffer": held, "last": n - 1, "early": early, "first": min(held, n) - 1}
    demo.show(machine, shares, stacked=True, through=[run.order], **facts)
    demo.challenge("buffer.challenge", early == 0 and held == n)


@lesson.demo("sorted")
def sorted_labels(demo: Demo) -> None:
    held = demo.slider("sorted_buffer", 0, 3, 1, step=1, log=True)
    size = demo.slider("sorted_size", 8, 64, 32, step=8)
    run = demo.run(data_loading.mix_sorted, buffer=int(held), size=size, seed=7)
    share = (run.counts / run.counts.sum(axis=1, keepdims=True)).T
    picture = shuffling.heat(share, words=demo.chart_words())
    facts = {"buffer": int(held), "classes": run.classes, "size": size}
    demo.show(picture, through=[run.counts], **facts)


@lesson.demo("meaning")
def meaning(demo: Demo) -> None:
    pair = demo.choice("pair", list(data_loading.PAIRS))
    size = demo.slider("meaning_size", 2, 8, 4, step=1)
    with demo.more():
        held = demo.slider("meaning_buffer", 1, 20, 8, step=1)
        seed = demo.slider("meaning_seed", 0, 99, 7, step=1)
    values = {"n": 14, "buffer": held, "size": size, "seed": seed}
    pictures, found = [], []
    for order in data_loading.PAIRS[pair]:
        run = demo.run(data_loading.stream, order=order, **values)
        words = demo.chart_words()
        pictures.append(batches.batches(run.items, run.sizes, words=words, title=order))
        found.append(len(run.sizes))
    one, other = data_loading.PAIRS[pair]
    demo.draw(*pictures, stacked=True, alt=demo.text(f"meaning.{pair}"))
    demo.result("meaning.result", one=one, other=other, left=found[0], right=found[1])
    demo.result(f"meaning.{pair}")


@lesson.demo("traced")
def traced(demo: Demo) -> None:
    way = demo.choice("way", list(data_loading.WAYS))
    n = demo.slider("draws", 2, 10, 6, step=1)
    seed = demo.slider("traced_seed", 0, 99, 7, step=1)
    run = demo.run(data_loading.draw_in_map, way=way, n=n, seed=seed)
    words = demo.chart_words()
    picture = grids.tensor(run.epochs, words=words, largest=1.0)
    facts = {"ran": run.python_ran, "first": len(np.unique(run.epochs[0])), "n": n}
    same = "same" if (run.epochs[0] == run.epochs[1]).all() else "new"
    demo.show(picture, through=[run.epochs], again=demo.text(f"traced.{same}"), **facts)


@lesson.demo("end")
def end(demo: Demo) -> None:
    dataset = demo.choice("dataset", list(data_loading.ENDS))
    reader = demo.choice("reader", [*data_loading.READERS, "for"])
    calls = demo.slider("calls", 1, 12, 3, step=1)
    if reader == "for":
        run = demo.run(data_loading.loop, dataset=dataset, most=calls)
    else:
        values = {"dataset": dataset, "reader": reader, "calls": calls}
        run = demo.attempt(data_loading.take, remedy="end.remedy", **values)
    picture = grids.tensor(run.taken, words=demo.chart_words(), largest=5.0)
    said = demo.text("end.known" if run.cardinality >= 0 else f"end.{int(run.cardinality)}")
    demo.show(picture, through=[run.taken], cardinality=run.cardinality, said=said)


@lesson.demo("time")
def time(demo: Demo) -> None:
    prepare = demo.slider("prepare_ms", 1, 20, 5, step=1)
    train = demo.slider("train_ms", 1, 20, 5, step=1)
    calls = demo.slider("parallel", 0, 4, 0, step=1)
    with demo.more():
        prefetch = demo.slider("prefetch", 0, 4, 0, step=1)
        automatic = demo.toggle("automatic")
    values = {"prepare": prepare, "train": train, "calls": calls, "prefetch": prefetch}
    run = demo.run(data_loading.time_pipeline, **values, automatic=automatic)
    prepared, trained, total = (1000 * each for each in run)
    alone = data_loading.STEPS * (prepare + train)
    picture = timelines.timeline(prepared, trained, alone, words=demo.chart_words())
    waited = total - (trained[:, 1] - trained[:, 0]).sum()
    demo.show(picture, total=total, alone=alone, waited=waited, n=data_loading.STEPS)
    demo.challenge("time.challenge", prepare >= 2 * train and total < 0.5 * alone)


@lesson.demo("onehot")
def onehot(demo: Demo) -> None:
    labels = demo.tensor(
        "labels", "[[6], [9], [9], [4], [10]]", ranks=(1, 2), most=12, limit=99, whole=True
    )
    depth = demo.slider("depth", 2, 12, 10, step=1)
    run = demo.run(data_loading.encode, labels=labels, depth=depth)
    column = run.labels.shape[1:] == (1,)  # the slices of its rows would stand side by side
    name = demo.text("onehot.chart.squeezed" if column else "onehot.chart.name")
    rows = run.rows.squeeze(axis=1) if column else run.rows
    picture = grids.tensor(rows, words={"name": name}, largest=1.0)
    empty = int((run.rows.sum(axis=-1) == 0).sum())
    facts = {"shape": run.rows.shape, "before": run.labels.shape, "empty": empty}
    demo.show(picture, through=[run.labels, run.rows], **facts)


lesson.predict("shape", data_loading.draw_shape, data_loading.label_shape)
lesson.predict("earliest", data_loading.draw_buffer, data_loading.earliest)
lesson.predict("batches", data_loading.draw_batches, data_loading.batches)
lesson.predict("traced", data_loading.draw_traced, data_loading.different_numbers)
lesson.related("pad_tile", "related.pad_tile")
