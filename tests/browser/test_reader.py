"""A reader with a real browser: moves, links, back, another tab, another screen."""

import json
import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from lib import curriculum, text
from tests.browser.conftest import PHONE, needs
from tests.browser.waiting import steady, until

LESSONS = [entry.slug for entry in curriculum.lessons()]
every_lesson = pytest.mark.parametrize("slug", LESSONS)
clipping = needs("clipping")


def demo(page, name, slug="clipping"):
    """Return the demo of this name."""
    return page.locator(f".st-key-{slug}-{name}").first


def control(page, name, slug="clipping"):
    """Return the control of this name."""
    return page.locator(f".st-key-{slug}-{name}").last


def query(page):
    return parse_qs(urlparse(page.url).query)


def hold_query(page, **wanted):
    """Wait until the URL holds these values, each a string or None for absent."""
    test = "([key, value]) => new URLSearchParams(location.search).get(key) === value"
    for name, value in wanted.items():
        page.wait_for_function(test, arg=[f"clipping.{name}", value])


def step(page, name):
    """Return the button of a step in the bar."""
    return page.locator(".st-key-walk").get_by_role("radio", name=re.compile(name))


def hold_step(page, wanted):
    """Wait until the URL names this step, None for the first; and until nothing runs."""
    test = "value => new URLSearchParams(location.search).get('demo') === value"
    page.wait_for_function(test, arg=wanted)
    still(page)


def still(page):
    """Wait until the server has answered all that it was asked."""
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")


