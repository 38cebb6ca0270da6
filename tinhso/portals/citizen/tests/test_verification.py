"""C50: whoever holds a paper, its QR address or its file learns whether it is genuine and counts."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.foundation.files import api as files
from tinhso.foundation.files.testing import lose
from tinhso.foundation.identity import testing
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.ids import new_id
from tinhso.services.registers import api as registers
from tinhso.services.registers.types import ChangeKind, Decree, Entry
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.testing import blank_pdf
from tinhso.services.vault import api as vault
from tinhso.services.vault.testing import SMALL_PDF, item

pytestmark = pytest.mark.django_db

AT = clock.at_local(2026, 12, 3, 16, 5)
DECREE = Decree(number="12/QĐ-UBND", decided_on=date(2026, 12, 3), reason="Cấp không đúng thẩm quyền")


@pytest.fixture(autouse=True)
def _december() -> Any:
    with clock.frozen(AT):
        yield


@pytest.fixture
def leader() -> Actor:
    decides = testing.role("decider", {"registers.revoke": "own"})
    testing.province([("chu-tich", "H99.101", (decides,))])
    return testing.officer_actor(testing.officer("lanh-dao", "chu-tich"), "chu-tich")


def _signed() -> bytes:
    signed = signatures.sign_person(
        pdf=blank_pdf(), person_id=new_id(), name="Lê Ngọc Phượng Mẫu", title="Chủ tịch", actor=system_actor(), at=AT
    )
    return signatures.seal_agency(
        pdf=signed.pdf, agency_code="H99.101", agency_name="Ủy ban nhân dân xã Mẫu", actor=system_actor(), at=AT
    ).pdf


def _issue(leader: Actor, pdf: bytes) -> Entry:
    stored = files.store(content=pdf, name="kq.pdf", media_type="application/pdf", actor=system_actor())
    return registers.record_entry(
        register="H99.101.giay-phep",
        year=2026,
        number=7,
        notation="7/2026",
        subject=("dossier", new_id()),
        title="Giấy phép chặt hạ cây xanh",
        issued_on=date(2026, 12, 3),
        agency_id=leader.agency_id,
        file_id=stored.id,
        actor=system_actor(),
    )


def _text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def _page(entry: Entry) -> str:
    return _text(Client().get(f"/xac-minh/{entry.token}/"))


def _upload(content: bytes | None, **data: str) -> Any:
    given = {} if content is None else {"pdf": SimpleUploadedFile("tep.pdf", content, "application/pdf")}
    return Client().post("/xac-minh/", {**data, **given})


def test_a_result_is_known_from_its_signature_and_number_on(leader: Actor) -> None:
    entry = _issue(leader, _signed())

    before = _page(entry)
    registers.hand_over(subject=entry.subject, on=date(2026, 12, 3), actor=system_actor())
    after = _page(entry)

    assert "Giấy tờ đã ký, đã cấp số, chưa trả cho người nhận" in before
    assert "Lê Ngọc Phượng Mẫu" in before
    assert "Chữ ký hợp lệ" in before
    assert "7/2026" in before
    assert "chưa trả cho người nhận" not in after
    assert "Giấy tờ đang có hiệu lực." in after


def test_a_revoked_result_says_so_with_date_decision_and_reason(leader: Actor) -> None:
    pdf = _signed()
    entry = _issue(leader, pdf)
    registers.hand_over(subject=entry.subject, on=date(2026, 12, 3), actor=system_actor())
    registers.change_entry(
        entry_id=entry.id, kind=ChangeKind.REVOKED, decree=DECREE, effective_on=date(2026, 12, 3), actor=leader
    )

    for page in (_page(entry), _text(_upload(pdf))):
        assert "Giấy tờ đã bị thu hồi, không còn giá trị từ ngày 03/12/2026" in page
        assert "theo văn bản số 12/QĐ-UBND ngày 03/12/2026" in page
        assert "Lý do: Cấp không đúng thẩm quyền." in page


def test_the_file_itself_is_compared_byte_for_byte_even_before_it_is_given(leader: Actor) -> None:
    pdf = _signed()
    entry = _issue(leader, pdf)

    same, altered = _text(_upload(pdf, token=entry.token)), _text(_upload(pdf + b" ", token=entry.token))

    assert "Trùng khớp từng byte" in same
    assert "không phải là bản gốc" not in same
    assert "Trùng khớp" not in altered
    assert "không phải là bản gốc của giấy tờ" in altered
    assert "đã bị sửa đổi sau khi ký" in altered


def test_a_paper_that_only_a_vault_keeps_is_known_too(leader: Actor) -> None:
    holder = testing.citizen("yen", serial=1)
    assert leader.agency_id is not None
    kept = item(HolderRef("person", holder.person_id), issuer_agency_id=leader.agency_id)

    page, same = _text(Client().get(kept.verification_path)), _text(_upload(SMALL_PDF))
    vault.revoke(item_id=kept.id, actor=system_actor())
    after = _text(Client().get(kept.verification_path))

    assert "Giấy tờ đang có hiệu lực." in page
    assert "Trần Thị Mẫu" not in page
    assert "đã bị thu hồi" in after
    assert "Trùng khớp từng byte" in same


def test_unknown_link_is_told(leader: Actor) -> None:
    page = _page(replace(_issue(leader, _signed()), token="AAAAAAAAAAAAAAAAAAAAAA"))

    assert "Không có mã xác minh này" in page
    assert Client().get("/xac-minh/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


@pytest.mark.parametrize("content", [None, b""])
def test_no_file_is_told_on_the_field(content: bytes | None) -> None:
    page = _upload(content)

    assert page.status_code == 422
    assert "Chọn tệp PDF cần kiểm tra" in _text(page)


def test_a_paper_whose_file_was_lost_is_still_answered_from_the_register(client: Client, leader: Actor) -> None:
    pdf = blank_pdf()
    entry = _issue(leader, pdf)
    lose(hashlib.sha256(pdf).hexdigest())

    page = client.get(f"/xac-minh/{entry.token}/")

    assert page.status_code == 200
    assert "Giấy tờ này do hệ thống cấp." in _text(page)
    assert "Chưa kiểm tra được chữ ký số lúc này." in _text(page)
