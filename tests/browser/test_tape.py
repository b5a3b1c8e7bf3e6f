"""The picture of a tape can be read on a phone and on a desktop, whichever function it shows."""

import itertools

from playwright.sync_api import TimeoutError

from tests.browser.conftest import needs
from tests.browser.test_reader import control, demo, ready
from tests.browser.waiting import steady, until
from tests.reader import LESSONS

SLUG = "gradient_tape"
pytestmark = needs(SLUG)

if SLUG in LESSONS:
    from lib.lessons.gradient_tape.functions import FUNCTIONS
else:
    FUNCTIONS = {}

LONG = {"x": 3.75, "w": 1.75, "b": 1.25, "y": 1.0}
"""Where most numbers have all their digits, and a sigmoid is close to its target."""
BOXES = """node => {
    const box = mark => {
        const { left, right, top, bottom } = mark.getBoundingClientRect()
        return { left, right, top, bottom }
    }
    const drawn = [...node.querySelectorAll('svg.marks .mark-rect path')]
    const of_width = width => drawn.filter(each => each.getAttribute('stroke-width') == width)
    return {
        cards: of_width(2.5).map(box),
        pills: of_width(1).map(box),
        words: [...node.querySelectorAll('svg.marks text')]
            .filter(each => each.textContent.trim())
            .map(each => ({ ...box(each), text: each.textContent,
                            size: parseFloat(getComputedStyle(each).fontSize) })),
    }
}"""


def overlap(one, other):
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    return across > 0 and min(one["bottom"], other["bottom"]) > max(one["top"], other["top"])


def sides(one, other, slack=1.0):
    """Say whether one box holds the other from left to right; lines of writing are as high."""
    middle = (other["top"] + other["bottom"]) / 2
    return (
        one["left"] <= other["left"] + slack
        and other["right"] <= one["right"] + slack
        and one["top"] < middle < one["bottom"]
    )


def nodes(function):
    """Count the operations and the inputs that the text of a function names."""
    operations = sum(map(function.count, ("* ", "+", " - ", "**2", "exp", "sigmoid", "log")))
    return operations + sum(name in function.replace("exp", "") for name in "xwby")


def hold(page, width, function):
    """Give the window a width, and return the boxes of the picture once it shows a function."""
    page.set_viewport_size({"width": width, "height": 900})
    chart = demo(page, "xray", SLUG).locator(".stVegaLiteChart").first
    phone = "node => node.querySelector('svg.marks').getBoundingClientRect().width < 420"

    def stands():
        found = chart.evaluate(BOXES)
        return chart.evaluate(phone) is (width < 700) and len(found["cards"]) == nodes(function)

    until(page, stands)
    return steady(page, lambda: chart.evaluate(BOXES))


def choose(page, function):
    """Show another function, and wait until its picture stands."""
    option = page.get_by_role("option", name=function, exact=True)
    for _ in range(5):  # a list that opens while the page is drawn anew closes again
        control(page, "function", SLUG).locator("input").click()
        try:
            option.click(timeout=4_000)
            break
        except TimeoutError:
            page.keyboard.press("Escape")
    page.wait_for_function(
        "([key, value]) => new URLSearchParams(location.search).get(key) === value",
        arg=[f"{SLUG}.function", None if function == next(iter(FUNCTIONS)) else function],
    )
    page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")


def test_no_label_covers_another_or_a_node_on_a_phone_or_a_desktop(open_page, server):
    at = "".join(f"&{SLUG}.{name}={value}" for name, value in LONG.items())
    page = open_page(f"{server}/{SLUG}?lang=en&demo=xray{at}")
    ready(page, SLUG)
    for function in reversed(FUNCTIONS):
        choose(page, function)
        for width in (1440, 390):
            found = hold(page, width, function)
            apart(found, function)
            if function == max(FUNCTIONS, key=len):
                runs(found["cards"], down=width == 390)


def runs(cards, *, down):
    """Hold that six steps stand one behind the other, down a phone or across a desktop."""
    along, aside = ("top", "left") if down else ("left", "top")
    assert len({round(card[along]) for card in cards}) == 6
    assert len({round(card[aside]) for card in cards}) == 3


def apart(found, function):
    """Hold that every word is on its own card or number, and nothing lies on anything else."""
    cards, pills, words = found["cards"], found["pills"], found["words"]
    assert len(cards) == nodes(function)
    assert len([word for word in words if word["text"].startswith("×")]) == len(pills) > 0
    assert min(word["size"] for word in words) >= 11
    for one, other in itertools.combinations(cards + pills, 2):
        assert not overlap(one, other)
    inside = [sum(sides(each, word) for each in cards + pills) for word in words]
    assert inside.count(1) == 3 * len(cards) + len(pills)  # name, value, gradient; the number
    outside = [word for word, count in zip(words, inside, strict=True) if count != 1]
    for word in outside:  # the legend
        assert not any(overlap(word, each) for each in cards + pills)
    for one, other in itertools.combinations(words, 2):
        # Boxes of writing are as high as its line: two lines may touch, not lie on each other.
        high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        assert high < 4 or not overlap(one, other), (one["text"], other["text"])
