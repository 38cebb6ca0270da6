"""A letter waits for its signer's own machine, and its act happens when it is signed; a key of the province signs at once."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tinhso.casework.dossiers import api, correspondence
from tinhso.casework.dossiers.models import Dossier, Mishap, Paper, WaitingLetter
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import MARITAL, accept, everything, file, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.tests.letter_steps import LIST, answers_of, open_act, sign, to_batch
from tinhso.casework.dossiers.types import Status
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys
from tinhso.services.signatures.types import Verification

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MONDAY_9, WEDNESDAY_9 = at_local(2026, 11, 23, 9), at_local(2026, 11, 25, 9)


def _accepted(province: SmallProvince) -> UUID:
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
    return filed.id


def _told(paper: Paper) -> Verification:
    assert paper.file_id is not None
    content = files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=system_actor())
    return signatures.verify_pdf(content.read())


def _propose_extension(dossier_id: UUID, province: SmallProvince) -> None:
    api.propose_extension(
        dossier_id=dossier_id, new_due_on=at_local(2026, 12, 2).date(), reason="Chờ xác minh.",
        version=version_of(dossier_id), actor=province.specialist,
    )  # fmt: skip


def _people(told: Verification) -> list[str]:
    return [one.name for one in told.signers]


def test_an_apology_goes_out_and_the_new_date_holds_when_the_leaders_token_has_signed(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    with frozen(WEDNESDAY_9):
        _propose_extension(dossier_id, province)
        leader, key = come_in(province.leader), keys.register_token(province.leader)

        page = leader.post(
            reverse("dossiers:extend", args=[dossier_id]), {"ky": "1", "version": version_of(dossier_id)}
        )

        assert (page.status_code, page.headers["Location"]) == (302, LIST)
        assert correspondence.extensions_of(dossier_id)[0].state == "proposed"
        assert not Paper.objects.filter(dossier_id=dossier_id, kind="apology").exists()
        listed = leader.get(LIST).content.decode()
        assert "Văn bản xin lỗi và gia hạn" in listed
        shown = come_in(province.specialist).get(reverse("dossiers:work", args=[dossier_id])).content.decode()
        assert "Văn bản xin lỗi và gia hạn đang chờ" in shown
        done = sign(leader, province.leader, key, open_act())

    assert "Đã ký 1 văn bản" in done
    assert correspondence.extensions_of(dossier_id)[0].state == "approved"
    told = _told(Paper.objects.get(dossier_id=dossier_id, kind="apology"))
    assert told.holds
    assert told.sealed
    assert len(_people(told)) == 2
    assert WaitingLetter.objects.get().state == "signed"


def test_a_leader_whose_key_is_the_provinces_signs_at_once_as_before(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    with frozen(WEDNESDAY_9):
        sent = {"reason": "Người nộp đề nghị.", "version": version_of(dossier_id)}
        sent |= {"requested_at_0": "25", "requested_at_1": "11", "requested_at_2": "2026"}
        come_in(province.leader).post(_stop(dossier_id), _day(sent))

    assert Dossier.objects.get(id=dossier_id).status == Status.STOPPED
    assert not WaitingLetter.objects.exists()


def _stop(dossier_id: UUID) -> str:
    return reverse("dossiers:stop", args=[dossier_id])


def _day(sent: dict[str, Any]) -> dict[str, Any]:
    return {**sent, "requested_at-day": "25", "requested_at-month": "11", "requested_at-year": "2026"}


def test_a_notice_signed_by_hand_is_sealed_says_so_and_keeps_the_reason(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    with frozen(WEDNESDAY_9):
        leader = come_in(province.leader)
        keys.register_token(province.leader)
        leader.post(_stop(dossier_id), _day({"reason": "Người nộp đề nghị.", "version": version_of(dossier_id)}))
        address = reverse("dossiers:letter_on_paper", args=[open_act()])
        scan = SimpleUploadedFile("quet.pdf", keys.blank_pdf(), "application/pdf")

        without_reason = leader.post(address, {"version": version_of(dossier_id), "scan": scan})
        assert without_reason.status_code == 422
        assert Dossier.objects.get(id=dossier_id).status == Status.PROCESSING
        scan.seek(0)
        leader.post(address, {"version": version_of(dossier_id), "scan": scan, "note": "Token hỏng."})

    row = Dossier.objects.get(id=dossier_id)
    told = _told(Paper.objects.get(dossier=row, kind="stop"))
    assert row.status == Status.STOPPED
    assert told.sealed
    assert len(_people(told)) == 1


def test_a_letter_of_a_dossier_that_changed_is_told_and_stays_and_can_be_taken_back(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    with frozen(WEDNESDAY_9):
        leader, key = come_in(province.leader), keys.register_token(province.leader)
        leader.post(_stop(dossier_id), _day({"reason": "Người nộp đề nghị.", "version": version_of(dossier_id)}))
        act = open_act()
        batch = to_batch(leader, province.leader, act)
        Dossier.objects.filter(id=dossier_id).update(version=version_of(dossier_id) + 1)

        page = leader.post(batch, dict(answers_of(leader, batch, key))).content.decode()

        assert "1 chưa ký được" in page
        assert Dossier.objects.get(id=dossier_id).status == Status.PROCESSING
        assert WaitingLetter.objects.get().state == "open"
        leader.post(reverse("dossiers:drop_letter", args=[act]))

    assert WaitingLetter.objects.get().state == "dropped"
    assert Dossier.objects.get(id=dossier_id).status == Status.PROCESSING


def test_a_dossier_that_ends_asks_nobody_for_letters_any_more(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    with frozen(WEDNESDAY_9):
        _propose_extension(dossier_id, province)
        leader = come_in(province.leader)
        keys.register_token(province.leader)
        leader.post(reverse("dossiers:extend", args=[dossier_id]), {"ky": "1", "version": version_of(dossier_id)})
        act = open_act()

        api.withdraw_dossier(dossier_id=dossier_id, reason="Không cần nữa.", actor=province.citizen)

        assert WaitingLetter.objects.get().state == "dropped"
        assert str(act) not in leader.get(LIST).content.decode()
    (told,) = (one for one in access.writes_to(("dossier", dossier_id)) if one.act == "dossiers.drop_letter")
    assert (told.detail["letters"], told.detail["why"]) == (["extension"], "withdrawn")


def test_nobody_else_reads_signs_or_takes_back_a_waiting_letter(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    with frozen(WEDNESDAY_9):
        keys.register_token(province.leader)
        sent = _day({"reason": "Người nộp đề nghị.", "version": version_of(dossier_id)})
        come_in(province.leader).post(_stop(dossier_id), sent)
        act, other = open_act(), come_in(officer("an-hoi.chu-tich", "Đỗ Văn Khác Mẫu"))
        before = everything()

        doors = [other.get(reverse("dossiers:waiting_letter", args=[act, 1]))]
        doors += [
            other.post(reverse(name, args=[act])) for name in ("dossiers:letter_on_paper", "dossiers:drop_letter")
        ]

    assert [door.status_code for door in doors] == [404, 404, 404]
    assert everything() == before
    assert WaitingLetter.objects.get().state == "open"


def test_an_apology_for_an_error_gets_its_number_after_the_signature(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    with frozen(WEDNESDAY_9):
        mishap_id = api.report_mishap(
            dossier_id=dossier_id, kind="lost", what="Tờ khai bị thất lạc", thing_id=None,
            version=version_of(dossier_id), actor=province.desk,
        )  # fmt: skip
        leader, key = come_in(province.leader), keys.register_token(province.leader)
        sent = {
            "agency": str(province.receiving_id), "responsible": "Bộ phận một cửa", "remedy": "reissued",
            "made_good": "Đã lập lại tờ khai", "cost_vnd": "0", "version": version_of(dossier_id),
        }  # fmt: skip
        page = leader.post(reverse("dossiers:settle_mishap", args=[mishap_id]), sent)
        assert page.status_code == 302, page.content.decode()
        assert Mishap.objects.get().settled_at is None
        done = sign(leader, province.leader, key, open_act())

    assert "Đã ký 1 văn bản" in done, done
    row = Mishap.objects.get()
    assert row.letter_id is not None
    told = _told(Paper.objects.get(id=row.letter_id))
    assert row.settled_at == WEDNESDAY_9
    assert told.holds
    assert told.number.startswith("1/")
