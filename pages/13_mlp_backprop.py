"""Backpropagation: the error goes back through the layers, one at a time."""

import numpy as np

from lib.charts import boundaries
from lib.lessons.mlp_backprop import bug_hunt, digit_studio, mlp_backprop, symmetry
from lib.lessons.mlp_backprop.charts import backprops, numerals, weights
from lib.lessons.shared import point_sets, studio
from lib.ui.lesson import Lesson

lesson = Lesson("mlp_backprop")
SAMPLES = "[[0.5, -1], [1, 0.5], [-1, 1.5], [0.2, 2]]"
TARGETS = "[[1, 0], [0, 1], [1, 0], [0, 1]]"
EQUAL = "[[0.5, 0.5], [0.5, 0.5]]"


@lesson.demo("steps")
def steps() -> None:
    d, k, m = map(int, lesson.choice("net", ["2-3-2", "3-4-2", "4-4-3"]).split("-"))
    x = lesson.tensor(f"x_{d}", str([0.5, -1.0, 1.5, 0.2][:d]), sizes=(d,), limit=20)
    y = lesson.tensor(f"y_{m}", str([1, 0, 0][:m]), sizes=(m,), limit=20)
    head = lesson.choice("head", list(mlp_backprop.HEADS))
    with lesson.more():
        unit = lesson.choice("unit", list(mlp_backprop.UNITS))
        rate = lesson.slider("step_rate", 0.1, 4.0, 2.0, step=0.1)
        layers = {
            name: lesson.tensor(f"{name}_{d}{k}{m}", str(w), sizes=np.shape(w), limit=20)
            for name, w in mlp_backprop.draw_weights(d, k, m).items()
        }
    values = {"x": x, "y": y, **layers, "activation": unit, "head": head, "rate": rate}
    run = lesson.run(mlp_backprop.backpropagate, **values)
    said = [lesson.text(f"steps.{kind}") for kind in backprops.KINDS]
    at = lesson.stepper("step", said, default=-1)
    known = backprops.read(x, y, layers.values(), unit, head, rate, run)
    words, (tape, hand) = lesson.chart_words(), backprops.both(known)
    lesson.draw(backprops.walked(known, at, words=words))
    lesson.show(
        *(backprops.beside_tape(known, layer, at, words=words) for layer in (2, 1)),
        loss=run.loss,
        new=run.new_loss,
    )
    lesson.confirm(tape, hand)
    lesson.challenge("steps.challenge", not run.delta1.any() and np.abs(run.delta2).max() > 0.05)
    off = float(np.abs(tape - hand).max())
    lesson.article("layer-by-layer deltas equal the tape", {"net": "2-3-2"}, max_abs_difference=off)


