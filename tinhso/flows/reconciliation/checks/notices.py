"""Notices beside the record: each happening that the rule names was told to somebody, or it is known why nobody was reached."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tinhso.casework.dossiers.types import Status
from tinhso.flows.reconciliation.naming import DOSSIER, named_by
from tinhso.flows.reconciliation.rules import rule_now
from tinhso.flows.reconciliation.types import Code, Examined, Found, Named, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.types import MessageState, Standing

_ON_ITS_WAY = (MessageState.WAITING, MessageState.SENDING)


class NoticeCheck:
    """A notice that a person refused by choice, or that failed with its reason in the log, is told: the inbox has it."""

    system = System.NOTICES

    def subjects(self, period: Period) -> Iterable[UUID]:
        return outbox.touched(tuple(rule_now().must_tell), since=period.since, until=period.until)

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        histories = outbox.histories(DOSSIER, ids)
        told: dict[tuple[UUID, UUID], list[Standing]] = defaultdict(list)
        for one in notifications.standing_of(DOSSIER, histories):
            told[one.subject_id, one.cause_id].append(one)
        found = [
            one
            for key, events in histories.items()
            for event in events
            if event.payload["channel"] not in rule.must_tell.get(event.name, frozenset({event.payload["channel"]}))
            for one in _of(event, told[key, event.id], named_by(events), rule)
        ]
        return Examined(count=len(histories), found=tuple(found))


def _of(event: EventRecord, notices: list[Standing], of: Named, rule: Rule) -> list[Found]:
    if not notices:
        if event.at > now() - rule.record_within:
            return []
        return [_found(Code.NOTICE_MISSING, event, "không có thông báo", of)]
    late = now() - rule.told_within
    waiting = [
        f"{channel.words}: {state.words.lower()}"
        for one in notices
        for channel, state, next_at in one.ways
        if state in _ON_ITS_WAY and one.created_at < late and next_at < late
    ]
    return [_found(Code.NOTICE_WAITS, event, "; ".join(sorted(set(waiting))), of)] if waiting else []


def _found(code: Code, event: EventRecord, theirs: str, of: Named) -> Found:
    return Found(
        code=code,
        key=str(event.id),
        subject_id=event.aggregate_id,
        ours=Status(event.payload["status"]).title,
        theirs=theirs[:280],
        since=event.at,
        of=of,
    )
