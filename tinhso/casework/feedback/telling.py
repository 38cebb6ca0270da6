"""The audit row and the event of one act on feedback."""

from tinhso.casework.feedback.events import FeedbackEvent
from tinhso.casework.feedback.models import Feedback
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.outbox.api import publish


def tell(row: Feedback, event: type[FeedbackEvent], *, act: str, actor: Actor, is_first: bool = False) -> None:
    """In the caller's transaction."""
    access.record_write(actor=actor, act=act, target=("feedback", row.id), detail={"state": row.state})
    publish(
        event(
            feedback_id=row.id,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            procedure_code=row.procedure_code,
            agency_id=row.agency_id,
            topic=row.topic,
            state=row.state,
            received_on=local(row.sent_at).date(),
            due_at=row.due_at,
            answered_at=row.answered_at,
            satisfied=row.satisfied,
        ),
        aggregate=("feedback", row.id),
        actor=actor,
        is_first=is_first,
    )
