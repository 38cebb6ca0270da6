"""Starting, keeping and ending what a command needs beside itself."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_PR_SET_PDEATHSIG = 1


def start(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
    """A process that is asked to stop when this one dies, however it dies: a killed parent leaves none behind."""
    return subprocess.Popen(command, env=env, preexec_fn=_dies_with_parent())


def end(*running: "subprocess.Popen[Any]", seconds: float = 30.0) -> None:
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
    """A process that is started again, after `pause` seconds, whenever it ends by itself: killed, out of memory."""

    def __init__(self, command: Sequence[str], *, env: Mapping[str, str] | None = None, pause: float = 2.0) -> None:
        self._command, self._env, self._pause = command, env, pause
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self.process = start(command, env=env)
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
                self.process = start(self._command, env=self._env)


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
