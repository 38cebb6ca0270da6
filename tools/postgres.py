#!/usr/bin/env python3
"""A private PostgreSQL cluster in a temporary folder, for tests and benches. Standard library only.

    python tools/postgres.py run [--durable] -- CMD…    starts, runs CMD with TINHSO_DATABASE_URL set, stops always
    python tools/postgres.py find                       prints the folder of the binaries, or fails

It listens on a Unix socket only. Without --durable nothing is synced to disk: the data is thrown away anyway.
As root it runs as the user postgres. When this process is killed, even with -9, the server stops by itself,
and the next start removes the folder left behind.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

PREFIX = "tinhso-pg-"
DATABASE = USER = "tinhso"
MISSING = "THIẾU PostgreSQL: hãy chạy  apt-get install -y postgresql"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
_PR_SET_PDEATHSIG = 1


class PostgresMissing(RuntimeError):
    """No PostgreSQL server binaries on this machine."""


def find_binaries() -> Path:
    """The folder with initdb and postgres of the newest version installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found.sort(key=lambda path: [int(part) for part in path.parent.name.split(".") if part.isdigit()])
    on_path = shutil.which("initdb")
    if found:
        return found[-1]
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissing(MISSING)


class Cluster:
    """Context manager: `with Cluster() as cluster: cluster.url`."""

    def __init__(self, *, durable: bool = False, max_connections: int = 100) -> None:
        self.durable = durable
        self.max_connections = max_connections
        self.binaries = find_binaries()
        self._owner = _owner()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self.folder = Path()

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@/{DATABASE}?host={self.folder}"

    def __enter__(self) -> Cluster:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def start(self) -> None:
        base = Path(tempfile.gettempdir())
        if len(str(base)) > 60:  # a socket's path holds at most 107 bytes
            base = Path("/tmp")
        sweep(base)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        self._lock = (self.folder / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if self._owner:
            os.chown(self.folder, *self._owner)
        data = self.folder / "data"
        sync = () if self.durable else ("--no-sync",)
        self._call("initdb", "-D", str(data), "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", *sync)
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            f"max_connections={self.max_connections}",
            "shared_buffers=128MB",
            "log_min_messages=warning",
            *(() if self.durable else FAST),
        ]
        command = [str(self.binaries / "postgres"), "-D", str(data)]
        for setting in settings:
            command += ["-c", setting]
        with (self.folder / "log").open("wb") as log:
            self._process = self._popen(command, log)
        self._wait()
        self._call("createdb", "-h", str(self.folder), "-U", USER, DATABASE)

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # "fast": closes every connection
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(10)
        if self._lock is not None:
            self._lock.close()
            self._lock = None
            shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        ready = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.folder), "-U", USER]
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL không khởi động được:\n" + (self.folder / "log").read_text(errors="replace"))

    def _popen(self, command: Sequence[str], out: IO[bytes]) -> subprocess.Popen[bytes]:
        user, group = self._owner or (None, None)
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            user=user,
            group=group,
            extra_groups=[] if self._owner else None,
            start_new_session=True,  # Ctrl-C reaches the command first, then the server is stopped
            preexec_fn=_dies_with_parent(),
        )

    def _call(self, program: str, *arguments: str) -> None:
        with tempfile.TemporaryFile() as out:
            process = self._popen([str(self.binaries / program), *arguments], out)
            if process.wait():
                out.seek(0)
                raise RuntimeError(f"{program} lỗi:\n{out.read().decode(errors='replace')}")


def _owner() -> tuple[int, int] | None:
    """uid and gid to run as when we are root (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise PostgresMissing("Không có người dùng postgres để chạy máy chủ thử")


def _dies_with_parent() -> Callable[[], None]:
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def set_signal() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return set_signal


def sweep(base: Path) -> None:
    """Remove the folders of clusters whose starter is gone (their lock is free)."""
    for folder in base.glob(PREFIX + "*"):
        try:
            with (folder / "lock").open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not _is_running(folder / "data" / "postmaster.pid"):
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue


def _is_running(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text().split()[0]), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def run(command: Sequence[str], *, durable: bool = False) -> int:
    """Run a command against a fresh cluster; the answer is its exit status."""
    child: subprocess.Popen[bytes] | None = None

    def forward(number: int, frame: FrameType | None) -> None:
        if child is None:
            raise SystemExit(128 + number)
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, forward)
    with Cluster(durable=durable) as cluster:
        try:
            child = subprocess.Popen(command, env={**os.environ, "TINHSO_DATABASE_URL": cluster.url})
        except OSError as error:
            print(f"Không chạy được {command[0]}: {error.strerror}", file=sys.stderr)
            return 127
        status = child.wait()
    return 128 - status if status < 0 else status


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="PostgreSQL riêng cho kiểm thử, trong thư mục tạm")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("find", help="in thư mục chứa chương trình PostgreSQL")
    runner = actions.add_parser("run", help="chạy một lệnh với TINHSO_DATABASE_URL trỏ vào cơ sở dữ liệu tạm")
    runner.add_argument("--durable", action="store_true", help="ghi xuống đĩa thật (dùng khi đo)")
    runner.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    try:
        if options.action == "find":
            print(find_binaries())
            return 0
        command = options.command[1:] if options.command[:1] == ["--"] else options.command
        if not command:
            parser.error("thiếu lệnh sau --")
        return run(command, durable=options.durable)
    except PostgresMissing as missing:
        print(missing, file=sys.stderr)
        return 69


if __name__ == "__main__":
    sys.exit(main())
