"""The words of a lesson: labels, then sections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import literal, text

names = st.from_regex(r"[a-z]+(\.[a-z_]+)?", fullmatch=True)
line = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])).map(str.strip)
labels = st.dictionaries(names, line, max_size=5)
bodies = st.text(st.sampled_from(list("ab$\\{}*`|_ 中\n")), max_size=40).map(str.strip)
sections = st.dictionaries(names, bodies, max_size=4)


@given(labels, sections)
def test_what_is_written_is_read(labels, sections):
    source = "".join(f"{key}: {label}\n" for key, label in labels.items())
    source += "".join(f"\n## {name}\n{body}\n" for name, body in sections.items())
    assert text.parse(source) == text.Words(labels, sections)


def test_latex_and_colons_come_through_untouched():
    words = text.parse("a: b: {c}\n\n## s\n$$\\frac{1}{n} \\sum_{i} x_i$$\nd: e\n### deeper\n")
    assert words.labels == {"a": "b: {c}"}
    assert words.sections["s"] == "$$\\frac{1}{n} \\sum_{i} x_i$$\nd: e\n### deeper"


def test_what_stands_around_a_label_is_no_part_of_it():
    assert text.parse("<!-- a remark -->\na:  b \n\nc:\n").labels == {"a": "b", "c": ""}


HARD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("shown_text", "held"),
    [
        ("at x = -4 it is", "at x_=_-4 it is"),
        ("从 w = b = 2 出发", "从 w_=_b_=_2 出发"),
        ("that is 60 %.", "that is 60_%."),
        ("**46.88** % 与 **0.02 %**", "**46.88**_% 与 **0.02_%**"),
        ("p = **0.9999** here", "p_=_**0.9999** here"),
        ("6.471 x - 1.511", "6.471_x_-\N{WORD JOINER}_1.511"),
        # What is long must break somewhere, and a list or a table is no sum.
        ("a1 + a2 + a3 + a4 + a5 + a6 + a7", "a1 + a2 + a3 + a4 + a5 + a6 + a7"),
        ("text\n- one\n- two", "text\n- one\n- two"),
        ("| a | - | b |", "| a | - | b |"),
        # Code is copied, and LaTeX has its own rules.
        ("`x = 2` and $y = 3$, $$a = b$$", "`x = 2` and $y = 3$, $$a = b$$"),
        ("```\nx = 2\n```", "```\nx = 2\n```"),
    ],
)
def test_short_mathematics_stays_on_one_line_and_nothing_else_does(shown_text, held):
    assert text.hold(shown_text) == held.replace("_", HARD)
    assert text.hold(text.hold(shown_text)) == text.hold(shown_text)
    assert text.free(text.hold(shown_text)) == shown_text


def test_a_power_of_ten_is_not_broken_at_its_sign_and_can_be_typed_again():
    held = text.hold("off by 1.2e-07, `1e-07` in code, tri-cycle-2")
    assert held.split("e-")[1].startswith("\N{WORD JOINER}07")
    assert "`1e-07`" in held and "tri-cycle-2" in held
    copied = text.hold("[1.2e-07, 3]").replace(" ", HARD)
    assert literal.read(copied) == [1.2e-07, 3]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a: 1\nno label here\n", "line 2"),
        ("a: 1\na: 2\n", "'a' stands here twice"),
        ("## s\n1\n## s\n2\n", "'s' stands here twice"),
    ],
)
def test_a_slip_is_told_with_its_place(source, complaint):
    with pytest.raises(ValueError, match=complaint):
        text.parse(source)


def test_a_digest_moves_with_the_english_text_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "LESSONS", tmp_path)
    (tmp_path / "x").mkdir()
    for language in text.LANGUAGES:
        (tmp_path / "x" / f"{language}.md").write_text("a: 1\n", encoding="utf-8")
    before = text.digest("x")
    (tmp_path / "x" / "zh.md").write_text("a: 一\n", encoding="utf-8")
    assert text.digest("x") == before
    (tmp_path / "x" / "en.md").write_text("a: 2\n", encoding="utf-8")
    assert text.digest("x") != before
