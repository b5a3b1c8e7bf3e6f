"""The gallery: every chart has a sample, and every sample can be drawn without a browser."""

import pytest

from lib.charts.picture import Picture
from tools import gallery

SAMPLES = gallery.samples()
POINT = {"data": {"name": "points"}, "mark": "point"}
AXES = {name: {"field": name, "type": "quantitative"} for name in "xy"}


def test_every_chart_function_has_a_sample():
    called = {function for sample in SAMPLES for function in gallery.called(sample)}
    functions = gallery.chart_functions().items()
    missing = [name for name, function in functions if function not in called]
    assert missing == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_a_sample_is_drawn_on_a_desktop_and_on_a_phone(sample):
    drawn = list(gallery.pictures(sample.draw()))
    assert drawn
    for picture in drawn:
        for width in gallery.WIDTHS.values():
            assert gallery.faults(gallery.render(picture, width), picture) == []


def picture(**more):
    return Picture(POINT | {"encoding": AXES} | more, {"points": {"x": [1, 2], "y": [3, 4]}})


def test_a_sound_picture_has_no_faults():
    assert gallery.faults(gallery.render(picture(), 300), picture()) == []


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"params": [{"name": "a", "expr": "1 +"}]}, "parse error"),
        ({"params": [{"name": "a", "expr": "missing + 1"}]}, "Unrecognized signal name"),
        ({"params": [{"name": "a", "expr": "missing(1)"}]}, "Unrecognized function"),
        ({"params": [{"name": "a", "expr": "data('missing')[0].x"}]}, "TypeError"),
        ({"transform": [{"calculate": "datum.missing.x", "as": "z"}]}, "TypeError"),
        ({"mark": {"type": "point", "size": {"expr": "datum.missing.x"}}}, "TypeError"),
    ],
)
def test_an_expression_that_fails_breaks_its_picture(more, message):
    """Vega throws what it cannot compile, and only logs what fails while it draws."""
    with pytest.raises(gallery.BrokenPictureError, match=message):
        gallery.render(picture(**more), 300)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"mark": {"type": "point", "size": {"expr": "0 / 0"}}}, "NaN"),
        ({"mark": {"type": "text", "text": {"expr": "datum.missing + ''"}}}, "undefined"),
        ({"transform": [{"filter": "false"}]}, "no mark"),
    ],
)
def test_what_is_no_number_and_what_is_empty_is_a_fault(more, fault):
    broken = picture(**more)
    assert fault in " ".join(gallery.faults(gallery.render(broken, 300), broken))
