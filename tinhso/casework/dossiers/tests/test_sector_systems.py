"""What must also be typed into the system of a sector: copied without retyping, marked once, and seen until it is."""

import pytest

from tinhso.casework.dossiers import api, worklists
from tinhso.casework.dossiers.errors import HiddenDossier
from tinhso.casework.dossiers.models import SectorEntry
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import BIRTH, MARITAL, accept, do, everything, file
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.casework.dossiers.worklists import ListQuery
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.kernel.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def to_type(province: SmallProvince) -> list[str]:
    return [item.code for item in worklists.page_of(ListQuery(view="typing"), actor=province.specialist).items]


def accepted(province: SmallProvince, code: str = BIRTH):
    filed = file(province, code)
    accept(province, filed.id)
    return filed


def test_the_sheet_has_every_answer_whole_and_in_words_in_the_order_of_the_system(province: SmallProvince) -> None:
    filed = accepted(province)
    page = signed_in(province.specialist).get(f"/can-bo/ho-so/{filed.id}/nhap-tay/").content.decode()
    answers = province.applications[BIRTH]["answers"]
    whole = page.partition('id="ca-phieu"')[2]
    assert whole.index(answers["child"]["full_name"]) < whole.index(answers["mother"]["full_name"])
    assert answers["mother"]["personal_number"] in whole
    assert "Giới tính\t" in whole


def test_it_waits_in_the_list_until_it_is_marked_and_the_mark_is_on_record(province: SmallProvince) -> None:
    filed = accepted(province)
    assert to_type(province) == [filed.code]
    answer = signed_in(province.specialist).post(f"/can-bo/ho-so/{filed.id}/nhap-tay/", {"reference": " HT-2026/17 "})
    assert answer.status_code == 302
    row = SectorEntry.objects.get()
    assert (row.reference, row.entered_by_id) == ("HT-2026/17", province.specialist.person_id)
    assert to_type(province) == []
    assert OutboxEvent.objects.filter(name="dossier.entered_elsewhere").count() == 1
    page = signed_in(province.desk).get(f"/can-bo/ho-so/{filed.id}/").content.decode()
    assert "đã nhập, mã HT-2026/17" in page
    do(filed.id, "eligible", province.specialist)
    assert worklists.page_of(ListQuery(view="typing"), actor=province.reviewer).items == ()


def test_what_was_not_typed_goes_on_with_the_next_hand(province: SmallProvince) -> None:
    filed = accepted(province)
    do(filed.id, "eligible", province.specialist)
    waiting = worklists.page_of(ListQuery(view="typing"), actor=province.reviewer).items
    assert [item.code for item in waiting] == [filed.code]


def test_the_second_who_marks_is_told_and_writes_nothing(province: SmallProvince) -> None:
    filed = accepted(province)
    api.mark_entered(dossier_id=filed.id, reference="A1", actor=province.specialist)
    before = everything()
    with pytest.raises(Conflict):
        api.mark_entered(dossier_id=filed.id, reference="A2", actor=province.reviewer)
    assert everything() == before
    answer = signed_in(province.specialist).post(f"/can-bo/ho-so/{filed.id}/nhap-tay/", {"reference": "A3"})
    assert answer.status_code == 409


def test_without_a_code_before_acceptance_or_without_a_system_nothing_is_marked(province: SmallProvince) -> None:
    filed, other, early = accepted(province), accepted(province, MARITAL), file(province, BIRTH)
    before = everything()
    with pytest.raises(Invalid):
        api.mark_entered(dossier_id=filed.id, reference="  ", actor=province.specialist)
    for dossier in (other, early):
        with pytest.raises(Conflict):
            api.mark_entered(dossier_id=dossier.id, reference="A1", actor=province.specialist)
    assert everything() == before
    assert signed_in(province.specialist).get(f"/can-bo/ho-so/{other.id}/nhap-tay/").status_code == 404


def test_neither_the_applicant_nor_an_officer_elsewhere_marks(province: SmallProvince) -> None:
    filed = accepted(province)
    elsewhere = officer("an-hoi.mot-cua", "Đỗ Văn Khác Mẫu")
    before = everything()
    with pytest.raises(HiddenDossier):
        api.mark_entered(dossier_id=filed.id, reference="A1", actor=elsewhere)
    with pytest.raises(Denied):
        api.mark_entered(dossier_id=filed.id, reference="A1", actor=province.citizen)
    assert everything() == before
