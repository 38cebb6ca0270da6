"""Batches and lines as others see them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.foundation.identity.types import HolderRef
from tinhso.services.copybook import models
from tinhso.services.copybook.types import Batch, BatchState, BatchSummary, Line


def holder_ref(kind: str, holder_id: UUID) -> HolderRef:
    """The holder that a row names."""
    return HolderRef(kind="person" if kind == "person" else "organisation", id=holder_id)


def line(row: models.Line) -> Line:
    return Line(
        id=row.id,
        batch_id=row.batch_id,
        agency_id=row.agency_id,
        seq=row.seq,
        holder=holder_ref(row.holder_kind, row.holder_id),
        requester_name=row.requester_name,
        title=row.title,
        pages=row.pages,
        copies=row.copies,
        fee_vnd=row.fee_vnd,
        dossier_id=row.dossier_id,
        year=row.year,
        number=row.number,
        signed_on=row.signed_on,
        signer=row.signer,
        struck_at=row.struck_at,
        struck_reason=row.struck_reason,
        created_at=row.created_at,
    )


def batch(row: models.Batch) -> Batch:
    return Batch(
        id=row.id,
        agency_id=row.agency_id,
        desk_id=row.desk_id,
        state=BatchState(row.state),
        opened_at=row.opened_at,
        opened_by_id=row.opened_by_id,
        sent_at=row.sent_at,
        signed_at=row.signed_at,
        file_id=row.file_id,
        holder=holder_ref(row.holder_kind, row.holder_id) if row.holder_id else None,
        holder_name=row.holder_name,
        lines=tuple(line(one) for one in models.Line.objects.filter(batch=row).order_by("seq")),
    )


def batches(
    agency_id: UUID, *, desk_id: UUID | None, states: Collection[BatchState], limit: int
) -> tuple[BatchSummary, ...]:
    rows = models.Batch.objects.filter(agency_id=agency_id, state__in=[one.value for one in states])
    if desk_id is not None:
        rows = rows.filter(desk_id=desk_id)
    rows = rows.annotate(line_count=Count("lines"), people_count=Count("lines__holder_id", distinct=True)).order_by(
        "-opened_at"
    )[:limit]
    return tuple(
        BatchSummary(
            id=row.id,
            state=BatchState(row.state),
            opened_by_id=row.opened_by_id,
            sent_at=row.sent_at,
            signed_at=row.signed_at,
            lines=row.line_count,
            people=row.people_count,
        )
        for row in rows
    )


def book(agency_id: UUID, first: date, last: date, *, after: str, limit: int) -> tuple[Line, ...]:
    """Numbered lines in the order of their numbers, after a key "year_number"."""
    rows = numbered(agency_id, first, last)
    year, _, number = after.partition("_")
    if year.isascii() and year.isdigit() and number.isascii() and number.isdigit() and len(after) < 24:
        rows = rows.filter(Q(year__gt=int(year)) | Q(year=int(year), number__gt=int(number)))
    return tuple(line(row) for row in rows.order_by("year", "number")[:limit])


def numbered(agency_id: UUID, first: date, last: date) -> QuerySet[models.Line]:
    return models.Line.objects.filter(
        agency_id=agency_id, signed_on__gte=first, signed_on__lte=last, number__isnull=False
    )
