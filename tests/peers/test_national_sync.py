"""What happens to a real dossier reaches the portal by the stream of events, whole and in order; its page shows it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.casework.dossiers.tests.acts import MARITAL, accept, file, finish
from tinhso.casework.dossiers.tests.doors import signed_in
from tinhso.config.cli import main
from tinhso.foundation.access.models import ReadEntry
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.national_portal import api
from tinhso.services.national_portal.adapters import portals
from tinhso.services.national_portal.adapters.demo import DemoPortal
from tinhso.services.national_portal.models import Message


@pytest.fixture
def province(db: None, tmp_path: Path, settings: Any) -> Iterator[SmallProvince]:
    """The small province, joined to a portal that plays along and knows its codes."""
    settings.NATIONAL_PORTAL_ADAPTER = "demo"
    settings.VAR_DIR = tmp_path
    portals.portal.forget()
    cache.clear()
    folder = tmp_path / "definitions"
    folder.mkdir()
    found = load_small_province(folder, procedures=(MARITAL,))
    api.pull_catalogues_now(actor=system_actor())
    yield found
    portals.portal.forget()


def there() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(DemoPortal().file.read_text("utf-8"))
    return kept


def run(*words: str) -> tuple[int, Any]:
    answer = CliRunner().invoke(main, ["national-portal", *words, "--json"])
    return answer.exit_code, json.loads(answer.output.splitlines()[-1])


def test_a_dossier_is_told_from_its_filing_to_its_return(province: SmallProvince) -> None:
    filed = file(province)
    accept(province, filed.id)
    finish(province, filed.id)
    deliver_all()

    code, said = run("sync")

    assert (code, set(said["states"])) == (0, {"sent"})
    known = there()[filed.code]
    assert (known["MaTTHC"], known["TrangThaiHoSo"]) == (MARITAL, "10")
    steps = [one["NoiDungXuLy"] for one in known["DanhSachTienDo"]]
    assert steps[:2] == ["Nộp hồ sơ", "Tiếp nhận hồ sơ"]
    assert [one for one in steps if not one.startswith("Xong bước: ")] == [
        "Nộp hồ sơ", "Tiếp nhận hồ sơ", "Có kết quả giải quyết", "Đã trả kết quả",
    ]  # fmt: skip
    moments = [one["ThoiDiemXuLy"] for one in known["DanhSachTienDo"]]
    assert moments == sorted(moments)
    assert run("compare", filed.code) == (0, {"compared": 1, "agree": 1, "failed": {}, "differences": {}})
    assert ReadEntry.objects.filter(purpose__startswith="Đồng bộ hồ sơ lên Cổng").exists()


def test_a_difference_is_named_and_the_command_fails(province: SmallProvince) -> None:
    filed = file(province)
    deliver_all()
    run("sync")
    kept = there()
    kept[filed.code]["TrangThaiHoSo"] = "9"
    DemoPortal().file.write_text(json.dumps(kept), "utf-8")

    code, said = run("compare")

    assert (code, said["differences"]) == (1, {filed.code: {"Trạng thái": ["1", "9"]}})


def test_a_province_without_a_portal_queues_nothing_and_catches_up_when_it_joins(
    province: SmallProvince, settings: Any
) -> None:
    settings.NATIONAL_PORTAL_ADAPTER = "off"
    filed = file(province)
    accept(province, filed.id)
    deliver_all()
    assert not Message.objects.exists()
    settings.NATIONAL_PORTAL_ADAPTER = "demo"

    code, said = run("sync", "--all")
    again, nothing = run("sync", "--all")

    assert (code, again, nothing["queued"], nothing["sent"]) == (0, 0, 0, 0)
    assert said["queued"] == said["sent"] > 1
    assert there()[filed.code]["TrangThaiHoSo"] in ("2", "4")


def test_the_officers_page_says_what_was_told_and_compares(province: SmallProvince) -> None:
    filed = file(province)
    deliver_all()
    run("sync")
    client = signed_in(province.desk)
    address = f"/can-bo/ho-so/{filed.id}/"

    page = client.get(address).content.decode()
    assert "Cổng quốc gia" in page
    assert "Cổng đã nhận" in page
    compared = client.post(f"{address}cong-quoc-gia/", follow=True).content.decode()
    assert "Cổng khớp với hồ sơ của tỉnh." in compared


def test_the_operators_page_asks_as_often_for_many_messages_as_for_one(province: SmallProvince) -> None:
    client = signed_in(officer("vpub.quan-tri", "Quản Trị Mẫu"))
    file(province)
    deliver_all()
    first = _asked(client)
    for _ in range(4):
        file(province)
    deliver_all()

    assert _asked(client) == first


def _asked(client: Client) -> int:
    client.get("/can-bo/cong-quoc-gia/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/can-bo/cong-quoc-gia/")
    assert page.status_code == 200
    return len(asked)
