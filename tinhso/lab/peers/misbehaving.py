"""How a partner's server answers, and how it fails to: hanging up, a flood, a drip."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FLOOD = 1_000_000_000


class Stoppable(ThreadingHTTPServer):
    """`stopping` ends whatever an answer waits for."""

    daemon_threads = True
    stopping: threading.Event

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Misbehaving(BaseHTTPRequestHandler):
    """Answers of a server that may do anything."""

    server: Stoppable
    timeout = 30

    def log_message(self, *words: object) -> None:
        """Nothing: requests name people."""

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def json(self, answer: Any) -> None:
        self.send(200, "application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False).encode())

    def send(self, status: int, kind: str, content: bytes, *, location: str = "") -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            # Who asked has gone: a late answer finds nobody.
            self.close_connection = True

    def flood(self, kind: str) -> None:
        """An answer of a gigabyte, until nobody listens any more."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(FLOOD))
        self.end_headers()
        piece = b" " * 65_536
        try:
            for _ in range(FLOOD // len(piece)):
                self.wfile.write(piece)
        except OSError:
            self.close_connection = True

    def drip(self, kind: str) -> None:
        """A byte now and then: never silent long enough for a limit on silence."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while not self.server.stopping.wait(0.05):
                self.wfile.write(b" ")
        except OSError:
            self.close_connection = True
