"""The drawing of a network in a real browser: the numbers on its edges cover nothing."""

import itertools

import pytest

from tests.browser.conftest import needs
from tests.browser.test_reader import demo, ready
from tests.browser.waiting import steady

SLUG = "mlp_backprop"
pytestmark = needs(SLUG)
BOXES = """svg => [...svg.querySelectorAll('path')]
  .filter(path => path.__data__?.datum?.number && path.__data__.mark.marktype === 'rect'
                  && path.__data__.stroke)
  .map(path => { const item = path.__data__;
                 return [item.x, item.y, item.x + item.width, item.y + item.height]; })"""


@pytest.mark.parametrize("width", [1440, 390])
def test_numbers_on_crossing_edges_stand_apart(open_page, server, width):
    page = open_page(
        f"{server}/{SLUG}?lang=en&demo=steps", viewport={"width": width, "height": 900}
    )
    ready(page, SLUG)
    picture = demo(page, "steps", SLUG).locator("svg.marks").first
    picture.get_by_text("E = 0.2731 → 0.1364").wait_for()  # the last step: two numbers an edge
    # Text comes before the boxes find their places.
    boxes = steady(page, lambda: picture.evaluate(BOXES))
    assert len(boxes) == 12
    for one, other in itertools.combinations(boxes, 2):
        apart = max(one[0], other[0]) - min(one[2], other[2])
        assert max(apart, max(one[1], other[1]) - min(one[3], other[3])) >= 0, (one, other)
