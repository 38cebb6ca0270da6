"""What a run of tests needs once, however many processes share its work."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of that name for the whole run: whoever comes first makes it while the others wait, and all only read it."""
    base = factory.getbasetemp()
    # xdist gives each of its processes a folder below that of the run.
    shared = base.parent if base.name.startswith("popen-") else base
    target = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            # What breaks off halfway is not taken for whole.
            begun = Path(factory.mktemp(f"{name}-begun"))
            make(begun)
            begun.rename(target)
    return target
