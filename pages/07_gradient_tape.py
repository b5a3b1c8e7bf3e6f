"""GradientTape: what is recorded, what comes back, and why it is sometimes None."""

import numpy as np

from lib.charts import grids, groups, lines
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT
from lib.lessons.gradient_tape import (
    formulas,
    functions,
    jacobians,
    missing_gradients,
    questions,
    second_order,
    step_sizes,
    tape_calls,
)
from lib.lessons.gradient_tape.charts import tapes, trails
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("gradient_tape")


@lesson.demo("xray")
def xray(demo: Demo) -> None:
    function = demo.choice("function")
    x = demo.slider("x")
    w = demo.slider("w")
    with demo.more():
        b = demo.slider("b")
        y = demo.slider("y")
    at = {"x": x, "w": w, "b": b, "y": y}
    seen = demo.run(functions.trace_operations, function=function, **at)
    run = demo.run(functions.tangent, function=function, **at)
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
    demo.show(drawn, curve, stacked=True, facts=facts)
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
    calls = demo.slider("calls")
    persistent = demo.toggle("persistent")
    x = demo.slider("once_x")
    w = demo.slider("once_w")
    values = {"persistent": persistent, "calls": calls, "x": x, "w": w}
    name = tape_calls.refusal_name(**values)
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
    run = demo.attempt(tape_calls.ask_tape, remedy="oneshot.remedy", **values)
    picture = grids.tensor(run.answers, words=demo.chart_words(), largest=4.0)
    demo.show(picture, through=[run.answers], facts={"calls": calls, "answer": run.answers[0]})
    demo.confirm(
        run.answers,
        run.formula,
        run.differences,
        latex=rf"\frac{{\partial (x w)}}{{\partial w}} = x = {show(x)}",
    )


@lesson.demo("none")
def none(demo: Demo) -> None:
    cause = demo.choice("cause")
    repaired = demo.toggle("repaired")
    step = demo.toggle("step")
    run = demo.run(missing_gradients.CAUSES[cause], repaired=repaired)
    names = [name.decode() for name in run.stops]
    picture = trails.trail(names, run.values, run.gradients, words=demo.chart_words())
    sentence = demo.text("none.none") if run.gradient is None else show(run.gradient)
    why = demo.text(f"none.{cause}.repaired" if repaired else f"none.{cause}")
    demo.show(picture, facts={"sentence": sentence, "why": why, "value": run.result})
    if repaired:
        demo.confirm(
            run.gradient,
            2 * 3.0,
            run.differences,
            latex=r"\frac{dy}{dx} = 2 x = 2 \cdot 3 = 6",
        )
    elif sentence := missing_gradients.log_messages(cause):
        demo.printed(*sentence, expanded=True)
    demo.challenge("none.challenge", cause == "integer" and repaired)
    if step:
        values = {"cause": cause, "repaired": repaired}
        x = demo.attempt(missing_gradients.take_step, remedy="none.remedy", **values)
        demo.tell("none.step", facts={"x": x})


@lesson.demo("second")
def second(demo: Demo) -> None:
    function = demo.choice("twice")
    x = demo.slider("at")
    inside = demo.toggle("inside")
    run = demo.run(second_order.second_derivative, function=function, x=x, inside=inside)
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
    demo.show(picture, facts={"x": x, "f": run.f[-1], "first": run.first[-1], "outer": outer})
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
    function = demo.choice("map")
    values = demo.tensor("values")
    run = demo.run(jacobians.gradient_or_jacobian, function=function, values=values)
    words, end = demo.chart_words(), float(np.abs(run.jacobian).max()) or 1.0
    one, other = (
        grids.tensor(array, words={"name": words[name]}, largest=end, height=300)
        for name, array in (("gradient", run.gradient), ("jacobian", run.jacobian))
    )
    sums = np.abs(run.gradient - run.jacobian.sum(axis=0)).max()
    demo.show(
        one,
        other,
        through=[run.x, run.gradient, run.jacobian],
        facts={"n": run.x.size, "sums": sums},
    )
    demo.confirm(
        run.jacobian,
        run.formula,
        run.differences,
        latex=formulas.entry(function, run.x[0], run.y[0], run.formula[0, 0]),
    )


@lesson.demo("differences", deeper=True)
def differences(demo: Demo) -> None:
    function = demo.choice("plain")
    step = demo.slider("h")
    dtype = demo.choice("dtype")
    with demo.more():
        x = demo.slider("where")
    values = {"function": function, "x": x, "step": step, "dtype": dtype}
    run = demo.run(step_sizes.compare_steps, **values)
    words = demo.chart_words()
    found = {words["forward"]: run.forward, words["central"]: run.central}
    tape = np.full(len(run.steps), run.tape_error)
    picture = tapes.errors(
        run.steps, found | {words["tape"]: tape}, [INPUT, OUTPUT, GRADIENT], words=words
    )
    best = run.steps[int(np.argmin(run.central[:-1]))]
    facts = {"forward": run.forward[-1], "central": run.central[-1], "tape": run.tape_error}
    demo.show(picture, facts={"step": step, "best": best, **facts})
    demo.formula(formulas.derivative(function, 1, x, run.exact))
    demo.challenge("differences.challenge", dtype == "float32" and run.forward[-1] < 1e-3)


@lesson.demo("common", deeper=True)
def common(demo: Demo) -> None:
    function = demo.choice("formula")
    x = demo.slider("common_x")
    w = demo.slider("common_w")
    with demo.more():
        b = demo.slider("common_b")
        y = demo.slider("common_y")
    at = {"x": x, "w": w, "b": b, "y": y}
    run = demo.run(functions.differentiate, function=function, **at)
    words = demo.chart_words()
    derivatives = {words[way]: getattr(run, way) for way in ("tape", "formula", "differences")}
    picture = groups.grouped(
        ["∂f/∂x", "∂f/∂w", "∂f/∂b"],
        derivatives,
        [GRADIENT, OUTPUT, INPUT],
        name=words["name"],
        value=words["value"],
        height=260,
    )
    dx, dw, db = run.tape
    demo.show(picture, facts={"value": run.value, "dx": dx, "dw": dw, "db": db})
    demo.confirm(
        run.tape,
        run.formula,
        run.differences,
        latex=formulas.partial(function, "w", at, run.formula[1]),
    )


lesson.predict("partial", questions.draw_product, questions.one_partial)
lesson.predict(
    "cause",
    questions.draw_cause,
    questions.none_or_number,
    options=lambda **_: ["number", "None"],
)
lesson.predict("squares", questions.draw_vector, questions.square_derivative)
lesson.predict("power", questions.draw_power, questions.cube_slope)
lesson.related("loss_gradients", "related.loss_gradients")
lesson.walk()
