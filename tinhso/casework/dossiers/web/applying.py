"""Filing: C06 and C08 where and for whom, C18 declare and send, C21 confirmation."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import api, applicants, bundles, mailing
from tinhso.casework.dossiers.cosigners import cosigners_of
from tinhso.casework.dossiers.types import Cosigner, FilingChannel, ReturnMethod
from tinhso.casework.dossiers.web import cosigning, costs, mailing_form, words
from tinhso.casework.dossiers.web import desks as desk_choice
from tinhso.casework.dossiers.web.duty import uuid_of
from tinhso.casework.dossiers.web.kept import signed_in, typed_on
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Draft, DraftSummary
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.foundation.ui.types import ErrorItem, Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import Invalid
from tinhso.services.lookups import api as lookups
from tinhso.services.lookups.types import Consent
from tinhso.services.papers import api as papers


def holders(actor: Actor) -> list[tuple[HolderRef, str]]:
    """Whom the signed-in person stands for: themselves, children and wards, organisations (also those only seen)."""
    assert actor.person_id is not None
    people = [actor.person_id, *identity.wards_of(actor.person_id)]
    names = identity.person_names(people)
    organisations = identity.organisations_of(actor.person_id)
    return [
        *((HolderRef(kind="person", id=one), names.get(one, "")) for one in people),
        *((HolderRef(kind="organisation", id=one.id), one.name) for one in organisations),
    ]


def may_file(actor: Actor) -> list[tuple[HolderRef, str]]:
    """In whose name the signed-in person may file."""
    return [pair for pair in holders(actor) if applicants.may_file_for(actor.person_id, pair[0])]


def drafts_of(actor: Actor) -> list[tuple[DraftSummary, str]]:
    """Drafts that this person can go on with, each with the name it is for ("" = their own)."""
    own = HolderRef(kind="person", id=actor.person_id) if actor.person_id else None
    return [
        (draft, "" if holder == own else name)
        for holder, name in may_file(actor)
        for draft in forms.list_drafts((holder.kind, holder.id))
    ]


def drafts_for(actor: Actor, procedure_code: str) -> list[tuple[DraftSummary, str]]:
    """Drafts of one procedure, whatever version they began with."""
    return [
        pair
        for pair in drafts_of(actor)
        if definitions.get_version(pair[0].procedure_version_id).code == procedure_code
    ]


@signed_in
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponseBase:
    """C06 and C08: in whose name, and which one-stop; asked once, proposed from the residence or the seat."""
    actor = identity.actor_of(request)
    procedure = procedures.get_procedure(code)
    if procedure.is_operational and not procedure.takes_online:
        # Its page says where to go; a form would be refused at the end.
        return redirect("procedures:start", code)
    desks = api.one_stops(procedure)
    mine = [pair for pair in may_file(actor) if words.is_for(procedure, pair[0].kind)]
    offered = desk_choice.choices(desks, mine)
    typed, was_kept = typed_on(request)
    who = typed.get("applicant") or (_key(mine[0][0]) if mine else "")
    chosen = typed.get("agency") or offered.proposed
    other = typed.get("other", "")
    errors: dict[str, str] = {}
    if request.method == "POST" and mine:
        holder = next((ref for ref, _ in mine if _key(ref) == who), None)
        wanted = other if chosen == desk_choice.OTHER else chosen
        desk = next((d for d in desks if str(d.id) == wanted), None)
        if holder is None:
            errors["applicant"] = gettext("Hãy chọn bạn làm thủ tục này cho ai.")
        if desk is None:
            errors["other" if chosen == desk_choice.OTHER else "agency"] = gettext("Hãy chọn nơi tiếp nhận hồ sơ.")
        if holder is not None and (address := _second_factor(request, holder)):
            return redirect(address)
        if holder is not None and desk is not None:
            for one in asked_consents(actor):
                if one.purpose.code in typed.getlist("consent"):
                    lookups.give_consent(purpose=one.purpose.code, subject=_self(actor), actor=actor)
            draft_id = api.begin(procedure_code=code, applicant=holder, receiving_agency_id=desk.id, actor=actor)
            return redirect("forms:go-on", draft_id=draft_id)
    context = {
        "procedure": procedure,
        "applicants": [_applicant_option(ref, name, actor) for ref, name in mine],
        "who": who,
        "near": _near(offered, other, errors.get("other", "")),
        "others": offered.others,
        "chosen": chosen,
        "consents": asked_consents(actor),
        "agreed": typed.getlist("consent"),
        "only_seen": [] if mine else _only_seen(actor),
        "drafts": drafts_for(actor, code) if request.method == "GET" else (),
        "was_kept": was_kept,
        "errors": errors,
    }
    return render(request, "dossiers/apply.html", context, status=422 if errors else 200)


def _second_factor(request: HttpRequest, holder: HolderRef) -> str:
    """In an agency's name an officer files with the second factor passed, as everything else of the office."""
    return identity.second_factor_address(request) if identity.is_of_tree(holder) else ""


def _self(actor: Actor) -> HolderRef:
    assert actor.person_id is not None
    return HolderRef(kind="person", id=actor.person_id)


