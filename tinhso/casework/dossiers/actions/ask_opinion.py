"""Ask other agencies for their opinion (NĐ 61/2018 Đ22): by an officer who works on the dossier, or by a step of its process."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tinhso.casework.dossiers import chronicle, opinion_letters, opinions
from tinhso.casework.dossiers.actions.take_task import in_role
from tinhso.casework.dossiers.confidentiality import hidden_components
from tinhso.casework.dossiers.errors import PastMainDeadline, WrongStatus
from tinhso.casework.dossiers.events import OpinionAsked
from tinhso.casework.dossiers.models import Consultation, Dossier, WorkItem
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.types import ConsultationRule, Question, QuestionState, Status
from tinhso.engines.deadlines.types import Term
from tinhso.engines.forms import api as forms
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Progress, Task
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Conflict, Denied, Invalid

MOST_AT_ONCE = 10
_LONGEST = 2000


def ask_opinions(
    *,
    dossier_id: UUID,
    questions: Sequence[Question],
    in_turn: bool,
    past_due_reason: str,
    version: int,
    hand: Hand = CENTRAL,
    actor: Actor,
) -> tuple[UUID, ...]:
    """Ask agencies of any tier, all at once or each when the one before has answered; returns the questions' ids.

    Each opinion is due on its own agency's calendar. Raises Denied (no step of this dossier is the actor's), WrongStatus,
    Invalid (fields `/questions/n/…`), PastMainDeadline (due after the dossier, and no reason given), Conflict (that
    agency has a question of this dossier open), StaleVersion, SigningUnavailable (the letters are signed in the act).
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        _authorise(row, actor)
        if Status(row.status) is not Status.PROCESSING:
            raise WrongStatus("Chỉ lấy ý kiến khi hồ sơ đang được giải quyết.")
        rule = opinions.get_rule(opinions.ANY_QUESTION, on=local(at).date())
        _check(row, questions, rule, actor)
        late = past_main(row, questions, in_turn=in_turn, rule=rule, at=at)
        if late and not past_due_reason.strip():
            raise PastMainDeadline(
                "Hạn trả lời muộn hơn hạn của hồ sơ: " + "; ".join(late) + ".",
                fields={"/past_due_reason": "Rút ngắn hạn trả lời, hoặc ghi lý do vẫn gửi."},
            )
        kept = _keep(row, questions, rule, late=late, reason=past_due_reason.strip()[:500], at=at, actor=actor)
        for question in kept[:1] if in_turn else kept:
            send(row, question, hand=hand, at=at, actor=actor)
        chronicle.save(row)
    return tuple(question.id for question in kept)


def may_ask(dossier_id: UUID, *, actor: Actor) -> bool:
    """Whether one of the open steps of the dossier is of the actor's post: who works on it may ask about it."""
    items = WorkItem.objects.filter(dossier_id=dossier_id, is_open=True, consultation_id__isnull=True)
    return any(
        access.can(actor=actor, act="dossiers.process", agency_id=item.agency_id) and in_role(item, actor)
        for item in items
    )


def past_main(
    row: Dossier, questions: Sequence[Question], *, in_turn: bool, rule: ConsultationRule, at: datetime
) -> list[str]:
    """The agencies whose opinion would be due after the dossier itself, by name."""
    dues = opinions.dues_if_sent(row, questions, in_turn=in_turn, rule=rule, at=at)
    return [
        identity.get_agency(question.agency_id).short_name
        for question, due in zip(questions, dues, strict=True)
        if row.due_at is not None and due > row.due_at
    ]


def send(row: Dossier, question: Consultation, *, hand: Hand = CENTRAL, at: datetime, actor: Actor) -> None:
    """A question leaves: its clock, its row in the list of the asked agency, its letter, a line of history, the event.

    The letter is signed in the act by who asks in person; else the worker seals it afterwards (`seal_opinion_request`).
    """
    question.dossier = row
    opinions.open_question(question, at=at, actor=actor)
    assert question.due_at is not None
    if opinion_letters.is_own(question, actor):
        opinion_letters.keep_request(question, hand=hand, at=at, actor=actor)
    agency = identity.get_agency(question.agency_id)
    chronicle.note(row, words=f"Gửi lấy ý kiến {agency.name}."[:300], at=at, actor=actor)
    chronicle.tell(
        row, OpinionAsked, act="dossiers.ask_opinion", actor=actor, detail={"consultation": question.id},
        consultation_id=question.id, asked_agency_id=question.agency_id, opinion_due_at=question.due_at,
        is_past_due=row.due_at is not None and question.due_at > row.due_at,
    )  # fmt: skip


def seal_opinion_request(*, consultation_id: UUID, actor: Actor) -> None:
    """The letter of a question that a step or a turn sent: sealed by the asking agency, once; none for one called back."""
    with transaction.atomic():
        question = lock_row(Consultation.objects.filter(id=consultation_id)).get()
        if question.state != QuestionState.RECALLED and question.sent_at is not None:
            opinion_letters.keep_request(question, at=question.sent_at, actor=actor)


def send_next(row: Dossier, round_number: int, *, at: datetime, actor: Actor) -> None:
    """Of questions asked in turn, the next one leaves when none of its round is open any more."""
    mates = Consultation.objects.filter(dossier=row, round=round_number)
    if mates.filter(state=QuestionState.OPEN).exists():
        return
    following = mates.filter(state=QuestionState.WAITING).order_by("seq").first()
    if following is not None:
        send(row, following, at=at, actor=actor)


