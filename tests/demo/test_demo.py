"""`tinhso demo`: one real dossier over HTTP; a run that is broken on purpose must fail."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TINHSO = [sys.executable, "-m", "tinhso.config.cli"]
ROOT = Path(__file__).resolve().parents[2]


def demo(*options: str) -> tuple[int, dict[str, Any]]:
    return play("--own", *options)


def play(*words: str) -> tuple[int, dict[str, Any]]:
    """A play's exit status and its report."""
    # The platform's own settings, whatever the tests run under.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
    command = [*TINHSO, "demo", *words, "--json"]
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False, timeout=900)
    assert done.stdout, done.stderr[-3000:]
    report = json.loads(done.stdout)
    # Shown when a test fails: what the check saw, and the last words of the run.
    sys.stderr.write(f"{[check for check in report['checks'] if not check['held']]}\n{done.stderr[-3000:]}")
    return done.returncode, report


def failed(report: dict[str, Any]) -> list[str]:
    return [check["check"] for check in report["checks"] if not check["held"]]


@pytest.mark.durable
def test_one_dossier_goes_all_the_way() -> None:
    status, report = demo()

    assert (failed(report), report["ok"], status) == ([], True, 0)
    assert [line["status"] for line in report["trace"]] == [1, 2, 4, 9, 10]
    assert len(report["result"]["sha256"]) == 64
    assert len(report["checks"]) >= 18


@pytest.mark.durable
def test_a_tampered_file_is_told_and_fails_the_run(address: str) -> None:
    """Played against a platform that serves already, as an operator would."""
    status, report = play("--url", address, "--break", "tamper")

    assert (status, report["ok"]) == (1, False)
    assert failed(report) == ["tệp kết quả đúng mã băm đã ghi", "kiểm tra chữ ký trên tệp tải về"]


@pytest.mark.durable
def test_a_wrong_clock_fails_the_run() -> None:
    status, report = demo("--break", "clock")

    assert (status, report["ok"]) == (1, False)
    assert "đồng hồ máy chủ đúng (lệch dưới 2 phút)" in failed(report)
