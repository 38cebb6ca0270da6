"""The leader says who is responsible and how it was made good at the agency's cost, and signs the apology that is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tinhso.casework.dossiers import chronicle, letters, printing
from tinhso.casework.dossiers.actions.change_result import ResultChange, change_result
from tinhso.casework.dossiers.actions.issue_result import date_words
from tinhso.casework.dossiers.applicants import applicant_of, signer_of
from tinhso.casework.dossiers.errors import NoDossier, WrongStatus
from tinhso.casework.dossiers.events import MishapSettled
from tinhso.casework.dossiers.mishaps import REMEDIES, rule_on
from tinhso.casework.dossiers.models import Dossier, Mishap
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean, grouped
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import ChangeKind, Decree
from tinhso.services.signatures import api as signatures

MOST_VND = 10**12


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """How a mishap was made good. `decree`: the decision that corrects the result, with remedy "corrected"."""

    responsible_agency_id: UUID
    responsible: str
    remedy: str
    made_good: str
    cost_vnd: int
    decree: Decree | None = None


def settle_mishap(*, mishap_id: UUID, how: Settlement, version: int, hand: Hand = CENTRAL, actor: Actor) -> None:
    """Correct the register where it is a correction, sign and file the apology, count it for the agency responsible.

    Needs `dossiers.apologise` at the deciding agency. Raises Denied, StaleVersion, WrongStatus (settled already, nothing to
    correct), Invalid with the fields, and what signing raises: then nothing has happened.
    """
    with transaction.atomic():
        known = Mishap.objects.filter(id=mishap_id).first()
        if known is None:
            raise NoDossier
        row = chronicle.lock(known.dossier_id, version=version, actor=actor)
        access.authorise(actor=actor, act="dossiers.apologise", agency_id=row.owner_agency_id)
        mishap = lock_row(Mishap.objects.filter(id=mishap_id)).get()
        if mishap.settled_at is not None:
            raise WrongStatus("Việc này đã được khắc phục và xin lỗi.")
        _check(mishap, how)
        at = now()
        if how.decree is not None:
            _correct(row, how.decree, at, actor)
        mishap.responsible_agency_id, mishap.responsible = how.responsible_agency_id, clean(how.responsible)
        mishap.remedy, mishap.made_good, mishap.cost_vnd = how.remedy, clean(how.made_good), how.cost_vnd
        mishap.settled_at, mishap.settled_by_id = at, actor.person_id
        mishap.letter_id = _apologise(row, mishap, hand, at, actor)
        mishap.save()
        words = f"Đã khắc phục và gửi thư xin lỗi: {mishap.made_good}"
        chronicle.note(row, words=words[:300], at=at, actor=actor)
        chronicle.tell(
            row,
            MishapSettled,
            act="dossiers.settle_mishap",
            actor=actor,
            mishap_id=mishap.id,
            kind=mishap.kind,
            remedy=mishap.remedy,
            responsible_agency_id=how.responsible_agency_id,
            cost_vnd=mishap.cost_vnd,
            settled_in_time=at <= mishap.due_at,
        )
        chronicle.save(row)


def _check(mishap: Mishap, how: Settlement) -> None:
    fields = {}
    if how.remedy not in REMEDIES:
        fields["/remedy"] = "Chọn cách khắc phục."
    if (how.decree is None) is (how.remedy == "corrected"):
        fields["/decree_number"] = "Đính chính kết quả thì ghi số và ngày của văn bản đính chính; cách khác thì không."
    if not clean(how.responsible) or len(how.responsible) > 200:
        fields["/responsible"] = "Ghi đơn vị hoặc vị trí chịu trách nhiệm."
    if not clean(how.made_good) or len(how.made_good) > 500:
        fields["/made_good"] = "Ghi việc đã khắc phục; người dân đọc trong thư xin lỗi."
    if not 0 <= how.cost_vnd <= MOST_VND:
        fields["/cost_vnd"] = "Ghi chi phí bằng đồng, 0 nếu không có."
    if fields:
        raise Invalid("Chưa đủ nội dung khắc phục.", fields=fields)


def _correct(row: Dossier, decree: Decree, at: datetime, actor: Actor) -> None:
    """The register says what the correcting decision says; whoever checks the paper reads it at once."""
    entries = registers.entries_of(("dossier", row.id))
    if not entries:
        raise WrongStatus("Hồ sơ không có dòng sổ kết quả để đính chính.")
    change = ResultChange(kind=ChangeKind.AMENDED, decree=decree, effective_on=local(at).date())
    change_result(entry_id=entries[-1].id, change=change, actor=actor)


def _apologise(row: Dossier, mishap: Mishap, hand: Hand, at: datetime, actor: Actor) -> UUID:
    """Numbered, signed, sealed; where the signature does not come from a key here, the number goes in after it."""
    day = local(at).date()
    letter, owner = rule_on(day).letter, identity.get_agency(row.owner_agency_id)
    serial = registers.take_number(scope=f"letter.{owner.code}.apology.{day.year}", actor=actor)
    number = str(letter["number_pattern"]).replace("{number}", str(serial))
    printed = "" if hand.leaves_number_open else number
    pdf = papers.render_paper(template="result", context=_context(row, mishap, letter, printed, at, actor), size="A4")
    fill = None
    if hand.leaves_number_open:
        fill = {signatures.RESERVED_NUMBER: number, signatures.RESERVED_DATE: date_words(day)}
        pdf = signatures.reserve_number(pdf)
    kind = f"mishap-apology-{mishap.seq}"
    name = f"{row.code}-xin-loi-{mishap.seq}.pdf"
    return letters.keep_signed_pdf(
        row, pdf, title=str(letter["title"]), name=name, kind=kind, hand=hand, fill=fill, at=at, actor=actor
    ).id


def _context(row: Dossier, mishap: Mishap, letter: Any, number: str, at: datetime, actor: Actor) -> dict[str, Any]:
    owner, signer, day = identity.get_agency(row.owner_agency_id), signer_of(actor), local(at).date()
    cost = f"{grouped(mishap.cost_vnd)} đồng" if mishap.cost_vnd else "(không phát sinh)"
    values = {
        "agency_name": owner.name,
        "applicant_name": row.applicant_name,
        "cost_words": cost,
        "dossier_code": row.code,
        "made_good": mishap.made_good.rstrip(". "),
        "procedure_title": row.procedure_title,
        "responsible": mishap.responsible.rstrip(". "),
        "what": mishap.what.rstrip(". "),
    }
    return {
        "head": printing.head(owner),
        "qr": QrFacts(
            dossier_code=row.code,
            procedure_code=row.procedure_code,
            holder_code=applicant_of(row.holder).masked_number,
            paper_title=str(letter["title"]),
            system_name=papers.system_name(on=day),
            issued_at=at,
            lookup_url=f"{settings.PUBLIC_ADDRESS}/tra-cuu/{row.verify_token}/",
        ),
        "dossier_code": row.code,
        "applicant_name": row.applicant_name,
        "procedure_title": row.procedure_title,
        "title": papers.merge_text(str(letter["title"]), values),
        "number": number or printing.UNNUMBERED,
        "is_open": not number,
        "issued_on": day,
        "signer_title": signer.title,
        "signer_name": signer.name,
        "body_html": papers.merge_letter(str(letter["body"]), values),
    }
