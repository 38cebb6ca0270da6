"""Web push (RFC 8030): each browser has its own address at its maker's push service; what goes there is encrypted for it.

A copy is harmless: `Topic` lets the push service keep one of them, and the browser shows one by its tag.
"""

import contextlib
import json
import re
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from tinhso.kernel import http
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Unavailable
from tinhso.kernel.ids import new_id
from tinhso.services.notifications.domain import push_encryption as push
from tinhso.services.notifications.errors import Undeliverable
from tinhso.services.notifications.types import Outgoing

_KEPT_SECONDS = 3 * 24 * 3600
# The longest that a push service must accept is a day (RFC 8292 §2).
_PROOF = timedelta(hours=12)


class WebPush:
    """Whatever push service the browser uses, among those of TINHSO_PUSH_SERVICES."""

    def send(self, message: Outgoing) -> str:
        to = json.loads(message.to)
        if not is_known_service(to["endpoint"]):
            raise Undeliverable("Trình duyệt dùng một dịch vụ thông báo không được phép.", is_address=True)
        said = {"title": message.title, "body": message.body, "url": message.link, "tag": str(message.id)}
        try:
            body = push.encrypt(
                json.dumps(said, ensure_ascii=False).encode(),
                p256dh=push.from_base64(to["p256dh"]),
                auth=push.from_base64(to["auth"]),
            )
        except ValueError as broken:
            raise Undeliverable("Khóa của trình duyệt hỏng.", is_address=True) from broken
        answer = http.send(
            "POST",
            to["endpoint"],
            body=body,
            headers={
                "Authorization": _proof(to["endpoint"]),
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(_KEPT_SECONDS),
                "Urgency": "normal",
                # 32 letters at most (RFC 8030 §5.4): a UUID in hexadecimal.
                "Topic": message.id.hex,
            },
            expects="",
        )
        return _reference(answer)

    def has_sent(self, message_id: UUID) -> bool | None:
        """Nobody can be asked, and a copy shows as one: it goes again."""
        return False

    def check_config(self) -> list[str]:
        problems = []
        if not settings.PUSH_CONTACT.startswith(("mailto:", "https://")):
            problems.append(
                "TINHSO_PUSH_CONTACT phải là mailto:… hoặc https://… (người vận hành mà hãng trình duyệt gọi khi cần)."
            )
        if not settings.PUSH_SERVICES:
            problems.append("TINHSO_PUSH_SERVICES không được trống.")
        return problems


def is_known_service(endpoint: str) -> bool:
    """Whether the address is one of a browser maker's: what a page sends us must not make us call anybody else."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc:
        return False
    origin = f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}"
    return any(_matches(origin, allowed) for allowed in settings.PUSH_SERVICES)


def _matches(origin: str, allowed: str) -> bool:
    pattern = re.escape(allowed.rstrip("/")).replace(r"\*", r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
    return re.fullmatch(pattern, origin) is not None


def _reference(answer: http.Answer) -> str:
    match answer.status:
        case 200 | 201 | 202 | 204:
            return answer.headers.get("location", "")[:120]
        case 404 | 410:
            raise Undeliverable("Trình duyệt đã thôi nhận thông báo.", is_address=True)
        case 400 | 401 | 403 | 413:
            raise Undeliverable(f"Dịch vụ thông báo của trình duyệt từ chối ({answer.status}).")
    raise Unavailable(f"Dịch vụ thông báo của trình duyệt chưa nhận ({answer.status}).")


def _proof(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    until = int((now() + _PROOF).timestamp())
    return push.vapid(
        audience=f"{parts.scheme}://{parts.netloc}", contact=settings.PUSH_CONTACT, until=until, key=server_key()
    )


def server_key() -> ec.EllipticCurvePrivateKey:
    """The key by which push services know this platform; made at first use beside the other keys."""
    return _key_in(str(settings.KEYS_DIR))


@lru_cache(maxsize=4)
def _key_in(folder: str) -> ec.EllipticCurvePrivateKey:
    path = Path(folder) / "push.pem"
    if not path.exists():
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        staged = path.with_suffix(f".{new_id().hex}")
        staged.touch(mode=0o600)
        staged.write_bytes(pem)
        # Whoever is first decides: a link, unlike a rename, does not replace.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(staged)
        staged.unlink()
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable("push.pem không phải khóa EC.")
    return key
