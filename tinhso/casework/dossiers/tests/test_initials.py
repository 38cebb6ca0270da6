"""Ký nháy bằng chữ ký số: where the agency asks for it, the leader signs the very file that carries the initials, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from tinhso.casework.dossiers import api, initials, previews, signing_order
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Initial, Result, WaitingLetter
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import BIRTH, everything
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, task_of, version_of
from tinhso.casework.dossiers.tests.letter_steps import LIST, open_act, sign, to_batch
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Task
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import Invalid
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures import testing as keys
from tinhso.services.signatures.types import Verification

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
DRAFTER, LEADER = "Trần Thị Tịch Mẫu", "Nguyễn Văn Lãnh Mẫu"


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


def _asks_for(folder: Path, *acts: str) -> None:
    """The province asks the commune's officers for digital initials."""
    rule: dict[str, Any] = yaml.safe_load((settings.DEFINITIONS_DIR / "rules/signing/signing.yaml").read_text("utf-8"))
    rule |= {"effective_from": str(rule["effective_from"]), "initials": {"otherwise": list(acts)}}
    (folder / "rules" / "signing").mkdir(parents=True)
    (folder / "rules" / "signing" / "signing.yaml").write_text(yaml.safe_dump(rule, allow_unicode=True), "utf-8")
    definitions.apply_folder(folder, actor=system_actor())


def _drafted(province: SmallProvince) -> UUID:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    return dossier_id


def _result(dossier_id: UUID) -> Verification:
    result = Result.objects.get(dossier_id=dossier_id)
    assert result.file_id is not None
    content = files.read_file(file_id=result.file_id, owner=("dossier_result", dossier_id), actor=system_actor())
    return signatures.verify_pdf(content.read())


def _previewed(dossier_id: UUID, province: SmallProvince) -> list[str]:
    """Who signed the draft as its page shows it."""
    return [one.name for one in signatures.verify_pdf(previews.draft_pdf(dossier_id, actor=province.leader)).signers]


def _tasks(dossier_id: UUID) -> Sequence[Task]:
    return workflow.list_tasks(("dossier", dossier_id))


def _roles(told: Verification) -> list[tuple[str, bool]]:
    return [(one.name, one.is_initial) for one in told.signers]


def test_the_leader_signs_the_very_file_that_both_initialled_and_it_says_which_is_which(
    province: SmallProvince, tmp_path: Path
) -> None:
    _asks_for(tmp_path, "draft", "approve")
    dossier_id = _drafted(province)
    do(dossier_id, "agreed", province.reviewer)
    assert _previewed(dossier_id, province) == [DRAFTER, "Lê Văn Duyệt Mẫu"]
    do(dossier_id, "sent_back", province.leader, note="Sai tên đệm.")
    api.save_draft(
        dossier_id=dossier_id, decision="granted", fields={"text": "Đã sửa."}, version=version_of(dossier_id),
        actor=province.specialist,
    )  # fmt: skip
    assert _previewed(dossier_id, province) == []
    do(dossier_id, "eligible", province.specialist, draft={"text": "Đã sửa."})
    checker, key = come_in(province.reviewer), keys.register_token(province.reviewer)
    press = {"outcome": "agreed", "version": version_of(dossier_id)}
    page = checker.post(reverse("dossiers:do_task", args=[task_of(dossier_id)]), press)
    assert (page.status_code, page.headers["Location"]) == (302, LIST)
    assert Initial.objects.filter(dropped_at__isnull=True).count() == 1
    assert "Đã ký 1 văn bản" in sign(checker, province.reviewer, key, open_act())
    work = come_in(province.leader).get(reverse("dossiers:work", args=[dossier_id])).content.decode()

    do(dossier_id, "signed", province.leader)

    told = _result(dossier_id)
    agency = identity.get_agency(province.owner_id).name
    assert (told.holds, told.number) == (True, "1/2026")
    # The token of the test bears its own name.
    assert _roles(told) == [(DRAFTER, True), ("Người Ký Mẫu", True), (LEADER, False), (agency, False)]
    assert told.words[1].startswith(f"Ký nháy (kiểm tra trước khi trình ký): {DRAFTER}, Công chức")
    assert told.words[3].startswith(f"Người ký: {LEADER}")
    assert work.count("đã ký nháy số") == 2
    assert [one.is_initialled for one in signing_order.order_of(dossier_id).lines] == [True, True, False, False]
    assert [(one.seq, one.dropped_at is None) for one in Initial.objects.order_by("seq")] == [
        (1, False), (2, False), (3, True), (4, True),
    ]  # fmt: skip


