"""What the people of a dossier were told and by which ways, as its officers see it: who was reached, and who was not."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.foundation.identity import api as identity
from tinhso.services.notifications import api as notifications
from tinhso.services.notifications.types import MessageState, SentMessage, Told


@dataclass(frozen=True, kw_only=True)
class Line:
    """One notice to one person; `ways`: "tin nhắn SMS: đã gửi"."""

    told: Told
    name: str
    ways: tuple[str, ...]


def told_lines(dossier_id: UUID) -> tuple[Line, ...]:
    """Newest first. The caller has read the dossier, which is logged."""
    found = notifications.told_of(("dossier", dossier_id))
    names = identity.person_names({one.person_id for one in found})
    return tuple(
        Line(told=one, name=names.get(one.person_id, ""), ways=tuple(_way(message) for message in one.messages))
        for one in found
    )


def _way(message: SentMessage) -> str:
    words = message.state.words.lower()
    if message.delivered_at is not None:
        words = "đã đến máy người nhận"
    if message.error and message.state is not MessageState.SENT:
        words = f"{words}. {message.error}"
    return f"{message.channel.words}: {words}"
