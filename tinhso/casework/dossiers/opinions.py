"""Questions to other agencies as rows: the rule that asks, the clock on the asked agency's calendar, the row of its list."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers import models, timing
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.types import ConsultationRule, Question, QuestionState, Silence
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockKind, Term, TermUnit
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.text import fold

# How officers ask where the process does not say it; the definition's code.
ANY_QUESTION = "opinion"
HIDDEN_NAME = "(không chia sẻ)"


def get_rule(code: str, *, on: date) -> ConsultationRule:
    """The consultation rule in force that day. Raises NoDefinition."""
    return _rule(definitions.get("consultation_rule", code, on=on))


def rule_of(row: models.Consultation) -> ConsultationRule:
    """The rule by which a question was asked."""
    return _rule(definitions.get_version(row.rule_version_id))


def _rule(version: DefinitionVersion) -> ConsultationRule:
    body = version.body
    shares: Mapping[str, Any] = body.get("shares", {})
    papers = shares.get("papers", [])
    return ConsultationRule(
        version_id=version.id,
        code=version.code,
        title=version.title,
        roles=tuple(body["roles"]),
        term=_term(body["term"]),
        silence=Silence(body["silence"]["then"]),
        silence_after=_term(body["silence"]["after"]) if "after" in body["silence"] else None,
        escalate_after=_term(body["silence"]["escalate_after"]) if "escalate_after" in body["silence"] else None,
        late_needs_reason=bool(body.get("late_needs_reason", False)),
        question=body.get("question", ""),
        papers=None if papers == "all" else tuple(papers),
        answers=bool(shares.get("answers", False)),
        applicant=bool(shares.get("applicant", False)),
    )


def _term(body: Mapping[str, Any]) -> Term:
    return Term(body["value"], TermUnit(body["unit"]))


def answering_role(agency_id: UUID, rule: ConsultationRule) -> str:
    """The role whose posts answer in that agency: the first of the rule's that a post holds. Raises NotOffered."""
    held = {role for post in identity.list_posts(agency_id=agency_id) for role in post.roles}
    for role in rule.roles:
        if role in held:
            return role
    raise NotOffered(f"{identity.get_agency(agency_id).name} chưa có vị trí nhận câu hỏi trên hệ thống.")


def askable(rule: ConsultationRule, *, but: UUID) -> tuple[Agency, ...]:
    """The agencies that can be asked, by name: each has a post that answers; `but` is who asks."""
    able = {post.agency_id for post in identity.list_posts() if set(post.roles) & set(rule.roles)} - {but}
    return tuple(sorted((one for one in identity.list_agencies() if one.id in able), key=lambda one: one.name))


def due_if_sent(dossier: models.Dossier, agency_id: UUID, term: Term, *, at: datetime) -> datetime:
    """When an opinion asked at that instant would be due, in the asked agency's hours."""
    calendar = reference.get_calendar(identity.get_agency(agency_id).code, on=local(at).date())
    return deadlines.compute_due(start=at, term=term, calendar=calendar, rule=timing.rule_of(dossier)).at


def dues_if_sent(
    dossier: models.Dossier, questions: Sequence[Question], *, in_turn: bool, rule: ConsultationRule, at: datetime
) -> list[datetime]:
    """When each of these questions would be due; in turn, each counts from the due instant of the one before."""
    dues: list[datetime] = []
    for question in questions:
        start = dues[-1] if dues and in_turn else at
        dues.append(due_if_sent(dossier, question.agency_id, question.term or rule.term, at=start))
    return dues


def open_question(row: models.Consultation, *, at: datetime, actor: Actor) -> None:
    """Send a question: its clock starts on the asked agency's calendar, its row enters that agency's list."""
    dossier = row.dossier
    clock = deadlines.start_clock(
        subject=("consultation", row.id),
        kind=ClockKind.CONSULTATION,
        term=Term(row.term_value, TermUnit(row.term_unit)),
        started_at=at,
        agency_code=identity.get_agency(row.agency_id).code,
        rule=timing.rule_of(dossier),
        actor=actor,
    )
    row.state, row.sent_at, row.due_at = QuestionState.OPEN, at, clock.due_at
    row.next_at = first_look(row, dossier)
    row.save()
    shown = dossier.applicant_name if row.shows_applicant else HIDDEN_NAME
    models.WorkItem.objects.update_or_create(
        task_id=row.task_id or row.id,
        defaults={
            "dossier": dossier,
            "consultation_id": row.id,
            "code": dossier.code,
            "procedure_code": dossier.procedure_code,
            "procedure_title": dossier.procedure_title,
            "applicant_name": shown,
            "name_folded": fold(shown)[:200],
            "step": "consultation",
            "step_title": row.title,
            "signs": False,
            "role": row.role,
            "agency_id": row.agency_id,
            "status": dossier.status,
            "is_open": True,
            "opened_at": at,
            "due_at": row.due_at,
            "dossier_due_at": dossier.due_at,
            "order_at": row.due_at,
        },
    )


