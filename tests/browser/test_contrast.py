"""Small print, axes and legends against WCAG's AA: 4.5 to 1, as the browser has painted them."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_reader import ready
from tests.browser.waiting import steady, until

PAINTED = """() => {
  const rgba = c => { const v = c.match(/[\\d.]+/g).map(Number); return [...v, 1].slice(0, 4) };
  const paper = element => {
    const veils = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] > 0) veils.push(colour);
      if (colour[3] === 1) break;
    }
    return veils.reverse();
  };
  const found = [];
  const small = '[data-testid=stCaptionContainer] *';
  const print = 'svg.marks :is(.role-axis-label, .role-axis-title, .role-legend-label) text';
  const free = 'svg.marks .mark-text.role-mark text';
  const roles = ['#8A8F98', '#1F83C4', '#DE9500', '#009E73', '#C2649A', '#D55E00'];
  for (const element of document.querySelectorAll(`${small}, ${print}, ${free}`)) {
    const words = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('');
    const style = getComputedStyle(element);
    const drawn = element instanceof SVGElement;
    // A number on a cell has the cell's ink; what has the colour of a role stands on the page.
    if (!words.trim() || (element.matches(free) && !roles.includes(element.getAttribute('fill'))))
      continue;
    let opacity = 1;
    for (let e = element; e; e = e.parentElement) opacity *= getComputedStyle(e).opacity;
    if (opacity === 0) continue;
    const ink = rgba(drawn ? style.fill : style.color);
    ink[3] *= opacity;
    found.push([words, ink, paper(element)]);
  }
  return found;
}"""
DRAWN = """() => [...document.querySelectorAll('.stVegaLiteChart')]
                 .every(chart => chart.querySelector('canvas, svg.marks'))"""


def over(veil, ground):
    return [veil[3] * v + (1 - veil[3]) * g for v, g in zip(veil, ground, strict=False)]


def luminance(colour):
    parts = [v / 255 for v in colour[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink, veils):
    ground = [255, 255, 255]
    for veil in veils:
        ground = over(veil, ground)
    light, dark = sorted((luminance(over(ink, ground)), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    """The standard's own example: #777 on white is just too pale, #767676 is just enough."""
    assert contrast([0, 0, 0, 1], [[255, 255, 255, 1]]) == pytest.approx(21)
    assert 4.4 < contrast([0x77] * 3 + [1], []) < 4.5 < contrast([0x76] * 3 + [1], []) < 4.6


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("slug", ["gradient_tape", "loss_gradients"])
def test_small_print_can_be_read(open_page, server, slug, scheme):
    page = open_page(f"{server}/{slug}?lang=en", color_scheme=scheme)
    ready(page, slug)
    until(page, lambda: page.evaluate(DRAWN))
    found = steady(page, lambda: page.evaluate(PAINTED), every=300)
    assert len(found) > 60, "the page was not drawn"
    pale = [(words, ratio) for words, *paint in found if (ratio := contrast(*paint)) < 4.5]
    assert not pale


def test_a_choice_that_wraps_keeps_its_edges(open_page, server):
    """The theme hides the left edge of whatever follows the chosen one, even in a new row."""
    page = open_page(f"{server}/loss_gradients?lang=en")
    ready(page, "loss_gradients")
    buttons = page.locator(".st-key-loss_gradients-shapes button[role=radio]")
    rows = buttons.evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(set(rows)) == 2, "nothing wraps here any more: test another choice"
    colours = buttons.evaluate_all("all => all.map(one => getComputedStyle(one).borderLeftColor)")
    assert not [colour for colour in colours if colour.endswith(", 0)")]


def test_a_long_link_is_read_to_its_end_on_a_phone(open_page, server):
    """The theme cuts it off after one line."""
    page = open_page(f"{server}/clipping?lang=zh")
    page.set_viewport_size({"width": 390, "height": 844})
    ready(page, "clipping")
    words = page.locator("[data-testid=stMain] [data-testid=stPageLink-NavLink] p")
    expect(words).to_have_count(3)  # they come last
    cut = words.evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    high = words.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(cut) == 3 and max(cut) <= 1
    assert max(high) > 1.5 * min(high), "no link is long here any more: test another page"
