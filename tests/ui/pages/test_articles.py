"""The article's inputs in one click, and its numbers beside the page's."""

import pytest

from tests.reader import LESSONS, Reader

pytestmark = pytest.mark.parametrize("slug", LESSONS)


def test_one_click_puts_the_articles_inputs_in_and_the_numbers_agree(slug):
    reader = Reader(slug)
    reader.unfold()
    agrees = reader.frame["article.agrees"].split("{")[-1].split("}")[-1]
    absent = reader.frame["files.absent"].split("{")[0]
    waiting = {
        demo: [b.key for b in reader.under(demo, "button") if ".article." in (b.key or "")]
        for demo in reader.lesson.demos
    }
    while any(waiting.values()):
        # From somewhere else, so that the click itself brings the inputs.
        start = {name: reader.value(name) for name in reader.shown()}
        for name in start:
            ends = reader.ends(name)
            if ends and not reader.lesson.controls[name].options:
                reader.widget(name).set_value(ends[-1])
        reader.run()
        pressed = {demo: keys.pop(0) for demo, keys in waiting.items() if keys}
        shown = {button.key for button in reader.at.button}
        if not set(pressed.values()) <= shown:
            reader.set(**{name: start[name] for name in start if name in reader.shown()})
        for key in pressed.values():
            reader.at.button(key=key).click()
        reader.run()
        reader.unfold()
        for demo, key in pressed.items():
            hold_agreement(reader, demo, key, agrees, absent)


def hold_agreement(reader, demo, key, agrees, absent):
    """Hold that a demo says of its numbers that they are the article's."""
    reported = [element.value for element in reader.under(demo, "markdown")]
    if "full set" in key and any(piece.startswith(absent) for piece in reported):
        return  # it is not on this machine, and the page says how to get it
    shown_text = [caption.value for caption in reader.under(demo, "caption")]
    assert any(":material/check_circle:" in line and agrees in line for line in shown_text), key
    assert not any(":material/error:" in line for line in shown_text), (key, shown_text)