def asked_consents(actor: Actor) -> list[Consent]:
    """C15: what the person is asked to consent to before a form is filled in; nothing that they consented to already."""
    return [one for one in lookups.consents_of(_self(actor), actor=actor) if not one.is_given]


def _key(holder: HolderRef) -> str:
    return f"{holder.kind}:{holder.id}"


def _applicant_option(holder: HolderRef, name: str, actor: Actor) -> Option:
    if identity.is_of_tree(holder):
        hint = gettext("Cơ quan của bạn, theo vị trí bạn giữ")
    elif holder.kind == "organisation":
        hint = gettext("Tổ chức mà bạn được nộp hồ sơ thay")
    elif holder.id == actor.person_id:
        hint = gettext("Chính bạn")
    else:
        hint = gettext("Con hoặc người bạn giám hộ; giấy tờ do bạn giữ hộ")
    return Option(value=_key(holder), text=name, hint=hint)


def _near(offered: desk_choice.Choice, other: str, error: str) -> list[Option]:
    """The proposed desks, and the rest of the province behind one more choice."""
    if not offered.near or not offered.others:
        return list(offered.near)
    context = {"options": offered.others, "value": other, "error": error}
    rest = render_to_string("dossiers/_other_desk.html", context)
    return [*offered.near, Option(value=desk_choice.OTHER, text=gettext("Nơi khác trong tỉnh"), children=rest)]


def _only_seen(actor: Actor) -> list[str]:
    """Organisations whose dossiers the person sees but may not file."""
    return [
        name
        for holder, name in holders(actor)
        if holder.kind == "organisation" and not applicants.may_file_for(actor.person_id, holder)
    ]


@signed_in
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """C18: the declaration and how to get the result; one button files."""
    actor = identity.actor_of(request)
    already = api.filed_from(draft_id, actor=actor)
    if already is not None:
        return redirect("dossiers:filed", dossier_id=already)
    plan, draft = api.plan_of(draft_id, actor=actor)
    if address := _second_factor(request, plan.holder):
        return redirect(address)
    if not draft.is_complete:
        messages.info(request, gettext("Hồ sơ còn mục chưa xong."))
        return redirect("forms:tasks", draft_id=draft_id)
    typed, was_kept = typed_on(request)
    declared, method = typed.get("declared") == "yes", typed.get("return_method", ReturnMethod.ONLINE.value)
    place = uuid_of(typed.get("return_agency"))
    errors: list[ErrorItem] = []
    together = cosigners_of(draft, applicant_id=actor.person_id)
    waits = [one for one in together if not one.has_confirmed]
    # "Tính lại" counts the claimed exemption in and files nothing.
    if request.method == "POST" and "tinh" not in request.POST:
        if method not in {m.value for m in ReturnMethod}:
            errors.append(ErrorItem(text=gettext("Hãy chọn cách nhận kết quả."), href="#return_method"))
        if not declared:
            errors.append(ErrorItem(text=gettext("Hãy đánh dấu vào lời cam đoan trước khi nộp."), href="#declared"))
        if not errors:
            try:
                return (
                    _ask(request, draft_id, waits, actor) if waits else _file(request, draft_id, method, place, actor)
                )
            except Invalid as refused:
                errors = _refusals(refused, draft_id)
    error_of = {item.href.lstrip("#"): item.text for item in errors}
    procedure = procedures.get_procedure_version(draft.procedure_version_id)
    situation = procedures.case_of(procedure, draft.data) or ""
    holder = plan.holder
    context = {
        "procedure": procedure,
        "desk": identity.get_agency(plan.receiving_agency_id),
        "applicant_name": dict(holders(actor)).get(holder, ""),
        "term": words.term(procedure, channel=FilingChannel.ONLINE, situation=situation),
        "declaration": forms.form_of(draft.procedure_version_id).declaration,
        "declared": declared,
        "cosigners": cosigning.rows_of(together),
        "waits": waits,
        "all_asked": bool(waits) and all(one.is_asked for one in waits),
        "methods": _methods(procedure),
        "bundles": [] if together else _bundles(procedure.code),
        "bundle": typed.get("bundle", ALONE),
        "bundle_costs": [] if together else _bundle_costs(draft, procedure.code, typed, error_of),
        "method": method,
        "return_desks": desk_choice.return_desks(procedure, but=plan.receiving_agency_id),
        "return_agency": str(place or ""),
        "was_kept": was_kept,
        "errors": errors,
        "error_of": error_of,
        "back_url": reverse("forms:check", kwargs={"draft_id": draft_id}),
        **costs.on_page(draft, procedure.code, typed),
        **mailing_form.on_page(
            procedure, plan.receiving_agency_id, typed, known=mailing_form.own_address(actor), method=method
        ),
    }
    return render(request, "dossiers/declare.html", context, status=422 if errors else 200)


def _ask(request: HttpRequest, draft_id: UUID, waits: list[Cosigner], actor: Actor) -> HttpResponseBase:
    """Others sign too: they are asked first, the page then says who is waited for."""
    api.ask_cosigners(draft_id=draft_id, actor=actor)
    names = ", ".join(one.name for one in waits)
    messages.success(request, gettext("Đã gửi cho %(names)s xác nhận.") % {"names": names})
    return redirect("dossiers:declare", draft_id=draft_id)


