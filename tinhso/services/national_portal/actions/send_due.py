"""Send what is due, of each dossier in its order. A message is marked before it leaves and settled after.

Where nobody saw how a try ended, the portal is asked what it knows before anything is sent again: nothing is told twice.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_key, skip_locked
from tinhso.kernel.errors import Unavailable
from tinhso.kernel.outbox.api import publish
from tinhso.services.national_portal import mapping, portal
from tinhso.services.national_portal.actions import tell_second
from tinhso.services.national_portal.adapters.portals import second
from tinhso.services.national_portal.domain import storing, wire
from tinhso.services.national_portal.errors import NotReached, Refused, Unmapped
from tinhso.services.national_portal.events import DossierTold
from tinhso.services.national_portal.models import Message
from tinhso.services.national_portal.rules import rule_now
from tinhso.services.national_portal.types import (
    OPEN_STATES,
    DossierState,
    MessageKind,
    MessageState,
    ProgressLine,
    Rule,
)

# Longer than any try takes with its time limits: whoever marked the message is gone.
_STUCK_AFTER = timedelta(minutes=5)
_AT_ONCE = 50
# A portal that does not answer two in a row will not answer the third: the rest waits for the next round.
_FAILURES = 2
_BLOCKED_FOR = timedelta(hours=1)
_OPEN = [state.value for state in OPEN_STATES]


def send_due(*, limit: int = 500) -> int:
    """Send until nothing is due or the portal fails twice in a row; returns how many it took. Safe beside itself."""
    _free_stuck()
    rule, sent, failures, tried = rule_now(), 0, 0, 0
    while tried < limit and (rows := _take(min(_AT_ONCE, limit - tried))):
        for number, row in enumerate(rows):
            if failures == _FAILURES:
                _give_back(rows[number:])
                return sent
            tried += 1
            failures = 0 if _send(row, rule) else failures + 1
            sent += row.state == MessageState.SENT
    return sent


def _take(limit: int) -> Sequence[Message]:
    """The due messages that are first of their subject, marked as being sent by this round."""
    at = now()
    earlier = Message.objects.filter(subject_id=OuterRef("subject_id"), seq__lt=OuterRef("seq"), state__in=_OPEN)
    due = Message.objects.filter(
        state__in=[MessageState.WAITING.value, MessageState.BLOCKED.value], next_at__lte=at
    ).exclude(Exists(earlier))
    with transaction.atomic():
        rows = list(skip_locked(due.order_by("next_at", "id"))[:limit])
        Message.objects.filter(id__in=[row.id for row in rows]).update(state=MessageState.SENDING.value, tried_at=at)
    return rows


def _give_back(rows: Sequence[Message]) -> None:
    ids = [row.id for row in rows]
    Message.objects.filter(id__in=ids, state=MessageState.SENDING.value).update(state=MessageState.WAITING.value)


def _free_stuck() -> None:
    """Whoever sent these died while sending: they go again, after a look at what the portal knows."""
    left = Message.objects.filter(state=MessageState.SENDING.value, tried_at__lt=now() - _STUCK_AFTER)
    left.update(
        state=MessageState.WAITING.value, attempts=1, error="Máy gửi dừng giữa chừng; sẽ hỏi Cổng rồi gửi tiếp."
    )


def _send(row: Message, rule: Rule) -> bool:
    """Whether the portal answered, be it with a no."""
    try:
        _put(row, rule)
    except Unmapped as missing:
        row.next_at = now() + _BLOCKED_FOR
        _settle(row, MessageState.BLOCKED, missing.message)
    except Refused as no:
        row.attempts += 1
        _settle(row, MessageState.DEAD, no.message)
    except NotReached as lost:
        # A portal that is away is no fault of the message: it waits however long that takes.
        row.next_at = now() + timedelta(minutes=rule.retry_minutes[min(row.attempts, len(rule.retry_minutes) - 1)])
        row.attempts = min(row.attempts + 1, len(rule.retry_minutes) - 1)
        _settle(row, MessageState.WAITING, lost.message)
        return False
    except Unavailable as later:
        _again(row, rule, later.message)
        return False
    else:
        row.sent_at, row.attempts = now(), row.attempts + 1
        _settle(row, MessageState.SENT, "")
    return True


def _again(row: Message, rule: Rule, error: str) -> None:
    row.attempts += 1
    if row.attempts > len(rule.retry_minutes):
        _settle(row, MessageState.DEAD, f"Đã thử {row.attempts} lần. {error}"[:300])
        return
    row.next_at = now() + timedelta(minutes=rule.retry_minutes[row.attempts - 1])
    _settle(row, MessageState.WAITING, error)


def _settle(row: Message, state: MessageState, error: str) -> None:
    row.state, row.error = state.value, error[:300]
    kept = row.payload
    if state is MessageState.SENT:
        row.payload = None
    with transaction.atomic():
        row.save(update_fields=["state", "error", "attempts", "next_at", "sent_at", "payload", "is_told"])
        if row.kind == MessageKind.DOSSIER.value and state in (MessageState.SENT, MessageState.DEAD):
            _publish(row, storing.read(DossierState, kept["state"]), is_told=state is MessageState.SENT)


def _publish(row: Message, state: DossierState, *, is_told: bool) -> None:
    """Statistics count what the portal has; a message of a subject goes alone, so its events stand in its order."""
    aggregate = ("national_portal.dossier", row.subject_id)
    lock_key(f"national_portal.told.{row.subject_id}")
    publish(
        DossierTold(
            subject_id=row.subject_id,
            cause_id=row.cause_id,
            procedure_code=state.procedure_code,
            owner_agency_id=state.agency_id,
            status=state.status,
            accepted_on=local(state.accepted_at).date() if state.accepted_at else None,
            is_told=is_told,
        ),
        aggregate=aggregate,
        actor=system_actor(),
    )


def _put(row: Message, rule: Rule) -> None:
    match MessageKind(row.kind):
        case MessageKind.DOSSIER:
            _put_dossier(row, rule)
        case MessageKind.RATING:
            portal.put_ratings([row.payload["row"]])
        case MessageKind.ANSWER:
            portal.put_answers([row.payload["row"]])
        case MessageKind.FAQ:
            portal.put_faq([row.payload["row"]])


def _put_dossier(row: Message, rule: Rule) -> None:
    """TraCuuHoSo → DongBoHoSoMC(isUpdating) → CapNhatTienDoHoSoMC; or the steps of the second generation."""
    state = storing.read(DossierState, row.payload["state"])
    client = second()
    if client is not None:
        kept = row.payload["line"]
        tell_second.tell(row, state, storing.read(ProgressLine, kept) if kept else None, client=client, rule=rule)
        return
    data = wire.dossier(state, mapping.codes_for(state), rule)
    known = portal.look_up(state.their_code)
    if not row.is_told:
        _tell(data, is_known=known is not None)
        row.is_told = True
        row.save(update_fields=["is_told"])
    if row.payload["line"] is None:
        return
    line = wire.progress(state.their_code, storing.read(ProgressLine, row.payload["line"]))
    if known is None or not wire.knows_line(known, line):
        portal.put_progress([line])


def _tell(data: dict[str, object], *, is_known: bool) -> None:
    try:
        portal.put_dossier(data, is_update=is_known)
    except Refused:
        # It may have come before our look-up, or twice on the way: the portal's own word decides, once.
        if (portal.look_up(str(data["MaHoSo"])) is not None) is is_known:
            raise
        portal.put_dossier(data, is_update=not is_known)
