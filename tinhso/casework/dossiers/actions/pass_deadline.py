"""What the platform does about a question by the clock: silence by its rule, and a changed calendar."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, opinions
from tinhso.casework.dossiers.actions.answer_opinion import locked, settle
from tinhso.casework.dossiers.events import OpinionReminded
from tinhso.casework.dossiers.models import Consultation, WorkItem
from tinhso.casework.dossiers.types import QuestionState, Silence
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now


def overdue_questions(*, limit: int = 500) -> tuple[UUID, ...]:
    """Questions whose silence is to be acted upon now, the longest waiting first."""
    rows = Consultation.objects.filter(state=QuestionState.OPEN, next_at__lt=now()).order_by("next_at")
    return tuple(rows.values_list("id", flat=True)[:limit])


def pass_deadline(*, consultation_id: UUID, actor: Actor) -> bool:
    """Act upon the silence of one question by its rule; False when it was answered meanwhile or its time has not come."""
    with transaction.atomic():
        row, question = locked(consultation_id)
        at = now()
        if question.state != QuestionState.OPEN or question.next_at is None or question.next_at >= at:
            return False
        rule = opinions.rule_of(question)
        if rule.silence is Silence.AGREED:
            question.answer, question.by_silence = Opinion.AGREED, True
            settle(row, question, at=at, actor=actor)
            return True
        escalates = question.reminded_at is not None
        if escalates:
            question.escalated_at, question.next_at = at, None
        else:
            question.reminded_at, question.next_at = at, None
            if rule.escalate_after is not None and question.due_at is not None:
                question.next_at = opinions.due_if_sent(
                    row, question.agency_id, rule.escalate_after, at=question.due_at
                )
        question.save(update_fields=["reminded_at", "escalated_at", "next_at"])
        name = identity.get_agency(question.agency_id).name
        told = f"{name} chưa trả lời: báo lãnh đạo hai cơ quan." if escalates else f"{name} quá hạn trả lời: đã nhắc."
        chronicle.note(row, words=told[:300], at=at, actor=actor)
        assert question.due_at is not None
        chronicle.tell(
            row, OpinionReminded, act="dossiers.remind_opinion", actor=actor, detail={"consultation": question.id},
            consultation_id=question.id, asked_agency_id=question.agency_id, opinion_due_at=question.due_at,
            is_escalated=escalates,
        )  # fmt: skip
    return True


def follow_opinion_calendar(*, consultation_id: UUID, actor: Actor) -> None:
    """A changed calendar moved a question's clock: the question, its step and its row in the lists say the new date."""
    with transaction.atomic():
        row, question = locked(consultation_id)
        clock = opinions.clock_of(question)
        if clock is None or question.state != QuestionState.OPEN or clock.due_at == question.due_at:
            return
        question.due_at = clock.due_at
        if question.reminded_at is None:
            question.next_at = opinions.first_look(question, row)
        question.save(update_fields=["due_at", "next_at"])
        WorkItem.objects.filter(consultation_id=question.id).update(due_at=clock.due_at, order_at=clock.due_at)
        if question.task_id is not None:
            workflow.move_due(task_id=question.task_id, due_at=clock.due_at, actor=actor)
        access.record_write(
            actor=actor,
            act="dossiers.follow_calendar",
            target=("dossier", row.id),
            detail={"consultation": question.id},
        )
