"""Numbers without gaps, and the lines of registers."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tinhso.foundation.access import api as access
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.text import clean
from tinhso.services.registers.errors import EntryNotFound, NumberUsed, RegisterInvalid
from tinhso.services.registers.models import Counter
from tinhso.services.registers.models import Entry as EntryRow
from tinhso.services.registers.types import Entry

__all__ = ["entries_of", "get_entry", "last_number", "list_entries", "record_entry", "take_number", "take_numbers"]

_SCOPE_LIMIT = 200


def take_number(*, scope: str, actor: Actor) -> int:
    """The next number of a scope (1, 2, 3 …): unique, and without gaps whatever fails.

    Must run in the caller's transaction (RuntimeError otherwise): the counter stays locked until it ends, and a
    rollback or a killed process gives the number back. So take it late, just before the commit. A scope is any key of
    at most 200 characters, e.g. "dossier:H61.12:261125" or "result:H61.12:GP:2026" (NĐ 30/2020: one series a year).
    The audit row of the act that used the number is the caller's.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    if not scope or len(scope) > _SCOPE_LIMIT:
        raise RegisterInvalid("Phạm vi đánh số trống hoặc quá dài.")
    counter = Counter.objects.filter(scope=scope)
    if not counter.update(value=F("value") + 1):
        Counter.objects.bulk_create([Counter(scope=scope)], ignore_conflicts=True)
        counter.update(value=F("value") + 1)
    return counter.values_list("value", flat=True).get()


def take_numbers(*, scope: str, count: int, actor: Actor) -> range:
    """The next `count` numbers of a scope at once, for bulk loads, under the same promise as `take_number`."""
    first = take_number(scope=scope, actor=actor)
    Counter.objects.filter(scope=scope).update(value=F("value") + count - 1)
    return range(first, first + count)


def last_number(*, scope: str) -> int:
    """The last number given in a scope by a committed transaction; 0 when none."""
    return Counter.objects.filter(scope=scope).values_list("value", flat=True).first() or 0


def record_entry(
    *,
    register: str,
    year: int,
    number: int,
    notation: str,
    subject: tuple[str, UUID],
    title: str,
    issued_on: date,
    valid_to: date | None = None,
    agency_id: UUID | None = None,
    actor: Actor,
) -> Entry:
    """Write the line of what was issued under a number; the same line again is the same line.

    `title` names the kind of result, never a person. The caller has authorised the issuing act.
    Raises NumberUsed when the number of that register and year stands for another subject, RegisterInvalid.
    """
    shown = clean(title)
    if number < 1 or not register or not shown or (valid_to is not None and valid_to < issued_on):
        raise RegisterInvalid("Dòng ghi sổ không hợp lệ: thiếu tên, số nhỏ hơn 1, hoặc hết hạn trước khi cấp.")
    with transaction.atomic():
        row, made = EntryRow.objects.get_or_create(
            register=register,
            year=year,
            number=number,
            defaults={
                "notation": notation,
                "agency_id": agency_id,
                "subject_kind": subject[0],
                "subject_id": subject[1],
                "title": shown,
                "issued_on": issued_on,
                "valid_to": valid_to,
                "recorded_at": clock.now(),
            },
        )
        if (row.subject_kind, row.subject_id) != subject:
            raise NumberUsed(f"Số {number} năm {year} của sổ này đã cấp cho việc khác.")
        if made:
            access.record_write(
                actor=actor,
                act="registers.record",
                target=("register_entry", row.id),
                detail={"register": register, "year": year, "number": number},
            )
    return _entry(row)


def get_entry(entry_id: UUID, *, actor: Actor) -> Entry:
    """One line, for those who may `registers.read` of its agency. Raises EntryNotFound also when not allowed."""
    row = EntryRow.objects.filter(id=entry_id).first()
    if row is None or not access.scope(actor=actor, act="registers.read").allows(row.agency_id):
        raise EntryNotFound("Không có dòng sổ này hoặc bạn không được xem.")
    return _entry(row)


def entries_of(subject: tuple[str, UUID]) -> tuple[Entry, ...]:
    """The lines of one subject, oldest first. The caller has guarded the subject."""
    rows = EntryRow.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("recorded_at", "id")
    return _entries(rows)


def list_entries(*, register: str, year: int, actor: Actor, after: int = 0, limit: int = 100) -> tuple[Entry, ...]:
    """Lines of a register in a year by number, after a number, within the actor's `registers.read` scope."""
    allowed = access.scope(actor=actor, act="registers.read")
    rows = EntryRow.objects.filter(register=register, year=year, number__gt=after)
    if not allowed.everywhere:
        rows = rows.filter(agency_id__in=allowed.agency_ids)
    return _entries(rows.order_by("number")[:limit])


def _entries(rows: Iterable[EntryRow]) -> tuple[Entry, ...]:
    return tuple(_entry(row) for row in rows)


def _entry(row: EntryRow) -> Entry:
    return Entry(
        id=row.id,
        register=row.register,
        year=row.year,
        number=row.number,
        notation=row.notation,
        agency_id=row.agency_id,
        subject=(row.subject_kind, row.subject_id),
        title=row.title,
        issued_on=row.issued_on,
        valid_to=row.valid_to,
        recorded_at=row.recorded_at,
    )
