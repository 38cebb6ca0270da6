"""What became of messages: for the operator (no address, no text), and for whoever handles the thing they were about."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tinhso.services.notifications.models import Attempt, Message, Notice
from tinhso.services.notifications.types import Channel, MessageState, Outcome, SentMessage, Standing, Told, Try

_TRIES = Prefetch("tries", queryset=Attempt.objects.order_by("at", "id"))


def messages(
    states: Sequence[MessageState], *, limit: int, channel: Channel | None = None, retried: bool = False
) -> tuple[SentMessage, ...]:
    """The newest messages in these states with their tries; `retried`: only those that were tried before."""
    rows: QuerySet[Message] = Message.objects.filter(state__in=[state.value for state in states])
    if channel is not None:
        rows = rows.filter(channel=channel.value)
    if retried:
        rows = rows.filter(attempts__gt=0)
    rows = rows.select_related("notice").defer("notice__texts").prefetch_related(_TRIES)
    return tuple(_sent(row) for row in rows.order_by("-next_at", "-id")[:limit])


def counts() -> dict[tuple[Channel, MessageState], int]:
    """How many messages wait, hang, failed or may have gone, by channel; sent ones are not counted."""
    open_ones = Message.objects.filter(state__in=["waiting", "sending", "failed", "uncertain"])
    found: dict[tuple[Channel, MessageState], int] = {}
    for channel, state in open_ones.values_list("channel", "state"):
        key = Channel(channel), MessageState(state)
        found[key] = found.get(key, 0) + 1
    return found


def unreached(*, limit: int) -> tuple[Told, ...]:
    """Notices that no channel could carry and that their person has not read in the inbox either, newest first."""
    rows = Notice.objects.filter(unreached_at__isnull=False, read_at__isnull=True).order_by("-unreached_at")
    return _told(rows[:limit])


def told_of(subject: tuple[str, UUID], *, limit: int = 40) -> tuple[Told, ...]:
    """What people were told about a thing, newest first; the caller has made sure that the reader may see the thing."""
    rows = Notice.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("-created_at", "-id")
    return _told(rows[:limit])


def standing_of(kind: str, subject_ids: Iterable[UUID]) -> tuple[Standing, ...]:
    """How each notice about these things stands; nothing of what it says."""
    rows = Notice.objects.filter(subject_kind=kind, subject_id__in=list(subject_ids)).defer("texts")
    return tuple(
        Standing(
            id=row.id,
            subject_id=row.subject_id,
            cause_id=row.cause_id,
            created_at=row.created_at,
            is_read=row.read_at is not None,
            is_unreached=row.unreached_at is not None and row.read_at is None,
            ways=tuple((Channel(one.channel), MessageState(one.state), one.next_at) for one in row.messages.all()),
        )
        for row in rows.prefetch_related("messages").order_by("created_at", "id")
    )


def _told(rows: QuerySet[Notice]) -> tuple[Told, ...]:
    carried = Prefetch("messages", queryset=Message.objects.order_by("id").prefetch_related(_TRIES))
    return tuple(
        Told(
            id=row.id,
            person_id=row.person_id,
            title=row.texts["vi"][0],
            at=row.created_at,
            read_at=row.read_at,
            messages=tuple(_sent(one, row) for one in row.messages.all()),
            is_unreached=row.unreached_at is not None and row.read_at is None,
        )
        for row in rows.prefetch_related(carried)
    )


def _sent(row: Message, notice: Notice | None = None) -> SentMessage:
    notice = notice or row.notice
    return SentMessage(
        id=row.id,
        channel=Channel(row.channel),
        state=MessageState(row.state),
        template=notice.template,
        attempts=row.attempts,
        next_at=row.next_at,
        error=row.error,
        created_at=notice.created_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        reference=row.reference,
        tries=tuple(Try(at=one.at, outcome=Outcome(one.outcome), answer=one.answer) for one in row.tries.all()),
    )
