"""Reads of notices: rules in force, a person's own inbox, the operator's log."""

from datetime import time
from uuid import UUID

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.services.notifications.domain import templates
from tinhso.services.notifications.models import Message, Notice, Preference
from tinhso.services.notifications.types import (
    Channel,
    MessageState,
    Preferences,
    Rule,
    SentMessage,
    Template,
)
from tinhso.services.notifications.types import Notice as NoticeLine

PAGE = 30


def template_of(code: str) -> Template | None:
    """The template in force today; None where the province tells nothing of this."""
    version: DefinitionVersion | None = definitions.find("notice_template", code)
    return None if version is None else templates.read(version.body, code=code, version_id=version.id)


def rule() -> Rule | None:
    """How the province sends today; None: at any hour, one try."""
    for version in definitions.list_current("notice_rule"):
        quiet = version.body["quiet"]
        return Rule(
            quiet_from=time.fromisoformat(quiet["from"]),
            quiet_to=time.fromisoformat(quiet["to"]),
            quiet_channels=tuple(Channel(one) for one in quiet["channels"]),
            retry_minutes=tuple(version.body["retry_minutes"]),
        )
    return None


def preferences_of(person_id: UUID) -> Preferences:
    row = Preference.objects.filter(person_id=person_id).first()
    return Preferences() if row is None else Preferences(email=row.email, sms=row.sms)


def inbox(person_id: UUID, *, language: str, page: int = 1) -> tuple[tuple[NoticeLine, ...], bool]:
    """A page of the person's notices, newest first, and whether there are more."""
    rows = Notice.objects.filter(person_id=person_id).order_by("-created_at", "-id")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return tuple(_line(row, language) for row in found[:PAGE]), len(found) > PAGE


def unread_count(person_id: UUID) -> int:
    return Notice.objects.filter(person_id=person_id, read_at__isnull=True).count()


def _line(row: Notice, language: str) -> NoticeLine:
    title, body = row.texts.get(language, row.texts["vi"])
    return NoticeLine(
        id=row.id, title=title, body=body, link=row.link, at=row.created_at, is_read=row.read_at is not None
    )


def messages(states: tuple[MessageState, ...], *, limit: int) -> tuple[SentMessage, ...]:
    """The newest messages in these states."""
    rows = (
        Message.objects.filter(state__in=states)
        .select_related("notice")
        .defer("notice__texts")
        .order_by("-notice__created_at", "-id")
    )
    return tuple(
        SentMessage(
            id=row.id,
            channel=Channel(row.channel),
            state=MessageState(row.state),
            template=row.notice.template,
            attempts=row.attempts,
            next_at=row.next_at,
            error=row.error,
            created_at=row.notice.created_at,
        )
        for row in rows[:limit]
    )
