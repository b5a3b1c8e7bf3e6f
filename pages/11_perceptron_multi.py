"""A perceptron with several outputs: an outer product for the weights, trained on three classes."""

import numpy as np

from lib.article import cases
from lib.charts import boundaries, grids, groups, lines
from lib.charts.palette import CHANGED, GRADIENT, QUIET
from lib.lessons.perceptron_multi import perceptron_multi
from lib.lessons.perceptron_multi.charts import layers
from lib.lessons.shared import studio
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("perceptron_multi")
CASE = "softmax + MSE, three outputs, w=1, b=1"
FOUND = show(cases()[CASE]["inputs"]["x_recovered"], 8)
ONES = str([[1.0] * 3] * 4)


@lesson.demo("xray")
def xray(demo: Demo) -> None:
    x = demo.tensor("x")
    w = demo.tensor("w")
    b = demo.tensor("b")
    head = demo.choice("head")
    with demo.more():
        labels = demo.tensor("labels")
        loss = demo.choice("loss")
        rate = demo.slider("rate")
        sample = demo.slider("sample")
    inputs = {
        "x": FOUND,
        "w": ONES,
        "b": "[1, 1, 1]",
        "labels": "[2, 0]",
        "head": "softmax",
        "loss": "mean",
    }
    values = {"x": x, "w": w, "b": b, "labels": labels, "head": head, "loss": loss, "rate": rate}
    if not len(x) == len(labels) or not len(x[0]) == len(w) or not len(w[0]) == len(b):
        demo.article(CASE, inputs)  # TensorFlow refuses; the article's are offered all the same
    run = demo.attempt(perceptron_multi.differentiate, remedy="xray.remedy", **values)
    sentence = [demo.text(f"xray.{kind}") for kind in layers.KINDS]
    at, words = demo.stepper("step", sentence), demo.chart_words()
    numbers = (np.asarray(each, float) for each in (x, w, b))
    known = layers.Layer(*numbers, min(sample, len(x)) - 1, head, rate, run)
    demo.draw(layers.walked(known, at, words=words))
    end = float(np.abs(run.outer).max())
    shown = {"outer": run.outer, "sum": run.grad_w, "tape": run.tape_w}
    pictures = [
        grids.tensor(each, words={"name": words[name]}, largest=end, height=150)
        for name, each in shown.items()
    ]
    pairs = ((run.delta, run.tape_delta), (run.grad_w, run.tape_w), (run.grad_b, run.tape_b))
    hand, tape = (
        np.concatenate([each.ravel() for each in way]) for way in zip(*pairs, strict=True)
    )
    demo.draw(pictures[0])
    demo.show(*pictures[1:], facts={"loss": run.loss, "new": run.new_loss, "bias": run.grad_b})
    demo.confirm(tape, hand)
    demo.article(CASE, inputs, prob=run.prob, grad_w=run.tape_w, grad_b=run.tape_b)


@lesson.demo("logit")
def logit(demo: Demo) -> None:
    z = demo.tensor("z")
    head = demo.choice("outputs")
    by = demo.slider("by")
    place = demo.slider("place")
    with demo.more():
        label = demo.slider("label")
        loss = demo.choice("measure")
    place, label = min(place, len(z)) - 1, min(label, len(z)) - 1
    values = {"z": z, "place": place, "by": by, "label": label, "head": head, "loss": loss}
    run = demo.run(perceptron_multi.move_logit, **values)
    words, names = demo.chart_words(), [f"δ{j + 1}" for j in range(len(z))]
    versions = {words["before"]: run.deltas[0].tolist(), words["after"]: run.deltas[1].tolist()}
    picture = groups.grouped(
        names,
        versions,
        [GRADIENT, CHANGED],
        name=words["name"],
        value=words["value"],
        domain=(-1, 1),
        height=300,
    )
    demo.show(
        picture,
        through=[run.outputs, run.deltas],
        facts={"j": place + 1, "felt": run.changed.sum(), "m": len(z)},
    )
    demo.challenge("logit.challenge", head == "softmax" and abs(by) >= 1 and not run.changed.any())


