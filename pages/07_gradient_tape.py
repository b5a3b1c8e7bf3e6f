"""GradientTape: what is recorded, what comes back, and why it is sometimes None."""

import numpy as np

from lib.charts import grids, groups, lines
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT
from lib.lessons.gradient_tape import formulas, gradient_tape
from lib.lessons.gradient_tape.charts import tapes, trails
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("gradient_tape")


@lesson.demo("xray")
def xray(demo: Demo) -> None:
    function = demo.choice("function", list(gradient_tape.FUNCTIONS))
    x = demo.slider("x", -4.0, 4.0, 2.0, step=0.25)
    w = demo.slider("w", -2.0, 3.0, 1.0, step=0.25)
    with demo.more():
        b = demo.slider("b", -2.0, 8.0, 1.0, step=0.25)
        y = demo.slider("y", 0.0, 2.0, 1.0, step=0.25)
    at = {"x": x, "w": w, "b": b, "y": y}
    seen = demo.run(gradient_tape.x_ray, function=function, **at)
    run = demo.run(gradient_tape.tangent, function=function, **at)
    words = demo.chart_words()
    names = [name.decode() for name in seen.operations]
    drawn = tapes.graph(names, *seen[1:], words=words)
    touching = run.value + run.tape * (run.axis - x)
    curve = lines.curves(
        run.axis,
        {words["curve"]: run.curve, words["tangent"]: touching},
        [OUTPUT, GRADIENT],
        at=(x, [run.value]),
        x_title="x",
        y_title="f(x)",
        height=280,
        nested=True,
    )
    operations = sum(name not in "xwby" for name in names)
    facts = {"x": x, "value": run.value, "slope": run.tape, "n": operations}
    demo.show(drawn, curve, stacked=True, **facts)
    demo.confirm(
        run.tape,
        run.formula,
        run.differences,
        latex=formulas.partial(function, "x", at, run.formula),
    )
    back = dict(zip(names, seen.gradients, strict=True))
    inputs = {"function": "x * w", "x": 2.0, "w": 1.0}
    demo.article("first-order gradient of x*w", inputs, grad=back.get("w"))


@lesson.demo("oneshot")
def oneshot(demo: Demo) -> None:
    calls = demo.slider("calls", 1, 4, 2, step=1)
    persistent = demo.toggle("persistent")
    x = demo.slider("once_x", -4.0, 4.0, 2.0, step=0.25)
    w = demo.slider("once_w", -4.0, 4.0, 1.0, step=0.25)
    values = {"persistent": persistent, "calls": calls, "x": x, "w": w}
    name = gradient_tape.refusal(**values)
    demo.article(
        "second call on a non-persistent tape",
        {"persistent": False, "calls": 2},
        label="persistent=False",
        raises=name,
    )
    inputs = {"persistent": True, "calls": 2, "once_x": 2.0, "once_w": 1.0}
    # Where the tape has refused, there are no answers to compare.
    both = {} if name else dict.fromkeys(["grad_first", "grad_second"], np.float32(x))
    demo.article("persistent tape can be asked twice", inputs, label="persistent=True", **both)
    run = demo.attempt(gradient_tape.ask, remedy="oneshot.remedy", **values)
    picture = grids.tensor(run.answers, words=demo.chart_words(), largest=4.0)
    demo.show(picture, through=[run.answers], calls=calls, answer=run.answers[0])
    demo.confirm(
        run.answers,
        run.formula,
        run.differences,
        latex=rf"\frac{{\partial (x w)}}{{\partial w}} = x = {show(x)}",
    )


@lesson.demo("none")
def none(demo: Demo) -> None:
    cause = demo.choice("cause", list(gradient_tape.CAUSES))
    repaired = demo.toggle("repaired")
    step = demo.toggle("step")
    run = demo.run(gradient_tape.CAUSES[cause], repaired=repaired)
    names = [name.decode() for name in run.stops]
    picture = trails.trail(names, run.values, run.gradients, words=demo.chart_words())
    said = demo.text("none.none") if run.gradient is None else show(run.gradient)
    why = demo.text(f"none.{cause}.repaired" if repaired else f"none.{cause}")
    demo.show(picture, said=said, why=why, value=run.result)
    if repaired:
        demo.confirm(
            run.gradient,
            2 * 3.0,
            run.differences,
            latex=r"\frac{dy}{dx} = 2 x = 2 \cdot 3 = 6",
        )
    elif said := gradient_tape.logged(cause):
        demo.printed(*said, expanded=True)
    demo.challenge("none.challenge", cause == "integer" and repaired)
    if step:
        values = {"cause": cause, "repaired": repaired}
        x = demo.attempt(gradient_tape.descend, remedy="none.remedy", **values)
        demo.result("none.step", x=x)


