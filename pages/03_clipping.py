"""Clipping: bounds, then length."""

import math

import numpy as np

from lib.charts import grids, groups, lines
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT, QUIET
from lib.lessons.clipping import clipping, exploding
from lib.lessons.clipping.charts import vectors
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("clipping")
WAVE = [round(2 + 6 * math.sin(step / 5), 3) for step in range(40)]
SOURCES = {"range": list(range(10)), "shifted": list(range(-5, 5)), "curve": WAVE}
ARTICLE = "[[9.901226, 11.381033], [10.905721, 9.152639]]"


@lesson.demo("bounds")
def bounds(demo: Demo) -> None:
    operation = demo.choice("operation")
    low, high = demo.slider("bounds")
    source = demo.choice("source")
    values = SOURCES.get(source) or demo.tensor("values")
    x, clipped, gradient = demo.run(
        clipping.clip_to_bounds, values=values, operation=operation, low=low, high=high
    )
    facts = {"moved": (x != clipped).sum(), "flat": (gradient == 0).sum(), "n": len(x)}
    pictures = lines.before_after(x, clipped, gradient, words=demo.chart_words())
    demo.show(*pictures, through=[x, clipped], stacked=True, facts=facts)
    for case, call, numbers, name in (
        ("clip_by_value(range(10), 2, 8)", "clip_by_value", "range", "out"),
        ("maximum(range(10), 2)", "maximum", "range", "out"),
        ("minimum(range(10), 8)", "minimum", "range", "out"),
        ("relu and maximum(a, 0) of range(10)-5", "relu", "shifted", "relu"),
    ):
        inputs = {"source": numbers, "operation": call, "bounds": (2.0, 8.0)}
        demo.article(case, inputs, label=call, **{name: clipped})


@lesson.demo("arrow")
def arrow(demo: Demo) -> None:
    x = demo.slider("x")
    y = demo.slider("y")
    limit = demo.slider("limit")
    arrows = demo.run(clipping.clip_vector, x=x, y=y, limit=limit)
    by_value, by_norm = (
        round(float(arrows.angle_by_value), 2),
        round(float(arrows.angle_by_norm), 2),
    )
    picture = vectors.clipped_arrows(*arrows[:3], limit, words=demo.chart_words())
    demo.show(picture, facts={"by_value": by_value, "by_norm": by_norm})
    factor = rf"\frac{{{show(limit)}}}{{\sqrt{{({show(x)})^2 + ({show(y)})^2}}}}"
    demo.formula(rf"\min\left(1, {factor}\right)({show(x)}, {show(y)}) = {show(arrows.by_norm)}")
    demo.challenge("arrow.challenge", by_value > 30 and by_norm == 0)


@lesson.demo("norm", deeper=True)
def norm(demo: Demo) -> None:
    tensor = demo.tensor("tensor")
    limit = demo.slider("norm_limit")
    run = demo.run(clipping.clip_norm, tensor=tensor, limit=limit)
    words = demo.chart_words()
    before = grids.tensor(run.tensor, words={"name": words["before"]})
    after = grids.tensor(run.clipped, words={"name": words["after"]})
    factor = min(1.0, limit / run.norm_before) if run.norm_before else 1.0
    norms = {"norm_before": run.norm_before, "norm_after": run.norm_after}
    demo.show(before, after, through=[run.tensor, run.clipped], facts={"factor": factor, **norms})
    inputs = {"tensor": ARTICLE, "norm_limit": 15.0}
    demo.article("clip_by_norm to 15", inputs, out=run.clipped, **norms)


@lesson.demo("shared")
def shared(demo: Demo) -> None:
    first = demo.tensor("first")
    second = demo.tensor("second")
    limit = demo.slider("shared_limit")
    run = demo.run(clipping.clip_two, first=first, second=second, limit=limit)
    each = np.concatenate([run.each_first, run.each_second])
    both = np.concatenate([run.global_first, run.global_second])
    names = [f"a[{i}]" for i in range(len(first))] + [f"b[{i}]" for i in range(len(second))]
    words = demo.chart_words()
    versions = {words["before"]: [*first, *second], words["each"]: each, words["both"]: both}
    axes = {"name": words["name"], "value": words["value"]}
    picture = groups.grouped(names, versions, [INPUT, CHANGED, OUTPUT], **axes)
    after = {"each": np.linalg.norm(each), "both": np.linalg.norm(both)}
    demo.show(picture, facts={"norm": run.global_norm, "limit": limit, **after})


