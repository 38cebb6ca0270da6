"""A scanner for trying things out: it knows the EICAR test string, and can be told to be down."""

from typing import IO

from tinhso.foundation.files.errors import ScanUnavailable
from tinhso.foundation.files.types import Verdict

# Written in two parts so that a real scanner does not stop at this source file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class DemoScanner:
    """`fails` makes every scan unavailable, as when the real one is down."""

    def __init__(self) -> None:
        self.fails = False

    def scan(self, stream: IO[bytes]) -> Verdict:
        """EICAR anywhere in the stream is a threat. Raises ScanUnavailable while `fails`."""
        if self.fails:
            raise ScanUnavailable("Máy quét mã độc (giả lập) đang ngừng. Vui lòng thử lại sau ít phút.")
        stream.seek(0)
        kept = b""
        while chunk := stream.read(1 << 20):
            if EICAR in kept + chunk:
                return Verdict("Eicar-Test-Signature")
            kept = chunk[-len(EICAR) :]
        return Verdict()

    def check_config(self) -> list[str]:
        return []
