"""Loss functions and their gradients: what a network learns to do better."""

import math
from typing import Any

import numpy as np

from lib.charts import grids, groups
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT
from lib.lessons.loss_gradients import (
    cross_entropy_forms,
    formulas,
    label_shapes,
    mse_or_cross_entropy,
    number_range,
    questions,
    softmax_jacobian,
    softmax_layer,
    softmax_twice,
)
from lib.lessons.loss_gradients.charts import losses
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("loss_gradients")
ARTICLE = [[round(math.log(p), 7) for p in row] for row in softmax_layer.ARTICLE_P]
ENDS = (-200.0, 200.0)


def layer(demo: Demo, batch: tuple[Any, ...], labels: list[int], loss: str, *shown: str) -> Any:
    """Run one layer; draw its probabilities, and its gradients on one colour scale."""
    x, w, b = batch
    labels = [min(label, len(w[0]) - 1) for label in labels[: len(x)]]
    values = {"x": x, "w": w, "b": b, "labels": labels, "loss": loss}
    run = demo.attempt(softmax_layer.layer_gradients, remedy="remedy", **values)
    words = demo.chart_words()
    p, *_ = losses.same_scale({"p": run.p}, words=words, largest=1.0)
    drawn = losses.same_scale({name: getattr(run, name) for name in shown}, words=words)
    demo.draw(p, *drawn[:-2])
    rest, off = run.grad_w.sum(axis=1), run.grad_logits - run.formula_logits
    facts = {"loss": run.loss, "rest": np.abs(rest).max(), "off": np.abs(off).max()}
    demo.show(*drawn[-2:], through=[run.p, run.grad_w, run.grad_b], facts=facts)
    derivatives = (run.grad_w, run.grad_b), (run.formula_w, run.formula_b), run[-2:]
    tape, formula, moved = (np.append(*way) for way in derivatives)
    demo.confirm(tape, formula, moved)
    return run


@lesson.demo("mse")
def mse(demo: Demo) -> None:
    source = demo.choice("source")
    if source == "own":
        x = demo.tensor("x")[:3]
        w = demo.tensor("w")
        batch = x, w, demo.tensor("b")
    elif source == "article":
        batch = softmax_layer.choose_logits(ARTICLE)
    else:
        batch = softmax_layer.draw_layer(demo.number("seed"), 3)
    labels = demo.cells("labels")
    run = layer(demo, batch, labels, "mse", "grad_logits", "grad_w", "grad_b")
    parts = " + ".join(f"({show(each)})" for each in run.formula_logits[:, 0])
    demo.formula(rf"\frac{{\partial L}}{{\partial b_0}} = {parts} = {show(run.formula_b[0])}")
    case = "MSE over softmax: gradient of the bias from the printed probabilities"
    demo.article(case, {"source": "article", "labels": "201"}, grad_b=run.grad_b)


@lesson.demo("mixer")
def mixer(demo: Demo) -> None:
    logits = demo.tensor("mixed")
    temperature = demo.slider("temperature")
    shift = demo.slider("shift")
    run = demo.run(
        softmax_jacobian.softmax_jacobian, logits=logits, temperature=temperature, shift=shift
    )
    words = demo.chart_words()
    versions = {words["p"]: run.p, words["hand"]: run.by_hand}
    bars = groups.grouped(
        [str(i) for i in range(len(logits))],
        versions,
        [OUTPUT, CHANGED],
        name=words["name"],
        value=words["value"],
        domain=(0, 1),
        height=320,
    )
    jacobian = grids.tensor(run.jacobian, words={"name": words["jacobian"]}, height=320)
    rest = np.abs(run.jacobian.sum(axis=1)).max()
    hand = demo.text("mixer.fine" if np.isfinite(run.by_hand).all() else "mixer.broken")
    facts = {"moved": np.abs(run.p - run.unshifted).max(), "rest": rest, "hand": hand}
    demo.show(bars, jacobian, through=[run.p, run.jacobian], facts=facts)
    latex = formulas.slope_of_softmax(run.p[0], temperature, run.formula[0, 0])
    demo.confirm(run.jacobian, run.formula, run.differences, latex=latex)
    demo.challenge("mixer.challenge", bool(np.abs(run.jacobian).max() < 1e-3))


