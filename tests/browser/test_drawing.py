"""The pad: drawn on by mouse and by keys, rubbed out, typed, and found again by its link."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import needs

pytestmark = needs("mlp_backprop")
EMPTY = ".".join(["0" * 14] * 14)
KEY = "mlp_backprop.drawing"


@pytest.fixture
def pad(open_page, server):
    # Few steps: what is tested is the pad.
    page = open_page(
        f"{server}/mlp_backprop?lang=en&demo=digits&mlp_backprop.digit_steps=2&{KEY}={EMPTY}"
    )
    canvas = page.locator(".st-key-mlp_backprop-digits canvas[role=img][tabindex]").first
    canvas.scroll_into_view_if_needed()
    return page, canvas


def cells(page):
    """Return the cells with ink, as the URL tells them."""
    rows = re.search(rf"{KEY}=([01.]+)", page.url).group(1).split(".")
    return {(r, c) for r, row in enumerate(rows) for c, on in enumerate(row) if on == "1"}


def wait_for(page, wanted):
    page.wait_for_function(
        "([key, n]) => ((location.href.split(key + '=')[1] || '').split('&')[0]"
        ".match(/1/g) || []).length === n",
        arg=[KEY, len(wanted)],
    )
    assert cells(page) == wanted


def stroke(page, canvas, *places):
    box = canvas.bounding_box()
    points = [
        (box["x"] + (c + 0.5) * box["width"] / 14, box["y"] + (r + 0.5) * box["height"] / 14)
        for r, c in places
    ]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()


def test_a_stroke_leaves_no_gap_and_the_rubber_takes_it_out(pad):
    page, canvas = pad
    stroke(page, canvas, (2, 3), (9, 3))  # at once, as a fast hand does
    line = {(r, 3) for r in range(2, 10)}
    wait_for(page, line)
    page.get_by_role("button", name="Rubber").click()
    stroke(page, canvas, (2, 3), (4, 3))
    wait_for(page, {(r, 3) for r in range(5, 10)})
    page.get_by_role("button", name="Rubber").click()
    stroke(page, canvas, (5, 5), (5, 9))
    wait_for(page, {(r, 3) for r in range(5, 10)} | {(5, c) for c in range(5, 10)})


def test_by_keys_and_typed(pad):
    page, canvas = pad
    canvas.focus()
    page.keyboard.press("Space")
    wait_for(page, {(7, 7)})
    for key in ("ArrowUp", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    wait_for(page, {(7, 7), (6, 6)})
    page.get_by_text("Type it").click()
    box = page.get_by_label("One row a line")
    expect(box).to_have_value(re.compile(r"^(\.{14}\n){6}\.{6}#\.{7}\n\.{7}#"))
    box.fill("##\n\n #")
    box.press("Control+Enter")
    wait_for(page, {(0, 0), (0, 1), (2, 1)})


def test_a_link_with_no_drawing_in_it_shows_the_default_and_clear_clears(open_page, server):
    page = open_page(
        f"{server}/mlp_backprop?lang=en&demo=digits&mlp_backprop.digit_steps=2&{KEY}=12.<b>"
    )
    expect(page.get_by_text("It takes your drawing for")).to_be_visible()
    page.locator(".st-key-mlp_backprop-digits").get_by_role("button", name="Clear").click()
    page.wait_for_function("key => location.href.includes(key + '=00000')", arg=KEY)
    assert cells(page) == set()
