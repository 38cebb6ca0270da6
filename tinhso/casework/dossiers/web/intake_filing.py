"""O02 continued: the form and the papers on one page, filed and accepted with one button; then the receipt."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhso.casework.dossiers import api, desk_queries, mailing, queries
from tinhso.casework.dossiers.applicants import Applicant, applicant_of
from tinhso.casework.dossiers.cards import read_card
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.instant import is_instant
from tinhso.casework.dossiers.types import Check, FilingChannel, ReturnMethod, Verdict
from tinhso.casework.dossiers.web import costs, intake_form, late_entries, mailing_form, words
from tinhso.casework.dossiers.web.coming_for import BOXES, CAPACITIES, read_representative
from tinhso.casework.dossiers.web.desks import return_desks
from tinhso.casework.dossiers.web.digitising import papers_to_digitise
from tinhso.casework.dossiers.web.documents import expected_papers
from tinhso.casework.dossiers.web.duty import on_duty, uuid_of
from tinhso.casework.dossiers.web.money import in_short
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Draft, DraftState, Form, Paper, PaperState
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.reference import api as reference
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.services.post.types import Party

PERSONAL, OLD_CARD = 12, 9
_PLACES = {**BOXES, **mailing_form.BOXES, "/evidence": "mien-giam-giay", "/exemption": "mien-giam"}
CHANNELS = tuple(Option(value=c.value, text=c.words) for c in (FilingChannel.COUNTER, FilingChannel.POSTAL))
_RETURNS = (ReturnMethod.COUNTER, ReturnMethod.ONLINE, ReturnMethod.POSTAL)


@on_duty
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """Everything about one filing. Enter saves; when nothing is missing the accept button has the focus."""
    actor = identity.actor_of(request)
    plan, draft = api.plan_of(draft_id, actor=actor)
    if draft.state is not DraftState.OPEN:
        return _already(draft_id, actor)
    compiled = forms.form_of(draft.procedure_version_id)
    errors: dict[str, str] = {}
    typed: QueryDict | None = None
    status = 200
    if request.method == "POST":
        typed, errors = intake_form.fill_from_cards(compiled, request.POST, partial(values_of_card, actor=actor))
        errors |= intake_form.save(compiled, draft.id, typed, actor=actor)
        errors |= _attach(request, draft, actor)
        if "xin-nhap-bu" in typed:
            errors |= late_entries.ask(request, draft.id)
            if not errors:
                return redirect("dossiers:intake_form", draft_id=draft.id)
        if ("nhan" in typed or "bo-sung" in typed) and not errors:
            # The papers that are asked for follow from the answers that were just saved.
            _, draft = api.plan_of(draft_id, actor=actor)
            filed, errors = _receive(request, draft, compiled, actor)
            if filed is not None and "bo-sung" in typed:
                messages.success(request, "Đã nộp hồ sơ và yêu cầu bổ sung; in phiếu ở cột bên phải cho người nộp.")
                return redirect("dossiers:work", dossier_id=filed)
            if filed is not None and not accepts(actor):
                code = queries.codes_of([filed])[filed]
                messages.success(request, f"Đã nộp hồ sơ {code}. Mang bản giấy về bộ phận một cửa và giao bằng phiếu.")
                return redirect("custody:holdings")
            if filed is not None:
                return redirect("dossiers:intake_done", dossier_id=filed)
        status = 422 if errors else 200
    plan, draft = api.plan_of(draft_id, actor=actor)
    holder = plan.holder
    context = _context(holder, draft, compiled, typed=typed, errors=errors, actor=actor)
    if plan.owner_agency_id is not None:
        context["owner"] = identity.get_agency(plan.owner_agency_id)
    return render(request, "dossiers/desk/intake_form.html", context, status=status)


def accepts(actor: Actor) -> bool:
    """Whether who files here also accepts: a postman of the one-stop takes in and leaves that to the desk."""
    return access.can(actor=actor, act="dossiers.accept", agency_id=actor.agency_id)


def _context(
    plan_holder: HolderRef,
    draft: Draft,
    form: Form,
    *,
    typed: QueryDict | None,
    errors: Mapping[str, str],
    actor: Actor,
) -> dict[str, object]:
    applicant = applicant_of(plan_holder)
    procedure = procedures.get_procedure_version(draft.procedure_version_id)
    problems = forms.validate(form, draft.data)
    missing = [_line(paper, typed) for paper in draft.papers]
    owed = {pointer.strip("/").replace("/", ".") for pointer in problems}
    channel = typed.get("channel", "") if typed is not None else FilingChannel.COUNTER.value
    twice = desk_queries.unfinished_of(plan_holder, procedure_code=procedure.code, actor=actor)
    return {
        "draft": draft,
        "procedure": procedure,
        "applicant": applicant,
        "groups": intake_form.groups_of(form, draft, typed, errors, owed),
        "papers": missing,
        "errors": errors,
        "ready": typed is not None and not problems and not errors,
        "problems": _told(problems, form) if typed is not None and not errors else [],
        "channels": CHANNELS,
        "returns": [
            Option(value=one.value, text=one.words)
            for one in _RETURNS
            if one is not ReturnMethod.POSTAL or mailing.is_offered(procedure)
        ],
        "return_desks": return_desks(procedure, but=actor.agency_id),
        "channel": channel,
        "return_method": typed.get("return_method", "") if typed is not None else ReturnMethod.COUNTER.value,
        "twice": twice,
        "late_entry": desk_queries.late_entry_of(draft.id),
        "capacities": CAPACITIES,
        "typed": typed or {},
        **costs.at_desk(draft, procedure, channel, typed or {}),
        "comes_for": plan_holder.kind == "organisation"
        or bool(typed and typed.get("thay-the"))
        or "thay-the" in errors,
        "error_of": errors,
        "accepts": accepts(actor),
        **_mailing(procedure, applicant, typed, actor),
    }


def _mailing(procedure: Procedure, applicant: Applicant, typed: QueryDict | None, actor: Actor) -> dict[str, object]:
    """The boxes of an address, with what is known of the applicant."""
    known = Party(name=applicant.name, phone=applicant.phone, address=applicant.address, unit_code=applicant.unit_code)
    given = typed if typed is not None else {}
    assert actor.agency_id is not None
    return mailing_form.on_page(
        procedure, actor.agency_id, given, known=known, method=str(given.get("return_method", ""))
    )


def _told(problems: Mapping[str, list[str]], form: Form) -> list[tuple[str, str]]:
    """What is still owed, each with the id of its box, in the order of the page."""
    return [
        (intake_form.name_of(topic, asked.field), text)
        for topic in form.topics
        for asked in topic.asked
        for text in problems.get("/" + asked.field.path.replace(".", "/"), ())
    ]


def values_of_card(text: str, *, actor: Actor) -> intake_form.PersonValues:
    """Somebody else's values for a form, out of the register, else off the scanned card. Raises ValueError."""
    card = read_card(text, on=today())
    person = identity.find_person(
        personal_number=card.number if len(card.number) == PERSONAL else "",
        old_identity_card=card.number if len(card.number) == OLD_CARD else "",
        passport=card.number if not card.number.isdigit() else "",
        actor=actor,
        purpose="Điền tờ khai tại quầy",
    )
    if person is None and not card.is_scanned:
        raise ValueError("Hệ thống chưa có ai mang số này. Hãy quét thẻ, hoặc ghi theo giấy tờ.")
    number = card.number if len(card.number) == PERSONAL else ""
    if person is None:
        born_on = f"{card.born_on:%d/%m/%Y}" if card.born_on else ""
        return {"full_name": card.full_name, "personal_number": number, "born_on": born_on, "sex": card.sex}
    place = reference.unit_path(person.unit_code) if person.unit_code else ""
    return {
        "full_name": person.full_name,
        "personal_number": number,
        "born_on": f"{person.born_on:%d/%m/%Y}" if person.born_on else "",
        "sex": person.sex,
        "nationality": person.nationality,
        "address": (person.address, place),
    }


