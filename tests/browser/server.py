"""A whole platform for the browser: its own process, folder, database and port; nothing is shared with other tests."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.waiting import wait_until
from tinhso.kernel.processes import end

ROOT = Path(__file__).resolve().parents[2]
# The played post goes on so slowly that nothing staged changes while it is looked at.
POST_MINUTES = 10_000
# With what the played national portal hands dossiers over.
PORTAL_SECRET = "bi-mat-cua-cong-thu"
# A system that somebody else operates: its users are asked first.
ASKING, ASKING_BACK = "doi-tac-mau", "http://localhost:9/tro-ve"
TINHSO = [sys.executable, "-m", "tinhso.config.cli"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path) -> dict[str, str]:
    """Everything of the platform in one folder, whatever the tests' own settings are.

    Only the gathered front end is the work tree's: it belongs to the code, and gathering costs more than serving.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
    return kept | {
        "TINHSO_VAR_DIR": str(folder),
        "TINHSO_KEYS_DIR": str(folder / "keys"),
        "TINHSO_FILES_DIR": str(folder / "files"),
        "TINHSO_DEMO": "true",
        # A connector without its account: what is queued waits, so that screens show it and officers type by hand.
        "TINHSO_CONNECTORS_ADAPTER": "partner",
        "TINHSO_POST_DEMO_MINUTES": str(POST_MINUTES),
        "TINHSO_NATIONAL_PORTAL_INBOUND_SECRET_FILE": str(folder / "national-portal-secret"),
        "DJANGO_SETTINGS_MODULE": "tinhso.config.settings",
    }


def prepare(folder: Path) -> None:
    """The front end as the work tree has it, the database and the sample province. Raises RuntimeError with the command's own words."""
    (folder / "national-portal-secret").write_text(PORTAL_SECRET, "utf-8")
    subprocess.run([sys.executable, "tools/assets.py"], cwd=ROOT, check=True)
    _command(folder, "setup")
    title = "Hệ thống quản lý đào tạo của doanh nghiệp Mẫu"
    _command(folder, "sso", "client", "add", ASKING, "--title", title, "--redirect", ASKING_BACK, "--ask")


def _command(folder: Path, *words: str) -> None:
    command = [*TINHSO, *words]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"tinhso {words[0]}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Serves the prepared folder; gives the address."""
    port = free_port()
    command = [*TINHSO, "serve", "--port", str(port), "--workers", "1"]
    address = f"http://localhost:{port}"
    # Several platforms run at once on one machine: each has its own port for the signing agent.
    its = {"TINHSO_PUBLIC_ADDRESS": address, "TINHSO_SIGNATURES_AGENT_PORT": str(free_port())}
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(folder) | its, stdout=log, stderr=log)
        try:
            _wait(process, address, folder / "server.log")
            yield address
        finally:
            # The background process may end the task in its hand first.
            end(process, seconds=90)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()[-2000:]}")
        try:
            with urlopen(f"{address}/kha-nang-tiep-can/", timeout=60):
                return True
        except HTTPError:
            return True
        except OSError:
            return False

    wait_until(answers, seconds=120, what="the server did not answer")
