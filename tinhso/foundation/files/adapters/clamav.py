"""ClamAV's clamd over TCP: INSTREAM, with time limits on connecting and on every answer."""

import socket
import struct
import time
from typing import IO

from django.conf import settings

from tinhso.foundation.files.errors import ScanUnavailable
from tinhso.foundation.files.types import Verdict

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 30.0
_CHUNK = 64 * 1024
_UNANSWERED = "Chưa quét được mã độc nên chưa nhận tệp. Vui lòng thử lại sau ít phút."


class ClamAvScanner:
    """One connection a scan; anything but a clear answer is ScanUnavailable, never "clean"."""

    def __init__(self, address: str = "") -> None:
        self.address = address or settings.CLAMAV_ADDRESS

    def scan(self, stream: IO[bytes]) -> Verdict:
        """What clamd says of the whole stream. Raises ScanUnavailable."""
        try:
            with self._connect() as connection:
                connection.sendall(b"zINSTREAM\0")
                stream.seek(0)
                while chunk := stream.read(_CHUNK):
                    connection.sendall(struct.pack("!I", len(chunk)) + chunk)
                connection.sendall(struct.pack("!I", 0))
                answer = _read_answer(connection)
        except OSError as gone:
            raise ScanUnavailable(_UNANSWERED) from gone
        return _verdict(answer)

    def _connect(self) -> socket.socket:
        host, _, port = self.address.rpartition(":")
        try:
            connection = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
        except ValueError as wrong:
            raise ScanUnavailable(_UNANSWERED) from wrong
        connection.settimeout(ANSWER_SECONDS)
        return connection

    def check_config(self) -> list[str]:
        """Whether clamd answers PONG at the configured address."""
        try:
            with self._connect() as connection:
                connection.sendall(b"zPING\0")
                answer = _read_answer(connection)
        except (OSError, ScanUnavailable):
            return [f"Không kết nối được ClamAV tại {self.address} (TINHSO_CLAMAV_ADDRESS)."]
        return [] if answer == "PONG" else [f"ClamAV tại {self.address} trả lời lạ: {answer[:80]}"]


def _read_answer(connection: socket.socket) -> str:
    """The whole answer within the time limit, however slowly it dribbles."""
    answer, ends = b"", time.monotonic() + ANSWER_SECONDS
    while not answer.endswith(b"\0") and len(answer) < 4096:
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("clamd takes too long")
        connection.settimeout(left)
        part = connection.recv(1024)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> Verdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND"))
    raise ScanUnavailable(_UNANSWERED)
