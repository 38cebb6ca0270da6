"""O23: ask other agencies about a dossier, see before sending when each is due, take a question back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tinhso.casework.dossiers import api, consultations, queries
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.types import Dossier, Question, QuestionState
from tinhso.casework.dossiers.waiting_letters import LetterAct
from tinhso.casework.dossiers.web import letters, words
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of, version_of
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.engines.forms import api as forms
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.errors import Conflict, Denied, DomainError, Invalid, Unavailable

# Boxes on the page; more agencies are asked in a second sending.
BOXES = 4
_UNITS = (
    Option(value=TermUnit.WORKING_DAYS.value, text="ngày làm việc"),
    Option(value=TermUnit.HOURS.value, text="giờ làm việc"),
    Option(value=TermUnit.CALENDAR_DAYS.value, text="ngày"),
)
ORDERS = (
    Option(value="cung-luc", text="Cùng lúc"),
    Option(value="lan-luot", text="Lần lượt", hint="Cơ quan sau được hỏi khi cơ quan trước đã trả lời"),
)


@dataclass(frozen=True, kw_only=True)
class Box:
    """One agency of the form as typed; `due` after the officer asked to see it, `is_past` = later than the dossier."""

    number: int
    agency: str
    value: str
    unit: str
    empty: str
    error: str = ""
    agency_error: str = ""
    due: str = ""
    is_past: bool = False


@on_duty
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """One page: whom, by when, what, and which papers they see. “Xem hạn” counts without sending."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Lấy ý kiến cơ quan khác")
    if not api.may_ask(dossier_id, actor=actor):
        raise Denied("Chỉ người đang giải quyết hồ sơ mới gửi lấy ý kiến.")
    errors: dict[str, str] = {}
    dues: list[tuple[str, bool]] = []
    status = 200
    if request.method == "POST":
        try:
            asked = _questions(request.POST)
            in_turn = request.POST.get("order") == "lan-luot"
            dues = _dues(dossier, asked, in_turn=in_turn)
            if "xem" not in request.POST:
                waits = letters.put(
                    request,
                    act=LetterAct.QUESTION,
                    dossier_id=dossier_id,
                    given={
                        "questions": api.asked_of(asked),
                        "in_turn": in_turn,
                        "past_due_reason": request.POST.get("past_due_reason", ""),
                    },
                    version=version_of(request),
                )
                if waits is not None:
                    return waits
                api.ask_opinions(
                    dossier_id=dossier_id,
                    questions=asked,
                    in_turn=in_turn,
                    past_due_reason=request.POST.get("past_due_reason", ""),
                    version=version_of(request),
                    actor=actor,
                )
                messages.success(request, f"Đã gửi lấy ý kiến {len(asked)} cơ quan.")
                return redirect("dossiers:work", dossier_id=dossier_id)
        except (Invalid, Conflict, Unavailable) as refused:
            errors, status = _placed(refused), refused.status
    return render(request, "dossiers/ask_opinion.html", _page(request, dossier, errors, dues), status=status)


def _questions(posted: QueryDict) -> list[Question]:
    """The boxes that name an agency, in their order. Raises Invalid for a term that is none."""
    found = []
    for number in range(1, BOXES + 1):
        agency = uuid_of(posted.get(f"agency_{number}"))
        if agency is None:
            continue
        value, unit = posted.get(f"term_{number}", ""), posted.get(f"unit_{number}", "")
        if not (value.isascii() and value.isdigit() and 0 < int(value) <= 365) or unit not in set(TermUnit):
            raise Invalid("Hạn trả lời chưa đúng.", fields={f"/term_{number}": "Ghi số từ 1 đến 365."})
        found.append(
            Question(
                agency_id=agency,
                text=posted.get("text", ""),
                term=Term(int(value), TermUnit(unit)),
                files=tuple(one for one in map(uuid_of, posted.getlist("files")) if one),
                topics=tuple(posted.getlist("topics")),
                shows_applicant="applicant" in posted,
            )
        )
    return found


