"""Data loading: what tf.data does to the order, the shape and the time of the data."""

from typing import Any

import numpy as np

from lib.charts import grids, groups
from lib.charts.palette import INPUT
from lib.datasets.sets import SETS
from lib.lessons.data_loading import explore as sets
from lib.lessons.data_loading import (
    iteration,
    one_hot,
    pipelines,
    questions,
    random_in_map,
    shuffling,
    stage_order,
    timing,
)
from lib.lessons.data_loading.charts import batches, buffers, stages, timelines
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("data_loading")


@lesson.demo("explore")
def explore(demo: Demo) -> None:
    name = demo.datasets("set")
    start = demo.slider("start")
    got: dict[str, Any] = {}
    if name == "digits" or demo.dataset(name, sets.summarise):
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
        demo.show(*samples, spread, stacked=True, facts={**facts, **shapes, **kinds})
        got = {key: value for key, value in run._asdict().items() if key.startswith(("x_", "y_"))}
        got |= {"y_first_4": run.labels[:4]}
        if name == "mnist":
            got["onehot_first_2"] = np.asarray(one_hot.encode(run.labels[:2], 10).rows)
        else:
            got.pop("x_mean")
    inputs = {"start": 0}
    demo.article("MNIST, full set", inputs | {"set": "mnist"}, label="MNIST", **got)
    demo.article("CIFAR-10, full set", inputs | {"set": "cifar10"}, label="CIFAR-10", **got)


@lesson.demo("pipeline")
def pipeline(demo: Demo) -> None:
    order = demo.order("order")
    size = demo.slider("size")
    with demo.more():
        kind = demo.choice("kind")
        prepare = demo.choice("prepare")
        buffer = demo.slider("pipe_buffer")
        epochs = demo.slider("epochs")
        seed = demo.slider("pipe_seed")
    values: dict[str, Any] = {"order": order, "kind": kind, "prepare": prepare}
    values |= {"buffer": buffer, "size": size, "epochs": epochs, "seed": seed}
    run = demo.attempt(pipelines.run_pipeline, remedy="pipeline.remedy", **values)
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
    demo.show(ribbon, wall, whole, stacked=True, through=[run.x, run.y], facts=facts)
    inputs = {"order": "map-batch", "kind": "cifar", "prepare": "scale", "size": 32}
    got: dict[str, Any] = {"batched_x": run.x.shape, "batched_y": run.y.shape}
    if order == ["map", "batch"]:
        shapes = [pipelines.parse_shapes(spec) for spec in specs[:2]]
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
    held = demo.slider("buffer")
    n = int(demo.choice("n"))
    seed = demo.slider("seed")
    run = demo.run(shuffling.shuffle, n=n, buffer=held, seed=seed)
    words = demo.chart_words()
    machine = buffers.conveyor(run.order, held, words=words)
    shares = buffers.heat(run.share, words=words)
    early = int(np.flatnonzero(run.share[-1]).min())
    facts = {"buffer": held, "last": n - 1, "early": early, "first": min(held, n) - 1}
    demo.show(machine, shares, stacked=True, through=[run.order], facts=facts)
    demo.challenge("buffer.challenge", early == 0 and held == n)


@lesson.demo("sorted", deeper=True)
def sorted_labels(demo: Demo) -> None:
    held = demo.slider("sorted_buffer")
    size = demo.slider("sorted_size")
    run = demo.run(shuffling.shuffle_sorted, buffer=int(held), size=size, seed=7)
    share = (run.counts / run.counts.sum(axis=1, keepdims=True)).T
    picture = buffers.heat(share, words=demo.chart_words())
    facts = {"buffer": int(held), "classes": run.classes, "size": size}
    demo.show(picture, through=[run.counts], facts=facts)


