"""Indexing: reading and writing cells by their addresses."""

from typing import Any

import numpy as np

from lib.lessons.indexing import indexing
from lib.lessons.indexing.charts import gathers, masks, meshes, scatters, slopes
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("indexing")
VALUES = str(indexing.VALUES)


@lesson.demo("mask")
def mask(demo: Demo) -> None:
    by = demo.choice("by")
    fill = demo.choice("fill")
    inputs: dict[str, Any] = {"by": by, "fill": "1, 0"}
    if by == "cells":
        painted = demo.cells("mask")
        with demo.more():
            values = demo.tensor("painted")
        run = demo.run(indexing.mask_by_cells, values=values, mask=painted, fill=fill)
        inputs |= {"mask": "011.001.111", "painted": VALUES}
    else:
        threshold = demo.slider("threshold")
        values = demo.tensor("values")
        run = demo.run(indexing.mask_by_threshold, values=values, threshold=threshold, fill=fill)
        inputs |= {"threshold": 0.0, "values": VALUES}
    picture = masks.masked(
        run.a,
        run.mask,
        run.chosen,
        run.indices,
        run.gathered,
        call=f"where(mask, {fill})",
        words=demo.chart_words(),
        edited=by == "cells",
    )
    n, size = len(run.indices), run.a.size
    through = [run.a, run.chosen, run.indices, run.masked]
    demo.show(
        picture.editing("mask" if by == "cells" else ""),
        through=through,
        facts={"n": n, "size": size},
    )
    demo.article("where(mask) lists the true coordinates", inputs, indices=run.indices)
    both = {"boolean_mask": run.masked, "gather_nd": run.gathered}
    demo.article("boolean_mask and gather_nd agree", inputs, button=False, **both)
    demo.article("where(mask, ones, zeros)", inputs, button=False, out=run.chosen)
    demo.challenge("mask.challenge", run.indices.tolist() == [[0, 0], [1, 1], [2, 2]])


@lesson.demo("gather")
def gather(demo: Demo) -> None:
    source = demo.choice("params")
    params = indexing.PARAMS.get(source) or demo.tensor("tensor")
    addresses = demo.choice("addresses")
    policy = demo.choice("policy")
    indices = indexing.ADDRESSES.get(addresses) or demo.tensor("own")
    run = demo.attempt(
        indexing.gather, remedy="gather.remedy", params=params, indices=indices, policy=policy
    )
    picture = gathers.gathered(*run, words=demo.chart_words())
    k = run.indices.shape[-1]
    left, right = run.indices.shape[:-1], run.params.shape[k:]
    facts = {"k": k, "left": left, "right": right, "shape": run.result.shape}
    demo.show(picture, through=run[:3], facts={"missing": int((run.source < 0).sum()), **facts})


@lesson.demo("scatter")
def scatter(demo: Demo) -> None:
    into = demo.choice("into")
    where = demo.choice("where")
    operation = demo.choice("operation")
    arrows = demo.toggle("arrows")
    with demo.more():
        start = demo.slider("start")
        updates = demo.tensor("updates")
    indices = [[place] for place in indexing.PLACES[into].get(where, [])] or demo.tensor("indices")
    vector = into == "vector"
    values: dict[str, Any] = {"indices": indices, "updates": updates if vector else indexing.SLICES}
    values |= {"shape": [8] if vector else [4, 4, 4], "start": start}
    run = demo.attempt(indexing.scatter, remedy="scatter.remedy", **values)
    back = demo.run(indexing.scatter_gradients, **values, operation=operation) if arrows else None
    landings = np.asarray(indexing.scatter_one_by_one(**values, operation=operation))
    rows, new = np.array(indices, np.int32), np.array(values["updates"], np.int32)
    picture = scatters.scattered(
        rows,
        new,
        run._asdict(),
        operation,
        landings,
        start,
        gradients=back,
        words=demo.chart_words(),
    )
    flat = rows[:, 0].tolist()
    cell = max(flat, key=flat.count)
    place = (cell,) if vector else (cell, 0, 0)
    facts = {name: result[place] for name, result in run._asdict().items()}
    demo.show(picture, through=[rows, new, run.scatter_nd], facts={"cell": list(place), **facts})
    inputs = {"where": "apart", "updates": "[9, 10, 11, 12]", "start": 0}
    for case, kind in (
        ("scatter_nd into a vector", "vector"),
        ("scatter_nd slices into 4x4x4", "slices"),
    ):
        name = demo.text(f"into.{kind}")
        demo.article(case, inputs | {"into": kind}, label=name, out=run.scatter_nd)
    demo.challenge("scatter.challenge", vector and run.scatter_nd.max() == 42)


