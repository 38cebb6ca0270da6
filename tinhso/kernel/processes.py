"""Starting, keeping and ending what a command needs beside itself."""

import ctypes
import gc
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Any, Protocol

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY_SECONDS = 0.05


class Running(Protocol):
    """A child process, as `subprocess.Popen` speaks of it."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


def settle() -> None:
    """What is loaded by now stays: the garbage collector looks at it no more, and children share it with this process."""
    gc.collect()
    gc.freeze()


def start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """A process that is asked to stop when this one dies, however it dies: a killed parent leaves none behind."""
    return subprocess.Popen(command, preexec_fn=_dies_with_parent())


class Forked:
    """A child that begins with everything this process has loaded, and asks no second time what that costs.

    Only for a process that has no other threads yet, and holds no connection (a socket that two processes read).
    """

    def __init__(self, run: Callable[[], None]) -> None:
        dies = _dies_with_parent()

        def begin() -> None:
            # What the parent does when it is asked to stop is no matter of the child's.
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            if dies is not None:
                dies()
            run()

        self._process = get_context("fork").Process(target=begin)
        # Two threads may ask how it ended; the system tells only one of them.
        self._asking = threading.Lock()
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def poll(self) -> int | None:
        with self._asking:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status. Raises subprocess.TimeoutExpired when it has not ended so soon."""
        until = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            _until_ended(self.pid, left)
        return status

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def end(*running: "subprocess.Popen[Any] | Running", seconds: float = 30.0) -> None:
    """Ask all to stop, then wait so long for each; who is not gone by then is killed, which loses nothing that was acknowledged."""
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Kept:
    """A process that is started again, after `pause` seconds, whenever it ends by itself: killed, out of memory.

    It may be running already (a `Forked` one); what replaces it is the command, since by then this process has threads.
    """

    def __init__(self, command: Sequence[str], *, running: Running | None = None, pause: float = 2.0) -> None:
        self._command, self._pause = command, pause
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self.process: Running = running or start(command)
        threading.Thread(target=self._watch, daemon=True).start()

    def end(self, seconds: float = 30.0) -> None:
        """It ends and stays ended."""
        with self._lock:
            self._ending.set()
        end(self.process, seconds=seconds)

    def _watch(self) -> None:
        while True:
            self.process.wait()
            if self._ending.wait(self._pause):
                return
            with self._lock:
                if self._ending.is_set():
                    return
                self.process = start(self._command)


def _until_ended(pid: int, seconds: float | None) -> None:
    """Sleep until the child has ended or so long; whoever waits all day is not woken twenty times a second.

    May come back sooner: where the system cannot tell (no pidfd), or when the child is gone and asked about already.
    """
    try:
        ended = os.pidfd_open(pid)
    except (AttributeError, OSError):
        time.sleep(_LOOK_EVERY_SECONDS)
        return
    try:
        asked = select.poll()
        asked.register(ended, select.POLLIN)
        asked.poll(None if seconds is None else seconds * 1000)
    finally:
        os.close(ended)


def _dies_with_parent() -> Callable[[], None] | None:
    """Only Linux tells a child; elsewhere a killed parent may leave it running."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask
