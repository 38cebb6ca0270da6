"""The post beside the record: what it tells of every letter, and whether a letter that arrived, or did not, fits its dossier."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from tinhso.casework.dossiers.types import Status
from tinhso.flows.reconciliation.domain import folding
from tinhso.flows.reconciliation.naming import DOSSIER, NOTHING, named_by
from tinhso.flows.reconciliation.types import Code, Examined, Found, Named, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import DomainError
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.post import api as post
from tinhso.services.post.events import LetterMoved
from tinhso.services.post.types import Difference, Direction, Order, OrderState

# The post's list is read whole, so it is one subject: what is no longer in it is gone.
_LIST = uuid5(UUID(int=0), "post.list")


class PostCheck:
    """Post and letters are compared by the post itself; letters and dossiers by the events of both."""

    system = System.POST

    def subjects(self, period: Period) -> Iterable[UUID]:
        if not post.is_on():
            return ()
        moved = outbox.happened((LetterMoved.name,), since=period.since, until=period.until)
        dossiers = {UUID(one.payload["subject_id"]) for one in moved if one.payload["subject_kind"] == DOSSIER}
        return {_LIST, *dossiers} if post.service_on() else dossiers

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        found: list[Found] = []
        unasked: dict[UUID, str] = {}
        if _LIST in ids:
            try:
                found += [_told(one) for one in post.compare().differences]
            except DomainError as refused:
                unasked[_LIST] = refused.message
        histories = outbox.histories(DOSSIER, ids)
        for key, events in histories.items():
            found += _of_dossier(key, events, rule)
        return Examined(count=len(ids), found=tuple(found), unasked=unasked)


def _told(one: Difference) -> Found:
    here = OrderState(one.here).words if one.here else NOTHING
    return Found(
        code=Code.POST_DIFFERS,
        key=one.waybill,
        subject_id=_LIST,
        ours=here,
        theirs=f"{one.there or NOTHING} ({one.words})",
        since=now(),
        of=Named(code=one.reference),
    )


def _of_dossier(key: UUID, events: tuple[EventRecord, ...], rule: Rule) -> list[Found]:
    """The last letter that carries the result, and the status that the events tell."""
    told = folding.last_status(events)
    letters = [one for one in post.orders_of((DOSSIER, key)) if one.direction is Direction.RETURN]
    last = max(letters, key=lambda one: one.created_at, default=None)
    if told is None or last is None or max(told[1], last.state_at) > now() - rule.record_within:
        return []
    code = _misfit(Status(told[0]), last)
    if code is None:
        return []
    return [
        Found(
            code=code,
            key=str(last.id),
            subject_id=key,
            ours=Status(told[0]).title,
            theirs=f"{last.state.words}, {last.waybill or 'chưa có số vận đơn'}",
            since=last.state_at,
            of=named_by(events),
        )
    ]


def _misfit(status: Status, letter: Order) -> Code | None:
    if letter.state is OrderState.DELIVERED and not status.is_over:
        return Code.DELIVERED_NOT_RETURNED
    if status is Status.RETURNED and (letter.state.is_with_post or letter.state is OrderState.LOST):
        return Code.RETURNED_NOT_DELIVERED
    return None
