"""A certified extract from the register of results: own number, own line, signed and sealed; its QR page checks it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tinhso.casework.dossiers import printing
from tinhso.casework.dossiers.actions.issue_result import date_words
from tinhso.casework.dossiers.applicants import signer_of
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.validity import EXTRACT, extract_rule
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.ids import random_token
from tinhso.kernel.text import clean
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import ChangeKind, Decree, Entry
from tinhso.services.signatures import api as signatures


def extract_result(*, entry_id: UUID, purpose: str, token: str = "", hand: Hand = CENTRAL, actor: Actor) -> Entry:
    """Write, number, sign and seal an extract of one line; the line tells that it was extracted. Returns the extract's line.

    `token`: of its QR, where the extract was printed before; where the signature does not come from a key here, the number
    goes in after it.
    Needs `dossiers.sign` and `registers.change` at the agency that issued. Raises Denied, EntryNotFound, EntryEnded, Invalid
    (no purpose), NotOffered (no rule): then no number is used.
    """
    with transaction.atomic():
        line = registers.get_entry(entry_id, actor=actor)
        access.authorise(actor=actor, act="dossiers.sign", agency_id=line.agency_id)
        rule, words, at = extract_rule(), clean(purpose), now()
        if rule is None or line.agency_id is None or line.subject[0] == EXTRACT:
            raise NotOffered("Tỉnh chưa quy định cấp bản trích từ sổ này.")
        if actor.person_id is None:
            raise Denied("Bản trích phải do một người ký.")
        if not words or len(words) > 200:
            raise Invalid("Cần ghi mục đích.", fields={"/reason": "Ghi mục đích sử dụng bản trích, không quá 200 chữ."})
        owner, day = identity.get_agency(line.agency_id), local(at).date()
        register = f"{owner.code}.{rule['register']}"
        serial = registers.take_number(scope=f"result.{register}.{day.year}", actor=actor)
        number = rule["number_pattern"].replace("{number}", f"{serial}/{day.year}")
        token = token or random_token()
        fill, printed = None, number
        if hand.leaves_number_open:
            printed = ""
            fill = {signatures.RESERVED_NUMBER: number, signatures.RESERVED_DATE: date_words(day)}
        context = _context(line, words, number=printed, title=rule["title"], token=token, at=at, actor=actor)
        pdf = papers.render_paper(template="result", context=context, size="A4")
        pdf = pdf if fill is None else signatures.reserve_number(pdf)
        signed = hand.sign(pdf, number_is_open=fill is not None, at=at, actor=actor)
        sealed = signatures.seal_agency(
            pdf=signed, agency_code=owner.code, agency_name=owner.name, actor=actor, at=at, fill=fill
        )
        name = f"trich-luc-{serial}-{day.year}.pdf"
        stored = files.store(content=sealed.pdf, name=name, media_type="application/pdf", actor=actor)
        extract = registers.record_entry(
            register=register,
            year=day.year,
            number=serial,
            notation=number,
            subject=(EXTRACT, line.id),
            title=rule["title"],
            issued_on=day,
            agency_id=owner.id,
            token=token,
            file_id=stored.id,
            actor=actor,
        )
        registers.change_entry(
            entry_id=line.id,
            kind=ChangeKind.EXTRACTED,
            decree=Decree(number=number, decided_on=day, reason=words),
            effective_on=day,
            other_entry_id=extract.id,
            actor=actor,
        )
    return extract


def _context(
    line: Entry, purpose: str, *, number: str, title: str, token: str, at: datetime, actor: Actor
) -> dict[str, Any]:
    assert line.agency_id is not None
    owner, signer, day = identity.get_agency(line.agency_id), signer_of(actor), local(at).date()
    row = Dossier.objects.defer("answers").filter(id=line.subject[1]).first() if line.subject[0] == "dossier" else None
    holder, code = (row.applicant_name, row.code) if row else ("", "")
    url = f"{settings.PUBLIC_ADDRESS}/xac-minh/{token}/"
    facts = (
        ("Số, ký hiệu", line.notation),
        ("Tên kết quả", line.title),
        ("Người đứng tên hồ sơ", holder),
        ("Ngày cấp", _day(line.issued_on)),
        ("Có hiệu lực đến hết ngày", _day(line.valid_to) or "Không thời hạn"),
        ("Tình trạng", registers.state_in_words(line)),
    )
    history = [one.words for one in registers.changes_of(line) if one.kind is not ChangeKind.EXTRACTED]
    sections = [{"title": "Nội dung ghi trong sổ", "lines": [{"label": k, "value": v} for k, v in facts if v]}]
    if history:
        lines = [{"label": str(at), "value": words} for at, words in enumerate(history, 1)]
        sections.append({"title": "Thay đổi đã ghi", "lines": lines})
    sections.append({"title": "Mục đích sử dụng", "lines": [{"label": "Cấp để", "value": purpose}]})
    return {
        "head": printing.head(owner),
        "qr": QrFacts(
            dossier_code=code or line.notation,
            procedure_code=row.procedure_code if row else "",
            holder_code="",
            paper_title=title,
            system_name=papers.system_name(on=day),
            issued_at=at,
            lookup_url=url,
        ),
        "dossier_code": code or line.notation,
        "applicant_name": holder or owner.name,
        "procedure_title": row.procedure_title if row else line.title,
        "title": title,
        "number": number or printing.UNNUMBERED,
        "is_open": not number,
        "issued_on": day,
        "signer_title": signer.title,
        "signer_name": signer.name,
        "sections": sections,
        "verify_words": f"Trích đúng sổ vào ngày ký. Kiểm tra bản này tại {url}",
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
