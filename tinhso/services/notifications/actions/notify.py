"""Tell one person that something happened: a line in the inbox at once, messages queued for the channels they want."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import joined
from tinhso.services.notifications import queries
from tinhso.services.notifications.domain import hours, wording
from tinhso.services.notifications.models import Message, Notice
from tinhso.services.notifications.types import Channel, MessageState, Preferences, Template


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
            subject_kind=subject[0],
            subject_id=subject[1],
            texts=_texts(said, values, {**values, **values_en}),
            link=link,
            created_at=at,
        )
        rule = queries.rule()
        Message.objects.bulk_create(
            Message(
                notice=notice,
                channel=channel.value,
                state=MessageState.WAITING.value,
                next_at=hours.leaves_at(rule, channel, at=at, is_urgent=said.is_urgent, useful_until=useful_until),
            )
            for channel in _wanted(said, queries.preferences_of(person_id))
        )
        access.record_write(
            actor=actor, act="notifications.notify", target=("notice", notice.id), detail={"template": template}
        )
    return True


def _texts(said: Template, values: Mapping[str, str], english: Mapping[str, str]) -> dict[str, object]:
    vi, en = wording.in_language(said, values, "vi"), wording.in_language(said, english, "en")
    return {
        "vi": [vi.title, vi.body],
        "en": [en.title, en.body],
        "sms": wording.as_sms(said, values) if Channel.SMS in said.channels else "",
    }


def _wanted(said: Template, wants: Preferences) -> list[Channel]:
    return [channel for channel in said.channels if getattr(wants, channel.value)]
