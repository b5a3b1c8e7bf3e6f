"""The chain rule: derivatives multiply along a path, and derivatives add up."""

import numpy as np

from lib.charts import groups, lines
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT, QUIET
from lib.lessons.chain_rule import chain_rule
from lib.lessons.chain_rule.charts import chains
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("chain_rule")
ARTICLE = {"x": 1.0, "w1": 2.0, "b1": 1.0, "w2": 2.0, "b2": 1.0}
STAGES = ["x w1", "y1", "y1 w2", "y2"]
LINKS = ["dy2_dy1", "dy1_dw1", "dy2_dw1"]


@lesson.demo("walk")
def walk(demo: Demo) -> None:
    def slide(name: str) -> float:
        return float(demo.slider(name))

    values = {"x": slide("x"), "w1": slide("w1")}
    with demo.more():  # the rest is seldom moved
        values |= {name: slide(name) for name in ("b1", "w2", "b2")}
    run = demo.run(chain_rule.record_two_layers, **values)
    kinds, stages = [kind.decode() for kind in run.operations], iter(STAGES)
    named = [kind if kind in values else next(stages) for kind in kinds]
    steps = chains.order(run.edges, len(named))
    sentence = [demo.text(f"walk.step.{kind}", name=named[node]) for kind, node in steps]
    at = demo.stepper("step", sentence)
    graph = named, kinds, run.values, run.edges, run.local
    picture = chains.walked(*graph, at, words=demo.chart_words())
    by_w1 = run.gradients[kinds.index("w1")]
    facts = {"x": values["x"], "w2": values["w2"], "slope": by_w1, "y2": run.values[-1]}
    demo.show(picture, facts=facts)
    products = chains.multiplied(len(named), run.edges, run.local)
    demo.confirm(run.gradients, products, bound=1e-6, least=1.0)
    factors = rf"{show(values['w2'])} \cdot {show(values['x'])} = {show(by_w1)}"
    chain = r"\frac{\partial y_2}{\partial y_1} \cdot \frac{\partial y_1}{\partial w_1}"
    demo.formula(rf"\frac{{\partial y_2}}{{\partial w_1}} = {chain} = {factors}")
    demo.challenge("walk.challenge", by_w1 == 0 and values["x"] != 0)
    demo.article("two linear steps", ARTICLE, dy2_dw1=by_w1)


@lesson.demo("calls", deeper=True)
def calls(demo: Demo) -> None:
    persistent = demo.toggle("persistent")
    x = demo.slider("calls_x")
    w2 = demo.slider("calls_w2")
    values = {**ARTICLE, "x": x, "w2": w2}
    inputs = {"persistent": True, "calls_x": 1.0, "calls_w2": 2.0}
    if not persistent:  # the tape refuses; the article's inputs are offered all the same
        demo.article("two linear steps", inputs)
    run = demo.attempt(
        chain_rule.three_calls, remedy="calls.remedy", persistent=persistent, **values
    )
    links = {name: getattr(run, name) for name in LINKS}
    words = demo.chart_words()
    picture = groups.rows(
        LINKS,
        list(links.values()),
        colour=[INPUT, INPUT, GRADIENT],
        domain=(-9.5, 9.5),
        height=220,
        **words,
    )
    demo.show(picture, facts={"one": run.dy2_dy1, "other": run.dy1_dw1, "whole": run.dy2_dw1})
    product = run.dy2_dy1 * run.dy1_dw1
    demo.confirm(run.dy2_dw1, product, run.differences)
    if persistent:
        demo.article("two linear steps", inputs, **links)


@lesson.demo("paths")
def paths(demo: Demo) -> None:
    x = demo.slider("at")
    cut = demo.choice("cut")
    run = demo.run(chain_rule.two_paths, x=x, cut=cut)
    words = demo.chart_words()
    ys = {
        words["left"]: run.by_left,
        words["right"]: run.by_right,
        words["tape"]: run.slope,
    }
    closed = {"none": None, "left": 0, "right": 1}[cut]
    four, links = run.values.astype(float).tolist(), run.links.astype(float).tolist()
    picture_of_paths = chains.two_paths(["x", "x²", "sin x", "y"], four, links, closed, words=words)
    picture = lines.curves(
        run.axis[:-1],
        {name: each[:-1] for name, each in ys.items()},
        [INPUT, CHANGED, GRADIENT],
        at=(x, [each[-1] for each in ys.values()]),
        x_title="x",
        y_title=words["slope"],
    )
    left, right = run.by_left[-1], run.by_right[-1]
    facts = {"left": left, "right": right, "sum": left + right, "tape": run.slope[-1]}
    demo.show(
        picture_of_paths,
        picture,
        stacked=True,
        facts={"x": x, "sentence": demo.text(f"paths.{cut}"), **facts},
    )
    if cut == "none":
        demo.confirm(run.slope[-1], left + right, run.differences)


@lesson.demo("rules", deeper=True)
def rules(demo: Demo) -> None:
    rule = demo.choice("rule")
    x = demo.slider("rule_x")
    run = demo.attempt(chain_rule.apply_rule, remedy="rules.remedy", rule=rule, x=x)
    words = demo.chart_words()
    names = ["u", "v", "u'", "v'", rule, f"({rule})'"]
    values = [run.u, run.v, run.du, run.dv, run.value, run.tape]
    colours = [INPUT, INPUT, GRADIENT, GRADIENT, OUTPUT, GRADIENT]
    span = chain_rule.LARGEST[rule]
    picture = groups.rows(names, values, colour=colours, domain=(-span, span), **words)
    demo.show(picture, facts={"rule": rule, "x": x, "tape": run.tape})
    demo.confirm(run.tape, run.formula, run.differences)


@lesson.demo("vanish")
def vanish(demo: Demo) -> None:
    n = demo.slider("n")
    weight = demo.slider("weight")
    x = demo.slider("vanish_x")
    run = demo.run(chain_rule.send_through_sigmoids, x=x, weight=weight)
    words, layers = demo.chart_words(), np.arange(1, chain_rule.DEEPEST + 1)
    through = np.maximum(np.abs(run.through), 1e-30)
    picture = lines.curves(
        layers,
        {words["bound"]: np.maximum(run.bound, 1e-30), words["through"]: through},
        [QUIET, GRADIENT],
        at=(n, [max(run.bound[n - 1], 1e-30), through[n - 1]]),
        x_title=words["layers"],
        y_title=words["value"],
        log=True,
        domain=(1e-16, 1e4),
    )
    row = chains.squeezed(x, run.outputs, run.local, n, words=words)
    demo.show(
        row,
        picture,
        stacked=True,
        facts={"n": n, "left": run.through[n - 1], "bound": run.bound[n - 1]},
    )
    demo.confirm(run.through[n - 1], np.prod(run.local[:n].astype(float)))
    demo.challenge("vanish.challenge", n == 20 and abs(run.through[n - 1]) > 1e-3)


lesson.predict("chain", chain_rule.draw_chain, chain_rule.whole_chain)
lesson.predict("rule", chain_rule.draw_rule, chain_rule.rule_slope)
lesson.predict(
    "cut",
    chain_rule.draw_cut,
    chain_rule.remaining_formula,
    options=lambda **_: chain_rule.FORMULAS,
)
lesson.related("gradient_tape", "related.gradient_tape")
lesson.walk()
