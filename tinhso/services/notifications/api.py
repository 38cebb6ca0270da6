"""What other rooms may ask of notices: tell a person, and what a person or an operator does with it.

Nothing is told twice (person, cause, occasion, template), nothing leaves in quiet hours unless it must, and nothing that may have
gone is sent again by itself.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied
from tinhso.kernel.ids import new_id
from tinhso.services.notifications import addresses, delivery_log
from tinhso.services.notifications.actions import hear_back as hearing
from tinhso.services.notifications.actions import keep_inbox, send, try_channel
from tinhso.services.notifications.actions import notify as telling
from tinhso.services.notifications.actions import subscribe_push as subscribing
from tinhso.services.notifications.actions import unsubscribe as unsubscribing
from tinhso.services.notifications.adapters import channels as ports
from tinhso.services.notifications.adapters.demo import STAND_INS, Demo
from tinhso.services.notifications.types import (
    Audience,
    Channel,
    MessageState,
    Preferences,
    SentMessage,
    Standing,
    Subscription,
    Told,
)

MANAGE = "notices.manage"
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


def told_of(subject: tuple[str, UUID]) -> tuple[Told, ...]:
    """What people were told about a thing and by which ways; the caller has made sure that the reader may see the thing."""
    return delivery_log.told_of(subject)


def standing_of(kind: str, subject_ids: Iterable[UUID]) -> tuple[Standing, ...]:
    """How each notice about these things stands, without its words."""
    return delivery_log.standing_of(kind, subject_ids)


def send_due(*, actor: Actor, channels: Collection[Channel] = tuple(Channel)) -> int:
    """Send what is due; returns how many went."""
    return send.send_due(actor=actor, channels=channels)


def hear_back(
    *, bundle_id: UUID, channel: Channel, arrived: bool, answer: str, is_address: bool = False, actor: Actor
) -> bool:
    """The other side says later what became of a message; False when it knows one that we do not."""
    return hearing.hear_back(
        bundle_id=bundle_id, channel=channel, arrived=arrived, answer=answer, is_address=is_address, actor=actor
    )


def send_again(*, message_id: UUID, actor: Actor) -> None:
    """An operator lets a failed or uncertain message be tried once more. Raises Denied, NoMessage."""
    _authorise(actor)
    send.send_again(message_id=message_id, actor=actor)


def unsent(*, limit: int = 100) -> tuple[SentMessage, ...]:
    """Messages that did not go or may not have gone, newest first: for operators, without address or text."""
    return delivery_log.messages(_UNSENT, limit=limit)


def waiting(*, limit: int = 100) -> tuple[SentMessage, ...]:
    """Messages that wait for their time or for another try."""
    return delivery_log.messages((MessageState.WAITING, MessageState.SENDING), limit=limit)


def unreached(*, limit: int = 100) -> tuple[Told, ...]:
    """Required notices that no channel could carry and that nobody has read in the inbox."""
    return delivery_log.unreached(limit=limit)


def counts() -> dict[tuple[Channel, MessageState], int]:
    """How many messages wait, hang, failed or may have gone, by channel."""
    return delivery_log.counts()


def forgive_addresses(*, person_id: UUID, actor: Actor) -> int:
    """The person's addresses that failed may be tried again; returns how many there were. Raises Denied."""
    _authorise(actor)
    forgiven = addresses.forgive(person_id)
    access.record_write(actor=actor, act="notifications.forgive", target=("person", person_id), detail={})
    return forgiven


def send_test(*, channel: Channel, template: str = "", actor: Actor) -> str:
    """Send a test to the actor's own address at once; the other side's answer. `template`: whose approved Zalo template.

    Raises Denied, Invalid (no address), Unavailable, Undeliverable, Uncertain.
    """
    return try_channel.send_test(channel=channel, message_id=new_id(), template=template, actor=actor)


def open_notice(*, notice_id: UUID, actor: Actor) -> str:
    """Mark as read; the path it leads to. Raises NoNotice."""
    return keep_inbox.open_notice(notice_id=notice_id, actor=actor)


def mark_all_read(*, actor: Actor) -> int:
    """Every notice of the person is read. Raises Denied."""
    return keep_inbox.mark_all_read(actor=actor)


def choose(*, wants: Preferences, audience: Audience = Audience.CITIZEN, actor: Actor) -> None:
    """Which messages the person wants besides the inbox. Raises Denied, MustStayReachable, Invalid."""
    keep_inbox.choose(wants=wants, audience=audience, actor=actor)


def unsubscribe_link(token: str) -> unsubscribing.Link:
    """What a signed link of a letter would stop. Raises BadLink."""
    return unsubscribing.read_token(token)


def unsubscribe(*, token: str, actor: Actor) -> unsubscribing.Link:
    """What a signed link of a letter stops is stopped, without signing in. Raises BadLink."""
    return unsubscribing.unsubscribe(token=token, actor=actor)


def subscribe_push(*, subscription: Subscription, actor: Actor) -> None:
    """A browser of the actor takes push messages from now on. Raises Denied, BadSubscription."""
    subscribing.subscribe(subscription=subscription, actor=actor)


def unsubscribe_push(*, endpoint: str, actor: Actor) -> bool:
    """A browser of the actor takes none any more; False when it was not known. Raises Denied."""
    return subscribing.unsubscribe(endpoint=endpoint, actor=actor)


def stand_in(channel: Channel) -> type[Demo]:
    """The gateway that a demonstration plays for this channel. Raises Denied outside a demonstration."""
    if not settings.DEMO:
        raise Denied("Chỉ bản trình diễn có cổng gửi giả lập.")
    return STAND_INS[channel]


def check_config() -> list[str]:
    """What is wrong with the channels in use, sentence by sentence."""
    return ports.problems()


def _authorise(actor: Actor) -> None:
    if not actor.is_system:
        access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.NO_AGENCY)
