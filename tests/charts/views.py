"""Vega's expressions computed by Python, and where the plots of one view stand."""

import re


def as_python(expression):
    """Turn Vega's ``(a ? b : c)`` into Python's."""
    inner = re.compile(r"\(([^()?]+) \? ([^?:]+) : ([^()?:]+)\)")
    while (made := inner.sub(r"((\2) if \1 else (\3))", expression)) != expression:
        expression = made
    return expression


def places(panels, width, height):
    """Return left, right, top and bottom of plots, each of which must lie within the view."""
    found = []
    for panel in panels:
        sides = (panel.left, panel.right, panel.top, panel.bottom)
        names = {"width": width, "height": height}
        left, right, top, bottom = (eval(as_python(side), names) for side in sides)
        assert 0 <= left < right <= width and 0 <= top < bottom <= height
        found.append((left, right, top, bottom))
    return found


def hold_apart(panels, width, height, gap):
    """Hold that plots lie within the view, and a gap apart: its axes and titles need it."""
    boxes = places(panels, width, height)
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert max(other[0] - one[1], other[2] - one[3]) >= gap
