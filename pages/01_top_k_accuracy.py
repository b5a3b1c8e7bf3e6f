"""Top-k accuracy: who is ranked where, and what that is worth."""

import math

import numpy as np

from lib.charts import grids, groups
from lib.charts.palette import GRADIENT, OUTPUT, PALE, WRONG
from lib.lessons.top_k_accuracy import top_k_accuracy
from lib.lessons.top_k_accuracy.charts import ranking, score_bars, special_scores
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("top_k_accuracy")
SMALL = "[[0, 1, 2, 3, 5, 4], [9, 1, 2, 3, 4, 8], [4, 2, 0, 3, 1, 5]]"
ROW = [3, 7, 1, 9, 4, 7, 0, 5]
BASE = [4.0, 9.0, 2.0, 7.0, 5.0]
SPECIAL = {1: math.nan, 2: math.inf, 3: -math.inf}
LABELS = {"spread": [0, 1, 2, 3, 4] * 2, "first": [0] * 10, "last": [4] * 10}


@lesson.demo("builder")
def builder(demo: Demo) -> None:
    model = demo.choice("model", ["article", "random", "own"])
    k = demo.slider("k", 1, 6, 2, step=1)
    labels = demo.cells("labels", top_k_accuracy.ARTICLE_LABELS, high=5)
    logits = top_k_accuracy.ARTICLE_LOGITS
    if model == "random":
        logits = top_k_accuracy.random_logits(demo.number("seed", 0, 9999, 0, step=1))
    elif model == "own":
        typed = demo.tensor("logits", SMALL, ranks=(2,), most=60)
        logits = [row[:6] for row in typed[:10]]
    k, labels = min(k, len(logits[0])), labels[: len(logits)]
    run = demo.run(top_k_accuracy.hit_matrix, logits=logits, labels=labels, k=k)
    picture = ranking.hits(run.ranked, run.hits, run.accuracy, labels, k, words=demo.chart_words())
    facts = {"top": run.accuracy[0], "n": len(logits), "last": run.accuracy[-1]}
    facts |= {"k": k, "hits": run.hits[:k].sum(), "accuracy": run.accuracy_at_k}
    through = [run.probabilities, run.ranked, run.accuracy]
    demo.show(picture, through=through, edits="labels", **facts)
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
    direction = demo.choice("direction", ["ASCENDING", "DESCENDING"], "DESCENDING")
    k = demo.slider("ladder_k", 1, 8, 3, step=1)
    own = demo.choice("source", ["bars", "own"]) == "own"
    if own:
        row = demo.tensor("typed", "[0.5, -2, 3.25, 0.5]", ranks=(1,), most=8, limit=999)
    else:
        row = demo.cells("row", ROW, high=9, movable=True)
    k = min(k, len(row))
    run = demo.run(top_k_accuracy.sort_row, row=row, direction=direction, k=k)
    words = demo.chart_words()
    picture = score_bars.ladder(row, run.recipe, run.best_indices, words=words, edited=not own)
    facts = {"recipe": run.recipe, "ordered": run.gathered, "first": run.recipe[0]}
    facts |= {"value": run.ordered[0], "k": k, "best": run.best, "indices": run.best_indices}
    through = [run.ordered, run.recipe]
    demo.show(picture, through=through, edits="" if own else "row", **facts)


@lesson.demo("ties")
def ties(demo: Demo) -> None:
    k = demo.slider("ties_k", 1, 5, 1, step=1)
    scores = demo.cells("scores", [1, 1, 1, 1, 1], high=9)
    target = demo.choice("target", list(LABELS))
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
    demo.show(score_bars.scores(scores, words=words), rows, edits="scores", **facts)
    demo.challenge("ties.challenge", facts["in_top_k"] == 100 and facts["top_k"] == 0)


@lesson.demo("limits")
def limits(demo: Demo) -> None:
    k = demo.slider("limits_k", -1, 7, 5, step=1)
    states = demo.cells("states", [0, 0, 1, 0, 0], high=3)
    row = [SPECIAL.get(state, number) for state, number in zip(states, BASE, strict=True)]
    rank = top_k_accuracy.rank_with_limits
    run = demo.attempt(rank, remedy="limits.remedy", row=row, k=k)
    words = demo.chart_words()
    picture = special_scores.limits(row, states, *run[1:], words=words)
    wrong = int((run.indices != run.repaired).sum())
    lost = "limits.lost" if any(states) else "limits.kept"
    facts = {"said": demo.text("limits.broken" if wrong else "limits.fine", wrong=wrong, k=k)}
    demo.show(picture, through=run[:2], edits="states", **facts, hits=demo.text(lost))
    alone = sorted(states) == [0, 0, 0, 0, 1] and states[1] == 0
    demo.challenge("limits.challenge", alone and k == 1 and run.indices[0] != 1)


@lesson.demo("flow")
def flow(demo: Demo) -> None:
    scores = demo.tensor("flow_scores", "[2, 7, 1, 8]", ranks=(1,), most=8)
    k = demo.slider("flow_k", 1, 8, 2, step=1)
    label = demo.slider("label", 0, 7, 1, step=1)
    values = {"scores": scores, "label": label, "k": k}
    gradients = demo.attempt(top_k_accuracy.flow_back, remedy="flow.remedy", **values)
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
    demo.show(picture, winners=np.flatnonzero(gradients.from_values), k=k)


lesson.predict("accuracy", top_k_accuracy.draw_ranks, top_k_accuracy.accuracy_of)
lesson.predict("recipe", top_k_accuracy.draw_row, top_k_accuracy.recipe_of)
lesson.predict("tie", top_k_accuracy.draw_tie, top_k_accuracy.best_indices)
lesson.predict("flow", top_k_accuracy.draw_flow, top_k_accuracy.slope_of_best)
lesson.related("entropy", "related.entropy")
