"""Send what waits. A message is marked before it leaves and settled after: a crash between the two never sends it twice.

At the next round the other side is asked whether it went; where nobody can say, the message stays `uncertain` in the
operator's log, and the person has it in the inbox anyway.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row, skip_locked
from tinhso.kernel.errors import Unavailable
from tinhso.services.notifications import addresses, queries
from tinhso.services.notifications.actions.go_on import go_on
from tinhso.services.notifications.adapters.channels import sender_of
from tinhso.services.notifications.composing import compose
from tinhso.services.notifications.domain import hours
from tinhso.services.notifications.errors import NoMessage, Uncertain, Undeliverable
from tinhso.services.notifications.models import Attempt, Message
from tinhso.services.notifications.types import Channel, MessageState, Outcome, Outgoing, Priority, Rule

# Longer than any try takes, with its time limits: whoever marked the message is gone.
_STUCK_AFTER = timedelta(minutes=5)
_AT_ONCE = 200
# So many in a row that the other side could not take: it is down, the others wait without losing a try.
_DOWN_AFTER = 3
_DIED = "Máy gửi dừng giữa chừng"


@dataclass(frozen=True)
class _Result:
    outcome: Outcome
    answer: str
    reference: str = ""


def send_due(*, actor: Actor, channels: Collection[Channel] = tuple(Channel)) -> int:
    """Settle what an earlier round left, then send what is due; returns how many went. Safe to run beside itself."""
    rule = queries.rule()
    went = 0
    for channel in channels:
        _settle_stuck(channel, rule)
        went += _send_channel(channel, rule, actor)
    return went


def _send_channel(channel: Channel, rule: Rule | None, actor: Actor) -> int:
    went = in_vain = 0
    for _ in range(_AT_ONCE):
        rows = _take(channel)
        if not rows:
            break
        outcome = _deliver(rows, rule, actor)
        went += outcome is Outcome.SENT
        in_vain = in_vain + 1 if outcome is Outcome.LATER else 0
        if in_vain == _DOWN_AFTER:
            break
    return went


def _take(channel: Channel) -> list[Message]:
    """The next due message, or the whole digest of one person, marked as being sent from now on."""
    at = now()
    waiting = Message.objects.filter(channel=channel.value, state=MessageState.WAITING.value, next_at__lte=at).order_by(
        "priority", "next_at", "id"
    )
    # Asked every few seconds: most often there is nothing, which costs no write lock.
    if not waiting.exists():
        return []
    with transaction.atomic():
        rows = list(skip_locked(waiting)[:1])
        if rows and rows[0].in_digest:
            head = rows[0]
            together = waiting.filter(person_id=head.person_id, in_digest=True)
            # What was tried as one goes again as the same one: the other side may know it by its id.
            together = together.filter(bundle_id=head.bundle_id) if head.attempts else together.filter(attempts=0)
            rows = list(skip_locked(together))
        bundle_id = rows[0].bundle_id if rows else None
        Message.objects.filter(id__in=[row.id for row in rows]).update(
            state=MessageState.SENDING.value, tried_at=at, bundle_id=bundle_id
        )
    taken = Message.objects.filter(id__in=[row.id for row in rows]).select_related("notice")
    return list(taken.order_by("next_at", "id")) if rows else []


def _deliver(rows: Sequence[Message], rule: Rule | None, actor: Actor) -> Outcome:
    head = rows[0]
    channel = Channel(head.channel)
    everywhere = addresses.addresses_of(head.person_id, channel, actor=actor)
    if not everywhere:
        _settle(rows, rule, MessageState.SKIPPED, None, error=f"Chưa có địa chỉ nhận {channel.words}.")
        return Outcome.NEVER
    wants = queries.preferences_of(head.person_id)
    results = []
    for address in everywhere:
        known = addresses.why_bad(channel, address)
        if known:
            results.append(_Result(Outcome.NEVER, f"Không thử: {known}"))
            continue
        results.append(_try(rows, address, channel, compose(rows, address, wants)))
    result = min(results, key=lambda one: _BEST.index(one.outcome))
    _record(rows, rule, result)
    return result.outcome


# One browser of several that has it is enough; one that may have it forbids a second try.
_BEST = (Outcome.SENT, Outcome.UNKNOWN, Outcome.LATER, Outcome.NEVER)


def _try(rows: Sequence[Message], address: str, channel: Channel, message: Outgoing) -> _Result:
    try:
        reference = sender_of(channel).send(message)
    except Unavailable as later:
        return _Result(Outcome.LATER, later.message)
    except Undeliverable as never:
        if never.is_address:
            addresses.mark_bad(rows[0].person_id, channel, address, never.message)
        return _Result(Outcome.NEVER, never.message)
    except Uncertain as unknown:
        return _Result(Outcome.UNKNOWN, unknown.message)
    return _Result(Outcome.SENT, reference, reference[:120])


def _record(rows: Sequence[Message], rule: Rule | None, result: _Result) -> None:
    match result.outcome:
        case Outcome.SENT:
            _settle(rows, rule, MessageState.SENT, result)
        case Outcome.UNKNOWN:
            _settle(rows, rule, MessageState.UNCERTAIN, result)
        case Outcome.NEVER:
            _settle(rows, rule, MessageState.FAILED, result)
        case Outcome.LATER:
            waits = rule.retry_minutes if rule is not None else ()
            tried = rows[0].attempts + 1
            if tried > len(waits):
                _settle(rows, rule, MessageState.FAILED, result)
            else:
                again = now() + timedelta(minutes=waits[tried - 1])
                _settle(rows, rule, MessageState.WAITING, result, next_at=_decent(rows[0], rule, again))


def _decent(head: Message, rule: Rule | None, again: datetime) -> datetime:
    """Another try keeps the quiet hours as the first one did; a digest has its hour already."""
    if head.in_digest:
        return again
    return hours.leaves_at(
        rule,
        Channel(head.channel),
        at=again,
        is_urgent=head.priority == Priority.URGENT,
        useful_until=head.notice.useful_until,
        wants=queries.preferences_of(head.person_id),
    )


def _settle(
    rows: Sequence[Message],
    rule: Rule | None,
    state: MessageState,
    result: _Result | None,
    *,
    error: str = "",
    next_at: datetime | None = None,
) -> None:
    """Write what became of the try; where that is the end of this way, the next way begins in the same transaction."""
    at = now()
    with transaction.atomic():
        # A report of delivery may have come while we waited for the answer: it knows better.
        open_ones = lock_row(Message.objects.filter(id__in=[row.id for row in rows]))
        for row in open_ones.filter(state=MessageState.SENDING.value).select_related(None):
            row.state, row.attempts = state.value, row.attempts + (result is not None)
            row.error = "" if state is MessageState.SENT else (error or (result.answer if result else ""))[:300]
            row.next_at = next_at or row.next_at
            if state is MessageState.SENT:
                row.sent_at = row.sent_at or at
                row.reference = result.reference if result else ""
            row.save(update_fields=["state", "attempts", "error", "next_at", "sent_at", "reference"])
            if result is not None:
                Attempt.objects.create(message=row, at=at, outcome=result.outcome.value, answer=result.answer[:300])
            if state in (MessageState.FAILED, MessageState.SKIPPED, MessageState.UNCERTAIN):
                go_on(row, rule)


def _settle_stuck(channel: Channel, rule: Rule | None) -> None:
    """Messages whose sender died while sending: ask the other side; never send again what may have gone."""
    left = Message.objects.filter(
        channel=channel.value, state=MessageState.SENDING.value, tried_at__lt=now() - _STUCK_AFTER
    )
    for bundle_id in dict.fromkeys(left.order_by("tried_at").values_list("bundle_id", flat=True)[:_AT_ONCE]):
        try:
            went = sender_of(channel).has_sent(bundle_id)
        except Unavailable:
            continue
        rows = list(left.filter(bundle_id=bundle_id))
        if went:
            _settle(rows, rule, MessageState.SENT, _Result(Outcome.SENT, f"{_DIED}; bên nhận cho biết đã gửi."))
        elif went is None:
            said = _Result(Outcome.UNKNOWN, f"{_DIED}; không rõ thư đã đi chưa.")
            _settle(rows, rule, MessageState.UNCERTAIN, said)
        else:
            said = _Result(Outcome.LATER, f"{_DIED}; gửi lại không thành hai.")
            _settle(rows, rule, MessageState.WAITING, said, next_at=now())


def send_again(*, message_id: UUID, actor: Actor) -> None:
    """An operator lets a failed or uncertain message be tried once more, with all that left with it. Raises NoMessage."""
    ended = [MessageState.FAILED.value, MessageState.UNCERTAIN.value]
    with transaction.atomic():
        row = Message.objects.filter(id=message_id, state__in=ended).first()
        if row is None:
            raise NoMessage
        # One try is on record, so that a digest stays the same digest.
        Message.objects.filter(bundle_id=row.bundle_id, state__in=ended).update(
            state=MessageState.WAITING.value, attempts=1, next_at=now(), error=""
        )
        access.record_write(actor=actor, act="notifications.send_again", target=("message", message_id), detail={})
