"""A reader watches a training, and it stands where it was stopped."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import needs
from tests.browser.waiting import steady, until


@needs("clipping")
def test_a_training_that_is_paused_stays_where_it_is(open_page, server):
    """Pictures that were asked for before the press come after it, with the URL of before."""
    page = open_page(f"{server}/clipping?lang=en&demo=work&clipping.clip=norm&clipping.steps=0")
    demo = page.locator(".st-key-clipping-work").first
    shown = demo.get_by_text(re.compile(r"^Step \d+ of 200$"))
    for beyond in (10, 40, 70):
        demo.get_by_role("button", name="Play").click()
        until(page, lambda n=beyond: int(re.findall(r"\d+", shown.inner_text())[0]) >= n)
        demo.get_by_role("button", name="Pause").click()
        expect(demo.get_by_role("button", name="Play")).to_be_visible()
        # While it plays, a picture is asked for four times a second.
        stands = steady(page, shown.inner_text, looks=6, every=200)
        assert beyond <= int(re.findall(r"\d+", stands)[0]) < 200
        link = f"clipping.steps={re.findall(r'[0-9]+', stands)[0]}"
        until(page, lambda link=link: link in page.url)
    page.reload()
    expect(shown).to_have_text(stands)