def _line(paper: Paper, typed: QueryDict | None) -> dict[str, object]:
    """A paper's row: how many came on paper, what the procedure asks, what is held already."""
    code = paper.spec.code
    is_optional = isinstance(paper.spec.required_when, str)
    asked = "" if paper.state is PaperState.HELD or paper.files else str(0 if is_optional else paper.spec.originals)
    copies = str(0 if is_optional else paper.spec.copies)
    return {
        "paper": paper,
        "is_held": paper.state is PaperState.HELD,
        "is_optional": is_optional,
        "is_wrong": typed is not None and f"khong-dat-{code}" in typed,
        "reason": typed.get(f"vi-sao-{code}", "") if typed is not None else "",
        "remedy": typed.get(f"khac-phuc-{code}", "") if typed is not None else "",
        "originals": typed.get(f"chinh-{code}", asked) if typed is not None else asked,
        "copies": typed.get(f"sao-{code}", copies) if typed is not None else copies,
    }


def _attach(request: HttpRequest, draft: Draft, actor: Actor) -> dict[str, str]:
    errors = {}
    asked = {paper.spec.code for paper in draft.papers}
    for name in request.FILES:
        code = name.removeprefix("tep-")
        if code not in asked:
            continue
        uploads = [(one.name or "tep", one.read()) for one in request.FILES.getlist(name)]
        try:
            forms.attach_paper(draft_id=draft.id, component_code=code, uploads=uploads, actor=actor)
        except Invalid as refused:
            errors[f"tep-{code}"] = refused.message
    return errors


