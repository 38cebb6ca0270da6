"""The asked agency's pages: what is to be answered, one question with what it shares, the answer. And what we asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, consultations
from tinhso.casework.dossiers.opinion_letters import WORDS
from tinhso.casework.dossiers.types import Consultation, QuestionState
from tinhso.casework.dossiers.waiting_letters import LetterAct
from tinhso.casework.dossiers.web import letters
from tinhso.casework.dossiers.web.documents import MOST_PAGES, Document, picture
from tinhso.casework.dossiers.web.duty import on_duty, when
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.workflow.types import Opinion
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileRef, UploadKind
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Cell, Column, Option, Row, SummaryRow, Tone
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Conflict, DomainError, Invalid, Unavailable

MAX_BYTES = 10_000_000
RECENT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class AskedLine:
    """A question as the pages of a dossier tell it: who, where it stands, by when, how late."""

    question: Consultation
    agency: str
    state: str
    tone: Tone
    sent: str
    due: str
    closed: str


def lines_of(questions: tuple[Consultation, ...]) -> list[AskedLine]:
    """Every question of a dossier in words."""
    return [
        AskedLine(
            question=one,
            agency=identity.get_agency(one.agency_id).name,
            state=state_words(one),
            tone=state_tone(one),
            sent=when(one.sent_at) if one.sent_at else "",
            due=when(one.due_at) if one.due_at else "",
            closed=when(one.closed_at) if one.closed_at else "",
        )
        for one in questions
    ]


def state_words(one: Consultation) -> str:
    """Where a question stands; the tag says it, the tone only repeats it."""
    if one.by_silence:
        return "Coi là đồng ý"
    if one.answer is not None:
        return WORDS[one.answer]
    if one.state is QuestionState.RECALLED:
        return "Đã thu hồi"
    if one.state is QuestionState.WAITING:
        return "Chưa đến lượt"
    return "Quá hạn, chưa trả lời" if one.late_words else "Chờ trả lời"


def state_tone(one: Consultation) -> Tone:
    match one.answer:
        case Opinion.AGREED:
            return Tone.GOOD
        case Opinion.OBJECTED:
            return Tone.BAD
        case Opinion.NEEDS_MORE:
            return Tone.WARN
    if one.state is QuestionState.OPEN:
        return Tone.BAD if one.late_words else Tone.INFO
    return Tone.NEUTRAL


@on_duty
@require_GET
def opinions(request: HttpRequest) -> HttpResponse:
    """What waits for our answer, what we asked others, what we answered in the last thirty days."""
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="dossiers.read", agency_id=access.Whose.ANY_OF_MINE)
    since = now() - RECENT
    context = {
        "open_rows": [_row(line, ours=False) for line in consultations.to_answer(actor=actor)],
        "asked_rows": [_row(line, ours=True) for line in consultations.asked_by_us(actor=actor, since=since)],
        "answered_rows": [_row(line, ours=False) for line in consultations.answered_here(actor=actor, since=since)],
        "open_columns": _columns("Cơ quan hỏi"),
        "asked_columns": _columns("Cơ quan được hỏi"),
    }
    return render(request, "dossiers/opinions.html", context)


def _columns(who: str) -> tuple[Column, ...]:
    return tuple(Column(title=title) for title in ("Hồ sơ", who, "Hạn trả lời", "Tình trạng"))


def _row(line: consultations.Line, *, ours: bool) -> Row:
    one = line.question
    agency = identity.get_agency(one.agency_id if ours else one.asking_agency_id).short_name
    late = f", muộn {one.late_words}" if one.late_words else ""
    href = reverse("dossiers:work", args=[one.dossier_id]) if ours else reverse("dossiers:opinion", args=[one.id])
    return Row(
        cells=(
            Cell(text=line.code, whole=True, href=href, note=line.procedure_title),
            Cell(text=agency),
            Cell(text=when(one.due_at)),
            Cell(text=f"{state_words(one)}{late}"),
        ),
        tone=Tone.BAD if one.late_words and one.state is QuestionState.OPEN else "",
    )


@on_duty
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, consultation_id: UUID) -> HttpResponseBase:
    """One question, what it shares, and the answer. The rest of the dossier is not here."""
    actor = identity.actor_of(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            waits = _answer(request, consultation_id)
        except (Invalid, Conflict, Unavailable) as refused:
            errors, status = refused.by_box("answer"), refused.status
        else:
            if waits is not None:
                return waits
            messages.success(request, "Đã gửi ý kiến.")
            return redirect("dossiers:opinions")
    asked = consultations.asked(consultation_id, actor=actor)
    return render(request, "dossiers/opinion.html", _page(request, asked, errors), status=status)


def _answer(request: HttpRequest, consultation_id: UUID) -> HttpResponseBase | None:
    """Answered at once (None), or to the list where the letter waits for its signer's own machine."""
    posted = request.POST
    if posted.get("answer", "") not in set(Opinion):
        raise Invalid("Chưa chọn ý kiến.", fields={"/answer": "Chọn một ý kiến."})
    if posted.get("how") == "ky-so":
        given = {
            "consultation_id": str(consultation_id),
            "answer": posted["answer"],
            "opinion": posted.get("opinion", "")[:4000],
            "late_reason": posted.get("late_reason", "")[:500],
        }
        dossier_id = consultations.dossier_of(consultation_id)
        waits = letters.put(request, act=LetterAct.ANSWER, dossier_id=dossier_id, given=given, version=0)
        if waits is not None:
            return waits
    api.answer_opinion(
        consultation_id=consultation_id,
        answer=Opinion(posted["answer"]),
        opinion=posted.get("opinion", "")[:4000],
        late_reason=posted.get("late_reason", "")[:500],
        letter=_letter(request),
        is_signed=posted.get("how") == "ky-so",
        actor=identity.actor_of(request),
    )
    return None


