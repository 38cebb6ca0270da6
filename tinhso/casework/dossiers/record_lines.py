"""The dossiers behind a figure: one line each, for who may read them; the others are only counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.confidentiality import may_see
from tinhso.casework.dossiers.types import Status
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class RecordLine:
    """One dossier in a list behind a figure."""

    id: UUID
    code: str
    procedure_title: str
    applicant_name: str
    status: Status
    receiving_agency_id: UUID
    owner_agency_id: UUID
    accepted_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None


def record_lines(ids: Iterable[UUID], *, actor: Actor, purpose: str) -> tuple[RecordLine, ...]:
    """Lines of those that the officer may read, in the order asked; one query and one logged read of their applicants."""
    asked = list(ids)
    scope = access.scope(actor=actor, act="dossiers.read")
    rows = {row.id: row for row in models.Dossier.objects.filter(id__in=asked).defer("answers")}
    seen = [
        row
        for key in asked
        if (row := rows.get(key)) is not None
        and may_see(row.level, actor)
        and (
            scope.everywhere
            or {row.receiving_agency_id, row.owner_agency_id, row.returning_agency_id} & scope.agency_ids
        )
    ]
    access.record_read(actor=actor, holders=dict.fromkeys(row.holder for row in seen), purpose=purpose)
    return tuple(
        RecordLine(
            id=row.id,
            code=row.code,
            procedure_title=row.procedure_title,
            applicant_name=row.applicant_name,
            status=Status(row.status),
            receiving_agency_id=row.receiving_agency_id,
            owner_agency_id=row.owner_agency_id,
            accepted_at=row.accepted_at,
            due_at=row.due_at,
            finished_at=row.finished_at,
        )
        for row in seen
    )
