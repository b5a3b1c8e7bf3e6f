"""Start the dashboard for tests, screenshots and measurements, and stop it after."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serve(
    app: str | Path = "streamlit_app.py", *arguments: str, cwd: Path = ROOT, log: str = os.devnull
) -> Iterator[str]:
    """Serve an app as ``run`` does, and yield its address alone."""
    with run(app, *arguments, cwd=cwd, log=log) as (address, _):
        yield address


@contextlib.contextmanager
def run(
    app: str | Path = "streamlit_app.py", *arguments: str, cwd: Path = ROOT, log: str = os.devnull
) -> Iterator[tuple[str, int]]:
    """Serve an app on a free port of this machine.

    Args:
        app: the script, relative to ``cwd``.
        arguments: further arguments of ``streamlit run``.
        cwd: the folder to start in, whose ``.streamlit/config.toml`` is read.
        log: the file for what the server prints.

    Yields:
        The address, without a slash at its end, and the number of the process.

    Raises:
        RuntimeError: the server did not answer within a minute.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with open(log, "ab") as output:
        process = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=output, env=environment)
    try:
        wait(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server that was started answers.

    Raises:
        RuntimeError: it did not within a minute, or it has ended.
    """
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")
