"""The words of a lesson: labels, then sections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import text

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
    monkeypatch.setattr(text, "FOLDER", tmp_path)
    for language in text.LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "x.md").write_text("a: 1\n", encoding="utf-8")
    before = text.digest("x")
    (tmp_path / "zh" / "x.md").write_text("a: 一\n", encoding="utf-8")
    assert text.digest("x") == before
    (tmp_path / "en" / "x.md").write_text("a: 2\n", encoding="utf-8")
    assert text.digest("x") != before
