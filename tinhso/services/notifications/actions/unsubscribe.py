"""Signed links of a letter: stop the letters of one kind without signing in (RFC 8058), for what may be stopped."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.services.notifications import queries
from tinhso.services.notifications.errors import BadLink
from tinhso.services.notifications.models import SwitchedOff
from tinhso.services.notifications.types import Channel, NoticeKind

_SALT = "notifications.unsubscribe"


@dataclass(frozen=True)
class Link:
    """Whose letters of which kind on which channel a link stops."""

    person_id: UUID
    kind: NoticeKind
    channel: Channel


def token_of(*, person_id: UUID, kind: str, channel: Channel) -> str:
    """Who has the letter may stop it: the link says whose and which, and carries our signature."""
    return signing.dumps([str(person_id), kind, channel.value], salt=_SALT)


def read_token(token: str) -> Link:
    """Raises BadLink: not ours, a kind that is no more, or one that the law requires."""
    try:
        person, code, channel = signing.loads(token, salt=_SALT)
        kind = queries.kind_of(code)
        found = Link(UUID(person), kind, Channel(channel)) if kind else None
    except (signing.BadSignature, ValueError) as broken:
        raise BadLink from broken
    if found is None or found.kind.is_required:
        raise BadLink
    return found


def unsubscribe(*, token: str, actor: Actor) -> Link:
    """Switch the kind off on that channel; twice is once. Raises BadLink."""
    link = read_token(token)
    with transaction.atomic():
        _, is_new = SwitchedOff.objects.get_or_create(
            person_id=link.person_id, kind=link.kind.code, channel=link.channel.value, defaults={"since": now()}
        )
        if is_new:
            detail = {"kind": link.kind.code, "channel": link.channel.value, "by": "link"}
            access.record_write(
                actor=actor, act="notifications.unsubscribe", target=("person", link.person_id), detail=detail
            )
    return link
