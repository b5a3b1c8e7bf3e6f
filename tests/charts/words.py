"""The words of a picture, as its page hands them to the chart."""

from lib import text


def chart_words(slug, demo, language="en"):
    """Return the labels of a lesson under ``demo.chart``, by the rest of their names."""
    labels, start = text.words(slug, language).labels, f"{demo}.chart."
    return {name.removeprefix(start): each for name, each in labels.items() if start in name}
