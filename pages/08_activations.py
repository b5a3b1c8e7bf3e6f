"""Activations: what they let through, and what they let back."""

import numpy as np

from lib.charts import groups, lines
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT, QUIET, WRONG
from lib.lessons.activations import (
    dead_units,
    deep_chains,
    formulas,
    functions,
    linearity,
    questions,
    variants,
)
from lib.lessons.activations.charts import twins
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("activations")
COLOURS = [INPUT, OUTPUT, GRADIENT, CHANGED, WRONG, "#56B4E9", QUIET, "#7A5195", "#8C6D1F"]
COLOUR = dict(zip(functions.ACTIVATIONS, COLOURS, strict=True))


@lesson.demo("twins")
def pairs(demo: Demo) -> None:
    names = demo.choices("names")
    low, high = demo.slider("range")
    with demo.more():
        points = demo.slider("points")
        alpha = demo.slider("alpha")
    high = max(high, low + 1.0)
    values = {"low": low, "high": high, "points": points, "alpha": alpha}
    run = demo.run(functions.curves, names=names, **values)
    rows, slopes = (dict(zip(names, each, strict=True)) for each in (run.y, run.slope))
    colours, words = [COLOUR[name] for name in names], demo.chart_words()
    pictures = twins.twins(run.x, rows, slopes, colours, words=words)
    steepest = max(names, key=lambda name: float(np.max(slopes[name])))
    flat = {name: int(np.sum(slopes[name] == 0)) for name in names}
    dead = max(flat, key=flat.__getitem__)
    facts = {"steepest": steepest, "most": np.max(run.slope), "dead": dead, "zeros": flat[dead]}
    demo.show(*pictures, stacked=True, facts={"points": len(run.x), **facts})
    away = np.abs(run.x) > 2e-4  # at 0 a kink has no derivative to agree on
    derivatives = (each[:, away] for each in (run.slope, run.formula, run.differences))
    demo.confirm(*derivatives)
    ends = zip(names, run.y[:, -1], run.formula[:, -1], strict=True)
    demo.formula(*(formulas.activation(name, run.x[-1], *end) for name, *end in ends))
    demo.challenge("twins.challenge", names == ["sigmoid"] and flat["sigmoid"] > 0)


@lesson.demo("table", deeper=True)
def table(demo: Demo) -> None:
    name = demo.choice("which")
    x = functions.ten_points(10.0 if name in ("sigmoid", "tanh") else 1.0)
    own = demo.toggle("own")
    if own:
        x = demo.tensor("typed")
    run = demo.run(functions.evaluate, name=name, x=x)
    words = demo.chart_words()
    rows, moved = {words["y"]: run.y, words["slope"]: run.slope}, 0.0
    if name == "sigmoid":
        then = demo.run(functions.sigmoid_of_2019, x=x)
        rows, moved = {words["then"]: then} | rows, 100 * np.max(np.abs(then / run.y - 1))
    picture = twins.table(run.x, rows, words=words)
    sentence = demo.text("table.moved", percent=moved) if moved else ""
    demo.show(
        picture, through=[run.x, run.y], facts={"name": name, "n": len(x), "sentence": sentence}
    )
    for which, case in (
        ("sigmoid", "sigmoid and its gradient at linspace(-10,10,10)"),
        ("tanh", "tanh at linspace(-10,10,10)"),
        ("relu", "relu at linspace(-1,1,10)"),
        ("leaky_relu", "leaky_relu (alpha 0.2) at linspace(-1,1,10)"),
    ):
        got = {"y": run.y, "grad": run.slope} if name == "sigmoid" else {"y": run.y}
        mine = got if which == name else {}
        inputs = {"which": which, "own": False}
        demo.article(case, inputs, label=which, since="table.since", **mine)
    away = np.abs(run.x) > 2e-4  # at 0 a kink has no derivative to agree on
    if away.any():
        latex = formulas.activation(name, run.x[0], run.y[0], run.formula[0])
        derivatives = (each[away] for each in (run.slope, run.formula, run.differences))
        demo.confirm(*derivatives, latex=latex)


