"""A dossier's own row beside what was told of it; and whether what waited for money went on once it was paid."""

from collections.abc import Iterable
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.events import DossierEvent
from tinhso.casework.dossiers.types import Status
from tinhso.flows.reconciliation.domain import folding
from tinhso.flows.reconciliation.naming import DOSSIER, NOTHING, named_by, vnd
from tinhso.flows.reconciliation.types import Code, Examined, Found, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Waits


def dossier_events() -> frozenset[str]:
    """The names of everything that can happen to a dossier."""
    below, found = list(DossierEvent.__subclasses__()), set[str]()
    while below:
        event = below.pop()
        below += event.__subclasses__()
        found.add(event.name)
    return frozenset(found)


class DossierCheck:
    """The events are the record; the row is what every screen shows."""

    system = System.DOSSIERS

    def subjects(self, period: Period) -> Iterable[UUID]:
        paid = outbox.happened((folding.PAID, "fee.changed"), since=period.since, until=period.until)
        return {
            *outbox.touched(dossier_events(), since=period.since, until=period.until),
            *(UUID(one.payload["subject_id"]) for one in paid if one.payload["subject_kind"] == DOSSIER),
        }

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        histories = outbox.histories(DOSSIER, ids)
        rows = dossiers.standings_of(histories)
        found: list[Found] = []
        for key, events in histories.items():
            told = folding.last_status(events)
            if told is None:
                continue
            row = rows.get(key)
            if row is None or row.status != told[0]:
                ours, theirs = Status(told[0]).title, row.status.title if row else NOTHING
                found.append(
                    Found(
                        code=Code.STATUS_DIFFERS,
                        key=str(key),
                        subject_id=key,
                        ours=ours,
                        theirs=theirs,
                        since=told[1],
                        of=named_by(events),
                    )
                )
            elif told[0] == Status.FINANCIAL:
                found += self._stands_still(key, events, rule)
        return Examined(count=len(histories), found=tuple(found))

    def _stands_still(self, key: UUID, events: tuple[EventRecord, ...], rule: Rule) -> list[Found]:
        subject = (DOSSIER, key)
        waiting = fees.waits_for_money(subject, Waits.PROCESSING)
        paid = [due for due in fees.dues_of(subject) if due.waits is Waits.PROCESSING and due.settled_at is not None]
        at = max((due.settled_at for due in paid if due.settled_at is not None), default=None)
        if waiting or at is None or at > now() - rule.record_within:
            return []
        return [
            Found(
                code=Code.PAID_STANDS_STILL,
                key=str(key),
                subject_id=key,
                ours=Status.FINANCIAL.title,
                theirs=f"đã nộp {vnd(sum(due.paid_vnd for due in paid))}",
                since=at,
                of=named_by(events),
            )
        ]