def follow_steps(row: Dossier, progress: Progress, *, at: datetime, actor: Actor) -> None:
    """Steps that ask: those that opened are questions on their way, those that closed are answered. Runs after the
    worklist followed (chronicle.follow)."""
    gone = [task.id for task in progress.closed if task.consults]
    for question in Consultation.objects.filter(task_id__in=gone, state=QuestionState.OPEN).select_related("dossier"):
        question.recall_reason = "Quy trình không cần ý kiến này nữa."
        opinions.close_question(question, QuestionState.RECALLED, at=at, actor=actor)
    asking = [task for task in progress.opened if task.consults]
    first = _last(row, "round") + 1
    for task in asking:
        question = _of_step(row, task, round_number=first, at=at, actor=actor)
        send(row, question, at=at, actor=actor)
        workflow.move_due(task_id=task.id, due_at=question.due_at, actor=actor)


def _authorise(row: Dossier, actor: Actor) -> None:
    access.authorise(actor=actor, act="dossiers.process", agency_id=access.Whose.ANY_OF_MINE)
    if not may_ask(row.id, actor=actor):
        raise Denied("Chỉ người đang giải quyết hồ sơ mới gửi lấy ý kiến.")


def _check(row: Dossier, questions: Sequence[Question], rule: ConsultationRule, actor: Actor) -> None:
    if not 0 < len(questions) <= MOST_AT_ONCE:
        raise Invalid("Chọn ít nhất một cơ quan.", fields={"/questions/0/agency": "Chọn cơ quan cần hỏi."})
    if len({question.agency_id for question in questions}) < len(questions):
        raise Invalid(
            "Một cơ quan chỉ hỏi một lần trong một lượt.", fields={"/questions/0/agency": "Có cơ quan lặp lại."}
        )
    # Nobody shares a paper that the own post may not open.
    hidden = hidden_components(row.paper_levels, actor)
    given = {UUID(file) for code, files in row.papers.items() if code not in hidden for file in files}
    titles = {part.title for part in forms.summary(forms.form_of(row.procedure_version_id), row.answers)}
    errors = {}
    for number, question in enumerate(questions):
        if question.agency_id == row.owner_agency_id:
            errors[f"/questions/{number}/agency"] = "Đây là cơ quan giải quyết hồ sơ, không hỏi chính mình."
        if not question.text.strip() or len(question.text) > _LONGEST:
            errors[f"/questions/{number}/text"] = "Ghi câu hỏi, không quá 2.000 ký tự."
        if not set(question.files) <= given or not set(question.topics) <= titles:
            errors[f"/questions/{number}/files"] = "Chỉ chia sẻ được giấy tờ và nội dung có trong hồ sơ này."
        opinions.answering_role(question.agency_id, rule)
    if errors:
        raise Invalid("Câu hỏi chưa đủ.", fields=errors)
    waiting = Consultation.objects.filter(
        dossier=row,
        state__in=(QuestionState.OPEN, QuestionState.WAITING),
        agency_id__in=[q.agency_id for q in questions],
    ).first()
    if waiting is not None:
        name = identity.get_agency(waiting.agency_id).name
        raise Conflict(f"{name} đang có câu hỏi chưa trả lời của hồ sơ này; thu hồi câu hỏi đó trước khi hỏi lại.")


def _keep(
    row: Dossier, questions: Sequence[Question], rule: ConsultationRule, *, late: Sequence[str], reason: str,
    at: datetime, actor: Actor,
) -> list[Consultation]:  # fmt: skip
    assert actor.agency_id is not None
    seq, round_number = _last(row, "seq"), _last(row, "round") + 1
    kept = []
    for number, question in enumerate(questions, start=1):
        term = question.term or rule.term
        is_late = identity.get_agency(question.agency_id).short_name in late
        kept.append(
            Consultation.objects.create(
                dossier=row,
                seq=seq + number,
                round=round_number,
                rule_version_id=rule.version_id,
                agency_id=question.agency_id,
                role=opinions.answering_role(question.agency_id, rule),
                title=rule.title,
                question=question.text.strip(),
                files=[str(file) for file in question.files],
                topics=list(question.topics),
                shows_applicant=question.shows_applicant,
                term_value=term.value,
                term_unit=term.unit.value,
                past_due_reason=reason if is_late else "",
                state=QuestionState.WAITING,
                asked_at=at,
                asked_by_id=actor.person_id,
                asking_agency_id=actor.agency_id,
            )
        )
    return kept


def _of_step(row: Dossier, task: Task, *, round_number: int, at: datetime, actor: Actor) -> Consultation:
    rule = opinions.get_rule(task.consults, on=local(at).date())
    item = WorkItem.objects.get(task_id=task.id)
    term: Term = task.term or rule.term
    wanted = row.papers if rule.papers is None else {code: row.papers.get(code, []) for code in rule.papers}
    # A paper of a level of its own is shared by a person who sees it, never by rule.
    wanted = {code: ids for code, ids in wanted.items() if not row.paper_levels.get(code)}
    topics = forms.summary(forms.form_of(row.procedure_version_id), row.answers) if rule.answers else ()
    return Consultation.objects.create(
        dossier=row,
        seq=_last(row, "seq") + 1,
        round=round_number,
        rule_version_id=rule.version_id,
        task_id=task.id,
        agency_id=item.agency_id,
        role=task.role,
        title=task.title,
        question="\n\n".join(words for words in (rule.question, task.note) if words) or task.title,
        files=[file for files in wanted.values() for file in files],
        topics=[part.title for part in topics],
        shows_applicant=rule.applicant,
        term_value=term.value,
        term_unit=term.unit.value,
        state=QuestionState.WAITING,
        asked_at=at,
        asked_by_id=actor.person_id,
        asking_agency_id=row.owner_agency_id,
    )


def _last(row: Dossier, field: str) -> int:
    return Consultation.objects.filter(dossier=row).aggregate(last=Max(field))["last"] or 0
