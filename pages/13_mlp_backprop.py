"""Backpropagation: the error goes back through the layers, one at a time."""

import numpy as np

from lib.charts import boundaries
from lib.lessons.mlp_backprop import bug_hunt, digit_studio, mlp_backprop, symmetry
from lib.lessons.mlp_backprop.charts import backprops, numerals, weights
from lib.lessons.shared import point_sets, studio
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("mlp_backprop")
SAMPLES = "[[0.5, -1], [1, 0.5], [-1, 1.5], [0.2, 2]]"
TARGETS = "[[1, 0], [0, 1], [1, 0], [0, 1]]"
EQUAL = "[[0.5, 0.5], [0.5, 0.5]]"


@lesson.demo("steps")
def steps(demo: Demo) -> None:
    d, k, m = map(int, demo.choice("net", ["2-3-2", "3-4-2", "4-4-3"]).split("-"))
    x = demo.tensor(f"x_{d}", str([0.5, -1.0, 1.5, 0.2][:d]), sizes=(d,), limit=20)
    y = demo.tensor(f"y_{m}", str([1, 0, 0][:m]), sizes=(m,), limit=20)
    head = demo.choice("head", list(mlp_backprop.HEADS))
    with demo.more():
        unit = demo.choice("unit", list(mlp_backprop.UNITS))
        rate = demo.slider("step_rate", 0.1, 4.0, 2.0, step=0.1)
        layers = {
            name: demo.tensor(f"{name}_{d}{k}{m}", str(w), sizes=np.shape(w), limit=20)
            for name, w in mlp_backprop.draw_weights(d, k, m).items()
        }
    values = {"x": x, "y": y, **layers, "activation": unit, "head": head, "rate": rate}
    run = demo.run(mlp_backprop.backpropagate, **values)
    said = [demo.text(f"steps.{kind}") for kind in backprops.KINDS]
    at = demo.stepper("step", said, default=-1)
    known = backprops.read(x, y, layers.values(), unit, head, rate, run)
    words, (tape, hand) = demo.chart_words(), backprops.both(known)
    demo.draw(backprops.walked(known, at, words=words))
    demo.show(
        *(backprops.beside_tape(known, layer, at, words=words) for layer in (2, 1)),
        loss=run.loss,
        new=run.new_loss,
    )
    demo.confirm(tape, hand)
    demo.challenge("steps.challenge", not run.delta1.any() and np.abs(run.delta2).max() > 0.05)
    off = float(np.abs(tape - hand).max())
    demo.article("layer-by-layer deltas equal the tape", {"net": "2-3-2"}, max_abs_difference=off)


