"""A stand-in for partners over real HTTP: an SMS gateway, Zalo notices and a browser maker's push service, that misbehave by
script. For tests and for demonstrations; it listens on the loopback only.

A script is a list of words, one a request, after which everything is well: `ok` · `slow` (no answer in time) · `lost` (accepts,
then hangs up) · `html` (accepts nothing, a web page with 200) · `html-sent` (accepts, then a web page) · `down` (503) ·
`wrong` (accepts, answers for somebody else) · `flood` (an endless answer) · `no` (refuses the receiver for good) ·
`busy` (not now, in the partner's own words).
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

_FLOOD = 5_000_000


@dataclass
class Partners:
    """What the partners have accepted, and what they will do next. `down`: everything answers 503 until it is taken off."""

    port: int = 0
    script: list[str] = field(default_factory=list)
    is_down: bool = False
    slow_seconds: float = 30
    # request id → the text message; a copy is answered like the first and kept once.
    texts: dict[str, dict[str, Any]] = field(default_factory=dict)
    zalo: list[dict[str, Any]] = field(default_factory=list)
    pushes: list[dict[str, Any]] = field(default_factory=list)
    token: str = "token-1"  # noqa: S105  (the stand-in's, valid nowhere)
    refresh: str = "refresh-1"
    refreshed: int = 0
    calls: int = 0
    gone: threading.Event = field(default_factory=threading.Event)

    def let_go(self) -> None:
        """Whoever is kept waiting is answered now."""
        self.gone.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Partner(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, *args: object) -> None:
        """Quiet: the log of a demonstration is its own."""

    def do_GET(self) -> None:
        partners = self.server.partners
        if partners.is_down:
            return self._json(503, {"code": "down"})
        known = partners.texts.get(self.path.rpartition("/")[2])
        if known is None:
            return self._json(404, {"code": "unknown"})
        return self._json(200, {"request_id": known["request_id"], "status": "sent"})

    def do_POST(self) -> None:
        partners = self.server.partners
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        with self.server.lock:
            partners.calls += 1
            step = self._step()
            accepts = step in ("ok", "slow", "lost", "html-sent", "wrong", "flood")
            answer = self._partner(raw, accepts=accepts, step=step)
        self._misbehave(step, answer)

    def _step(self) -> str:
        partners = self.server.partners
        if partners.is_down:
            return "down"
        # A token is asked for in passing: the script is about messages.
        return partners.script.pop(0) if partners.script and self.path != "/token" else "ok"

    def _partner(self, raw: bytes, *, accepts: bool, step: str) -> tuple[int, dict[str, Any]]:
        if self.path == "/messages":
            return self._text(json.loads(raw), accepts=accepts, step=step)
        if self.path == "/message/template":
            return self._zalo(json.loads(raw), accepts=accepts, step=step)
        if self.path == "/token":
            return self._token(raw)
        return self._push(raw, accepts=accepts, step=step)

    def _text(self, body: dict[str, Any], *, accepts: bool, step: str) -> tuple[int, dict[str, Any]]:
        kept = self.server.partners.texts
        if step == "no":
            return 200, {"status": "rejected", "code": "unknown_subscriber", "request_id": body["request_id"]}
        if step == "busy":
            return 429, {"code": "too_many"}
        if accepts:
            kept.setdefault(body["request_id"], body)
        number = f"sms-{len(kept)}"
        return 200, {"status": "accepted", "request_id": body["request_id"], "message_id": number}

    def _zalo(self, body: dict[str, Any], *, accepts: bool, step: str) -> tuple[int, dict[str, Any]]:
        partners = self.server.partners
        if self.headers.get("access_token") != partners.token:
            return 200, {"error": -124, "message": "Access token invalid"}
        if step == "no":
            return 200, {"error": -118, "message": "Zalo account not existed"}
        if step == "busy":
            return 200, {"error": -144, "message": "Out of daily quota"}
        if accepts:
            partners.zalo.append(body)
        return 200, {"error": 0, "message": "Success", "data": {"msg_id": f"zns-{len(partners.zalo)}"}}

    def _token(self, raw: bytes) -> tuple[int, dict[str, Any]]:
        partners = self.server.partners
        given = parse_qs(raw.decode()).get("refresh_token", [""])[0]
        if given != partners.refresh or self.headers.get("secret_key", "") == "":
            return 200, {"error": -14014, "error_name": "Invalid refresh token"}
        partners.refreshed += 1
        partners.token, partners.refresh = f"token-{partners.refreshed + 1}", f"refresh-{partners.refreshed + 1}"
        return 200, {"access_token": partners.token, "refresh_token": partners.refresh, "expires_in": "90000"}

    def _push(self, raw: bytes, *, accepts: bool, step: str) -> tuple[int, dict[str, Any]]:
        if step == "no":
            return 410, {"code": "gone"}
        if step == "busy":
            return 429, {"code": "too_many"}
        if accepts:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.server.partners.pushes.append({"path": self.path, "body": raw, "headers": headers})
        return 201, {}

    def _misbehave(self, step: str, answer: tuple[int, dict[str, Any]]) -> None:
        match step:
            case "slow":
                # As long as somebody waits for it, and no longer than the demonstration.
                self.server.partners.gone.wait(self.server.partners.slow_seconds)
            case "lost":
                self.close_connection = True
            case "html" | "html-sent":
                self._send(200, "text/html; charset=utf-8", "<html>Hệ thống đang bảo trì</html>".encode())
            case "down":
                self._json(503, {"code": "down"})
            case "wrong":
                self._json(200, {**answer[1], "request_id": "somebody-else", "error": "0"})
            case "flood":
                self._send(200, "application/json", b" " * _FLOOD)
            case _:
                self._json(*answer)

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, partners: Partners) -> None:
        super().__init__(("127.0.0.1", 0), _Partner)
        self.partners, self.lock = partners, threading.Lock()


@contextmanager
def partners() -> Iterator[Partners]:
    """The partners on a free port of the loopback inside the block."""
    state = Partners()
    with _Server(state) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            state.let_go()
            server.shutdown()
            thread.join()
