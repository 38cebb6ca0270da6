"""Text messages through a gateway that speaks the small JSON dialect of docs/guides/notices.md.

The gateway knows a message by our `request_id`: it answers a copy like the first and sends one, and tells by the id whether
it has a message. So a lost answer is no riddle: the message goes again under the same id.
"""

import json
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tinhso.kernel import http
from tinhso.kernel.errors import Unavailable
from tinhso.services.notifications.errors import Undeliverable
from tinhso.services.notifications.types import Outgoing

# What the gateway says of a number that can never be reached.
_NO_SUCH_NUMBER = frozenset({"invalid_number", "unknown_subscriber", "blocked_by_receiver"})


class SmsGateway:
    """The gateway at TINHSO_SMS_URL."""

    def send(self, message: Outgoing) -> str:
        body = {
            "request_id": str(message.id),
            "brand": settings.SMS_BRAND,
            "to": international(message.to),
            "text": message.body,
        }
        answer = self._call("POST", "/messages", body)
        told = _object(answer)
        code = str(told.get("code", ""))
        if answer.status in (400, 422) or told.get("status") == "rejected":
            raise Undeliverable(f"Cổng SMS từ chối: {code or answer.status}.", is_address=code in _NO_SUCH_NUMBER)
        if answer.status != 200 or told.get("request_id") != str(message.id):
            raise Unavailable(f"Cổng SMS trả lời sai ({answer.status}).")
        return str(told.get("message_id", ""))[:120]

    def has_sent(self, message_id: UUID) -> bool | None:
        answer = self._call("GET", f"/messages/{message_id}", None)
        if answer.status == 404:
            return False
        if answer.status != 200 or _object(answer).get("request_id") != str(message_id):
            raise Unavailable(f"Cổng SMS trả lời sai ({answer.status}).")
        return True

    def _call(self, method: str, path: str, body: dict[str, str] | None) -> http.Answer:
        headers = {"Authorization": f"Bearer {_secret()}", "Content-Type": "application/json"}
        raw = b"" if body is None else json.dumps(body).encode()
        return http.send(method, f"{settings.SMS_URL.rstrip('/')}{path}", body=raw, headers=headers)

    def check_config(self) -> list[str]:
        problems = []
        if not settings.SMS_URL:
            problems.append("Chưa đặt TINHSO_SMS_URL.")
        if not settings.SMS_BRAND:
            problems.append("Chưa đặt TINHSO_SMS_BRAND (tên hiển thị của tin nhắn).")
        if not Path(settings.SMS_SECRET_FILE or "-").is_file():
            problems.append("TINHSO_SMS_SECRET_FILE không phải một tệp.")
        return problems


def international(phone: str) -> str:
    """ "0900 000 001" → "84900000001". Raises Undeliverable for what is no number of this country."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    if digits.startswith("0"):
        digits = f"84{digits[1:]}"
    if not digits.startswith("84") or not 10 <= len(digits) <= 12:
        raise Undeliverable("Không phải số điện thoại Việt Nam.", is_address=True)
    return digits


def _secret() -> str:
    try:
        return Path(settings.SMS_SECRET_FILE).read_text("utf-8").strip()
    except OSError as missing:
        raise Unavailable("Không đọc được TINHSO_SMS_SECRET_FILE.") from missing


def _object(answer: http.Answer) -> dict[str, object]:
    try:
        told = answer.json()
    except Unavailable:
        if answer.status < 300:
            raise
        return {}
    return told if isinstance(told, dict) else {}
