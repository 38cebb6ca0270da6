"""Take what the portal hands over: written down whole before anything is made of it; the same again is the same."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.kernel.errors import Invalid
from tinhso.services.national_portal import queries
from tinhso.services.national_portal.models import Inbound
from tinhso.services.national_portal.types import InboundKind, InboundState, Receipt
from tinhso.services.national_portal.waking import wake_intake

_CHANGED = "Cổng gửi lại mã này với nội dung khác lần đầu; hồ sơ giữ nội dung đầu, cần cán bộ xem."


def receive(*, kind: InboundKind, body: Mapping[str, Any], actor: Actor) -> Receipt:
    """Written down, to be taken in within seconds. `is_new` False for what came before. Raises Invalid without a code.

    A dossier that comes again with other content is kept beside the first, held for an officer: nothing is overwritten.
    """
    code = str(body.get("MaHoSo") or "").strip()
    if not code or len(code) > 80:
        raise Invalid("Thiếu mã hồ sơ.", fields={"/MaHoSo": "Mã hồ sơ trên Cổng, nhiều nhất 80 ký tự."})
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    with transaction.atomic():
        lock_key(f"national_portal.inbound.{code}")
        known = Inbound.objects.filter(kind=kind.value, foreign_code=code)
        same = known.filter(digest=digest).first()
        if same is not None:
            return Receipt(id=same.id, our_code=same.our_code, is_new=False)
        changed = kind is InboundKind.DOSSIER and known.exists()
        subject_id = queries.subject_of(code) if kind is InboundKind.SUPPLEMENT else None
        at = now()
        row = Inbound.objects.create(
            kind=kind.value,
            foreign_code=code,
            digest=digest,
            subject_id=subject_id,
            desk_code=str(body.get("MaDonViTiepNhan") or "")[:80],
            state=(InboundState.HELD if changed else InboundState.RECEIVED).value,
            payload=dict(body),
            problems=[_CHANGED] if changed else [],
            received_at=at,
            next_at=at,
        )
        access.record_write(
            actor=actor, act="national_portal.receive", target=("inbound", row.id), detail={"kind": kind.value}
        )
        if not changed:
            wake_intake()
    return Receipt(id=row.id, our_code="", is_new=True)
