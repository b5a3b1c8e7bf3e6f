"""What every test may use: the project's folder, calm logs, and profiles of Hypothesis."""

import os

# Before TensorFlow is imported anywhere.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# TensorFlow's first call of a kind may take longer than Hypothesis allows an example.
settings.register_profile("lab", deadline=None, derandomize=True)
settings.load_profile("lab")


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from the project's folder, where Streamlit looks for its settings."""
    monkeypatch.chdir(ROOT)
