"""Văn thư cấp số sau khi ký: the leader signs, the clerk numbers, seals and issues; two hands, two acts, one paper."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse

from tinhso.casework.dossiers.hands import SameHand, may_be_one_press
from tinhso.casework.dossiers.models import Result
from tinhso.casework.dossiers.testing import SEATED_ON
from tinhso.casework.dossiers.tests.acts import do, everything, open_task, status_of
from tinhso.casework.dossiers.tests.consulting_scene import Scene, load_scene, permit
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.types import Status
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import SigningUnavailable
from tinhso.services.signatures.testing import failing

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

SIGNED_AT, ISSUED_AT = at_local(2026, 11, 30, 16, 0), at_local(2026, 12, 1, 8, 0)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return load_scene(tmp_path)


@pytest.fixture
def signed(scene: Scene) -> UUID:
    """A permit that the chairman signed on Monday afternoon; the clerk has it."""
    dossier_id = permit(scene)
    with frozen(SIGNED_AT):
        do(dossier_id, "site_only", scene.builder)
        do(dossier_id, "eligible", scene.builder)
        do(dossier_id, "agreed", scene.province.reviewer)
        do(dossier_id, "signed", scene.province.leader)
    return dossier_id


def _file(dossier_id: UUID, kind: str) -> bytes:
    result = Result.objects.get(dossier_id=dossier_id)
    file_id = result.file_id if kind == "dossier_result" else result.signed_file_id
    assert file_id is not None
    return files.read_file(file_id=file_id, owner=(kind, dossier_id), actor=system_actor()).read()


def test_what_the_leader_signed_has_no_number_and_is_not_yet_a_result(signed: UUID) -> None:
    result = Result.objects.get(dossier_id=signed)

    assert (result.number, result.file_id, result.signed_at) == ("", None, SIGNED_AT)
    assert status_of(signed) is Status.PROCESSING
    assert registers.entries_of(("dossier", signed)) == ()
    told = signatures.verify_pdf(_file(signed, "dossier_signed"))
    assert (told.intact, told.sealed, told.number) == (True, False, "")
    assert "Văn bản chưa được cấp số: chỗ ghi số còn trống, chưa phát hành." in told.words


def test_the_clerk_gives_number_and_seal_and_the_signature_stays_good(scene: Scene, signed: UUID) -> None:
    with frozen(ISSUED_AT):
        do(signed, "issued", scene.clerk)

        told = signatures.verify_pdf(_file(signed, "dossier_result"))
    result = Result.objects.get(dossier_id=signed)
    (entry,) = registers.entries_of(("dossier", signed))
    assert (result.number, result.signed_at, result.issued_at) == ("1/2026", SIGNED_AT, ISSUED_AT)
    assert (entry.notation, entry.issued_on) == ("1/2026", ISSUED_AT.date())
    assert status_of(signed) is Status.FINISHED
    assert (told.intact, told.trusted, told.sealed, told.number) == (True, True, True, "1/2026")
    assert [(fact.signed_at, fact.intact) for fact in told.signers] == [(SIGNED_AT, True), (ISSUED_AT, True)]
    assert any(sentence.startswith("Số 1/2026 (ngày 01 tháng 12 năm 2026) được cấp sau khi") for sentence in told.words)


def test_the_clerk_cannot_issue_what_nobody_signed_and_the_leader_cannot_issue(scene: Scene, signed: UUID) -> None:
    before = everything()

    with pytest.raises(Denied):
        do(signed, "issued", scene.province.leader)

    assert everything() == before


def test_the_same_person_does_not_sign_and_number_where_these_are_kept_apart(scene: Scene, signed: UUID) -> None:
    also_clerk = _seated(scene.province.leader, "long-chau.van-thu")
    before = everything()

    with frozen(ISSUED_AT), pytest.raises(SameHand, match="ký kết quả hồ sơ này nên không được cấp số, đóng dấu"):
        do(signed, "issued", also_clerk)

    assert everything() == before


def test_a_seal_that_fails_gives_the_number_back(scene: Scene, signed: UUID) -> None:
    with frozen(ISSUED_AT):
        before = everything()
        with failing(), pytest.raises(SigningUnavailable):
            do(signed, "issued", scene.clerk)
        assert everything() == before

        do(signed, "issued", scene.clerk)
    assert Result.objects.get(dossier_id=signed).number == "1/2026"


def test_sent_back_by_the_clerk_it_is_drafted_and_signed_again_and_the_first_signature_is_kept(
    scene: Scene, signed: UUID
) -> None:
    first = Result.objects.get(dossier_id=signed).signed_file_id
    with frozen(at_local(2026, 12, 1, 9)):
        do(signed, "sent_back", scene.clerk, note="Sai số thửa đất.")
        do(signed, "eligible", scene.builder)
        do(signed, "agreed", scene.province.reviewer)
        assert Result.objects.get(dossier_id=signed).signed_at is None
        do(signed, "signed", scene.province.leader)
        do(signed, "issued", scene.clerk)

    result = Result.objects.get(dossier_id=signed)
    assert result.signed_file_id != first
    kept = apps.get_model("files.FileLink")._default_manager.filter(owner_kind="dossier_signed", owner_id=signed)
    assert {link.file_id for link in kept} == {first, result.signed_file_id}
    assert all(link.signed for link in kept)


def test_officers_open_the_signed_paper_before_it_has_its_number(scene: Scene, signed: UUID) -> None:
    with frozen(ISSUED_AT):
        page = come_in(scene.clerk).get(reverse("dossiers:work", args=[signed])).content.decode()
        opened: Any = come_in(scene.clerk).get(reverse("dossiers:desk_result", args=[signed]))

    assert "chờ cấp số, đóng dấu" in page
    assert "Cấp số, đóng dấu" in page
    assert b"".join(opened.streaming_content) == _file(signed, "dossier_signed")
    assert open_task(signed).step == "issue"


def test_one_button_for_both_may_be_forbidden_unit_by_unit() -> None:
    rule: dict[str, Any] = {"one_press": {"otherwise": "allowed", "agencies": {"H61.41.01": "enforced"}}}

    assert not may_be_one_press(rule, "H61.41.01")
    assert may_be_one_press(rule, "H61.41.02")
    assert may_be_one_press({}, "H61.41.01")


def _seated(actor: Actor, post_code: str, on: datetime = SIGNED_AT) -> Actor:
    post = identity.find_post(post_code)
    assert post is not None
    assert actor.person_id is not None
    identity.assign_post(
        person_id=actor.person_id, post_id=post.id, valid_from=SEATED_ON, valid_to=None, actor=system_actor()
    )
    return Actor(
        channel=actor.channel,
        person_id=actor.person_id,
        user_id=actor.user_id,
        post_id=post.id,
        agency_id=post.agency_id,
    )
