"""The controls of a demo: labelled in the reader's language, kept in the URL, bounded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib import literal, text
from lib.lessons.himmelblau import polynomial
from lib.numbers import show
from lib.ui import language, state
from lib.ui.language import frame


class Control(NamedTuple):
    """What is known of a control: its default, who keeps its place in the URL, its options."""

    default: Any
    native: bool
    options: tuple[str, ...] = ()
    demo: str = ""


class Controls:
    """Words and controls of one lesson; the demo that is being drawn says where they go."""

    _demo = ""

    def __init__(self, slug: str) -> None:
        """Load the words of a lesson in the language of the session."""
        self.slug = slug
        self.words = text.words(slug, language.current())
        self.controls: dict[str, Control] = {}
        self._place: DeltaGenerator

    def text(self, key: str, /, **facts: Any) -> str:
        """Return a label with live values in it; numbers are written for the eye.

        Raises:
            KeyError: the lesson has no such label.
        """
        label = self.words.labels[key]
        label = label.format(**{k: show(fact) for k, fact in facts.items()}) if facts else label
        return text.hold(label)

    def group(self, prefix: str) -> dict[str, str]:
        """Return the labels under a prefix by what follows it: the words of a picture."""
        dotted = f"{prefix}."
        return {
            key.removeprefix(dotted): label
            for key, label in self.words.labels.items()
            if key.startswith(dotted)
        }

    def key(self, name: str) -> str:
        """Return the name of a control in the session and in the URL."""
        return f"{self.slug}.{name}"

    @contextmanager
    def more(self) -> Iterator[None]:
        """Put the controls made inside behind a "more" that opens on demand."""
        outer = self._place
        self._place = outer.expander(frame("more"))
        yield
        self._place = outer

    def slider(
        self, name: str, low: float, high: float, default: Any, *, step: float, log: bool = False
    ) -> Any:
        """Draw a slider; a pair as default makes it a range.

        With ``log`` the bounds, the default and the step are powers of ten, and the slider
        stops at the numbers themselves. Values from a link are snapped to the step and sorted.
        """
        if log:
            return self._log_slider(name, low, high, default, step)
        key = self._register(name, default, native=True)
        _carry(key, low, high)
        value = self._place.slider(
            self.text(name),
            low,
            high,
            default,
            step,
            key=key,
            format=_format(step),
            help=self.words.labels.get(f"{name}.help"),
            bind="query-params",
        )
        if isinstance(value, (tuple, list)):
            return tuple(sorted(_snap(item, low, high, step) for item in value))
        return _snap(value, low, high, step)

    def _log_slider(self, name: str, low: float, high: float, default: float, step: float) -> float:
        count = round((high - low) / step)
        stops = [float(f"{10 ** (low + index * step):.2g}") for index in range(count + 1)]
        start = stops[round((default - low) / step)]
        return self._place.select_slider(
            self.text(name),
            stops,
            start,
            format_func=show,
            key=self._register(name, start, native=True),
            help=self.words.labels.get(f"{name}.help"),
            bind="query-params",
        )

    def number(self, name: str, low: float, high: float, default: float, *, step: float) -> float:
        """Draw a number that is typed, for what a slider is too coarse for."""
        # Always real numbers to Streamlit: it raises where a link holds 1e999 for an integer.
        value = self._place.number_input(
            self.text(name),
            float(low),
            float(high),
            float(default),
            float(step),
            key=self._register(name, default, native=True),
            format="%.0f" if isinstance(default, int) else "%g",
            help=self.words.labels.get(f"{name}.help"),
            bind="query-params",
        )
        if value is None or not math.isfinite(value):
            return default
        return round(value) if isinstance(default, int) else value

    def toggle(self, name: str, default: bool = False) -> bool:
        """Draw a switch."""
        return self._place.toggle(
            self.text(name),
            default,
            key=self._register(name, default, native=True),
            help=self.words.labels.get(f"{name}.help"),
            bind="query-params",
        )

    def button(self, name: str) -> bool:
        """Draw a button for what takes time; return whether it was just pressed."""
        return self._place.button(
            self.text(name), key=self.key(name), icon=":material/play_arrow:", type="primary"
        )

    def choice(
        self,
        name: str,
        options: Sequence[str],
        default: str | None = None,
        *,
        note: Callable[[str], str] = lambda option: "",
        words: str = "",
        brings: Mapping[str, dict[str, Any]] | None = None,
    ) -> str:
        """Draw a choice between named options, all in sight while they are few.

        An option is language-neutral in the URL and in the code; beside it, the label
        ``name.option`` is what the reader sees, where there is one, and what ``note`` adds.

        Args:
            name: the control.
            options: the options.
            default: the one chosen at first; the first by default.
            words: where several choices share their options, what their labels begin with
                instead of the name.
            note: what is added to an option's label.
            brings: other controls that choosing an option sets, and to what.
        """
        first = default or options[0]
        key = self._register(name, first, native=False, options=tuple(options))
        state.adopt(key, first, options)
        draw: Any = self._place.segmented_control if len(options) <= 5 else self._place.selectbox
        extra: dict[str, Any] = {"required": True, "wrap": True} if len(options) <= 5 else {}
        return draw(
            self.text(name),
            options,
            format_func=lambda option: (
                f"{self.words.labels.get(f'{words or name}.{option}', option)}{note(option)}"
            ),
            key=key,
            on_change=self._chosen,
            args=(key, first, brings or {}),
            help=self.words.labels.get(f"{name}.help"),
            **extra,
        )

    def _chosen(self, key: str, first: str, brings: Mapping[str, dict[str, Any]]) -> None:
        state.publish(key, first)
        self.set(brings.get(st.session_state[key], {}))

    def tensor(
        self,
        name: str,
        default: str,
        *,
        ranks: tuple[int, ...] = (1, 2),
        most: int = 64,
        limit: float = 1e6,
        least: float | None = None,
        whole: bool = False,
        sizes: tuple[int | None, ...] | None = None,
    ) -> Any:
        """Draw a box for a tensor literal, and return it as nested lists of numbers.

        What cannot be read is answered by a sentence under the box, and the last tensor that
        could be read (at first the default) stays in use, so that the page is whole.
        """
        rules: dict[str, Any] = {
            "ranks": ranks,
            "most": most,
            "limit": limit,
            "least": least,
            "whole": whole,
            "sizes": sizes,
        }
        hint = frame("tensor.help", most=most)
        return self._typed(
            name, default, lambda typed: literal.read(typed, **rules), literal.LONGEST, hint
        )

    def polynomial(self, name: str, default: str) -> list[list[float]]:
        """Draw a box for a polynomial in x and y, and return it multiplied out, as terms.

        What cannot be read is answered as for a tensor.
        """
        hint = frame("polynomial.help", most=polynomial.HIGHEST)
        return self._typed(name, default, polynomial.read, polynomial.LONGEST, hint)

    def _typed(
        self, name: str, default: str, read: Callable[[str], Any], longest: int, hint: str
    ) -> Any:
        key = self._register(name, default, native=True)
        typed = self._place.text_input(
            self.text(name),
            default,
            key=key,
            max_chars=longest,
            help=self.words.labels.get(f"{name}.help", hint),
            bind="query-params",
        )
        good = f"{key}@good"
        try:
            value = read(typed or "")
        except literal.Refusal as refusal:
            self._place.error(refused(refusal))
            kept = st.session_state.get(good, default)
            try:
                value = read(kept)
            except literal.Refusal:  # another control has changed what is right here
                kept, value = default, read(default)
            self._place.caption(frame("refusal.kept", literal=quoted(kept)))
            return value
        st.session_state[good] = typed
        return value

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

    def set(self, values: dict[str, Any]) -> None:
        """Set controls by name, from a callback."""
        for name, value in values.items():
            control = self.controls[name]
            state.put(self.key(name), value, control.default, native=control.native)

    def reset(self) -> None:
        """Set every control of the lesson back to its default, from a callback.

        Those too that another choice has taken off the page: they come back as they were.
        """
        self.controls = {**st.session_state.get(self._known, {}), **self.controls}
        self.set({name: control.default for name, control in self.controls.items()})

    def _register(
        self, name: str, default: Any, *, native: bool, options: tuple[str, ...] = ()
    ) -> str:
        self.controls[name] = Control(default, native, options, self._demo)
        st.session_state.setdefault(self._known, {})[name] = self.controls[name]
        return self.key(name)

    @property
    def _known(self) -> str:
        """Where the session keeps every control of the lesson that it has seen."""
        return f"{self.slug}@controls"


def refused(refusal: literal.Refusal) -> str:
    """Say why a typed tensor was not accepted; what was typed is quoted as code."""
    facts = {
        name: quoted(fact) if isinstance(fact, str) else fact
        for name, fact in refusal.facts.items()
    }
    return frame(f"refusal.{refusal.code}", **facts)


def quoted(typed: str) -> str:
    """Quote what a reader or TensorFlow wrote as code.

    Outside a code span it would be Markdown, and could fetch a picture from anywhere.
    """
    return f"`{' '.join(typed.split()).replace('`', chr(39))}`"


def _format(step: float) -> str:
    """Return the format that shows every stop of a slider, and no digit more."""
    return "%d" if isinstance(step, int) else f"%.{len(str(step).partition('.')[2])}f"


def _carry(key: str, low: float, high: float) -> None:
    """Keep a slider whose ends have moved where it stood, as far as it reaches now.

    To Streamlit it is another slider, which would begin at its default.
    """
    bounds, value = f"{key}@bounds", st.session_state.get(key)
    moved = st.session_state.get(bounds, (low, high)) != (low, high)
    if isinstance(value, (int, float)) and (moved or not low <= value <= high):
        st.session_state[key] = min(max(value, low), high)
    st.session_state[bounds] = low, high


def _snap(value: float, low: float, high: float, step: float) -> float:
    """Return the nearest value of the slider's own grid: a link may hold any number."""
    steps = round((value - low) / step)
    snapped = min(max(low + steps * step, low), high)
    return int(snapped) if isinstance(step, int) else round(snapped, 10)
