"""A training that plays, in a real browser: it stands where it was stopped, and its link knows."""

import re

from tests.browser.conftest import needs
from tests.browser.test_reader import demo, ready
from tests.browser.waiting import steady, until

SLUG = "mlp_backprop"
pytestmark = needs(SLUG)
SAID = re.compile(r"After (\d+) steps the loss is ([\d.e-]+)")


def shown_text(page):
    """Return the steps and the loss that the page says."""
    return SAID.search(demo(page, "studio", SLUG).inner_text()).groups()


def settled(page):
    # What was on its way from the browser has come: the player asks four times a second.
    return steady(page, lambda: shown_text(page), looks=6, every=200)


def test_a_training_stands_where_it_was_stopped_and_its_link_replays_it(open_page, server):
    page = open_page(f"{server}/{SLUG}?lang=en&demo=studio&{SLUG}.data=spiral&{SLUG}.studio_seed=7")
    ready(page, SLUG)
    studio = demo(page, "studio", SLUG)
    studio.get_by_role("button", name="Play").click()
    until(page, lambda: int(shown_text(page)[0]) in range(51, 400))
    studio.get_by_role("button", name="Pause").click()
    studio.get_by_role("button", name="Play").wait_for()
    steps, loss = settled(page)
    assert int(steps) > 50
    until(page, lambda: f"{SLUG}.played={steps}" in page.url)
    studio.get_by_role("button", name="One step").click()
    studio.get_by_text(f"Step {int(steps) + 1} of").wait_for()
    after = settled(page)
    assert after[0] == str(int(steps) + 1) and after[1] != loss
    other = open_page(page.url)  # a browser that knows nothing of the first
    ready(other, SLUG)
    assert shown_text(other) == after
