"""Colours: the same value has the same colour, what is written on one can be read."""

import re

import numpy as np
import pytest

from lib.charts import palette
from tests.conftest import ROOT

RAMPS = [
    palette.DIVERGING,
    palette.SEQUENTIAL,
    palette.INPUT_RAMP,
    palette.CHANGED_RAMP,
    palette.GREY_RAMP,
]


def test_signed_values_are_coloured_on_both_sides_of_the_same_zero():
    low, zero, high = palette.value_colours(np.array([-2.0, 0.0, 2.0]))
    assert zero == palette.DIVERGING[3].lower() and low == palette.DIVERGING[0].lower()
    assert high == palette.DIVERGING[-1].lower()
    assert palette.value_colours(np.array([0.0, 2.0]))[0] == palette.SEQUENTIAL[0].lower()


def test_what_is_not_finite_is_marked_and_compared_pictures_share_a_scale():
    assert palette.value_colours(np.array([1.0, np.nan, np.inf]))[1:] == [palette.WRONG] * 2
    assert (
        palette.value_colours(np.array([1.0]), largest=2.0)
        == palette.value_colours(np.array([1.0, 2.0]))[:1]
    )


@pytest.mark.parametrize("share", np.linspace(0, 1, 21))
@pytest.mark.parametrize("colours", RAMPS)
def test_the_number_in_a_cell_can_be_read(colours, share):
    """Contrast of 3:1 or more, by the formula of WCAG 2."""
    colour = palette.ramp(colours, np.array([share]))[0]

    def luminance(code):
        parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return np.dot(linear, [0.2126, 0.7152, 0.0722])

    light, dark = sorted([luminance(colour), luminance(palette.ink(colour))], reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_parts_of_a_colour_are_red_green_and_blue():
    assert palette.rgb(["#010203", "#FF0010"]).tolist() == [[1, 2, 3], [255, 0, 16]]


def test_no_chart_has_a_colour_of_its_own():
    """A hue that is written twice is changed once."""
    charts = [*ROOT.glob("lib/charts/*.py"), *ROOT.glob("lib/lessons/*/charts/*.py")]
    found = [path for path in charts if re.search(r"#[0-9A-Fa-f]{6}", path.read_text("utf-8"))]
    assert found == [ROOT / "lib" / "charts" / "palette.py"]
