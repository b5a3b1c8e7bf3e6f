"""Cells edited in the picture: by click, by keyboard, by link; and motion that asks no server."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import needs
from tests.browser.test_reader import demo, ready
from tests.browser.waiting import count_messages, until

SLUG = "top_k_accuracy"
pytestmark = needs(SLUG)


@pytest.fixture
def at(open_page, server):
    """Open the lesson at a step."""

    def open_at(step):
        page = open_page(f"{server}/{SLUG}?lang=en&demo={step}")
        ready(page, SLUG)
        chart(page, "builder" if step == "all" else step).scroll_into_view_if_needed()
        return page

    return open_at


def chart(page, name="builder"):
    return demo(page, name, SLUG).locator(".stVegaLiteChart").first


def click(page, sample, row):
    """Click a cell of the hit matrix; row -1 is the labels."""
    box = chart(page).locator("svg .background").first.bounding_box()
    left, right, top, bottom = -1.8, 10.6 + 5 + 1.9, -1.5, 6
    y = row + 0.5 if row >= 0 else -0.85
    page.mouse.click(
        box["x"] + box["width"] * (sample + 0.5 - left) / (right - left),
        box["y"] + box["height"] * (y - top) / (bottom - top),
    )


def settled(page, labels):
    page.wait_for_function(
        "labels => new URLSearchParams(location.search).get('top_k_accuracy.labels') === labels",
        arg=labels,
    )
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")


def test_clicks_and_keys_edit_the_same_cells_and_the_link_reopens_them(at, open_page):
    page = at("builder")
    click(page, 0, -1)  # a label steps on
    settled(page, "5555413343")
    drawing = chart(page).locator("svg.marks").first
    drawing.evaluate("node => { node.dataset.kept = 'yes' }")
    click(page, 0, -1)
    settled(page, "0555413343")
    click(page, 0, 1)  # a class becomes the label
    settled(page, "2555413343")
    value = page.locator(f".st-key-{SLUG}-labels-value").get_by_role("combobox")
    value.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        value.press(key)
    settled(page, "5555413343")
    click(page, 0, 1)  # the same click as before means an edit again
    settled(page, "2555413343")
    expect(chart(page).locator("[data-kept=yes]")).to_have_count(1)
    words = demo(page, "builder", SLUG).get_by_text("labels are among the best 2").inner_text()
    other = open_page(page.url)
    ready(other, SLUG)
    expect(demo(other, "builder", SLUG).get_by_text(words)).to_be_visible()
    page.go_back()
    settled(page, "5555413343")


def test_motion_is_stepped_by_keys_in_the_browser_alone(at):
    page = at("all")
    count_messages(page)
    for name, presses in (("builder", 3), ("ladder", 6)):
        picture = chart(page, name)
        picture.scroll_into_view_if_needed()
        slider = picture.get_by_role("slider").first
        before = picture.locator("svg.marks").first.inner_html()
        slider.focus()
        for _ in range(presses):
            slider.press("ArrowLeft")
        until(page, lambda p=picture, b=before: p.locator("svg.marks").first.inner_html() != b)
    assert page.evaluate("window.sent") == 0


def test_a_bar_is_dragged_to_its_place_by_mouse_and_moved_by_keys(at):
    page = at("ladder")
    chart(page, "ladder").scroll_into_view_if_needed()
    box = chart(page, "ladder").locator("svg .background").first.bounding_box()
    left, right, bottom, top = -1.5, 8.1, -2.4, 13 + 9 + 1.2

    def at(index, height):
        return (
            box["x"] + box["width"] * (index + 0.5 - left) / (right - left),
            box["y"] + box["height"] * (1 - (13 + height - bottom) / (top - bottom)),
        )

    def settled_at(row):
        page.wait_for_function(
            "row => new URLSearchParams(location.search).get('top_k_accuracy.row') === row",
            arg=row,
        )
        page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")

    def drag(start, end):
        page.mouse.move(*at(start, 3))
        page.mouse.down()
        page.mouse.move(*at(end, 6), steps=4)
        page.mouse.up()

    drag(3, 0)  # of 37194705 the 9 goes to the front
    settled_at("93714705")
    drag(0, 7)
    settled_at("37147059")
    page.mouse.click(*at(0, 8))  # where it was pressed it sets a height, after a drag as before
    settled_at("87147059")
    right_of = page.locator(f".st-key-{SLUG}-row-right button").first
    right_of.focus()
    right_of.press("Enter")
    settled_at("78147059")
    right_of.press("Enter")  # the boxes have moved on with the bar
    settled_at("71847059")
    words = demo(page, "ladder", SLUG).get_by_text("Gathered by it, the row is").last
    expect(words).to_contain_text("[9, 8, 7, 7, 5, 4, 1, 0]")


@needs("indexing")
def test_a_mask_is_painted_by_click_and_its_cells_fly_without_the_server(open_page, server):
    page = open_page(f"{server}/indexing?lang=en&demo=mask")
    ready(page, "indexing")
    picture = demo(page, "mask", "indexing").locator(".stVegaLiteChart").first
    picture.scroll_into_view_if_needed()
    # The offers are the transparent cells on top: one for each cell of the mask.
    offers = picture.locator("svg.marks path[opacity='0']")
    expect(offers).to_have_count(9)
    box = offers.nth(0).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function(
        "new URLSearchParams(location.search).get('indexing.mask') === '111.001.111'"
    )
    expect(demo(page, "mask", "indexing").get_by_text("7 of 9 cells are True")).to_be_visible()
    count_messages(page)
    slider = picture.get_by_role("slider").first
    before = picture.locator("svg.marks").first.inner_html()
    slider.focus()
    for key in ("Home", "ArrowRight", "ArrowRight"):
        slider.press(key)
    until(page, lambda: picture.locator("svg.marks").first.inner_html() != before)
    assert page.evaluate("window.sent") == 0
