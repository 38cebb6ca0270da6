"""The post on a real port of this machine; it does what its script says first."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tinhso.lab.peers.post.faults import Fault
from tinhso.lab.peers.post.office import Office

_MOST_BODY, _FLOOD = 1_000_000, 1_000_000_000
_DOORS = {
    "/apiGetToken": "token",
    "/apiPostOrder": "order",
    "/apiCancelOrder": "cancel",
    "/apiGetOrderTracking": "tracking",
}


class PostServer(ThreadingHTTPServer):
    """`script`: pairs of door and fault, each met once, in their order; `seconds`: how late is late."""

    daemon_threads = True

    def __init__(self, office: Office, *, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.office = office
        self.script: list[tuple[str, Fault]] = []
        self.seconds = 3.0
        self.stopping = threading.Event()
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fault(self, door: str, fault: Fault | str, *, times: int = 1) -> None:
        """The next calls of that door meet the fault."""
        with self._lock:
            self.script += [(door, Fault(fault))] * times

    def take(self, door: str) -> Fault | None:
        with self._lock:
            for number, (wanted, fault) in enumerate(self.script):
                if wanted == door:
                    del self.script[number]
                    return fault
        return None


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: PostServer
    timeout = 30

    def log_message(self, *words: object) -> None:
        """Nothing: requests name people."""

    def do_POST(self) -> None:
        body = self._body()
        door = _DOORS.get(self.path, "")
        if body is None or not door:
            return self._send(400, "application/json", b"{}")
        office, fault = self.server.office, self.server.take(door)
        office.calls.append(door)
        if instead := self._instead(fault):
            return instead()
        if fault is Fault.EXPIRED:
            office.expire()
        if door == "token":
            answer = office.token(body)
            return self._json(answer) if answer else self._send(401, "application/json", b"{}")
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in office.tokens:
            return self._send(401, "application/json", b"{}")
        answer = self._carried_out(door, body, fault)
        return self._answer(fault, answer)

    def _body(self) -> Mapping[str, Any] | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _MOST_BODY:
            return None
        try:
            body = json.loads(self.rfile.read(int(length)) or b"{}")
        except ValueError:
            return None
        return body if isinstance(body, dict) else None

    def _instead(self, fault: Fault | None) -> Callable[[], None] | None:
        """What comes instead of the service: nothing is carried out."""
        ways: dict[Fault | None, Callable[[], None]] = {
            Fault.DOWN: lambda: self._send(503, "text/plain", b"down"),
            Fault.HTML: lambda: self._send(200, "text/html; charset=utf-8", b"<!doctype html><title>OK</title>"),
            Fault.REFUSES: lambda: self._json({"Status": "102", "Message": "Địa chỉ không phục vụ"}),
            Fault.FLOOD: lambda: self._pieces(b" " * 65_536, pause=0),
            Fault.DRIP: lambda: self._pieces(b" ", pause=0.05),
        }
        return ways.get(fault)

    def _carried_out(self, door: str, body: Mapping[str, Any], fault: Fault | None) -> dict[str, Any]:
        office = self.server.office
        acts = {"order": office.place, "cancel": office.cancel, "tracking": office.track}
        answer = acts[door](body)
        return acts[door](body) if fault is Fault.TWICE else answer

    def _answer(self, fault: Fault | None, answer: dict[str, Any]) -> None:
        match fault:
            case Fault.LOST:
                self.close_connection = True
                self.connection.close()
                return None
            case Fault.LATE:
                self.server.stopping.wait(self.server.seconds)
            case Fault.DOUBTFUL:
                answer = {"Status": "101", "Message": "Lỗi hệ thống"}
            case Fault.NO_STATUS:
                answer = {"Message": "Thành công"}
            case Fault.REVERSED:
                answer = {**answer, "Data": answer["Data"][::-1]}
            case Fault.BROKEN_JSON:
                return self._send(200, "application/json", json.dumps(answer).encode()[:-4])
        return self._json(answer)

    def _json(self, answer: Mapping[str, Any]) -> None:
        self._send(200, "application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            # Who asked has gone: a late answer finds nobody.
            self.close_connection = True

    def _pieces(self, piece: bytes, *, pause: float) -> None:
        """An answer that does not end: a flood, or a byte now and then."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(_FLOOD))
        self.end_headers()
        try:
            for _ in range(_FLOOD // len(piece)):
                if self.server.stopping.wait(pause) if pause else self.server.stopping.is_set():
                    return
                self.wfile.write(piece)
        except OSError:
            self.close_connection = True


@contextmanager
def serving(office: Office, *, port: int = 0) -> Iterator[PostServer]:
    """The post on a port while the block lasts."""
    server = PostServer(office, port=port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
