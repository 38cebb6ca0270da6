"""The signing agent: a small program on an officer's machine, between the browser and the USB token. No Django in it.

    python agent.py --module /usr/lib/…/token.so serve --origin https://dichvucong.example.gov.vn
    python agent.py --module /usr/lib/…/token.so sign-file yeu-cau-ky.json

It listens on loopback only. A page reaches it when its origin was allowed at the start and the officer has typed the pairing
code that the agent shows. It signs hashes and nothing else; the PIN is asked in the agent's own window and goes to the
token, never to a page. Before a wrong PIN could lock the token, it says so and asks again whether to go on.
"""

import argparse
import base64
import getpass
import hmac
import json
import re
import secrets
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pkcs11

VERSION = "1"
PORT = 9797
REQUEST, ANSWER = "tinhso-signing-request/1", "tinhso-signing-answer/1"
MOST_HASHES, MOST_BYTES = 100, 256 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
# DigestInfo of SHA-256 (RFC 8017, 9.2): what CKM_RSA_PKCS pads and signs.
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
MOST_CODES = 5


class AgentError(Exception):
    """What the officer is told; `code` is for the page."""

    def __init__(self, code: str, words: str, status: int = 409) -> None:
        super().__init__(words)
        self.code, self.words, self.status = code, words, status


@dataclass(frozen=True)
class Asking:
    """What the officer sees when the PIN is asked: what is signed, which token, how dangerous a wrong PIN is now."""

    labels: tuple[str, ...]
    token: str
    warning: str


AskPin = Callable[[Asking], str | None]


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


def ask_on_console(asking: Asking) -> str | None:
    """The PIN from the terminal; empty = give up."""
    _say(f"\nKý {len(asking.labels)} văn bản bằng {asking.token}:")
    for label in asking.labels[:60]:
        _say(f"  - {label}")
    if asking.warning:
        _say(f"CHÚ Ý: {asking.warning}")
    return getpass.getpass("Mã PIN (để trống rồi Enter để thôi): ") or None


@dataclass
class Token:
    """The token by its PKCS#11 library. One login an order, however many hashes it holds."""

    module: str
    ask_pin: AskPin
    label: str = ""
    wrong: int = 0
    _lock: Any = field(default_factory=threading.Lock)

    def state(self) -> dict[str, Any]:
        """What the self-test page shows: whether there is a token, what it is called, what its PIN stands at."""
        try:
            token = self._token()
        except AgentError as absent:
            return {"present": False, "words": absent.words, "code": absent.code}
        warning = self._warning(token)
        locked = bool(token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED)
        return {
            "present": True,
            "label": str(token.label).strip(),
            "locked": locked,
            "words": warning or "Đã nhận USB token.",
            "certificates": [base64.b64encode(der).decode() for der in self._certificates(token)],
        }

    def sign(self, digests: list[str], labels: list[str], fingerprint: str) -> list[str]:
        """Signatures (base64) over SHA-256 digests with the key of this certificate: one PIN for all of them."""
        with self._lock:
            token = self._token()
            if token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
                raise AgentError("pin_locked", _LOCKED)
            warning = self._warning(token)
            pin = self.ask_pin(Asking(tuple(labels), str(token.label).strip(), warning))
            if pin is None:
                raise AgentError("given_up", "Bạn đã thôi ký: chưa văn bản nào được ký.")
            return self._signed(token, pin, digests, fingerprint)

    def _signed(self, token: pkcs11.Token, pin: str, digests: list[str], fingerprint: str) -> list[str]:
        try:
            with token.open(user_pin=pin) as session:
                self.wrong = 0
                key = self._key(session, fingerprint)
                made = [
                    key.sign(_DIGEST_INFO + bytes.fromhex(one), mechanism=pkcs11.Mechanism.RSA_PKCS) for one in digests
                ]
        except pkcs11.exceptions.PinLocked:
            raise AgentError("pin_locked", _LOCKED) from None
        except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinLenRange, pkcs11.exceptions.PinInvalid):
            self.wrong += 1
            raise AgentError("pin_wrong", f"Mã PIN chưa đúng. {self._warning(token)}".strip()) from None
        except pkcs11.PKCS11Error as broken:
            raise AgentError("token_failed", "USB token không ký được; rút ra, cắm lại rồi thử lại.") from broken
        return [base64.b64encode(one).decode() for one in made]

    def _token(self) -> pkcs11.Token:
        if not Path(self.module).is_file():
            raise AgentError("no_driver", "Chưa cài phần mềm điều khiển (driver) của USB token trên máy này.")
        try:
            library = pkcs11.lib(self.module)
            library.reinitialize()
            found = [one for one in library.get_tokens() if not self.label or str(one.label).strip() == self.label]
        except pkcs11.PKCS11Error as broken:
            raise AgentError("no_driver", "Phần mềm điều khiển của USB token không chạy được.") from broken
        found = [one for one in found if one.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED]
        if not found:
            raise AgentError("no_token", "Chưa cắm USB token, hoặc máy chưa nhận ra.")
        return found[0]

    def _warning(self, token: pkcs11.Token) -> str:
        """The token's own warning where it gives one, else what this program has counted."""
        if token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
            return _LOCKED
        if token.flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY or self.wrong >= 2:
            return "Chỉ còn một lần nhập trước khi token bị khóa. Không chắc mã PIN thì hãy thôi và hỏi quản trị."
        if token.flags & pkcs11.TokenFlag.USER_PIN_COUNT_LOW or self.wrong == 1:
            return "Đã nhập sai mã PIN; sai ba lần liên tiếp thì token bị khóa."
        return ""

    @staticmethod
    def _certificates(token: pkcs11.Token) -> list[bytes]:
        with token.open() as session:
            objects = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
            return [bytes(one[pkcs11.Attribute.VALUE]) for one in objects]

    @staticmethod
    def _key(session: pkcs11.Session, fingerprint: str) -> Any:
        # Lists, not searches left open: a token does one operation at a time.
        for certificate in list(session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})):
            if sha256(certificate[pkcs11.Attribute.VALUE]).hexdigest() != fingerprint:
                continue
            for name in (pkcs11.Attribute.ID, pkcs11.Attribute.LABEL):
                wanted = certificate[name]
                if not wanted:
                    continue
                keys = list(session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, name: wanted}))
                if keys:
                    return keys[0]
        raise AgentError("other_token", "USB token đang cắm không có chứng thư bạn đã đăng ký.")


