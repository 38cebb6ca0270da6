"""What the papers of a dossier say: contexts from the dossier, the PDF from the papers service."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from tinhso.casework.dossiers import late_dossiers, opinions, result_lines, timing
from tinhso.casework.dossiers.applicants import Applicant, Signer, applicant_of
from tinhso.casework.dossiers.desk_queries import representative_of
from tinhso.casework.dossiers.hand_overs import hand_overs_of
from tinhso.casework.dossiers.models import ComponentCheck, Consultation, Dossier, Result, StatusChange
from tinhso.casework.dossiers.result_lines import ResultLine
from tinhso.casework.dossiers.types import Decision, ReturnMethod, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure, ResultType
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts, RenderedPaper

# Where the clerk gives the number after the signature, the print leaves its place open.
UNNUMBERED = "(chờ cấp số)"


def valid_until(kind: ResultType, decision: str, issued_on: date) -> date | None:
    """The last day a result holds, None when it holds for ever. A refusal grants nothing that could run out."""
    if decision != Decision.GRANTED or not kind.valid_months:
        return None
    month = issued_on.month - 1 + kind.valid_months
    year, month = issued_on.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(issued_on.day, last))


def head(agency: Agency) -> dict[str, str]:
    """The head of a paper: the body above, the body that issues, and the place."""
    above = identity.get_agency(agency.parent_id).name if agency.parent_id else ""
    place = place_of(agency)
    return {"parent": above, "unit": agency.name, "place": place}


def place_of(agency: Agency) -> str:
    """The place name of a letter's date line: the unit the agency sits in, or the nearest above it that has one."""
    while not agency.unit_code and agency.parent_id:
        agency = identity.get_agency(agency.parent_id)
    return reference.get_unit(agency.unit_code).name if agency.unit_code else agency.short_name


def result_pdf(
    row: Dossier,
    result: Result,
    procedure: Procedure,
    *,
    owner: Agency,
    signer: Signer,
    valid_to: date | None,
    at: datetime,
    written: str | None = None,
    validity: str = "",
) -> bytes:
    """The result as it will be signed: the procedure's own letter, filled with what was filed and decided.

    `validity`: the words for until when it holds where that day is not known yet.

    `written`: the body as an officer drafted it in Word, instead of the letter's own sections and words.
    """
    issued_on = local(at).date()
    body = definitions.get_version(row.procedure_version_id).body
    letter = body.get("letters", {}).get(result.decision, {})
    form = forms.compile_form(body["form"])
    answers = forms.in_words(form, row.answers)
    groups = forms.groups_in_words(form, row.answers)
    values = {
        **letter_values(row),
        **{f"answers.{path}": words for path, words in answers.items()},
        "reason": result.fields.get("reason", ""),
        "result_number": result.number or "ghi ở đầu văn bản",
        "issued_on_words": f"{issued_on:%d/%m/%Y}" if result.number else "ghi ở đầu văn bản",
        "valid_to_words": f"{valid_to:%d/%m/%Y}" if valid_to else validity,
        "signer_title": signer.title,
        "signer_name": signer.name,
        "verify_url": f"{settings.PUBLIC_ADDRESS}/xac-minh/{result.verify_token}/",
    }
    context = {
        "head": head(owner),
        "qr": QrFacts(
            dossier_code=row.code,
            procedure_code=row.procedure_code,
            holder_code=_holder_code(row),
            paper_title=result.title,
            system_name=papers.system_name(on=issued_on),
            issued_at=at,
            valid_until=valid_to,
            validity=validity,
            # A refusal grants nothing that could hold somewhere.
            scope="Toàn quốc" if result.decision == Decision.GRANTED else "",
            lookup_url=values["verify_url"],
        ),
        "dossier_code": row.code,
        "applicant_name": row.applicant_name,
        "procedure_title": row.procedure_title,
        "title": letter.get("title", result.title),
        "subtitle": letter.get("subtitle", ""),
        "number": result.number or UNNUMBERED,
        "is_open": not result.number,
        "issued_on": issued_on,
        "signer_title": signer.title,
        "signer_name": signer.name,
        "basis": [papers.merge_text(line, values) for line in letter.get("basis", ())],
        "sections": _sections(letter if written is None else {}, values, groups, result.fields),
        "body_html": written or (papers.merge_letter(letter["body"], values) if letter.get("body") else ""),
        "valid_words": papers.merge_text(letter["valid"], values) if letter.get("valid") else "",
        "verify_words": f"Kiểm tra giấy này tại {values['verify_url']}",
    }
    return papers.render_paper(template="result", context=context, size="A4")


