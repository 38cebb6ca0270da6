"""Answer a question of another agency, take its silence for agreement, or call it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, opinions
from tinhso.casework.dossiers.actions.ask_opinion import may_ask, send_next
from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task
from tinhso.casework.dossiers.applicants import signer_of
from tinhso.casework.dossiers.errors import NoDossier, QuestionClosed
from tinhso.casework.dossiers.events import OpinionGiven, OpinionRecalled
from tinhso.casework.dossiers.models import Consultation, Dossier, WorkItem
from tinhso.casework.dossiers.opinion_letters import WORDS, answer_pdf
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.stand_ins import is_free_for
from tinhso.casework.dossiers.types import QuestionState
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Conflict, Denied, Invalid


def answer_opinion(
    *, consultation_id: UUID, answer: Opinion, opinion: str, late_reason: str = "", letter: bytes | None = None,
    is_signed: bool = False, hand: Hand = CENTRAL, actor: Actor,
) -> None:  # fmt: skip
    """The asked agency says what it thinks: in words, with a letter (a PDF that was checked), or in a letter that the
    officer signs here (`is_signed`). Where a step asks, the process goes on.

    Raises Denied for who does not hold the answering role there, QuestionClosed, Invalid: no words where it does not
    agree, no reason where it is late (NĐ 61/2018 Đ22: who is late says why in writing). SigningUnavailable, NotSignable.
    """
    with transaction.atomic():
        row, question = locked(consultation_id)
        at = now()
        access.authorise(actor=actor, act="dossiers.process", agency_id=question.agency_id)
        if actor.post_id is None or question.role not in identity.get_post(actor.post_id).roles:
            raise Denied("Câu hỏi này do vị trí khác trả lời.")
        if question.state != QuestionState.OPEN:
            raise QuestionClosed("Câu hỏi này đã được trả lời hoặc đã thu hồi.")
        holder = WorkItem.objects.filter(consultation_id=question.id, is_open=True).values_list("person_id", flat=True)
        if not is_free_for(holder.first(), actor):
            raise Conflict("Đồng nghiệp đang giữ câu hỏi này.")
        _check(question, answer, opinion, late_reason, at)
        question.answer, question.opinion = answer, opinion.strip()[:4000]
        question.late_reason = late_reason.strip()[:500] if at > (question.due_at or at) else ""
        question.is_signed = is_signed
        content = _signed(question, answer, hand, at, actor) if is_signed else letter
        if content is not None:
            name = f"{row.code}-y-kien-{question.seq}.pdf"
            stored = files.store(content=content, name=name, media_type="application/pdf", actor=actor)
            files.link_file(file_id=stored.id, owner=("consultation", question.id), signed=is_signed, actor=actor)
            question.file_id = stored.id
        settle(row, question, at=at, actor=actor)


def _signed(question: Consultation, answer: Opinion, hand: Hand, at: datetime, actor: Actor) -> bytes:
    pdf = answer_pdf(question, answer=answer, opinion=question.opinion, signer=signer_of(actor), at=at)
    return hand.sign(pdf, at=at, actor=actor)


def settle(row: Dossier, question: Consultation, *, at: datetime, actor: Actor) -> None:
    """An answered question is closed, told, and what waited for it goes on: the step that asked, or the next in turn."""
    opinions.close_question(question, QuestionState.ANSWERED, at=at, actor=actor)
    said = (
        "không trả lời trong thời hạn, coi là đồng ý"
        if question.by_silence
        else WORDS[Opinion(question.answer)].lower()
    )
    late = opinions.late_words(question)
    told = f"{identity.get_agency(question.agency_id).name}: {said}{f' (muộn {late})' if late else ''}."
    chronicle.note(row, words=told[:300], at=at, actor=actor)
    assert question.due_at is not None
    chronicle.tell(
        row, OpinionGiven, act="dossiers.answer_opinion", actor=actor,
        detail={"consultation": question.id, "answer": question.answer},
        consultation_id=question.id, asked_agency_id=question.agency_id, opinion_due_at=question.due_at,
        opinion=question.answer, is_by_silence=question.by_silence,
        office_minutes=opinions.office_minutes(question, at=at),
        late_minutes=0 if question.by_silence else opinions.late_minutes(question, at=at),
    )  # fmt: skip
    if question.task_id is not None:
        done = TaskDone(outcome=question.answer, note=question.opinion or said, opinion_id=question.id)
        do_task(task_id=question.task_id, done=done, version=row.version, actor=actor)
        return
    send_next(row, question.round, at=at, actor=actor)
    chronicle.save(row)


def recall_opinion(*, consultation_id: UUID, reason: str, actor: Actor) -> None:
    """Who works on the dossier takes a question back; the next in turn leaves. Raises Denied, QuestionClosed, Invalid.

    A step of the process that asks cannot be taken back: the process waits for its answer.
    """
    if not reason.strip():
        raise Invalid("Cần ghi lý do.", fields={"/reason": "Ghi vì sao không cần ý kiến này nữa."})
    with transaction.atomic():
        row, question = locked(consultation_id)
        at = now()
        if not may_ask(row.id, actor=actor):
            raise Denied("Chỉ người đang giải quyết hồ sơ mới thu hồi câu hỏi.")
        if question.task_id is not None:
            raise Invalid("Quy trình của thủ tục bắt buộc có ý kiến này.")
        if question.state not in (QuestionState.OPEN, QuestionState.WAITING):
            raise QuestionClosed("Câu hỏi này đã được trả lời hoặc đã thu hồi.")
        question.recall_reason = reason.strip()[:500]
        opinions.close_question(question, QuestionState.RECALLED, at=at, actor=actor)
        name = identity.get_agency(question.agency_id).name
        chronicle.note(row, words=f"Thu hồi câu hỏi gửi {name}: {reason.strip()}"[:300], at=at, actor=actor)
        chronicle.tell(
            row, OpinionRecalled, act="dossiers.recall_opinion", actor=actor, detail={"consultation": question.id},
            consultation_id=question.id, asked_agency_id=question.agency_id,
        )  # fmt: skip
        send_next(row, question.round, at=at, actor=actor)
        chronicle.save(row)


def locked(consultation_id: UUID) -> tuple[Dossier, Consultation]:
    """The dossier, locked, and its question as it stands then. Raises NoDossier."""
    found = Consultation.objects.filter(id=consultation_id).values_list("dossier_id", flat=True).first()
    if found is None:
        raise NoDossier
    row = chronicle.lock(found)
    question = Consultation.objects.get(id=consultation_id)
    question.dossier = row
    return row, question


def _check(question: Consultation, answer: Opinion, opinion: str, late_reason: str, at: datetime) -> None:
    errors = {}
    if answer not in opinions.answers_of(question):
        errors["/answer"] = "Bước này không có cách trả lời đó."
    if answer is not Opinion.AGREED and not opinion.strip():
        errors["/opinion"] = "Ghi rõ điều chưa đồng ý hoặc còn thiếu."
    is_late = question.due_at is not None and at > question.due_at
    if is_late and opinions.rule_of(question).late_needs_reason and not late_reason.strip():
        errors["/late_reason"] = "Đã quá hạn trả lời: ghi lý do chậm."
    if errors:
        raise Invalid("Ý kiến chưa đủ.", fields=errors)
