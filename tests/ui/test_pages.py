"""Every page as a reader meets it: both languages, all its controls, everything it can show."""

import contextlib
import io
import json
import random
import re
import runpy
import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest

from lib import export, text
from lib.lessons.shared.digits import SAMPLE
from lib.listing import listing
from lib.numbers import show
from tests.conftest import ROOT
from tests.reader import LESSONS, Reader

pytestmark = pytest.mark.parametrize("slug", LESSONS)
DEFAULTS = ROOT / "tests" / "defaults.json"


def plain(value):
    return json.loads(json.dumps(value))


def move_through_everything(reader):
    """Yield after every move: each control to each of its ends, alone; then all of them."""
    yield
    for name in reader.shown():
        start = reader.value(name)
        for end in reader.ends(name):
            reader.set(**{name: end})
            yield
            # A choice may bring controls of its own.
            for other in set(reader.shown()) - seen_controls(reader):
                seen_controls(reader).add(other)
                for far in reader.ends(other):
                    reader.set(**{other: far})
                    yield
        if name in reader.shown():
            reader.set(**{name: start})
    for index in (0, -1):
        ends = {name: reader.ends(name) for name in reader.shown()}
        reader.set(**{name: values[index] for name, values in ends.items() if values})
        yield


def seen_controls(reader):
    if not hasattr(reader, "seen"):
        reader.seen = set(reader.shown())
    return reader.seen


# ------------------------------------------------------------------ every setting


def test_no_setting_breaks_the_page(slug):
    reader = Reader(slug)
    demos = len(reader.lesson.demos)
    for _ in move_through_everything(reader):  # Reader.run holds that nothing raises
        assert len(reader.at.header) == demos + bool(reader.at.radio or len(reader.at.text_input))
        for demo, run in reader.runs():
            assert run.results or run.call.refused, demo


def test_no_picture_is_made_anew_by_a_number(slug):
    """A spec that changes is embedded again by the browser: it may hold words and sizes only.

    So is one whose alt changes, which Streamlit's client writes into it.
    """
    reader = Reader(slug)
    numeric = [name for name in reader.shown() if not reader.lesson.controls[name].options]
    before, sizes = specs(reader), shapes(reader)
    for name in numeric:
        ends = reader.ends(name)
        if isinstance(reader.lesson.controls[name].default, bool) or not ends:
            continue
        start = reader.value(name)
        reader.set(**{name: ends[0]})
        after, grown = specs(reader), shapes(reader)
        for demo in before:
            if grown[demo] == sizes[demo]:  # a grid of another size is another picture
                assert after[demo] == before[demo], f"{demo}: moving {name} changes the spec"
        reader.set(**{name: start})


def specs(reader):
    """Return the specs of the pictures under each demo's heading, in order."""
    found, demo = {}, None
    for node in reader.at.main:
        if getattr(node, "type", "") == "header":
            demo = node.proto.anchor
        elif getattr(node, "type", "") == "vega_lite_chart":
            found.setdefault(demo, []).append((node.proto.alt, node.proto.spec))
    return found


def shapes(reader):
    """Return the shapes of what each demo got, and of what it gave."""
    return {
        demo: [
            ([np.shape(part) for part in parts(value)], type(value))
            for run in runs
            for value in (*run.results.values(), *run.call.values.values())
        ]
        for demo, runs in reader.lesson.runs.items()
    }


