"""Ending what a command has started."""

import subprocess
from typing import Any


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