# The choice of filing this one procedure, beside the bundles it belongs to.
ALONE = "mot-thu-tuc"


def _bundles(form: str) -> list[Option]:
    """The life events in which this form files several procedures at once: what they are, and what stays elsewhere."""
    options = []
    for rule in bundles.offered(form, on=today()):
        titles = [procedures.get_procedure(one.procedure).title for one in rule.members]
        told = gettext("Nộp cùng lúc: %(titles)s.") % {"titles": "; ".join(titles)}
        if rule.elsewhere:
            others = "; ".join(one.title for one in rule.elsewhere)
            told += " " + gettext("Nộp tiếp ở hệ thống khác: %(titles)s.") % {"titles": others}
        if mailing.is_served():
            told += " " + gettext("Nhận qua bưu điện thì mỗi kết quả là một bưu gửi, một lần cước.")
        name = gettext("Bộ hồ sơ “%(title)s”: một lần khai, một mã theo dõi") % {"title": rule.title}
        options.append(Option(value=rule.code, text=name, hint=told))
    return options and [Option(value=ALONE, text=gettext("Chỉ thủ tục này")), *options]


def _bundle_costs(draft: Draft, form: str, typed: Mapping[str, Any], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the other procedures of a life event cost, where they cost anything; open while somebody claims to pay less."""
    found = [(rule.title, costs.of_members(draft, rule, typed, errors)) for rule in bundles.offered(form, on=today())]
    return [
        {
            "event": event,
            "members": members,
            "is_open": any(one["exemption"] not in ("", costs.NONE) for one in members),
        }
        for event, members in found
        if members
    ]


def _file(request: HttpRequest, draft_id: UUID, method: str, place: UUID | None, actor: Actor) -> HttpResponseBase:
    bundle = request.POST.get("bundle", ALONE)
    if bundle != ALONE:
        bundle_id = api.file_bundle(
            draft_id=draft_id,
            bundle_code=bundle,
            return_method=ReturnMethod(method),
            return_agency_id=place,
            claims=costs.bundle_claims(request, bundles.get_rule(bundle, on=today()), actor=actor),
            mailing=mailing_form.mailing_of(request.POST, method),
            actor=actor,
        )
        return redirect("dossiers:bundle", bundle_id=bundle_id)
    filed = api.file_draft(
        draft_id=draft_id,
        return_method=ReturnMethod(method),
        return_agency_id=place,
        claim=costs.claim_of(request, actor=actor),
        mailing=mailing_form.mailing_of(request.POST, method),
        actor=actor,
    )
    return redirect("dossiers:filed", dossier_id=filed.id)


def _methods(procedure: Procedure) -> list[Option]:
    hints = {
        ReturnMethod.ONLINE: gettext("Có chữ ký số, dùng được cho thủ tục khác mà không phải nộp lại"),
        ReturnMethod.COUNTER: gettext("Mang theo giấy hẹn và giấy tờ tùy thân"),
        ReturnMethod.POSTAL: gettext("Ghi địa chỉ ở mục “Qua bưu điện” bên dưới; có thu cước"),
    }
    offered = [m for m in ReturnMethod if m is not ReturnMethod.POSTAL or mailing.is_offered(procedure)]
    return [Option(value=m.value, text=gettext(m.words), hint=hints[m]) for m in offered]


def _refusals(refused: Invalid, draft_id: UUID) -> list[ErrorItem]:
    """Why it was not filed, each reason leading to where it is put right."""
    target = reverse("forms:check", kwargs={"draft_id": draft_id})
    here = {pointer: f"#{box}" for pointer, box in mailing_form.BOXES.items()} | {
        f"/{name}": f"#{name}" for name in ("exemption", "evidence", "evidence_file")
    }
    here |= {field: f"#{field.strip('/')}" for field in refused.fields if field.startswith("/evidence-")}
    if refused.fields.keys() & here.keys():
        return [ErrorItem(text=text, href=here.get(field, target)) for field, text in refused.fields.items()]
    return [ErrorItem(text=text, href=target) for text in [refused.message, *sorted(set(refused.fields.values()))]]


@signed_in
@require_GET
def filed(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """C21: the code, what happens next and when; the page can be opened again at any time."""
    actor = identity.actor_of(request)
    dossier = api.get_dossier(dossier_id, actor=actor, purpose="Người nộp xem hồ sơ")
    track_url = request.build_absolute_uri(reverse("dossiers:track_token", args=[dossier.verify_token]))
    given = [
        (paper.title, [f"{file.name} ({words.about_file(file)})" for file in paper.files], paper.is_held)
        for paper in words.files_of(dossier)
    ]
    context = {
        "dossier": dossier,
        "desk": identity.get_agency(dossier.receiving_agency_id),
        "submitted": words.moment(dossier.submitted_at),
        "answer_words": words.answer_due(dossier),
        "given": given,
        "track_url": track_url,
        "qr": papers.qr_svg(track_url, side_px=176),
    }
    return render(request, "dossiers/filed.html", context)
