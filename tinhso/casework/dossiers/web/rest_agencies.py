"""Dossiers for other systems: of the agencies they are granted, without anybody's name or answers. Mounted by `rest.py`."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.types import Dossier
from tinhso.foundation.access import api as access
from tinhso.foundation.rest import api as rest

router = Router()
READ = rest.Scoped("dossiers.read")


class AgencyDossierOut(Schema):
    """A dossier as systems of agencies see it: codes, national status, instants (UTC). Whose it is stands nowhere here."""

    id: UUID
    code: str
    procedure: str
    title: str
    status: int
    status_title: str
    channel: int
    receiving_agency_id: UUID
    owner_agency_id: UUID
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None


class AgencyDossiersOut(Schema):
    items: list[AgencyDossierOut]
    next_cursor: str


@router.get(
    "/agencies/dossiers",
    auth=READ,
    response=AgencyDossiersOut,
    summary="Hồ sơ của các cơ quan được cấp",
    openapi_extra=rest.example(query={"limit": "10"}),
)
def list_of_agencies(
    request: HttpRequest,
    status: Annotated[int | None, Query(ge=1, le=20, description="Trạng thái theo mã quốc gia")] = None,
    cursor: rest.Cursor = "",
    limit: rest.Limit = 50,
) -> dict[str, Any]:
    """Newest first. Confidential dossiers are not among them."""
    client, _ = rest.client_of(request)
    rows = queries.rows_of_agencies(access.client_scope(client))
    if status is not None:
        rows = rows.filter(status=status)
    place = f"agencies.{client.id}.{status}"
    page = rest.told_next(request, rest.by_time(rows, at="submitted_at", cursor=cursor, limit=limit, place=place))
    return {"items": [_out(queries.without_answers(row)) for row in page.items], "next_cursor": page.next_cursor}


@router.get(
    "/agencies/dossiers/{uuid:dossier_id}",
    auth=READ,
    response=AgencyDossierOut,
    summary="Một hồ sơ của các cơ quan được cấp",
    openapi_extra=rest.example(path={"dossier_id": "$DOSSIER_ID"}),
)
def read_of_agencies(request: HttpRequest, dossier_id: UUID) -> dict[str, Any]:
    """What an event's `dossier_id` is now."""
    client, _ = rest.client_of(request)
    return _out(queries.dossier_of_agencies(dossier_id, access.client_scope(client)))


def _out(dossier: Dossier) -> dict[str, Any]:
    return {
        "id": dossier.id,
        "code": dossier.code,
        "procedure": dossier.procedure_code,
        "title": dossier.procedure_title,
        "status": int(dossier.status),
        "status_title": dossier.status.title,
        "channel": dossier.channel.national,
        "receiving_agency_id": dossier.receiving_agency_id,
        "owner_agency_id": dossier.owner_agency_id,
        "submitted_at": dossier.submitted_at,
        "accepted_at": dossier.accepted_at,
        "due_at": dossier.due_at,
        "finished_at": dossier.finished_at,
        "returned_at": dossier.returned_at,
    }
