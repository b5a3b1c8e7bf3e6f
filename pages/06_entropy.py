"""Entropy and cross-entropy: how surprised one is, and how wrong."""

import math

import numpy as np

from lib.charts import grids, groups, lines
from lib.charts.palette import CHANGED, GRADIENT, INPUT, OUTPUT, QUIET, WRONG
from lib.lessons.entropy import entropy
from lib.numbers import show
from lib.ui.lesson import Demo, Lesson

lesson = Lesson("entropy")
BASES = {"2": 2.0, "e": math.e, "10": 10.0}
OUTCOMES = "ABCD"


@lesson.demo("surprise")
def surprise(demo: Demo) -> None:
    weights = [demo.slider(f"weight_{i}") for i in range(1, 5)]
    with demo.more():
        base = demo.choice("base")
    weights = weights if any(weights) else [1, 1, 1, 1]
    run = demo.run(entropy.surprise, weights=weights, base=BASES[base])
    words = demo.chart_words()
    title = f"{words['term']} ({demo.text(f'unit.{base}')})"
    axes = {"name": words["name"], "height": 320}
    p = {words["p"]: run.p}
    left = groups.grouped(OUTCOMES, p, [INPUT], value=words["p"], domain=(0, 1), **axes)
    terms = {words["term"]: np.abs(run.terms)}
    right = groups.grouped(OUTCOMES, terms, [OUTPUT], value=title, domain=(0, 0.6), **axes)
    most, unit = math.log(4) / math.log(BASES[base]), demo.text(f"unit.{base}")
    demo.show(
        left,
        right,
        through=[run.p, run.terms],
        facts={"entropy": run.entropy, "most": most, "unit": unit},
    )
    sum_ = " + ".join(rf"{show(p)} \log \tfrac{{1}}{{{show(p)}}}" for p in run.p if p > 0)
    demo.formula(rf"H(p) = {sum_} = {show(run.entropy)}")
    for case, article in (
        ("entropy of the uniform distribution, bits", [25, 25, 25, 25]),
        ("entropy of a peaked distribution, bits", [1, 1, 1, 97]),
    ):
        inputs = {f"weight_{i}": weight for i, weight in enumerate(article, 1)} | {"base": "2"}
        demo.article(case, inputs, label=str(article), terms=run.terms, entropy=run.entropy)
    demo.challenge("surprise.challenge", min(weights) > 0 and run.entropy < most / 8)


@lesson.demo("divergence")
def divergence(demo: Demo) -> None:
    p = demo.tensor("p")
    q = demo.tensor("q")
    run = demo.attempt(entropy.compare, remedy="divergence.remedy", p=p, q=q)
    words = demo.chart_words()
    stacks = {
        "H(p, q)": {words["entropy"]: float(run.entropy_p), words["kl"]: float(run.kl_pq)},
        "H(q, p)": {words["entropy"]: float(run.entropy_q), words["kl"]: float(run.kl_qp)},
    }
    colours = {words["entropy"]: INPUT, words["kl"]: CHANGED}
    names = [str(i) for i in range(len(p))]
    pair = groups.grouped(
        names,
        {"p": run.p, "q": run.q},
        [INPUT, OUTPUT],
        name=words["name"],
        value=words["probability"],
        domain=(0, 1),
        height=230,
    )
    sums = groups.stacked(stacks, colours, value=words["bits"], height=240)
    facts = {name: getattr(run, name) for name in ("cross_pq", "entropy_p", "kl_pq", "kl_qp")}
    demo.show(pair, sums, stacked=True, facts=facts)
    numbers = [show(run.entropy_p), show(run.kl_pq), show(run.cross_pq)]
    demo.formula(rf"H(p) + D(p \,\|\, q) = {numbers[0]} + {numbers[1]} = {numbers[2]} = H(p, q)")
    same = abs(run.kl_pq - run.kl_qp) < 1e-3
    demo.challenge("divergence.challenge", bool(same and run.kl_pq > 0.1))


@lesson.demo("categorical", deeper=True)
def categorical(demo: Demo) -> None:
    p = demo.tensor("prediction")
    label = min(demo.slider("label"), len(p) - 1)
    used, loss = demo.run(entropy.categorical, label=label, p=p)
    words = demo.chart_words()
    names = [f"{i} ★" if i == label else str(i) for i in range(len(p))]
    picture = groups.grouped(
        names,
        {words["given"]: p, words["used"]: used},
        [INPUT, OUTPUT],
        name=words["name"],
        value=words["value"],
    )
    demo.show(picture, facts={"sum": float(np.sum(p)), "used": used[label], "loss": loss})
    demo.formula(rf"-\ln\frac{{{show(p[label])}}}{{{show(float(np.sum(p)))}}} = {show(loss)}")
    for case, article in (
        ("categorical cross-entropy, uniform", "[0.25, 0.25, 0.25, 0.25]"),
        ("categorical cross-entropy, wrong and not normalised", "[0.1, 0.1, 0.8, 0.1]"),
        ("categorical cross-entropy, right and sure", "[0.01, 0.97, 0.01, 0.01]"),
    ):
        inputs = {"prediction": article, "label": 1}
        demo.article(case, inputs, label=article.split(",")[1].strip(), loss=loss)


