from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.identity import testing
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import frozen
from tinhso.kernel.ids import new_id
from tinhso.lab.peers.national_portal.portal import Portal
from tinhso.lab.peers.national_portal.server import PortalServer, serving
from tinhso.services.national_portal import api
from tinhso.services.national_portal.actions import compare, pull_catalogues, queue, send_due
from tinhso.services.national_portal.adapters import first_generation, partner, portals
from tinhso.services.national_portal.models import CatalogueEntry, Message
from tinhso.services.national_portal.types import CatalogueKind, DossierState, ProgressLine, Rule

RULE = Rule(
    session_codes=frozenset({"-2"}),
    again_codes=frozenset({"-9"}),
    missing_codes=frozenset({"-4"}),
    file_hosts=("127.0.0.1",),
    rating_fields={
        "dossier_code": "MaHoSo",
        "procedure_code": "MaTTHC",
        "level": "MucDo",
        "is_satisfied": "HaiLong",
        "version_no": "LanDanhGia",
        "on": "NgayDanhGia",
        "points": "Diem",
    },
)
AT = datetime(2026, 11, 30, 1, 5, 9, tzinfo=UTC)
NAME = "Trần Thị Rất Riêng"


@pytest.fixture
def peer(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PortalServer]:
    """The simulated portal on a port, and our client set to it as an operator would; short limits."""
    secret = tmp_path / "mat-khau"
    secret.write_text("mat-khau\n", "utf-8")
    monkeypatch.setattr(partner, "SECONDS", 1.0)
    for module in (api, first_generation, send_due, queue, compare, pull_catalogues):
        monkeypatch.setattr(module, "rule_now", lambda: RULE)
    with serving(Portal(user="tinh-mau", password="mat-khau", agency="H99")) as server:
        server.script.seconds = 3
        settings.NATIONAL_PORTAL_ADAPTER = "first"
        settings.NATIONAL_PORTAL_URL = server.address
        settings.NATIONAL_PORTAL_AGENCY = "H99"
        settings.NATIONAL_PORTAL_DESTINATION = "VN:GOV:MAU"
        settings.NATIONAL_PORTAL_USER = "tinh-mau"
        settings.NATIONAL_PORTAL_PASSWORD_FILE = str(secret)
        portals.portal.forget()
        yield server
        portals.portal.forget()


class Desk:
    """A province with one mapped procedure that tells a portal of its dossiers; time stands at AT and is moved by hand."""

    def __init__(self, peer: PortalServer) -> None:
        self.peer, self.portal, self.at = peer, peer.portal, AT
        operator = testing.role("van-hanh", {"national_portal.operate": "province"})
        resends = testing.role("mot-cua", {"national_portal.resend": "own"})
        agencies = testing.province(
            [("vh", "H99", (operator,)), ("mc", "H99.101", (resends,)), ("mc2", "H99.13", (resends,))]
        )
        self.agency_id = agencies["H99.101"]
        self.operator: Actor = testing.officer_actor(testing.officer("vh", "vh"), "vh")
        self.clerk: Actor = testing.officer_actor(testing.officer("mc", "mc"), "mc")
        self.stranger: Actor = testing.officer_actor(testing.officer("mc2", "mc2"), "mc2")
        self.portal.lists["procedures"] = [{"MATTHC": "1.001193", "TENTTHC": "Đăng ký khai sinh"}]
        for kind, code in (
            (CatalogueKind.PROCEDURES, "1.001193"),
            (CatalogueKind.FIELDS, "ho-tich"),
            (CatalogueKind.AGENCIES, "H99.101"),
        ):
            self.lists(kind, code)

    def lists(self, kind: CatalogueKind, code: str, title: str = "Tên") -> None:
        CatalogueEntry.objects.create(kind=kind.value, code=code, title=title, first_seen_at=AT, changed_at=AT)

    def dossier(self, number: int = 1, **facts: Any) -> DossierState:
        return DossierState(
            subject_id=UUID(int=number), code=f"000.00.01.H99-261130-{number:04d}", procedure_code="1.001193",
            procedure_title="Đăng ký khai sinh", field_code="ho-tich", field_title="Hộ tịch", agency_id=self.agency_id,
            agency_code="H99.101", agency_name="UBND xã Mẫu", is_organisation=False, applicant_name=NAME,
            status=1, submitted_at=AT, accepted_at=None, due_at=None, finished_at=None, returned_at=None,
        ) if not facts else replace(self.dossier(number), **facts)  # fmt: skip

    def happens(self, state: DossierState, seq: int, *, words: str = "", cause: UUID | None = None) -> bool:
        line = ProgressLine(
            officer="", post="", unit="UBND xã Mẫu", words=words or f"Bước {seq}", status=state.status,
            at=AT + timedelta(minutes=seq),
        )  # fmt: skip
        return api.queue_state(
            state=state, line=line, cause_id=cause or new_id(), seq=seq, desk_id=self.agency_id, actor=system_actor()
        )

    def send(self, *, after: timedelta = timedelta()) -> int:
        """A round of the worker, so much later."""
        self.at += after
        with frozen(self.at):
            return api.send_due()

    def told(self, number: int = 1) -> list[str]:
        """The steps that the portal has of a dossier, in its order."""
        known = self.portal.dossiers.get(self.dossier(number).code, {"DanhSachTienDo": []})
        return [one["NoiDungXuLy"] for one in known["DanhSachTienDo"]]

    def states(self, number: int = 1) -> list[str]:
        return list(Message.objects.filter(subject_id=UUID(int=number)).order_by("seq").values_list("state", flat=True))


@pytest.fixture
def desk(db: None, peer: PortalServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    class Known:
        code, title, field_code, field_title, is_operational = (
            "1.001193",
            "Đăng ký khai sinh",
            "ho-tich",
            "Hộ tịch",
            True,
        )

    known: Any = Known()
    procedures: list[Procedure] = [known]
    monkeypatch.setattr("tinhso.engines.procedures.api.read_procedures", lambda: iter(procedures))
    with frozen(AT):
        made = Desk(peer)
        yield made
