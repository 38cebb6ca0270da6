"""One partner on a real port: gives tokens, lets in whoever holds one, and does what its script says first."""

import base64
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tinhso.engines.connectors import api as connectors
from tinhso.engines.connectors.types import Simulator
from tinhso.lab.peers.misbehaving import Misbehaving, Stoppable
from tinhso.lab.peers.national_portal.faults import Fault, Script

_MOST_BODY = 10_000_000


class MemoryShelf:
    """A partner's memory while it runs; a test may change it behind the partner's back."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def read(self) -> dict[str, Any]:
        return dict(self.kept)

    def write(self, kept: Mapping[str, Any]) -> None:
        self.kept = dict(kept)


class PartnerServer(Stoppable):
    """`calls`: method and path of every call that was let in; `clock_s`: how far its clock is before ours.

    `trusts_no_token`: what a clock far apart leads to.
    """

    def __init__(self, code: str, *, key: str, secret: str, script: Script | None = None, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.shelf = MemoryShelf()
        self.simulator: Simulator = connectors.simulator(code, self.shelf)
        self.script = script or Script()
        self.account = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()
        self.tokens: set[str] = set()
        self.calls: list[str] = []
        self.clock_s = 0
        self.trusts_no_token = False
        self.lock = threading.Lock()
        self.stopping = threading.Event()


class _Handler(Misbehaving, BaseHTTPRequestHandler):
    """One request."""

    server: PartnerServer

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate((timestamp or time.time()) + self.server.clock_s, usegmt=True)

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= _MOST_BODY:
            return self.send(413, "text/plain", b"")
        return self._serve(self.rfile.read(length))

    def _serve(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/token":
            return self._token()
        fault = self.server.script.take(parts.path.removeprefix("/"))
        if fault is Fault.EXPIRED:
            self.server.tokens.clear()
        is_let_in = self.headers.get("Authorization", "").removeprefix("Bearer ") in self.server.tokens
        if not is_let_in or self.server.trusts_no_token:
            return self._json(401, {"errorCode": "100", "message": "AUTHEN_ERROR"})
        self.server.calls.append(f"{self.command} {parts.path}")
        if fault is not None and (instead := self._instead().get(fault)):
            return instead()
        with self.server.lock:
            if fault is Fault.TWICE:
                self.server.simulator.handle(self.command, parts.path, dict(parse_qsl(parts.query)), body)
            status, said = self.server.simulator.handle(self.command, parts.path, dict(parse_qsl(parts.query)), body)
        return self._answer(fault, status, said)

    def _token(self) -> None:
        if self.headers.get("Authorization") != self.server.account:
            return self._json(401, {"error": "invalid_client"})
        token = secrets.token_urlsafe(24)
        self.server.tokens.add(token)
        return self._json(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def _instead(self) -> dict[Fault, Callable[[], None]]:
        return {
            Fault.DOWN: self.hang_up,
            Fault.BUSY: lambda: self._json(503, {"message": "busy"}),
            Fault.HTML: lambda: self.send(200, "text/html; charset=utf-8", "<h1>Bảo trì hệ thống</h1>".encode()),
            Fault.REDIRECT: lambda: self.send(302, "text/plain", b"", location="http://127.0.0.1:9/"),
            Fault.FLOOD: lambda: self.flood("application/json"),
            Fault.DRIP: lambda: self.drip("application/json"),
            Fault.REFUSES: lambda: self._json(200, {"errorCode": "500", "message": "DATA_INCORRECT", "value": {}}),
        }

    def _answer(self, fault: Fault | None, status: int, said: Mapping[str, Any]) -> None:
        match fault:
            case Fault.LOST:
                return self.hang_up()
            case Fault.LATE:
                self.server.stopping.wait(self.server.script.seconds)
            case Fault.CONTRADICTS:
                # It says yes and gives nothing of what a yes carries.
                said = {**said, "value": None, "Data": None}
            case Fault.BROKEN_JSON:
                return self.send(200, "application/json", json.dumps(said).encode()[:-3])
        return self._json(status, said)

    def _json(self, status: int, said: Mapping[str, Any]) -> None:
        self.send(status, "application/json; charset=utf-8", json.dumps(said, ensure_ascii=False).encode())


@contextmanager
def serving(
    code: str, *, key: str, secret: str, script: Script | None = None, port: int = 0
) -> Iterator[PartnerServer]:
    """The partner on a port while the block lasts."""
    server = PartnerServer(code, key=key, secret=secret, script=script, port=port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
