"""Stepping in a real browser: the arrow keys, what they leave alone, and what the pointer tells."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import needs
from tests.browser.test_reader import demo, ready

SLUG = "perceptron_single"
pytestmark = needs(SLUG)


@pytest.fixture
def lesson(open_page, server):
    page = open_page(f"{server}/{SLUG}?lang=en&demo=tape&{SLUG}.step=2")
    ready(page, SLUG)
    return page


def at(page, step):
    expect(demo(page, "tape", SLUG).get_by_text(f"Step {step} of 16")).to_be_visible()


def test_the_arrow_keys_step_and_the_picture_stays(lesson):
    at(lesson, 2)
    drawing = demo(lesson, "tape", SLUG).locator("svg.marks").first
    drawing.evaluate("node => { node.dataset.kept = 'yes' }")
    lesson.locator("h1").click()
    lesson.keyboard.press("ArrowRight")
    at(lesson, 3)
    assert f"{SLUG}.step=3" in lesson.url
    lesson.keyboard.press("ArrowLeft")
    at(lesson, 2)
    assert drawing.evaluate("node => node.dataset.kept") == "yes"  # data alone has changed


def test_the_arrow_keys_belong_to_the_slider_that_has_the_focus(lesson):
    at(lesson, 2)
    bias = demo(lesson, "tape", SLUG).get_by_role("slider", name="Bias b")
    bias.focus()
    lesson.keyboard.press("ArrowRight")
    expect(bias).to_have_value("0.5")
    lesson.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
    at(lesson, 2)


def test_the_pointer_finds_the_arithmetic_of_a_number(lesson):
    picture = demo(lesson, "tape", SLUG).locator("svg.marks").first
    expect(picture.get_by_text("w2 x2 = 1 · (-1) = -1")).to_be_visible()  # this step's
    box = picture.get_by_text("w1 0.5").first.bounding_box()
    lesson.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(picture.get_by_text("w1 x1 = 0.5 · 2 = 1")).to_be_visible()
    lesson.mouse.move(5, 5)
    expect(picture.get_by_text("w2 x2 = 1 · (-1) = -1")).to_be_visible()
