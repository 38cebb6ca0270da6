"""A result that was issued follows its register: revoked, renewed or replaced, its QR page and vault item say so."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Result
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import everything
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth
from tinhso.casework.dossiers.web import registered
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import Invalid
from tinhso.services.registers import api as registers
from tinhso.services.registers.errors import EntryEnded
from tinhso.services.registers.types import ChangeKind, Decree, Entry, EntryState
from tinhso.services.vault import api as vault
from tinhso.services.vault.types import ItemState, VaultItem

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

TODAY = date(2026, 12, 3)
REVOKED = "Giấy tờ đã bị thu hồi, không còn giá trị từ ngày 03/12/2026"


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


def _issue(province: SmallProvince, *, give: bool = True) -> UUID:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)
    if give:
        _give(province, dossier_id)
    return dossier_id


def _give(province: SmallProvince, dossier_id: UUID) -> None:
    do(dossier_id, "returned", province.desk, identity_checked="Căn cước, đối chiếu ảnh")


def _entry(dossier_id: UUID) -> Entry:
    (entry,) = registers.entries_of(("dossier", dossier_id))
    return entry


def _item(dossier_id: UUID) -> VaultItem:
    (item,) = vault.items_from(("dossier", dossier_id))
    return item


def _decided(kind: ChangeKind, **more: Any) -> api.ResultChange:
    decree = Decree(number="12/QĐ-UBND", decided_on=TODAY, reason="Cấp không đúng thẩm quyền")
    return api.ResultChange(kind=kind, decree=decree, effective_on=TODAY, **more)


def _public(dossier_id: UUID) -> str:
    token = Result.objects.get(dossier_id=dossier_id).verify_token
    return " ".join(come_in(None).get(f"/xac-minh/{token}/").content.decode().split())


def _holds(province: SmallProvince, dossier_id: UUID) -> tuple[bool, bool]:
    """Whether the result prefills, and whether it stands for a paper."""
    item = _item(dossier_id)
    known = vault.known_values(holder=item.holder, actor=province.citizen)
    found = vault.find_items(holder=item.holder, result_code=item.result_code, actor=province.citizen)
    return any(key.startswith(f"{item.result_code}.") for key in known), bool(found)


def test_a_signed_result_is_in_the_register_and_checked_by_anybody_before_it_is_given(province: SmallProvince) -> None:
    dossier_id = _issue(province, give=False)

    signed = _public(dossier_id)
    _give(province, dossier_id)
    given = _public(dossier_id)

    assert "chưa trả cho người nhận" in signed
    assert "Chữ ký hợp lệ" in signed
    assert "Nguyễn Thị Lan Mẫu" not in signed
    assert "Giấy tờ đang có hiệu lực." in given
    assert _entry(dossier_id).handed_over_on == TODAY


def test_a_revoked_result_is_told_to_the_public_and_leaves_prefill_and_papers(province: SmallProvince) -> None:
    dossier_id = _issue(province)
    before = _holds(province, dossier_id)

    api.change_result(entry_id=_entry(dossier_id).id, change=_decided(ChangeKind.REVOKED), actor=province.leader)

    page = _public(dossier_id)
    assert before == (True, True)
    assert REVOKED in page
    assert "theo văn bản số 12/QĐ-UBND ngày 03/12/2026. Lý do: Cấp không đúng thẩm quyền." in page
    assert (_item(dossier_id).state, _holds(province, dossier_id)) == (ItemState.REVOKED, (False, False))
    mine = come_in(province.citizen)
    assert REVOKED in mine.get(reverse("dossiers:detail", args=[dossier_id])).content.decode()
    assert REVOKED in mine.get(reverse("vault:item", args=[_item(dossier_id).id])).content.decode()


def test_only_the_leader_of_the_issuing_agency_revokes_and_others_change_nothing(province: SmallProvince) -> None:
    entry = _entry(_issue(province))
    elsewhere = officer("phuoc-hau.chu-tich", "Lãnh đạo Nơi Khác Mẫu")
    before = everything()

    for actor in (province.desk, province.specialist, province.reviewer, province.citizen, elsewhere):
        with pytest.raises(ActDenied):
            api.change_result(entry_id=entry.id, change=_decided(ChangeKind.REVOKED), actor=actor)

    assert everything() == before


def test_a_result_revoked_before_it_was_given_comes_into_the_vault_as_revoked(province: SmallProvince) -> None:
    dossier_id = _issue(province, give=False)
    api.change_result(entry_id=_entry(dossier_id).id, change=_decided(ChangeKind.REVOKED), actor=province.leader)

    _give(province, dossier_id)

    assert (_item(dossier_id).state, _holds(province, dossier_id)) == (ItemState.REVOKED, (False, False))


def test_a_reissued_result_replaces_the_old_one_in_register_and_vault(province: SmallProvince) -> None:
    old, new = _issue(province), _issue(province)
    by = _entry(new)

    api.change_result(
        entry_id=_entry(old).id,
        change=_decided(ChangeKind.REPLACED, by_number=by.number, by_year=by.year),
        actor=province.leader,
    )

    assert _entry(old).state is EntryState.REPLACED
    assert (_item(old).state, _item(new).state) == (ItemState.SUPERSEDED, ItemState.VALID)
    assert "Giấy tờ đã được thay bằng bản khác" in _public(old)
    assert "Giấy tờ đang có hiệu lực." in _public(new)


def test_a_replacement_that_is_not_in_the_register_is_refused_and_nothing_is_written(province: SmallProvince) -> None:
    entry = _entry(_issue(province))
    before = everything()

    for number in (entry.number, 999):
        with pytest.raises(Invalid):
            api.change_result(
                entry_id=entry.id,
                change=_decided(ChangeKind.REPLACED, by_number=number, by_year=2026),
                actor=province.leader,
            )

    assert everything() == before


def test_a_result_is_revoked_once(province: SmallProvince) -> None:
    entry = _entry(_issue(province))
    api.change_result(entry_id=entry.id, change=_decided(ChangeKind.REVOKED), actor=province.leader)
    before = everything()

    with pytest.raises(EntryEnded):
        api.change_result(entry_id=entry.id, change=_decided(ChangeKind.REVOKED), actor=province.leader)

    assert everything() == before


FORM = {
    "decree_number": "12/QĐ-UBND",
    "decided_on-day": "3",
    "decided_on-month": "12",
    "decided_on-year": "2026",
    "reason": "Cấp không đúng thẩm quyền",
}


def test_a_result_without_a_term_offers_no_renewal_at_any_address(province: SmallProvince) -> None:
    entry = _entry(_issue(province))
    leader = come_in(province.leader)
    address = reverse("dossiers:change_entry", args=[entry.id, "gia-han"])
    before = everything()

    for answer in (leader.get(address), leader.post(address, {**FORM, "valid_to-day": "3", "valid_to-year": "2030"})):
        assert answer.status_code == 409
        assert "không có thời hạn, nên không có gì để gia hạn" in answer.content.decode()
    assert address not in leader.get(reverse("dossiers:entry", args=[entry.id])).content.decode()
    assert everything() == before


def test_the_leader_finds_the_line_and_revokes_it_on_the_page(province: SmallProvince) -> None:
    dossier_id = _issue(province)
    entry = _entry(dossier_id)
    leader = come_in(province.leader)
    address = reverse("dossiers:change_entry", args=[entry.id, "thu-hoi"])
    listed = leader.get(reverse("dossiers:register"), {"so": "so-dang-ky-khai-sinh", "tim": entry.notation})
    page = leader.get(reverse("dossiers:entry", args=[entry.id])).content.decode()

    done = leader.post(address, FORM)
    again = leader.post(address, FORM)

    assert reverse("dossiers:entry", args=[entry.id]) in listed.content.decode()
    assert address in page
    assert (done.status_code, done.headers["Location"]) == (302, reverse("dossiers:entry", args=[entry.id]))
    assert again.status_code == 409
    assert REVOKED in _public(dossier_id)
    assert address not in leader.get(reverse("dossiers:entry", args=[entry.id])).content.decode()


def test_the_dossiers_code_leads_to_its_line(province: SmallProvince) -> None:
    dossier_id = _issue(province)
    code = api.get_dossier(dossier_id, actor=province.leader, purpose="Thử").code

    found = come_in(province.leader).get(reverse("dossiers:register"), {"tim": code})

    assert found.headers["Location"] == reverse("dossiers:entry", args=[_entry(dossier_id).id])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"decree_number": ""}, "Ghi số của quyết định"),
        ({"decided_on-day": "31", "decided_on-month": "2"}, "Ghi ngày, tháng, năm có thật"),
        ({"decided_on-day": "", "decided_on-month": "", "decided_on-year": ""}, "Ghi ngày của quyết định"),
        ({"reason": "Cấp nhầm cho 086195000073"}, "không ghi số định danh"),
    ],
)
def test_what_is_wrong_is_told_on_its_field_and_what_was_typed_stays(
    province: SmallProvince, typed: dict[str, str], words: str
) -> None:
    entry = _entry(_issue(province))

    page = come_in(province.leader).post(
        reverse("dossiers:change_entry", args=[entry.id, "thu-hoi"]), {**FORM, **typed}
    )

    assert page.status_code == 422
    assert words in page.content.decode()
    assert _entry_now(entry).state is EntryState.IN_FORCE


def _entry_now(entry: Entry) -> Entry:
    return next(one for one in registers.entries_of(entry.subject) if one.id == entry.id)


def test_the_pages_of_a_line_are_shut_to_who_may_not(province: SmallProvince) -> None:
    entry = _entry(_issue(province))
    page, deed = (
        reverse("dossiers:entry", args=[entry.id]),
        reverse("dossiers:change_entry", args=[entry.id, "thu-hoi"]),
    )

    answers = [
        come_in(province.specialist).get(deed).status_code,
        come_in(province.desk).get(page).status_code,
        come_in(province.citizen).get(page).status_code,
        come_in(province.leader).get(deed.replace("thu-hoi", "xoa")).status_code,
    ]

    assert answers == [403, 404, 403, 404]


def test_a_page_of_the_register_asks_the_same_number_of_queries_however_long_it_is(province: SmallProvince) -> None:
    leader = come_in(province.leader)
    address = reverse("dossiers:register")
    asked = []
    for _ in range(2):
        _issue(province)
        leader.get(address, {"so": "so-dang-ky-khai-sinh"})
        with CaptureQueriesContext(connection) as queries:
            leader.get(address, {"so": "so-dang-ky-khai-sinh"})
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_the_register_that_opens_by_itself_has_a_line_of_the_year() -> None:
    names = {"so-chung-tu": "Chứng tử", "so-khai-sinh": "Khai sinh"}
    registers.take_number(scope="result.H61.so-khai-sinh.2026", actor=system_actor())

    assert registered.first_in_use(names, "H61", 2026) == "so-khai-sinh"
    assert registered.first_in_use(names, "H61", 2025) == "so-chung-tu"
    assert registered.first_in_use(names, "H61.1", 2026) == "so-chung-tu"