@lesson.demo("second")
def second(demo: Demo) -> None:
    function = demo.choice("twice", list(gradient_tape.TWICE))
    x = demo.slider("at", -2.0, 2.0, 1.0, step=0.125)
    inside = demo.toggle("inside", True)
    run = demo.run(gradient_tape.nest, function=function, x=x, inside=inside)
    words = demo.chart_words()
    curves = {words["f"]: run.f, words["first"]: run.first}
    if run.second is not None:
        curves |= {words["second"]: run.second}
    picture = lines.curves(
        run.axis[:-1],
        {name: each[:-1] for name, each in curves.items()},
        [INPUT, GRADIENT, CHANGED][: len(curves)],
        at=(x, [each[-1] for each in curves.values()]),
        x_title="x",
        y_title=words["value"],
        domain=(-13, 13),
    )
    outer = demo.text("none.none") if run.second is None else show(run.second[-1])
    demo.show(picture, x=x, f=run.f[-1], first=run.first[-1], outer=outer)
    if run.second is not None:
        found = np.stack([run.first[-1], run.second[-1]])
        demo.confirm(
            found,
            run.formula,
            run.differences,
            latex=formulas.derivative(function, 2, x, run.formula[1]),
        )


@lesson.demo("vector")
def vector(demo: Demo) -> None:
    function = demo.choice("map", list(gradient_tape.VECTORS))
    values = demo.tensor("values", "[1, 2]", ranks=(1,), most=6, limit=20)
    run = demo.run(gradient_tape.gradient_or_jacobian, function=function, values=values)
    words, end = demo.chart_words(), float(np.abs(run.jacobian).max()) or 1.0
    one, other = (
        grids.tensor(array, words={"name": words[name]}, largest=end, height=300)
        for name, array in (("gradient", run.gradient), ("jacobian", run.jacobian))
    )
    sums = np.abs(run.gradient - run.jacobian.sum(axis=0)).max()
    demo.show(one, other, through=[run.x, run.gradient, run.jacobian], n=run.x.size, sums=sums)
    demo.confirm(
        run.jacobian,
        run.formula,
        run.differences,
        latex=formulas.entry(function, run.x[0], run.y[0], run.formula[0, 0]),
    )


@lesson.demo("differences")
def differences(demo: Demo) -> None:
    function = demo.choice("plain", list(gradient_tape.PLAIN))
    step = demo.slider("h", -8.0, 0.0, -5.0, step=0.25, log=True)
    dtype = demo.choice("dtype", ["float32", "float64"])
    with demo.more():
        x = demo.slider("where", 0.25, 4.0, 2.0, step=0.25)
    values = {"function": function, "x": x, "step": step, "dtype": dtype}
    run = demo.run(gradient_tape.compare_steps, **values)
    words = demo.chart_words()
    found = {words["forward"]: run.forward, words["central"]: run.central}
    tape = np.full(len(run.steps), run.tape_error)
    picture = tapes.errors(
        run.steps, found | {words["tape"]: tape}, [INPUT, OUTPUT, GRADIENT], words=words
    )
    best = run.steps[int(np.argmin(run.central[:-1]))]
    facts = {"forward": run.forward[-1], "central": run.central[-1], "tape": run.tape_error}
    demo.show(picture, step=step, best=best, **facts)
    demo.formula(formulas.derivative(function, 1, x, run.exact))
    demo.challenge("differences.challenge", dtype == "float32" and run.forward[-1] < 1e-3)


@lesson.demo("common")
def common(demo: Demo) -> None:
    function = demo.choice("formula", list(gradient_tape.FUNCTIONS), "x * w + b")
    x = demo.slider("common_x", -4.0, 4.0, 2.0, step=0.25)
    w = demo.slider("common_w", -2.0, 3.0, 1.0, step=0.25)
    with demo.more():
        b = demo.slider("common_b", -2.0, 8.0, 1.0, step=0.25)
        y = demo.slider("common_y", 0.0, 2.0, 1.0, step=0.25)
    at = {"x": x, "w": w, "b": b, "y": y}
    run = demo.run(gradient_tape.differentiate, function=function, **at)
    words = demo.chart_words()
    ways = {words[way]: getattr(run, way) for way in ("tape", "formula", "differences")}
    picture = groups.grouped(
        ["∂f/∂x", "∂f/∂w", "∂f/∂b"],
        ways,
        [GRADIENT, OUTPUT, INPUT],
        name=words["name"],
        value=words["value"],
        height=260,
    )
    dx, dw, db = run.tape
    demo.show(picture, value=run.value, dx=dx, dw=dw, db=db)
    demo.confirm(
        run.tape,
        run.formula,
        run.differences,
        latex=formulas.partial(function, "w", at, run.formula[1]),
    )


lesson.predict("partial", gradient_tape.draw_product, gradient_tape.one_partial)
lesson.predict(
    "cause",
    gradient_tape.draw_cause,
    gradient_tape.answer_of,
    options=lambda **_: ["number", "None"],
)
lesson.predict("squares", gradient_tape.draw_vector, gradient_tape.squares_of)
lesson.predict("power", gradient_tape.draw_power, gradient_tape.cube_slope)
lesson.related("loss_gradients", "related.loss_gradients")