def ready(page, slug):
    """Wait until a lesson stands whole, with its first picture drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    still(page)
    expect(page.locator(".stVegaLiteChart :is(canvas, svg.marks)").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.fixture
def at(open_page, server):
    """Open the lesson of clipping at a step, with controls set."""

    def open_at(step, **controls):
        keys = "".join(f"&clipping.{name}={value}" for name, value in controls.items())
        page = open_page(f"{server}/clipping?lang=en&demo={step}{keys}")
        ready(page, "clipping")
        return page

    return open_at


@clipping
def test_a_key_moves_a_slider_and_with_it_the_result_the_chart_and_the_url(at):
    page = at("arrow")
    arrow = demo(page, "arrow")
    chart = arrow.locator(".stVegaLiteChart")
    expect(arrow.get_by_text("By value the arrow turns by 8.33°")).to_be_visible()
    chart.scroll_into_view_if_needed()
    # The drawn chart itself is marked: if it were embedded anew, the mark would be gone.
    drawing = chart.locator("canvas, svg.marks").first
    drawing.evaluate("node => { node.dataset.kept = 'yes' }")
    before = chart.screenshot()
    slider = control(page, "x").get_by_role("slider")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    hold_query(page, x="3")
    expect(arrow.get_by_text("By value the arrow turns by 20.17°")).to_be_visible()
    expect(chart.locator("[data-kept=yes]")).to_have_count(1)
    until(page, lambda: chart.screenshot() != before)


@clipping
def test_only_the_demo_that_was_moved_runs_again(at):
    page = at("all")
    other = demo(page, "kinks").get_by_text("At x = 0 the six ways")
    other.evaluate("node => { node.dataset.kept = 'yes' }")
    slider = control(page, "y").get_by_role("slider")
    slider.focus()
    slider.press("ArrowLeft")
    hold_query(page, y="9.5")
    expect(page.locator("[data-kept=yes]")).to_have_count(1)


@clipping
def test_a_choice_goes_into_the_url_by_its_neutral_name_and_back_takes_it_out(at):
    page = at("traps")
    traps = demo(page, "traps")
    traps.get_by_role("radio", name="infinite").click()
    hold_query(page, trap="infinite")
    expect(traps.get_by_text("an infinite gradient has an infinite norm")).to_be_visible()
    traps.get_by_role("radio", name="huge").click()
    hold_query(page, trap="huge")
    page.go_back()
    hold_query(page, trap="infinite")
    expect(traps.get_by_text("an infinite gradient has an infinite norm")).to_be_visible()
    page.go_back()
    hold_query(page, trap=None)
    expect(traps.get_by_text("the lower bound lies above the upper one")).to_be_visible()
    page.go_forward()
    hold_query(page, trap="infinite")
    expect(traps.get_by_text("an infinite gradient has an infinite norm")).to_be_visible()


@clipping
def test_back_leads_to_the_page_before_and_forward_to_the_settings_that_were_left(page):
    page.get_by_test_id("stMain").get_by_role("link", name=re.compile("Clipping")).click()
    ready(page, "clipping")
    slider = control(page, "bounds").get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    expect(slider).to_have_value("2.5")
    page.wait_for_function("location.search.includes('clipping.bounds=')")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow Lesson Lab")
    page.go_forward()
    ready(page, "clipping")
    expect(control(page, "bounds").get_by_role("slider").first).to_have_value("2.5")
    assert query(page)["clipping.bounds"] == ["2.5", "8"]


@needs("clipping", "pad_tile")
def test_the_language_is_kept_on_every_way_through_the_lab_and_back_leads_back(page):
    page.locator(".st-key-lang-switch button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow 课程实验室")
    page.get_by_test_id("stMain").get_by_role("link", name=re.compile("裁剪")).click()
    expect(page.get_by_role("heading", name="3. 裁剪")).to_be_visible()
    page.wait_for_function("location.search.includes('lang=zh')")
    ready(page, "clipping")
    navigate(page, "tensors", "填充", "zh")
    expect(page.get_by_role("heading", name=re.compile("2. 填充"))).to_be_visible()
    page.wait_for_function("location.search.includes('lang=zh')")
    ready(page, "pad_tile")
    page.go_back()
    expect(page.get_by_role("heading", name="3. 裁剪")).to_be_visible()
    ready(page, "clipping")
    page.go_back()
    expect(page.get_by_role("heading", name="TensorFlow 课程实验室")).to_be_visible()


def navigate(page, group, name, language="en"):
    """Go to a lesson by the menu of its group, on a wide screen."""
    title = text.words("_frame", language).labels[f"group.{group}"]
    page.get_by_test_id("stTopNavSection").filter(has_text=title).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=name).click()


def test_the_language_of_a_browser_is_that_of_its_first_page(open_page, server):
    page = open_page(server, locale="zh-TW")
    expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow 课程实验室")
    assert "lang" not in page.url
    page = open_page(f"{server}?lang=en", locale="zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow Lesson Lab")


@clipping
def test_the_shared_link_reopens_exactly_what_was_seen(at, open_page):
    page = at("all")
    slider = control(page, "x").get_by_role("slider")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft")
    hold_query(page, x="-0.5")
    demo(page, "traps").get_by_role("radio", name="NaN").click()
    hold_query(page, trap="nan")
    box = control(page, "first").get_by_role("textbox")
    box.fill("[30, 40]")
    box.press("Enter")
    hold_query(page, first="[30, 40]")
    open_drawer(page, "arrow")
    link = shared_link(page)
    shown_text = results(page)
    other = open_page(link, locale="zh-CN")
    ready(other, "clipping")
    expect(demo(other, "arrow").get_by_text("x=-0.5")).to_be_visible()
    expect(demo(other, "shared").get_by_text("Their common norm is 51.42")).to_be_visible()
    expect(demo(other, "traps").get_by_test_id("stMarkdown").last).to_be_visible()
    until(other, lambda: results(other) == shown_text)
    assert query(other) == query(page)


def open_drawer(page, name, slug="clipping"):
    """Open the code of a demo, and wait until the URL tells it."""
    drawers = demo(page, name, slug)
    drawers.get_by_role("radio", name="The code that ran").or_(
        drawers.get_by_role("button", name="The code that ran")
    ).first.click()
    page.wait_for_function("key => location.search.includes(key)", arg=f"{name}.open=code")


def shared_link(page):
    """Return the link that Share shows."""
    page.get_by_role("button", name="Share").click()
    return page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text().strip()


def results(page):
    """Return what every demo says under its picture."""
    return page.locator("[class*=st-key-clipping-] .stMarkdown p").all_inner_texts()


@clipping
def test_reset_sets_the_lesson_back_and_clears_the_url(at):
    """Also what the reader set at another step."""
    page = at("traps")
    demo(page, "traps").get_by_role("radio", name="NaN").click()
    hold_query(page, trap="nan")
    page.keyboard.press("p")
    hold_step(page, "kinks")
    slider = control(page, "kink").get_by_role("slider")
    before = slider.input_value()
    slider.focus()
    slider.press("End")
    page.wait_for_function("location.search.includes('clipping.kink=')")
    page.get_by_role("button", name="Reset").click()
    hold_query(page, kink=None)
    expect(slider).to_have_value(before)
    page.keyboard.press("n")
    hold_step(page, "traps")
    expect(demo(page, "traps").get_by_text("the lower bound lies above")).to_be_visible()
    hold_query(page, trap=None)


@clipping
def test_the_notebook_and_the_program_come_at_the_readers_settings(at):
    page = at("arrow")
    slider = control(page, "x").get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    hold_query(page, x="1.5")
    called = r"= clip_vector\(\s*x=1\.5,"
    page.get_by_role("button", name="About").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Notebook").click()
    book = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert waiting.value.suggested_filename == "lesson-03-clipping.ipynb"
    assert any(re.search(called, "".join(cell["source"])) for cell in book["cells"])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Python file").click()
    assert re.search(called, waiting.value.path().read_text(encoding="utf-8"))


@clipping
def test_tab_leads_to_the_language_the_lessons_the_tools_and_the_controls(at):
    page = at("bounds")
    page.evaluate("document.activeElement.blur()")
    reached = []
    wanted = ["nav", "language", "reset", "share", "about", "step", "choice", "slider"]
    wanted += ["article", "status", "drawer", "foot"]
    where = """wanted => {
        const at = document.activeElement
        const name = at.matches('button') ? at.innerText : ''  // not the page as a whole
        if (at.closest('[data-testid^=stTopNav]')) return 'nav'
        if (at.closest('.st-key-lang-switch')) return 'language'
        if (at.closest('.st-key-walk')) return 'step'
        if (at.closest('.st-key-walk-foot')) return 'foot'
        if (at.type === 'range') return 'slider'
        if (at.closest('.st-key-clipping-operation')) return 'choice'
        if (at.closest('.st-key-clipping-bounds-status')) return 'status'
        if (at.closest('[class*=-open]')) return 'drawer'
        if (at.closest('.st-key-clipping-bounds-article')) return 'article'
        if (name.includes('Reset')) return 'reset'
        if (name.includes('Share')) return 'share'
        if (name.includes('About')) return 'about'
        return ''
    }"""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(where, wanted)
        if here and here not in reached:
            reached.append(here)
        if here == "foot":
            break
    assert reached == wanted  # in the order in which they are seen


DRAWN = """() => [...document.querySelectorAll('.stVegaLiteChart')].every(chart => {
    const drawing = chart.querySelector('canvas, svg.marks')
    return drawing && drawing.getBoundingClientRect().width > 0 })"""
WIDTHS = """() => [...document.querySelectorAll('.stVegaLiteChart :is(canvas, svg.marks)')]
    .map(drawing => drawing.getBoundingClientRect().width)"""


@every_lesson
def test_every_lesson_fits_a_phone_and_draws_every_picture(open_page, server, slug):
    """The reader walks it by the key of the foot, from the first step to the last."""
    page = open_page(f"{server}/{slug}?lang=zh", **PHONE)
    ready(page, slug)
    title = text.words(slug, "zh").labels["title"]
    seen, pictures = [], 0
    while True:
        hold_narrow(page, title)
        page.wait_for_function(DRAWN)
        widths = page.evaluate(WIDTHS)
        assert not widths or max(widths) <= 390
        expect(page.get_by_test_id("stException")).to_have_count(0)
        seen.append(page.locator("h2").first.inner_text())
        pictures += len(widths)
        if not page.locator(f".st-key-{slug}-next").count():
            break
        page.keyboard.press("n")
        expect(page.locator("h2").first).not_to_have_text(seen[-1])
    assert len(seen) == len(set(seen)) == len(demos_of(slug)) + 1
    assert pictures > 0


def demos_of(slug):
    """Return the names of the demos of a lesson, in the order of its page."""
    source = curriculum.entry(slug).page.read_text(encoding="utf-8")
    return re.findall(r"@lesson\.demo\(\s*\"(\w+)\"", source)


def hold_narrow(page, title):
    """Hold that a page has its title in a language, and does not scroll sideways."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    still(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    wide = "[document.scrollingElement.scrollWidth, document.querySelector('[data-testid=stMain]')"
    page_width, main_width = page.evaluate(f"{wide}.scrollWidth]")
    assert page_width <= 390 and main_width <= 390


@clipping
def test_the_language_is_changed_on_a_phone(open_page, server):
    page = open_page(f"{server}/clipping?lang=zh&demo=arrow", **PHONE)
    ready(page, "clipping")
    hold_narrow(page, "裁剪")
    page.locator(".st-key-lang-switch button").click()
    hold_narrow(page, "Clipping")
    assert query(page) == {"lang": ["en"], "demo": ["arrow"]}


def test_home_fits_a_phone(open_page, server):
    page = open_page(server, **PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    links = page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink")
    expect(links).to_have_count(len(LESSONS))


CUT = """node => [...node.querySelectorAll('a, a *')]
         .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
         .map(each => each.innerText)"""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_names_of_the_lessons_are_never_cut(open_page, server, lang):
    page = open_page(f"{server}/?lang={lang}")
    links = page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink")
    expect(links).to_have_count(len(LESSONS))
    still(page)
    assert page.get_by_test_id("stMain").evaluate(CUT) == []
    listed = 0
    for menu in page.get_by_test_id("stTopNavSection").all():
        menu.click()
        names = page.get_by_test_id("stTopNavDropdownLink")
        expect(names.first).to_be_visible()
        assert page.get_by_test_id("stTopNavPopover").evaluate(CUT) == []
        listed += names.count()
        page.keyboard.press("Escape")
        expect(names).to_have_count(0)
    assert listed == len(LESSONS)
    page = open_page(f"{server}/?lang={lang}", **PHONE)
    expect(page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink")).to_have_count(
        len(LESSONS)
    )
    still(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    side = page.get_by_test_id("stSidebar")
    expect(side.get_by_role("link")).to_have_count(len(LESSONS) + 1)  # and home
    steady(page, side.bounding_box)  # it slides in
    assert side.bounding_box()["width"] > 200 and side.evaluate(CUT) == []
    assert page.get_by_test_id("stMain").evaluate(CUT) == []
    side.hover()
    side.get_by_test_id("stSidebarCollapseButton").click()  # the browser would open it next time
