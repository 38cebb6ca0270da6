"""Who digitises signs each copy: by a key of the province in the act, or fifty with one PIN on the own machine."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.casework.old_results import api, models, queries
from tinhso.casework.old_results.tests.conftest import Archive, paper, sign_in
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys
from tinhso.services.signatures.errors import SigningUnavailable
from tinhso.services.signatures.types import Verification

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


def _states(archive: Archive) -> dict[int, str]:
    return {number: row.state for number, row in sorted(archive.lines().items())}


def _standing(archive: Archive) -> tuple[object, ...]:
    """What a refusal must leave as it was: the lines, their codes and entries."""
    rows = models.Line.objects.order_by("number")
    entries = [registers.entries_of((queries.KIND, row.id)) for row in rows]
    return _states(archive), [row.code for row in rows], entries


def test_a_copy_carries_the_signature_of_who_digitised_it_and_the_agencys_seal(archive: Archive) -> None:
    """TT 01/2023/TT-VPCP: the electronic copy is signed by the officer who made it."""
    archive.listed().scanned().entered().checked().judged()

    api.issue_lines(batch_id=archive.batch_id, actor=archive.clerk)

    agency = identity.get_agency(archive.province.owner_id).name
    assert [one.name for one in _sealed(archive, 15).signers] == ["Đỗ Thị Thư Mẫu", agency]


def _sealed(archive: Archive, number: int) -> Verification:
    row = archive.lines()[number]
    assert row.file_id is not None
    kept = files.read_file(file_id=row.file_id, owner=("old_result_copy", row.id), actor=archive.clerk)
    return signatures.verify_pdf(kept.read())


def _to_machine(archive: Archive, client: Client) -> str:
    page = client.post(reverse("old_results:batch", args=[archive.batch_id]), {"viec": "ky"})
    assert page.status_code == 302
    return str(page.headers["Location"])


def test_a_clerk_with_a_token_signs_the_batch_on_the_own_machine_and_what_did_not_come_stays(archive: Archive) -> None:
    archive.listed().scanned().entered().checked().judged()
    client, key = sign_in(archive.clerk), keys.register_token(archive.clerk)

    page = _to_machine(archive, client)
    assert _states(archive) == {15: "checked", 16: "checked", 17: "waiting"}
    half = client.post(page, keys.answers_of(client, page, key, but=1)).content.decode()
    assert _states(archive) == {15: "issued", 16: "checked", 17: "waiting"}
    rest = client.post(page, keys.answers_of(client, page, key)).content.decode()

    assert "Đã ký, cấp mã và lưu kho 1 kết quả; 1 chưa ký được" in half
    assert "Đã ký, cấp mã và lưu kho 1 kết quả" in rest
    assert "Không còn gì chờ ký ở lượt này" in rest
    assert _states(archive) == {15: "issued", 16: "issued", 17: "waiting"}
    told = _sealed(archive, 16)
    assert (told.holds, told.sealed, told.signers[0].name) == (True, True, "Người Ký Mẫu")
    assert _to_machine(archive, client) == reverse("old_results:batch", args=[archive.batch_id])


def test_a_signature_of_another_document_or_of_somebody_else_issues_nothing(archive: Archive) -> None:
    archive.listed().scanned().entered().checked().judged()
    client, key = sign_in(archive.clerk), keys.register_token(archive.clerk)
    page = _to_machine(archive, client)
    items = json.loads(client.get(keys.order_file(page)).content)["items"]
    swapped = [{"id": a["id"], "signature": keys.said(key, b)} for a, b in zip(items, reversed(items), strict=True)]
    before = _standing(archive)

    told = client.post(page, {"answers": json.dumps({"answers": swapped})}).content.decode()
    other = sign_in(archive.manager).post(page, keys.answers_of(client, page, key))

    assert told.count("Chữ ký không khớp với văn bản này") == 2
    assert other.status_code == 404
    assert _standing(archive) == before


@pytest.mark.parametrize("way", ["central", "own"])
def test_a_scan_that_cannot_be_signed_holds_up_no_other(archive: Archive, way: str) -> None:
    archive.listed()
    # Said to be signed, and not whole: nobody may write it anew, and a strict reader does not read it.
    broken = paper(1).replace(b"\n", b"\n% /ByteRange\n", 1)
    scans = [(f"{number}-1998.pdf", broken if number == 15 else paper(number)) for number in archive.lines()]
    api.add_scans(batch_id=archive.batch_id, scans=scans, actor=archive.enterer)
    archive.entered().checked().judged()
    client = sign_in(archive.clerk)
    if way == "own":
        key = keys.register_token(archive.clerk)
        page = _to_machine(archive, client)
        client.post(page, keys.answers_of(client, page, key))
    else:
        client.post(reverse("old_results:batch", args=[archive.batch_id]), {"viec": "ky"})

    assert _states(archive) == {15: "checked", 16: "issued", 17: "waiting"}
    assert archive.lines()[15].reason.startswith("Bản quét không ký được.")
    told = client.get(reverse("old_results:batch", args=[archive.batch_id])).content.decode()
    assert "Bản quét không ký được." in told


def test_who_has_nothing_to_sign_with_reads_what_to_do_and_the_batch_goes_on_once_somebody_can_sign(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.listed().scanned().entered().checked().judged()
    address = reverse("old_results:batch", args=[archive.batch_id])

    def no_key(**asked: object) -> None:
        raise SigningUnavailable("Thiết bị ký số không có chứng thư của Đỗ Thị Thư Mẫu.")

    with monkeypatch.context() as without:
        without.setattr("tinhso.services.signatures.api.sign_person", no_key)
        before = _standing(archive)
        answer = sign_in(archive.clerk).post(address, {"viec": "ky"})
        assert _standing(archive) == before
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Thiết bị ký số không có chứng thư của Đỗ Thị Thư Mẫu." in page
    assert "nhờ đồng nghiệp đã có và được giao việc này mở đợt và bấm" in page
    assert reverse("signatures:own") in page
    assert "nhờ đồng nghiệp đã có" not in sign_in(archive.clerk).get(address).content.decode()

    sign_in(archive.clerk).post(address, {"viec": "ky"})
    assert _states(archive) == {15: "issued", 16: "issued", 17: "waiting"}