def _refused_lines(lines: list[ResultLine]) -> list[dict[str, str]]:
    return [
        {"label": str(line.number), "value": f"{line.words}. Lý do: {line.reason}"} for line in lines if line.reason
    ]


def _sections(
    letter: Mapping[str, Any],
    values: Mapping[str, object],
    items: Mapping[str, tuple[Mapping[str, str], ...]],
    fields: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The letter's sections with their values; what is empty is left out, as letters have no conditions.

    Lines of a group that are refused stand in a section of their own, each with its reason.
    """
    sections = []
    refused: list[dict[str, str]] = []
    for part in letter.get("sections", ()):
        listed = result_lines.of_part(part, items, fields)
        refused += _refused_lines(listed)
        lines = [
            {"label": line["label"], "value": papers.merge_text(line["value"], values)}
            for line in part.get("lines", ())
        ] + [{"label": str(line.number), "value": line.words} for line in listed if not line.reason]
        lines = [line for line in lines if line["value"].strip()]
        if lines:
            sections.append({"title": part["title"], "lines": lines})
    if refused:
        sections.append({"title": "Không giải quyết", "lines": refused})
    if fields.get("text"):
        sections.append({"title": "Ghi chú", "lines": [{"label": "Nội dung", "value": str(fields["text"])}]})
    return sections


def qr_of(row: Dossier, *, title: str, at: datetime) -> QrFacts:
    """The QR of a letter about the dossier: it leads to tracking."""
    return QrFacts(
        dossier_code=row.code,
        procedure_code=row.procedure_code,
        holder_code=_holder_code(row),
        paper_title=title,
        system_name=papers.system_name(on=local(at).date()),
        issued_at=at,
        lookup_url=f"{settings.PUBLIC_ADDRESS}/tra-cuu/{row.verify_token}/",
    )


def letter_values(row: Dossier) -> dict[str, str]:
    """What every letter of a dossier may quote (`letter_fields` of the paper set)."""
    owner = identity.get_agency(row.owner_agency_id)
    receiving = identity.get_agency(row.receiving_agency_id)
    contact = _applicant(row)
    return {
        "dossier_code": row.code,
        "procedure_title": row.procedure_title,
        "applicant_name": row.applicant_name,
        "applicant_address": contact.address,
        "received_words": deadlines.in_words(row.accepted_at or row.submitted_at),
        "due_words": deadlines.in_words(row.due_at) if row.due_at else "",
        "new_due_words": "",
        "term_words": "",
        "agency_name": owner.name,
        "desk_name": receiving.name,
        "place": head(owner)["place"],
    }


def _applicant(row: Dossier) -> Applicant:
    return applicant_of(row.holder)


def _holder_code(row: Dossier) -> str:
    """The applicant's number as a printed paper may show it: masked but for its last digits."""
    return _applicant(row).masked_number


def paper_pdf(
    row: Dossier, role: str, *, actor: Actor, letter: Mapping[str, Any] | None = None, issued_at: datetime | None = None
) -> RenderedPaper:
    """A paper of the one-stop, in the form in force on the day the dossier was accepted (or filed).

    `letter`: what a letter of its own act says (letters.py), written at `issued_at`.
    """
    day = local(row.accepted_at or row.submitted_at).date()
    at = issued_at or row.accepted_at or row.submitted_at
    if letter is None:
        letter = {"receipt": _receipt, "refusal": _refusal, "control_slip": _control_slip}[role](row)
    receiving = identity.get_agency(row.receiving_agency_id)
    common = {
        "head": head(receiving),
        "qr": QrFacts(
            dossier_code=row.code,
            procedure_code=row.procedure_code,
            holder_code=_holder_code(row),
            paper_title=papers.find_paper(role=role, on=day).title,
            system_name=papers.system_name(on=day),
            issued_at=at,
            due_at=row.due_at if role == "receipt" else None,
            lookup_url=f"{settings.PUBLIC_ADDRESS}/tra-cuu/{row.verify_token}/",
        ),
        "dossier_code": row.code,
        "applicant_name": row.applicant_name,
        "procedure_title": row.procedure_title,
        "number": row.code,
        "signed_on": local(at).date(),
    }
    return papers.render_for(role=role, on=day, context={**common, **letter})


def _receipt(row: Dossier) -> Mapping[str, Any]:
    assert row.accepted_at is not None
    procedure = procedures.get_procedure_version(row.accepted_version_id or row.procedure_version_id)
    titles = {c.code: c for c in procedure.components}
    components = [
        {"title": titles[code].title, "kind": "Bản điện tử", "count": len(ids)}
        for code, ids in row.papers.items()
        if code in titles
    ] + [{"title": titles[code].title, "kind": "Đã có trong kho", "count": 1} for code in row.held if code in titles]
    components += [
        {"title": titles[check.component].title, "kind": kind, "count": count}
        for check in ComponentCheck.objects.filter(dossier=row).order_by("component")
        for kind, count in (("Bản chính", check.originals), ("Bản sao", check.copies))
        if count and check.component in titles
    ]
    contact = _applicant(row)
    came = representative_of(row.id)
    return {
        "applicant_address": contact.address,
        "applicant_phone": contact.phone,
        "components": components,
        "term_words": timing.term_words(procedure, channel=row.channel, situation=row.situation),
        "received_words": deadlines.in_words(row.accepted_at),
        "due_words": deadlines.in_words(row.due_at) if row.due_at else "Theo quy định",
        "officer_name": _name_at(row, Status.ACCEPTED),
        "submitter_words": came.words if came else "",
        "submitter_name": came.name if came else "",
        "return_words": _return_words(row),
        "desk": identity.get_agency(row.receiving_agency_id).name,
        "track_words": f"Tra cứu tại {settings.PUBLIC_ADDRESS}/tra-cuu/",
    }


def _refusal(row: Dossier) -> Mapping[str, Any]:
    refused = StatusChange.objects.filter(dossier=row, status=Status.NOT_ACCEPTED).latest("seq")
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    titles = {c.code: c.title for c in procedure.components}
    reasons = [
        {
            "reason": f"{titles[r['component']]}: {r['text']}" if r["component"] in titles else r["text"],
            "basis": r["remedy"],
        }
        for r in refused.reasons
    ]
    return {"reasons": reasons, "officer_name": _name_at(row, Status.NOT_ACCEPTED)}


def _control_slip(row: Dossier) -> Mapping[str, Any]:
    slips = [
        {
            "giver": line.giver,
            "taker": line.taker,
            "giver_name": line.giver_name,
            "taker_name": line.taker_name,
            "at_words": deadlines.in_words(line.at),
            "outcome": _LATENESS[line.is_late],
            "note": f"{line.step}, xong {deadlines.in_words(line.done_at)}" if line.done_at else line.step,
        }
        for line in hand_overs_of(row)
    ]
    return {
        "hand_overs": slips,
        "received_words": deadlines.in_words(row.accepted_at or row.submitted_at),
        "due_words": deadlines.in_words(row.due_at) if row.due_at else "Theo quy định",
        "owner_agency": identity.get_agency(row.owner_agency_id).name,
        "partner_agencies": "; ".join(_partners(row)),
        "lateness_words": _lateness(row),
    }


def _return_words(row: Dossier) -> str:
    method = ReturnMethod(row.return_method)
    return (
        f"Nhận tại {identity.get_agency(row.returning_agency_id).name}"
        if method is ReturnMethod.COUNTER
        else method.words
    )


def _partners(row: Dossier) -> list[str]:
    """Every agency that was asked, with how late its answer was."""
    asked = Consultation.objects.filter(dossier=row, sent_at__isnull=False).order_by("seq")
    found = []
    for one in asked:
        late = opinions.late_words(one)
        found.append(identity.get_agency(one.agency_id).name + (f" (muộn {late})" if late else ""))
    return found


def _lateness(row: Dossier) -> str:
    late = late_dossiers.lateness_of(row, at=now())
    return f"{late_dossiers.late_span(late)}; nguyên nhân: {late_dossiers.cause_words(late)}" if late else ""


_LATENESS = {None: "", False: "Đúng hạn", True: "Quá hạn"}


def _name_at(row: Dossier, status: Status) -> str:
    change = StatusChange.objects.filter(dossier=row, status=status).order_by("seq").first()
    if change is None or change.person_id is None:
        return "Hệ thống"
    return identity.person_names([change.person_id]).get(change.person_id, "")
