"""The command line on a machine where nothing is set up yet: reading works, the rest says what to run."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from tinhso.engines.procedures.tests.synthetic import WAYS, record

ROOT = Path(__file__).resolve().parents[2]


def tinhso(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "tinhso.config.cli", *words],
        cwd=ROOT,
        env={**clean, "TINHSO_VAR_DIR": str(folder), "TINHSO_KEYS_DIR": f"{folder}/keys"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_records_are_read_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(record(cach_thuc_thuc_hien=WAYS), ensure_ascii=False), "utf-8")

    done = tinhso(tmp_path, "procedures", "import", str(tmp_path / "one.json"), "--dry-run", "--json")

    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"], len(report["records"])) == (0, True, 1)
    assert report["changes"]["new"] == 1


def test_what_needs_a_database_says_so_in_one_line(tmp_path: Path) -> None:
    done = tinhso(tmp_path, "procedures", "search", "khai sinh")

    assert done.returncode == 1
    assert done.stderr == (
        "Lỗi: Cơ sở dữ liệu chưa được cài đặt hoặc còn ở phiên bản cũ: hãy chạy `tinhso setup` trước.\n"
    )


def test_a_port_that_somebody_else_serves_is_refused_before_anything_is_set_up(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = tinhso(tmp_path, "start", "--port", str(port))

    assert done.returncode == 1
    assert f"cổng {port}" in done.stderr
    assert "đang chạy" not in done.stdout
    assert list(tmp_path.glob("*.sqlite3*")) == []
