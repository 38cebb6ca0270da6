"""What officers are told about their work besides what their pages show: that a colleague calls upon them, that time runs out.

By the same door as citizens (their inbox, e-mail as they choose, the daily letter); a note's words stay on the dossier's page.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.urls import reverse

from tinhso.casework.dossiers.models import Dossier, DueWarning
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, today
from tinhso.services.notifications import api as notifications

# Not "dossier": what citizens were told about the dossier is another list.
_SUBJECT = "work"


def tell_mentioned(*, dossier_id: UUID, code: str, note_id: UUID, people: Collection[UUID], actor: Actor) -> None:
    """In the transaction that writes the note."""
    if not people or actor.person_id is None:
        return
    author = identity.person_names([actor.person_id]).get(actor.person_id, "")
    for person_id in sorted(set(people) - {actor.person_id}):
        notifications.notify(
            template="work.mentioned",
            person_id=person_id,
            cause_id=note_id,
            subject=(_SUBJECT, dossier_id),
            values={"code": code, "author": author},
            link=reverse("dossiers:work", args=[dossier_id]),
            actor=actor,
        )


def tell_warned(row: Dossier, warnings: Iterable[DueWarning], *, actor: Actor) -> None:
    """In the transaction that warns: the person who holds the step, or everybody in the role that is warned."""
    for warning in warnings:
        for person_id in _warned(warning):
            notifications.notify(
                template="work.due_warning",
                person_id=person_id,
                cause_id=warning.clock_id,
                # A due time that moves is another warning.
                occasion=f"{warning.level}:{local(warning.due_at):%y%m%d%H%M}",
                subject=(_SUBJECT, row.id),
                values={"code": row.code, "due": deadlines.in_words(warning.due_at)},
                values_en={"due": f"{local(warning.due_at):%H:%M, %A %d/%m/%Y}"},
                link=reverse("dossiers:work", args=[row.id]),
                useful_until=warning.due_at,
                actor=actor,
            )


def _warned(warning: DueWarning) -> list[UUID]:
    if warning.person_id is not None:
        return [warning.person_id]
    posts = identity.list_posts(agency_id=warning.agency_id, role=warning.role)
    return sorted({holder.person_id for post in posts for holder in identity.holders_of(post.id, on=today())})
