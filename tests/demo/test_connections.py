"""`tinhso demo connections`: the month on the small province; its expectation is exact, and what is broken on purpose is seen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.core.cache import cache
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.demo.test_demo import failed
from tinhso.casework.dossiers.testing import load_small_province, officer
from tinhso.kernel.clock import at_local, frozen
from tinhso.lab.demo.month.play import play_month
from tinhso.lab.peers.api import Portal, PortalServer, fill, serving
from tinhso.services.national_portal.adapters import portals

pytestmark = pytest.mark.one_database
MONDAY = at_local(2026, 10, 5, 8, 30)
NAMED = "đối chiếu nêu đúng những chỗ đối tác nói sai, không hơn"


@pytest.fixture(scope="module")
def province(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A small province with whoever looks after money, and what its partners need."""
    folder = tmp_path_factory.mktemp("definitions")
    for name in ("notices", "payments", "exchange"):
        (folder / name).symlink_to(live_settings.DEFINITIONS_DIR / name)
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        with frozen(MONDAY):
            load_small_province(folder, procedures=("2.000635", "1.004873"))
            officer("ttpvhcc.mot-cua-2", "Kế Thị Toán Mẫu")
            officer("ttpvhcc.giam-doc", "Trưởng Thị Duyệt Mẫu")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def portal(province: None, db: None, settings: Any, tmp_path: Path) -> Iterator[PortalServer]:
    """The province joined to a portal on a port."""
    cache.clear()
    secret = tmp_path / "mat-khau"
    secret.write_text("mat-khau\n", "utf-8")
    settings.DEMO, settings.VAR_DIR, settings.PAYMENT_SECRETS_DIR = True, tmp_path, tmp_path / "secrets"
    with serving(Portal(user="tinh-mau", password="mat-khau", agency="tinh-mau")) as server:
        fill(server.portal)
        settings.NATIONAL_PORTAL_ADAPTER, settings.NATIONAL_PORTAL_URL = "first", server.address
        settings.NATIONAL_PORTAL_AGENCY, settings.NATIONAL_PORTAL_DESTINATION = "tinh-mau", "cong-gia-lap"
        settings.NATIONAL_PORTAL_USER, settings.NATIONAL_PORTAL_PASSWORD_FILE = "tinh-mau", str(secret)
        portals.portal.forget()
        yield server
    portals.portal.forget()
    cache.clear()


def quiet(words: str) -> None:
    """Nobody listens."""


def test_a_month_with_lying_partners_names_exactly_what_they_lied_about(portal: PortalServer) -> None:
    report = play_month(portal, stories=13, begins=MONDAY, say=quiet).as_json()

    assert (failed(report), report["ok"]) == ([], True), report
    assert sorted(one["code"] for one in report["differences"]) == [
        "bank.case",
        "bank.differs",
        "bank.differs",
        "bank.differs",
        "inbound.waits",
        "national.differs",
    ]
    assert (report["dossiers"], report["ratings"], report["letters"]) == (17, 3, 4)
    # What the month promises was counted where it left its trace: each word has its check, and every check held.
    promised = [one["check"] for one in report["checks"] if one["check"].startswith("trong tháng có: ")]
    assert promised == [f"trong tháng có: {words}" for words in report["contents"]]
    assert {"đối tác mất tin", "kết quả bưu điện chuyển hoàn", "thông báo qua Zalo"} < report["contents"].keys()
    gone, beside = report["contents"]["tiền hoàn (đồng)"], report["contents"]["tiền trả thừa đã trả lại (đồng)"]
    # The letter that was called off and what was paid both ways; apart from them the second payment of one order.
    assert (gone, beside, report["refunds_vnd"]) == (26_000 + 16_000, 16_000, 58_000)


def test_what_is_lost_on_purpose_is_named_and_fails_the_run(portal: PortalServer) -> None:
    report = play_month(portal, stories=1, begins=MONDAY, broken=("payment", "status"), say=quiet).as_json()

    assert report["ok"] is False
    assert {one["code"] for one in report["differences"]} == {"payment.not_recorded", "national.untold"}
    (check,) = [one for one in report["checks"] if one["check"] == NAMED]
    assert (check["held"], "payment.not_recorded" in check["seen"], "national.untold" in check["seen"]) == (
        False,
        True,
        True,
    )