@lesson.demo("logits")
def logits(demo: Demo) -> None:
    source = demo.choice("logits_source")
    if source == "own":
        rows = demo.tensor("logits")[:2]
        batch = softmax_layer.choose_logits(rows)
    else:
        batch = softmax_layer.draw_layer(demo.number("logits_seed"), 2)
    labels = demo.cells("logits_labels")
    shown = ("formula_logits", "grad_logits", "grad_w", "grad_b")
    run = layer(demo, batch, labels, "cross_entropy", *shown)
    n, p, row = len(run.p), run.p[0], run.formula_logits[0]
    truth = np.round(p - n * row)
    parts = (show(each.tolist()) for each in (p, truth, row))
    demo.formula(rf"\frac{{1}}{{{n}}} \bigl({next(parts)} - {next(parts)}\bigr) = {next(parts)}")
    case = "shapes of the softmax cross-entropy gradients, from_logits=True"
    shapes = {f"grad_{name}_shape": getattr(run, f"grad_{name}").shape for name in "wb"}
    demo.article(case, {"logits_source": "random"}, **shapes)


@lesson.demo("duel")
def duel(demo: Demo) -> None:
    wrong = demo.slider("wrong")
    dtype = demo.choice("dtype")
    run = demo.run(cross_entropy_forms.compare_forms, wrong=wrong, dtype=dtype)
    words = demo.chart_words()
    forms = [words[way] for way in cross_entropy_forms.FORMS]
    pictures = losses.pair(
        run.wrong_logits,
        forms,
        (run.loss_curves, run.gradient_curves),
        (run.losses, run.gradients[:, 1]),
        at=wrong,
        words=words,
        domains=((0, 210), (-0.1, 1.1)),
        stacked=True,
    )
    demo.draw(*pictures, stacked=True)
    table = np.column_stack([run.losses, run.gradients]).astype(float)
    truth = [math.log(2 + math.exp(wrong)), *run.formula]
    right = np.abs(table - truth) < (2e-2 if dtype == "float16" else 1e-4)
    columns = [words["loss"], *(f"dL/dz[{i}]" for i in range(3))]
    picture = losses.judged(table, right, rows=forms, columns=columns, words=words, height=220)
    facts = {"stable": run.losses[0], "clipped": run.losses[1], "hand": run.losses[2]}
    facts |= {"dead": run.gradients[1].tolist(), "lost": run.gradients[2].tolist()}
    demo.show(picture, facts={"push": run.gradients[0].tolist(), **facts})
    demo.confirm(
        run.gradients[0],
        run.formula,
        run.differences,
        bound=2e-3 if dtype == "float16" else 1e-5,
        latex=f"p - y = {show(run.formula)}",
    )
    silent = bool(right[2, 0] and not right[2].all())
    demo.challenge("duel.challenge", silent and wrong <= 45 and dtype == "float32")


@lesson.demo("twice", deeper=True)
def twice(demo: Demo) -> None:
    z = demo.slider("true")
    classes = demo.slider("classes")
    run = demo.run(softmax_twice.double_softmax, z=z, classes=classes)
    words = demo.chart_words()
    pictures = losses.pair(
        run.true_logits,
        [words["once"], words["twice"]],
        (run.loss_curves, run.gradient_curves),
        (run.losses, run.gradients),
        at=z,
        words=words,
        domains=((0, 15), (-1.05, 0.05)),
    )
    facts = {"p": run.p, "floor": run.floor, "once": run.losses[0], "twice": run.losses[1]}
    demo.show(*pictures, facts={"weak": run.gradients[1], "strong": run.gradients[0], **facts})
    latex = rf"\frac{{\partial L}}{{\partial z}} = {show(run.p)} - 1 = {show(run.formula[0])}"
    demo.confirm(run.gradients, run.formula, run.differences, latex=latex)
    demo.formula(rf"\ln\left(1 + \frac{{{classes - 1}}}{{e}}\right) = {show(run.floor)}")


