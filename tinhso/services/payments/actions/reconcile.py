"""Import a bank's statement and compare it with our receipts: what agrees is tied together, what does not has a name."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import NoDefinition
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import PROVINCE_TZ, local, now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.text import clean
from tinhso.services.payments import queries
from tinhso.services.payments.actions import give_back
from tinhso.services.payments.actions.cases import RECONCILE
from tinhso.services.payments.actions.take_money import take_money
from tinhso.services.payments.domain import references, statements
from tinhso.services.payments.errors import NoOrder, WrongRefund, WrongStatement
from tinhso.services.payments.models import (
    AttemptRow,
    DifferenceRow,
    EntryRow,
    ReceiptRow,
    RefundRow,
    StatementRow,
)
from tinhso.services.payments.types import DifferenceKind, Imported, Outcome, RefundState, Said

KIND = "payment_statement"
_CHUNK = 500


def import_statement(*, source: str, content: bytes, actor: Actor) -> Imported:
    """Raises ActDenied, WrongStatement (nothing of the file counts then)."""
    access.authorise(actor=actor, act=RECONCILE, agency_id=access.Whose.NO_AGENCY)
    try:
        how = definitions.get(KIND, source).body
    except NoDefinition:
        raise WrongStatement(
            "Không có cách đọc sao kê này.", fields={"/source": "Chọn ngân hàng của sao kê."}
        ) from None
    try:
        entries = statements.read(content, how)
    except statements.StatementRefused as refused:
        where = f"Dòng {refused.line}: " if refused.line else ""
        words = f"{where}{refused.words} Không nhập dòng nào."
        raise WrongStatement(words, fields={"/content": words}) from None
    digest, channel = hashlib.sha256(content).digest(), str(how["channel"])
    with transaction.atomic():
        lock_key(f"payments.statement:{channel}")
        known = StatementRow.objects.filter(channel=channel, digest=digest).first()
        if known is not None:
            return _told(known, is_known=True)
        statement = StatementRow.objects.create(
            channel=channel,
            source=source,
            digest=digest,
            first_on=min(entry.booked_on for entry in entries),
            last_on=max(entry.booked_on for entry in entries),
            entries=len(entries),
            new_entries=0,
            imported_at=now(),
            imported_by_id=actor.person_id,
        )
        for at in range(0, len(entries), _CHUNK):
            statement.new_entries += _take(statement, entries[at : at + _CHUNK])
        statement.save(update_fields=["new_entries"])
        _missing_there(statement)
        detail = {"channel": channel, "entries": len(entries), "new": statement.new_entries}
        access.record_write(
            actor=actor, act="payments.import_statement", target=("payment_statement", statement.id), detail=detail
        )
    return _told(statement, is_known=False)


def _told(statement: StatementRow, *, is_known: bool) -> Imported:
    own = EntryRow.objects.filter(statement=statement)
    return Imported(
        statement_id=statement.id,
        entries=statement.entries,
        new_entries=statement.new_entries,
        matched=own.exclude(receipt=None, refund=None).count(),
        differences=DifferenceRow.objects.filter(
            channel=statement.channel, day__range=(statement.first_on, statement.last_on), closed_at=None
        ).count(),
        is_known=is_known,
    )


def _take(statement: StatementRow, entries: Sequence[statements.Entry]) -> int:
    """The entries that no earlier statement had, each compared; how many there were."""
    channel = statement.channel
    known = set(
        EntryRow.objects.filter(channel=channel, number__in=[entry.number for entry in entries]).values_list(
            "number", "booked_on"
        )
    )
    rows = []
    for entry in entries:
        if (entry.number, entry.booked_on) not in known:
            rows.append(_row(statement, entry))
    EntryRow.objects.bulk_create(rows)
    _Comparing(channel, rows).compare()
    return len(rows)


def _row(statement: StatementRow, entry: statements.Entry) -> EntryRow:
    named = references.references_in(entry.text, references.ATTEMPT if entry.amount_vnd > 0 else references.REFUND)
    return EntryRow(
        statement=statement,
        channel=statement.channel,
        number=entry.number,
        booked_on=entry.booked_on,
        amount_vnd=entry.amount_vnd,
        reference=named[0] if len(named) == 1 else "",
        text=entry.text,
    )


class _Comparing:
    """One chunk of entries against the receipts and refunds that they may be."""

    def __init__(self, channel: str, rows: list[EntryRow]) -> None:
        self._channel, self._rows = channel, rows
        numbers = [row.number for row in rows]
        named = [row.reference for row in rows if row.reference]
        receipts = ReceiptRow.objects.filter(channel=channel)
        self._by_number = {one.transaction: one for one in receipts.filter(transaction__in=numbers)}
        self._by_reference: dict[str, list[ReceiptRow]] = defaultdict(list)
        for one in receipts.filter(reference__in=named).order_by("recorded_at"):
            self._by_reference[one.reference].append(one)
        tied = EntryRow.objects.filter(receipt__in=[*self._by_number.values(), *receipts.filter(reference__in=named)])
        self._tied = set(tied.values_list("receipt_id", flat=True))
        self._refunds = {one.reference: one for one in RefundRow.objects.filter(reference__in=named)}

    def compare(self) -> None:
        for row in self._rows:
            if row.amount_vnd > 0:
                self._credit(row)
            elif row.reference:
                self._debit(row)

    def _credit(self, row: EntryRow) -> None:
        found = self._by_number.get(row.number)
        named = self._by_reference.get(row.reference, [])
        free = [one for one in named if one.id not in self._tied]
        if found is None:
            found = next((one for one in free if one.amount_vnd == row.amount_vnd), free[0] if free else None)
        if found is None or found.id in self._tied:
            kind = DifferenceKind.DUPLICATE if named else DifferenceKind.MISSING_HERE
            _differ(kind, row, None)
            return
        self._tied.add(found.id)
        row.receipt = found
        row.save(update_fields=["receipt"])
        _close_missing_there(found)
        if found.amount_vnd != row.amount_vnd:
            _differ(DifferenceKind.WRONG_AMOUNT, row, found)

    def _debit(self, row: EntryRow) -> None:
        """Money that left under a refund's reference: the bank's own word that it went."""
        refund = self._refunds.get(row.reference)
        if refund is None or refund.amount_vnd != -row.amount_vnd:
            return
        row.refund = refund
        row.save(update_fields=["refund"])
        if refund.state == RefundState.SENT.value:
            said = Said(reference=refund.reference, outcome=Outcome.PAID, transaction=row.number)
            give_back.heard(refund.id, said, actor=system_actor())


def _differ(kind: DifferenceKind, row: EntryRow, receipt: ReceiptRow | None) -> None:
    DifferenceRow.objects.create(
        kind=kind.value,
        channel=row.channel,
        day=row.booked_on,
        receipt=receipt,
        entry=row,
        here_vnd=receipt.amount_vnd if receipt else 0,
        there_vnd=row.amount_vnd,
        found_at=now(),
    )


def _close_missing_there(receipt: ReceiptRow) -> None:
    rows = DifferenceRow.objects.filter(receipt=receipt, kind=DifferenceKind.MISSING_THERE.value, closed_at=None)
    rows.update(closed_at=now(), resolution="Có trong một sao kê sau.")


def _missing_there(statement: StatementRow) -> None:
    """Receipts of the statement's days that no statement has."""
    first = datetime.combine(statement.first_on, time.min, PROVINCE_TZ)
    last = datetime.combine(statement.last_on, time.max, PROVINCE_TZ)
    rows = ReceiptRow.objects.filter(channel=statement.channel, paid_at__range=(first, last), entry=None)
    known = set(DifferenceRow.objects.filter(receipt__in=rows).values_list("receipt_id", flat=True))
    DifferenceRow.objects.bulk_create(
        DifferenceRow(
            kind=DifferenceKind.MISSING_THERE.value,
            channel=statement.channel,
            day=local(row.paid_at).date(),
            receipt=row,
            here_vnd=row.amount_vnd,
            found_at=now(),
        )
        for row in rows
        if row.id not in known
    )


