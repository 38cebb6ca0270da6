"""Zalo notices (ZNS): an approved template with parameters, to a phone number, from the province's Official Account.

Zalo gives an access token for about a day and a refresh token that works once, so the pair is kept in the database and
renewed by one process at a time. Zalo cannot be asked by our id whether a message went: what got no answer stays uncertain
until its report of delivery comes.
"""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from tinhso.kernel import http
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Unavailable
from tinhso.services.notifications.adapters.sms_gateway import international
from tinhso.services.notifications.errors import Uncertain, Undeliverable
from tinhso.services.notifications.models import AccessToken
from tinhso.services.notifications.types import Outgoing

_CHANNEL = "zalo"
_EARLY = timedelta(minutes=10)
_CLAIM = timedelta(seconds=30)
# The numbers of the provider's documentation: no account at that number, the person refuses such messages.
_NO_ACCOUNT = frozenset({-108, -114, -118, -119, -139, -140, -141})
_TOKEN_INVALID = frozenset({-124, -216})
# Quota, wallet or rate of the account: the message may go later.
_LATER = frozenset({-115, -126, -144, -147, -32})


class ZaloNotices:
    """The service at TINHSO_ZALO_URL."""

    def send(self, message: Outgoing) -> str:
        body = {
            "phone": international(message.to),
            "template_id": message.zalo_template,
            "template_data": dict(message.zalo_parameters),
            "tracking_id": str(message.id),
        }
        token = _token()
        try:
            answer = http.send(
                "POST",
                f"{settings.ZALO_URL.rstrip('/')}/message/template",
                body=json.dumps(body, ensure_ascii=False).encode(),
                headers={"access_token": token, "Content-Type": "application/json"},
            )
            told = answer.json() if answer.status == 200 else {}
        except http.NotSent:
            raise
        except Unavailable as unknown:
            raise Uncertain(f"Zalo: {unknown.message}") from unknown
        if answer.status in (429, 503):
            raise Unavailable(f"Zalo chưa nhận lúc này ({answer.status}).")
        if answer.status != 200:
            raise Uncertain(f"Zalo trả lời {answer.status}; không rõ tin đã đi chưa.")
        return _reference(told)

    def has_sent(self, message_id: UUID) -> bool | None:
        """Zalo tells of a message only by its own id, which we have not got."""
        return None

    def check_config(self) -> list[str]:
        problems = []
        if not settings.ZALO_APP_ID:
            problems.append("Chưa đặt TINHSO_ZALO_APP_ID.")
        if not Path(settings.ZALO_SECRET_FILE or "-").is_file():
            problems.append("TINHSO_ZALO_SECRET_FILE không phải một tệp.")
        if not Path(settings.ZALO_REFRESH_TOKEN_FILE or "-").is_file():
            problems.append("TINHSO_ZALO_REFRESH_TOKEN_FILE không phải một tệp.")
        return problems


def _reference(told: object) -> str:
    error = told.get("error") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(error, int):
        raise Uncertain("Zalo trả lời không đúng mẫu; không rõ tin đã đi chưa.")
    if error == 0:
        data = told.get("data")
        return str(data.get("msg_id", "") if isinstance(data, dict) else "")[:120]
    if error in _TOKEN_INVALID:
        AccessToken.objects.filter(channel=_CHANNEL).update(until=now())
        raise Unavailable("Zalo không nhận mã truy cập; đang xin mã mới.")
    if error in _LATER:
        raise Unavailable(f"Zalo chưa nhận lúc này ({error}): {str(told.get('message', ''))[:80]}")
    raise Undeliverable(f"Zalo từ chối ({error}): {str(told.get('message', ''))[:80]}", is_address=error in _NO_ACCOUNT)


def _token() -> str:
    """The access token of today; asks for the next one when it ends soon. Raises Unavailable."""
    row = AccessToken.objects.filter(channel=_CHANNEL).first()
    if row is not None and row.until > now() + _EARLY:
        return str(row.secret["access"])
    row = (
        row
        or AccessToken.objects.get_or_create(
            channel=_CHANNEL, defaults={"secret": {"access": "", "refresh": ""}, "until": now(), "claimed_until": now()}
        )[0]
    )
    claimed = AccessToken.objects.filter(channel=_CHANNEL, until=row.until, claimed_until__lte=now())
    if not claimed.update(claimed_until=now() + _CLAIM):
        raise Unavailable("Đang xin mã truy cập Zalo mới.")
    return _renew(_refresh_tokens(row))


def _refresh_tokens(row: AccessToken) -> list[str]:
    """The one that Zalo gave last, then the operator's: after a lost answer the operator puts a fresh one in the file."""
    try:
        first = Path(settings.ZALO_REFRESH_TOKEN_FILE or "-").read_text("utf-8").strip()
    except OSError:
        first = ""
    return [one for one in dict.fromkeys((str(row.secret["refresh"]), first)) if one]


def _renew(tokens: list[str]) -> str:
    for refresh in tokens:
        form = {"app_id": settings.ZALO_APP_ID, "grant_type": "refresh_token", "refresh_token": refresh}
        answer = http.send(
            "POST",
            settings.ZALO_TOKEN_URL,
            body=urlencode(form).encode(),
            headers={"secret_key": _app_secret(), "Content-Type": "application/x-www-form-urlencoded"},
        )
        told = answer.json() if answer.status == 200 else {}
        if isinstance(told, dict) and told.get("access_token") and told.get("refresh_token"):
            until = now() + timedelta(seconds=_seconds(told.get("expires_in")))
            AccessToken.objects.filter(channel=_CHANNEL).update(
                secret={"access": told["access_token"], "refresh": told["refresh_token"]},
                until=until,
                claimed_until=now(),
            )
            return str(told["access_token"])
    raise Unavailable(
        "Zalo không đổi mã truy cập: lấy mã làm mới (refresh token) ở trang quản lý OA, ghi vào TINHSO_ZALO_REFRESH_TOKEN_FILE."
    )


def _seconds(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 3600


def _app_secret() -> str:
    try:
        return Path(settings.ZALO_SECRET_FILE or "-").read_text("utf-8").strip()
    except OSError as missing:
        raise Unavailable("Không đọc được TINHSO_ZALO_SECRET_FILE.") from missing
