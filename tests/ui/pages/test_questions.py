"""The questions of every page, all of them asked and answered in each run."""

import random

import numpy as np
import pytest

from lib.numbers import show
from lib.ui import quiz
from tests.reader import LESSONS, Reader

pytestmark = pytest.mark.parametrize("slug", LESSONS)


def test_a_question_is_answered_only_after_the_reader_has_answered(slug, monkeypatch):
    asked = {}
    original = quiz.ask

    def watched(lesson, name, draw, answer, options):
        asked[name] = (draw, answer, options)
        original(lesson, name, draw, answer, options)

    monkeypatch.setattr(quiz, "ask", watched)
    reader = Reader(slug)
    assert len(asked) >= 3
    for number in ("1", "2"):
        for name in asked:
            reader.at.session_state[reader.key(f"predict.{name}")] = number
        reader.run()
        hold_round(reader, asked, number)


def hold_round(reader, asked, number):
    """Answer every question not at all, then wrongly, then rightly; then ask for another."""
    forms = {name: f"{reader.key(f'predict.{name}')}.{number}" for name in asked}
    reasons = {name: reader.words.sections[f"predict.{name}"] for name in asked}
    values = {name: draw(random.Random(forms[name])) for name, (draw, *_) in asked.items()}
    truths = {name: plain(answer(**values[name])) for name, (_, answer, _) in asked.items()}
    assert not set(reasons.values()) & shown_text(reader)
    press(reader, forms, "predict.run")  # nothing is answered yet
    assert not reader.at.success and not reader.at.warning
    assert not set(reasons.values()) & shown_text(reader)
    for right in (False, True):
        for name, (_, _, options) in asked.items():
            truth, box = truths[name], field(reader, forms[name])
            if options:
                choices = options(**values[name])
                assert len([c for c in choices if quiz.matches(c, truth)]) == 1, (name, truth)
                box.set_value(next(c for c in choices if quiz.matches(c, truth) == right))
            else:
                box.set_value(typed(truth) if right else typed(np.asarray(truth) + 3))
        press(reader, forms, "predict.run")
        verdicts, others = reader.at.success, reader.at.warning
        if not right:
            verdicts, others = others, verdicts
        assert len(verdicts) == len(asked) and not others, (number, right, truths)
        for (name, truth), verdict in zip(truths.items(), verdicts, strict=True):
            label = reader.words.labels.get(f"predict.{name}.{truth}", show(truth))
            assert label in verdict.value, name
            assert reasons[name] in shown_text(reader), name
    before = {name: reader.value(f"predict.{name}") for name in asked}
    press(reader, forms, "predict.another")
    for name in asked:
        assert reader.value(f"predict.{name}") != before[name]
    assert not reader.at.success and not reader.at.warning


def press(reader, forms, label):
    """Press the same button of every form, and run once."""
    for form in forms.values():
        reader.at.button(key=f"FormSubmitter:{form}-{reader.frame[label]}").click()
    reader.run()


def shown_text(reader):
    return {element.value for element in reader.at.markdown}


def plain(truth):
    truth = truth.numpy() if hasattr(truth, "numpy") else truth
    return truth.decode() if isinstance(truth, bytes) else truth


def typed(truth):
    return repr(np.asarray(truth).tolist())


def field(reader, form):
    (box,) = [box for box in (*reader.at.radio, *reader.at.text_input) if box.form_id == form]
    return box
