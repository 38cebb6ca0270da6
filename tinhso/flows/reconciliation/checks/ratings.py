"""The slips of dossiers beside what the national portal was told of them."""

from collections.abc import Iterable
from uuid import UUID

from tinhso.casework.ratings.events import RatingGiven
from tinhso.flows.reconciliation.naming import DOSSIER, dossiers_named
from tinhso.flows.reconciliation.types import Code, Examined, Found, Named, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.types import MessageState, MessageView

_SLIP = "rating_slip"
_DONE = (MessageState.SENT, MessageState.SKIPPED, MessageState.WITHHELD)


class RatingCheck:
    """A subject is a slip; each of its versions goes. The portal answers no question about ratings: its receipt is its word."""

    system = System.RATINGS

    def subjects(self, period: Period) -> Iterable[UUID]:
        if not national_portal.is_on():
            return ()
        return outbox.touched((RatingGiven.name,), since=period.since, until=period.until)

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        histories = {
            key: events
            for key, events in outbox.histories(_SLIP, ids).items()
            if events[0].payload["subject_kind"] == DOSSIER
        }
        queued = national_portal.queued_for(histories)
        names = dossiers_named({UUID(events[0].payload["subject_id"]) for events in histories.values()})
        found = tuple(
            one
            for events in histories.values()
            for event in events
            for one in _of(event, queued.get((event.aggregate_id, event.id)), names, rule)
        )
        return Examined(count=len(histories), found=found)


def _of(event: EventRecord, line: MessageView | None, names: dict[UUID, Named], rule: Rule) -> list[Found]:
    if line is None:
        code, theirs, allowed = Code.RATING_UNTOLD, "chưa xếp hàng", rule.record_within
    elif line.state not in _DONE:
        code, allowed = Code.RATING_WAITS, rule.national_within
        theirs = f"{line.state.words.lower()}: {line.error}" if line.error else line.state.words.lower()
    else:
        return []
    is_dead = line is not None and line.state is MessageState.DEAD
    if not is_dead and event.at > now() - allowed:
        return []
    of = names.get(UUID(event.payload["subject_id"]), Named())
    ours = f"phiếu lần {event.payload['version_no']}"
    return [
        Found(
            code=code,
            key=str(event.id),
            subject_id=event.aggregate_id,
            ours=ours,
            theirs=theirs[:280],
            since=event.at,
            of=of,
        )
    ]
