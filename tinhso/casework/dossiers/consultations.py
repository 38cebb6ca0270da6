"""Guarded reads of questions: the asked agency sees what its question shares, who reads the dossier sees all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.casework.dossiers import models, opinions
from tinhso.casework.dossiers.confidentiality import in_sight, may_see
from tinhso.casework.dossiers.errors import HiddenDossier, NoDossier
from tinhso.casework.dossiers.types import Consultation, ConsultationRule, Question, QuestionState, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Part
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileContent, FileRef
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today

PURPOSE = "Cho ý kiến phối hợp"
MOST_LISTED = 100


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the asked agency sees: its question, and of the dossier no more than the question shares."""

    question: Consultation
    code: str
    procedure_title: str
    status: Status
    owner_agency_id: UUID
    applicant_name: str
    parts: tuple[Part, ...]
    # What came for which component.
    files: tuple[tuple[str, FileRef], ...]
    # What may be answered.
    answers: tuple[Opinion, ...]
    late_needs_reason: bool


def asked(consultation_id: UUID, *, actor: Actor) -> Asked:
    """The question for an officer who reads dossiers of the asked or the asking agency; the read is logged.

    Raises NoDossier for everybody else, and before the question was sent.
    """
    row = _visible(consultation_id, actor)
    dossier = row.dossier
    access.record_read(actor=actor, holders=[dossier.holder], purpose=PURPOSE, target=("dossier", dossier.id))
    shared = {UUID(file) for file in row.files}
    parts = forms.summary(forms.form_of(dossier.procedure_version_id), dossier.answers) if row.topics else ()
    given = files.files_of(("dossier", dossier.id)) if shared else ()
    names = {one.code: one.title for one in procedures.get_procedure_version(dossier.procedure_version_id).components}
    titles = {file: names[code] for code, ids in dossier.papers.items() for file in ids if code in names}
    return Asked(
        question=view(row),
        code=dossier.code,
        procedure_title=dossier.procedure_title,
        status=Status(dossier.status),
        owner_agency_id=dossier.owner_agency_id,
        applicant_name=dossier.applicant_name if row.shows_applicant else "",
        parts=tuple(part for part in parts if part.title in row.topics),
        files=tuple((titles.get(str(ref.id), ref.name), ref) for ref in given if ref.id in shared),
        answers=opinions.answers_of(row),
        late_needs_reason=opinions.rule_of(row).late_needs_reason,
    )


def shared_file(consultation_id: UUID, file_id: UUID, *, actor: Actor) -> FileContent:
    """A paper that the question shares. Raises NoDossier for any other paper of the dossier."""
    row = _visible(consultation_id, actor)
    if str(file_id) not in row.files:
        raise HiddenDossier
    dossier = row.dossier
    access.record_read(actor=actor, holders=[dossier.holder], purpose=PURPOSE, target=("dossier", dossier.id))
    return files.read_file(file_id=file_id, owner=("dossier", dossier.id), actor=actor)


def opinion_file(consultation_id: UUID, *, actor: Actor) -> FileContent:
    """The opinion letter that came with an answer."""
    row = _visible(consultation_id, actor)
    if row.file_id is None:
        raise NoDossier
    return files.read_file(file_id=row.file_id, owner=("consultation", row.id), actor=actor)


def request_file(consultation_id: UUID, *, actor: Actor) -> FileContent:
    """The letter by which the opinion was asked for."""
    row = _visible(consultation_id, actor)
    if row.request_file_id is None:
        raise NoDossier
    return files.read_file(file_id=row.request_file_id, owner=("consultation", row.id), actor=actor)


def of_dossier(dossier_id: UUID) -> tuple[Consultation, ...]:
    """Every question about a dossier, in the order asked; the caller has read the dossier."""
    rows = models.Consultation.objects.filter(dossier_id=dossier_id).order_by("seq")
    return tuple(view(row) for row in rows)


def dossier_of(consultation_id: UUID) -> UUID:
    """Of which dossier a question is. Raises NoDossier."""
    found = models.Consultation.objects.filter(id=consultation_id).values_list("dossier_id", flat=True).first()
    if found is None:
        raise NoDossier
    return found


def general_rule() -> ConsultationRule:
    """How officers ask today where no step of a process says it."""
    return opinions.get_rule(opinions.ANY_QUESTION, on=today())


def askable(*, but: UUID) -> tuple[Agency, ...]:
    """The agencies that can be asked, by name, without the one that asks."""
    return opinions.askable(general_rule(), but=but)


def dues(dossier_id: UUID, questions: Sequence[Question], *, in_turn: bool) -> list[datetime]:
    """When each question would be due if it were sent now; the caller has read the dossier."""
    dossier = models.Dossier.objects.get(id=dossier_id)
    return opinions.dues_if_sent(dossier, questions, in_turn=in_turn, rule=general_rule(), at=now())


def why_due(consultation_id: UUID) -> tuple[str, ...]:
    """Sentence by sentence why the opinion is due when it is; the caller has read the question."""
    clock = deadlines.find_clock(("consultation", consultation_id), ClockKind.CONSULTATION)
    return deadlines.explain(clock.id) if clock else ()


