"""Feedback as its sender, its agency and everybody see it."""

from uuid import UUID

from tinhso.casework.feedback import models
from tinhso.casework.feedback.errors import NoFeedback
from tinhso.casework.feedback.types import ANSWER, READ, Feedback, Published, State
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied

PAGE = 50
PURPOSE = "Xem phản ánh, kiến nghị"


def own(feedback_id: UUID, *, actor: Actor) -> Feedback:
    """For its sender. Raises NoFeedback."""
    row = models.Feedback.objects.filter(id=feedback_id).first()
    if row is None or actor.person_id is None or row.sender_id not in identity.ids_of(actor.person_id):
        raise NoFeedback
    return view(row)


def own_list(*, actor: Actor) -> tuple[Feedback, ...]:
    """What the actor sent, newest first."""
    if actor.person_id is None:
        return ()
    rows = models.Feedback.objects.filter(sender_id__in=identity.ids_of(actor.person_id)).order_by("-sent_at")
    return tuple(view(row) for row in rows[:PAGE])


def about(kind: str, subject_id: UUID, *, actor: Actor) -> tuple[Feedback, ...]:
    """What the actor sent about one matter, oldest first."""
    if actor.person_id is None:
        return ()
    rows = models.Feedback.objects.filter(
        subject_kind=kind, subject_id=subject_id, sender_id__in=identity.ids_of(actor.person_id)
    )
    return tuple(view(row) for row in rows.order_by("sent_at"))


def for_officer(feedback_id: UUID, *, actor: Actor) -> Feedback:
    """For officers who answer at its agency or read feedback; a logged read. Raises NoFeedback."""
    row = models.Feedback.objects.filter(id=feedback_id).first()
    if row is None or not any(access.can(actor=actor, act=act, agency_id=row.agency_id) for act in (ANSWER, READ)):
        raise NoFeedback
    holder = HolderRef(kind="person", id=identity.standing(row.sender_id))
    access.record_read(actor=actor, holders=[holder], purpose=PURPOSE, target=("feedback", row.id))
    return view(row)


def inbox(*, actor: Actor, open_only: bool = True) -> tuple[Feedback, ...]:
    """Of the agencies where the officer answers or reads, what is due first first; texts are read one by one. Raises Denied."""
    scopes = [access.scope(actor=actor, act=act) for act in (ANSWER, READ)]
    if not any(one.everywhere or one.agency_ids for one in scopes):
        raise Denied("Vị trí của bạn không xem được phản ánh, kiến nghị.")
    rows = models.Feedback.objects.defer("text", "answer")
    if not any(one.everywhere for one in scopes):
        rows = rows.filter(agency_id__in={agency for one in scopes for agency in one.agency_ids})
    openly = [one.value for one in State if one.is_open]
    rows = rows.filter(state__in=openly) if open_only else rows.exclude(state__in=openly)
    return tuple(
        view(row, words=False) for row in rows.order_by("due_at" if open_only else "-answered_at", "id")[:PAGE]
    )


def published() -> tuple[Published, ...]:
    """The newest answers that sender and agency let everybody read."""
    rows = models.Feedback.objects.filter(is_published=True).order_by("-answered_at")[:PAGE]
    return tuple(
        Published(
            title=row.matter_title,
            topic=row.topic,
            agency_id=row.agency_id,
            text=row.text,
            answer=row.answer,
            answered_at=row.answered_at,
        )
        for row in rows
        if row.answered_at is not None
    )


def view(row: models.Feedback, *, words: bool = True) -> Feedback:
    return Feedback(
        id=row.id,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        matter_code=row.matter_code,
        matter_title=row.matter_title,
        agency_id=row.agency_id,
        topic=row.topic,
        text=row.text if words else "",
        state=State(row.state),
        sent_at=row.sent_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        answer=row.answer if words else "",
        satisfied=row.satisfied,
        may_publish=row.may_publish,
        is_published=row.is_published,
    )
