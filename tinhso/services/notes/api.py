"""Notes of colleagues about a thing. The caller has made sure that the actor may see the thing."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel import text
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.services.notes import models
from tinhso.services.notes.errors import NoMention, NotAtWork, NoteInvalid
from tinhso.services.notes.types import Mention, Note, Subject

LONGEST = 2000
# Of a thread that is longer the newest are shown.
SHOWN = 100


def write_note(*, subject: Subject, words: str, mentioned: Collection[UUID] = (), actor: Actor) -> UUID:
    """Add a note to the thread and call upon colleagues. Raises NotAtWork, NoteInvalid."""
    if actor.person_id is None or actor.post_id is None or actor.agency_id is None:
        raise NotAtWork("Chỉ cán bộ đang làm việc ở một vị trí mới ghi chú được.")
    words = text.clean_lines(words)
    if not words:
        raise NoteInvalid("Chưa có nội dung.", fields={"/note_text": "Hãy ghi nội dung."})
    if len(words) > LONGEST:
        raise NoteInvalid("Ghi chú quá dài.", fields={"/note_text": f"Ghi chú dài nhất {LONGEST} ký tự."})
    with transaction.atomic():
        row = models.Note.objects.create(
            subject_kind=subject[0],
            subject_id=subject[1],
            author_id=actor.person_id,
            post_id=actor.post_id,
            agency_id=actor.agency_id,
            text=words,
            at=now(),
        )
        called = sorted(set(mentioned) - {actor.person_id})
        models.Mention.objects.bulk_create(models.Mention(note=row, person_id=one) for one in called)
        access.record_write(
            actor=actor, act="notes.write", target=subject, detail={"note": row.id, "mentioned": called}
        )
    return row.id


def notes_of(subject: Subject) -> tuple[Note, ...]:
    """The thread, newest first; the caller has read the thing and logged that."""
    rows = models.Note.objects.filter(subject_kind=subject[0], subject_id=subject[1])
    return tuple(
        Note(
            id=row.id,
            author_id=row.author_id,
            mentioned=tuple(one.person_id for one in row.mentions.all()),
            text=row.text,
            at=row.at,
        )
        for row in rows.prefetch_related("mentions").order_by("-at", "-id")[:SHOWN]
    )


def mentions_of(*, actor: Actor, limit: int = 20) -> tuple[Mention, ...]:
    """Where the actor is called upon and has not looked yet, oldest first; () for who is not at work."""
    if actor.person_id is None or not actor.is_officer:
        return ()
    rows = models.Mention.objects.filter(person_id=actor.person_id, seen_at__isnull=True).select_related("note")
    return tuple(
        Mention(
            id=row.id,
            subject=(row.note.subject_kind, row.note.subject_id),
            author_id=row.note.author_id,
            at=row.note.at,
        )
        for row in rows.defer("note__text").order_by("note__at")[:limit]
    )


def follow_mention(*, mention_id: UUID, actor: Actor) -> Subject:
    """The actor looks at where they are called upon: the mention leaves their list. Raises NoMention."""
    if actor.person_id is None:
        raise NoMention
    with transaction.atomic():
        row = models.Mention.objects.filter(id=mention_id, person_id=actor.person_id).select_related("note").first()
        if row is None:
            raise NoMention
        models.Mention.objects.filter(id=row.id, seen_at__isnull=True).update(seen_at=now())
    return row.note.subject_kind, row.note.subject_id
