"""The stand-in bank on a socket, with everything that a wire can do wrong."""

import contextlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tinhso.services.payments.simulator.bank import Bank

# Longer than any bound of ours.
_SLOW_SECONDS = 30
_PIECE = b"0" * 65_536


class _Listening(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, bank: Bank) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bank = bank
        self.stopping = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: _Listening

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), 1_000_000))
        bank = self.server.bank
        match bank.script.answers:
            case "down":
                self.close_connection = True
            case "html":
                self._send(b"<html><body>OK</body></html>", "text/html")
            case "giant":
                self._giant()
            case "slow":
                self._slow()
            case _:
                self._send(bank.answer(self.path, body), "application/json")

    def _send(self, body: bytes, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _giant(self) -> None:
        """A gigabyte is announced, and comes as long as somebody listens."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(2**30))
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(2**30 // len(_PIECE)):
                self.wfile.write(_PIECE)

    def _slow(self) -> None:
        """Headers that never end, a byte now and then."""
        with contextlib.suppress(OSError):
            for at in range(_SLOW_SECONDS * 20):
                if self.server.stopping.is_set():
                    return
                self.wfile.write(b"H" if at else b"HTTP/1.1 200 OK\r\nX-")
                self.wfile.flush()
                time.sleep(0.05)

    def log_message(self, *_: object) -> None:
        """The stand-in prints nothing."""


@contextmanager
def serving(bank: Bank) -> Iterator[str]:
    """The bank at an address of this machine while the block runs; `bank.script` may change meanwhile."""
    server = _Listening(bank)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