def _wrong(draft: Draft, posted: Mapping[str, str]) -> tuple[Check, ...]:
    """The components that the desk ticked as not right, with why and how to mend them."""
    return tuple(
        Check(
            component=paper.spec.code,
            verdict=Verdict.WRONG,
            reason=posted.get(f"vi-sao-{paper.spec.code}", "")[:500],
            remedy=posted.get(f"khac-phuc-{paper.spec.code}", "")[:500],
        )
        for paper in draft.papers
        if f"khong-dat-{paper.spec.code}" in posted
    )


def _receive(request: HttpRequest, draft: Draft, form: Form, actor: Actor) -> tuple[UUID | None, dict[str, str]]:
    posted = request.POST
    wrong = _wrong(draft, posted)
    if wrong and "bo-sung" not in posted:
        return None, {"nhan": "Còn giấy ghi “Không đạt”: bỏ đánh dấu nếu ghi nhầm, hoặc yêu cầu bổ sung."}
    if not wrong and "bo-sung" in posted:
        return None, {"nhan": "Đánh dấu “Không đạt” ở giấy cần bổ sung, ghi vì sao và cách khắc phục."}
    channel, method = posted.get("channel", ""), posted.get("return_method", "")
    if channel not in {one.value for one in CHANNELS} or method not in {one.value for one in _RETURNS}:
        return None, {"channel": "Chọn cách nộp và cách nhận kết quả."}
    counts = {
        name.removeprefix("chinh-"): (
            _count(posted[name]),
            _count(posted.get(f"sao-{name.removeprefix('chinh-')}", "")),
        )
        for name in posted
        if name.startswith("chinh-")
    }
    try:
        if not accepts(actor):
            filed = api.take_in_by_postman(
                draft_id=draft.id,
                return_method=ReturnMethod(method),
                on_paper=counts,
                mailing=mailing_form.mailing_of(posted, method),
                actor=actor,
            )
            return filed.id, {}
        filed = api.receive_at_counter(
            draft_id=draft.id,
            channel=FilingChannel(channel),
            return_method=ReturnMethod(method),
            on_paper=counts,
            representative=read_representative(posted, actor=actor),
            return_agency_id=uuid_of(posted.get("return_agency")),
            mailing=mailing_form.mailing_of(posted, method),
            wrong=wrong,
            claim=costs.desk_claim(posted),
            actor=actor,
        )
    except Invalid as refused:
        return None, _placed(refused, form)
    except Conflict as refused:
        return None, {"nhan": refused.message}
    return filed.id, {}


