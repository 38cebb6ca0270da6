"""Two web workers of one's own on the loopback, and the processor time that they used."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from tinhso.foundation.ui.api import gather_static
from tinhso.kernel.processes import end

WORKERS = 2
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running gunicorn: where it answers, and its master's process id."""

    port: int
    master: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def cpu_seconds(self) -> float:
        """Processor time of the web workers since they started, user and system."""
        return sum(_cpu(pid) for pid in _children(self.master))


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def _cpu(pid: int) -> float:
    """utime + stime of proc(5); the name in brackets may hold anything, so count from behind it."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


@contextmanager
def serving(threads: int = 4) -> Iterator[Server]:
    """Start the workers against the present database, wait until both answer, stop them at the end."""
    # As `tinhso serve` does: a page that misses its style sheet is an error page, and a fresh clone has none yet.
    gather_static()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "tinhso.lab.bench.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--threads", str(threads), "--worker-class", "gthread", "--keep-alive", "30", "--preload",
        "--log-level", "warning",
    ]  # fmt: skip
    environment = {**os.environ, "TINHSO_PUBLIC_ADDRESS": f"http://localhost:{port}"}
    process = subprocess.Popen(command, env=environment, stdout=sys.stderr)
    try:
        _wait(process, port)
        yield Server(port=port, master=process.pid)
    finally:
        end(process, seconds=60)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise click.ClickException("Máy chủ đo không khởi động được; xem lỗi ở trên.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise click.ClickException("Máy chủ đo không lên trong một phút.")
