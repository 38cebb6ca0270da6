"""Reads of notices: rules in force, what a person chose, a person's own inbox."""

from uuid import UUID

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.services.notifications.domain import templates
from tinhso.services.notifications.models import Notice, Preference, PushSubscription, SwitchedOff
from tinhso.services.notifications.types import Audience, Channel, NoticeKind, Preferences, Rule, Template
from tinhso.services.notifications.types import Notice as NoticeLine

PAGE = 30


def template_of(code: str) -> Template | None:
    """The template in force today; None where the province tells nothing of this."""
    version: DefinitionVersion | None = definitions.find("notice_template", code)
    return None if version is None else templates.read(version.body, code=code, version_id=version.id)


def templates_now() -> tuple[Template, ...]:
    """Everything that the province tells today, as the definitions are ordered."""
    return tuple(
        templates.read(version.body, code=version.code, version_id=version.id)
        for version in definitions.list_current("notice_template")
    )


def kind_of(code: str) -> NoticeKind | None:
    """The kind in force today."""
    version: DefinitionVersion | None = definitions.find("notice_kind", code)
    return None if version is None else templates.read_kind(version.body, code=code, title=version.title)


def kinds_for(audience: Audience) -> tuple[NoticeKind, ...]:
    """What somebody may choose about, as the definitions are ordered."""
    found = (
        templates.read_kind(version.body, code=version.code, title=version.title)
        for version in definitions.list_current("notice_kind")
    )
    return tuple(one for one in found if one.audience is audience)


def channels_of(kind: str) -> frozenset[Channel]:
    """By which channels the province tells anything of that kind."""
    bodies = (version.body for version in definitions.list_current("notice_template"))
    return frozenset(Channel(one) for body in bodies if body["kind"] == kind for one in body["channels"])


def rule() -> Rule | None:
    """How the province sends today; None: at any hour, one try."""
    for version in definitions.list_current("notice_rule"):
        return templates.read_rule(version.body)
    return None


def preferences_of(person_id: UUID) -> Preferences:
    off = SwitchedOff.objects.filter(person_id=person_id).values_list("kind", "channel")
    pairs = frozenset((kind, Channel(channel)) for kind, channel in off)
    row = Preference.objects.filter(person_id=person_id).first()
    if row is None:
        return Preferences(off=pairs)
    return Preferences(
        off=pairs,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        wants_digest=row.wants_digest,
        language=row.language,
    )


def has_push(person_id: UUID) -> bool:
    """Whether any browser of the person takes push messages."""
    return PushSubscription.objects.filter(person_id=person_id).exists()


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
