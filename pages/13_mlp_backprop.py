"""Backpropagation: the error goes back through the layers, one at a time."""

import numpy as np

from lib.charts import boundaries
from lib.lessons.mlp_backprop import bug_hunt, digit_studio, mlp_backprop, symmetry
from lib.lessons.mlp_backprop.charts import backprops, numerals, weights
from lib.lessons.shared import studio
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("mlp_backprop")


@lesson.demo("steps")
def steps(demo: Demo) -> None:
    d, k, m = map(int, demo.choice("net").split("-"))
    x = demo.tensor(f"x_{d}")
    y = demo.tensor(f"y_{m}")
    head = demo.choice("head")
    with demo.more():
        unit = demo.choice("unit")
        rate = demo.slider("step_rate")
        layers = {
            name: demo.tensor(f"{name}_{d}{k}{m}")
            for name, w in mlp_backprop.draw_weights(d, k, m).items()
        }
    values = {"x": x, "y": y, **layers, "activation": unit, "head": head, "rate": rate}
    run = demo.run(mlp_backprop.backpropagate, **values)
    sentence = [demo.text(f"steps.{kind}") for kind in backprops.KINDS]
    at = demo.stepper("step", sentence)
    known = backprops.read(x, y, layers.values(), unit, head, rate, run)
    words, (tape, hand) = demo.chart_words(), backprops.both(known)
    demo.draw(backprops.walked(known, at, words=words))
    demo.show(
        *(backprops.beside_tape(known, layer, at, words=words) for layer in (2, 1)),
        facts={"loss": run.loss, "new": run.new_loss},
    )
    demo.confirm(tape, hand)
    demo.challenge("steps.challenge", not run.delta1.any() and np.abs(run.delta2).max() > 0.05)
    off = float(np.abs(tape - hand).max())
    demo.article("layer-by-layer deltas equal the tape", {"net": "2-3-2"}, max_abs_difference=off)


@lesson.demo("studio")
def boundary_studio(demo: Demo) -> None:
    data = demo.choice("data")
    steps = demo.player("played")
    brush = data == "own" and demo.choice("brush")
    own = data == "own" and demo.points("points")
    depth = demo.slider("depth")
    width = demo.slider("width")
    activation = demo.choice("act")
    rate = demo.slider("pace")
    with demo.more():
        rule = demo.choice("optimiser")
        initial = demo.choice("init")
        loss = demo.choice("loss")
        batch = demo.slider("batch")
        noise = demo.slider("noise")
        seed = demo.number("studio_seed")
    run = demo.train(
        studio.TRAINING,
        steps=steps,
        data=data,
        own=own or [],
        count=200,
        noise=noise,
        seed=seed,
        width=width,
        depth=depth,
        activation=activation,
        rate=rate,
        initialiser=initial,
        loss=loss,
        optimiser=rule,
        batch=batch,
    )
    words, outputs = demo.chart_words(), run.plane.shape[-1]
    pictures, facts = boundaries.watched(run, steps, clicks=bool(brush), words=words)
    plane, *curves = pictures
    demo.draw(plane.placing("points", int(brush)), *curves)
    demo.show(boundaries.wired(run.theta, width, depth, outputs, words=words), facts=facts)
    demo.challenge("studio.challenge", data == "spiral" and steps <= 300 and run.accuracy >= 98)


