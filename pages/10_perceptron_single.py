"""A perceptron with one output: its gradient term by term, and what it cannot learn."""

import numpy as np

from lib.article import cases
from lib.charts import boundaries, lines
from lib.charts.palette import INPUT
from lib.lessons.perceptron_single import perceptron_single
from lib.lessons.perceptron_single.charts import perceptrons, pulls
from lib.lessons.shared import studio
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("perceptron_single")
CASE = "sigmoid + MSE, one output, w=1, b=1"
ARTICLE = cases()[CASE]
RECOVERED = show(ARTICLE["inputs"]["x_recovered"][0], 8)

LAST = 300  # steps of a training


@lesson.demo("tape")
def tape(demo: Demo) -> None:
    x = demo.tensor("x")
    w = demo.tensor("w")
    b = demo.slider("b")
    t = demo.slider("t")
    with demo.more():
        loss = demo.choice("loss")
        rate = demo.slider("rate")
    inputs = {"x": RECOVERED, "w": "[1, 1, 1]", "b": 1.0, "t": 1.0, "loss": "mse"}
    if len(x) != len(w):  # TensorFlow refuses; the article's inputs are offered all the same
        demo.article(CASE, inputs)
    values = {"x": x, "w": w, "b": b, "t": t, "loss": loss, "rate": rate}
    run = demo.attempt(perceptron_single.differentiate, remedy="tape.remedy", **values)
    known = perceptrons.read(x, w, b, t, loss, rate, run)
    steps = perceptrons.steps(known)
    sentence = [demo.text(f"tape.step.{s.kind}", j=s.place + 1, name=s.name) for s in steps]
    at, words = demo.stepper("step", sentence), demo.chart_words()
    pictures = [draw(known, at, words=words) for draw in (perceptrons.walked, perceptrons.compared)]
    demo.show(
        *pictures,
        stacked=True,
        facts={"o": known.o, "t": t, "error": known.error, "after": run.new_error},
    )
    demo.confirm(np.float32(known.by_tape), np.float32(known.by_formula), bound=1e-6, least=1.0)
    size = np.abs(known.by_w)
    demo.challenge("tape.challenge", size.min() == 0 and size.max() > 0.1)
    demo.article(CASE, inputs, grad_w=run.tape_w, grad_b=run.tape_b)


@lesson.demo("recover", deeper=True)
def recover(demo: Demo) -> None:
    printed = demo.tensor("printed")
    t = float(demo.choice("target"))
    loss = demo.choice("guess")
    *by_w, by_b = printed
    if not by_w or not by_b:
        demo.tell("recover.none")
        return
    run = demo.run(perceptron_single.recover, printed_w=by_w, printed_b=by_b, t=t, loss=loss)
    kinds = ["printed", *["ratio"] * len(by_w), "forward", "back"]
    sentence = [demo.text(f"recover.step.{kind}", j=j) for j, kind in enumerate(kinds)]
    at, words = demo.stepper("found", sentence), demo.chart_words()
    pictures = perceptrons.found(printed, t, run, at, words=words)
    demo.show(*pictures, stacked=True, facts={"x": run.x, "again": run.again_b, "b": by_b})
    off = np.abs(np.subtract([*run.again_w, run.again_b], printed)).max()
    demo.challenge("recover.challenge", off <= 1e-6)


@lesson.demo("saturate")
def saturate(demo: Demo) -> None:
    z = demo.slider("z")
    t = demo.slider("map_t")
    run = demo.run(perceptron_single.map_gradients, z=z, t=t)
    facts = {"output": run.output, "error": run.error, "mse": run.pull_mse, "ce": run.pull_ce}
    demo.show(*pulls.both(run, t, words=demo.chart_words()), facts={"t": t, **facts})
    demo.challenge("saturate.challenge", run.error > 0.9 and run.pull_mse < 0.01)


@lesson.demo("train")
def train(demo: Demo) -> None:
    data = demo.choice("data")
    own, new = [], 0
    if data == "own":
        own = demo.points("own")
        new = int(demo.choice("new"))
    rate = demo.slider("train_rate")
    with demo.more():
        loss = demo.choice("train_loss")
        seed = demo.number("seed")
    steps = demo.player("steps")
    run = demo.train(
        studio.TRAINING,
        steps=steps,
        data=data,
        own=own,
        count=60 if data == "blobs" else 4,
        noise=0.0,
        seed=seed,
        width=1,
        depth=0,
        activation="linear",
        initialiser="glorot",
        loss=loss,
        optimiser="gradient_descent",
        rate=rate,
        batch=0,
    )
    words, names = demo.chart_words(), list(demo.group("new").values())
    plane = boundaries.plane(run.plane, run.places, run.labels, names, clicks=data == "own")
    curve = lines.curves(
        np.arange(LAST),
        {words["loss"]: run.losses[:LAST]},
        [INPUT],
        domain=(0, 1.5),
        x_title=words["step"],
        y_title=words["loss"],
    )
    last = run.losses[steps - 1] if steps else float("nan")
    facts = {"steps": steps, "loss": last, "accuracy": run.accuracy}
    demo.draw(plane.placing("own", new), curve, alt=demo.text("train.alt", **facts))
    demo.tell("train.result", facts=facts)
    both = len(own) >= 6 and {label for *_, label in own} == {0, 1}
    demo.challenge("train.challenge", both and run.accuracy == 100)


lesson.predict("sum", perceptron_single.draw_sum, perceptron_single.sum_of)
lesson.predict("slope", perceptron_single.draw_step, perceptron_single.first_slope)
lesson.predict("step", perceptron_single.draw_step, perceptron_single.first_weight)
lesson.predict("input", perceptron_single.draw_printed, perceptron_single.input_of)
lesson.predict(
    "harder",
    perceptron_single.draw_outputs,
    perceptron_single.output_with_larger_gradient,
    options=lambda one, other, **_: sorted([one, other]),
)
lesson.related("mlp_backprop", "related.mlp_backprop")
lesson.related("loss_gradients", "related.loss_gradients")
lesson.related("chain_rule", "related.chain_rule")
lesson.walk()
