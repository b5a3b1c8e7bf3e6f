"""What a training is to the page that shows it: how it begins, goes on, and is shown as code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

State = TypeVar("State")
Shown = TypeVar("Shown")


@dataclass(frozen=True, kw_only=True)
class Training(Generic[State, Shown]):
    """A training that can be continued: step by step it gives what it gives at once.

    ``begin(**settings)`` returns the state before the first step.
    ``advance(state, steps, **settings)`` returns the state after that many more steps, and the
    result to show. ``train(steps, **settings)`` returns the result from the beginning: it is the
    function whose code a reader sees. All three get every setting by its name.

    Attributes:
        begin: as above.
        advance: as above.
        train: as above.
        most: how many steps it can take.
        viewed: the settings that only select what is shown: when one of them changes, the
            training continues from its state.
    """

    begin: Callable[..., State]
    advance: Callable[..., tuple[State, Shown]]
    train: Callable[..., Shown]
    most: int
    viewed: frozenset[str] = frozenset()


Result = TypeVar("Result")


def taking(function: Callable[..., Result], *names: str) -> Callable[..., Result]:
    """Return a function that gets every setting and passes those of these names on."""

    def call(*values: Any, **settings: Any) -> Result:
        return function(*values, **{name: settings[name] for name in names})

    return call