@lesson.demo("depth")
def depth(demo: Demo) -> None:
    name = demo.choice("layer")
    layers = demo.slider("layers")
    spread = demo.choice("spread")
    with demo.more():
        seed = demo.number("seed")
    values = {"activation": name, "layers": layers, "weights": spread, "seed": seed}
    run = demo.run(deep_chains.deep_chain, **values)
    words = demo.chart_words()
    picture = groups.grouped(
        [str(layer + 1) for layer in range(layers)],
        {words["norm"]: run.norms, words["spread"]: run.spread},
        [GRADIENT, OUTPUT],
        log=True,
        name=words["layer"],
        value=words["value"],
    )
    first, last = run.norms[[0, -1]]
    share = first / last if last else np.nan
    demo.show(picture, facts={"layers": layers, "share": share, "first": first, "last": last})
    derivatives = np.float32(run.norms[[0, -1]]), run.formula[[0, -1]], run.differences
    latex = formulas.per_layer(first, last, layers)
    demo.confirm(*derivatives, bound=3e-4, least=0.0, latex=latex)
    steady = bool(np.all((run.norms > 0.1) & (run.norms < 10)))
    demo.challenge("depth.challenge", layers == 20 and steady)


@lesson.demo("dead_units")
def dying_units(demo: Demo) -> None:
    bias = demo.slider("bias")
    spike = demo.slider("spike")
    alpha = demo.slider("leak")
    run = demo.run(dead_units.count_dead_units, bias=bias, spike=spike, alpha=alpha, seed=0)
    words = demo.chart_words()
    shares = {words["silent"]: 100 * run.silent, words["dead"]: 100 * run.dead}
    curve = lines.curves(
        dead_units.EVERY * np.arange(len(run.silent)),
        shares,
        [QUIET, WRONG],
        nested=True,
        x_title=words["step"],
        y_title=words["share"],
        domain=(0, 100),
        height=240,
    )
    order = np.sort(run.highest).tolist()
    heights = groups.columns(
        [str(number + 1) for number in range(len(order))],
        order,
        [WRONG if each <= 0 else INPUT for each in order],
        line=0.0,
        name=words["unit"],
        value=words["highest"],
        mean=words["zero"],
        height=240,
    )
    before, silent, dead = 100 * run.silent[0], 100 * run.silent[-1], 100 * run.dead[-1]
    facts = {"before": before, "silent": silent, "dead": dead, "accuracy": run.accuracy}
    demo.show(curve, heights, stacked=True, facts=facts)
    latex = formulas.steepest(run.formula)
    demo.confirm(run.gradient, run.formula, run.differences, bound=1e-4, latex=latex)
    demo.challenge("dead_units.challenge", bias <= -2 and run.accuracy >= 60)


@lesson.demo("namesakes", deeper=True)
def namesakes(demo: Demo) -> None:
    name = demo.choice("name")
    reach = demo.slider("reach")
    run = demo.run(variants.compare_variants, name=name, reach=reach)
    calls, colours = list(variants.VARIANTS[name]), [INPUT, OUTPUT, WRONG]
    rows, slopes = (dict(zip(calls, each, strict=True)) for each in (run.y, run.slope))
    colours = colours[: len(calls)]
    words = demo.chart_words()
    pictures = twins.twins(run.x, rows, slopes, colours, words=words, nested=True)
    apart = np.abs(run.y - run.y[0])
    place = int(apart.max(axis=0).argmax())
    demo.show(
        *pictures, stacked=True, facts={"apart": apart.max(), "at": run.x[place], "n": len(calls)}
    )
    corners = np.min(np.abs(np.subtract.outer(run.x, [-3, -2.5, 0, 2.5, 3])), axis=1)
    derivatives = (each[:, corners > 2e-4] for each in (run.slope, run.formula, run.differences))
    demo.confirm(*derivatives)
    demo.formula(*formulas.called(calls, run.x[0], run.formula[:, 0]))


@lesson.demo("line")
def line(demo: Demo) -> None:
    name = demo.choice("between")
    layers = demo.slider("stacked")
    seed = demo.slider("line_seed")
    run = demo.run(linearity.deep_net, activation=name, layers=layers, seed=seed)
    words = demo.chart_words()
    picture = lines.curves(
        run.x,
        {words["line"]: run.line, words["net"]: run.y},
        [QUIET, OUTPUT],
        x_title="x",
        y_title=words["y"],
        nested=True,
    )
    straight = formulas.line(*run.one_layer)
    sentence = demo.text("line.is", line=straight) if name == "none" else demo.text("line.not")
    demo.show(
        picture,
        facts={"sentence": sentence, "off": np.abs(run.y - run.line).max(), "layers": layers},
    )
    latex = rf"x W_1 \cdots W_{{{layers}}} + \dots = {straight}" if name == "none" else ""
    demo.confirm(run.slope, run.formula, run.differences, bound=3e-5, latex=latex)


lesson.predict("slope", questions.draw_slope, questions.slope_at)
lesson.predict(
    "vanished",
    questions.draw_saturated,
    questions.derivative_is_zero,
    options=lambda **_: ["number", "0"],
)
lesson.predict("chain", questions.draw_chain, questions.largest_derivative)
lesson.related("clipping", "related.clipping")
lesson.walk()
