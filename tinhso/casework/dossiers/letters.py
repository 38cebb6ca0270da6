"""Letters to the applicant: what each says, and keeping one that was signed in its act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers import printing
from tinhso.casework.dossiers.applicants import applicant_of, signer_of
from tinhso.casework.dossiers.models import Dossier, Extension, Paper, Supplement, SupplementItem
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.engines.deadlines import api as deadlines
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.services.papers import api as papers
from tinhso.services.signatures import api as signatures


def supplement(request: Supplement) -> Mapping[str, Any]:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: everything, once."""
    row = request.dossier
    names = identity.person_names([request.proposed_by_id])
    contact = applicant_of(row.holder)
    items = SupplementItem.objects.filter(supplement=request).order_by("seq")
    return {
        "applicant_address": contact.address,
        "applicant_phone": contact.phone,
        "items": [{"title": item.title, "ask": item.ask, "reason": item.reason} for item in items],
        "answer_by_words": deadlines.in_words(request.answer_by) if request.answer_by else "",
        "officer_name": names.get(request.proposed_by_id, ""),
    }


def apology(row: Dossier, extension: Extension, *, actor: Actor) -> Mapping[str, Any]:
    """Văn bản xin lỗi và đề nghị gia hạn (before 2025: phiếu xin lỗi và hẹn lại ngày trả kết quả)."""
    return {
        **_signed_by(row, actor),
        "received_words": deadlines.in_words(row.accepted_at or row.submitted_at),
        "due_words": deadlines.in_words(extension.old_due_at),
        "new_due_words": deadlines.in_words(extension.new_due_at),
        "reason": extension.reason.rstrip(". "),
    }


def stop(row: Dossier, *, requested_at: datetime, stage: str, actor: Actor) -> Mapping[str, Any]:
    """Thông báo dừng giải quyết hồ sơ, at the applicant's wish."""
    return {
        **_signed_by(row, actor),
        "requested_words": deadlines.in_words(requested_at),
        "stage": stage,
        "decision": "dừng giải quyết hồ sơ theo đề nghị của Ông/Bà",
        "return_words": identity.get_agency(row.receiving_agency_id).name,
    }


def _signed_by(row: Dossier, actor: Actor) -> dict[str, Any]:
    owner, signer, contact = identity.get_agency(row.owner_agency_id), signer_of(actor), applicant_of(row.holder)
    return {
        "head": printing.head(owner),
        "owner_agency": owner.name,
        "applicant_address": contact.address,
        "applicant_phone": contact.phone,
        "signer_title": signer.title,
        "signer_name": signer.name,
    }


def keep_sealed(
    row: Dossier, code: str, values: Mapping[str, str], *, kind: str = "", at: datetime, actor: Actor
) -> Paper | None:
    """Print a letter of the kind `letter`, seal it as the deciding agency and keep it with the dossier, once a `kind`
    (the letter's code where none is named).

    None where the province has no such letter. Raises SigningUnavailable (retryable): then nothing was kept.
    """
    day = local(at).date()
    known = Paper.objects.filter(dossier=row, kind=kind or code).first()
    if known is not None or definitions.find("letter", code, on=day) is None:
        return known
    owner, contact = identity.get_agency(row.owner_agency_id), applicant_of(row.holder)
    context = {
        "head": printing.head(owner),
        "qr": printing.qr_of(row, title=definitions.get("letter", code, on=day).title, at=at),
        "dossier_code": row.code,
        "number": row.code,
        "addressee": row.applicant_name,
        "applicant_address": contact.address,
        "signed_on": day,
        "signer_title": owner.name,
        "signer_name": "(chữ ký số của cơ quan)",
    }
    merged = {**printing.letter_values(row), **values}
    rendered = papers.render_letter(code=code, on=day, context=context, values=merged)
    pdf = sealed(rendered.pdf, owner.id, at=at, actor=actor)
    return keep(row, pdf, title=rendered.title, name=rendered.file_name, kind=kind or code, at=at, actor=actor)


def sealed(pdf: bytes, agency_id: UUID, *, fill: Mapping[str, str] | None = None, at: datetime, actor: Actor) -> bytes:
    """The paper under the digital signature of the agency, its number filled in where it was left open.

    Raises SigningUnavailable.
    """
    agency = identity.get_agency(agency_id)
    return signatures.seal_agency(
        pdf=pdf, agency_code=agency.code, agency_name=agency.name, actor=actor, at=at, fill=fill
    ).pdf


def keep(
    row: Dossier, pdf: bytes, *, title: str, name: str, kind: str, signed: bool = True, at: datetime, actor: Actor
) -> Paper:
    """File a finished paper with its dossier; what is `signed` can never be deleted."""
    stored = files.store(content=pdf, name=name, media_type="application/pdf", actor=actor)
    paper = Paper.objects.create(dossier=row, kind=kind, title=title, file_id=stored.id, created_at=at)
    files.link_file(file_id=stored.id, owner=("dossier_paper", paper.id), signed=signed, actor=actor)
    return paper


def keep_signed(
    row: Dossier,
    role: str,
    letter: Mapping[str, Any],
    *,
    kind: str,
    hand: Hand = CENTRAL,
    at: datetime,
    actor: Actor,
) -> Paper:
    """Print the letter, have it signed as the actor, seal it as the deciding agency and keep it with the dossier.

    Inside the act's transaction: when the signature service fails, the act has not happened.
    """
    rendered = printing.paper_pdf(row, role, actor=actor, letter=letter, issued_at=at)
    return keep_signed_pdf(
        row, rendered.pdf, title=rendered.title, name=rendered.file_name, kind=kind, hand=hand, at=at, actor=actor
    )


def keep_signed_pdf(
    row: Dossier,
    pdf: bytes,
    *,
    title: str,
    name: str,
    kind: str,
    hand: Hand = CENTRAL,
    fill: Mapping[str, str] | None = None,
    at: datetime,
    actor: Actor,
) -> Paper:
    """The same for a letter that is printed already; `fill`: the number and date that were left open in it."""
    signed = hand.sign(pdf, number_is_open=fill is not None, at=at, actor=actor)
    both = sealed(signed, row.owner_agency_id, fill=fill, at=at, actor=actor)
    return keep(row, both, title=title, name=name, kind=kind, at=at, actor=actor)
