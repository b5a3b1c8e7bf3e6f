"""A descent seen three ways: pointed at, turned and played in the browser alone; a click starts."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import needs
from tests.browser.test_reader import control, demo, ready
from tests.browser.waiting import count_messages, steady, until

SLUG = "himmelblau"
pytestmark = needs(SLUG)


@pytest.fixture
def lesson(open_page, server):
    page = open_page(f"{server}/{SLUG}?lang=en&demo=descent")
    ready(page, SLUG)
    chart(page).evaluate("node => node.scrollIntoView({ block: 'center' })")
    steady(page, lambda: chart(page).bounding_box())
    return page


def chart(page):
    return demo(page, "descent", SLUG).locator(".stVegaLiteChart").first


def part(page, across, down):
    """Return a place in the drawing, by its shares of the width and of the height."""
    box = chart(page).locator("canvas").first.bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def shot(page, left, top, right, bottom):
    """Return the pixels of a part of the drawing."""
    (x, y), (x2, y2) = part(page, left, top), part(page, right, bottom)
    taken = page.screenshot(clip={"x": x, "y": y, "width": x2 - x, "height": y2 - y})
    return np.asarray(Image.open(io.BytesIO(taken)).convert("RGB")).astype(int)


def plots(page):
    """Return the pixels of the map, of the surface and of the curve."""
    return [
        shot(page, *box) for box in ((0, 0.1, 0.48, 0.55), (0.52, 0.1, 1, 0.6), (0, 0.66, 1, 1))
    ]


def changed(now, before):
    """Say of each plot whether more has changed than how its edges are smoothed."""
    pairs = zip(now, before, strict=True)
    return [bool((np.abs(one - other).max(axis=-1) > 60).sum() > 20) for one, other in pairs]


def hold_changed(page, before, wanted):
    """Wait until of each plot it is so whether it has changed; return the plots."""

    def look():
        now = plots(page)
        return now if changed(now, before) == wanted else None

    return until(page, look)


def standing(page):
    """Return the plots once nothing in them moves."""
    found = [plots(page)]

    def stands():
        found.append(plots(page))
        return changed(found[-1], found[-2]) == [False] * 3

    until(page, stands, 200)
    return found[-1]


def test_a_step_pointed_at_is_marked_in_all_three_plots_and_no_server_is_asked(lesson):
    page = lesson
    count_messages(page)
    page.mouse.move(*part(page, 0.5, 0.01))  # over none of the three
    still = standing(page)
    page.mouse.move(*part(page, 0.14, 0.43))  # at the end of the path on the map
    on_map = hold_changed(page, still, [True] * 3)
    page.mouse.move(*part(page, 0.08, 0.8))  # at an early step on the curve
    hold_changed(page, on_map, [True] * 3)
    page.mouse.move(*part(page, 0.5, 0.01))
    hold_changed(page, still, [False] * 3)
    progress = chart(page).get_by_role("slider").first
    progress.focus()
    for _ in range(20):
        progress.press("ArrowRight")
    hold_changed(page, still, [True] * 3)
    assert page.evaluate("window.sent") == 0


def test_a_drag_turns_the_surface_and_leaves_the_map_alone(lesson):
    page = lesson
    page.mouse.move(*part(page, 0.5, 0.01))
    still = standing(page)
    turn = chart(page).get_by_role("slider").nth(1)
    before = turn.input_value()
    page.mouse.move(*part(page, 0.75, 0.3))
    page.mouse.down()
    page.mouse.move(*part(page, 0.85, 0.35), steps=4)
    page.mouse.up()
    page.mouse.move(*part(page, 0.5, 0.01))
    until(page, lambda: int(turn.input_value()) > int(before) + 20)
    hold_changed(page, still, [False, True, False])


def test_a_click_on_the_map_starts_a_descent_there(lesson):
    page = lesson
    page.mouse.click(*part(page, 0.4, 0.27))
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('himmelblau.y') !== null"
    )
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
    x, y = (float(control(page, name, SLUG).locator("input").input_value()) for name in "xy")
    assert 1 <= x <= 5 and 1 <= y <= 4 and x % 0.25 == y % 0.25 == 0
    assert demo(page, "descent", SLUG).get_by_text("(3, 2)", exact=True).is_visible()
