"""Somebody tells the deciding agency what is wrong with a matter of theirs; later they say whether the answer will do."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.feedback import models
from tinhso.casework.feedback.errors import FeedbackRefused, NoFeedback, WrongTime
from tinhso.casework.feedback.events import FeedbackJudged, FeedbackSent
from tinhso.casework.feedback.matters import matters_of, rule_on
from tinhso.casework.feedback.telling import tell
from tinhso.casework.feedback.types import LONGEST, State
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.identity import api as identity
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.errors import Denied
from tinhso.kernel.text import clean_lines


def send_feedback(*, kind: str, subject_id: UUID, topic: str, text: str, may_publish: bool, actor: Actor) -> UUID:
    """For the people of the matter. Raises the owner's refusal for who may not see it, FeedbackRefused, WrongTime."""
    with transaction.atomic():
        lock_key(f"feedback.{kind}.{subject_id}")
        if not matters_of(kind).admit(subject_id, actor=actor) or actor.person_id is None:
            raise Denied("Chỉ người của hồ sơ phản ánh về hồ sơ này.")
        matter = matters_of(kind).about(subject_id)
        rule = rule_on(today())
        words = clean_lines(text)
        wrong: dict[str, str] = {}
        if topic not in {one.code for one in rule.topics}:
            wrong["/topic"] = "Chọn một chủ đề."
        if not words or len(words) > LONGEST:
            wrong["/text"] = f"Viết điều bạn muốn phản ánh, không quá {LONGEST} ký tự."
        if wrong:
            raise FeedbackRefused("Chưa gửi được phản ánh.", fields=wrong)
        waiting = models.Feedback.objects.filter(
            subject_kind=kind, subject_id=subject_id, state__in=[one for one in State if one.is_open]
        ).count()
        if waiting >= rule.most_open:
            raise WrongTime("Các phản ánh trước về hồ sơ này còn chờ trả lời; chưa gửi thêm được.")
        at = now()
        calendar = reference.get_calendar(identity.calendar_code(matter.owner_agency_id) or None)
        counting = deadlines.current_rule()
        due = deadlines.compute_due(start=at, term=rule.answer_within, calendar=calendar, rule=counting)
        row = models.Feedback.objects.create(
            subject_kind=kind,
            subject_id=subject_id,
            matter_code=matter.code,
            matter_title=matter.title,
            procedure_code=matter.procedure_code,
            agency_id=matter.owner_agency_id,
            sender_id=actor.person_id,
            topic=topic,
            text=words,
            may_publish=may_publish,
            sent_at=at,
            due_at=due.at,
        )
        tell(row, FeedbackSent, act="feedback.send", actor=actor, is_first=True)
    return row.id


def judge_answer(*, feedback_id: UUID, satisfied: bool, actor: Actor) -> None:
    """The sender alone, once there is an answer; said again, the last word counts. Raises NoFeedback, WrongTime."""
    with transaction.atomic():
        row = lock_row(models.Feedback.objects.filter(id=feedback_id)).first()
        own = identity.ids_of(actor.person_id) if actor.person_id and not actor.is_officer else ()
        if row is None or row.sender_id not in own:
            raise NoFeedback
        if row.state != State.ANSWERED:
            raise WrongTime("Phản ánh này chưa có trả lời.")
        row.satisfied = satisfied
        row.save(update_fields=["satisfied"])
        tell(row, FeedbackJudged, act="feedback.judge", actor=actor)
