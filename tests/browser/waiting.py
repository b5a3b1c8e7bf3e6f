"""Waiting for a condition in a browser: no test waits for a fixed time and hopes."""

import time

LONG = 120.0
"""Seconds that a test waits at most, on a machine that does much else."""


def until(page, condition, every=50):
    """Look until a condition holds, and return what it is then.

    Args:
        page: the page; between two looks its events go on.
        condition: a function of nothing.
        every: milliseconds between two looks.
    """
    end = time.monotonic() + LONG
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError("what a test waits for has not come")
        page.wait_for_timeout(every)
    return found


def steady(page, look, looks=3, every=100):
    """Look until so many looks, one after another, have found the same; return that."""
    found = [look()]

    def stands():
        found.append(look())
        return len(found) >= looks and all(each == found[-1] for each in found[-looks:])

    until(page, stands, every)
    return found[-1]


def count_messages(page):
    """Count from now on in ``window.sent`` what the page sends to its server."""
    page.evaluate(
        """() => { const send = WebSocket.prototype.send
                   window.sent = 0
                   WebSocket.prototype.send = function (...parts) {
                       window.sent += 1; return send.apply(this, parts) } }"""
    )