@lesson.demo("factor")
def factor(demo: Demo) -> None:
    m = demo.slider("m")
    head = demo.choice("factor_head")
    seed = demo.number("seed")
    run = demo.run(perceptron_multi.compare_losses, head=head, seed=seed)
    words, here = demo.chart_words(), m - 2
    picture = lines.curves(
        run.outputs,
        {words["formula"]: 2 / run.outputs, words["tape"]: run.ratio},
        [QUIET, GRADIENT],
        at=(m, [2 / m, run.ratio[here]]),
        domain=(0, 1.1),
        x_title=words["m"],
        y_title=words["ratio"],
    )
    facts = {"mean": run.by_mean[here], "half": run.by_half[here], "ratio": run.ratio[here]}
    demo.show(picture, facts={"m": m, **facts})
    demo.formula(rf"\frac{{2}}{{m}} = \frac{{2}}{{{m}}} = {show(2 / m)}")


@lesson.demo("shapes", deeper=True)
def shapes(demo: Demo) -> None:
    case = demo.choice("case")
    sizes = dict(zip("xwby", perceptron_multi.CASES.get(case, ()), strict=False)) or {
        name: demo.tensor(f"shape_{name}") for name in "xwby"
    }
    run = demo.attempt(perceptron_multi.try_shapes, remedy="shapes.remedy", **sizes)
    words, known = demo.chart_words(), {"error": run.error, "grad_b": run.grad_b}
    pictures = [
        grids.tensor(each, words={"name": words[name]}, height=240) for name, each in known.items()
    ]
    silent = run.grad_b.ndim != 1 or list(run.error.shape) != sizes["y"]
    sentence = demo.text("shapes.silent" if silent else "shapes.fine")
    demo.show(*pictures, through=[run.z, run.error, run.grad_b], facts={"sentence": sentence})
    demo.challenge("shapes.challenge", silent and case == "own")


@lesson.demo("boundary")
def boundary(demo: Demo) -> None:
    data = demo.choice("data")
    own = data == "own" and demo.points("points")
    new = int(demo.choice("clicks")) if own else 0
    rate = demo.slider("train_rate")
    loss = demo.choice("train_loss")
    with demo.more():
        noise = demo.slider("noise")
        seed = demo.number("train_seed")
    steps = demo.player("steps")
    run = demo.train(
        studio.TRAINING,
        steps=steps,
        data=data,
        own=own or [],
        count=90,
        noise=noise,
        seed=seed,
        width=4,
        depth=0,
        activation="linear",
        initialiser="glorot",
        loss=loss,
        rate=rate,
        batch=0,
        optimiser="gradient_descent",
    )
    words = demo.chart_words()
    names = [words[f"class{each}"] for each in range(3)]
    plane = boundaries.plane(run.plane, run.places, run.labels, names, clicks=data == "own")
    curve = lines.curves(
        np.arange(400),
        {words["loss"]: run.losses[:400]},
        [QUIET],
        height=340,
        x_title=words["step"],
        y_title=words["loss"],
        domain=(0, 1.5),
    )
    last = float(run.losses[steps - 1]) if steps else float("nan")
    facts = {"steps": steps, "accuracy": run.accuracy, "loss": last}
    demo.draw(plane.placing("points", new), curve, alt=demo.text("boundary.alt", **facts))
    demo.tell("boundary.result", facts=facts)
    demo.challenge("boundary.challenge", bool(own and steps == 400 and run.accuracy < 60))


options = {"options": lambda m, **_: [1, m]}
lesson.predict("delta", perceptron_multi.draw_delta, perceptron_multi.delta_of_softmax)
lesson.predict("outer", perceptron_multi.draw_outer, perceptron_multi.one_of_outer)
lesson.predict(
    "logit", perceptron_multi.draw_logit, perceptron_multi.count_changed_deltas, **options
)
lesson.predict("ratio", perceptron_multi.draw_outputs, perceptron_multi.ratio_of_losses)
lesson.related("perceptron_single", "related.perceptron_single")
lesson.related("mlp_backprop", "related.mlp_backprop")
lesson.walk()
