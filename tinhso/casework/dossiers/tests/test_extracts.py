"""A certified extract from the register is a signed result of its own; a result whose last day is near is told once."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.tasks import tell_ending_results
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import everything, file, finish
from tinhso.casework.dossiers.tests.desk_scene import come_in, do
from tinhso.casework.dossiers.tests.letter_steps import LIST, open_act, sign
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid
from tinhso.kernel.outbox.api import events_of
from tinhso.services.registers import api as registers
from tinhso.services.registers.errors import EntryEnded, EntryNotFound
from tinhso.services.registers.types import ChangeKind, Decree, Entry
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

TODAY = date(2026, 12, 3)


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


def _issued(province: SmallProvince) -> Entry:
    """A statement of marital status: it ends by itself after months."""
    dossier_id = file(province).id
    do(dossier_id, "accepted", province.desk)
    finish(province, dossier_id)
    (entry,) = registers.entries_of(("dossier", dossier_id))
    return entry


def _extract(entry: Entry, province: SmallProvince) -> Entry:
    """By a key at the province's device."""
    return api.extract_result(entry_id=entry.id, purpose="Nộp hồ sơ vay vốn", actor=province.leader)


def test_an_extract_has_its_own_number_and_signature_and_anybody_checks_it(province: SmallProvince) -> None:
    entry = _issued(province)

    first, second = _extract(entry, province), _extract(entry, province)

    assert (first.notation, second.notation) == ("1/2026/TL", "2/2026/TL")
    pdf = registers.read_entry_file(first.id, actor=province.leader).read()
    assert (signatures.verify_pdf(pdf).holds, signatures.verify_pdf(pdf).sealed) == (True, True)
    page = come_in(None).get(f"/xac-minh/{first.token}/").content.decode()
    assert "Trích lục từ sổ kết quả" in page
    assert "Chữ ký hợp lệ" in page
    changes = registers.changes_of(registers.get_entry(entry.id, actor=province.leader))
    assert [(one.kind, one.other_entry_id) for one in changes] == [
        (ChangeKind.EXTRACTED, first.id), (ChangeKind.EXTRACTED, second.id),
    ]  # fmt: skip


def test_only_the_signer_of_the_agency_extracts_and_no_number_is_used_in_vain(province: SmallProvince) -> None:
    entry = _issued(province)
    before = everything()

    for actor in (province.specialist, province.reviewer):
        with pytest.raises(ActDenied):
            api.extract_result(entry_id=entry.id, purpose="x", actor=actor)
    for actor in (province.desk, province.citizen):
        with pytest.raises(EntryNotFound):
            api.extract_result(entry_id=entry.id, purpose="x", actor=actor)
    with pytest.raises(Invalid):
        api.extract_result(entry_id=entry.id, purpose=" ", actor=province.leader)

    assert everything() == before
    assert _extract(entry, province).notation == "1/2026/TL"


def test_nothing_is_extracted_from_a_revoked_line_or_from_an_extract(province: SmallProvince) -> None:
    entry = _issued(province)
    extract = _extract(entry, province)
    decree = Decree(number="12/QĐ-UBND", decided_on=TODAY, reason="Cấp sai")
    change = api.ResultChange(kind=ChangeKind.REVOKED, decree=decree, effective_on=TODAY)
    api.change_result(entry_id=entry.id, change=change, actor=province.leader)
    before = everything()

    with pytest.raises(EntryEnded):
        _extract(entry, province)
    with pytest.raises(NotOffered):
        _extract(extract, province)

    assert everything() == before


def test_the_page_signs_and_leads_to_the_extract(province: SmallProvince) -> None:
    entry = _issued(province)
    leader = come_in(province.leader)
    page = reverse("dossiers:extract_entry", args=[entry.id])

    wrong = leader.post(page, {"reason": ""})
    answer = leader.post(page, {"reason": "Nộp hồ sơ vay vốn"}, follow=True)

    assert wrong.status_code == 422
    assert "Tải bản trích đã ký" in answer.content.decode()
    made = UUID(answer.redirect_chain[-1][0].rstrip("/").rsplit("/", 1)[-1])
    assert leader.get(reverse("dossiers:entry_file", args=[made])).status_code == 200


def test_a_leader_with_a_token_signs_the_extract_on_the_own_machine_and_only_then_it_has_a_number(
    province: SmallProvince,
) -> None:
    entry = _issued(province)
    leader, key = come_in(province.leader), keys.register_token(province.leader)
    address = reverse("dossiers:extract_entry", args=[entry.id])

    wrong = leader.post(address, {"reason": ""})
    page = leader.post(address, {"reason": "Nộp hồ sơ vay vốn"})

    assert (wrong.status_code, page.headers["Location"]) == (422, LIST)
    assert registers.changes_of(entry) == ()
    other = _extract(entry, province)
    done = sign(leader, province.leader, key, open_act())
    made = registers.changes_of(entry)[-1].other_entry_id
    assert made is not None
    extract = registers.get_entry(made, actor=province.leader)
    told = signatures.verify_pdf(registers.read_entry_file(made, actor=province.leader).read())
    assert "Đã ký 1 văn bản" in done
    assert (other.notation, extract.notation) == ("1/2026/TL", "2/2026/TL")
    assert (told.holds, told.sealed, told.number) == (True, True, "2/2026/TL")
    assert come_in(None).get(f"/xac-minh/{extract.token}/").status_code == 200


def test_a_result_that_ends_soon_is_told_once_for_each_last_day_and_listed(province: SmallProvince) -> None:
    entry = _issued(province)
    assert entry.valid_to is not None
    near = clock.at_local(entry.valid_to.year, entry.valid_to.month, entry.valid_to.day, 9) - timedelta(days=30)

    with clock.frozen(near - timedelta(days=1)):
        early = tell_ending_results()
    with clock.frozen(near):
        told = [tell_ending_results(), tell_ending_results()]
        page = come_in(province.leader).get(reverse("dossiers:ending")).content.decode()

    assert (early, told) == (0, [1, 0])
    assert entry.notation in page
    assert "30 ngày" in page
    names = [one.name for one in events_of(("registers.entry", entry.id))]
    assert names.count("register.entry_ending") == 1
