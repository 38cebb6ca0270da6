"""`make test`: lint, types, contracts, then the suite on SQLite and on PostgreSQL, browser tests included.

What cannot run here is skipped with one loud line, or fails when TINHSO_NOTHING_SKIPPED is set (as in CI).
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
STRICT = bool(os.environ.get("TINHSO_NOTHING_SKIPPED"))


def has_postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def has_chromium() -> bool:
    return shutil.which("chromium") is not None


def step(title: str, command: list[str], env: dict[str, str] | None = None) -> bool:
    print(f"\n=== {title}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **(env or {})}, check=False)
    print(f"=== {title}: {'đạt' if done.returncode == 0 else 'HỎNG'} ({time.monotonic() - began:.0f} s)", flush=True)
    return done.returncode == 0


def skipped(what: str, package: str) -> bool:
    print(f"\n!!! BỎ QUA {what}: thiếu {package}. Cài bằng: apt-get install {package}", flush=True)
    return not STRICT


def main() -> int:
    pytest = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--durations=20"]
    # Platforms of their own on the embedded defaults, so once is enough; and Chromium's loop stays out of other tests.
    suite = [*pytest, "-m", "not browser and not durable"]
    results = [
        step("ruff", [str(BIN / "ruff"), "check", "."]),
        step("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
        step("ranh giới", [str(BIN / "lint-imports"), "--no-logo"], {"PYTHONPATH": f"tools/lint{os.pathsep}."}),
        step("mypy", [str(BIN / "mypy"), "tinhso", "tools", "tests", "conftest.py"]),
        step("định nghĩa", [str(BIN / "tinhso"), "definitions", "check"]),
        step("biến môi trường", [str(BIN / "tinhso"), "docs", "environment", "--check"]),
        step("bandit", [str(BIN / "bandit"), "-q", "-r", "tinhso", "-c", "pyproject.toml", "-ll"]),
        step("bộ kiểm thử trên SQLite", suite),
        step("trình diễn và kill -9", [*pytest, "-m", "durable", "tests/demo", "tests/faults"]),
    ]
    if has_chromium():
        results.append(step("màn hình trong Chromium", [*pytest, "tests/browser"]))
        results.append(step("hành trình của người dân", [*pytest, "tests/journeys"]))
    else:
        results.append(skipped("kiểm thử trình duyệt", "chromium"))
    if has_postgres():
        results.append(step("bộ kiểm thử trên PostgreSQL", [PYTHON, "tools/postgres.py", "run", "--", *suite]))
    else:
        results.append(skipped("kiểm thử PostgreSQL", "postgresql"))
    print(f"\n{sum(results)} passed, {len(results) - sum(results)} failed", flush=True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
