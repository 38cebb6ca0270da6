"""What the state holds is not asked for again: refused at the officer's desk, counted where there is a reason."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tinhso.casework.dossiers import api, held_papers
from tinhso.casework.dossiers.correspondence import AskedItem
from tinhso.casework.dossiers.errors import AlreadyHeld
from tinhso.casework.dossiers.models import HeldDemand
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests import acts
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.casework.dossiers.types import Reason, Status
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.files import api as files
from tinhso.kernel.clock import now, today
from tinhso.kernel.errors import Denied
from tinhso.kernel.ids import new_id
from tinhso.services.vault import api as vault
from tinhso.services.vault.types import VaultItem

pytestmark = pytest.mark.django_db
PAPER = "birth_notice"
ASKED = AskedItem(component=PAPER, ask="Nộp lại giấy chứng sinh.", reason="Cần bản khác.")


@pytest.fixture
def held(province: SmallProvince, monkeypatch: pytest.MonkeyPatch) -> VaultItem:
    """The sample's birth notice, as if hospitals put it into the vault."""
    read = procedures.get_procedure_version

    def with_result(version_id: UUID) -> Procedure:
        procedure = read(version_id)
        parts = (replace(c, result_code="KQ.CHUNGSINH") if c.code == PAPER else c for c in procedure.components)
        return replace(procedure, components=tuple(parts))

    monkeypatch.setattr(procedures, "get_procedure_version", with_result)
    stored = files.store(content=acts.PDF, name="a.pdf", media_type="application/pdf", actor=province.desk)
    return vault.deposit(
        holder=province.applicant, result_code="KQ.CHUNGSINH", title="Giấy chứng sinh", number="1/2026",
        issuer_agency_id=province.owner_id, issued_on=today(), valid_to=None, file_id=stored.id, data={},
        source=("hospital", new_id()), actor=province.desk,
    )  # fmt: skip


def ask(province: SmallProvince, dossier_id: UUID, despite: str = "") -> UUID:
    return api.ask_supplement(
        dossier_id=dossier_id,
        items=(ASKED,),
        version=acts.version_of(dossier_id),
        despite_held=despite,
        actor=province.desk,
    )


def test_a_held_paper_cannot_be_demanded(province: SmallProvince, held: VaultItem) -> None:
    dossier_id = acts.file(province, acts.BIRTH).id
    before = acts.everything()
    with pytest.raises(AlreadyHeld, match="Đã có trong kho dữ liệu"):
        ask(province, dossier_id)
    with pytest.raises(AlreadyHeld):
        acts.do(
            dossier_id, "not_accepted", province.desk, reasons=(Reason(component=PAPER, text="Thiếu", remedy="Nộp"),)
        )
    assert acts.everything() == before


def test_an_exception_has_a_reason_and_is_counted(province: SmallProvince, held: VaultItem) -> None:
    dossier_id = acts.file(province, acts.BIRTH).id
    since = now() - timedelta(minutes=1)
    ask(province, dossier_id, "Bản trong kho mờ, không đọc được.")
    assert acts.status_of(dossier_id) is Status.SUPPLEMENT
    (row,) = HeldDemand.objects.all()
    assert (row.component, row.item_id, row.reason) == (PAPER, held.id, "Bản trong kho mờ, không đọc được.")
    assert (row.agency_id, row.post_id) == (province.desk.agency_id, province.desk.post_id)
    until = now() + timedelta(minutes=1)
    assert api.count_demands(since=since, until=until) == 1
    assert api.count_demands(since=since, until=until, agency_id=province.owner_id) == 0


def test_the_leader_reads_each_exception_with_its_reason_on_the_morning_page(
    province: SmallProvince, held: VaultItem
) -> None:
    filed = acts.file(province, acts.BIRTH)
    ask(province, filed.id, "Bản trong kho mờ, không đọc được.")

    page = signed_in(province.leader).get("/can-bo/buoi-sang/").content.decode()

    assert "Trong tháng vẫn yêu cầu nộp giấy đã có trong kho (1 lần)" in page
    assert f"/can-bo/ho-so/{filed.id}/" in page
    assert "Bản trong kho mờ, không đọc được." in page
    with pytest.raises(Denied):
        held_papers.demands_in_sight(since=now(), actor=province.desk)


def test_what_is_no_longer_valid_may_be_asked_for(province: SmallProvince, held: VaultItem) -> None:
    vault.revoke(item_id=held.id, actor=province.desk)
    ask(province, acts.file(province, acts.BIRTH).id)
    assert not HeldDemand.objects.exists()
