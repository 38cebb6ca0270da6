"""Waiting for another process: asked again and again, and given up with words."""

import time
from collections.abc import Callable

AGAIN_SECONDS = 0.05


def wait_until(is_so: Callable[[], object], *, seconds: float = 60, every: float = AGAIN_SECONDS, what: str) -> None:
    """Returns when it is so. Raises AssertionError with what did not come to be in the seconds."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(what)
        time.sleep(every)
