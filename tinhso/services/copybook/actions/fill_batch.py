"""The desk fills a batch: who stands there, the papers they brought, line after line; then it goes to the leader."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tinhso.foundation.access import api as access
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Denied
from tinhso.kernel.text import clean
from tinhso.services.copybook.domain import fee_of, wrong_in
from tinhso.services.copybook.errors import BatchClosed, LineInvalid, NoBatch, NoLine
from tinhso.services.copybook.models import Batch, Line
from tinhso.services.copybook.queries import holder_ref
from tinhso.services.copybook.types import BatchState, FeeRule, LineInput

TARGET = "copy_batch"
# What one leader reads before one signature.
MOST_LINES = 200


def open_batch(*, agency_id: UUID, desk_id: UUID, actor: Actor) -> Batch:
    """The officer's open batch at this desk, begun when there is none."""
    if actor.person_id is None:
        raise Denied("Lô chứng thực do một cán bộ nhập.")
    row, made = Batch.objects.get_or_create(
        desk_id=desk_id, opened_by_id=actor.person_id, state=BatchState.OPEN.value, defaults={"agency_id": agency_id}
    )
    if made:
        access.record_write(actor=actor, act="copies.open", target=(TARGET, row.id), detail={})
    return row


def set_requester(*, agency_id: UUID, desk_id: UUID, holder: HolderRef | None, name: str, actor: Actor) -> None:
    """Whose the next lines are; None when the next person has not been looked up yet. Begins a batch for the first."""
    with transaction.atomic():
        row = open_batch(agency_id=agency_id, desk_id=desk_id, actor=actor)
        row.holder_kind, row.holder_id = (holder.kind, holder.id) if holder else ("", None)
        row.holder_name = clean(name)[:300]
        row.save(update_fields=["holder_kind", "holder_id", "holder_name"])


def add_line(*, batch_id: UUID, given: LineInput, fee: FeeRule, actor: Actor) -> Line:
    """A line for who stands at the desk. Raises LineInvalid (fields), BatchClosed, NoBatch."""
    with transaction.atomic():
        row = _open(batch_id, actor)
        wrong = wrong_in(given)
        if row.holder_id is None:
            wrong["/requester"] = "Quét thẻ hoặc gõ số của người mang giấy đến trước."
        if wrong:
            raise LineInvalid("Chưa ghi được dòng này.", fields=wrong)
        assert row.holder_id is not None
        return _add(row, holder_ref(row.holder_kind, row.holder_id), row.holder_name, given, fee, actor)


def repeat_line(*, batch_id: UUID, line_id: UUID, fee: FeeRule, actor: Actor) -> Line:
    """The same line once more, for the same person. Raises NoLine, BatchClosed."""
    with transaction.atomic():
        row = _open(batch_id, actor)
        line = _line(row, line_id)
        given = LineInput(title=line.title, pages=line.pages, copies=line.copies)
        return _add(row, holder_ref(line.holder_kind, line.holder_id), line.requester_name, given, fee, actor)


def drop_line(*, batch_id: UUID, line_id: UUID, actor: Actor) -> None:
    """Take a line out before the batch is sent: it never had a number. Raises NoLine, BatchClosed."""
    with transaction.atomic():
        row = _open(batch_id, actor)
        _line(row, line_id).delete()
        access.record_write(actor=actor, act="copies.drop_line", target=(TARGET, row.id), detail={})


def send_batch(*, batch_id: UUID, dossiers: Mapping[UUID, UUID], actor: Actor) -> None:
    """Close the batch for the leader; `dossiers`: line → the dossier it became. Raises LineInvalid when it is empty."""
    with transaction.atomic():
        row = _open(batch_id, actor)
        lines = list(Line.objects.filter(batch=row))
        if not lines:
            raise LineInvalid("Lô chưa có dòng nào.", fields={"/title": "Nhập ít nhất một giấy tờ."})
        for line in lines:
            line.dossier_id = dossiers[line.id]
        Line.objects.bulk_update(lines, ["dossier_id"])
        row.state, row.sent_at = BatchState.SENT.value, clock.now()
        row.holder_kind, row.holder_id, row.holder_name = "", None, ""
        row.save()
        access.record_write(actor=actor, act="copies.send", target=(TARGET, row.id), detail={"lines": len(lines)})


def _open(batch_id: UUID, actor: Actor) -> Batch:
    """The officer's own open batch, locked: another's is as if it were not there."""
    row = lock_row(Batch.objects.filter(id=batch_id)).first()
    if row is None or row.opened_by_id != actor.person_id:
        raise NoBatch("Không có lô này ở quầy của bạn.")
    if row.state != BatchState.OPEN:
        raise BatchClosed("Lô này đã trình ký; hãy mở lô mới.")
    return row


def _line(row: Batch, line_id: UUID) -> Line:
    found = Line.objects.filter(batch=row, id=line_id).first()
    if found is None:
        raise NoLine("Dòng này không còn trong lô.")
    return found


def _add(row: Batch, holder: HolderRef, name: str, given: LineInput, fee: FeeRule, actor: Actor) -> Line:
    last = Line.objects.filter(batch=row).aggregate(seq=Max("seq"))["seq"] or 0
    if Line.objects.filter(batch=row).count() >= MOST_LINES:
        raise LineInvalid(
            f"Một lô có nhiều nhất {MOST_LINES} dòng: hãy trình ký lô này.",
            fields={"/title": f"Lô đã đủ {MOST_LINES} dòng: trình ký rồi nhập tiếp."},
        )
    line = Line.objects.create(
        batch=row,
        seq=last + 1,
        agency_id=row.agency_id,
        holder_kind=holder.kind,
        holder_id=holder.id,
        requester_name=name,
        title=clean(given.title),
        pages=given.pages,
        copies=given.copies,
        fee_vnd=fee_of(given, fee),
    )
    access.record_write(actor=actor, act="copies.add_line", target=(TARGET, row.id), detail={"seq": line.seq})
    return line
