"""What happens to a line after it was written: handed over, renewed, amended, revoked, replaced, extracted."""

import re
from datetime import date
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean
from tinhso.services.registers.actions.record_entry import KIND
from tinhso.services.registers.errors import EntryEnded, EntryNotFound, EntryWithoutTerm, RegisterInvalid
from tinhso.services.registers.events import EntryChanged
from tinhso.services.registers.models import Change, Entry
from tinhso.services.registers.types import ChangeKind, Decree, EntryState

REASON_LIMIT, NUMBER_LIMIT = 500, 80
# A personal number, a passport or a telephone number: the reason is public.
_NUMBER_OF_SOMEBODY = re.compile(r"\d{9,}")
_ENDS = {ChangeKind.REVOKED: EntryState.REVOKED, ChangeKind.REPLACED: EntryState.REPLACED}
# What an officer decides needs the permission of that act; a hand-over belongs to the caller's act.
_ACTS = {
    ChangeKind.REVOKED: "registers.revoke",
    ChangeKind.RENEWED: "registers.change",
    ChangeKind.AMENDED: "registers.change",
    ChangeKind.REPLACED: "registers.change",
    ChangeKind.EXTRACTED: "registers.change",
}


def hand_over(*, subject: tuple[str, UUID], on: date, actor: Actor) -> None:
    """The results of a subject reached their holder; a line that was handed over stays as it is."""
    with transaction.atomic():
        rows = Entry.objects.filter(subject_kind=subject[0], subject_id=subject[1], handed_over_on=None)
        for row in lock_row(rows.order_by("id")):
            row.handed_over_on = on
            row.save(update_fields=["handed_over_on"])
            _write(row, ChangeKind.HANDED_OVER, None, effective_on=on, actor=actor)


def change_entry(
    *,
    entry_id: UUID,
    kind: ChangeKind,
    decree: Decree,
    effective_on: date,
    actor: Actor,
    valid_to: date | None = None,
    other_entry_id: UUID | None = None,
) -> Entry:
    """One decided change of a line. Raises ActDenied, EntryNotFound, EntryEnded, EntryWithoutTerm, RegisterInvalid."""
    with transaction.atomic():
        row = lock_row(Entry.objects.filter(id=entry_id)).first()
        if row is None:
            raise EntryNotFound("Không có dòng sổ này hoặc bạn không được xem.")
        access.authorise(actor=actor, act=_ACTS[kind], agency_id=row.agency_id or access.Whose.NO_AGENCY)
        if row.state != EntryState.IN_FORCE:
            raise EntryEnded("Kết quả này đã bị thu hồi hoặc thay thế trước đó.")
        if kind is ChangeKind.RENEWED and row.valid_to is None:
            raise EntryWithoutTerm
        told = _checked(row, kind, decree, effective_on, valid_to)
        if kind in _ENDS:
            row.state, row.state_on = _ENDS[kind].value, effective_on
        if kind is ChangeKind.RENEWED:
            row.valid_to = valid_to
        row.save(update_fields=["state", "state_on", "valid_to"])
        _write(
            row, kind, told, effective_on=effective_on, actor=actor, valid_to=valid_to, other_entry_id=other_entry_id
        )
    return row


def _checked(row: Entry, kind: ChangeKind, decree: Decree, effective_on: date, valid_to: date | None) -> Decree:
    number, reason, fields = clean(decree.number), clean(decree.reason), {}
    if not number or len(number) > NUMBER_LIMIT:
        fields["/decree_number"] = "Ghi số của quyết định hoặc văn bản, ví dụ 12/QĐ-UBND."
    if not reason or len(reason) > REASON_LIMIT:
        fields["/reason"] = "Ghi lý do, không quá 500 chữ."
    elif _NUMBER_OF_SOMEBODY.search(reason):
        fields["/reason"] = "Lý do hiện công khai: không ghi số định danh, số điện thoại của người nào."
    today = clock.today()
    if not row.issued_on <= decree.decided_on <= today:
        fields["/decided_on"] = "Ngày quyết định phải từ ngày cấp đến hôm nay."
    elif kind in _ENDS and not decree.decided_on <= effective_on <= today:
        fields["/effective_on"] = "Ngày hết hiệu lực phải từ ngày quyết định đến hôm nay."
    if kind is ChangeKind.RENEWED and (valid_to is None or valid_to <= (row.valid_to or date.max)):
        fields["/valid_to"] = "Ngày hết hạn mới phải sau ngày hết hạn đang ghi."
    if fields:
        raise RegisterInvalid("Nội dung ghi sổ chưa đúng.", fields=fields)
    return Decree(number=number, decided_on=decree.decided_on, reason=reason)


def _write(
    row: Entry,
    kind: ChangeKind,
    decree: Decree | None,
    *,
    effective_on: date,
    actor: Actor,
    valid_to: date | None = None,
    other_entry_id: UUID | None = None,
) -> None:
    Change.objects.create(
        entry=row,
        seq=Change.objects.filter(entry=row).count() + 1,
        kind=kind.value,
        effective_on=effective_on,
        decree_number=decree.number if decree else "",
        decided_on=decree.decided_on if decree else None,
        reason=decree.reason if decree else "",
        valid_to=valid_to,
        other_entry_id=other_entry_id,
        recorded_at=clock.now(),
        person_id=actor.person_id,
    )
    access.record_write(
        actor=actor,
        act=f"registers.{kind.value}",
        target=("register_entry", row.id),
        detail={"decree": decree.number if decree else ""},
    )
    publish(
        EntryChanged(
            entry_id=row.id,
            kind=kind.value,
            state=row.state,
            agency_id=row.agency_id,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            effective_on=effective_on,
        ),
        aggregate=(KIND, row.id),
        actor=actor,
    )