_LOCKED = "USB token đã bị khóa vì nhập sai mã PIN nhiều lần; mang token đến nơi cấp để mở khóa."


@dataclass
class Agent:
    """Who may ask the token through this program: origins allowed at the start, paired by a code."""

    token: Token
    origins: tuple[str, ...]
    show: Callable[[str], None] = _say
    code: str = field(default_factory=lambda: f"{secrets.randbelow(10**8):08d}")
    _secrets: dict[str, str] = field(default_factory=dict)
    _wrong_codes: int = 0

    def pair(self, origin: str, code: str) -> dict[str, Any]:
        """A secret for this origin. After five wrong codes a new code is shown, so that nobody can try them all."""
        if not hmac.compare_digest(code.encode(), self.code.encode()):
            self._wrong_codes += 1
            if self._wrong_codes >= MOST_CODES:
                self._wrong_codes, self.code = 0, f"{secrets.randbelow(10**8):08d}"
                self.show(f"Mã ghép nối mới: {self.code}")
            raise AgentError("code_wrong", "Mã ghép nối chưa đúng; xem mã ở cửa sổ của chương trình ký.", 403)
        self._wrong_codes = 0
        self._secrets[origin] = secrets.token_urlsafe(24)
        return {"secret": self._secrets[origin]}

    def check(self, origin: str, secret: str) -> None:
        """Raises AgentError for a page that was not paired."""
        held = self._secrets.get(origin, "")
        if not held or not hmac.compare_digest(held.encode(), secret.encode()):
            raise AgentError("not_paired", "Trang này chưa ghép nối với chương trình ký.", 403)

    def sign(self, body: dict[str, Any]) -> dict[str, Any]:
        """Read an order strictly and have the token sign it."""
        items, fingerprint = body.get("items"), body.get("fingerprint")
        if not isinstance(items, list) or not 0 < len(items) <= MOST_HASHES:
            raise AgentError("bad_order", f"Mỗi lần ký từ 1 đến {MOST_HASHES} văn bản.", 422)
        if not isinstance(fingerprint, str) or not _DIGEST.match(fingerprint):
            raise AgentError("bad_order", "Yêu cầu ký không nêu chứng thư.", 422)
        for item in items:
            digest = item.get("digest") if isinstance(item, dict) else None
            if not isinstance(digest, str) or not _DIGEST.match(digest):
                raise AgentError("bad_order", "Yêu cầu ký có mã băm không đúng dạng.", 422)
        labels = [_plain(item.get("label", "")) for item in items]
        made = self.token.sign([item["digest"] for item in items], labels, fingerprint)
        answers = [{"id": str(item.get("id", "")), "signature": one} for item, one in zip(items, made, strict=True)]
        return {"format": ANSWER, "answers": answers}


def _plain(text: object) -> str:
    """A page's words on the officer's console: one line, no control characters."""
    return "".join(letter for letter in str(text)[:120] if letter.isprintable())


