"""What a command has started ends with it."""

import subprocess
import sys

from tinhso.kernel.processes import end

WAITS = "import time; print('there', flush=True); time.sleep(600)"
IGNORES = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAITS


def started(what: str) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", what], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    return process


def test_who_hears_stops_and_who_does_not_hear_is_killed() -> None:
    with started(WAITS) as hears, started(IGNORES) as deaf:
        end(hears, deaf, seconds=0.5)

        assert (hears.returncode, deaf.returncode) == (-15, -9)
