"""Send what waits. A message is marked before it leaves and settled after: a crash between the two never sends it twice.

At the next round the other side is asked whether it went; where nobody can say, the message stays `uncertain` in the
operator's log, and the person has it in the inbox anyway.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.errors import PersonNotFound
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import skip_locked
from tinhso.kernel.errors import Unavailable
from tinhso.services.notifications import queries
from tinhso.services.notifications.adapters.channels import sender_of
from tinhso.services.notifications.errors import Uncertain, Undeliverable
from tinhso.services.notifications.models import Message
from tinhso.services.notifications.types import Channel, MessageState, Outgoing, Rule

# Longer than any try takes, with its time limits: whoever marked the message is gone.
_STUCK_AFTER = timedelta(minutes=5)
_AT_ONCE = 200


def send_due(*, actor: Actor) -> int:
    """Settle what an earlier round left, then send what is due; returns how many went. Safe to run beside itself."""
    _settle_stuck()
    rule = queries.rule()
    return sum(_send(row, rule, actor) for row in _take())


def _take() -> Sequence[Message]:
    """The due messages, marked as being sent by this round."""
    at = now()
    with transaction.atomic():
        waiting = Message.objects.filter(state=MessageState.WAITING.value, next_at__lte=at).order_by("next_at", "id")
        rows = list(skip_locked(waiting)[:_AT_ONCE])
        Message.objects.filter(id__in=[row.id for row in rows]).update(state=MessageState.SENDING.value, tried_at=at)
    return rows


def _send(row: Message, rule: Rule | None, actor: Actor) -> bool:
    row.attempts += 1
    channel = Channel(row.channel)
    try:
        to = _address(row.notice.person_id, channel, actor)
        if not to:
            return _settle(row, MessageState.SKIPPED, error=f"Chưa có địa chỉ nhận {channel.words}.")
        row.reference = sender_of(channel).send(_outgoing(row, to))[:120]
    except Unavailable as later:
        return _again(row, rule, later.message)
    except Undeliverable as never:
        return _settle(row, MessageState.FAILED, error=never.message)
    except Uncertain as unknown:
        return _settle(row, MessageState.UNCERTAIN, error=unknown.message)
    row.sent_at = now()
    return _settle(row, MessageState.SENT)


def _outgoing(row: Message, to: str) -> Outgoing:
    texts = row.notice.texts
    if Channel(row.channel) is Channel.SMS:
        return Outgoing(id=row.id, to=to, title="", body=texts["sms"])
    title, body = texts["vi"]
    ways = [body]
    if row.notice.link:
        ways.append(f"{settings.PUBLIC_ADDRESS}{row.notice.link}")
    ways.append(f"Chọn cách nhận thông báo: {settings.PUBLIC_ADDRESS}/thong-bao/cach-nhan/")
    return Outgoing(id=row.id, to=to, title=title, body="\n\n".join(ways))


def _address(person_id: UUID, channel: Channel, actor: Actor) -> str:
    """Where the person is reached; the reading is logged as any other."""
    try:
        person = identity.get_person(person_id, actor=actor, purpose=f"Gửi thông báo qua {channel.words}")
    except PersonNotFound:
        return ""
    return person.email if channel is Channel.EMAIL else person.phone


def _again(row: Message, rule: Rule | None, error: str) -> bool:
    waits = rule.retry_minutes if rule is not None else ()
    if row.attempts > len(waits):
        return _settle(row, MessageState.FAILED, error=error)
    row.next_at = now() + timedelta(minutes=waits[row.attempts - 1])
    return _settle(row, MessageState.WAITING, error=error)


def _settle(row: Message, state: MessageState, *, error: str = "") -> bool:
    row.state, row.error = state.value, error[:300]
    row.save(update_fields=["state", "error", "attempts", "next_at", "sent_at", "reference"])
    return state is MessageState.SENT


def _settle_stuck() -> None:
    """Messages whose sender died while sending: ask the other side; never send again what may have gone."""
    left = Message.objects.filter(state=MessageState.SENDING.value, tried_at__lt=now() - _STUCK_AFTER)
    for row in left.order_by("tried_at")[:_AT_ONCE]:
        try:
            went = sender_of(Channel(row.channel)).has_sent(row.id)
        except Unavailable:
            continue
        if went:
            row.sent_at = row.tried_at
            _settle(row, MessageState.SENT)
        elif went is None:
            _settle(row, MessageState.UNCERTAIN, error="Máy gửi dừng giữa chừng; không rõ thư đã đi chưa.")
        else:
            _settle(row, MessageState.WAITING, error="Máy gửi dừng giữa chừng; bên nhận cho biết chưa gửi.")


def send_again(*, message_id: UUID, actor: Actor) -> bool:
    """An operator lets a failed or uncertain message be tried once more; False when there is no such message."""
    with transaction.atomic():
        rows = Message.objects.filter(
            id=message_id, state__in=[MessageState.FAILED.value, MessageState.UNCERTAIN.value]
        )
        if not rows.update(state=MessageState.WAITING.value, attempts=0, next_at=now(), error=""):
            return False
        access.record_write(actor=actor, act="notifications.send_again", target=("message", message_id), detail={})
    return True
