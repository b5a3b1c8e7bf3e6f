"""Top-k accuracy: who is ranked where, and what that is worth."""

import math

import numpy as np

from lib.charts import grids, groups
from lib.charts.palette import GRADIENT, OUTPUT, PALE, WRONG
from lib.lessons.top_k_accuracy import top_k_accuracy
from lib.lessons.top_k_accuracy.charts import ranking, score_bars, special_scores
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("top_k_accuracy")
BASE = [4.0, 9.0, 2.0, 7.0, 5.0]
SPECIAL = {1: math.nan, 2: math.inf, 3: -math.inf}
LABELS = {"spread": [0, 1, 2, 3, 4] * 2, "first": [0] * 10, "last": [4] * 10}


@lesson.demo("builder")
def builder(demo: Demo) -> None:
    model = demo.choice("model")
    k = demo.slider("k")
    labels = demo.cells("labels")
    logits = top_k_accuracy.ARTICLE_LOGITS
    if model == "random":
        logits = top_k_accuracy.random_logits(demo.number("seed"))
    elif model == "own":
        typed = demo.tensor("logits")
        logits = [row[:6] for row in typed[:10]]
    k, labels = min(k, len(logits[0])), labels[: len(logits)]
    run = demo.run(top_k_accuracy.hit_matrix, logits=logits, labels=labels, k=k)
    picture = ranking.hits(run.ranked, run.hits, run.accuracy, labels, k, words=demo.chart_words())
    facts = {"top": run.accuracy[0], "n": len(logits), "last": run.accuracy[-1]}
    facts |= {"k": k, "hits": run.hits[:k].sum(), "accuracy": run.accuracy_at_k}
    through = [run.probabilities, run.ranked, run.accuracy]
    demo.show(picture.editing("labels"), through=through, facts=facts)
    inputs = {"model": "article", "labels": "4555413343"}
    case = "top-k accuracy in percent, k=1..6"
    demo.article(case, inputs, accuracy=run.accuracy)
    for case, name, value in (
        ("softmax of the printed logits, axis=1", "probs", run.probabilities),
        ("argmax prediction", "pred", run.prediction),
        ("top_k indices, k=6", "indices", run.ranked.T),
        ("hit matrix: transposed indices == broadcast target", "correct", run.hits.astype(int)),
    ):
        demo.article(case, inputs, button=False, **{name: value})
    demo.challenge("builder.challenge", run.accuracy[:2].tolist() == [0, 100])


@lesson.demo("ladder")
def ladder(demo: Demo) -> None:
    direction = demo.choice("direction")
    k = demo.slider("ladder_k")
    own = demo.choice("source") == "own"
    if own:
        row = demo.tensor("typed")
    else:
        row = demo.cells("row")
    k = min(k, len(row))
    run = demo.run(top_k_accuracy.sort_row, row=row, direction=direction, k=k)
    words = demo.chart_words()
    picture = score_bars.ladder(row, run.recipe, run.best_indices, words=words, edited=not own)
    facts = {"recipe": run.recipe, "ordered": run.gathered, "first": run.recipe[0]}
    facts |= {"value": run.ordered[0], "k": k, "best": run.best, "indices": run.best_indices}
    through = [run.ordered, run.recipe]
    demo.show(picture.editing("" if own else "row"), through=through, facts=facts)


@lesson.demo("ties")
def ties(demo: Demo) -> None:
    k = demo.slider("ties_k")
    scores = demo.cells("scores")
    target = demo.choice("target")
    saturated = demo.toggle("saturated")
    values = {"scores": scores, "labels": LABELS[target], "k": k, "saturated": saturated}
    run = demo.run(top_k_accuracy.count_hits, **values)
    words = demo.chart_words()
    calls = {"math.in_top_k": run.by_in_top_k, "math.top_k": run.by_top_k, "Keras": run.by_keras}
    rows = groups.rows(
        list(calls),
        list(calls.values()),
        colour=OUTPUT,
        domain=(0, 115),
        name=words["call"],
        value=words["accuracy"],
    )
    tied = len(run.compared) - len(np.unique(run.compared))
    facts = {"in_top_k": run.by_in_top_k, "top_k": run.by_top_k, "keras": run.by_keras}
    facts = {name: round(float(value), 2) for name, value in facts.items()}
    facts |= {"compared": run.compared, "tied": tied}
    demo.show(score_bars.scores(scores, words=words).editing("scores"), rows, facts=facts)
    demo.challenge("ties.challenge", facts["in_top_k"] == 100 and facts["top_k"] == 0)


@lesson.demo("limits", deeper=True)
def limits(demo: Demo) -> None:
    k = demo.slider("limits_k")
    states = demo.cells("states")
    row = [SPECIAL.get(state, number) for state, number in zip(states, BASE, strict=True)]
    rank = top_k_accuracy.rank_with_limits
    run = demo.attempt(rank, remedy="limits.remedy", row=row, k=k)
    words = demo.chart_words()
    picture = special_scores.limits(row, states, *run[1:], words=words)
    wrong = int((run.indices != run.repaired).sum())
    lost = "limits.lost" if any(states) else "limits.kept"
    facts = {"sentence": demo.text("limits.broken" if wrong else "limits.fine", wrong=wrong, k=k)}
    demo.show(picture.editing("states"), through=run[:2], facts={**facts, "hits": demo.text(lost)})
    alone = sorted(states) == [0, 0, 0, 0, 1] and states[1] == 0
    demo.challenge("limits.challenge", alone and k == 1 and run.indices[0] != 1)


@lesson.demo("flow", deeper=True)
def flow(demo: Demo) -> None:
    scores = demo.tensor("flow_scores")
    k = demo.slider("flow_k")
    label = demo.slider("label")
    values = {"scores": scores, "label": label, "k": k}
    gradients = demo.attempt(top_k_accuracy.gradients_of_outputs, remedy="flow.remedy", **values)
    words, n = demo.chart_words(), len(scores)
    table = np.array([np.full(n, np.nan) if each is None else each for each in gradients])
    roles = np.where(table == 0, words["zero"], words["gradient"])
    roles = np.where(np.isnan(table), words["none"], roles)
    picture = grids.named(
        table,
        roles,
        {words["gradient"]: GRADIENT, words["zero"]: PALE, words["none"]: WRONG},
        rows=[words[name] for name in gradients._fields],
        columns=[f"x[{index}]" for index in range(n)],
        missing="None",
        digits=3,
    )
    demo.show(picture, facts={"winners": np.flatnonzero(gradients.from_values), "k": k})


lesson.predict("accuracy", top_k_accuracy.draw_ranks, top_k_accuracy.accuracy_of)
lesson.predict("recipe", top_k_accuracy.draw_row, top_k_accuracy.recipe_of)
lesson.predict("tie", top_k_accuracy.draw_tie, top_k_accuracy.best_indices)
lesson.predict("flow", top_k_accuracy.draw_flow, top_k_accuracy.slope_of_best)
lesson.related("entropy", "related.entropy")
lesson.walk()
