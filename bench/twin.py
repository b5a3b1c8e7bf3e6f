"""The clipping page without TensorFlow: the same frame, page and charts over NumPy.

``streamlit run bench/twin.py`` in a folder without settings serves it under Streamlit's
defaults. What the measured demo computes is computed in full; the others return arrays of
their shapes, since they only run when the page is opened.
"""

import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np  # noqa: E402

from lib import runtime  # noqa: E402
from lib.training import Training, taking  # noqa: E402


class Bounded(NamedTuple):
    """As in ``lib.lessons.clipping``."""

    x: np.ndarray
    clipped: np.ndarray
    gradient: np.ndarray


def clip_to_bounds(values: list[float], operation: str, low: float, high: float) -> Bounded:
    """Bound values."""
    x = np.asarray(values, np.float32)
    return Bounded(x, np.clip(x, low, high), ((low <= x) & (x <= high)).astype(np.float32))


class ClippedVector(NamedTuple):
    """As in ``lib.lessons.clipping``."""

    gradient: np.ndarray
    by_value: np.ndarray
    by_norm: np.ndarray
    angle_by_value: np.ndarray
    angle_by_norm: np.ndarray


def clip_vector(x: float, y: float, limit: float) -> ClippedVector:
    """Clip one arrow into a box and into a circle."""
    gradient = np.array([x, y], np.float32)
    by_value = np.clip(gradient, -limit, limit)
    by_norm = gradient * min(1.0, limit / max(float(np.linalg.norm(gradient)), 1e-12))
    return ClippedVector(
        gradient,
        by_value,
        by_norm,
        angle_between(gradient, by_value),
        angle_between(gradient, by_norm),
    )


def angle_between(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the angle between two arrows, in degrees."""
    cross, dot = a[0] * b[1] - a[1] * b[0], a @ b
    return np.abs(np.degrees(np.arctan2(cross, dot)))


class Scaled(NamedTuple):
    """As in ``lib.lessons.clipping``."""

    tensor: np.ndarray
    clipped: np.ndarray
    norm_before: np.ndarray
    norm_after: np.ndarray


def clip_norm(tensor: list, limit: float) -> Scaled:
    """Stand in."""
    array = np.asarray(tensor, np.float32)
    return Scaled(array, array, np.ones(()), np.ones(()))


class ClippedPair(NamedTuple):
    """As in ``lib.lessons.clipping``."""

    each_first: np.ndarray
    each_second: np.ndarray
    global_first: np.ndarray
    global_second: np.ndarray
    global_norm: np.ndarray


def clip_two(first: list[float], second: list[float], limit: float) -> ClippedPair:
    """Stand in."""
    a, b = np.asarray(first, np.float32), np.asarray(second, np.float32)
    return ClippedPair(a, b, a, b, np.ones(()))


class LayerNorms(NamedTuple):
    """As in ``lib.lessons.clipping``."""

    before: np.ndarray
    after: np.ndarray
    global_norm: np.ndarray


def deep_gradients(depth: int, std: float, limit: float, seed: int) -> LayerNorms:
    """Stand in."""
    return LayerNorms(np.ones(depth, np.float32), np.ones(depth, np.float32), np.ones(()))


class ReluGradients(NamedTuple):
    """As in ``lib.lessons.clipping``."""

    value: np.ndarray
    gradient: np.ndarray


def six_relus(x: float) -> ReluGradients:
    """Stand in."""
    return ReluGradients(np.zeros(6, np.float32), np.zeros(6, np.float32))


class TrapResult(NamedTuple):
    """As in ``lib.lessons.clipping``."""

    before: np.ndarray
    after: np.ndarray


def run_trap(trap: str) -> TrapResult:
    """Stand in."""
    return TrapResult(np.zeros(4, np.float32), np.zeros(4, np.float32))


def draw_value(draw: object) -> dict[str, int]:
    """Stand in."""
    return {"x": 1, "low": 0, "high": 2}


def draw_norm(draw: object) -> dict[str, object]:
    """Stand in."""
    return {"arrow": [3, 4], "limit": 5}


def draw_global(draw: object) -> dict[str, object]:
    """Stand in."""
    return {"first": [3, 4], "second": [12], "limit": 6.5}


def answer(**values: object) -> np.ndarray:
    """Stand in."""
    return np.ones(())


twin = ModuleType("lib.lessons.clipping.clipping")
twin.__dict__.update(
    {name: value for name, value in globals().items() if callable(value)},
    OPERATIONS=dict.fromkeys(["clip_by_value", "maximum", "minimum", "relu"]),
    RELUS=dict.fromkeys(map(str, range(6))),
    TRAPS=dict.fromkeys(["swapped", "nan", "infinite", "huge", "integers"]),
    clip_value=answer,
    clip_slope=answer,
    clip_vector_norm=answer,
    clip_first_of_two=answer,
)


class Trained(NamedTuple):
    """As in ``lib.lessons.clipping.exploding``."""

    losses: np.ndarray
    norms: np.ndarray
    clipped: np.ndarray
    accuracy: np.ndarray


def train(steps: int, clip: str, limit: float, rate: float, seed: int) -> Trained:
    """Stand in."""
    ones = np.ones(200, np.float32)
    return Trained(ones, ones, ones, np.ones(()))


def begin(seed: int) -> int:
    """Stand in."""
    return seed


def advance(state: int, steps: int, clip: str, limit: float, rate: float) -> tuple[int, Trained]:
    """Stand in."""
    return state, train(steps, clip, limit, rate, state)


training = ModuleType("lib.lessons.clipping.exploding")
training.__dict__.update(
    TRAINING=Training(
        begin=taking(begin, "seed"),
        advance=taking(advance, "clip", "limit", "rate"),
        train=train,
        most=200,
    ),
    MOST=200,
    CLIPS=dict.fromkeys(["none", "value", "norm", "global_norm"]),
)
for module in (twin, training):
    sys.modules.setdefault(module.__name__, module)
runtime.start = lambda: None
runtime.ready = lambda: True

from lib.ui import shell  # noqa: E402

assert "tensorflow" not in sys.modules
shell.show()