def _dues(dossier: Dossier, asked: list[Question], *, in_turn: bool) -> list[tuple[str, bool]]:
    if not asked:
        return []
    return [
        (deadlines.in_words(due), dossier.due_at is not None and due > dossier.due_at)
        for due in consultations.dues(dossier.id, asked, in_turn=in_turn)
    ]


def _placed(refused: DomainError) -> dict[str, str]:
    """The refusal at the boxes of this page; question n of those given stands in the n-th box that names an agency."""
    errors = {}
    for name, text in refused.by_box("agency_1").items():
        parts = name.split("-")
        field = parts[2] if parts[0] == "questions" else name
        number = int(parts[1]) + 1 if parts[0] == "questions" else 1
        errors[f"agency_{number}" if field == "agency" else field] = text
    return errors


def _page(
    request: HttpRequest, dossier: Dossier, errors: dict[str, str], dues: list[tuple[str, bool]]
) -> dict[str, Any]:
    posted = request.POST
    rule = consultations.general_rule()
    lines = iter(dues)
    boxes = []
    for number in range(1, BOXES + 1):
        agency = posted.get(f"agency_{number}", "")
        due, is_past = next(lines, ("", False)) if uuid_of(agency) else ("", False)
        boxes.append(
            Box(
                number=number,
                agency=agency,
                value=posted.get(f"term_{number}", str(rule.term.value)),
                unit=posted.get(f"unit_{number}", rule.term.unit.value),
                empty="Chọn cơ quan" if number == 1 else "Không hỏi thêm",
                error=errors.get(f"term_{number}", ""),
                agency_error=errors.get(f"agency_{number}", ""),
                due=due,
                is_past=is_past,
            )
        )
    files = [file for paper in words.files_of(dossier) for file in paper.files]
    titles = {file.id: paper.title for paper in words.files_of(dossier) for file in paper.files}
    parts = forms.summary(forms.form_of(dossier.procedure_version_id), dossier.answers)
    return {
        "dossier": dossier,
        "due": deadlines.in_words(dossier.due_at) if dossier.due_at else "",
        "owner": identity.get_agency(dossier.owner_agency_id).name,
        "agencies": [
            Option(value=str(one.id), text=one.name) for one in consultations.askable(but=dossier.owner_agency_id)
        ],
        "boxes": boxes,
        "units": _UNITS,
        "orders": ORDERS,
        "order": posted.get("order", "cung-luc"),
        "text": posted.get("text", ""),
        "files": [Option(value=str(file.id), text=titles[file.id], hint=words.about_file(file)) for file in files],
        "given_files": posted.getlist("files"),
        "topics": [Option(value=part.title, text=part.title) for part in parts if part.lines],
        "given_topics": posted.getlist("topics"),
        "applicant": (Option(value="1", text="Cho biết tên người đề nghị"),),
        "given_applicant": posted.getlist("applicant"),
        "shows_dues": bool(dues),
        "any_past": any(is_past for _, is_past in dues) or "past_due_reason" in errors,
        "past_due_reason": posted.get("past_due_reason", ""),
        "errors": errors,
    }


@on_duty
@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest, dossier_id: UUID, consultation_id: UUID) -> HttpResponseBase:
    """Take a question back, with the reason that the asked agency reads."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Thu hồi câu hỏi")
    question = next((one for one in consultations.of_dossier(dossier_id) if one.id == consultation_id), None)
    if question is None:
        raise NoDossier
    if not api.may_ask(dossier_id, actor=actor):
        raise Denied("Chỉ người đang giải quyết hồ sơ mới thu hồi câu hỏi.")
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            api.recall_opinion(consultation_id=consultation_id, reason=request.POST.get("reason", ""), actor=actor)
        except (Invalid, Conflict) as refused:
            errors, status = refused.by_box("reason"), refused.status
        else:
            messages.success(request, "Đã thu hồi câu hỏi.")
            return redirect("dossiers:work", dossier_id=dossier_id)
    context = {
        "dossier": dossier,
        "question": question,
        "agency": identity.get_agency(question.agency_id).name,
        "is_open": question.state in (QuestionState.OPEN, QuestionState.WAITING) and not question.is_step,
        "reason": request.POST.get("reason", ""),
        "errors": errors,
    }
    return render(request, "dossiers/recall_opinion.html", context, status=status)