def serve(agent: Agent, port: int = PORT) -> ThreadingHTTPServer:
    """The agent's server, bound to loopback; the caller runs `serve_forever`."""

    class Handler(_Handler):
        pass

    Handler.agent = agent
    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _Handler(BaseHTTPRequestHandler):
    agent: Agent

    def do_OPTIONS(self) -> None:
        self._answer(204 if self._origin() else 403, None)

    def do_POST(self) -> None:
        try:
            self._answer(200, self._done())
        except AgentError as refused:
            self._answer(refused.status, {"error": refused.code, "words": refused.words})

    def _done(self) -> dict[str, Any]:
        origin = self._origin()
        if not origin or self.headers.get("Host", "").split(":")[0] not in ("127.0.0.1", "localhost"):
            raise AgentError("not_allowed", "Trang này không được dùng chương trình ký.", 403)
        if self.headers.get("Content-Type", "").split(";")[0] != "application/json":
            raise AgentError("bad_order", "Yêu cầu không đúng dạng.", 422)
        body = self._body()
        if self.path == "/v1/pair":
            return self.agent.pair(origin, str(body.get("code", "")))
        if self.path == "/v1/hello":
            return {"version": VERSION}
        self.agent.check(origin, self.headers.get("X-Tinhso-Secret", ""))
        if self.path == "/v1/state":
            return self.agent.token.state()
        if self.path == "/v1/sign":
            return self.agent.sign(body)
        raise AgentError("bad_order", "Không có việc này.", 404)

    def _origin(self) -> str:
        origin = self.headers.get("Origin", "")
        return origin if origin in self.agent.origins else ""

    def _body(self) -> dict[str, Any]:
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > MOST_BYTES:
            raise AgentError("bad_order", "Yêu cầu quá lớn.", 413)
        try:
            body = json.loads(self.rfile.read(int(size)) or b"{}")
        except (ValueError, RecursionError):
            raise AgentError("bad_order", "Yêu cầu không đúng dạng.", 422) from None
        if not isinstance(body, dict):
            raise AgentError("bad_order", "Yêu cầu không đúng dạng.", 422)
        return body

    def _answer(self, status: int, told: dict[str, Any] | None) -> None:
        body = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        origin = self._origin()
        if origin:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Headers", "Content-Type, X-Tinhso-Secret")
            self.send_header("Access-Control-Allow-Methods", "POST")
            self.send_header("Access-Control-Allow-Private-Network", "true")
            self.send_header("Vary", "Origin")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, *_: object) -> None:
        """Quiet: an order names dossiers."""


def sign_file(agent: Agent, path: Path) -> Path:
    """Sign a downloaded request; the answer lies beside it, to be uploaded. Raises AgentError."""
    try:
        body = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as broken:
        raise AgentError("bad_order", "Không đọc được tệp yêu cầu ký.") from broken
    if not isinstance(body, dict) or body.get("format") != REQUEST:
        raise AgentError("bad_order", "Tệp này không phải yêu cầu ký của hệ thống.")
    answer = _registering(agent, body) if body.get("register") is True else agent.sign(body)
    out = path.with_name(f"{path.stem}.da-ky.json")
    out.write_text(json.dumps(answer), "utf-8")
    return out


def _registering(agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
    """Sign the platform's proof with the token's certificate, which the platform does not know yet, and send it along."""
    state = agent.token.state()
    if not state["present"] or not state["certificates"]:
        raise AgentError("other_token", state["words"] if not state["present"] else "USB token chưa có chứng thư số.")
    certificate = state["certificates"][0]
    fingerprint = sha256(base64.b64decode(certificate)).hexdigest()
    answer = agent.sign({"items": body.get("items"), "fingerprint": fingerprint})
    return {**answer, "certificate": certificate, "proof": str(body.get("proof", ""))}


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Chương trình ký trên máy cán bộ (USB token).")
    parser.add_argument("--module", required=True, help="thư viện PKCS#11 của token")
    parser.add_argument("--token", default="", help="nhãn của token, khi cắm nhiều token")
    deeds = parser.add_subparsers(dest="deed", required=True)
    listen = deeds.add_parser("serve", help="chờ trang web đưa văn bản đến ký")
    listen.add_argument("--origin", action="append", required=True, help="địa chỉ trang được phép, ví dụ https://…")
    listen.add_argument("--port", type=int, default=PORT)
    deeds.add_parser("sign-file", help="ký tệp yêu cầu đã tải về").add_argument("path", type=Path)
    given = parser.parse_args(arguments)
    agent = Agent(Token(given.module, ask_on_console, given.token), tuple(getattr(given, "origin", ()) or ()))
    try:
        if given.deed == "sign-file":
            _say(f"Đã ký: {sign_file(agent, given.path)}")
            return 0
    except AgentError as refused:
        _say(refused.words)
        return 1
    _say(f"Chương trình ký đang chờ ở cổng {given.port}. Mã ghép nối: {agent.code}")
    server = serve(agent, given.port)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
