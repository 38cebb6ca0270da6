"""When one way to a person has ended in nothing: the next way, or the mark that nobody reached them."""

from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.services.notifications import queries
from tinhso.services.notifications.actions.notify import queued
from tinhso.services.notifications.domain import ways
from tinhso.services.notifications.models import Message, Notice
from tinhso.services.notifications.types import Channel, MessageState, Priority, Rule

_HOPEFUL = frozenset({MessageState.WAITING.value, MessageState.SENDING.value, MessageState.SENT.value})


def go_on(row: Message, rule: Rule | None) -> None:
    """In the caller's transaction. What may have gone is followed by another way only where the law requires the notice."""
    # Two ways that end at once must not both begin the same next one.
    notice = lock_row(Notice.objects.filter(id=row.notice_id)).get()
    is_uncertain = row.state == MessageState.UNCERTAIN.value
    if is_uncertain and not notice.is_required:
        return
    said = queries.template_of(notice.template)
    states = dict(Message.objects.filter(notice=notice).values_list("channel", "state"))
    offered = [] if said is None else [one for one in said.channels if _is_there(one, notice)]
    wants = queries.preferences_of(notice.person_id)
    is_reached = any(state in _HOPEFUL for state in states.values())
    channel = ways.next_way(
        rule,
        offered,
        wants,
        kind=notice.kind,
        is_required=notice.is_required,
        failed=Channel(row.channel),
        used=[Channel(one) for one in states],
        is_reached=is_reached,
    )
    if channel is not None:
        priority = Priority(row.priority)
        queued(notice, channel, rule, wants, priority=priority, at=now()).save(force_insert=True)
    elif notice.is_required and not is_reached and not is_uncertain:
        notice.unreached_at = now()
        notice.save(update_fields=["unreached_at"])


def _is_there(channel: Channel, notice: Notice) -> bool:
    """A text exists for it: the template may have gained a channel since."""
    if channel is Channel.PUSH:
        return queries.has_push(notice.person_id)
    return channel is Channel.EMAIL or bool(notice.texts.get(channel.value))
