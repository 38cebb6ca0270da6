"""Tell one person that something happened: a line in the inbox at once, messages queued for the channels they want."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import joined
from tinhso.services.notifications import queries
from tinhso.services.notifications.domain import hours, ways, wording
from tinhso.services.notifications.models import Message, Notice
from tinhso.services.notifications.types import Channel, MessageState, Preferences, Priority, Rule, Template


def notify(
    *,
    template: str,
    person_id: UUID,
    cause_id: UUID,
    occasion: str,
    subject: tuple[str, UUID],
    values: Mapping[str, str],
    values_en: Mapping[str, str],
    link: str,
    useful_until: datetime | None,
    actor: Actor,
) -> bool:
    said = queries.template_of(template)
    if said is None:
        return False
    # What happened before two cards became one is told to whom it is about now.
    person_id = identity.standing(person_id)
    kind = queries.kind_of(said.kind)
    priority = Priority.URGENT if said.is_urgent else kind.priority if kind else Priority.NORMAL
    at = now()
    with joined():
        known = Notice.objects.filter(person_id=person_id, cause_id=cause_id, template=template, occasion=occasion)
        if known.exists():
            return False
        notice = Notice.objects.create(
            person_id=person_id,
            cause_id=cause_id,
            occasion=occasion,
            template=template,
            version_id=said.version_id,
            kind=said.kind,
            is_required=kind is not None and kind.is_required,
            subject_kind=subject[0],
            subject_id=subject[1],
            texts=_texts(said, values, {**values, **values_en}, link),
            link=link,
            created_at=at,
            useful_until=useful_until,
        )
        rule, wants = queries.rule(), queries.preferences_of(person_id)
        chosen = ways.first_ways(rule, said, wants, has_push=queries.has_push(person_id))
        Message.objects.bulk_create(
            queued(notice, channel, rule, wants, priority=priority, at=at)
            for channel in chosen
            if hours.carries(priority, channel)
        )
        access.record_write(
            actor=actor, act="notifications.notify", target=("notice", notice.id), detail={"template": template}
        )
    return True


def queued(
    notice: Notice,
    channel: Channel,
    rule: Rule | None,
    wants: Preferences,
    *,
    priority: Priority,
    at: datetime,
) -> Message:
    """A message of the notice that leaves when its channel may, or with the next digest."""
    digest_at = None
    if priority is Priority.LOW:
        digest_at = hours.digest_time(rule, at=at, wants=wants, channel=channel)
    leaves = hours.leaves_at(
        rule,
        channel,
        at=at,
        is_urgent=priority is Priority.URGENT,
        useful_until=notice.useful_until,
        wants=wants,
    )
    return Message(
        notice=notice,
        person_id=notice.person_id,
        channel=channel.value,
        priority=priority.value,
        in_digest=digest_at is not None,
        state=MessageState.WAITING.value,
        next_at=digest_at or leaves,
    )


def _texts(said: Template, values: Mapping[str, str], english: Mapping[str, str], link: str) -> dict[str, object]:
    vi, en = wording.in_language(said, values, "vi"), wording.in_language(said, english, "en")
    return {
        "vi": [vi.title, vi.body],
        "en": [en.title, en.body],
        "sms": wording.as_sms(said, values) if Channel.SMS in said.channels else "",
        "zalo": wording.as_zalo(said, values, link),
    }
