"""A reader with a real browser: moves, links, back, another tab, another screen."""

import json
import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from lib import curriculum, text
from tests.browser.waiting import until

LESSONS = [entry.slug for entry in curriculum.lessons()]
every_lesson = pytest.mark.parametrize("slug", LESSONS)


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


def ready(page, slug):
    """Wait until a lesson stands whole, with its last picture drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
    expect(page.locator(".stVegaLiteChart :is(canvas, svg.marks)").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.fixture
def clipping(open_page, server):
    page = open_page(f"{server}/clipping?lang=en")
    ready(page, "clipping")
    return page


def test_a_key_moves_a_slider_and_with_it_the_result_the_chart_and_the_url(clipping):
    page = clipping
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


def test_only_the_demo_that_was_moved_runs_again(clipping):
    page = clipping
    other = demo(page, "kinks").get_by_text("At x = 0 the six ways")
    other.evaluate("node => { node.dataset.kept = 'yes' }")
    slider = control(page, "y").get_by_role("slider")
    slider.focus()
    slider.press("ArrowLeft")
    hold_query(page, y="9.5")
    expect(page.locator("[data-kept=yes]")).to_have_count(1)


def test_a_choice_goes_into_the_url_by_its_neutral_name_and_back_takes_it_out(clipping):
    page = clipping
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


def test_back_leads_to_the_page_before_and_forward_to_the_settings_that_were_left(page):
    page.get_by_test_id("stMain").get_by_role("link", name=re.compile("Clipping")).click()
    ready(page, "clipping")
    slider = control(page, "limit").get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    hold_query(page, limit="4.5")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow Lesson Lab")
    page.go_forward()
    ready(page, "clipping")
    expect(control(page, "limit").get_by_role("slider")).to_have_value("4.5")
    hold_query(page, limit="4.5")


def test_the_language_is_kept_on_every_way_through_the_lab_and_back_leads_back(page):
    page.get_by_test_id("stSidebar").get_by_text("简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow 课程实验室")
    page.get_by_test_id("stMain").get_by_role("link", name=re.compile("裁剪")).click()
    expect(page.get_by_role("heading", name="3. 裁剪")).to_be_visible()
    page.wait_for_function("location.search.includes('lang=zh')")
    ready(page, "clipping")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="填充").click()
    expect(page.get_by_role("heading", name=re.compile("2. 填充"))).to_be_visible()
    page.wait_for_function("location.search.includes('lang=zh')")
    ready(page, "pad_tile")
    page.go_back()
    expect(page.get_by_role("heading", name="3. 裁剪")).to_be_visible()
    ready(page, "clipping")
    page.go_back()
    expect(page.get_by_role("heading", name="TensorFlow 课程实验室")).to_be_visible()


def test_the_language_of_a_browser_is_that_of_its_first_page(open_page, server):
    page = open_page(server, locale="zh-TW")
    expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow 课程实验室")
    assert "lang" not in page.url
    page = open_page(f"{server}?lang=en", locale="zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("TensorFlow Lesson Lab")


def test_the_shared_link_reopens_exactly_what_was_seen(clipping, open_page):
    page = clipping
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
    demo(page, "arrow").get_by_role("radio", name="The code that ran").or_(
        demo(page, "arrow").get_by_role("button", name="The code that ran")
    ).first.click()
    page.wait_for_function("location.search.includes('arrow.open=code')")
    page.get_by_role("button", name="Share").click()
    link = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text().strip()
    shown_text = results(page)
    other = open_page(link, locale="zh-CN")
    ready(other, "clipping")
    expect(demo(other, "arrow").get_by_text("x=-0.5")).to_be_visible()
    expect(demo(other, "shared").get_by_text("Their common norm is 51.42")).to_be_visible()
    assert results(other) == shown_text
    shared = {key: value for key, value in query(page).items()}
    assert query(other) == shared


def results(page):
    """Return what every demo says under its picture."""
    return page.locator("[class*=st-key-clipping-] .stMarkdown p").all_inner_texts()


def test_reset_sets_the_lesson_back_and_clears_the_url(clipping):
    page = clipping
    slider = control(page, "x").get_by_role("slider")
    slider.focus()
    slider.press("End")
    hold_query(page, x="10")
    demo(page, "traps").get_by_role("radio", name="NaN").click()
    hold_query(page, trap="nan")
    page.get_by_role("button", name="Reset").click()
    hold_query(page, x=None, trap=None)
    expect(slider).to_have_value("1")
    expect(demo(page, "traps").get_by_text("the lower bound lies above")).to_be_visible()


def test_the_notebook_and_the_program_come_at_the_readers_settings(clipping):
    page = clipping
    slider = control(page, "x").get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    hold_query(page, x="1.5")
    called = r"= clip_vector\(\s*x=1\.5,"
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Notebook").click()
    book = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert waiting.value.suggested_filename == "lesson-03-clipping.ipynb"
    assert any(re.search(called, "".join(cell["source"])) for cell in book["cells"])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Python file").click()
    assert re.search(called, waiting.value.path().read_text(encoding="utf-8"))


def test_tab_leads_to_the_language_the_lessons_the_tools_and_the_controls(clipping):
    page = clipping
    page.evaluate("document.activeElement.blur()")
    reached = set()
    wanted = {"nav", "language", "reset", "share", "slider", "choice", "article", "drawer"}
    where = """() => {
        const at = document.activeElement  // the main section, too, can have it, with all its words
        const name = at.matches('button') ? at.innerText : ''
        if (at.closest('[data-testid=stSidebarNav]')) return 'nav'
        if (at.closest('[class*=st-key-lang-switch]')) return 'language'
        if (at.type === 'range') return 'slider'
        if (at.closest('.st-key-clipping-operation')) return 'choice'
        if (at.closest('[class*=-open]')) return 'drawer'
        if (name.includes('Reset')) return 'reset'
        if (name.includes('Share')) return 'share'
        if (name.includes('Article values')) return 'article'
        return ''
    }"""
    expect(page.locator("[class*=st-key-lang-switch]")).to_be_visible()
    for _ in range(300):  # from wherever the focus was, once round the page
        page.keyboard.press("Tab")
        reached.add(page.evaluate(where))
        if wanted <= reached:
            break
    assert wanted <= reached


@every_lesson
def test_every_lesson_fits_a_phone_and_draws_every_picture(open_page, server, slug):
    """In one language from the start, in the other by the switch."""
    page = open_page(
        f"{server}/{slug}?lang=zh", viewport={"width": 390, "height": 844}, has_touch=True
    )
    ready(page, slug)
    hold_narrow(page, slug, "zh")
    charts = page.locator(".stVegaLiteChart")
    for index in range(charts.count()):
        charts.nth(index).scroll_into_view_if_needed()
        drawing = charts.nth(index).locator("canvas, svg.marks").first
        expect(drawing).to_be_visible()
        assert drawing.bounding_box()["width"] <= 390
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebar").get_by_text("English").click()
    hold_narrow(page, slug, "en")


def hold_narrow(page, slug, language):
    """Hold that a page has its title in a language, and does not scroll sideways."""
    title = text.words(slug, language).labels["title"]
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    wide = "[document.scrollingElement.scrollWidth, document.querySelector('[data-testid=stMain]')"
    page_width, main_width = page.evaluate(f"{wide}.scrollWidth]")
    assert page_width <= 390 and main_width <= 390


def test_home_fits_a_phone(open_page, server):
    page = open_page(server, viewport={"width": 390, "height": 844})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    links = page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink")
    expect(links).to_have_count(len(LESSONS))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_names_of_the_lessons_are_never_cut(open_page, server, lang, width):
    page = open_page(f"{server}/?lang={lang}", viewport={"width": width, "height": 900})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
    cut = """node => [...node.querySelectorAll('a, a *')]
             .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
             .map(each => each.innerText)"""
    assert page.get_by_test_id("stMain").evaluate(cut) == []
    if width > 1000:
        assert page.get_by_test_id("stSidebar").evaluate(cut) == []
