"""Invented facts in any number, for benches alone: written by the path that rebuilding writes, never beside real ones."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tinhso.insight.warehouse.actions.follow import put
from tinhso.insight.warehouse.models import DossierFact, Standing
from tinhso.kernel.clock import at_local, local
from tinhso.kernel.errors import Conflict
from tinhso.kernel.ids import new_ids

_TOGETHER = 5000
_FIELDS = 60


def invent(count: int, *, agencies: Sequence[UUID], last: date, days: int) -> None:
    """So many dossiers over so many days up to `last`, nine in ten decided; inside a transaction that is rolled back.

    Raises Conflict outside a transaction, or where there are facts already.
    """
    if not transaction.get_connection().in_atomic_block or DossierFact.objects.exists():
        raise Conflict("Chỉ tạo số liệu giả trong một giao dịch sẽ hủy, trên kho số liệu trống.")
    chance = random.Random(7)  # noqa: S311 - invented figures, no secret
    for start in range(0, count, _TOGETHER):
        ids = new_ids(min(_TOGETHER, count - start))
        made = [_one(key, chance, agencies, last, days) for key in ids]
        put(DossierFact, [dossier for dossier, _ in made], anew=True)
        put(Standing, [standing for _, standing in made], anew=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _one(
    key: UUID, chance: random.Random, agencies: Sequence[UUID], last: date, days: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    day = last - timedelta(days=chance.randrange(days))
    accepted = at_local(day.year, day.month, day.day, 8, chance.randrange(60))
    due = accepted + timedelta(days=chance.choice((1, 3, 5, 15)))
    closed: datetime | None = accepted + timedelta(days=chance.randrange(16)) if chance.random() < 0.9 else None
    number = chance.randrange(_FIELDS)
    timing = "" if closed is None else "late" if closed > due else "early"
    shared = {
        "dossier_id": key,
        "procedure_code": f"1.{number:06d}",
        "field_code": f"linh-vuc-{number // 3}",
        "channel": chance.choice(("online", "online", "counter")),
        "applicant_kind": chance.choice(("person", "person", "organisation")),
        "online_level": "full",
        "receiving_agency_id": (agency := chance.choice(agencies)),
        "owner_agency_id": agency,
        "statutory_due_at": due,
        "due_at": due,
    }
    dossier = {
        **shared,
        "code": str(key)[-12:],
        "filed_receiving_id": agency,
        "filed_owner_id": agency,
        "status": 9 if closed else 4,
        "submitted_on": day,
        "accepted_on": day,
        "ending": "granted" if closed else "",
        "closed_at": closed,
        "closed_on": local(closed).date() if closed else None,
        "timing": timing,
        "statutory_timing": timing,
        "late_cause": "owner" if timing == "late" else "",
    }
    return dossier, {**shared, "id": key, "since": accepted, "until": closed, "is_paused": False}
