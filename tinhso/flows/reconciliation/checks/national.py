"""The national portal beside the record: every change of status was told there, and the portal says of a dossier what we say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import Status
from tinhso.flows.reconciliation.checks.dossiers import dossier_events
from tinhso.flows.reconciliation.naming import DOSSIER, named_by
from tinhso.flows.reconciliation.types import Code, Examined, Found, Named, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import DomainError
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.types import MessageState, MessageView

# A portal that fails twice in a row is not asked about the rest.
_FAILURES = 2
_MOST_WORDS = 280


class NationalCheck:
    """Which events changed the status is read from the events themselves, not from the list of what is told."""

    system = System.NATIONAL

    def subjects(self, period: Period) -> Iterable[UUID]:
        if not national_portal.is_on():
            return ()
        return outbox.touched(dossier_events(), since=period.since, until=period.until)

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        histories = outbox.histories(DOSSIER, ids)
        queued = national_portal.queued_for(histories)
        found: list[Found] = []
        unasked: dict[UUID, str] = {}
        failures, why = 0, ""
        lines_of: dict[UUID, list[MessageView]] = defaultdict(list)
        for (subject, _), line in queued.items():
            lines_of[subject].append(line)
        for key, events in histories.items():
            of = named_by(events)
            missing = _untold(events, queued, of, rule)
            lines = lines_of[key]
            found += missing
            found += _unsent(key, lines, of, rule)
            if missing or not _is_comparable(lines):
                continue
            if failures == _FAILURES:
                unasked[key] = why
                continue
            try:
                found += _compared(key, of, actor)
                failures = 0
            except DomainError as refused:
                failures, why = failures + 1, refused.message
                unasked[key] = why
        return Examined(count=len(histories), found=tuple(found), unasked=unasked)


def _untold(
    events: tuple[EventRecord, ...], queued: Mapping[tuple[UUID, UUID], MessageView], of: Named, rule: Rule
) -> list[Found]:
    """A change of status for which nothing was put into the queue."""
    found: list[Found] = []
    before: int | None = None
    for event in events:
        status = int(event.payload["status"])
        is_change, before = status != before, status
        known = (event.aggregate_id, event.id) in queued
        if is_change and not known and event.at < now() - rule.record_within:
            found.append(
                Found(
                    code=Code.NATIONAL_UNTOLD,
                    key=str(event.id),
                    subject_id=event.aggregate_id,
                    ours=Status(status).title,
                    theirs="chưa xếp hàng",
                    since=event.at,
                    of=of,
                )
            )
    return found


def _unsent(key: UUID, lines: list[MessageView], of: Named, rule: Rule) -> list[Found]:
    """What was refused, and what waits too long: one of each a dossier, the first, since the others wait behind it."""
    found = []
    for code, states in (
        (Code.NATIONAL_REFUSED, (MessageState.DEAD,)),
        (Code.NATIONAL_WAITS, (MessageState.WAITING, MessageState.SENDING, MessageState.BLOCKED)),
    ):
        late = [one for one in lines if one.state in states]
        if code is Code.NATIONAL_WAITS:
            late = [one for one in late if one.queued_at < now() - rule.national_within]
        if late:
            first = min(late, key=lambda one: one.seq)
            theirs = f"{first.state.words.lower()}: {first.error}" if first.error else first.state.words.lower()
            found.append(
                Found(
                    code=code,
                    key=str(key),
                    subject_id=key,
                    ours=first.words,
                    theirs=theirs[:_MOST_WORDS],
                    since=first.queued_at,
                    of=of,
                )
            )
    return found


def _is_comparable(lines: list[MessageView]) -> bool:
    """Whether the portal should say the same: everything went, and nothing is kept from it by rule."""
    return bool(lines) and all(one.state in (MessageState.SENT, MessageState.SKIPPED) for one in lines)


def _compared(key: UUID, of: Named, actor: Actor) -> list[Found]:
    said = national_portal.compare(dossiers.national_state(key, actor=actor))
    if said.agrees:
        return []
    if not said.is_known:
        return [
            Found(
                code=Code.NATIONAL_DIFFERS,
                key=f"{key}:known",
                subject_id=key,
                ours=of.code,
                theirs="Cổng chưa có hồ sơ này",
                since=said.at,
                of=of,
            )
        ]
    return [
        Found(
            code=Code.NATIONAL_DIFFERS,
            key=f"{key}:{one.field}",
            subject_id=key,
            ours=f"{one.field}: {one.ours}",
            theirs=f"{one.field}: {one.theirs}",
            since=said.at,
            of=of,
        )
        for one in said.differences
    ]