@lesson.demo("depth")
def depth(demo: Demo) -> None:
    layers = demo.slider("layers")
    std = demo.slider("std")
    limit = demo.slider("depth_limit")
    with demo.more():
        seed = demo.number("seed")
    values = {"depth": layers, "std": std, "limit": limit, "seed": seed}
    before, after, whole = demo.run(clipping.deep_gradients, **values)
    words = demo.chart_words()
    names = [str(layer + 1) for layer in range(layers)]
    versions = {words["before"]: before, words["after"]: after}
    axes = {"name": words["name"], "value": words["value"]}
    picture = groups.grouped(names, versions, [GRADIENT, OUTPUT], log=True, **axes)
    demo.show(
        picture,
        facts={
            "norm": whole,
            "first": before[0],
            "last": before[-1],
            "left": np.linalg.norm(after),
        },
    )
    steady = bool(np.all((before > 0.01) & (before < 100)))
    demo.challenge("depth.challenge", layers >= 15 and steady)


@lesson.demo("work")
def work(demo: Demo) -> None:
    clip = demo.choice("clip")
    rate = demo.slider("rate")
    limit = demo.slider("work_limit")
    with demo.more():
        seed = demo.number("work_seed")
    steps = demo.player("steps")
    values = {"clip": clip, "limit": limit, "rate": rate, "seed": seed}
    plain = demo.train(exploding.TRAINING, steps=steps, **values | {"clip": "none"})
    run = plain if clip == "none" else demo.train(exploding.TRAINING, steps=steps, **values)
    words, x = demo.chart_words(), np.arange(exploding.MOST)
    losses = {words["plain"]: plain.losses, words["clipped"]: run.losses}
    loss = lines.curves(
        x,
        losses,
        [QUIET, INPUT],
        height=230,
        x_title=words["step"],
        y_title=words["loss"],
        log=True,
        domain=(1e-3, 1e3),
    )
    seen, colours = {words["before"]: run.norms, words["after"]: run.clipped}, [GRADIENT, OUTPUT]
    if clip == "global_norm":  # the others bound an entry or a tensor, not the norm of all
        seen, colours = seen | {words["limit"]: np.full_like(x, limit, float)}, [*colours, QUIET]
    norms = lines.curves(
        x,
        seen,
        colours,
        x_title=words["step"],
        y_title=words["norm"],
        log=True,
        domain=(1e-3, 1e4),
        height=230,
    )
    if steps:
        facts = {"loss": run.losses[steps - 1], "largest": np.nanmax(run.norms)}
        facts |= {"accuracy": run.accuracy, "plain": plain.accuracy}
        demo.show(loss, norms, stacked=True, facts={"steps": steps, **facts})
    else:
        demo.draw(loss, norms, stacked=True)
        demo.tell("work.begin", facts={"accuracy": run.accuracy})
    demo.challenge("work.challenge", rate > 9 and run.accuracy >= 80)


@lesson.demo("kinks", deeper=True)
def kinks(demo: Demo) -> None:
    x = demo.slider("kink")
    value, gradient = demo.run(clipping.six_relus, x=x)
    names, axes = list(clipping.RELUS), demo.chart_words()
    picture = groups.rows(names, gradient, colour=GRADIENT, domain=(0, 1.1), **axes)
    demo.show(picture, through=[value, gradient], facts={"x": x, "answers": np.unique(gradient)})


@lesson.demo("traps", deeper=True)
def traps(demo: Demo) -> None:
    trap = demo.choice("trap")
    before, after = demo.attempt(clipping.run_trap, remedy="traps.remedy", trap=trap)
    words = demo.chart_words()
    left = grids.tensor(before, words={"name": words["before"]})
    right = grids.tensor(after, words={"name": words["after"]})
    demo.show(left, right, through=[before, after], facts={"sentence": demo.text(f"traps.{trap}")})


lesson.predict("value", clipping.draw_value, clipping.clip_value)
lesson.predict("slope", clipping.draw_value, clipping.clip_slope, options=lambda **_: [0.0, 1.0])
lesson.predict("norm", clipping.draw_norm, clipping.clip_vector_norm)
lesson.predict("shared", clipping.draw_global, clipping.clip_first_of_two)
lesson.related("himmelblau", "related.himmelblau", rate=0.03)
lesson.walk()
