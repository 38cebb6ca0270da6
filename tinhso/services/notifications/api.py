"""What other rooms may ask of notices: tell a person, and what a person or an operator does with it.

Nothing is told twice (person, cause, occasion, template), nothing leaves in quiet hours unless it must, and nothing that may have
gone is sent again by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tinhso.kernel.actor import Actor
from tinhso.services.notifications import queries
from tinhso.services.notifications.actions import keep_inbox, send
from tinhso.services.notifications.actions import notify as telling
from tinhso.services.notifications.adapters.channels import email, sms
from tinhso.services.notifications.types import MessageState, Preferences, SentMessage

_UNSENT = (MessageState.FAILED, MessageState.UNCERTAIN)


def notify(
    *,
    template: str,
    person_id: UUID,
    cause_id: UUID,
    occasion: str = "",
    subject: tuple[str, UUID],
    values: Mapping[str, str],
    values_en: Mapping[str, str] | None = None,
    link: str = "",
    useful_until: datetime | None = None,
    actor: Actor,
) -> bool:
    """Tell the person in the caller's transaction; False when it was told before or the province has no such template.

    `values_en`: those that read otherwise in English. `link`: a path of the portal. `useful_until`: after this instant
    the message would come too late, so quiet hours do not hold it on its last day.
    """
    return telling.notify(
        template=template,
        person_id=person_id,
        cause_id=cause_id,
        occasion=occasion,
        subject=subject,
        values=values,
        values_en=values_en or {},
        link=link,
        useful_until=useful_until,
        actor=actor,
    )


def send_due(*, actor: Actor) -> int:
    """Send what is due; returns how many went."""
    return send.send_due(actor=actor)


def send_again(*, message_id: UUID, actor: Actor) -> bool:
    """Let a failed or uncertain message be tried once more; False when there is no such one."""
    return send.send_again(message_id=message_id, actor=actor)


def unsent(*, limit: int = 100) -> tuple[SentMessage, ...]:
    """Messages that did not go or may not have gone, newest first: for operators, without address or text."""
    return queries.messages(_UNSENT, limit=limit)


def open_notice(*, notice_id: UUID, actor: Actor) -> str:
    """Mark as read; the path it leads to. Raises NoNotice."""
    return keep_inbox.open_notice(notice_id=notice_id, actor=actor)


def mark_all_read(*, actor: Actor) -> int:
    """Every notice of the person is read. Raises Denied."""
    return keep_inbox.mark_all_read(actor=actor)


def choose(*, wants: Preferences, actor: Actor) -> None:
    """Which messages the person wants besides the inbox. Raises Denied."""
    keep_inbox.choose(wants=wants, actor=actor)


def check_config() -> list[str]:
    """What is wrong with the channels in use, sentence by sentence."""
    return [*email.get().check_config(), *sms.get().check_config()]