def _placed(refused: Invalid, form: Form) -> dict[str, str]:
    """The refusal at the boxes of this page."""
    boxes = {
        "/" + asked.field.path.replace(".", "/"): intake_form.name_of(topic, asked.field)
        for topic in form.topics
        for asked in topic.asked
    }
    placed = {}
    for pointer, text in refused.fields.items():
        if pointer.startswith("/papers/"):
            placed[f"chinh-{pointer.removeprefix('/papers/')}"] = text
        elif pointer.endswith("/reason"):
            placed[f"chinh-{pointer.removeprefix('/').removesuffix('/reason')}"] = text
        elif pointer in _PLACES:
            placed[_PLACES[pointer]] = text
        else:
            placed[boxes.get(pointer, "nhan")] = text
    return placed or {"nhan": refused.message}


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0


def _already(draft_id: UUID, actor: Actor) -> HttpResponseBase:
    found = queries.filed_from_desk(draft_id, actor=actor)
    return redirect("dossiers:intake_done", dossier_id=found) if found else redirect("dossiers:intake")


@on_duty
@require_POST
def drop_item(request: HttpRequest, draft_id: UUID, topic: str, key: str) -> HttpResponseBase:
    """Take one item out of a repeating group."""
    forms.remove_item(draft_id=draft_id, topic=topic, key=key, actor=identity.actor_of(request))
    return redirect("dossiers:intake_form", draft_id=draft_id)


@on_duty
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """Throw the desk's draft away."""
    actor = identity.actor_of(request)
    _, draft = api.plan_of(draft_id, actor=actor)
    if request.method == "POST":
        forms.discard_draft(draft_id, actor=actor)
        messages.info(request, "Đã bỏ hồ sơ đang làm dở.")
        return redirect("dossiers:intake")
    return render(request, "dossiers/desk/discard.html", {"draft": draft})


@on_duty
@require_GET
def done(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The code, the promise and the receipt to print; then the next person."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Tiếp nhận hồ sơ tại quầy")
    lines = expected_papers(dossier, queries.papers_of(dossier.id))
    titles = words.component_titles(dossier)
    context = {
        "dossier": dossier,
        "due": deadlines.in_words(dossier.due_at) if dossier.due_at else "Theo quy định",
        "papers": lines,
        "waits": any(paper is None for _, paper in lines),
        "checks": [(titles.get(code, code), check) for code, check in queries.checks_of(dossier.id).items()],
        "owner": identity.get_agency(dossier.owner_agency_id),
        "digitised": papers_to_digitise(dossier),
        "representative": desk_queries.representative_of(dossier.id),
        "at_once": is_instant(channel=dossier.channel, version_id=dossier.procedure_version_id),
        "now_at": [item.step_title for item in queries.items_of(dossier.id)],
        **in_short(dossier.id),
    }
    return render(request, "dossiers/desk/intake_done.html", context)


@on_duty
@require_GET
def receipt(request: HttpRequest, dossier_id: UUID) -> HttpResponseBase:
    """The receipt to print, at once: who waits at the desk does not wait for the worker, and it is made only once."""
    actor = identity.actor_of(request)
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose="In giấy hẹn trả kết quả")
    if dossier.accepted_at is None:
        raise NoDossier
    paper_id = api.print_paper(dossier_id=dossier.id, role="receipt", actor=actor)
    paper = next(one for one in queries.papers_of(dossier.id) if one.id == paper_id)
    assert paper.file_id is not None
    return files.download_response(
        files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=actor)
    )
