"""One page of a PDF as a PNG, by poppler's `pdftoppm` where it is installed: what an officer sees beside the facts.

The program reads a stranger's bytes: it runs alone in an empty folder, without our environment, with little memory and
time. Without the program there are no pictures and the pages show links instead.
"""

import resource
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

_SECONDS = 15
_MEMORY = 1024 * 1024 * 1024
_WIDTH = 1100


@cache
def program() -> str | None:
    """Where the program is, None when it is not installed."""
    return shutil.which("pdftoppm")


def can_draw() -> bool:
    """Whether pages can be shown as pictures on this machine."""
    return program() is not None


def draw_page(pdf: bytes, page: int) -> bytes | None:
    """The page (from 1) as a PNG of a fixed width; None when there is no such page, no program, or it cannot be read."""
    where = program()
    if where is None or page < 1:
        return None
    with tempfile.TemporaryDirectory(prefix="tinhso-page-") as name:
        folder = Path(name)
        (folder / "in.pdf").write_bytes(pdf)
        number = str(page)
        command = [where, "-png", "-singlefile", "-f", number, "-l", number]
        command += ["-scale-to-x", str(_WIDTH), "-scale-to-y", "-1", "in.pdf", "out"]
        try:
            subprocess.run(
                command, cwd=folder, env={}, timeout=_SECONDS, check=True, capture_output=True, preexec_fn=_limit
            )
        except (subprocess.SubprocessError, OSError):
            return None
        drawn = folder / "out.png"
        return drawn.read_bytes() if drawn.exists() else None


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))
