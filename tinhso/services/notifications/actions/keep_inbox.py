"""What a person does with the own inbox: read a notice, choose which messages to get."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied
from tinhso.services.notifications.errors import NoNotice
from tinhso.services.notifications.models import Notice, Preference
from tinhso.services.notifications.types import Preferences


def open_notice(*, notice_id: UUID, actor: Actor) -> str:
    """Mark the notice as read and give the page it leads to. Raises NoNotice for anybody else's."""
    row = Notice.objects.filter(id=notice_id, person_id=actor.person_id).first() if actor.person_id else None
    if row is None:
        raise NoNotice
    if row.read_at is None:
        row.read_at = now()
        row.save(update_fields=["read_at"])
    return row.link


def mark_all_read(*, actor: Actor) -> int:
    """Every notice of the person is read; returns how many were not."""
    if actor.person_id is None:
        raise Denied("Hãy đăng nhập trước.")
    return Notice.objects.filter(person_id=actor.person_id, read_at__isnull=True).update(read_at=now())


def choose(*, wants: Preferences, actor: Actor) -> None:
    """Which messages the person wants besides the inbox. Raises Denied when nobody is signed in."""
    if actor.person_id is None:
        raise Denied("Hãy đăng nhập trước.")
    with transaction.atomic():
        Preference.objects.update_or_create(
            person_id=actor.person_id,
            defaults={"email": wants.email, "sms": wants.sms, "changed_at": now()},
        )
        access.record_write(
            actor=actor,
            act="notifications.choose",
            target=("person", actor.person_id),
            detail={"email": wants.email, "sms": wants.sms},
        )
