"""The portal on a real port of this machine: signs in, serves, hands out files, and does what its script says first."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tinhso.lab.peers.misbehaving import Misbehaving, Stoppable
from tinhso.lab.peers.national_portal.faults import Fault, Script
from tinhso.lab.peers.national_portal.portal import BUSY, STALE, Portal

_MOST_BODY = 10_000_000
_INSTEAD: dict[Fault | None, dict[str, Any]] = {
    Fault.BUSY: {"error_code": BUSY, "message": "Hệ thống bận", "result": []},
    Fault.OUT_OF_ORDER: {"error_code": STALE, "message": "Bước này cũ hơn bước đã nhận", "result": []},
    Fault.REFUSES: {"error_code": "-3", "message": "Dữ liệu không hợp lệ", "result": []},
}


class PortalServer(Stoppable):
    """`files`: what it hands out below /files/; `destinations`: the `dstcode` of every call, in order."""

    def __init__(self, portal: Portal, script: Script | None = None, *, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.portal, self.script = portal, script or Script()
        self.files: dict[str, bytes] = {}
        self.destinations: list[str] = []
        self.stopping = threading.Event()


class Meeting(Misbehaving, BaseHTTPRequestHandler):
    """What happens to a request instead of what was asked, whichever generation of the protocol it speaks."""

    def instead(self) -> dict[Fault, Callable[[], None]]:
        """What happens instead of the act."""
        return {
            Fault.DOWN: self.hang_up,
            Fault.HTML: lambda: self.send(200, "text/html; charset=utf-8", "<h1>Bảo trì hệ thống</h1>".encode()),
            Fault.REDIRECT: lambda: self.send(302, "text/plain", b"", location="http://127.0.0.1:9/"),
            Fault.FLOOD: lambda: self.flood("application/json"),
            Fault.DRIP: lambda: self.drip("application/json"),
        }


class _Handler(Meeting):
    """One request."""

    server: PortalServer

    def do_GET(self) -> None:
        content = self.server.files.get(self.path.removeprefix("/files/"))
        fault = self.server.script.take("file")
        if fault is Fault.FLOOD:
            return self.flood("application/pdf")
        if fault is Fault.DRIP:
            return self.drip("application/pdf")
        if content is None:
            return self.send(404, "text/plain", b"")
        return self.send(200, "application/pdf", content)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= _MOST_BODY:
            return self.send(413, "text/plain", b"")
        try:
            body = json.loads(self.rfile.read(length))
        except ValueError:
            return self.json({"error_code": "-3", "message": "Không phải JSON"})
        self.server.destinations.append(self.headers.get("dstcode", ""))
        if self.path == "/login":
            return self._meet(self.server.script.take("login"), lambda: self.server.portal.sign_in(body))
        return self._meet(self.server.script.take(str(body.get("service"))), lambda: self.server.portal.serve(body))

    def _meet(self, fault: Fault | None, act: Callable[[], Any]) -> None:
        """Carry it out unless the fault comes before; then answer unless the fault keeps the answer."""
        if fault in _INSTEAD:
            return self.json(_INSTEAD[fault])
        if fault is not None and (instead := self.instead().get(fault)):
            return instead()
        if fault is Fault.EXPIRED:
            self.server.portal.expire()
        if fault is Fault.TWICE:
            act()
        return self._answer(fault, act())

    def _answer(self, fault: Fault | None, answer: Any) -> None:
        match fault:
            case Fault.LOST:
                return self.hang_up()
            case Fault.LATE:
                self.server.stopping.wait(self.server.script.seconds)
            case Fault.WRONG_TOTAL:
                answer = {**answer, "tongso": len(answer.get("result") or ()) + 7}
            case Fault.CONTRADICTS:
                # It says yes and no in one breath: the code of success, and nothing of what was asked.
                answer = {"error_code": "00", "message": "Lỗi hệ thống", "result": "null"}
            case Fault.BROKEN_JSON:
                return self.send(200, "application/json", json.dumps(answer).encode()[:-9])
        return self.json(answer)


@contextmanager
def serving(portal: Portal, script: Script | None = None, *, port: int = 0) -> Iterator[PortalServer]:
    """The portal on a port while the block lasts."""
    server = PortalServer(portal, script, port=port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