def _letter(request: HttpRequest) -> bytes | None:
    """The uploaded opinion letter, checked; None without one. Raises Invalid."""
    given = request.FILES.get("letter")
    if given is None or request.POST.get("how") == "ky-so":
        return None
    if not given.size or given.size > MAX_BYTES:
        raise Invalid("Tệp quá lớn.", fields={"/letter": "Tệp PDF không quá 10 MB."})
    content: bytes = given.read()
    try:
        files.check_upload(content=content, name=given.name or "tep", allow=(UploadKind.PDF,), max_bytes=MAX_BYTES)
    except DomainError as refused:
        raise Invalid(refused.message, fields={"/letter": refused.message}) from refused
    return content


def _page(request: HttpRequest, asked: consultations.Asked, errors: dict[str, str]) -> dict[str, object]:
    actor = identity.actor_of(request)
    one = asked.question
    documents = [_document(one.id, title, ref) for title, ref in asked.files]
    chosen = next((doc for doc in documents if doc.key == request.GET.get("xem", "")), None)
    is_late = one.due_at is not None and now() > one.due_at
    facts = [
        SummaryRow(key="Cơ quan hỏi", value=identity.get_agency(one.asking_agency_id).name),
        SummaryRow(key="Cơ quan chủ trì", value=identity.get_agency(asked.owner_agency_id).name),
        SummaryRow(key="Gửi lúc", value=deadlines.in_words(one.sent_at) if one.sent_at else ""),
        SummaryRow(key="Hạn trả lời", value=deadlines.in_words(one.due_at) if one.due_at else ""),
    ]
    if asked.applicant_name:
        facts.insert(0, SummaryRow(key="Người đề nghị", value=asked.applicant_name))
    return {
        "asked": asked,
        "question": one,
        "facts": facts,
        "why_due": consultations.why_due(one.id),
        "documents": documents,
        "document": chosen or next(iter(documents), None),
        "can_answer": one.state is QuestionState.OPEN and consultations.may_answer(one.id, actor=actor),
        "options": [Option(value=answer.value, text=WORDS[answer]) for answer in asked.answers],
        "hows": (
            Option(value="ky-so", text="Ký số trên hệ thống", hint="Văn bản ý kiến lập từ nội dung trên, bạn ký số"),
            Option(value="tep", text="Đính kèm văn bản PDF", hint="Đã ký, hoặc bản chụp có dấu"),
            Option(value="khong", text="Chỉ ghi ý kiến", hint="Không kèm văn bản"),
        ),
        "is_late": is_late,
        "late_needs_reason": asked.late_needs_reason,
        "line": lines_of((one,))[0],
        "posted": _typed(request),
        "errors": errors,
    }


def _typed(request: HttpRequest) -> Mapping[str, str]:
    return {name: request.POST.get(name, "") for name in ("answer", "opinion", "late_reason")} | {
        "how": request.POST.get("how", "khong")
    }


def _document(consultation_id: UUID, title: str, ref: FileRef) -> Document:
    drawn = files.can_draw_pages() and ref.media_type == "application/pdf"
    numbers = range(1, min(ref.pages or 1, MOST_PAGES) + 1) if drawn else ()
    return Document(
        key=str(ref.id),
        title=title,
        note=f"{ref.name}, {ref.pages or 1} trang",
        open_url=reverse("dossiers:shared_file", args=[consultation_id, ref.id]),
        pages=tuple(reverse("dossiers:shared_page", args=[consultation_id, ref.id, number]) for number in numbers),
    )


@on_duty
@require_GET
def shared_file(request: HttpRequest, consultation_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A paper that the question shares, as a download."""
    return files.download_response(
        consultations.shared_file(consultation_id, file_id, actor=identity.actor_of(request))
    )


@on_duty
@require_GET
def shared_page(request: HttpRequest, consultation_id: UUID, file_id: UUID, page: int) -> HttpResponse:
    """One page of it as a picture."""
    content = consultations.shared_file(consultation_id, file_id, actor=identity.actor_of(request))
    return picture(content.read(), page)


@on_duty
@require_GET
def letter(request: HttpRequest, consultation_id: UUID) -> HttpResponseBase:
    """The opinion letter that came with an answer."""
    return files.download_response(consultations.opinion_file(consultation_id, actor=identity.actor_of(request)))


@on_duty
@require_GET
def request_letter(request: HttpRequest, consultation_id: UUID) -> HttpResponseBase:
    """The letter by which the opinion was asked for."""
    return files.download_response(consultations.request_file(consultation_id, actor=identity.actor_of(request)))
