"""The second generation on a real port of this machine, with the same script of faults; a step's service name is its path."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tinhso.lab.peers.misbehaving import Stoppable
from tinhso.lab.peers.national_portal.faults import Fault, Script
from tinhso.lab.peers.national_portal.second import FILE, TOKEN, Answer, SecondPortal
from tinhso.lab.peers.national_portal.server import Meeting

_MOST_BODY = 30_000_000
_INSTEAD: dict[Fault | None, Answer] = {
    Fault.BUSY: (502, {"message": "Hệ thống bận"}),
    Fault.REFUSES: (400, {"message": "Dữ liệu không hợp lệ"}),
}


class SecondServer(Stoppable):
    """The portal and its script."""

    def __init__(self, portal: SecondPortal, script: Script | None = None, *, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.portal, self.script = portal, script or Script()
        self.stopping = threading.Event()


class _Handler(Meeting, BaseHTTPRequestHandler):
    """One request."""

    server: SecondServer

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= _MOST_BODY:
            return self.send(413, "text/plain", b"")
        content = self.rfile.read(length)
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if self.path == FILE:
            return self._meet(lambda: self.server.portal.keep(token, content))
        try:
            body = json.loads(content)
        except ValueError:
            return self._say(400, {"message": "Không phải JSON"})
        if self.path == TOKEN:
            return self._meet(lambda: self.server.portal.sign_in(body), service="login")
        return self._meet(lambda: self.server.portal.serve(self.path, token, body))

    def _meet(self, act: Callable[[], Answer], *, service: str = "") -> None:
        """Carry it out unless the fault comes before; then answer unless the fault keeps the answer."""
        fault = self.server.script.take(service or self.path)
        if fault in _INSTEAD:
            return self._say(*_INSTEAD[fault])
        if fault is not None and (instead := self.instead().get(fault)):
            return instead()
        if fault is Fault.EXPIRED:
            self.server.portal.tokens.clear()
        if fault is Fault.TWICE:
            act()
        status, answer = act()
        match fault:
            case Fault.LOST:
                return self.hang_up()
            case Fault.LATE:
                self.server.stopping.wait(self.server.script.seconds)
            case Fault.CONTRADICTS:
                answer = {**answer, "HashTepTin": "0" * 64}
            case Fault.BROKEN_JSON:
                return self.send(status, "application/json", json.dumps(answer).encode()[:-1] or b"{")
        return self._say(status, answer)

    def _say(self, status: int, answer: Any) -> None:
        self.send(status, "application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False).encode())


@contextmanager
def serving_second(portal: SecondPortal, script: Script | None = None, *, port: int = 0) -> Iterator[SecondServer]:
    """The portal on a port while the block lasts."""
    server = SecondServer(portal, script, port=port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