@lesson.demo("studio", live="played")
def boundary_studio() -> None:
    data = lesson.choice("data", [*point_sets.SETS, "own"])
    steps = lesson.player("played", most=studio.MOST, chunk=10, default=50)
    brush = data == "own" and lesson.choice("brush", ["0", "1", "2"])
    own = data == "own" and lesson.points("points", point_sets.OWN, **point_sets.BOUNDS)
    depth = lesson.slider("depth", 0, studio.DEEPEST, 2, step=1)
    width = lesson.slider("width", 1, studio.WIDEST, 6, step=1)
    activation = lesson.choice("act", list(studio.ACTIVATIONS))
    rate = lesson.slider("pace", -3.0, 1.0, -1.5, step=0.25, log=True)
    with lesson.more():
        rule = lesson.choice("optimiser", list(studio.OPTIMISERS), "adam")
        initial = lesson.choice("init", list(studio.INITIALISERS))
        loss = lesson.choice("loss", ["cross_entropy", "mse"])
        batch = lesson.slider("batch", 0, 100, 0, step=5)
        noise = lesson.slider("noise", 0.0, 0.5, 0.15, step=0.05)
        seed = lesson.number("studio_seed", 0, 9999, 0, step=1)
    run = lesson.train(
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
    words, outputs = lesson.chart_words(), run.plane.shape[-1]
    pictures, facts = boundaries.watched(run, steps, clicks=bool(brush), words=words)
    lesson.draw(*pictures, points=("points", int(brush)))
    lesson.show(boundaries.wired(run.theta, width, depth, outputs, words=words), **facts)
    lesson.challenge("studio.challenge", data == "spiral" and steps <= 300 and run.accuracy >= 98)


@lesson.demo("prison", live="steps")
def prison() -> None:
    start = lesson.choice("start", ["zeros", "alike", "random", "own"])
    own = start == "own" and lesson.tensor("own", EQUAL, sizes=(2, None), most=16, limit=10)
    hidden = lesson.slider("hidden", 1, 8, 4, step=1)
    activation = lesson.choice("activation", list(symmetry.ACTIVATIONS))
    with lesson.more():
        truth = lesson.cells("truth", [0, 1, 1, 0])
        rate = lesson.slider("prison_rate", 0.1, 3.0, 1.0, step=0.1)
        seed = lesson.number("prison_seed", 0, 9999, 0, step=1)
    steps = lesson.player("steps", most=symmetry.MOST, chunk=20)
    values = {"start": start, "hidden": hidden, "own": own or [], "activation": activation}
    run = lesson.train(symmetry, steps=steps, **values, truth=truth, rate=rate, seed=seed)
    loss, *others = weights.learned(
        run.losses,
        run[1:4],
        run.outputs,
        truth,
        guess=np.log(2),
        points=[f"({a:g}, {b:g})" for a, b in symmetry.POINTS],
        words=lesson.chart_words(),
    )
    lesson.draw(loss)
    final, same = run.losses[steps], weights.alike(np.vstack([run.w1, run.b1, run.w2.T])).sum()
    lesson.show(*others, steps=steps, loss=final, n=hidden - same, hidden=hidden)
    free = start == "own" and hidden == 2 and truth == [0, 1, 1, 0]
    lesson.challenge("prison.challenge", bool(free and final < 0.1))


@lesson.demo("digits", live="digit_steps")
def digits() -> None:
    drawing = lesson.drawing("drawing", digit_studio.THREE)
    rate = lesson.slider("digit_rate", -4.0, 0.0, -2.5, step=0.5, log=True)
    with lesson.more():
        width = lesson.slider("digit_width", 4, 64, 32, step=4)
        activation = lesson.choice("digit_unit", ["relu", "tanh", "sigmoid", "leaky_relu"])
        optimiser = lesson.choice("digit_optimiser", list(studio.OPTIMISERS), "adam")
        seed = lesson.number("digit_seed", 0, 9999, 0, step=1)
        view = lesson.choice("units", ["changes", "weights"])
    steps = lesson.player("digit_steps", most=digit_studio.STEPS, chunk=5)
    values = {"activation": activation, "optimiser": optimiser, "rate": rate, "seed": seed}
    run = lesson.train(digit_studio, steps=steps, drawing=drawing, width=int(width), **values)
    words, guess = lesson.chart_words(), int(np.argmax(run.guesses))
    lesson.draw(*numerals.read(run.seen, run.guesses, words=words))
    lesson.draw(*numerals.learned(run.losses, run.confusion, words=words))
    facts = {"guess": guess, "sure": run.guesses[guess], "steps": steps, "accuracy": run.accuracy}
    wrong = numerals.mistakes(run.mistaken, *run[4:7], most=digit_studio.WORST, words=words)
    units = numerals.units(getattr(run, view), most=digit_studio.FIRST, words=words)
    lesson.show(wrong, units, **facts)
    lesson.challenge("digits.challenge", bool(run.accuracy >= 89))


@lesson.demo("hunt")
def hunt() -> None:
    case = lesson.number("case", 1, 999, 1, step=1)
    view = lesson.choice("view", weights.VIEWS)
    verdict = lesson.choice("verdict", ["unsure", *bug_hunt.SLIPS])
    rate = lesson.slider("rate", 0.0, 2.0, 0.5, step=0.1)
    with lesson.more():
        x = lesson.tensor("samples", SAMPLES, ranks=(2,), most=16, limit=3)
        y = lesson.tensor("targets", TARGETS, ranks=(2,), most=16, limit=1)
        seed = lesson.number("hunt_seed", 0, 999, 1, step=1)
    run = lesson.attempt(
        bug_hunt.check_gradients, remedy="hunt.remedy", x=x, y=y, rate=rate, case=case, seed=seed
    )
    words = lesson.chart_words()
    layers = {"xh": run[1::2], "ho": run[2::2]}
    pictures = [
        weights.checked(*pair, view=view, names=names, words=words)
        for names, pair in layers.items()
    ]
    right = np.concatenate([weights.agree(*pair).ravel() for pair in layers.values()])
    culprit, facts = bug_hunt.culprit(case), {"wrong": np.sum(~right), "n": right.size}
    said = "unsure" if verdict == "unsure" else "caught" if verdict == culprit else "missed"
    lesson.show(*pictures, case=case, said=lesson.text(f"hunt.{said}"), **facts)
    lesson.challenge("hunt.challenge", culprit != "none" and bool(right.all()))


lesson.predict("output", mlp_backprop.draw_output, mlp_backprop.delta_of_output)
lesson.predict("hidden", mlp_backprop.draw_hidden, mlp_backprop.delta_of_hidden)
lesson.predict("shape", mlp_backprop.draw_sizes, mlp_backprop.shape_of_gradient)
lesson.predict("alike", mlp_backprop.draw_start, mlp_backprop.different_units)
places = {"options": lambda **_: mlp_backprop.PLACES}
lesson.predict("slip", mlp_backprop.draw_slip, mlp_backprop.where_it_is_wrong, **places)
lesson.related("chain_rule", "related.chain_rule")
lesson.related("gradient_tape", "related.gradient_tape", plain="x**2")
