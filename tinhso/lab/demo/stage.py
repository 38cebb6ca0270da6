"""A platform of the play's own: scratch data, the embedded defaults, and a clock that the play sets."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tinhso.kernel.processes import end

_TINHSO = str(Path(sys.executable).parent / "tinhso")


def is_up(address: str) -> bool:
    """Whether a platform answers at this address."""
    try:
        return httpx.get(f"{address}/tra-cuu/", timeout=20).status_code == 200
    except httpx.HTTPError:
        return False


class Stage:
    """One platform with data of its own. It stands still between `open` and `close`; each opening may be at another moment."""

    def __init__(self, folder: str, port: int) -> None:
        self.folder = Path(folder)
        self.address = f"http://localhost:{port}"
        self._port = port
        self._running: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "TINHSO_VAR_DIR": folder,
            "TINHSO_KEYS_DIR": f"{folder}/keys",
            "TINHSO_FILES_DIR": f"{folder}/files",
            "TINHSO_DATABASE_URL": "sqlite:///tinhso.sqlite3",
            "TINHSO_PUBLIC_ADDRESS": self.address,
        }

    def set_up(self, *, at: datetime | None = None) -> None:
        """Write the sample province, as of that moment."""
        subprocess.run([_TINHSO, "setup"], env=self._at(at), check=True, stdout=sys.stderr)

    def open(self, *, at: datetime | None = None) -> None:
        """Serve from that moment on (now, when not said); what served before ends. Raises RuntimeError when nothing comes up."""
        self.close()
        self._running = subprocess.Popen([_TINHSO, "serve", "--port", str(self._port)], env=self._at(at))
        for _ in range(120):
            if is_up(self.address):
                return
            time.sleep(0.5)
        raise RuntimeError(f"{self.address} does not answer")

    def close(self) -> None:
        """Stop serving; the data stays."""
        if self._running is not None:
            end(self._running, seconds=90)
            self._running = None

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of an operator beside the server, on the same data."""
        return subprocess.run([_TINHSO, *words], env=self._environment, check=False, capture_output=True, text=True)

    def play(self, *words: str, joined: Mapping[str, str]) -> str:
        """A command on the stage's data, with these settings more; what it printed. Raises RuntimeError: it printed nothing."""
        environment = {**self._environment, **joined}
        done = subprocess.run([_TINHSO, *words], env=environment, check=False, stdout=subprocess.PIPE, text=True)
        if not done.stdout.strip():
            raise RuntimeError(f"tinhso {' '.join(words)}: {done.returncode}")
        return done.stdout

    def _at(self, moment: datetime | None) -> dict[str, str]:
        shift = timedelta() if moment is None else moment - datetime.now(UTC)
        return {**self._environment, "TINHSO_CLOCK_SHIFT_SECONDS": str(round(shift.total_seconds()))}


@contextmanager
def own_stage(say: Callable[[str], None], *, at: datetime | None = None) -> Iterator[Stage]:
    """A stage that is set up and not yet open; it ends with the block, and its scratch folder with it."""
    with tempfile.TemporaryDirectory(prefix="tinhso-demo-") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        say("Tự bật một máy chủ tạm…")
        stage = Stage(folder, port)
        stage.set_up(at=at)
        try:
            yield stage
        finally:
            stage.close()
