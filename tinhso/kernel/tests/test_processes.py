"""What a command has started is kept while it lives and ends with it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.waiting import wait_until
from tinhso.kernel.processes import Forked, Kept, end

WAITS = "import time; print('there', flush=True); time.sleep(600)"
IGNORES = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAITS
QUIET = [sys.executable, "-c", "import time; time.sleep(600)"]


def started(what: str) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", what], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    return process


def test_who_hears_stops_and_who_does_not_hear_is_killed() -> None:
    with started(WAITS) as hears, started(IGNORES) as deaf:
        end(hears, deaf, seconds=0.5)

        assert (hears.returncode, deaf.returncode) == (-15, -9)


def test_a_killed_process_is_started_again_until_it_is_ended() -> None:
    kept = Kept(QUIET, pause=0.05)
    first = kept.process
    try:
        first.kill()
        wait_until(lambda: kept.process is not first, what="nobody started it again")
        assert kept.process.poll() is None
    finally:
        kept.end()

    assert kept.process.poll() is not None


@pytest.mark.parametrize("way", [f"start({QUIET!r})", "Forked(functools.partial(time.sleep, 600))"])
def test_what_a_killed_command_started_does_not_outlive_it(way: str) -> None:
    code = (
        "import functools, time; from tinhso.kernel.processes import Forked, start; "
        f"child = {way}; print(child.pid, flush=True); child.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)

    wait_until(lambda: not is_running(child), what="the child lives on")


def test_a_forked_child_has_what_is_loaded_and_tells_how_it_ended() -> None:
    child = Forked(lambda: sys.exit(7 if "tinhso.kernel.processes" in sys.modules else 1))

    assert child.wait(timeout=20) == 7


def test_a_forked_child_is_asked_to_stop_and_a_deaf_one_is_killed() -> None:
    deaf_is_deaf, heard = os.pipe()

    def deaf() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.write(heard, b".")
        time.sleep(600)

    hears, does_not = Forked(partial(time.sleep, 600)), Forked(deaf)
    os.read(deaf_is_deaf, 1)
    with pytest.raises(subprocess.TimeoutExpired):
        hears.wait(timeout=0.01)
    end(hears, does_not, seconds=0.5)

    assert (hears.poll(), does_not.poll()) == (-15, -9)


def test_all_who_wait_for_a_forked_child_learn_how_it_ended() -> None:
    child = Forked(partial(time.sleep, 600))
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(child.wait) for _ in range(8)]
        child.terminate()

        assert [one.result(timeout=20) for one in asked] == [-15] * 8


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux wakes who waits for a process")
def test_who_waits_for_a_forked_child_sleeps_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Forked(partial(time.sleep, 0.2))
    monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail("looked again and again"))

    assert child.wait(timeout=20) == 0


def test_what_ended_though_forked_is_begun_as_a_command() -> None:
    kept = Kept(QUIET, running=Forked(partial(time.sleep, 600)), pause=0.05)
    try:
        kept.process.kill()
        wait_until(lambda: isinstance(kept.process, subprocess.Popen), what="nobody began the command")
    finally:
        kept.end()


def is_running(pid: int) -> bool:
    """A dead process that nobody has asked about yet is none that runs."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
