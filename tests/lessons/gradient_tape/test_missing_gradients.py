"""Every cause of None, where the gradient is lost, and what TensorFlow logs."""

import numpy as np
import pytest
import tensorflow as tf

from lib.lessons.gradient_tape import missing_gradients


@pytest.mark.parametrize("cause", missing_gradients.CAUSES)
def test_each_cause_gives_none_and_its_repair_gives_6(cause):
    broken, repaired = (missing_gradients.CAUSES[cause](each) for each in (False, True))
    assert float(broken.result) == float(repaired.result) == 9
    assert broken.gradient is None and float(repaired.gradient) == 6
    assert float(repaired.differences) == pytest.approx(6)


WHERE_LOST = {
    "not_watched": ("x", [None, 1]),
    "integer": ("x", [None, 1]),
    "cast": ("there", [None, None, 6, 1]),
    "numpy": ("x", [None, 1, 1]),
    "assigned": ("square", [None, None, 1, 1]),
    "stopped": ("square", [None, None, 1]),
    "unconnected": ("x", [None, 6, 1]),
    "too_late": ("x", [None, 1]),
}


@pytest.mark.parametrize("cause", missing_gradients.CAUSES)
def test_the_tape_says_at_which_stop_the_way_is_lost(cause):
    last_lost, wanted = WHERE_LOST[cause]
    run = missing_gradients.CAUSES[cause](False)
    stops = [name.decode() for name in run.stops.numpy()]
    numbers = [None if np.isnan(each) else each for each in run.gradients.numpy()]
    assert stops[0] == "x" and stops[-1] == "y" and numbers == wanted
    assert stops[sum(each is None for each in numbers) - 1] == last_lost
    whole = missing_gradients.CAUSES[cause](True)
    assert np.isfinite(whole.gradients).all()
    assert float(whole.values[0]) == 3 and float(whole.values[-1]) == 9


@pytest.mark.parametrize("cause", missing_gradients.CAUSES)
def test_no_step_can_be_taken_with_none(cause):
    with pytest.raises(ValueError, match=r"Attempt to convert a value \(None\)"):
        missing_gradients.take_step(cause, False)
    assert float(missing_gradients.take_step(cause, True)) == pytest.approx(3 - 0.1 * 6)


def test_an_optimiser_refuses_none_or_skips_the_weight_with_a_warning():
    """In the words that the page quotes."""
    x, z = tf.Variable(3.0), tf.Variable(1.0)
    with pytest.raises(ValueError, match="No gradients provided for any variable."):
        tf.keras.optimizers.SGD(0.1).apply_gradients([(None, x)])
    with pytest.warns(UserWarning, match="Gradients do not exist for variables"):
        tf.keras.optimizers.SGD(0.1).apply_gradients([(None, x), (tf.constant(1.0), z)])
    assert float(x) == 3 and float(z) == pytest.approx(0.9)


def test_tensorflow_logs_that_it_watches_a_whole_number_and_nothing_else():
    """In a process of its own: it says so only a few times."""
    import subprocess
    import sys

    program = (
        "from lib.lessons.gradient_tape import missing_gradients as lesson\n"
        "print({cause: lesson.log_messages(cause) for cause in lesson.CAUSES})"
    )
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    found = eval(process.stdout.strip().splitlines()[-1])  # what this test has just written
    assert "The dtype of the watched tensor must be floating" in found.pop("integer")[0]
    assert set(found) == set(missing_gradients.CAUSES) - {"integer"} and not any(found.values())


def test_listening_leaves_the_log_as_it_was():
    import logging

    before = list(logging.getLogger("tensorflow").handlers)
    missing_gradients.log_messages.cache_clear()
    missing_gradients.log_messages("integer")
    assert logging.getLogger("tensorflow").handlers == before


def test_unconnected_can_be_zero():
    """The page says how."""
    x, z = tf.Variable(3.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = z**2
    assert float(tape.gradient(y, x, unconnected_gradients="zero")) == 0
