"""Vehicles of a dossier are looked up in the register of vehicles by a press on each: offered by definition, logged, told."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import PDF, do, everything, file, table
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.casework.dossiers.types import FilingChannel, ReturnMethod
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import WrongDefinitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind
from tinhso.kernel.actor import Actor, system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
BADGES, OWN, RENTED = "2.002288", "64A-000.01", "64C-000.02"
PURPOSE = Path("lookups") / "xe-theo-bien-so.yaml"


class Fleet:
    """Two vehicles of a company in one dossier, the officer who took it in and the one who examines it."""

    def __init__(self, province: SmallProvince) -> None:
        company = identity.register_organisation(
            name="Công ty TNHH Vận tải Minh Họa", kind=OrganisationKind.ENTERPRISE, tax_code="1599990018",
            actor=system_actor(),
        )  # fmt: skip
        self.company = HolderRef("organisation", company.id)
        self.desk = officer("ttpvhcc.mot-cua-1", "Hồ Thị Quầy Mẫu")
        paper = files.store(content=PDF, name="dang-ky.pdf", media_type="application/pdf", actor=self.desk)
        assert self.desk.agency_id is not None
        filed = file(
            province, BADGES, actor=self.desk, applicant=self.company, answers=province.applications[BADGES]["answers"],
            receiving_agency_id=self.desk.agency_id, channel=FilingChannel.COUNTER, return_method=ReturnMethod.COUNTER,
            papers={"vehicle_registration": (paper.id,)},
        )  # fmt: skip
        do(filed.id, "accepted", self.desk)
        self.transport = officer("sxd.chuyen-vien-van-tai", "Cao Văn Xe Mẫu")
        self.id: UUID = filed.id
        self.code = filed.code
        self.page = f"/can-bo/ho-so/{self.id}/tra-cuu-so/verify_vehicle/"

    def press(self, number: str, actor: Actor | None = None) -> tuple[int, str]:
        answer = signed_in(actor or self.desk).post(self.page, {"so": number})
        return answer.status_code, " ".join(answer.content.decode().split())

    def outcomes(self) -> list[tuple[str, UUID | None]]:
        rows = table("lookups.Lookup").filter(register="things").order_by("looked_up_at", "id")
        return list(rows.values_list("outcome", "matter_id"))


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fleet]:
    with django_db_blocker.unblock(), transaction.atomic():
        folder = tmp_path_factory.mktemp("definitions")
        (folder / "exchange").mkdir()
        (folder / "exchange" / "connectors").symlink_to(Path(configured.DEFINITIONS_DIR) / "exchange" / "connectors")
        (folder / "lookups").mkdir()
        shutil.copy(Path(configured.DEFINITIONS_DIR) / PURPOSE, folder / PURPOSE)
        yield Fleet(load_small_province(folder, procedures=(BADGES,)))
        transaction.set_rollback(True)


@pytest.fixture
def fleet(standing: Fleet, db: None, settings: Any, tmp_path: Path) -> Fleet:
    settings.CONNECTORS_ADAPTER, settings.VAR_DIR = "demo", tmp_path
    return standing


def test_each_vehicle_is_asked_about_by_its_plate_and_its_owner_compared_unseen(fleet: Fleet) -> None:
    work = signed_in(fleet.desk).get(f"/can-bo/ho-so/{fleet.id}/").content.decode()
    assert fleet.page in work
    listed = signed_in(fleet.desk).get(fleet.page).content.decode()
    assert (OWN in listed, RENTED in listed, fleet.outcomes()) == (True, True, [])

    _, own = fleet.press(OWN)
    _, rented = fleet.press(RENTED, fleet.transport)

    assert ("Xe khách 29 chỗ" in own, "31/05/2027" in own, "Khớp" in own, "Khác nhau" in own) == (
        True,
        True,
        True,
        False,
    )
    assert ("Khác nhau" in rented, "15/12/2026" in rented) == (True, True)
    assert "Công ty Cho thuê Xe Minh Họa" not in rented
    assert fleet.outcomes() == [("found", fleet.id)] * 2
    told = [one.purpose for one in access.reads_of(fleet.company) if "Tra cứu xe" in one.purpose]
    assert [fleet.code in one for one in told] == [True, True]


def test_only_the_dossiers_own_numbers_are_asked_about(fleet: Fleet) -> None:
    assert fleet.press("64B-000.01")[0] == 404
    assert fleet.press("")[0] == 404
    assert fleet.outcomes() == []


def test_a_register_that_is_off_says_so_and_the_work_goes_on(fleet: Fleet, settings: Any) -> None:
    settings.CONNECTORS_ADAPTER = "off"

    status, said = fleet.press(OWN)

    assert (status, "Hồ sơ vẫn giải quyết được" in said) == (200, True)
    assert fleet.outcomes() == [("unavailable", fleet.id)]


def test_who_may_not_look_up_neither_sees_nor_asks(fleet: Fleet) -> None:
    away = officer("sxd.giam-doc", "Mai Văn Ký Mẫu")
    before = everything()
    assert fleet.press(OWN, away)[0] in (403, 404)
    assert everything()["lookups.Lookup"] == before["lookups.Lookup"]


@pytest.mark.parametrize(
    ("wrong", "by", "words"),
    [
        ("connector: vehicle_registration", "connector: khong_co", "Không có bộ nối"),
        ("titles: {owner:", "titles: {colour: Màu, owner:", "colour"),
    ],
)
def test_a_purpose_that_cannot_be_asked_is_refused(
    fleet: Fleet, tmp_path: Path, wrong: str, by: str, words: str
) -> None:
    text = (Path(configured.DEFINITIONS_DIR) / PURPOSE).read_text("utf-8")
    (tmp_path / "lookups").mkdir()
    (tmp_path / PURPOSE).write_text(text.replace(wrong, by), "utf-8")

    with pytest.raises(WrongDefinitions) as refused:
        definitions.apply_folder(tmp_path, actor=system_actor())
    assert any(words in str(problem) for problem in refused.value.problems)