def test_what_is_not_initialled_as_it_stands_for_this_signer_is_not_signed(
    province: SmallProvince, tmp_path: Path
) -> None:
    _asks_for(tmp_path, "approve")
    deputy = officer("long-chau.pho-chu-tich", "Hồ Thị Phó Mẫu")
    dossier_id = _drafted(province)
    before = everything()
    with pytest.raises(Invalid, match="Chưa chọn người ký"):
        do(dossier_id, "agreed", province.reviewer)
    assert everything() == before
    page = come_in(province.reviewer).get(reverse("dossiers:work", args=[dossier_id])).content.decode()
    assert "Trình ai ký" in page
    assert "Hồ Thị Phó Mẫu" in page
    checked = task_of(dossier_id)
    do(dossier_id, "agreed", province.reviewer, signer_id=deputy.person_id)
    before = everything()

    with pytest.raises(WrongStatus, match="để trình Hồ Thị Phó Mẫu ký"):
        do(dossier_id, "signed", province.leader)
    Result.objects.filter(dossier_id=dossier_id).update(fields={"text": "Thêm một câu."})
    with pytest.raises(WrongStatus, match="Nội dung đã thay đổi sau khi ký nháy"):
        do(dossier_id, "signed", deputy)
    Initial.objects.update(dropped_at=clock.now())
    with pytest.raises(WrongStatus, match="Văn bản chưa có chữ ký nháy của bước “Đối chiếu"):
        do(dossier_id, "signed", deputy)

    assert everything() == before
    process = definitions.get("procedure", BIRTH).body["process"]
    tasks = [replace(one, outcome="sent_back") if one.id == checked else one for one in _tasks(dossier_id)]
    assert initials.passed(process, _tasks(dossier_id)).keys() == {"draft", "approve"}
    assert initials.passed(process, tasks).keys() == {"draft"}
    Initial.objects.update(dropped_at=None)
    api.undo_act(
        dossier_id=dossier_id, task_id=checked, reason="Nhầm.", version=version_of(dossier_id), actor=province.reviewer
    )
    assert Initial.objects.get().dropped_at is not None


def test_fifty_initials_are_given_together_on_the_own_machine_and_what_fails_stays(
    province: SmallProvince, tmp_path: Path
) -> None:
    _asks_for(tmp_path, "approve")
    first, second = _drafted(province), _drafted(province)
    checker, key = come_in(province.reviewer), keys.register_token(province.reviewer)
    wanted = {
        "key": str(new_id()), "kind": "outcome", "outcome": "agreed", "step": "Đối chiếu",
        "viec": [str(task_of(one)) for one in (first, second)],
        **{f"v-{task_of(one)}": version_of(one) for one in (first, second)},
    }  # fmt: skip
    pressed = checker.post(reverse("dossiers:bulk_do"), wanted, follow=True)
    assert pressed.redirect_chain[-1][0] == LIST
    assert "2 văn bản đang chờ bạn ký nháy" in pressed.content.decode()
    assert not Initial.objects.exists()
    acts = list(WaitingLetter.objects.filter(state="open").order_by("put_at").values_list("act_id", flat=True))
    batch = to_batch(checker, province.reviewer, *acts)

    half = checker.post(batch, keys.answers_of(checker, batch, key, but=1)).content.decode()
    rest = checker.post(batch, keys.answers_of(checker, batch, key)).content.decode()

    assert "Đã ký 1 văn bản; 1 chưa ký được" in half
    assert "Đã ký 2 văn bản" in rest
    assert Initial.objects.filter(dropped_at__isnull=True).count() == 2
    for one in (first, second):
        do(one, "signed", province.leader)
        assert _result(one).holds
