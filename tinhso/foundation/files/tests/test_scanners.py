"""ClamAV over a real socket: clean, found, odd, silent and absent."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO

import pytest

from tinhso.foundation.files.adapters import clamav
from tinhso.foundation.files.adapters.clamav import ClamAvScanner
from tinhso.foundation.files.adapters.demo import EICAR, DemoScanner
from tinhso.foundation.files.errors import ScanUnavailable


@contextmanager
def clamd(answer: bytes | None, *, pause: float = 0) -> Iterator[tuple[str, list[bytes]]]:
    """A clamd that takes one connection, reads the stream and says `answer` (None: hangs up), byte by byte with a pause."""
    got: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as reader:
            command = reader.read(6) if answer == b"PONG\0" else reader.read(10)
            got.append(command)
            while command == b"zINSTREAM\0" and (size := struct.unpack("!I", reader.read(4))[0]):
                got.append(reader.read(size))
            with suppress(OSError):
                for at in range(0, len(answer or b""), 1 if pause else 1000):
                    connection.sendall((answer or b"")[at : at + (1 if pause else 1000)])
                    time.sleep(pause)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}", got
    thread.join(5)
    server.close()


def test_clean_stream_is_sent_whole() -> None:
    content = bytes(range(256)) * 1000

    with clamd(b"stream: OK\0") as (address, got):
        assert ClamAvScanner(address).scan(BytesIO(content)).is_clean
    assert got[0] == b"zINSTREAM\0"
    assert b"".join(got[1:]) == content


def test_found_threat_is_named() -> None:
    with clamd(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as (address, _):
        assert ClamAvScanner(address).scan(BytesIO(EICAR)).threat == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", None])
def test_unclear_answer_is_never_clean(answer: bytes | None) -> None:
    with clamd(answer) as (address, _), pytest.raises(ScanUnavailable):
        ClamAvScanner(address).scan(BytesIO(b"x"))


def test_silent_and_absent_scanner_are_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamav, "ANSWER_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ScanUnavailable):
            ClamAvScanner(address).scan(BytesIO(b"x"))
    for wrong in (address, "127.0.0.1:khong"):
        with pytest.raises(ScanUnavailable):
            ClamAvScanner(wrong).scan(BytesIO(b"x"))


def test_a_scanner_that_dribbles_holds_no_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamav, "ANSWER_SECONDS", 0.3)
    begun = time.monotonic()

    with clamd(b"stream: OK\0", pause=0.1) as (address, _), pytest.raises(ScanUnavailable):
        ClamAvScanner(address).scan(BytesIO(b"x"))

    assert time.monotonic() - begun < 2


def test_check_config_tells_whether_clamd_answers() -> None:
    with clamd(b"PONG\0") as (address, _):
        assert ClamAvScanner(address).check_config() == []
    assert ClamAvScanner("127.0.0.1:1").check_config() == [
        "Không kết nối được ClamAV tại 127.0.0.1:1 (TINHSO_CLAMAV_ADDRESS)."
    ]


def test_demo_finds_eicar_across_chunks() -> None:
    stream = BytesIO(bytes((1 << 20) - 10) + EICAR)

    assert DemoScanner().scan(stream).threat == "Eicar-Test-Signature"
    assert DemoScanner().scan(BytesIO(b"clean")).is_clean
