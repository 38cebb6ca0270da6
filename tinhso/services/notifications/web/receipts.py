"""Where gateways report what became of a message. Signed by the gateway; no session, no cookie; twice is once."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tinhso.kernel.actor import system_actor
from tinhso.services.notifications import api
from tinhso.services.notifications.errors import NotOurReceipt
from tinhso.services.notifications.types import Channel

_LARGEST = 65_536


@csrf_exempt
@require_POST
def sms(request: HttpRequest) -> HttpResponse:
    """`X-Signature: sha256=` HMAC of the body under the gateway's secret; `{"request_id", "status", "code"}`."""
    body = _body(request)
    secret = _secret(settings.SMS_SECRET_FILE)
    wanted = f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"
    if not secret or not hmac.compare_digest(wanted, request.headers.get("X-Signature", "")):
        raise NotOurReceipt("Chữ ký của báo phát không đúng.")
    told = _object(body)
    status = told.get("status")
    if status not in ("delivered", "failed"):
        raise NotOurReceipt("Báo phát không đọc được.")
    code = str(told.get("code", ""))[:40]
    known = api.hear_back(
        bundle_id=_uuid(told.get("request_id")),
        channel=Channel.SMS,
        arrived=status == "delivered",
        answer="Cổng SMS báo đã đến máy." if status == "delivered" else f"Cổng SMS báo không đến: {code}.",
        is_address=code in ("invalid_number", "unknown_subscriber", "blocked_by_receiver"),
        actor=system_actor(),
    )
    return JsonResponse({"known": known})


@csrf_exempt
@require_POST
def zalo(request: HttpRequest) -> HttpResponse:
    """`X-ZEvent-Signature: mac=` SHA-256 of application, body, time stamp and the account's secret, as Zalo defines it."""
    body = _body(request)
    told = _object(body)
    secret = _secret(settings.ZALO_OA_SECRET_FILE)
    stamp = str(told.get("timestamp", ""))
    mac = hashlib.sha256(f"{settings.ZALO_APP_ID}".encode() + body + stamp.encode() + secret).hexdigest()
    if not secret or not hmac.compare_digest(f"mac={mac}", request.headers.get("X-ZEvent-Signature", "")):
        raise NotOurReceipt("Chữ ký của báo phát không đúng.")
    message = told.get("message")
    if told.get("event_name") != "user_received_message" or not isinstance(message, Mapping):
        return JsonResponse({"known": False})
    known = api.hear_back(
        bundle_id=_uuid(message.get("tracking_id")),
        channel=Channel.ZALO,
        arrived=True,
        answer="Zalo báo đã đến máy.",
        actor=system_actor(),
    )
    return JsonResponse({"known": known})


def _body(request: HttpRequest) -> bytes:
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST:
        raise NotOurReceipt("Báo phát quá dài.")
    return request.body


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError as broken:
        raise NotOurReceipt("Báo phát không đọc được.") from broken
    if not isinstance(told, dict):
        raise NotOurReceipt("Báo phát không đọc được.")
    return told


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as broken:
        raise NotOurReceipt("Báo phát không mang mã của tin.") from broken


def _secret(path: str) -> bytes:
    try:
        return Path(path or "-").read_text("utf-8").strip().encode()
    except OSError:
        return b""
