"""What every page says: whole in each language, and no other language in it."""

import re

import pytest

from lib import text
from tests.reader import LESSONS, Reader
from tests.ui.pages import moves

pytestmark = pytest.mark.parametrize("slug", LESSONS)


def without_code(shown_text):
    """Return a piece of text without its code and its formulas."""
    return re.sub(r"\$\$.*?\$\$|\$.*?\$|`[^`]*`", "", shown_text, flags=re.DOTALL)


def test_each_language_is_whole_and_no_key_or_placeholder_is_left(slug):
    for language in text.LANGUAGES:
        reader = Reader(slug, language)
        keys = {key for key in (*reader.words.labels, *reader.frame) if "." in key}
        reader.open("why")
        shown_text = reader.shown_text()
        assert len(shown_text) > 50
        for piece in shown_text:
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
        moves.everywhere(reader, index)
        reader.open("why")
        pieces = reader.shown_text()
        for part, key in foreign.items():
            for piece in pieces:
                shown = piece == part if len(part) < 16 else part in piece
                assert not shown, f"{key} is English on the Chinese page: {piece!r}"
