"""What the parts of a demo rest on: its words, its keys, its places on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

import streamlit as st

from lib import state, text
from lib.listing import Call
from lib.numbers import show
from lib.ui import language
from lib.ui.language import frame


class Run(NamedTuple):
    """One call that a demo made, and the arrays that came back, by the names it prints."""

    call: Call
    results: dict[str, Any]


class Wording:
    """The words of a lesson in the reader's language, and the names of its keys."""

    def __init__(self, slug: str) -> None:
        """Load the words of a lesson in the language of the session."""
        self.slug = slug
        self.words = text.words(slug, language.current())

    def key(self, name: str) -> str:
        """Return the name of a control in the session and in the URL."""
        return f"{self.slug}.{name}"

    def text(self, label: str, /, **facts: Any) -> str:
        """Return a label with live values in it; numbers are written for the eye.

        Raises:
            KeyError: the lesson has no such label.
        """
        found = self.words.labels[label]
        found = found.format(**{k: show(fact) for k, fact in facts.items()}) if facts else found
        return text.hold(found)

    def group(self, prefix: str) -> dict[str, str]:
        """Return the labels under a prefix by what follows it: the words of a picture."""
        dotted = f"{prefix}."
        return {
            key.removeprefix(dotted): label
            for key, label in self.words.labels.items()
            if key.startswith(dotted)
        }

    def listed(self, items: Sequence[str]) -> str:
        """Join words to a list as the reader's language does; nothing makes an empty one."""
        return reduce(lambda one, other: frame("list.two", one=one, other=other), items or [""])

    def names(self, label: str, items: Sequence[str]) -> str:
        """Say a sentence about ``{names}``; without any, the one under ``label.none``, or none."""
        if not items:
            return self.words.labels.get(f"{label}.none", "")
        return self.text(label, names=self.listed(items))

    def counted(self, prefix: str, counts: Mapping[str, int]) -> str:
        """List how many there are of each kind: ``prefix.one.kind``, ``prefix.some.kind``."""
        return self.listed(
            [
                self.text(f"{prefix}.{'one' if number == 1 else 'some'}.{kind}", number=number)
                for kind, number in counts.items()
                if number
            ]
        )


class Stage(Wording):
    """One demo on the page: where its controls, its picture and its result go.

    Attributes:
        name: the demo.
        table: every control of the lesson, as declared.
        drawn: the names of the controls that were drawn in this run.
        controls: the place of the controls; inside ``more()``, the one behind it.
        picture: the place of the picture.
        result: the place of the result, below the picture.
        code: the place of the code, beside the picture.
        arrow_keys: whether the arrow keys step this demo wherever the focus is.
    """

    def __init__(self, slug: str, name: str) -> None:
        """Make the places of a demo, in the place that Streamlit draws to now."""
        super().__init__(slug)
        self.name = name
        self.table = state.table(slug)
        self.drawn: list[str] = []
        self.arrow_keys = True
        with st.container(key=f"{self.slug}-{name}-stage"):
            self.controls, middle, self.code = st.columns([1, 2.1, 1.3], gap="medium")
        self.picture, self.result = middle.container(), middle.container()

    def use(self, name: str, *kinds: str) -> state.Control:
        """Return a control of this demo that is drawn now.

        Raises:
            LookupError: this demo has declared no such control of one of these kinds.
        """
        control = self.table.get(name)
        if control is None or control.demo != self.name or control.kind not in kinds:
            raise LookupError(f"state.toml: [{self.name}] has no {' or '.join(kinds)} {name!r}")
        self.drawn.append(name)
        return control

    def help(self, name: str, otherwise: str | None = None) -> str | None:
        """Return the explanation of a control, where the lesson has one."""
        return self.words.labels.get(f"{name}.help", otherwise)

    def heading(self, name: str) -> str:
        """Return the label of a control that is made of several widgets, as small print."""
        return f":small[{self.text(name)}]"
