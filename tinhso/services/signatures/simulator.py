"""A remote signing service to try things out with: real HTTP, test keys, a phone that says yes, no, late or nothing.

Behaviour is set by `Behaviour`; over HTTP the phone answers at `/phone/<responseID>` and everything else at `/behaviour`.
It is not a signing service: its keys are the test authority's.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from tinhso.kernel.ids import random_token
from tinhso.services.signatures import authority


@dataclass
class Behaviour:
    """How the service and the phone behave from now on.

    `phone`: "yes" at once, "no", or "wait" until somebody presses. `seconds`: how late each answer is. `fail_after`: after
    so many requests for signatures it answers 503 (None = never). `wrong_key`: signs with another person's key.
    """

    phone: str = "yes"
    seconds: float = 0.0
    fail_after: int | None = None
    wrong_key: bool = False
    # Answers with a web page, a list, without what was agreed, a letter a tenth of a second, or without end.
    says: str = ""


@dataclass
class _Request:
    account: str
    digests: tuple[bytes, ...]
    words: str
    answer: str


@dataclass
class Simulator:
    """The state of one simulated service; `url` is where it listens."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    url: str = ""
    asked: int = 0
    requests: dict[str, _Request] = field(default_factory=dict)
    _keys: dict[str, tuple[rsa.RSAPrivateKey, bytes]] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.Lock)

    def press(self, request: str, answer: str) -> None:
        """The officer presses on the phone: "yes" or "no"."""
        self.requests[request].answer = answer

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One call of the API: status and body."""
        time.sleep(self.behaviour.seconds)
        with self._lock:
            match path:
                case "/credentials/list":
                    return 200, {"credentialIDs": [body["userID"]]}
                case "/credentials/info":
                    _, der = self._key(body["credentialID"])
                    return 200, {"cert": {"certificates": [base64.b64encode(der).decode()]}}
                case "/signatures/signHash":
                    return self._ask(body)
                case "/signatures/signPolling":
                    return self._poll(body)
                case _ if path.startswith("/phone/"):
                    self.press(path.removeprefix("/phone/"), body["answer"])
                    return 200, {}
                case "/behaviour":
                    self.behaviour = Behaviour(**body)
                    return 200, {}
        return 404, {"error": "invalid_request"}

    def _ask(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.behaviour.fail_after is not None and self.asked >= self.behaviour.fail_after:
            return 503, {"error": "temporarily_unavailable"}
        self.asked += 1
        name = random_token()
        digests = tuple(base64.b64decode(one) for one in body["hashes"])
        self.requests[name] = _Request(body["credentialID"], digests, body["clientData"], self.behaviour.phone)
        return 200, {"responseID": name}

    def _poll(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked = self.requests.get(body["responseID"])
        if asked is None:
            return 400, {"error": "invalid_request"}
        if asked.answer == "no":
            return 403, {"error": "authorization_denied"}
        if asked.answer != "yes":
            return 200, {"status": "pending"}
        account = str(UUID(int=1)) if self.behaviour.wrong_key else asked.account
        key, _ = self._key(account)
        made = [key.sign(one, padding.PKCS1v15(), Prehashed(hashes.SHA256())) for one in asked.digests]
        return 200, {"signatures": [base64.b64encode(one).decode() for one in made]}

    def _key(self, account: str) -> tuple[rsa.RSAPrivateKey, bytes]:
        """The account's key and certificate; an account is a person's id."""
        if account not in self._keys:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            subject = authority.person_subject(UUID(account), f"Ký từ xa {account[-4:]}")
            certificate = authority.issue(subject, key.public_key())
            self._keys[account] = key, certificate.public_bytes(serialization.Encoding.DER)
        return self._keys[account]


@contextmanager
def serving(port: int = 0) -> Iterator[Simulator]:
    """A simulated service on loopback inside the block; port 0 = any free one."""
    simulator = Simulator()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            status, told = simulator.answer(self.path, json.loads(self.rfile.read(size) or b"{}"))
            body = json.dumps(told).encode()
            said = simulator.behaviour.says
            if said in ("drip", "flood"):
                self._never_ends(said)
                return
            body = {"page": b"<html>", "list": b"[]", "bare": b"{}"}.get(said, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _never_ends(self, said: str) -> None:
            try:
                self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n")
                while simulator.behaviour.says == said:
                    self.wfile.write(b" " * (1 if said == "drip" else 100_000))
                    time.sleep(0.1 if said == "drip" else 0)
            except OSError:
                return

        def log_request(self, *_: object) -> None:
            """Quiet: requests hold hashes and names."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    simulator.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield simulator
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