def first_look(row: models.Consultation, dossier: models.Dossier) -> datetime | None:
    """When silence is first acted upon: at the end of the term by which it means agreement, else when the opinion is due."""
    rule = rule_of(row)
    if rule.silence is Silence.AGREED and rule.silence_after is not None and row.sent_at is not None:
        lapse = due_if_sent(dossier, row.agency_id, rule.silence_after, at=row.sent_at)
        return max(lapse, row.due_at) if row.due_at else lapse
    return row.due_at


def close_question(row: models.Consultation, state: QuestionState, *, at: datetime, actor: Actor) -> None:
    """Nobody waits for this opinion any more: its clock ends, its row leaves the list. The caller fills in the answer."""
    clock = clock_of(row)
    if clock is not None and clock.is_open and state is QuestionState.ANSWERED:
        reason = "Không trả lời: coi là đồng ý." if row.by_silence else "Đã cho ý kiến."
        deadlines.finish_clock(clock_id=clock.id, at=at, reason=reason, actor=actor)
    elif clock is not None and clock.is_open:
        deadlines.cancel_clock(clock_id=clock.id, at=at, reason=row.recall_reason or "Thu hồi câu hỏi.", actor=actor)
    row.state, row.closed_at, row.closed_by_id, row.next_at = state, at, actor.person_id, None
    row.save()
    # A step's own row leaves with its task.
    models.WorkItem.objects.filter(task_id=row.id, is_open=True).update(
        is_open=False, closed_at=at, closed_by_id=actor.person_id
    )


def drop_questions(dossier: models.Dossier, *, reason: str, at: datetime, actor: Actor) -> None:
    """The dossier needs no opinion any more: questions that are open or wait for their turn are called back."""
    unanswered = (QuestionState.OPEN, QuestionState.WAITING)
    for row in models.Consultation.objects.filter(dossier=dossier, state__in=unanswered).select_related("dossier"):
        row.recall_reason = reason
        close_question(row, QuestionState.RECALLED, at=at, actor=actor)


def clock_of(row: models.Consultation) -> Clock | None:
    """The clock of a question; None before it was sent."""
    return deadlines.find_clock(("consultation", row.id), ClockKind.CONSULTATION)


def answers_of(row: models.Consultation) -> tuple[Opinion, ...]:
    """What may be answered: any opinion, or the outcomes of the step that asks."""
    if row.task_id is None:
        return tuple(Opinion)
    return tuple(Opinion(outcome.code) for outcome in workflow.get_task(row.task_id).outcomes)


def late_minutes(row: models.Consultation, *, at: datetime) -> int:
    """Office minutes of the asked agency between the due instant and `at`; 0 in time."""
    if row.due_at is None or at <= row.due_at:
        return 0
    return deadlines.office_minutes_between(row.due_at, at, calendar=_calendar(row.agency_id, row.due_at))


def office_minutes(row: models.Consultation, *, at: datetime) -> int:
    """Office minutes of the asked agency from when the question reached it to `at`."""
    sent_at = row.sent_at or row.asked_at
    return deadlines.office_minutes_between(sent_at, at, calendar=_calendar(row.agency_id, sent_at))


def late_words(row: models.Consultation) -> str:
    """By how much an opinion is or was late, in the asked agency's working days or hours; "" in time."""
    end = row.closed_at or now()
    if row.due_at is None or end <= row.due_at or row.state == QuestionState.RECALLED:
        return ""
    calendar = _calendar(row.agency_id, row.due_at)
    days = calendar.working_days_between(local(row.due_at).date(), local(end).date())
    if days:
        return f"{days} ngày làm việc"
    minutes = deadlines.office_minutes_between(row.due_at, end, calendar=calendar)
    if minutes >= 60:
        return f"{minutes // 60} giờ {minutes % 60} phút làm việc"
    return f"{minutes} phút làm việc" if minutes else "sau giờ làm việc của ngày đến hạn"


def _calendar(agency_id: UUID, at: datetime) -> Calendar:
    return reference.get_calendar(identity.get_agency(agency_id).code, on=local(at).date())
