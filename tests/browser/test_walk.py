"""The walk through a lesson: one demo at a time, its state kept, and the way back."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from lib import text
from tests.browser.conftest import PHONE, needs
from tests.browser.test_reader import (
    control,
    demo,
    demos_of,
    every_lesson,
    navigate,
    open_drawer,
    query,
    ready,
    shared_link,
    step,
    still,
)
from tests.browser.waiting import steady, until

pytestmark = needs("clipping")
LABELS = text.words("clipping", "en").labels if not pytestmark.args[0] else {}
DEEPER = {"norm", "kinks", "traps"}
"""The demos of this lesson that stand under "Go deeper"."""
NODES = 1100
"""Nodes of a page at most: more of them make every move slow on a telephone."""
LARGER = {"perceptron_multi": 1220, "mlp_backprop": 1350}
"""Where the picture is a whole network, and each number of it can be pointed at."""


@pytest.fixture
def at(open_page, server):
    """Open the lesson of clipping with what stands behind ``lang`` in its address."""

    def open_at(address="", **options):
        page = open_page(f"{server}/clipping?lang=en{address}", **options)
        ready(page, "clipping")
        return page

    return open_at


def hold_at(page, name, linked=True):
    """Hold that a demo, and it alone, is on the page, in the bar, and in the URL."""
    page.wait_for_function(
        "value => new URLSearchParams(location.search).get('demo') === value",
        arg=name if linked else None,
    )
    title = LABELS[f"{name}.title"]
    expect(page.get_by_role("heading", level=2)).to_have_text([re.compile(re.escape(title[:20]))])
    expect(page.locator("[class*=st-key-clipping-][class*=-stage]")).to_have_count(1)
    expect(page.locator(f".st-key-clipping-{name}-stage")).to_be_visible()
    bar, short = page.locator(".st-key-walk"), LABELS[f"{name}.short"]
    pressed = bar.get_by_role("radio", checked=True)
    expect(pressed).to_have_text([] if name in DEEPER else [re.compile(f"{short}$")])
    if name in DEEPER:
        expect(bar.get_by_role("button").filter(has_text=f" {short}")).to_be_visible()
    still(page)


def move(page, name, key, times=1):
    """Move a slider by a key, and wait until the URL tells it; return what it shows."""
    slider = control(page, name).get_by_role("slider").first
    slider.focus()
    before = slider.get_attribute("aria-valuetext")
    for _ in range(times):
        slider.press(key)
    page.wait_for_function("key => location.search.includes(key)", arg=f"clipping.{name}=")
    still(page)
    after = slider.get_attribute("aria-valuetext")
    assert after != before
    return after


def hold_slider(page, name, value):
    """Hold that a slider shows a value."""
    slider = control(page, name).get_by_role("slider").first
    expect(slider).to_have_attribute("aria-valuetext", value)


def own(page):
    """Return what the URL holds of the lesson."""
    return {key: value for key, value in query(page).items() if key.startswith("clipping.")}


def test_the_bar_the_foot_and_two_keys_lead_through_the_demos(at):
    page = at()
    hold_at(page, "bounds", linked=False)
    step(page, LABELS["shared.short"]).click()
    hold_at(page, "shared")
    page.locator(".st-key-clipping-next button").click()
    hold_at(page, "depth")
    page.locator(".st-key-clipping-back").get_by_role("button").first.click()
    hold_at(page, "shared")
    page.keyboard.press("p")
    hold_at(page, "arrow")
    page.keyboard.press("n")
    hold_at(page, "shared")
    step(page, LABELS["shared.short"]).click()  # the step that one is at stays pressed
    hold_at(page, "shared")
    page.locator(".st-key-walk").get_by_role("button").click()
    page.get_by_role("menuitem", name=LABELS["norm.short"]).click()
    hold_at(page, "norm")


def set_work(page):
    """Leave a slider, a choice and a drawer of one demo other than they were."""
    rate = move(page, "rate", "ArrowLeft", 2)
    demo(page, "work").get_by_role("radio", name=LABELS["clip.norm"]).click()
    page.wait_for_function("location.search.includes('clipping.clip=norm')")
    open_drawer(page, "work")
    still(page)
    return rate


def hold_work(page, rate):
    """Hold that the demo stands as ``set_work`` has left it, also in the URL."""
    hold_slider(page, "rate", rate)
    chosen = demo(page, "work").get_by_role("radio", name=LABELS["clip.norm"])
    expect(chosen).to_be_checked()
    expect(demo(page, "work").get_by_test_id("stCode").first).to_contain_text("norm")
    wanted = {"clipping.rate": [rate], "clipping.clip": ["norm"], "clipping.work.open": ["code"]}
    until(page, lambda: own(page) == wanted)


def test_what_a_reader_has_set_is_there_when_they_come_back_to_a_demo(at):
    page = at("&demo=work")
    rate = set_work(page)
    hold_work(page, rate)
    page.keyboard.press("n")
    hold_at(page, "norm")
    until(page, lambda: own(page) == {})
    x = move(page, "norm_limit", "ArrowRight")
    assert list(own(page)) == ["clipping.norm_limit"]
    page.keyboard.press("p")
    hold_at(page, "work")
    hold_work(page, rate)
    page.keyboard.press("n")
    hold_at(page, "norm")
    hold_slider(page, "norm_limit", x)
    until(page, lambda: list(own(page)) == ["clipping.norm_limit"])


def test_an_answer_is_there_when_a_reader_comes_back_to_the_questions(at, open_page, server):
    page = open_page(f"{server}/clipping?lang=en&demo=predict")
    box = page.get_by_role("textbox").first
    box.fill("7")
    page.get_by_role("button", name="Run TensorFlow").first.click()
    verdict = page.get_by_text(re.compile("TensorFlow says")).first
    expect(verdict).to_be_visible()
    said = verdict.inner_text()
    still(page)
    page.locator(".st-key-clipping-back").get_by_role("button").first.click()
    hold_at(page, "traps")
    page.locator(".st-key-clipping-next button").click()
    expect(page.get_by_text(said).first).to_be_visible()
    expect(page.get_by_role("textbox").first).to_have_value("7")


def test_back_and_forward_of_the_browser_walk_and_restore(at):
    page = at("&demo=work")
    rate = set_work(page)
    entries = page.evaluate("history.length")
    page.keyboard.press("n")
    hold_at(page, "norm")
    x = move(page, "norm_limit", "ArrowRight", 2)
    page.keyboard.press("n")
    hold_at(page, "kinks")
    page.keyboard.press("p")
    hold_at(page, "norm")
    hold_slider(page, "norm_limit", x)
    page.keyboard.press("n")
    hold_at(page, "kinks")
    assert page.evaluate("history.length") == entries + 4  # one for each step, and no more
    page.go_back()
    hold_at(page, "norm")
    page.go_back()
    hold_at(page, "kinks")
    page.go_back()
    hold_at(page, "norm")
    hold_slider(page, "norm_limit", x)
    page.go_back()
    hold_at(page, "work")
    hold_work(page, rate)
    page.go_back()  # before the drawer was opened
    page.wait_for_function("!location.search.includes('work.open')")
    expect(demo(page, "work").get_by_test_id("stCode")).to_have_count(0)
    hold_slider(page, "rate", rate)
    page.go_forward()
    hold_work(page, rate)
    page.go_forward()
    hold_at(page, "norm")
    hold_slider(page, "norm_limit", x)
    page.go_forward()
    hold_at(page, "kinks")
    until(page, lambda: own(page) == {})


def test_an_old_link_opens_the_demo_whose_control_it_sets(at):
    page = at("&clipping.limit=2.0")
    hold_at(page, "arrow")
    expect(control(page, "limit").get_by_role("slider")).to_have_value("2")


def test_a_link_may_ask_for_all_demos(at):
    page = at("&demo=all")
    expect(page.locator("[class*=st-key-clipping-][class*=-stage]")).to_have_count(
        len(demos_of("clipping"))
    )
    expect(page.locator(".st-key-walk").get_by_role("radio", checked=True)).to_have_count(0)


def test_a_link_to_no_demo_shows_the_first(at):
    page = at(f"&demo={quote('<b>')}")
    hold_at(page, "bounds", linked=False)


def test_share_shows_a_link_to_this_demo_in_this_state(at, open_page):
    page = at("&demo=norm")
    move(page, "norm_limit", "ArrowRight")  # of another demo: not in the link
    page.keyboard.press("p")
    hold_at(page, "work")
    rate = set_work(page)
    link = shared_link(page)
    assert "norm_limit" not in link
    other = open_page(link, locale="zh-CN")
    hold_at(other, "work")
    hold_work(other, rate)


@needs("clipping", "pad_tile")
def test_a_lesson_that_a_reader_comes_back_to_is_as_they_left_it(at):
    page = at("&demo=work")
    rate = set_work(page)
    navigate(page, "tensors", text.words("pad_tile", "en").labels["title"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("2. ")
    ready(page, "pad_tile")
    navigate(page, "tensors", LABELS["title"])
    hold_at(page, "work")
    hold_work(page, rate)


def test_on_a_phone_the_next_question_is_in_sight_and_has_the_focus(at):
    page = at("&demo=work", **PHONE)
    onward = page.locator(".st-key-clipping-next button")
    onward.scroll_into_view_if_needed()
    assert page.get_by_test_id("stMain").evaluate("node => node.scrollTop") > 300
    onward.click()
    hold_at(page, "norm")
    heading = page.get_by_role("heading", level=2)
    box = steady(page, heading.bounding_box)
    assert 60 <= box["y"] and box["y"] + box["height"] < 844
    until(page, lambda: heading.evaluate("node => node === document.activeElement"))


@every_lesson
def test_the_first_step_of_a_lesson_is_no_large_page(open_page, server, slug):
    page = open_page(f"{server}/{slug}?lang=en")
    ready(page, slug)
    count = "document.querySelectorAll('*').length"
    assert steady(page, lambda: page.evaluate(count)) <= LARGER.get(slug, NODES)
