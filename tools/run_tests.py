"""`make test`: lint, types, contracts, then the suite on SQLite and on PostgreSQL, browser tests included.

What cannot run here is skipped with one loud line, or fails when TINHSO_NOTHING_SKIPPED is set (as in CI).
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
STRICT = bool(os.environ.get("TINHSO_NOTHING_SKIPPED"))
# Hundreds of processes are started: compiled modules are kept even where the machine would rather not.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def has_postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def has_chromium() -> bool:
    return chromium.path() is not None


def step(title: str, command: list[str], env: dict[str, str] | None = None) -> bool:
    print(f"\n=== {title}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **(env or {})}, check=False)
    print(f"=== {title}: {'đạt' if done.returncode == 0 else 'HỎNG'} ({time.monotonic() - began:.0f} s)", flush=True)
    return done.returncode == 0


def together(steps: list[tuple[str, list[str], dict[str, str]]]) -> list[bool]:
    """Short steps side by side, on as many cores as there are; each speaks when it has ended, in the order given."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return [_told(title, work.result()) for title, work in [(one[0], pool.submit(_quietly, *one)) for one in steps]]


def _quietly(_: str, command: list[str], env: dict[str, str]) -> tuple[bool, str, float]:
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.returncode == 0, done.stdout.decode(errors="replace"), time.monotonic() - began


def _told(title: str, ended: tuple[bool, str, float]) -> bool:
    passed, said, took = ended
    print(f"\n=== {title}\n{said}=== {title}: {'đạt' if passed else 'HỎNG'} ({took:.0f} s)", flush=True)
    return passed


def skipped(what: str, package: str) -> bool:
    print(f"\n!!! BỎ QUA {what}: thiếu {package}. Cài bằng: apt-get install {package}", flush=True)
    return not STRICT


def main() -> int:
    # In the order of the conftest files: what stands on the same rows together, what takes long first.
    pytest = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--durations=20"]
    # Platforms of their own on the embedded defaults, so once is enough; and Chromium's loop stays out of other tests.
    live = [*pytest, "tests", "-m"]
    suite = [*pytest, "-m", "not browser and not durable"]
    results = together(
        [
            ("mypy", [str(BIN / "mypy"), "tinhso", "tools", "tests", "conftest.py"], {}),
            ("ruff", [str(BIN / "ruff"), "check", "."], {}),
            ("ruff format", [str(BIN / "ruff"), "format", "--check", "."], {}),
            ("ranh giới", [str(BIN / "lint-imports"), "--no-logo"], {"PYTHONPATH": f"tools/lint{os.pathsep}."}),
            ("định nghĩa", [str(BIN / "tinhso"), "definitions", "check"], {}),
            ("biến môi trường", [str(BIN / "tinhso"), "docs", "environment", "--check"], {}),
            ("bandit", [str(BIN / "bandit"), "-q", "-r", "tinhso", "-c", "pyproject.toml", "-ll"], {}),
        ]
    )
    results.append(step("bộ kiểm thử trên SQLite", suite))
    if has_chromium():
        results.append(
            step("trình diễn, kill -9, màn hình và hành trình trong Chromium", [*live, "durable or browser"])
        )
    else:
        results.append(step("trình diễn, kill -9", [*live, "durable"]))
        results.append(skipped("kiểm thử trình duyệt", "chromium-headless-shell"))
    if has_postgres():
        results.append(
            step("bộ kiểm thử trên PostgreSQL", [PYTHON, "tools/postgres.py", "run", "--", *suite, "--database-only"])
        )
    else:
        results.append(skipped("kiểm thử PostgreSQL", "postgresql"))
    print(f"\n{sum(results)} passed, {len(results) - sum(results)} failed", flush=True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
