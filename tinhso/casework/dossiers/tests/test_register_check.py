"""The officer sees what was declared beside what the register has: asked by a press, logged, told to whom it is about."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as configured

from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests import acts
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, system_actor
from tinhso.services.lookups.testing import population_knows

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
NUMBER = "086195000073"
LAN = {
    "personal_number": NUMBER,
    "full_name": "NGUYỄN THỊ LAN MẪU",
    "born_on": "1995-03-13",
    "address": {"province_code": "86", "commune_code": "29242", "street": "số 2 đường  Minh Họa"},
}


@pytest.fixture
def register(province: SmallProvince, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The purposes of the sample, and a register that knows the applicant."""
    (tmp_path / "lookups").mkdir()
    for name in ("verify_person", "verify_organisation"):
        shutil.copy(Path(configured.DEFINITIONS_DIR) / "lookups" / f"{name}.yaml", tmp_path / "lookups")
    definitions.apply_folder(tmp_path, actor=system_actor())
    rows: dict[str, Any] = {NUMBER: LAN}
    with population_knows(rows):
        yield rows


def filed(province: SmallProvince) -> UUID:
    answers = province.applications[acts.MARITAL]["answers"]
    declared = {"full_name": "Nguyễn Thị Lan Mẫu", "personal_number": NUMBER}
    own = {**answers["own"], **declared, "born_on": "1995-03-12"}
    answers = {**answers, "requester": {**answers["requester"], **declared}, "own": own}
    dossier_id = acts.file(province, answers=answers).id
    acts.accept(province, dossier_id)
    return dossier_id


def page(dossier_id: UUID) -> str:
    return f"/can-bo/ho-so/{dossier_id}/doi-chieu-khai/"


def asked() -> list[tuple[str, UUID | None]]:
    return list(acts.table("lookups.Lookup").order_by("looked_up_at", "id").values_list("outcome", "matter_id"))


def press(actor: Actor, dossier_id: UUID) -> str:
    answer = signed_in(actor).post(page(dossier_id))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def section(body: str, label: str) -> str:
    return next(part for part in body.split('<section class="ts-task">')[1:] if f">{label} " in part)


def test_each_value_stands_beside_the_registers_and_a_difference_is_named(
    province: SmallProvince, register: dict[str, Any]
) -> None:
    dossier_id = filed(province)
    opened = signed_in(province.specialist).get(page(dossier_id)).content.decode()
    assert "được ghi lại và người nộp xem được" in opened
    assert asked() == []

    body = press(province.specialist, dossier_id)

    born = section(body, "Ngày, tháng, năm sinh")
    assert ("12/03/1995" in born, "13/03/1995" in born, "Khác nhau" in born) == (True, True, True)
    # Case and spaces are no difference; a number is compared whole and shown by its ending.
    assert "Khớp" in section(body, "Họ, chữ đệm, tên")
    lives = section(body, "Nơi cư trú")
    assert ("Khớp" in lives, lives.count("Phường Trà Vinh")) == (True, 2)
    number = section(body, "Số định danh cá nhân")
    assert ("Khớp" in number, NUMBER in body, number.count("0073")) == (True, False, 2)
    assert "Có 1 chỗ khác nhau" in body
    assert asked() == [("found", dossier_id)]

    code = acts.table("dossiers.Dossier").get(id=dossier_id).code
    told = [one.purpose for one in access.reads_of(province.applicant) if "Đối chiếu thông tin khai với" in one.purpose]
    assert [code in purpose for purpose in told] == [True]


def test_a_register_that_is_silent_says_so_and_the_dossier_goes_on(
    province: SmallProvince, register: dict[str, Any]
) -> None:
    dossier_id = filed(province)
    register.clear()
    assert "không có người hoặc tổ chức này" in press(province.specialist, dossier_id)
    with population_knows({}, fails=True):
        assert "Hồ sơ vẫn giải quyết được" in press(province.specialist, dossier_id)
    assert asked() == [("missing", dossier_id), ("unavailable", dossier_id)]
    acts.do(dossier_id, "eligible", province.specialist)


def test_the_button_is_on_the_dossier_for_who_may_ask_and_for_nobody_else(
    province: SmallProvince, register: dict[str, Any]
) -> None:
    dossier_id = filed(province)
    work = f"/can-bo/ho-so/{dossier_id}/"
    assert page(dossier_id) in signed_in(province.specialist).get(work).content.decode()
    assert page(dossier_id) not in signed_in(province.leader).get(work).content.decode()
    before = acts.everything()
    assert signed_in(province.leader).post(page(dossier_id)).status_code == 403
    away = next(one for one in identity.list_posts(role="civil_status_officer") if one.agency_id != province.owner_id)
    assert signed_in(officer(away.code, "Láng Giềng Mẫu", "lang-gieng")).post(page(dossier_id)).status_code in (
        403,
        404,
    )
    assert signed_in(province.citizen).post(page(dossier_id)).status_code == 403
    assert acts.everything()["lookups.Lookup"] == before["lookups.Lookup"]
    assert asked() == []