@lesson.demo("mesh")
def mesh(demo: Demo) -> None:
    columns = demo.slider("columns")
    rows = demo.slider("rows")
    order = demo.choice("order")
    run = demo.run(indexing.mesh, columns=columns, rows=rows, indexing=order)
    pictures = meshes.crossed(run.points_x, run.points_y, words=demo.chart_words())
    facts = {"columns": columns, "rows": rows, "shape": run.points_x.shape, "order": order}
    demo.show(*pictures, through=[run.points_x, run.points], widths=[1.4, 1], facts=facts)
    inputs = {"columns": 5, "rows": 5, "order": "xy"}
    got = run._asdict() | {"points_shape": run.points.shape}
    demo.article("meshgrid of linspace(-2,2,5)", inputs, **got)


@lesson.demo("nan")
def nan(demo: Demo) -> None:
    branch = demo.choice("branch")
    if branch == "exp":
        at = demo.slider("far")
    else:
        at = demo.slider("at")
    run = demo.run(indexing.branch_gradients, branch=branch, at=at)
    lost = int(np.isnan(run.naive[:-1]).sum())
    facts = {"at": at, "naive": run.naive[-1], "double": run.double[-1], "lost": lost}
    totals = {"n": len(run.x) - 1, "one": run.naive_total, "other": run.double_total}
    picture = slopes.slopes(run.x, run.taken, run.naive, run.double, words=demo.chart_words())
    call = demo.text(f"nan.call.{branch}")
    demo.show(picture, facts={"call": call, **facts, **totals})
    demo.challenge("nan.challenge", not lost)


@lesson.demo("trip", deeper=True)
def trip(demo: Demo) -> None:
    threshold = demo.slider("trip_threshold")
    values = demo.tensor("trip_values")
    run = demo.run(indexing.round_trip, values=values, threshold=threshold)
    picture = masks.round_trip(*run, words=demo.chart_words())
    demo.show(
        picture, through=run, facts={"n": len(run.values), "rest": run.a.size - len(run.values)}
    )


@lesson.demo("write", deeper=True)
def write(demo: Demo) -> None:
    way = demo.choice("way")
    index = demo.slider("index")
    values = demo.tensor("vector")
    inputs = {"method": way, "values": values, "index": index, "value": 5}
    remedy = "write.remedy.item" if way == "item" else "write.remedy.range"
    a, result = demo.attempt(indexing.write_one, remedy=remedy, **inputs)
    call = demo.text(f"write.call.{way}", i=index)
    picture = scatters.written(a, result, call=call, words=demo.chart_words())
    demo.show(
        picture,
        through=[a, result],
        facts={"changed": (a != result).sum(), "a": a, "result": result},
    )


lesson.predict("mask", indexing.draw_mask, indexing.masked_shape)
lesson.predict("gather", indexing.draw_gather, indexing.gather_shape)
lesson.predict("scatter", indexing.draw_scatter, indexing.scatter_twice)
lesson.predict("mesh", indexing.draw_mesh, indexing.mesh_shape)
lesson.predict(
    "branch", indexing.draw_branch, indexing.branch_slope, options=lambda **_: ["number", "NaN"]
)
lesson.related("top_k_accuracy", "related.top_k_accuracy")
lesson.walk()
