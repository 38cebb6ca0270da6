"""Put what happened into the queue to the portal, once for each event, in its order."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.services.national_portal.domain import storing
from tinhso.services.national_portal.models import Message
from tinhso.services.national_portal.rules import rule_now
from tinhso.services.national_portal.types import DossierState, MessageKind, MessageState, ProgressLine
from tinhso.services.national_portal.waking import wake

_WITHHELD = "Hồ sơ có mức bảo mật; quy tắc của tỉnh không cho gửi lên Cổng."


def queue_state(
    *, state: DossierState, line: ProgressLine | None, cause_id: UUID, seq: int, desk_id: UUID, actor: Actor
) -> bool:
    """A dossier as it is, and the step by which it became so. False when this event is in the queue already.

    `desk_id`: the agency whose officers see and repeat it. What is confidential is noted as withheld and carries nothing.
    """
    withheld = bool(state.level) and not rule_now().sends_confidential
    payload = (
        None
        if withheld
        else {"state": storing.plain(asdict(state)), "line": storing.plain(asdict(line)) if line else None}
    )
    return _queue(
        kind=MessageKind.DOSSIER, subject_id=state.subject_id, cause_id=cause_id, seq=seq, code=state.code,
        agency_id=desk_id, words=line.words if line else "Cập nhật hồ sơ", payload=payload,
        state=MessageState.WITHHELD if withheld else MessageState.WAITING, error=_WITHHELD if withheld else "", actor=actor,
    )  # fmt: skip


def queue_rows(
    *, kind: MessageKind, subject_id: UUID, cause_id: UUID, seq: int = 1, code: str, agency_id: UUID | None, words: str,
    row: Mapping[str, Any], actor: Actor,
) -> bool:  # fmt: skip
    """A rating, an answer or a question of our own, as the portal's field names say it; once for each cause."""
    return _queue(
        kind=kind, subject_id=subject_id, cause_id=cause_id, seq=seq, code=code, agency_id=agency_id, words=words,
        payload={"row": dict(row)}, state=MessageState.WAITING, error="", actor=actor,
    )  # fmt: skip


def _queue(
    *, kind: MessageKind, subject_id: UUID, cause_id: UUID, seq: int, code: str, agency_id: UUID | None, words: str,
    payload: Mapping[str, Any] | None, state: MessageState, error: str, actor: Actor,
) -> bool:  # fmt: skip
    at: datetime = now()
    with transaction.atomic():
        _, is_new = Message.objects.get_or_create(
            subject_id=subject_id,
            cause_id=cause_id,
            defaults={
                "kind": kind.value, "seq": seq, "code": code, "agency_id": agency_id, "words": words[:200],
                "payload": payload, "state": state.value, "error": error, "queued_at": at, "next_at": at,
            },
        )  # fmt: skip
        if is_new:
            wake()
            access.record_write(
                actor=actor, act="national_portal.queue", target=(kind.value, subject_id), detail={"state": state.value}
            )
    return is_new