def may_answer(consultation_id: UUID, *, actor: Actor) -> bool:
    """Whether the actor's post is the one that answers."""
    row = models.Consultation.objects.only("agency_id", "role").get(id=consultation_id)
    if actor.post_id is None or not access.can(actor=actor, act="dossiers.process", agency_id=row.agency_id):
        return False
    return row.role in identity.get_post(actor.post_id).roles


@dataclass(frozen=True, kw_only=True)
class Line:
    """A question in a list, with the code and procedure of its dossier."""

    question: Consultation
    code: str
    procedure_title: str


def to_answer(*, actor: Actor) -> tuple[Line, ...]:
    """Open questions to the agencies whose dossiers the actor reads, the most urgent first."""
    rows = _of(actor, "agency_id").filter(state=QuestionState.OPEN).order_by("due_at", "id")
    return _lines(rows[:MOST_LISTED])


def answered_here(*, actor: Actor, since: datetime) -> tuple[Line, ...]:
    """Questions that the actor's agency answered or let pass since an instant, the latest first."""
    rows = _of(actor, "agency_id").filter(state=QuestionState.ANSWERED, closed_at__gte=since).order_by("-closed_at")
    return _lines(rows[:MOST_LISTED])


def asked_by_us(*, actor: Actor, since: datetime) -> tuple[Line, ...]:
    """What the actor's agency asked others: the open first, by due date; closed ones since an instant."""
    rows = _of(actor, "asking_agency_id").filter(Q(closed_at__isnull=True) | Q(closed_at__gte=since))
    return _lines(rows.order_by("-state", "due_at", "-asked_at")[:MOST_LISTED])


def escalated(*, actor: Actor, limit: int = 50) -> tuple[tuple[Line, str], ...]:
    """Questions of the agencies the actor supervises that stayed without answer past the report upward, each with the
    name of who was asked; the longest waiting first."""
    seen = access.scope(actor=actor, act="dossiers.supervise")
    rows = models.Consultation.objects.select_related("dossier").defer("dossier__answers")
    if not seen.everywhere:
        rows = rows.filter(asking_agency_id__in=seen.agency_ids)
    rows = rows.filter(in_sight(actor, of="dossier__level"), state=QuestionState.OPEN, escalated_at__isnull=False)
    waiting = rows.order_by("due_at")[:limit]
    return tuple((line, identity.get_agency(line.question.agency_id).name) for line in _lines(waiting))


def _of(actor: Actor, field: str) -> QuerySet[models.Consultation]:
    """Questions to (or of) the agencies whose dossiers the actor reads; of a dossier whose level the post does not see,
    only what the own agency is asked: the question shares what it shares."""
    seen = access.scope(actor=actor, act="dossiers.read")
    rows = models.Consultation.objects.select_related("dossier").defer("dossier__answers")
    rows = rows.filter(in_sight(actor, of="dossier__level") | Q(agency_id=actor.agency_id))
    return rows if seen.everywhere else rows.filter(**{f"{field}__in": seen.agency_ids})


def _lines(rows: Iterable[models.Consultation]) -> tuple[Line, ...]:
    return tuple(
        Line(question=view(row), code=row.dossier.code, procedure_title=row.dossier.procedure_title) for row in rows
    )


def _visible(consultation_id: UUID, actor: Actor) -> models.Consultation:
    row = models.Consultation.objects.select_related("dossier").filter(id=consultation_id).first()
    if row is None:
        raise NoDossier
    seen = access.scope(actor=actor, act="dossiers.read")
    if not actor.is_officer or not (seen.everywhere or {row.agency_id, row.asking_agency_id} & seen.agency_ids):
        raise HiddenDossier
    if row.agency_id != actor.agency_id and not may_see(row.dossier.level, actor):
        raise HiddenDossier
    if row.sent_at is None:
        raise NoDossier
    return row


def view(row: models.Consultation) -> Consultation:
    return Consultation(
        id=row.id,
        dossier_id=row.dossier_id,
        seq=row.seq,
        round=row.round,
        agency_id=row.agency_id,
        asking_agency_id=row.asking_agency_id,
        title=row.title,
        question=row.question,
        files=tuple(UUID(file) for file in row.files),
        topics=tuple(row.topics),
        shows_applicant=row.shows_applicant,
        state=QuestionState(row.state),
        is_step=row.task_id is not None,
        asked_at=row.asked_at,
        asked_by_id=row.asked_by_id,
        sent_at=row.sent_at,
        due_at=row.due_at,
        past_due_reason=row.past_due_reason,
        reminded_at=row.reminded_at,
        escalated_at=row.escalated_at,
        closed_at=row.closed_at,
        closed_by_id=row.closed_by_id,
        answer=Opinion(row.answer) if row.answer else None,
        by_silence=row.by_silence,
        opinion=row.opinion,
        late_reason=row.late_reason,
        late_words=opinions.late_words(row),
        file_id=row.file_id,
        is_signed=row.is_signed,
        recall_reason=row.recall_reason,
        request_file_id=row.request_file_id,
    )
