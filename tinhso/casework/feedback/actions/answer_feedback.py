"""The agency receives feedback, answers it or says that it is not its own, and publishes the answer or not."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.feedback import models
from tinhso.casework.feedback.errors import FeedbackRefused, NoFeedback, WrongTime
from tinhso.casework.feedback.events import FeedbackAnswered, FeedbackReceived
from tinhso.casework.feedback.events import FeedbackRefused as RefusedEvent
from tinhso.casework.feedback.telling import tell
from tinhso.casework.feedback.types import ANSWER, LONGEST, State
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.text import clean_lines
from tinhso.services.notifications import api as notifications


def receive_feedback(*, feedback_id: UUID, actor: Actor) -> None:
    """The sender sees that somebody looks into it; its term runs since it was sent. Raises NoFeedback, ActDenied, WrongTime."""
    with transaction.atomic():
        row = _locked(feedback_id, actor)
        if row.state != State.SENT:
            raise WrongTime("Phản ánh này đã được tiếp nhận.")
        row.state, row.received_at = State.RECEIVED.value, now()
        row.save(update_fields=["state", "received_at"])
        tell(row, FeedbackReceived, act="feedback.receive", actor=actor)


def answer_feedback(*, feedback_id: UUID, answer: str, publish: bool, refuse: bool = False, actor: Actor) -> None:
    """Answer it, or `refuse` what is not this agency's, with the reason as answer. Published only where its sender agreed.

    Raises NoFeedback, ActDenied, WrongTime, FeedbackRefused.
    """
    with transaction.atomic():
        row = _locked(feedback_id, actor)
        if not State(row.state).is_open:
            raise WrongTime("Phản ánh này đã được trả lời.")
        words = clean_lines(answer)
        if not words or len(words) > LONGEST:
            raise FeedbackRefused(
                "Chưa trả lời.", fields={"/answer": f"Ghi nội dung trả lời, không quá {LONGEST} ký tự."}
            )
        row.state = (State.REFUSED if refuse else State.ANSWERED).value
        row.answer, row.answered_at, row.answered_by_id = words, now(), actor.person_id
        row.is_published = publish and row.may_publish and not refuse
        row.save(update_fields=["state", "answer", "answered_at", "answered_by_id", "is_published"])
        tell(row, RefusedEvent if refuse else FeedbackAnswered, act="feedback.answer", actor=actor)
        notifications.notify(
            template="feedback.answered",
            person_id=row.sender_id,
            cause_id=row.id,
            subject=("feedback", row.id),
            values={"code": row.matter_code, "agency": identity.get_agency(row.agency_id).name},
            link=f"/phan-anh/{row.id}/",
            actor=actor,
        )


def _locked(feedback_id: UUID, actor: Actor) -> models.Feedback:
    row = lock_row(models.Feedback.objects.filter(id=feedback_id)).first()
    if row is None:
        raise NoFeedback
    access.authorise(actor=actor, act=ANSWER, agency_id=row.agency_id)
    return row
