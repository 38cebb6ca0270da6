#!/usr/bin/env python3
"""Everything `make run` and `make test` need before the first line of ours runs. Standard library only.

    python3 tools/bootstrap.py          .venv with requirements.lock, the `tinhso` command, Debian libraries for papers
    python3 tools/bootstrap.py --dev    the same with requirements-dev.lock, and what the tests need

What is there already is left alone: a second run takes a fraction of a second. Debian packages are installed with apt
where the user may (root, or sudo without a password), else the line to run is printed; TINHSO_APT=off never installs.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "tinhso-stamp.json"
OLDEST = (3, 11)
_started = time.monotonic()


@dataclass(frozen=True)
class System:
    """A Debian package, how one sees that it (or the like) is there, and what is missing without it."""

    package: str
    any_of: tuple[str, ...]
    without: str


RUN = (
    System(
        "libpango-1.0-0", ("/usr/lib/*/libpango-1.0.so.0", "/usr/lib*/libpango-1.0.so.0"), "không in được giấy tờ PDF"
    ),
    System(
        "libpangoft2-1.0-0",
        ("/usr/lib/*/libpangoft2-1.0.so.0", "/usr/lib*/libpangoft2-1.0.so.0"),
        "không in được giấy tờ PDF",
    ),
    System(
        "libharfbuzz-subset0",
        ("/usr/lib/*/libharfbuzz-subset.so.0", "/usr/lib*/libharfbuzz-subset.so.0"),
        "tệp PDF rất lớn",
    ),
    System("fonts-croscore", ("/usr/share/fonts/**/Tinos-Regular.ttf",), "giấy tờ PDF sai phông chữ"),
    System("poppler-utils", ("/usr/bin/pdftoppm",), "cán bộ không xem được trang giấy ngay trong hồ sơ"),
)
DEV = (
    System(
        "chromium-headless-shell",
        ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium"),
        "bỏ qua kiểm thử trình duyệt",
    ),
    # Only the whole browser lets a page show notices.
    System("chromium", ("/usr/bin/chromium",), "bỏ qua kiểm thử thông báo đẩy trong trình duyệt"),
    System("postgresql", ("/usr/lib/postgresql/*/bin/initdb", "/usr/bin/initdb"), "bỏ qua kiểm thử trên PostgreSQL"),
    System(
        "softhsm2", ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/*/softhsm/libsofthsm2.so"), "bỏ qua kiểm thử PKCS#11"
    ),
    System("clamav-daemon", ("/usr/sbin/clamd",), "bỏ qua kiểm thử quét mã độc bằng clamd thật"),
)


class Failed(Exception):
    """Set-up cannot go on; the message says what to do."""


def say(text: str) -> None:
    print(f"[{time.monotonic() - _started:5.1f} s] {text}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Chuẩn bị môi trường chạy Tỉnh Số")
    parser.add_argument("--dev", action="store_true", help="thêm công cụ phát triển và kiểm thử")
    options = parser.parse_args()
    check_python()
    try:
        with one_at_a_time():
            install_system((*RUN, *DEV) if options.dev else RUN)
            make_venv()
            install_packages("requirements-dev.lock" if options.dev else "requirements.lock")
            link_project()
    except Failed as failure:
        say(f"DỪNG: {failure}")
        return 1
    except KeyboardInterrupt:
        say("DỪNG theo yêu cầu; chạy lại lệnh này sẽ làm tiếp.")
        return 130
    return 0


def check_python() -> None:
    """Go on with a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in (11, 12, 13, 14):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise SystemExit(f"Cần Python {'.'.join(map(str, OLDEST))} trở lên; máy này có {sys.version.split()[0]}.")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two `make` in one folder wait for each other."""
    name = f"tinhso-bootstrap-{os.getuid()}-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:16]}.lock"
    with (Path(tempfile.gettempdir()) / name).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Một lệnh khác đang chuẩn bị thư mục này, chờ…")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def missing(wanted: tuple[System, ...]) -> list[System]:
    return [one for one in wanted if not any(any(Path("/").glob(pattern.lstrip("/"))) for pattern in one.any_of)]


def install_system(wanted: tuple[System, ...]) -> None:
    """Debian packages; what cannot be installed is told loudly, and the rest goes on without."""
    absent = missing(wanted)
    if not absent:
        return
    packages = [one.package for one in absent]
    rights = _apt_rights()
    if rights is not None:
        say(f"Cài gói Debian: {' '.join(packages)} …")
        _apt(rights, packages)
        absent = missing(wanted)
    if absent:
        print("=" * 78, flush=True)
        say(f"THIẾU: hãy chạy   sudo apt-get install -y {' '.join(one.package for one in absent)}")
        for one in absent:
            say(f"  thiếu {one.package}: {one.without}")
        print("=" * 78, flush=True)


def _apt_rights() -> list[str] | None:
    """What to put before apt-get, or None when this user may not."""
    if os.environ.get("TINHSO_APT") == "off" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _apt(rights: list[str], packages: list[str]) -> None:
    install = [
        *rights,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "-y",
        "--no-install-recommends",
        *packages,
    ]
    if subprocess.run(install, capture_output=True, check=False).returncode == 0:
        return
    say("Cập nhật danh sách gói Debian …")
    subprocess.run([*rights, "apt-get", "update"], capture_output=True, check=False)
    again = subprocess.run(install, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if again.returncode != 0:
        print(again.stdout, flush=True)


def make_venv() -> None:
    """A virtual environment of this folder; one that was moved, broken or made by another Python is made anew."""
    if PYTHON.exists() and _stamp().get("root", str(ROOT)) == str(ROOT) and _venv_version() == sys.version_info[:2]:
        return
    try:
        import ensurepip  # noqa: F401 - Debian splits it off
    except ImportError:
        install_system(
            (
                System(
                    "python3-venv", (f"{sys.base_prefix}/lib/python3*/ensurepip/__init__.py",), "không tạo được .venv"
                ),
            )
        )
    say("Tạo môi trường ảo .venv …")
    base = getattr(sys, "_base_executable", sys.executable)  # not the .venv that is being cleared
    _run([base, "-m", "venv", "--clear", str(VENV)], "Không tạo được .venv")


def _venv_version() -> tuple[int, ...]:
    try:
        config = (VENV / "pyvenv.cfg").read_text()
    except OSError:
        return ()
    found = re.search(r"^version(?:_info)?\s*=\s*(\d+)\.(\d+)", config, re.MULTILINE)
    return (int(found[1]), int(found[2])) if found else ()


def install_packages(name: str) -> None:
    """The locked packages with their hashes, only when the lock has changed since."""
    if not (ROOT / name).exists():
        raise Failed(f"không thấy {name}")
    base, lock = ROOT / "requirements.lock", ROOT / name
    wanted = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in {base, lock}}
    stamp = _stamp()
    if all(stamp.get(key) == value for key, value in wanted.items()):
        return
    if extra := _pins(base) - _pins(lock):
        raise Failed(f"{name} không chứa đủ requirements.lock: {', '.join(sorted(extra))}")
    total = len(_pins(lock))
    say(f"Cài {total} gói Python theo {name} …")
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
        _run([str(PYTHON), "-m", "ensurepip"], "Môi trường ảo không có pip")
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "--no-input"]
    _watch([*pip, "--progress-bar", "off", "-r", str(lock)], total)
    STAMP.write_text(json.dumps({**_stamp(), **wanted, "root": str(ROOT)}, indent=1))
    say("Đã cài xong các gói Python.")


def _watch(command: list[str], total: int) -> None:
    """Run pip; say how far it is; on failure show all that it said."""
    lines: list[str] = []
    seen, told, is_installing = 0, time.monotonic(), False
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.append(line)
            seen += line.startswith(("Collecting ", "Requirement already satisfied: "))
            if line.startswith("Installing collected packages"):
                is_installing = True
                say(f"… đã tải {total}/{total} gói, đang cài")
            elif not is_installing and time.monotonic() - told > 5:
                told = time.monotonic()
                say(f"… đã tải {min(seen, total)}/{total} gói")
    if pip.returncode != 0:
        print("".join(lines), flush=True)
        raise Failed("pip không cài được các gói (xem ở trên)")


def link_project() -> None:
    """`import tinhso` and `.venv/bin/tinhso` work from anywhere, from this folder's files."""
    packages = next(VENV.glob("lib/python3.*/site-packages"), None)
    if packages is None:
        raise Failed(".venv hỏng: hãy xóa thư mục .venv rồi chạy lại")
    _write(packages / "tinhso-dev.pth", f"{ROOT}\n", 0o644)
    launcher = (
        "#!/bin/sh\n"
        f'\'\'\'exec\' "{PYTHON}" "$0" "$@"\n'
        "' '''\n"
        "import sys\n\n"
        "from tinhso.config.cli import main\n\n"
        "sys.exit(main())\n"
    )
    _write(VENV / "bin" / "tinhso", launcher, 0o755)


def _write(path: Path, text: str, mode: int) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        path.chmod(mode)


def _pins(lock: Path) -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9._-]+(?:\[[^\]]*\])?==[^\s;\\]+)", lock.read_text(), re.MULTILINE))


def _stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _run(command: list[str], failure: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout, flush=True)
        raise Failed(failure)


if __name__ == "__main__":
    sys.exit(main())
