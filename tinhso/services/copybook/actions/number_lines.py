"""The leader signed: lines get their numbers, in order; what was left out waits in a batch of its own."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.ids import new_id
from tinhso.kernel.outbox.api import publish
from tinhso.services.copybook.actions.fill_batch import TARGET
from tinhso.services.copybook.domain import fee_of
from tinhso.services.copybook.errors import BatchClosed, NoBatch
from tinhso.services.copybook.events import CopiesCertified
from tinhso.services.copybook.models import Batch, Line
from tinhso.services.copybook.types import BatchState, FeeRule, LineInput


def claim_batch(*, batch_id: UUID) -> Batch:
    """The sent batch, locked for the caller's signature. Raises NoBatch, BatchClosed."""
    row = lock_row(Batch.objects.filter(id=batch_id)).first()
    if row is None:
        raise NoBatch("Không có lô này.")
    if row.state != BatchState.SENT:
        raise BatchClosed("Lô này chưa trình hoặc đã ký rồi.")
    return row


def leave_out(*, batch_id: UUID, dossier_ids: Collection[UUID], actor: Actor) -> None:
    """Move the lines of these dossiers to a new batch that waits for its own signature, so that each is signed once."""
    if not dossier_ids:
        return
    row = claim_batch(batch_id=batch_id)
    rest = Batch.objects.create(
        id=new_id(), agency_id=row.agency_id, desk_id=row.desk_id, state=BatchState.SENT.value,
        opened_at=row.opened_at, opened_by_id=row.opened_by_id, sent_at=row.sent_at,
    )  # fmt: skip
    Line.objects.filter(batch=row, dossier_id__in=dossier_ids).update(batch=rest)
    access.record_write(actor=actor, act="copies.leave_out", target=(TARGET, row.id), detail={"rest": str(rest.id)})


def number_lines(
    *, batch_id: UUID, numbers: Sequence[int], year: int, on: date, signer: str, actor: Actor
) -> tuple[Line, ...]:
    """Give the lines of a sent batch their numbers in the order of the batch; there are as many as lines."""
    with transaction.atomic():
        row = claim_batch(batch_id=batch_id)
        lines = list(Line.objects.filter(batch=row).order_by("seq"))
        for line, number in zip(lines, numbers, strict=True):
            line.year, line.number, line.signed_on, line.signer = year, number, on, signer
        Line.objects.bulk_update(lines, ["year", "number", "signed_on", "signer"])
    return tuple(lines)


def close_batch(*, batch_id: UUID, file_id: UUID, at: datetime, actor: Actor) -> None:
    """Keep the signed list and say that the batch is signed; its lines have their numbers."""
    with transaction.atomic():
        row = claim_batch(batch_id=batch_id)
        lines = list(Line.objects.filter(batch=row).order_by("seq"))
        files.link_file(file_id=file_id, owner=(TARGET, row.id), signed=True, actor=actor)
        row.state, row.signed_at, row.file_id = BatchState.SIGNED.value, at, file_id
        row.save(update_fields=["state", "signed_at", "file_id"])
        _tell(row.id, row.agency_id, lines, actor)


def record_lines(
    *, agency_id: UUID, dossier_id: UUID, holder: HolderRef, name: str, papers: Sequence[LineInput], fee: FeeRule,
    numbers: Sequence[int], year: int, on: date, signer: str, at: datetime, actor: Actor,
) -> None:  # fmt: skip
    """Lines of a dossier that the leader signed by itself, outside any batch: they stand in the same book."""
    lines = [
        Line(
            seq=seq, agency_id=agency_id, holder_kind=holder.kind, holder_id=holder.id, requester_name=name[:300],
            title=paper.title[:200], pages=paper.pages, copies=paper.copies, fee_vnd=fee_of(paper, fee),
            dossier_id=dossier_id, created_at=at, year=year, number=number, signed_on=on, signer=signer,
        )
        for seq, (paper, number) in enumerate(zip(papers, numbers, strict=True), 1)
    ]  # fmt: skip
    Line.objects.bulk_create(lines)
    _tell(dossier_id, agency_id, lines, actor)


def _tell(batch_id: UUID, agency_id: UUID, lines: Sequence[Line], actor: Actor) -> None:
    first, last = lines[0], lines[-1]
    assert first.year is not None
    assert first.number is not None
    assert last.number is not None
    assert first.signed_on is not None
    access.record_write(
        actor=actor,
        act="copies.certify",
        target=(TARGET, batch_id),
        detail={"year": first.year, "first": first.number, "last": last.number},
    )
    publish(
        CopiesCertified(
            batch_id=batch_id, agency_id=agency_id, lines=len(lines), copies=sum(line.copies for line in lines),
            year=first.year, first=first.number, last=last.number, signed_on=first.signed_on,
        ),
        aggregate=(TARGET, batch_id),
        actor=actor,
    )  # fmt: skip
