"""A reader of a lesson without a browser: visits a page, moves its controls, reads what it says."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from lib import curriculum, text
from lib.ui.lesson import Lesson
from lib.ui.stage import Run
from tests.conftest import ROOT

SHELL = str(ROOT / "lib" / "ui" / "app.py")
LESSONS = [entry.slug for entry in curriculum.lessons()]

# Each AppTest looks through every installed package for components, for a third of a second.
manifest_scanner.scan_component_manifests = lru_cache(manifest_scanner.scan_component_manifests)


class Reader:
    """One session of one reader, on the page of one lesson.

    ``lesson`` is the frame that the page made in its last run: its controls, and what its demos
    called and got. AppTest answers every move with a run of the whole page.
    """

    pages: dict[str, Any] = {}

    def __init__(self, slug: str, language: str = "en", **query: Any) -> None:
        self.slug = slug
        self.language = language
        self.words = text.words(slug, language)
        self.frame = text.words("_frame", language).labels
        config.set_option("client.showErrorDetails", "full")  # a reader sees less than a test
        self.at = AppTest.from_file(SHELL, default_timeout=600)
        self.at.query_params["lang"] = language
        if not Reader.pages:  # the shell registers them on the home page, once for all readers
            self.run()
            Reader.pages.update(self.at._registered_pages or {})
        self.at._registered_pages = Reader.pages
        self.at.switch_page(str(curriculum.entry(slug).page))
        self.at.query_params.update(query)
        self.run()

    def run(self) -> None:
        """Run the page, and catch the lesson that it makes. Nothing may raise."""
        made: list[Lesson] = []
        original = Lesson.__init__

        def watched(lesson: Lesson, slug: str) -> None:
            original(lesson, slug)
            made.append(lesson)

        Lesson.__init__ = watched  # type: ignore[method-assign]
        try:
            self.at.run()
        finally:
            Lesson.__init__ = original  # type: ignore[method-assign]
        reported = [(problem.message, *problem.stack_trace[-2:]) for problem in self.at.exception]
        assert not reported
        if made:
            self.lesson = made[-1]
        self._all = self._nodes()
        self._keyed = {key: node for node in self._all if (key := getattr(node, "key", None))}

    # ------------------------------------------------------------- controls

    def key(self, name: str) -> str:
        """Return the key of a control."""
        return f"{self.slug}.{name}"

    def value(self, name: str) -> Any:
        """Return what a control stands at."""
        return self.at.session_state[self.key(name)]

    def set(self, **values: Any) -> None:
        """Move controls that are on the page, and run once."""
        for name, value in values.items():
            self.widget(name).set_value(value)
        self.run()

    def widget(self, name: str) -> Any:
        """Return the widget of a control."""
        return self._keyed[self.key(name)]

    def shown(self, demo: str | None = None) -> list[str]:
        """Return the names of the controls that are on the page now, or in one demo of it."""
        return [
            name
            for name, control in self.lesson.controls.items()
            if self.key(name) in self._keyed and demo in (None, control.demo)
        ]

    def under(self, demo: str, kind: str) -> list[Any]:
        """Return the elements of a kind that stand below the heading of a demo, in order."""
        found, here = [], False
        for node in self._all:
            type_ = getattr(node, "type", "")
            if type_ == "header":
                here = node.proto.anchor == demo
            elif here and type_ == kind:
                found.append(node)
        return found

    def ends(self, name: str) -> list[Any]:
        """Return the values at which a control is most likely to break: its ends, every option."""
        widget = self.widget(name)
        kind = widget.type
        if kind == "slider":
            low, high = widget.min, widget.max
            if isinstance(widget.value, (tuple, list)):
                return [(low, low), (high, high), (low, high)]
            return [low, high]
        if kind == "select_slider":
            return [self.stop(widget, 0), self.stop(widget, -1)]
        if kind == "number_input":
            return [widget.min, widget.max]
        if kind in ("toggle", "checkbox"):
            return [not widget.value, widget.value]
        if kind in ("button_group", "selectbox"):
            return list(self.lesson.controls[name].options)
        assert kind == "text_input", f"the tests do not know {kind} yet"
        return []

    @staticmethod
    def stop(widget: Any, index: int) -> float:
        """Return one stop of a logarithmic slider."""
        return float(widget.options[index])

    def press(self, key: str) -> None:
        """Press a button by its key."""
        self.at.button(key=key).click()
        self.run()

    def buttons(self) -> list[str]:
        """Return the keys of the buttons by which demos start what takes time."""
        keys = [button.key or "" for button in self.at.button]
        return [key for key in keys if key.count(".") == 1 and key.startswith(f"{self.slug}.")]

    def open(self, drawer: str | None) -> None:
        """Open one drawer under every demo that has it, and run once."""
        for demo in self.lesson.demos:
            row = self.widget(f"{demo}.open")
            named = self.frame.get(f"drawer.{drawer}")
            if drawer is None or named in row.options:
                row.set_value(drawer)
        self.run()

    # ---------------------------------------------------------- what it says

    def runs(self) -> list[tuple[str, Run]]:
        """Return every call that the demos made in the last run, each with its demo."""
        return [(demo, run) for demo, runs in self.lesson.runs.items() for run in runs]

    def _nodes(self) -> list[Any]:
        """Return every node of the page, in the order in which they are read."""
        found, stack = [], [self.at._tree]
        while stack:
            node = stack.pop()
            found.append(node)
            stack.extend(reversed(getattr(node, "children", {}).values()))
        return found

    def shown_text(self) -> list[str]:
        """Return every piece of text on the page and in its pictures, but code and tables."""
        found = []
        for node in self._all:
            kind = getattr(node, "type", "")
            proto = getattr(node, "proto", None)
            if kind in ("code", "arrow_data_frame", "imgs", "image", "dataframe"):
                continue
            if kind == "vega_lite_chart":
                found += _strings(json.loads(proto.spec)) + [proto.alt]
            for field in ("label", "body", "help", "placeholder", "title"):
                shown_text = getattr(proto, field, "")
                if isinstance(shown_text, str) and shown_text:
                    found.append(shown_text)
            options = getattr(node, "options", None)
            if isinstance(options, (list, tuple)):
                found += [str(option) for option in options]
        return found


def _strings(spec: Any) -> list[str]:
    """Return what a picture's specification writes for the eye: titles and the words of scales."""
    if isinstance(spec, dict):
        found = [spec["title"]] if isinstance(spec.get("title"), str) else []
        if isinstance(spec.get("domain"), list):
            found += [item for item in spec["domain"] if isinstance(item, str)]
        return found + [text for value in spec.values() for text in _strings(value)]
    if isinstance(spec, list):
        return [text for value in spec for text in _strings(value)]
    return []
