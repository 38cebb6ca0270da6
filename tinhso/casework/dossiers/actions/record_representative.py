"""Write down who came in the applicant's name, when a dossier is received at the counter."""

from datetime import date, datetime

from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.models import Representative as RepresentativeRow
from tinhso.casework.dossiers.types import Capacity, Representative
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Right
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import clean

# How the applicant said that they asked for help.
BEFORE_THE_DESK, OWN_SIGN_IN = "desk", "own"


def record_representative(row: Dossier, given: Representative, *, at: datetime, actor: Actor) -> None:
    """The row and its audit, for the caller's transaction, which has authorised the intake. Raises Invalid (fields)."""
    wrong = _wrong(row, given, on=local(at).date())
    if wrong:
        raise Invalid("Chưa ghi được người nộp thay.", fields=wrong)
    assert actor.person_id is not None
    RepresentativeRow.objects.create(
        dossier=row,
        person_id=given.person_id,
        name=identity.person_names([given.person_id])[given.person_id],
        capacity=given.capacity.value,
        document=clean(given.document)[:200],
        may_receive=given.may_receive,
        valid_to=given.valid_to,
        answer=given.answer.value,
        answered_by=BEFORE_THE_DESK if given.answer else "",
        answered_at=at if given.answer else None,
        recorded_at=at,
        recorded_by_id=actor.person_id,
    )
    access.record_write(
        actor=actor,
        act="dossiers.record_representative",
        target=("dossier", row.id),
        detail={"capacity": given.capacity.value, "may_receive": given.may_receive},
    )


def _wrong(row: Dossier, given: Representative, *, on: date) -> dict[str, str]:
    wrong = _wrong_capacity(row, given) if clean(given.document) else _without_document(row, given)
    if (row.applicant_kind, row.applicant_id) == ("person", given.person_id):
        wrong["/representative"] = "Người này chính là người đứng tên hồ sơ."
    if given.capacity is Capacity.DELEGATE and given.valid_to is None:
        wrong["/valid_to"] = "Ghi ngày hết hạn ủy quyền."
    if given.valid_to is not None and given.valid_to < on:
        wrong["/valid_to"] = "Ủy quyền đã hết hạn."
    return wrong


def _wrong_capacity(row: Dossier, given: Representative) -> dict[str, str]:
    """Capacities that cannot be, whatever paper is shown."""
    if given.capacity is Capacity.PARENT and row.applicant_kind != "person":
        return {"/capacity": "Tổ chức không có cha, mẹ hoặc người giám hộ."}
    if given.capacity is Capacity.ORGANISATION and row.applicant_kind != "organisation":
        return {"/capacity": "Người đứng tên hồ sơ không phải là tổ chức."}
    if given.answer and given.capacity is not Capacity.HELPER:
        return {"/answer": "Chỉ xác nhận của người được làm hộ mới ghi ở đây."}
    if given.capacity is Capacity.HELPER and given.may_receive:
        return {"/may_receive": "Người làm hộ không nhận kết quả thay: cần văn bản ủy quyền."}
    return {}


def _without_document(row: Dossier, given: Representative) -> dict[str, str]:
    """Who shows no paper needs a bond that the register holds; a helper needs none, since the applicant is there."""
    wrong = _wrong_capacity(row, given)
    if wrong or given.capacity is Capacity.HELPER:
        return wrong
    match given.capacity:
        case Capacity.PARENT if given.person_id in identity.guardians_of(row.applicant_id):
            return {}
        case Capacity.ORGANISATION if _may_submit(row, given):
            return {}
        case Capacity.PARENT:
            return {"/document": "Hệ thống chưa ghi quan hệ này: ghi số giấy khai sinh hoặc quyết định giám hộ."}
        case Capacity.ORGANISATION:
            return {"/document": "Hệ thống chưa ghi quyền này: ghi số giấy giới thiệu hoặc chức danh theo đăng ký."}
        case _:
            return {"/document": "Ghi số, ngày của văn bản ủy quyền."}


def _may_submit(row: Dossier, given: Representative) -> bool:
    return bool(identity.rights_in(given.person_id, row.applicant_id) & {Right.SUBMIT, Right.MANAGE})
