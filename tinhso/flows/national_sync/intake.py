"""What the portal handed over becomes a dossier, or the answer to a supplement request; what does not fit goes to an officer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import ForeignFiling
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import NoDefinition
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency, HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import DomainError, Invalid, Unavailable
from tinhso.kernel.text import fold
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.types import CatalogueKind, Handed, InboundKind

PURPOSE = "Tiếp nhận hồ sơ nộp trên Cổng Dịch vụ công quốc gia"


@dataclass(frozen=True, kw_only=True)
class _Applicant:
    """Whose dossier it is, who filed it, and what of it the register says otherwise."""

    holder: HolderRef
    filed_by_id: UUID
    problems: tuple[str, ...] = ()


def take_in(inbound_id: UUID, *, actor: Actor) -> None:
    """Once it is done, or an officer is shown why not. Raises Unavailable: later again."""
    handed = national_portal.read_handed(inbound_id)
    if handed is None:
        return
    try:
        with transaction.atomic():
            if handed.kind is InboundKind.DOSSIER:
                _file(handed, actor)
            else:
                _supplement(handed, actor)
    except Unavailable:
        raise
    except DomainError as refused:
        problems = [refused.message, *(f"{pointer}: {text}" for pointer, text in refused.fields.items())]
        national_portal.hold(inbound_id=inbound_id, problems=[*handed.problems, *problems], actor=actor)


def _file(handed: Handed, actor: Actor) -> None:
    their_procedure = str(handed.payload.get("MaTTHC") or "")
    code = national_portal.our_code(CatalogueKind.PROCEDURES, their_procedure)
    try:
        version = definitions.get("procedure", code or their_procedure)
    except NoDefinition:
        raise Invalid(f"Tỉnh không có thủ tục “{their_procedure}”, hoặc chưa ghép mã với danh mục của Cổng.") from None
    procedure = procedures.get_procedure_version(version.id)
    fitted, components = national_portal.fit_answers(procedure.code, handed.payload)
    applicant = _applicant(handed.payload, actor)
    papers: dict[str, tuple[UUID, ...]] = {}
    strange = []
    for theirs, file_id in handed.files:
        ours = components.get(theirs, theirs)
        if ours in {one.code for one in procedure.components}:
            papers[ours] = (*papers.get(ours, ()), file_id)
        else:
            named = f"của thành phần “{theirs}” không có trong thủ tục của tỉnh" if theirs else "giấy tờ khác kèm theo"
            strange.append(f"Tệp {named}; tệp được giữ lại.")
    filed = dossiers.file_foreign(
        filing=ForeignFiling(
            key=f"national-{handed.id}",
            procedure_version_id=version.id,
            applicant=applicant.holder,
            filed_by_id=applicant.filed_by_id,
            answers=fitted.answers,
            receiving_agency_id=_desk(str(handed.payload.get("MaDonViTiepNhan") or "")).id,
            papers=papers,
        )
    )
    national_portal.settle_taken(
        inbound_id=handed.id,
        subject_id=filed.id,
        our_code=filed.code,
        problems=[*fitted.problems, *applicant.problems, *strange],
        actor=actor,
    )


def _desk(their_code: str) -> Agency:
    """The one-stop of the agency that the portal named. Raises Invalid."""
    code = national_portal.our_code(CatalogueKind.AGENCIES, their_code) or their_code
    agency = identity.standing_agency(code)
    if agency is None:
        raise Invalid(f"Tỉnh không có nơi tiếp nhận “{their_code}”, hoặc chưa ghép mã với danh mục của Cổng.")
    if identity.list_posts(agency_id=agency.id, role="one_stop_officer"):
        return agency
    for one in identity.list_agencies():
        if one.parent_id == agency.id and identity.list_posts(agency_id=one.id, role="one_stop_officer"):
            return one
    raise Invalid(f"{agency.name} không có bộ phận một cửa để nhận hồ sơ.")


def _applicant(payload: Mapping[str, Any], actor: Actor) -> _Applicant:
    """Whose it is and who filed it, by number; a person whom the register does not know gets a card.

    Raises Invalid without a number. Whether that person may file for that applicant, filing itself decides.
    """
    said = _dict(_dict(payload.get("ThongTinNguoiNop")).get("ThongTinChiTiet"))
    filer, filer_name = str(said.get("SoDinhDanh") or "").strip(), str(said.get("TenNguoiNop") or "").strip()
    owner, owner_name = (
        str(said.get("SoDinhDanhChuHs") or filer).strip(),
        str(said.get("TenChuHs") or filer_name).strip(),
    )
    if not filer or not filer_name or not owner_name:
        raise Invalid("Cổng không gửi số định danh hoặc họ tên của người nộp.")
    filed_by, differs = _person(filer, filer_name, said, actor)
    if str(payload.get("LoaiDoiTuong") or "0") != "0":
        found = identity.find_organisation(tax_code=owner, actor=actor, purpose=PURPOSE)
        if found is None:
            raise Invalid("Chưa có tổ chức nào mang mã số thuế này trong hệ thống của tỉnh.")
        named = (*differs, *_differs(found.name, owner_name))
        return _Applicant(holder=HolderRef(kind="organisation", id=found.id), filed_by_id=filed_by, problems=named)
    if owner == filer:
        return _Applicant(holder=HolderRef(kind="person", id=filed_by), filed_by_id=filed_by, problems=differs)
    person, more = _person(owner, owner_name, {}, actor)
    return _Applicant(holder=HolderRef(kind="person", id=person), filed_by_id=filed_by, problems=(*differs, *more))


def _person(number: str, name: str, said: Mapping[str, Any], actor: Actor) -> tuple[UUID, tuple[str, ...]]:
    known = identity.find_person(personal_number=number, actor=actor, purpose=PURPOSE)
    if known is not None:
        return known.id, _differs(known.full_name, name)
    made = identity.register_person(
        full_name=name,
        personal_number=number,
        born_on=_day(said.get("NgaySinh")),
        phone=str(said.get("SoDienThoai") or ""),
        email=str(said.get("Email") or ""),
        actor=actor,
    )
    return made.id, ()


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _differs(ours: str, theirs: str) -> tuple[str, ...]:
    if fold(ours) == fold(theirs):
        return ()
    return (f"Cổng ghi tên chủ hồ sơ là “{theirs}”, hệ thống của tỉnh ghi “{ours}”.",)


def _day(value: Any) -> date | None:
    text = str(value or "")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if text[:8].isdigit() else date.fromisoformat(text)
    except ValueError:
        return None


def _supplement(handed: Handed, actor: Actor) -> None:
    if handed.subject_id is None:
        raise Invalid("Tỉnh chưa có hồ sơ nào mang mã này của Cổng.")
    ours = national_portal.our_components(dossiers.served_facts(handed.subject_id).procedure_code)
    papers: dict[str, tuple[UUID, ...]] = {}
    for theirs, file_id in handed.files:
        component = ours.get(theirs, theirs)
        papers[component] = (*papers.get(component, ()), file_id)
    code, problems = dossiers.answer_from_elsewhere(
        dossier_id=handed.subject_id,
        words=str(handed.payload.get("NoiDungBoSung") or ""),
        papers=papers,
        file_owner=national_portal.file_owner(handed.id),
    )
    national_portal.settle_taken(
        inbound_id=handed.id, subject_id=handed.subject_id, our_code=code, problems=problems, actor=actor
    )