@lesson.demo("meaning")
def meaning(demo: Demo) -> None:
    pair = demo.choice("pair")
    size = demo.slider("meaning_size")
    with demo.more():
        held = demo.slider("meaning_buffer")
        seed = demo.slider("meaning_seed")
    values = {"n": 14, "buffer": held, "size": size, "seed": seed}
    pictures, found = [], []
    for order in stage_order.PAIRS[pair]:
        run = demo.run(stage_order.run_two_epochs, order=order, **values)
        words = demo.chart_words()
        pictures.append(batches.batches(run.items, run.sizes, words=words, title=order))
        found.append(len(run.sizes))
    one, other = stage_order.PAIRS[pair]
    demo.draw(*pictures, stacked=True, alt=demo.text(f"meaning.{pair}"))
    demo.tell(
        "meaning.result", facts={"one": one, "other": other, "left": found[0], "right": found[1]}
    )
    demo.tell(f"meaning.{pair}")


@lesson.demo("traced", deeper=True)
def traced(demo: Demo) -> None:
    way = demo.choice("way")
    n = demo.slider("draws")
    seed = demo.slider("traced_seed")
    run = demo.run(random_in_map.map_random, way=way, n=n, seed=seed)
    words = demo.chart_words()
    picture = grids.tensor(run.epochs, words=words, largest=1.0)
    facts = {"ran": run.python_ran, "first": len(np.unique(run.epochs[0])), "n": n}
    same = "same" if (run.epochs[0] == run.epochs[1]).all() else "new"
    demo.show(picture, through=[run.epochs], facts={"again": demo.text(f"traced.{same}"), **facts})


@lesson.demo("end", deeper=True)
def end(demo: Demo) -> None:
    dataset = demo.choice("dataset")
    reader = demo.choice("reader")
    calls = demo.slider("calls")
    if reader == "for":
        run = demo.run(iteration.take_in_loop, dataset=dataset, most=calls)
    else:
        values = {"dataset": dataset, "reader": reader, "calls": calls}
        run = demo.attempt(iteration.take, remedy="end.remedy", **values)
    picture = grids.tensor(run.taken, words=demo.chart_words(), largest=5.0)
    sentence = demo.text("end.known" if run.cardinality >= 0 else f"end.{int(run.cardinality)}")
    demo.show(
        picture, through=[run.taken], facts={"cardinality": run.cardinality, "sentence": sentence}
    )


@lesson.demo("time")
def time(demo: Demo) -> None:
    prepare = demo.slider("prepare_ms")
    train = demo.slider("train_ms")
    calls = demo.slider("parallel")
    with demo.more():
        prefetch = demo.slider("prefetch")
        automatic = demo.toggle("automatic")
    values = {"prepare": prepare, "train": train, "calls": calls, "prefetch": prefetch}
    run = demo.run(timing.time_pipeline, **values, automatic=automatic)
    prepared, trained, total = (1000 * each for each in run)
    alone = timing.STEPS * (prepare + train)
    picture = timelines.timeline(prepared, trained, alone, words=demo.chart_words())
    waited = total - (trained[:, 1] - trained[:, 0]).sum()
    demo.show(picture, facts={"total": total, "alone": alone, "waited": waited, "n": timing.STEPS})
    demo.challenge("time.challenge", prepare >= 2 * train and total < 0.5 * alone)


@lesson.demo("onehot", deeper=True)
def onehot(demo: Demo) -> None:
    labels = demo.tensor("labels")
    depth = demo.slider("depth")
    run = demo.run(one_hot.encode, labels=labels, depth=depth)
    column = run.labels.shape[1:] == (1,)  # the slices of its rows would stand side by side
    name = demo.text("onehot.chart.squeezed" if column else "onehot.chart.name")
    rows = run.rows.squeeze(axis=1) if column else run.rows
    picture = grids.tensor(rows, words={"name": name}, largest=1.0)
    empty = int((run.rows.sum(axis=-1) == 0).sum())
    facts = {"shape": run.rows.shape, "before": run.labels.shape, "empty": empty}
    demo.show(picture, through=[run.labels, run.rows], facts=facts)


lesson.predict("shape", questions.draw_shape, questions.label_shape)
lesson.predict("earliest", questions.draw_buffer, questions.earliest_position)
lesson.predict("batches", questions.draw_batches, questions.count_batches)
lesson.predict("traced", questions.draw_traced, questions.different_numbers)
lesson.related("pad_tile", "related.pad_tile")
lesson.walk()
