"""ClamAV as Debian ships it, with a signature database of one line: what the stand-in of test_scanners cannot prove."""

import io
import shutil
import socket
import subprocess
import time
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tinhso.foundation.files.adapters.clamav import ClamAvScanner
from tinhso.foundation.files.errors import ScanUnavailable

CLAMD = shutil.which("clamd") or ("/usr/sbin/clamd" if Path("/usr/sbin/clamd").exists() else None)
# Harmless words that only this database takes for a threat.
THREAT = b"tinhso: a threat that was made up for this test"
STARTS_WITHIN = 30


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClamAvScanner]:
    if CLAMD is None:
        warnings.warn("ClamAV thật KHÔNG được kiểm thử: cần apt install clamav-daemon", UserWarning, stacklevel=1)
        pytest.skip("clamd is NOT tested: apt install clamav-daemon")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "db").mkdir()
    (folder / "db" / "own.ndb").write_text(f"TinhSo.Test:0:*:{THREAT.hex()}\n", encoding="ascii")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "clamd.conf").write_text(
        f"Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {folder}/db\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength 1M\n",
        encoding="utf-8",
    )
    with subprocess.Popen(
        [CLAMD, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as daemon:
        found = ClamAvScanner(f"127.0.0.1:{port}")
        until = time.monotonic() + STARTS_WITHIN
        while found.check_config() and time.monotonic() < until:
            time.sleep(0.2)
        yield found
        daemon.kill()


def test_clamd_is_found_at_its_address(scanner: ClamAvScanner) -> None:
    assert scanner.check_config() == []


def test_a_clean_file_is_clean(scanner: ClamAvScanner) -> None:
    assert scanner.scan(io.BytesIO(bytes(range(256)) * 1000)).is_clean


def test_a_threat_is_named_wherever_it_stands(scanner: ClamAvScanner) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("giay-to.txt", THREAT * 3)

    for content in (THREAT, b"x" * 100_000 + THREAT, packed.getvalue()):
        assert scanner.scan(io.BytesIO(content)).threat == "TinhSo.Test.UNOFFICIAL"


def test_a_file_larger_than_clamd_reads_is_not_called_clean(scanner: ClamAvScanner) -> None:
    with pytest.raises(ScanUnavailable):
        scanner.scan(io.BytesIO(bytes(5_000_000)))


def test_one_after_another_is_scanned_anew(scanner: ClamAvScanner) -> None:
    assert [scanner.scan(io.BytesIO(one)).is_clean for one in (THREAT, b"clean", THREAT)] == [False, True, False]
