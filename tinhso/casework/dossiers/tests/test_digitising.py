"""Digitising at the desk in the four steps of TT 01/2023/TT-VPCP: signed copy, facts, code, vault; or nothing at all."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.actions.plan_filing import paper_specs
from tinhso.casework.dossiers.digitising import DigitisingRule, check_pattern
from tinhso.casework.dossiers.errors import AlreadyDigitised, NoDossier, WrongStatus
from tinhso.casework.dossiers.models import DigitisedCopy as CopyRow
from tinhso.casework.dossiers.models import Dossier, StatusChange, WaitingLetter
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import MARITAL, accept, everything, file
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.letter_steps import LIST, sign
from tinhso.casework.dossiers.types import DigitisedCopy, PaperFacts
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.files import api as files
from tinhso.foundation.files.testing import pdf
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied, Invalid
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys
from tinhso.services.vault import api as vault

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

NOON = at_local(2026, 11, 24, 11, 0)
OLD, OTHER = "old_confirmation", "authorisation"
RESULT = "KQ.G15.000038"
FACTS = PaperFacts(number="12/UBND-XNTTHN", issuer="UBND phường Long Châu", issued_on=date(2026, 5, 4))


@pytest.fixture
def dossier(province: SmallProvince) -> UUID:
    """A reissue of the marital status, accepted: the old confirmation came on paper and was scanned."""
    with frozen(at_local(2026, 11, 24, 9, 0)):
        scans = {
            code: (
                files.store(content=pdf(), name=f"{code}.pdf", media_type="application/pdf", actor=province.citizen).id,
            )
            for code in (OLD, OTHER)
        }
        filed = file(province, MARITAL, papers=scans)
        accept(province, filed.id)
    return filed.id


def scan_of(dossier: UUID, component: str) -> UUID:
    return UUID(Dossier.objects.get(id=dossier).papers[component][0])


def digitise(dossier: UUID, province: SmallProvince, component: str = OLD, **changes: Any) -> DigitisedCopy:
    wanted = {
        "file_id": None if "scans" in changes else scan_of(dossier, component),
        "facts": FACTS,
        "actor": province.desk,
    }
    with frozen(NOON):
        return api.digitise_component(dossier_id=dossier, component=component, **{**wanted, **changes})


def test_a_result_is_signed_coded_and_lies_in_the_vault(dossier: UUID, province: SmallProvince) -> None:
    copy = digitise(dossier, province)

    assert copy.code == "H61.41.01.001-KQ.G15.000038-2026-000001"
    kept = files.read_file(file_id=copy.file_id, owner=("dossier_digitised", copy.id), actor=system_actor()).read()
    report = signatures.verify_pdf(kept)
    assert report.intact
    assert "Phạm Thị Cửa Mẫu" in " ".join(report.words)
    (item,) = vault.find_items(holder=province.applicant, result_code=RESULT, actor=province.citizen)
    assert (item.id, item.number, item.issued_on) == (copy.item_id, "12/UBND-XNTTHN", date(2026, 5, 4))
    opened = vault.open_item(item_id=item.id, actor=province.citizen, purpose="Kiểm thử")
    assert opened.data["digitised.issuer"] == "UBND phường Long Châu"
    assert StatusChange.objects.filter(dossier_id=dossier, words__contains=copy.code).count() == 1


def test_a_paper_that_is_no_result_has_a_code_and_no_vault_item(dossier: UUID, province: SmallProvince) -> None:
    copy = digitise(dossier, province, OTHER, facts=PaperFacts())
    assert (copy.code, copy.item_id) == ("H61.41.01.001-GT-2026-000001", None)


@pytest.mark.parametrize("component", [OLD, OTHER])
def test_a_signed_copy_is_kept_whatever_the_paper_is(dossier: UUID, province: SmallProvince, component: str) -> None:
    copy = digitise(dossier, province, component)
    kept, owner = CopyRow.objects.filter(id=copy.id), ("dossier_digitised", copy.id)

    for deed in (
        lambda: kept._raw_delete(kept.db),
        lambda: kept.update(code="X"),
        lambda: kept.update(file_id=copy.source_file_id),
        lambda: files.unlink_file(file_id=copy.file_id, owner=owner, actor=system_actor()),
    ):
        with pytest.raises(IntegrityError, match="what is signed is kept"), transaction.atomic():
            deed()

    assert kept.get().code == copy.code


def test_the_next_filing_does_not_ask_for_the_paper(dossier: UUID, province: SmallProvince) -> None:
    digitise(dossier, province)
    procedure = procedures.get_procedure_version(Dossier.objects.get(id=dossier).procedure_version_id)
    with frozen(NOON):
        asked = {spec.code: spec.held for spec in paper_specs(procedure, province.applicant, province.desk)}
    assert asked[OLD] is not None
    assert asked[OTHER] is None


def test_a_scan_made_now_belongs_to_the_dossier(dossier: UUID, province: SmallProvince) -> None:
    copy = digitise(dossier, province, scans=(("quet.pdf", pdf(pages=2)),))
    assert str(copy.source_file_id) in Dossier.objects.get(id=dossier).papers[OLD]


def test_twice_is_once(dossier: UUID, province: SmallProvince) -> None:
    digitise(dossier, province)
    before = everything()
    with pytest.raises(AlreadyDigitised):
        digitise(dossier, province)
    # The same paper scanned again is known by its number.
    with pytest.raises(AlreadyDigitised):
        digitise(dossier, province, scans=(("quet.pdf", pdf()),))
    assert everything() == before


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (PaperFacts(issuer="UBND", issued_on=date(2026, 5, 4)), "/number"),
        (PaperFacts(number="1", issued_on=date(2026, 5, 4)), "/issuer"),
        (PaperFacts(number="1", issuer="UBND"), "/issued_on"),
        (PaperFacts(number="1", issuer="UBND", issued_on=date(2026, 11, 25)), "/issued_on"),
        (PaperFacts(number="1", issuer="UBND", issued_on=date(2025, 1, 1), valid_to=date(2025, 7, 1)), "/valid_to"),
    ],
)
def test_facts_that_do_not_hold_leave_nothing(
    dossier: UUID, province: SmallProvince, facts: PaperFacts, field: str
) -> None:
    before = everything()
    with pytest.raises(Invalid) as refused:
        digitise(dossier, province, facts=facts)
    assert field in refused.value.fields
    assert everything() == before


def test_only_the_desk_that_received_digitises(dossier: UUID, province: SmallProvince) -> None:
    elsewhere = officer("cang-long.mot-cua", "Lý Thị Xa Mẫu")
    before = everything()
    for stranger in (province.specialist, elsewhere, province.citizen):
        with pytest.raises(Denied):
            digitise(dossier, province, actor=stranger)
    assert everything() == before


def test_a_file_of_another_dossier_or_component_is_not_there(dossier: UUID, province: SmallProvince) -> None:
    before = everything()
    with pytest.raises(NoDossier):
        digitise(dossier, province, OLD, file_id=scan_of(dossier, OTHER))
    assert everything() == before


def test_nothing_is_digitised_before_acceptance(province: SmallProvince) -> None:
    with frozen(NOON):
        filed = file(province)
    before = everything()
    with pytest.raises(WrongStatus):
        digitise(filed.id, province, scans=(("quet.pdf", pdf()),))
    assert everything() == before


def test_a_signature_server_that_fails_leaves_nothing(
    dossier: UUID, province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def fails(**kwargs: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr("tinhso.casework.dossiers.signing_hands.signatures.sign_person", fails)
    with pytest.raises(ConnectionError):
        digitise(dossier, province)
    assert everything() == before


def test_the_desk_goes_from_paper_to_paper(dossier: UUID, province: SmallProvince) -> None:
    client = come_in(province.desk)
    with frozen(NOON):
        first = client.get(reverse("dossiers:digitise_next", args=[dossier]))
        page = reverse("dossiers:digitise", args=[dossier, OLD])
        assert first.headers["Location"] == page
        typed = {"file": str(scan_of(dossier, OLD)), "number": "12", "issuer": "UBND phường", "issued_on": "hôm kia"}
        refused = client.post(page, typed)
        assert refused.status_code == 422
        assert 'value="hôm kia"' in refused.content.decode()
        done = client.post(page, {**typed, "issued_on": "4/5/2026"})
        assert done.headers["Location"] == reverse("dossiers:digitise", args=[dossier, OTHER])
        copy = CopyRow.objects.get()
        assert copy.code in client.get(reverse("dossiers:intake_done", args=[dossier])).content.decode()
        signed = client.get(reverse("dossiers:digitised_copy", args=[dossier, copy.id]))
    assert signed.getvalue().startswith(b"%PDF-")
    other = come_in(officer("cang-long.mot-cua", "Lý Thị Xa Mẫu"))
    assert other.get(reverse("dossiers:digitised_copy", args=[dossier, copy.id])).status_code == 404
    assert other.get(page).status_code == 404


def test_an_officer_with_a_token_signs_the_copies_on_the_own_machine_and_only_then_they_have_codes(
    dossier: UUID, province: SmallProvince
) -> None:
    with frozen(NOON):
        client, key = come_in(province.desk), keys.register_token(province.desk)
        typed = {
            "number": "12",
            "issuer": "UBND phường",
            "issued_on": "4/5/2026",
            "scan": SimpleUploadedFile("quet.pdf", pdf(), "application/pdf"),
        }
        first = client.post(reverse("dossiers:digitise", args=[dossier, OLD]), typed)
        last = client.post(
            reverse("dossiers:digitise", args=[dossier, OTHER]), {"file": str(scan_of(dossier, OTHER))}, follow=True
        )
        assert first.headers["Location"] == reverse("dossiers:digitise", args=[dossier, OTHER])
        assert last.redirect_chain[-1][0] == reverse("dossiers:intake_done", args=[dossier])
        assert len(Dossier.objects.get(id=dossier).papers[OLD]) == 2
        assert not CopyRow.objects.exists()
        waiting = WaitingLetter.objects.filter(state="open").values_list("act_id", flat=True)
        shown = client.get(LIST).content.decode()
        done = sign(client, province.desk, key, *waiting)

    copy = CopyRow.objects.get(component=OLD)
    kept = files.read_file(file_id=copy.file_id, owner=("dossier_digitised", copy.id), actor=system_actor()).read()
    assert shown.count("Bản số hóa giấy tờ") >= 2
    assert "Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó" in shown
    assert "Ký trên giấy" not in shown
    assert "Đã ký 2 văn bản" in done
    assert [one.name for one in signatures.verify_pdf(kept).signers] == ["Người Ký Mẫu"]
    assert copy.code == "H61.41.01.001-KQ.G15.000038-2026-000001"
    assert copy.item_id is not None
    assert CopyRow.objects.count() == 2


def test_a_pattern_says_what_is_wrong_with_it() -> None:
    assert check_pattern("{agency}-{paper}-{yyyy}-{seq:6}") == []
    assert len(check_pattern("{agency}-{owner}")) == 3
    rule = DigitisingRule(papers="results", pattern="{agency}/{paper}/{yyyy}/{seq:3}", other="GT")
    assert rule.code(agency="H61.41", paper="GT", on=date(2026, 1, 2), number=1234) == "H61.41/GT/2026/1234"