@lesson.demo("studio", live="played")
def boundary_studio(demo: Demo) -> None:
    data = demo.choice("data", [*point_sets.SETS, "own"])
    steps = demo.player("played", most=studio.MOST, chunk=10, default=50)
    brush = data == "own" and demo.choice("brush", ["0", "1", "2"])
    own = data == "own" and demo.points("points", point_sets.OWN, **point_sets.BOUNDS)
    depth = demo.slider("depth", 0, studio.DEEPEST, 2, step=1)
    width = demo.slider("width", 1, studio.WIDEST, 6, step=1)
    activation = demo.choice("act", list(studio.ACTIVATIONS))
    rate = demo.slider("pace", -3.0, 1.0, -1.5, step=0.25, log=True)
    with demo.more():
        rule = demo.choice("optimiser", list(studio.OPTIMISERS), "adam")
        initial = demo.choice("init", list(studio.INITIALISERS))
        loss = demo.choice("loss", ["cross_entropy", "mse"])
        batch = demo.slider("batch", 0, 100, 0, step=5)
        noise = demo.slider("noise", 0.0, 0.5, 0.15, step=0.05)
        seed = demo.number("studio_seed", 0, 9999, 0, step=1)
    run = demo.train(
        studio,
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
    demo.draw(*pictures, points=("points", int(brush)))
    demo.show(boundaries.wired(run.theta, width, depth, outputs, words=words), **facts)
    demo.challenge("studio.challenge", data == "spiral" and steps <= 300 and run.accuracy >= 98)


@lesson.demo("prison", live="steps")
def prison(demo: Demo) -> None:
    start = demo.choice("start", ["zeros", "alike", "random", "own"])
    own = start == "own" and demo.tensor("own", EQUAL, sizes=(2, None), most=16, limit=10)
    hidden = demo.slider("hidden", 1, 8, 4, step=1)
    activation = demo.choice("activation", list(symmetry.ACTIVATIONS))
    with demo.more():
        truth = demo.cells("truth", [0, 1, 1, 0])
        rate = demo.slider("prison_rate", 0.1, 3.0, 1.0, step=0.1)
        seed = demo.number("prison_seed", 0, 9999, 0, step=1)
    steps = demo.player("steps", most=symmetry.MOST, chunk=20)
    values = {"start": start, "hidden": hidden, "own": own or [], "activation": activation}
    run = demo.train(symmetry, steps=steps, **values, truth=truth, rate=rate, seed=seed)
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
    demo.show(*others, steps=steps, loss=final, n=hidden - same, hidden=hidden)
    free = start == "own" and hidden == 2 and truth == [0, 1, 1, 0]
    demo.challenge("prison.challenge", bool(free and final < 0.1))


@lesson.demo("digits", live="digit_steps")
def digits(demo: Demo) -> None:
    drawing = demo.drawing("drawing", digit_studio.THREE)
    rate = demo.slider("digit_rate", -4.0, 0.0, -2.5, step=0.5, log=True)
    with demo.more():
        width = demo.slider("digit_width", 4, 64, 32, step=4)
        activation = demo.choice("digit_unit", ["relu", "tanh", "sigmoid", "leaky_relu"])
        optimiser = demo.choice("digit_optimiser", list(studio.OPTIMISERS), "adam")
        seed = demo.number("digit_seed", 0, 9999, 0, step=1)
        view = demo.choice("units", ["changes", "weights"])
    steps = demo.player("digit_steps", most=digit_studio.STEPS, chunk=5)
    values = {"activation": activation, "optimiser": optimiser, "rate": rate, "seed": seed}
    run = demo.train(digit_studio, steps=steps, drawing=drawing, width=int(width), **values)
    words, guess = demo.chart_words(), int(np.argmax(run.guesses))
    demo.draw(*numerals.read(run.seen, run.guesses, words=words))
    demo.draw(*numerals.learned(run.losses, run.confusion, words=words))
    facts = {"guess": guess, "sure": run.guesses[guess], "steps": steps, "accuracy": run.accuracy}
    wrong = numerals.mistakes(run.mistaken, *run[4:7], most=digit_studio.WORST, words=words)
    units = numerals.units(getattr(run, view), most=digit_studio.FIRST, words=words)
    demo.show(wrong, units, **facts)
    demo.challenge("digits.challenge", bool(run.accuracy >= 89))


@lesson.demo("hunt")
def hunt(demo: Demo) -> None:
    case = demo.number("case", 1, 999, 1, step=1)
    view = demo.choice("view", weights.VIEWS)
    verdict = demo.choice("verdict", ["unsure", *bug_hunt.SLIPS])
    rate = demo.slider("rate", 0.0, 2.0, 0.5, step=0.1)
    with demo.more():
        x = demo.tensor("samples", SAMPLES, ranks=(2,), most=16, limit=3)
        y = demo.tensor("targets", TARGETS, ranks=(2,), most=16, limit=1)
        seed = demo.number("hunt_seed", 0, 999, 1, step=1)
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
    culprit, facts = bug_hunt.culprit(case), {"wrong": np.sum(~right), "n": right.size}
    said = "unsure" if verdict == "unsure" else "caught" if verdict == culprit else "missed"
    demo.show(*pictures, case=case, said=demo.text(f"hunt.{said}"), **facts)
    demo.challenge("hunt.challenge", culprit != "none" and bool(right.all()))


lesson.predict("output", mlp_backprop.draw_output, mlp_backprop.delta_of_output)
lesson.predict("hidden", mlp_backprop.draw_hidden, mlp_backprop.delta_of_hidden)
lesson.predict("shape", mlp_backprop.draw_sizes, mlp_backprop.shape_of_gradient)
lesson.predict("alike", mlp_backprop.draw_start, mlp_backprop.different_units)
places = {"options": lambda **_: mlp_backprop.PLACES}
lesson.predict("slip", mlp_backprop.draw_slip, mlp_backprop.where_it_is_wrong, **places)
lesson.related("chain_rule", "related.chain_rule")
lesson.related("gradient_tape", "related.gradient_tape", plain="sin(x)")
