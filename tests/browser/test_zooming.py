"""A rectangle dragged over a map of basins: the URL names it, and it is computed anew."""

import pytest

from tests.browser.conftest import needs
from tests.browser.test_reader import control, demo, query, ready
from tests.browser.waiting import steady

basins = pytest.importorskip("lib.lessons.himmelblau.basins")

SLUG = "himmelblau"
pytestmark = needs(SLUG)


def image(page):
    return demo(page, "basins", SLUG).locator(".stVegaLiteChart svg image")


def drag(page, left, top, right, bottom):
    """Drag over the map from one place to another, given by shares of its width and height."""
    image(page).evaluate("node => node.scrollIntoView({ block: 'center' })")
    box = steady(page, lambda: image(page).bounding_box())

    def place(across, down):
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    page.mouse.move(*place(left, top))
    page.mouse.down()
    page.mouse.move(*place(right, bottom), steps=6)
    page.mouse.up()


def window(page):
    """Return the window that the URL names, once it names one."""
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('himmelblau.map_window') !== null"
    )
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
    return [float(end) for end in query(page)["himmelblau.map_window"][0].split("_")]


def wait_for_another(page, before):
    """Return the picture that follows; between two of them the image is empty for a moment."""
    return page.wait_for_function(
        """before => { const node = document.querySelector(
               '.st-key-himmelblau-basins .stVegaLiteChart svg image')
               const found = node && node.getAttribute('href')
               return found && found !== before && found }""",
        arg=before,
    ).json_value()


def test_a_dragged_rectangle_is_computed_anew_and_the_whole_map_comes_back(open_page, server):
    page = open_page(f"{server}/{SLUG}?lang=en&demo=basins")
    ready(page, SLUG)
    whole = image(page).get_attribute("href")
    drag(page, 0.7, 0.75, 0.4, 0.5)  # towards the left and up, as hands do too
    found = window(page)
    assert found == pytest.approx([-6 + 12 * 0.4, -6 + 12 * 0.7, -6 + 12 * 0.25, 0], abs=0.15)
    part = wait_for_another(page, whole)
    # What stands below is what the map of just this window says, and not of another.
    run = basins.basins("himmelblau", [], "gradient_descent", found, 120, 0.01, 200)
    share = 100 * float(max(run.counts)) / 14400
    reported = demo(page, "basins", SLUG).locator(".stVegaLiteChart").nth(1)
    assert reported.get_by_text(f"{share:.4g}", exact=True).is_visible()
    drag(page, 0.5, 0.5, 0.502, 0.503)  # a slip of the hand is no rectangle
    assert steady(page, lambda: window(page)) == found and image(page).get_attribute("href") == part
    drag(page, 0.25, 0.25, 0.75, 0.75)
    wait_for_another(page, part)
    deeper = window(page)
    assert deeper[1] - deeper[0] == pytest.approx((found[1] - found[0]) / 2, rel=0.1)
    assert found[0] < deeper[0] < deeper[1] < found[1]
    page.reload()  # a link shows the same window
    ready(page, SLUG)
    assert window(page) == deeper
    linked = image(page).get_attribute("href")
    control(page, "map_window-whole", SLUG).get_by_role("button").click()
    assert wait_for_another(page, linked) == whole
    assert "himmelblau.map_window" not in query(page)
