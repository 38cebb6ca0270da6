"""An accepted birth reaches the civil-status software by itself; the copy sheet says so and nobody types it a second time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers import worklists
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import BIRTH, accept, do, everything, file
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.casework.dossiers.worklists import ListQuery
from tinhso.engines.connectors.adapters import transports
from tinhso.engines.connectors.adapters.demo import DemoTransport
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.sector_sync import api as sector_sync
from tinhso.services.sector_sync.models import Transfer


@pytest.fixture
def province(db: None, tmp_path: Path, settings: Any) -> Iterator[SmallProvince]:
    settings.CONNECTORS_ADAPTER, settings.VAR_DIR = "demo", tmp_path
    transports.transport.forget()
    cache.clear()
    folder = tmp_path / "definitions"
    folder.mkdir()
    yield load_small_province(folder, procedures=(BIRTH,))
    transports.transport.forget()


def accepted(province: SmallProvince) -> Any:
    filed = file(province, BIRTH)
    accept(province, filed.id)
    deliver_all()
    return filed


def page(province: SmallProvince, address: str) -> str:
    return signed_in(province.specialist).get(address).content.decode()


def test_it_goes_by_itself_and_dossier_and_copy_sheet_say_so(province: SmallProvince) -> None:
    DemoTransport.fails = 1
    filed = accepted(province)
    sector_sync.send_due()
    work, sheet = f"/can-bo/ho-so/{filed.id}/", f"/can-bo/ho-so/{filed.id}/nhap-tay/"
    before = page(province, work)
    assert "chưa nhập" in before
    assert "Chờ chuyển" in before
    assert "hệ thống tự thử lại" in before
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert sector_sync.send_due() == 1
        deliver_all()
        assert "đã chuyển tự động, mã HT.000001" in page(province, work)
        assert "Không phải nhập tay" in page(province, sheet)
        assert "Ghi là đã nhập" not in page(province, sheet)
        assert worklists.page_of(ListQuery(view="typing"), actor=province.specialist).items == ()
    for hours in (2, 4, 6):
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            sector_sync.ask_due()
            deliver_all()
    done = page(province, work)
    assert "số 1, quyển 01" in done
    assert "Bên ngành đã đăng ký, số 1, quyển 01." in done


def test_who_types_it_first_stops_the_transfer_and_a_crossing_is_named(province: SmallProvince) -> None:
    filed = accepted(province)
    dossiers.mark_entered(dossier_id=filed.id, reference="TAY-1", actor=province.specialist)
    deliver_all()
    assert Transfer.objects.get().state == "by_hand"
    assert sector_sync.send_due() == 0
    system = Transfer.objects.get().system
    for _ in range(2):
        dossiers.mark_transferred(dossier_id=filed.id, system=system, reference="TAY-1", actor=system_actor())
    dossiers.mark_transferred(dossier_id=filed.id, system=system, reference="HT.000007", actor=system_actor())
    history = page(province, f"/can-bo/ho-so/{filed.id}/")
    assert "cũng nhận tự động, mã HT.000007; đã nhập tay mã TAY-1" in history


def test_nobody_but_the_platform_says_that_it_was_handed_over(province: SmallProvince) -> None:
    filed = accepted(province)
    before = everything()
    for actor in (province.specialist, province.citizen):
        with pytest.raises(Denied):
            dossiers.mark_transferred(dossier_id=filed.id, system="x", reference="y", actor=actor)
        with pytest.raises(Denied):
            dossiers.note_registered(dossier_id=filed.id, number="1", book="1", actor=actor)
    assert everything() == before


def test_a_withdrawn_dossier_does_not_go(province: SmallProvince) -> None:
    filed = accepted(province)
    dossiers.withdraw_dossier(dossier_id=filed.id, reason="Không cần nữa", actor=province.citizen)
    deliver_all()
    assert Transfer.objects.get().state == "cancelled"
    assert sector_sync.send_due() == 0


def test_who_may_repeat_is_offered_it_on_the_dossier(province: SmallProvince, settings: Any) -> None:
    settings.CONNECTORS_ADAPTER, settings.CONNECTORS_FILE = "partner", ""
    filed = accepted(province)
    sector_sync.send_due()
    shown = page(province, f"/can-bo/ho-so/{filed.id}/")
    assert "Cần sửa rồi chuyển" in shown
    assert "nhờ người quản trị đặt" in shown
    again = f"/can-bo/phan-mem-nganh/{Transfer.objects.get().id}/chuyen-lai/"
    assert again in shown
    answer = signed_in(province.specialist).post(again, {"ve": "ho-so"})
    assert (answer.status_code, Transfer.objects.get().state) == (302, "waiting")


def test_a_request_for_a_judicial_record_reaches_the_sectors_system_and_its_number_comes_back(
    db: None, tmp_path: Path, settings: Any
) -> None:
    settings.CONNECTORS_ADAPTER, settings.VAR_DIR = "demo", tmp_path
    transports.transport.forget()
    cache.clear()
    folder = tmp_path / "definitions"
    folder.mkdir()
    province = load_small_province(folder, procedures=("3.000333",))
    desk = officer("ttpvhcc.mot-cua-1", "Võ Thị Quầy Mẫu")
    police = officer("cat.canh-sat-qlhc", "Phan Văn Cháy Mẫu")
    answers = province.applications["3.000333"]["answers"]
    assert desk.agency_id is not None
    filed = file(province, "3.000333", answers=answers, receiving_agency_id=desk.agency_id)
    do(filed.id, "accepted", desk)
    deliver_all()

    assert sector_sync.send_due() == 1
    deliver_all()

    # What went is the declaration in the sector's own names and codes.
    pushed = Transfer.objects.get()
    assert (pushed.state, pushed.reference) == ("taken", "700000")
    work = f"/can-bo/ho-so/{filed.id}/"
    assert "đã chuyển tự động, mã 700000" in signed_in(police).get(work).content.decode()
    for hours in (2, 4, 6):
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            sector_sync.ask_due()
            deliver_all()
    assert "LLTP-700000" in signed_in(police).get(work).content.decode()
    transports.transport.forget()