def parts(value):
    """Return the arrays of a result: a list may hold some of different shapes."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def hold_equal(found, wanted, name):
    """Hold two results equal, array by array."""
    for one, other in zip(parts(found), parts(wanted), strict=True):
        if np.asarray(other).dtype == np.float64:
            # The last bit of a sum depends on where in memory its terms lie.
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12, err_msg=name)
        else:
            np.testing.assert_array_equal(one, other, err_msg=name)


def test_defaults_are_a_promise(slug):
    """A default is left out of links: to change one changes what every old link shows.

    If that is what you want: ``python -m tests.pin_defaults``.
    """
    assert defaults(slug) == json.loads(DEFAULTS.read_text(encoding="utf-8")).get(slug)


def defaults(slug):
    """Return the default of every control that any one option brings onto the page."""
    reader = Reader(slug)
    found = dict(reader.lesson.controls)
    for name, control in list(found.items()):
        for option in control.options:
            reader.set(**{name: option})
            found |= reader.lesson.controls
        if control.options:
            reader.set(**{name: control.default})
    return {name: plain(control.default) for name, control in sorted(found.items())}


# ----------------------------------------------------------------------- language


def test_each_language_is_whole_and_no_key_or_placeholder_is_left(slug):
    for language in text.LANGUAGES:
        reader = Reader(slug, language)
        keys = {key for key in (*reader.words.labels, *reader.frame) if "." in key}
        for demo in reader.lesson.demos:
            reader.widget(f"{demo}.open").set_value("why")
        reader.run()
        said = reader.said()
        assert len(said) > 50
        for piece in said:
            assert piece not in keys, f"a key is shown: {piece}"
            assert not re.search(r"(?<![\\{\w^_])\{[a-z_]+\}", without_code(piece)), piece


def test_no_english_is_left_on_the_chinese_page(slug):
    reader = Reader(slug, "zh")
    english, chinese = text.words(slug, "en"), reader.words
    frame = text.words("_frame", "en").labels
    foreign = {}
    for key, label in [*english.labels.items(), *frame.items()]:
        own = chinese.labels.get(key) or reader.frame.get(key, "")
        for part in re.split(r"\{[^}]*\}", label):
            part = part.strip()
            if re.search(r"[a-z]{4}", part) and part not in own:
                foreign[part] = key
    for index in (0, -1):
        ends = {name: reader.ends(name) for name in reader.shown()}
        reader.set(**{name: values[index] for name, values in ends.items() if values})
        for demo in reader.lesson.demos:
            reader.widget(f"{demo}.open").set_value("why")
        reader.run()
        pieces = reader.said()
        for part, key in foreign.items():
            for piece in pieces:
                shown = piece == part if len(part) < 16 else part in piece
                assert not shown, f"{key} is English on the Chinese page: {piece!r}"


def without_code(said):
    return re.sub(r"\$\$.*?\$\$|\$.*?\$|`[^`]*`", "", said, flags=re.DOTALL)


def test_the_language_switch_keeps_every_setting(slug):
    reader = Reader(slug)
    for name in reader.shown():
        ends = reader.ends(name)
        if ends and name in reader.shown():
            reader.set(**{name: ends[0]})
    before = {name: reader.value(name) for name in reader.shown()}
    runs = [(demo, run.call.values) for demo, run in reader.runs()]
    title = reader.at.title[0].value
    reader.at.get_by_key("lang.switch").set_value("zh")
    reader.run()
    assert reader.at.title[0].value != title
    assert {name: reader.value(name) for name in reader.shown()} == before
    assert [(demo, run.call.values) for demo, run in reader.runs()] == runs
    assert reader.at.query_params["lang"] == "zh"


# ------------------------------------------------------------------------ the URL


def test_garbage_in_a_link_leaves_the_defaults(slug):
    reader = Reader(slug)
    names = reader.shown()
    typed = {name for name in names if reader.widget(name).type == "text_input"}
    for garbage in ("x<b>y", "1e999", "nan", "", "-1e30", "[[1,"):
        linked = Reader(slug, **{reader.key(name): garbage for name in names})
        for name in names:
            if name not in typed and garbage not in linked.lesson.controls[name].options:
                wanted = linked.lesson.controls[name].default
                got = linked.value(name)
                assert plain(got) == plain(wanted), f"{name} took {garbage!r}"


def test_what_a_link_holds_is_snapped_sorted_and_shown(slug):
    """Off-step and reversed values are legal in a link; the demo gets them in order."""
    reader = Reader(slug)
    for name in reader.shown():
        widget = reader.widget(name)
        if widget.type != "slider":
            continue
        if isinstance(widget.value, (tuple, list)):
            low, high = widget.min, widget.max
            linked = Reader(slug, **{reader.key(name): [str(high), str(low)]})
            values = {json.dumps(plain(run.call.values)) for _, run in linked.runs()}
            reader.set(**{name: (low, high)})
            assert values == {json.dumps(plain(run.call.values)) for _, run in reader.runs()}


# ------------------------------------------------------- the code, the numbers, the why


def executed(code, folder):
    """Run a program from nothing, as a file of its own; return its names, or what it raised."""
    path = folder / "pasted.py"
    path.write_text(code, encoding="utf-8")
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return runpy.run_path(str(path)), None
    except Exception as refusal:
        return {}, refusal


def hold_listings(reader, folder, held):
    """Run the listing of every demo from nothing, and hold its results equal to the page's.

    What has been held already, to the letter, is not run again: most moves change one demo.
    """
    for demo, runs in reader.lesson.runs.items():
        for run in runs:
            code = listing(run.call)
            if (demo, code) in held:
                continue
            held.add((demo, code))
            names, refusal = executed(code, folder)
            if run.call.refused:
                assert refusal is not None, f"{demo}: the page was refused, the listing was not"
                continue
            assert refusal is None, f"{demo}: {refusal!r}"
            for field, value in run.results.items():
                if field.startswith("seconds"):
                    continue  # measured anew each time
                field = field if field in names and not callable(names[field]) else f"{field}_2"
                hold_equal(names[field], value, f"{demo}.{field}")


def test_every_listing_does_what_the_page_did(slug, tmp_path):
    reader = Reader(slug)
    held = set()
    hold_listings(reader, tmp_path, held)
    for key in reader.buttons():
        reader.press(key)
        hold_listings(reader, tmp_path, held)
    draw = random.Random(slug)
    for _ in range(3):
        for name in reader.shown():
            if name in reader.shown():
                reader.widget(name).set_value(drawn(reader, name, draw))
        reader.run()
        hold_listings(reader, tmp_path, held)
    for name, control in list(reader.lesson.controls.items()):
        for option in control.options:
            if name in reader.shown():
                reader.set(**{name: option})
                hold_listings(reader, tmp_path, held)


def drawn(reader, name, draw):
    """Draw a value on the grid of a control."""
    widget, control = reader.widget(name), reader.lesson.controls[name]
    if control.options:
        return draw.choice(control.options)
    if widget.type == "slider":
        steps = round((widget.max - widget.min) / widget.step)
        kind = type(control.default[0] if isinstance(control.default, tuple) else control.default)
        one, other = (kind(widget.min + draw.randint(0, steps) * widget.step) for _ in "ab")
        return (min(one, other), max(one, other)) if isinstance(widget.value, tuple) else one
    if widget.type == "select_slider":
        return float(draw.choice(widget.options))
    if widget.type == "number_input":
        kind = type(control.default)
        return kind(draw.uniform(widget.min, widget.max))
    if widget.type in ("toggle", "checkbox"):
        return draw.choice([True, False])
    return widget.value


def test_every_drawer_opens_and_the_code_in_it_is_the_code_that_ran(slug):
    reader = Reader(slug)
    for demo in reader.lesson.demos:
        why = reader.words.sections[f"{demo}.why"]
        assert why not in [said.value for said in reader.at.markdown]  # closed at first
        runs = reader.lesson.runs[demo]
        drawers = {*(["code"] if runs else []), "why"}
        drawers |= {"numbers"} if any(run.results for run in runs) else set()
        names = {reader.frame[f"drawer.{drawer}"] for drawer in drawers}
        assert set(reader.widget(f"{demo}.open").options) == names
        if "code" in drawers:
            reader.open(demo, "code")
            calls = [run.call for run in runs]
            assert listing(*calls).rstrip() in [code.value.rstrip() for code in reader.at.code]
        if "numbers" in drawers:
            reader.open(demo, "numbers")
            shown = [said.value for said in reader.at.markdown]
            for run in reader.lesson.runs[demo]:
                for field in run.results:
                    named = (f"**{field}**", f"**{field}[0]**")  # a list is shown part by part
                    assert any(said.startswith(named) for said in shown), field
        reader.open(demo, "why")
        assert why in [said.value for said in reader.at.markdown]
        reader.open(demo, None)


def test_the_downloads_hold_every_demo_and_the_program_runs_as_a_file(slug, tmp_path):
    reader = Reader(slug)
    parts = reader.lesson.parts()
    book = json.loads(export.notebook("x", parts))
    written = "".join("".join(cell["source"]) for cell in book["cells"])
    for demo, runs in reader.lesson.runs.items():
        assert reader.words.labels[f"{demo}.title"] in written
        assert not {text.HARD, text.JOINER} & set(written)  # they would trip who edits it
        for run in runs:
            assert listing(run.call).splitlines()[-1] in written
    path = tmp_path / "lesson.py"
    path.write_bytes(export.program("x", parts))
    if SAMPLE in path.read_text(encoding="utf-8"):  # its digits lie beside it, as in the lab
        (tmp_path / SAMPLE).parent.mkdir(parents=True)
        shutil.copy(ROOT / SAMPLE, tmp_path / SAMPLE)
    done = subprocess.run(
        [sys.executable, path], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    calls = [run.call for _, run in reader.runs()]
    assert sum(" = " in line for line in done.stdout.splitlines()) >= len(calls)


# -------------------------------------------------------------------- what pages offer


def test_a_typed_tensor_that_cannot_be_read_is_told_and_the_page_stays_whole(slug):
    reader = Reader(slug)
    for name, control in list(reader.lesson.controls.items()):
        if not (isinstance(control.default, str) and not control.options):
            continue
        if name not in reader.shown():
            continue
        before = [(demo, run.call.values) for demo, run in reader.runs()]
        for typed, code in (
            ("[[1, 2], [3", "syntax"),
            ("[1, abc]", "number"),
            ("[[1, 2], [3]]", "ragged"),
            ("", "empty"),
            ("![x](https://example.com/x.png)", "syntax"),
        ):
            reader.set(**{name: typed})
            sentence = reader.frame[f"refusal.{code}"].split("{")[0]
            errors = [error.value for error in reader.at.error]
            if code in ("syntax", "number", "ragged", "empty"):
                assert any(sentence in error for error in errors), (typed, errors)
            assert not any("![x]" in without_code(piece) for piece in reader.said())
            kept = [(demo, run.call.values) for demo, run in reader.runs()]
            assert kept == before
        reader.set(**{name: control.default})
        assert not [error for error in reader.at.error if "refusal" in error.value]


def test_a_comment_in_a_typed_tensor_never_becomes_markdown(slug):
    reader = Reader(slug)
    for name, control in reader.lesson.controls.items():
        if isinstance(control.default, str) and not control.options and name in reader.shown():
            reader.set(**{name: f"{control.default} # ![x](https://example.com/x.png)"})
            reader.set(**{name: "["})
            assert not any("![x]" in without_code(piece) for piece in reader.said())
            return


def test_reset_sets_every_control_back(slug):
    reader = Reader(slug)
    promised = {name: plain(control.default) for name, control in reader.lesson.controls.items()}
    for name in reader.shown():
        ends = reader.ends(name)
        if ends:
            reader.widget(name).set_value(
                ends[-1] if reader.lesson.controls[name].options else ends[0]
            )
    reader.run()
    assert {name: plain(reader.value(name)) for name in promised} != promised
    (reset,) = [button for button in reader.at.button if button.label == reader.frame["reset"]]
    reset.click()
    reader.run()
    assert {name: plain(reader.value(name)) for name in promised} == promised
    assert set(reader.at.query_params) <= {"lang"} | {
        key for key in reader.at.query_params if "predict" in key
    }


def test_one_click_puts_the_articles_inputs_in_and_the_numbers_agree(slug):
    reader = Reader(slug)
    start = {name: reader.value(name) for name in reader.shown()}
    agrees = reader.frame["article.agrees"].split("{")[-1].split("}")[-1]
    absent = reader.frame["files.absent"].split("{")[0]
    buttons = [button.key for button in reader.at.button if ".article." in (button.key or "")]
    for key in buttons:
        # From somewhere else, so that the click itself brings the inputs.
        for name in reader.shown():
            ends = reader.ends(name)
            if ends and not reader.lesson.controls[name].options:
                reader.widget(name).set_value(ends[-1])
        reader.run()
        if key not in [button.key for button in reader.at.button]:
            reader.set(**{name: value for name, value in start.items() if name in reader.shown()})
        reader.press(key)
        if "full set" in key and any(each.value.startswith(absent) for each in reader.at.markdown):
            continue  # it is not on this machine, and the page says how to get it
        said = [caption.value for caption in reader.at.caption]
        assert any(":material/check_circle:" in line and agrees in line for line in said), key
        assert not any(":material/error:" in line for line in said), (key, said)


# -------------------------------------------------------------------------- questions


def test_a_question_is_answered_only_after_the_reader_has_answered(slug, monkeypatch):
    from lib.ui import quiz

    asked = {}
    original = quiz.ask

    def watched(lesson, name, draw, answer, options):
        asked[name] = (draw, answer, options)
        original(lesson, name, draw, answer, options)

    monkeypatch.setattr(quiz, "ask", watched)
    reader = Reader(slug)
    assert len(asked) >= 3
    for name, (draw, answer, options) in asked.items():
        key = reader.key(f"predict.{name}")
        for number in ("1", "2"):
            reader.at.session_state[key] = number
            reader.run()
            values = draw(random.Random(f"{key}.{number}"))
            truth = answer(**values)
            truth = truth.numpy() if hasattr(truth, "numpy") else truth
            truth = truth.decode() if isinstance(truth, bytes) else truth
            form = f"{key}.{number}"
            reason = reader.words.sections[f"predict.{name}"]
            assert reason not in [said.value for said in reader.at.markdown]
            submit = f"FormSubmitter:{form}-{reader.frame['predict.run']}"
            reader.press(submit)  # nothing is answered yet
            assert not reader.at.success and not reader.at.warning
            for right in (False, True):
                box = field(reader, form)
                if options:
                    choices = options(**values)
                    fitting = [c for c in choices if quiz.matches(c, truth) == right]
                    assert len([c for c in choices if quiz.matches(c, truth)]) == 1, (name, truth)
                    box.set_value(fitting[0])
                else:
                    box.set_value(typed(truth) if right else typed(np.asarray(truth) + 3))
                reader.press(submit)
                verdicts = reader.at.success if right else reader.at.warning
                assert len(verdicts) == 1, (name, values, truth)
                label = reader.words.labels.get(f"predict.{name}.{truth}", show(truth))
                assert label in verdicts[0].value
                assert reason in [said.value for said in reader.at.markdown]
        before = reader.value(f"predict.{name}")
        reader.press(f"FormSubmitter:{form}-{reader.frame['predict.another']}")
        assert reader.value(f"predict.{name}") != before
        assert not reader.at.success and not reader.at.warning


def typed(truth):
    return repr(np.asarray(truth).tolist())


def field(reader, form):
    (box,) = [box for box in (*reader.at.radio, *reader.at.text_input) if box.form_id == form]
    return box


# ---------------------------------------------------------------------- many readers


def test_readers_at_different_settings_do_not_disturb_each_other(slug):
    """What each call returned alone, it returns beside others on other threads."""
    reader = Reader(slug)
    draw = random.Random(1)
    calls = []
    for _ in range(2):
        calls += [run for _, run in reader.runs() if not run.call.refused]
        for name in reader.shown():
            if name in reader.shown():
                reader.widget(name).set_value(drawn(reader, name, draw))
        reader.run()
    problems = []

    def again(order):
        for run in order:
            try:
                result = run.call.function(**run.call.values)
                named = result._asdict() if hasattr(result, "_asdict") else {"result": result}
                for field, value in named.items():
                    if not field.startswith("seconds"):
                        hold_equal(value, run.results[field], field)
            except Exception as problem:
                problems.append((run.call.function.__name__, problem))

    threads = [threading.Thread(target=again, args=(calls[::step],)) for step in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