@lesson.demo("race")
def race(demo: Demo) -> None:
    w = demo.slider("start_w")
    b = demo.slider("start_b")
    rate = demo.slider("rate")
    steps = demo.slider("steps")
    with demo.more():
        halved = demo.toggle("halved")
    values = {"w": w, "b": b, "rate": rate, "steps": steps, "halved": halved}
    run = demo.run(mse_or_cross_entropy.train_neuron, **values)
    curves = (run.outputs, run.every_output, run.gradient_curves)
    pictures = losses.raced(*curves, run.gradients, words=demo.chart_words())
    ends = {"by_mse": run.outputs[-1, 0], "by_ce": run.outputs[-1, 1], "steps": steps}
    demo.show(*pictures, facts={"mse": run.gradients[0], "ce": run.gradients[1], **ends})
    latex = formulas.logit_gradients(run.outputs[0, 0], 1 if halved else 2, run.formula)
    demo.confirm(run.gradients, run.formula, run.differences, latex=latex)
    same = (w, b) == (2.0, 2.0) and steps <= 150
    demo.challenge("race.challenge", bool(same and run.outputs[-1, 0] < 0.1))


@lesson.demo("broadcast", deeper=True)
def broadcast(demo: Demo) -> None:
    predictions = demo.tensor("predictions")
    labels = demo.tensor("targets")
    shapes = demo.choice("shapes")
    values = {"predictions": predictions, "labels": labels, "shapes": shapes}
    run = demo.attempt(label_shapes.broadcast_error, remedy="broadcast.remedy", **values)
    words = demo.chart_words()
    grid = grids.tensor(run.difference, words={"name": words["difference"]}, height=260)
    bars = groups.grouped(
        [str(i) for i in range(len(predictions))],
        {words["yours"]: run.gradient, words["right"]: run.true_gradient},
        [GRADIENT, INPUT],
        name=words["name"],
        value=words["value"],
        height=260,
    )
    facts = {"loss": run.loss, "keras": run.keras_loss, "truth": run.true_loss}
    demo.show(grid, bars, through=[np.float32(predictions), run.difference], facts=facts)
    centre = labels[0] if shapes == "same" else np.mean(labels)
    latex = formulas.mse_gradient(predictions[0], centre, len(predictions), run.formula[0])
    demo.confirm(run.gradient, run.formula, run.differences, latex=latex)
    total = show(float(np.sum(run.difference**2)))
    demo.formula(rf"\frac{{{total}}}{{{run.difference.size}}} = {show(run.loss)}")


@lesson.demo("overflow", deeper=True)
def overflow(demo: Demo) -> None:
    x = demo.slider("power")
    run = demo.run(number_range.overflow, x=x)
    words, names = demo.chart_words(), number_range.DTYPES
    reach = losses.ranges(names, run.lowest, run.highest, at=x, words=words, ends=ENDS)
    table, truth = run.table, run.table[2, [0, 2, 2, 4, 4]]
    right = np.abs(table - truth) <= 0.02 * truth
    columns = ["exp(x)", "log(1 +\u200b exp(x))", "softplus(x)"]
    columns += ["d log\u200b / dx", "d softplus\u200b / dx"]
    picture = losses.judged(table, right, rows=names, columns=columns, words=words, height=260)
    broken = ~np.isfinite(table)
    facts = {"broken": broken.sum(), "lost": (~right & ~broken).sum(), "half": run.highest[0]}
    demo.show(reach, picture, stacked=True, facts={"single": run.highest[1], **facts})
    demo.confirm(
        np.float32(table[1, 4]),
        run.formula,
        run.differences,
        latex=rf"\sigma({show(x)}) = {show(run.formula)}",
    )
    stable = rf"\max({show(x)}, 0) + \ln(1 + e^{{-{show(abs(x))}}})"
    demo.formula(rf"\ln(1 + e^{{{show(x)}}}) = {stable} = {show(truth[1])}")


lesson.predict("slope", questions.draw_prediction, questions.slope_of_logits)
lesson.predict(
    "dead",
    questions.draw_logit,
    questions.slope_after_softmax,
    options=lambda **_: ["-1", "0"],
)
lesson.predict("square", questions.draw_output, questions.slope_of_square)
lesson.predict("shape", questions.draw_shapes, questions.shape_of_difference)
lesson.predict(
    "power",
    questions.draw_power,
    questions.kind_of_power,
    options=lambda **_: ["finite", "infinite"],
)
lesson.related("entropy", "related.entropy")
lesson.walk()
