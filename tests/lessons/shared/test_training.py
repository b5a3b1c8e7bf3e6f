"""What every training gives the page that shows it."""

import importlib
import inspect

import pytest

from lib import curriculum
from lib.lessons.shared import studio
from lib.training import taking

MODULES = [name for entry in curriculum.lessons() for name in entry.modules]
TRAININGS = [
    studio.TRAINING,
    *(m.TRAINING for m in map(importlib.import_module, MODULES) if hasattr(m, "TRAINING")),
]


def test_a_function_gets_the_settings_that_it_takes_and_no_others():
    call = taking(lambda state, *, rate: (state, rate), "rate")
    assert call("here", rate=2, seed=3) == ("here", 2)
    with pytest.raises(KeyError):
        call("here", seed=3)


@pytest.mark.parametrize("training", TRAININGS, ids=lambda training: training.train.__module__)
def test_what_is_only_viewed_is_a_setting_of_the_shown_function(training):
    first, *settings = inspect.signature(training.train).parameters
    assert first == "steps" and training.viewed <= set(settings) and training.most > 0
