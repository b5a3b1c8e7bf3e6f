"""TensorFlow in a server of many readers. Each test has a process of its own: it changes it."""

import subprocess
import sys
import textwrap

import pytest

from tests.conftest import ROOT


def run(code, *, seconds=600):
    """Run code in a fresh Python; return what it printed, word by word."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.split()


def test_streamlits_clean_up_does_not_disturb_readers_who_build_layers():
    """Streamlit clears Keras's process-wide state after every run of every reader."""
    ours, bare = (
        run(
            f"""
            import tensorflow as tf
            from streamlit.runtime.scriptrunner.script_runner import _clean_problem_modules
            from lib import runtime

            if {settled}:
                runtime.freeze_gc()

            def weights(shape, dtype=None, **_):
                _clean_problem_modules()  # the run of another reader ends just now
                return tf.zeros(shape, dtype)

            try:
                inputs = tf.keras.Input((4,))
                hidden = inputs
                for _ in range(3):
                    hidden = tf.keras.layers.Dense(4, kernel_initializer=weights)(hidden)
                tf.keras.Model(inputs, hidden)
                print("whole")
            except ValueError:
                print("broken")
            """
        )
        for settled in (True, False)
    )
    assert ours == ["whole"]
    assert bare == ["broken"], "Streamlit no longer disturbs Keras: the remedy can go"


def test_what_stays_is_out_of_the_collectors_sight_and_settling_twice_does_no_harm():
    frozen, again, looked_at, kept = run(
        """
        import gc
        import tensorflow, keras
        from lib import runtime

        runtime.freeze_gc()
        frozen = gc.get_freeze_count()
        runtime.freeze_gc()
        layer = keras.layers.Dense(1)
        keras.backend.clear_session()
        keras.backend.clear_session(free_memory=False)
        another = keras.layers.Dense(1)  # a cleared session begins to count anew
        looked_at = len(gc.get_objects())
        print(frozen, gc.get_freeze_count(), looked_at, layer.name != another.name)
        """
    )
    assert int(frozen) > 100_000 and int(again) >= int(frozen)
    assert int(looked_at) < int(frozen) / 20  # by each collection
    assert kept == "True"


def test_it_warms_once_however_often_it_is_started():
    threads, ready, waited, imported, clear = run(
        """
        import sys, threading
        from lib import curriculum, runtime

        for _ in range(5):
            runtime.start()
        count = sum(one.name == "warm-tensorflow" for one in threading.enumerate())
        early = runtime.ready()
        waited = runtime.wait(500)
        lessons = all(
            set(entry.modules) <= set(sys.modules) for entry in curriculum.lessons())
        print(count, early, waited, lessons, sys.modules["keras"].backend.clear_session.__module__)
        """
    )
    assert (threads, ready, waited, imported, clear) == (
        "1",
        "False",
        "True",
        "True",
        "lib.runtime",
    )


@pytest.mark.parametrize("seconds", [0.0, 0.5])
def test_a_server_stopped_while_it_warms_ends_in_peace(seconds):
    """A daemon killed inside TensorFlow would abort the whole process, this loop for sure."""
    (shown_text,) = run(
        f"""
        import time
        import tensorflow as tf
        import importlib
        from lib import curriculum, runtime

        def busy():
            end = time.perf_counter() + 3
            while time.perf_counter() < end:
                tf.function(tf.square)(2.0)  # C++ that calls Python that calls C++

        first = curriculum.lessons()[0].modules[0]  # whose turn comes first
        importlib.import_module(first).warm = busy
        import threading

        # Streamlit runs scripts in daemons, and a thread is what its maker is.
        threading.Thread(target=runtime.start, daemon=True).start()
        runtime.wait(500)
        time.sleep({seconds})
        print("end")
        """
    )
    assert shown_text == "end"


def test_tensorflows_advice_on_tracing_stays_off_the_terminal():
    (handlers, quiet_tensorflow_log) = run(
        """
        import logging
        import tensorflow as tf
        from lib import runtime

        runtime.quiet_tensorflow_log()
        handlers = logging.getLogger("tensorflow").handlers
        print(len(handlers), all(one.level == logging.ERROR for one in handlers))
        """
    )
    assert int(handlers) > 0 and quiet_tensorflow_log == "True"


def test_where_tensorflow_cannot_start_the_reason_is_told():
    (reported,) = run(
        """
        import sys
        sys.modules["tensorflow"] = None  # an import of it raises
        from lib import runtime

        runtime.start()
        try:
            runtime.wait(500)
        except RuntimeError as problem:
            print("tensorflow" in str(problem) and "could not start" in str(problem))
        """
    )
    assert reported == "True"


def test_one_greedy_tensor_ends_in_an_exception_and_the_settings_are_made_before_the_import():
    limit, log = run(
        """
        import os
        from lib import runtime
        print(os.environ["TF_MKL_ALLOC_MAX_BYTES"], os.environ["TF_CPP_MIN_LOG_LEVEL"])
        """
    )
    assert (int(limit), log) == (256 * 1024 * 1024, "3")


def test_an_answer_waits_for_no_acknowledgement():
    """As Streamlit does: a socket made without its protocol, given to asyncio's server."""
    before, after = run(
        """
        import asyncio, socket
        from lib import runtime

        async def immediate():
            listener = socket.socket(socket.AF_INET)
            listener.bind(("127.0.0.1", 0))
            reported = asyncio.get_running_loop().create_future()

            async def serve(reader, writer):
                connection = writer.get_extra_info("socket")
                reported.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                writer.close()

            server = await asyncio.start_server(serve, sock=listener)
            await asyncio.open_connection(*listener.getsockname())
            found = await reported
            server.close()
            return bool(found)

        before = asyncio.run(immediate())
        runtime.disable_nagle()
        print(before, asyncio.run(immediate()))
        """
    )
    assert after == "True"
    assert before == "False", "asyncio does it by itself now: the remedy can go"
