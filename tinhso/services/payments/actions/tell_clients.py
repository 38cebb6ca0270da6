"""Tell a client what became of its order: a signed notice, in order for each order, again until the client says 2xx.

The signature is over `<seconds>.<body>` (HMAC-SHA256, hex); the seconds let a client refuse what is old.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import NoClient
from tinhso.kernel import http
from tinhso.kernel.clock import now
from tinhso.kernel.database import skip_locked
from tinhso.services.payments import clients
from tinhso.services.payments.errors import PARTNER_FAILED, WrongOrder
from tinhso.services.payments.models import ClientNoticeRow

SIGNATURE = "X-Tinhso-Signature"
# Minutes until the next try; after the last one an operator sees it.
_WAITS = (1, 2, 5, 10, 30, 60, 120, 240, 480, 480)
_AT_ONCE = 100
_SECONDS = 8.0


def note(*, event_id: UUID, name: str, order_id: UUID, client: str, payload: Mapping[str, Any]) -> None:
    """Keep what the client is to be told, once for each event; nothing where it has no address for it."""
    try:
        address = clients.definition_of(client).get("notify", "")
    except WrongOrder:
        return
    if address:
        body = {"id": str(event_id), "type": name, "data": dict(payload)}
        ClientNoticeRow.objects.get_or_create(
            event_id=event_id,
            defaults={"client": client, "order_id": order_id, "body": body, "created_at": now(), "next_at": now()},
        )


def tell_clients() -> int:
    """Send what is due; returns how many were taken. A notice waits while an earlier one of its order does."""
    return sum(_tell(row) for row in _take())


def _take() -> list[ClientNoticeRow]:
    with transaction.atomic():
        due = ClientNoticeRow.objects.filter(told_at=None, given_up=False, next_at__lte=now()).order_by(
            "created_at", "event_id"
        )
        rows = []
        for row in skip_locked(due)[:_AT_ONCE]:
            earlier = ClientNoticeRow.objects.filter(order_id=row.order_id, told_at=None, given_up=False)
            if row.event_id != earlier.order_by("created_at", "event_id").values_list("event_id", flat=True).first():
                continue
            wait = _WAITS[min(row.tries, len(_WAITS) - 1)]
            row.tries, row.next_at = row.tries + 1, now() + timedelta(minutes=wait)
            row.save(update_fields=["tries", "next_at"])
            rows.append(row)
    return rows


def _tell(row: ClientNoticeRow) -> bool:
    try:
        address = str(clients.definition_of(row.client).get("notify", ""))
        key = access.client_signing_key(row.client)
        body = json.dumps(row.body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", SIGNATURE: signature(body, key, int(now().timestamp()))}
        answer = http.send("POST", address, body=body, headers=headers, expects="", seconds=_SECONDS, largest=65_536)
        error = "" if 200 <= answer.status < 300 else f"Hệ thống nhận trả lời mã {answer.status}."
    except (*PARTNER_FAILED, NoClient, WrongOrder) as lost:
        error = lost.message
    if not error:
        row.told_at = now()
    row.error, row.given_up = error[:300], bool(error) and row.tries >= len(_WAITS)
    row.save(update_fields=["told_at", "error", "given_up"])
    return not error


def signature(body: bytes, key: bytes, seconds: int) -> str:
    """`t=<seconds>,v1=<hex>`."""
    mac = hmac.new(key, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={mac}"