@lesson.demo("binary")
def binary(demo: Demo) -> None:
    p = demo.slider("probability")
    label = float(demo.toggle("positive"))
    run = demo.run(entropy.binary, label=label, p=p)
    words = demo.chart_words()
    picture = lines.curves(
        run.probabilities,
        {words["loss"]: run.curve},
        [INPUT],
        at=(p, [run.by_class]),
        x_title=words["x"],
        y_title=words["loss"],
        domain=(0, 5),
    )
    demo.show(picture, facts={"p": p, "by_class": run.by_class, "by_function": run.by_function})
    true = show(p) if label else f"(1 - {show(p)})"
    demo.formula(rf"-\ln {true} = {show(run.by_class)}")
    case = "binary cross-entropy, class and function"
    inputs = {"probability": 0.1, "positive": True}
    demo.article(case, inputs, since="binary.since", loss=run.by_class)


@lesson.demo("zero", deeper=True)
def zero(demo: Demo) -> None:
    p = demo.tensor("with_zero")
    values, gradients = demo.run(entropy.zero_log_zero, p=p)
    words = demo.chart_words()
    rows = [form.replace("(", "\n(", 1) for form in entropy.FORMS]
    columns = [f"p[{i}]\n{show(each)}" for i, each in enumerate(p)]
    pictures = []
    for name, table, colour in (("values", values, OUTPUT), ("gradients", gradients, GRADIENT)):
        roles = np.where(np.isnan(table), "NaN", words[name])
        colours = {words[name]: colour, "NaN": WRONG}
        pictures.append(grids.named(table, roles, colours, rows=rows, columns=columns, height=220))
    facts = {"values": np.isnan(values).sum(), "slopes": np.isnan(gradients).sum()}
    demo.show(*pictures, through=[np.float32(p), values], stacked=True, facts=facts)


@lesson.demo("confident")
def confident(demo: Demo) -> None:
    good = demo.slider("good")
    p_good = demo.slider("p_good")
    p_bad = demo.slider("p_bad")
    losses, mean = demo.run(entropy.confident, good=good, p_good=p_good, p_bad=p_bad)
    names, colours = [str(i + 1) for i in range(good + 1)], [INPUT] * good + [WRONG]
    picture = groups.columns(names, losses, colours, line=float(mean), **demo.chart_words())
    share = losses[-1] / losses.sum()
    demo.show(
        picture, facts={"mean": mean, "worst": losses[-1], "share": f"{share:.0%}", "good": good}
    )
    parts = rf"{good} \cdot {show(losses[0])} + {show(losses[-1])}"
    demo.formula(rf"\frac{{{parts}}}{{{good + 1}}} = {show(mean)}")
    demo.challenge("confident.challenge", bool(good >= 20 and share > 0.9))


@lesson.demo("calls")
def calls(demo: Demo) -> None:
    loss = demo.choice("loss")
    labels = demo.choice("labels")
    outputs = demo.choice("outputs")
    from_logits = demo.toggle("from_logits")
    values = {"loss": loss, "labels": labels, "outputs": outputs, "from_logits": from_logits}
    table = demo.run(entropy.sixteen_calls)
    words, truth = demo.chart_words(), table[0, 0]
    right, refused = np.isclose(table, truth), np.isnan(table)
    wrong = table[~right & ~refused]
    picture = grids.named(
        table,
        np.select([right, refused], [words["right"], words["refused"]], words["wrong"]),
        {words["right"]: OUTPUT, words["wrong"]: WRONG, words["refused"]: QUIET},
        missing="ValueError",
        digits=5,
        rows=[f"{each}\n{demo.text(f'labels.{kind}')}" for each, kind, *_ in entropy.CALLS[::4]],
        columns=[f"{words[made]}\n{given}" for *_, made, given in entropy.CALLS[:4]],
        across=words["across"],
        chosen=divmod(entropy.CALLS.index(tuple(values.values())), 4),
    )
    alt = demo.text("calls.alt", truth=truth, least=wrong.min(), most=wrong.max())
    demo.draw(picture, alt=alt)
    demo.formula(rf"-\ln \operatorname{{softmax}}({entropy.LOGITS[0]})_1 = {show(truth)}")
    mine = demo.attempt(entropy.one_call, remedy=f"calls.remedy.{loss}", **values)
    sentence = "right" if (outputs == "logits") == from_logits else "wrong"
    demo.tell(
        "calls.result",
        facts={"mine": mine[0], "verdict": demo.text(f"calls.{sentence}"), "truth": truth},
    )


lesson.predict("uniform", entropy.draw_uniform, entropy.uniform_bits)
lesson.predict("pair", entropy.draw_pair, entropy.more_uncertain, options=lambda **_: ["p", "q"])
lesson.predict("nats", entropy.draw_guess, entropy.nats)
lesson.predict("sum", entropy.draw_sum, entropy.probability_used)
lesson.walk()
