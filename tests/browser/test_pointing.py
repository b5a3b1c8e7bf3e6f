"""A cross-hair under the pointer, and under a finger, which does not hover."""

import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, needs
from tests.browser.test_reader import demo, ready
from tests.browser.waiting import until


@needs("activations")
@pytest.mark.parametrize("how", ["mouse", "finger"])
def test_the_cross_hair_tells_a_function_and_its_derivative(open_page, server, how):
    address = f"{server}/activations?lang=en&demo=twins"
    page = open_page(address, **(PHONE if how == "finger" else {}))
    ready(page, "activations")
    picture = demo(page, "twins", "activations").locator("svg.marks").first
    picture.scroll_into_view_if_needed()
    reported = picture.locator("text").filter(has_text=re.compile(r"x\s=\s"))

    def pointed():  # again and again: what stands above may still be growing
        box = picture.bounding_box()
        place = box["x"] + 0.7 * box["width"], box["y"] + 0.6 * box["height"]
        page.touchscreen.tap(*place) if how == "finger" else page.mouse.move(*place)
        return reported.count()

    until(page, pointed, 200)
    expect(reported).to_contain_text("f'(x)")
    lines = [line.split() for line in reported.locator("tspan").all_text_contents()]
    x = float(lines[0][2])
    value, slope = map(float, next(line for line in lines if line[0] == "sigmoid")[1:])
    truth = 1 / (1 + math.exp(-x))
    assert 0 < x < 6
    assert value == pytest.approx(truth, abs=2e-3)  # x is written with three digits
    assert slope == pytest.approx(truth * (1 - truth), abs=2e-3)
