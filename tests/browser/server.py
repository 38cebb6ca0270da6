"""A whole platform for the browser: its own process, folder, database and port; nothing is shared with other tests."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
TINHSO = [sys.executable, "-m", "tinhso.config.cli"]
PREPARATION = (["manage", "collectstatic", "--noinput", "-v0"], ["setup"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path) -> dict[str, str]:
    """Everything of the platform in one folder, whatever the tests' own settings are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
    return kept | {
        "TINHSO_VAR_DIR": str(folder),
        "TINHSO_KEYS_DIR": str(folder / "keys"),
        "TINHSO_FILES_DIR": str(folder / "files"),
        "TINHSO_STATIC_DIR": str(folder / "static"),
        "TINHSO_DEMO": "true",
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
    }


def prepare(folder: Path) -> None:
    """Database, static files and the sample province. Raises RuntimeError with the command's own words."""
    subprocess.run([sys.executable, "tools/assets.py"], cwd=ROOT, check=True)
    commands = [[*TINHSO, *step] for step in PREPARATION]
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[2:])}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Serves the prepared folder; gives the address."""
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "tinhso.config.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    flags = ["--worker-class", "gthread", "--threads", "4", "--log-level", "error"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen([*gunicorn, *flags], cwd=ROOT, env=environment(folder), stdout=log, stderr=log)
        try:
            _wait(process, f"http://localhost:{port}", folder / "server.log")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/kha-nang-tiep-can/", timeout=60):
                return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer: {log.read_text()[-2000:]}")