@lesson.demo("prison", deeper=True)
def prison(demo: Demo) -> None:
    start = demo.choice("start")
    own = start == "own" and demo.tensor("own")
    hidden = demo.slider("hidden")
    activation = demo.choice("activation")
    with demo.more():
        truth = demo.cells("truth")
        rate = demo.slider("prison_rate")
        seed = demo.number("prison_seed")
    steps = demo.player("steps")
    values = {"start": start, "hidden": hidden, "own": own or [], "activation": activation}
    run = demo.train(symmetry.TRAINING, steps=steps, **values, truth=truth, rate=rate, seed=seed)
    loss, *others = weights.learned(
        run.losses,
        run[1:4],
        run.outputs,
        truth,
        guess=np.log(2),
        points=[f"({a:g}, {b:g})" for a, b in symmetry.POINTS],
        words=demo.chart_words(),
    )
    demo.draw(loss)
    final, same = run.losses[steps], weights.alike(np.vstack([run.w1, run.b1, run.w2.T])).sum()
    demo.show(*others, facts={"steps": steps, "loss": final, "n": hidden - same, "hidden": hidden})
    free = start == "own" and hidden == 2 and truth == [0, 1, 1, 0]
    demo.challenge("prison.challenge", bool(free and final < 0.1))


@lesson.demo("digits")
def digits(demo: Demo) -> None:
    drawing = demo.drawing("drawing")
    rate = demo.slider("digit_rate")
    with demo.more():
        width = demo.slider("digit_width")
        activation = demo.choice("digit_unit")
        optimiser = demo.choice("digit_optimiser")
        seed = demo.number("digit_seed")
        view = demo.choice("units")
    steps = demo.player("digit_steps")
    values = {"activation": activation, "optimiser": optimiser, "rate": rate, "seed": seed}
    run = demo.train(
        digit_studio.TRAINING, steps=steps, drawing=drawing, width=int(width), **values
    )
    words, guess = demo.chart_words(), int(np.argmax(run.guesses))
    demo.draw(*numerals.read(run.seen, run.guesses, words=words))
    demo.draw(*numerals.learned(run.losses, run.confusion, words=words))
    facts = {"guess": guess, "sure": run.guesses[guess], "steps": steps, "accuracy": run.accuracy}
    wrong = numerals.mistakes(run.mistaken, *run[4:7], most=digit_studio.WORST, words=words)
    units = numerals.units(getattr(run, view), most=digit_studio.FIRST, words=words)
    demo.show(wrong, units, facts=facts)
    demo.challenge("digits.challenge", bool(run.accuracy >= 88))


@lesson.demo("hunt")
def hunt(demo: Demo) -> None:
    case = demo.number("case")
    view = demo.choice("view")
    verdict = demo.choice("verdict")
    rate = demo.slider("rate")
    with demo.more():
        x = demo.tensor("samples")
        y = demo.tensor("targets")
        seed = demo.number("hunt_seed")
    run = demo.attempt(
        bug_hunt.check_gradients, remedy="hunt.remedy", x=x, y=y, rate=rate, case=case, seed=seed
    )
    words = demo.chart_words()
    layers = {"xh": run[1::2], "ho": run[2::2]}
    pictures = [
        weights.checked(*pair, view=view, names=names, words=words)
        for names, pair in layers.items()
    ]
    right = np.concatenate([weights.agree(*pair).ravel() for pair in layers.values()])
    culprit, facts = bug_hunt.bug_of(case), {"wrong": np.sum(~right), "n": right.size}
    sentence = "unsure" if verdict == "unsure" else "caught" if verdict == culprit else "missed"
    demo.show(*pictures, facts={"case": case, "sentence": demo.text(f"hunt.{sentence}"), **facts})
    demo.challenge("hunt.challenge", culprit != "none" and bool(right.all()))


lesson.predict("output", mlp_backprop.draw_output, mlp_backprop.delta_of_output)
lesson.predict("hidden", mlp_backprop.draw_hidden, mlp_backprop.delta_of_hidden)
lesson.predict("shape", mlp_backprop.draw_sizes, mlp_backprop.shape_of_gradient)
lesson.predict("alike", mlp_backprop.draw_start, mlp_backprop.different_units)
places = {"options": lambda **_: mlp_backprop.PLACES}
lesson.predict("slip", mlp_backprop.draw_bug, mlp_backprop.where_gradients_differ, **places)
lesson.related("chain_rule", "related.chain_rule")
lesson.related("gradient_tape", "related.gradient_tape", plain="sin(x)")
lesson.walk()