def record_difference(*, difference_id: UUID, actor: Actor) -> None:
    """Money that the statement has and nobody told of is taken like any other. Raises ActDenied, NoOrder, WrongRefund."""
    access.authorise(actor=actor, act=RECONCILE, agency_id=access.Whose.NO_AGENCY)
    with transaction.atomic():
        row = _open(difference_id)
        entry = row.entry
        if entry is None or row.kind not in (DifferenceKind.MISSING_HERE.value, DifferenceKind.DUPLICATE.value):
            raise WrongRefund("Chênh lệch này không có khoản tiền để ghi nhận.")
        known = AttemptRow.objects.filter(reference=entry.reference, channel=entry.channel).exists()
        said = Said(
            reference=entry.reference if known else "",
            outcome=Outcome.PAID,
            amount_vnd=entry.amount_vnd,
            transaction=entry.number,
            paid_at=datetime.combine(entry.booked_on, time(12), PROVINCE_TZ),
        )
        entry.receipt = take_money(channel=entry.channel, said=said, source="statement", actor=actor)
        entry.save(update_fields=["receipt"])
        _close(row, "Đã ghi nhận theo sao kê.", actor)


def close_difference(*, difference_id: UUID, resolution: str, actor: Actor) -> None:
    """Raises ActDenied, NoOrder, WrongRefund (no reason)."""
    access.authorise(actor=actor, act=RECONCILE, agency_id=access.Whose.NO_AGENCY)
    told = clean(resolution)[:500]
    if len(told) < 5:
        raise WrongRefund("Ghi lý do.", fields={"/resolution": "Ghi chênh lệch này do đâu, đã xử lý thế nào."})
    with transaction.atomic():
        _close(_open(difference_id), told, actor)


def _open(difference_id: UUID) -> DifferenceRow:
    row = lock_row(DifferenceRow.objects.filter(id=difference_id, closed_at=None)).first()
    if row is None:
        raise NoOrder
    return row


def _close(row: DifferenceRow, words: str, actor: Actor) -> None:
    row.closed_at, row.closed_by_id, row.resolution = now(), actor.person_id, words
    row.save(update_fields=["closed_at", "closed_by_id", "resolution"])
    access.record_write(
        actor=actor,
        act="payments.close_difference",
        target=("payment_difference", row.id),
        detail={"kind": row.kind, "here_vnd": row.here_vnd, "there_vnd": row.there_vnd},
    )


def formats() -> tuple[tuple[str, str], ...]:
    """(code, title) of the statements that can be read, of channels in force."""
    in_force = {channel.code for channel in queries.channels()}
    versions = definitions.list_current(KIND)
    return tuple((version.code, version.title) for version in versions if version.body["channel"] in in_force)
