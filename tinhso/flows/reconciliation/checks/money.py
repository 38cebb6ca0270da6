"""Money in: what the gateway and the tills have receipts for, beside what the dues' events say was paid by them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.cashier import api as cashier
from tinhso.flows.reconciliation.domain import folding
from tinhso.flows.reconciliation.naming import DUE, dossiers_of_dues, vnd
from tinhso.flows.reconciliation.types import Code, Examined, Found, Named, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.outbox import api as outbox
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.cashdesk.types import ReceiptState
from tinhso.services.payments import api as payments
from tinhso.services.payments.errors import NoOrder

_MONEY = (folding.PAID, folding.UNPAID)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What a system has for one due, by one receipt or order; `amount_vnd` 0: it counts no longer, or not yet."""

    amount_vnd: int
    at: datetime


# (source, due) → what the system has.
Sums = dict[tuple[UUID, UUID], Sum]


class _MoneyCheck(ABC):
    """Source by source, due by due."""

    system: System
    source: str
    # Not recorded, not received, another amount.
    codes: tuple[Code, Code, Code]

    @abstractmethod
    def _between(self, period: Period) -> Iterable[UUID]:
        """The sources that the system itself has of that time."""

    @abstractmethod
    def _sums(self, ids: tuple[UUID, ...]) -> Sums:
        """What the system has; a source that it does not know is not there."""

    def subjects(self, period: Period) -> Iterable[UUID]:
        told = outbox.happened(_MONEY, since=period.since, until=period.until)
        return {*self._between(period), *folding.sources_of(told, self.source)}

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        sums = self._sums(ids)
        unknown = set(ids) - {source for source, _ in sums}
        pairs = [*sums, *(self._pairs_told_of(unknown) if unknown else ())]
        histories = outbox.histories(DUE, {due for _, due in pairs})
        names = dossiers_of_dues(histories)
        found: list[Found] = []
        ours_vnd = theirs_vnd = 0
        for source, due in pairs:
            # A line that is no due of ours is another system's business.
            if due not in histories:
                continue
            ours = folding.recorded_from(histories[due], (self.source, source))
            theirs = sums.get((source, due))
            ours_vnd += ours.amount_vnd if ours else 0
            theirs_vnd += theirs.amount_vnd if theirs else 0
            found += self._compared(source, due, ours, theirs, names.get(due, Named()), rule)
        return Examined(count=len(ids), found=tuple(found), sums={"record": ours_vnd, "system": theirs_vnd})

    def _compared(
        self, source: UUID, due: UUID, ours: folding.Recorded | None, theirs: Sum | None, of: Named, rule: Rule
    ) -> list[Found]:
        recorded = ours.amount_vnd if ours else 0
        received = theirs.amount_vnd if theirs else 0
        since = max(one.at for one in (ours, theirs) if one is not None)
        # What came a moment ago may still be on its way into the dossier.
        if recorded == received or since > now() - rule.record_within:
            return []
        not_recorded, not_received, otherwise = self.codes
        code = not_recorded if not recorded else not_received if not received else otherwise
        return [
            Found(
                code=code,
                key=f"{source}:{due}",
                subject_id=source,
                ours=vnd(recorded or None),
                theirs=vnd(received or None),
                since=since,
                of=of,
            )
        ]

    def _pairs_told_of(self, unknown: set[UUID]) -> list[tuple[UUID, UUID]]:
        """Which dues say that they were paid by a source that the system does not have: rare, so every event is read."""
        found = [
            (UUID(event.payload["source_id"]), event.aggregate_id)
            for event in outbox.happened(_MONEY, since=None, until=now())
            if event.payload["source_kind"] == self.source and UUID(event.payload["source_id"]) in unknown
        ]
        return list(dict.fromkeys(found))


class OnlineCheck(_MoneyCheck):
    """The gateway's receipts; orders of other systems have no dues here."""

    system = System.PAYMENTS
    source = "payments.order"
    codes = (Code.PAID_NOT_RECORDED, Code.PAID_NOT_RECEIVED, Code.PAID_OTHERWISE)

    def _between(self, period: Period) -> Iterable[UUID]:
        return payments.taken_between(period.since, period.until)

    def _sums(self, ids: tuple[UUID, ...]) -> Sums:
        taken = payments.taken_for(ids)
        found: Sums = {}
        for source in ids:
            one = taken.get(source)
            if one is not None:
                if not one.client:
                    found |= _by_due(source, {line.code: line.amount_vnd for line in one.lines}, one.recorded_at)
                continue
            # An order that nobody paid has received nothing for its dues.
            try:
                order = payments.get_order(source)
            except NoOrder:
                continue
            if not order.client:
                found |= _by_due(source, {line.code: 0 for line in order.lines}, order.created_at)
        return found


class CashCheck(_MoneyCheck):
    """The receipts of the tills; a cancelled one has given its money back."""

    system = System.CASHDESK
    source = cashier.SOURCE
    codes = (Code.CASH_NOT_RECORDED, Code.CASH_NOT_RECEIVED, Code.CASH_OTHERWISE)

    def _between(self, period: Period) -> Iterable[UUID]:
        return cashdesk.receipts_between(period.since, period.until)

    def _sums(self, ids: tuple[UUID, ...]) -> Sums:
        found: Sums = {}
        for key, one in cashdesk.receipts_by_id(ids).items():
            counts = one.state is ReceiptState.ISSUED
            amounts = {str(line.subject_id): line.amount_vnd if counts else 0 for line in one.lines}
            found |= _by_due(key, amounts, one.cancelled_at or one.issued_at)
        return found


def _by_due(source: UUID, amounts: Mapping[str, int], at: datetime) -> Sums:
    found: Sums = {}
    for code, amount in amounts.items():
        try:
            found[source, UUID(code)] = Sum(amount_vnd=amount, at=at)
        except ValueError:
            continue
    return found
